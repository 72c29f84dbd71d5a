"""Does the picture say what the caption says? Matching as a choice among right and wrong captions."""

import math

import keras
import tensorflow as tf
from keras import ops


def match_scores(picture_vectors, sentence_vectors):
    """Score each picture with each of its captions: the projection f·s / √S (Miyato & Koyama 2018, eq. 3).

    Args:
        picture_vectors: (B, S) float32.
        sentence_vectors: (B, K, S) float32, K captions a picture.

    Returns:
        (B, K) float32, high where picture and caption say the same.
    """
    # (B, 1, S) * (B, K, S) -> (B, K)
    return ops.sum(picture_vectors[:, None, :] * sentence_vectors, axis=-1) / math.sqrt(sentence_vectors.shape[-1])


def matching_loss(picture_vectors, sentence_vectors):
    """Choose the right caption among wrong ones: M = −log softmax(scores)₀, its mean over the batch.

    Reed et al. 2016 (section 4.1) show the discriminator one wrong caption a picture, at random. Here it sees
    several hard ones at once, and they compete (the contrastive form of Zhang et al. 2021, eq. 2).

    Args:
        picture_vectors: (B, S) float32.
        sentence_vectors: (B, K, S) float32, the right caption first.

    Returns:
        a scalar, 0 when every picture is sure of its caption, log K when it guesses.
    """
    scores = match_scores(picture_vectors, sentence_vectors)  # (B, K)
    return ops.mean(ops.logsumexp(scores, axis=1) - scores[:, 0])  # (B,) - (B,) -> a scalar


class Reader(keras.Model):
    """Discriminator and sentence encoder learning to match, on real pictures only, before the game starts."""

    def __init__(self, discriminator: keras.Model, sentence_encoder: keras.Model):
        super().__init__(name="reader")
        self.discriminator, self.sentence_encoder = discriminator, sentence_encoder
        self.steps_done = self.add_weight(dtype="int32", initializer="zeros", trainable=False, name="steps_done")
        self.built = True  # as its parts are: its weights can be saved

    def compile(self, optimizer: keras.Optimizer):
        """Give the reader its optimizer."""
        super().compile(optimizer)
        optimizer.build(self.matching_variables)

    @property
    def matching_variables(self) -> list[keras.Variable]:
        """All but the realness head: no question about it has been asked yet."""
        return [v for v in self.trainable_variables if "real_logits" not in v.path]

    def train_step(self, batch):
        """Take one step.

        Args:
            batch: images (B, H, H, 3) float32 in [-1, 1]; tokens (B, K, T) int32, the right caption first.
        """
        images, tokens = batch
        _, captions, length = tokens.shape
        with tf.GradientTape() as tape:
            _, picture_vectors = self.discriminator(images, training=True)  # (B, S)
            sentence_vectors = self.sentence_encoder(ops.reshape(tokens, (-1, length)), training=True)  # (B, K, T) -> (B * K, S)
            sentence_vectors = ops.reshape(sentence_vectors, (-1, captions, sentence_vectors.shape[-1]))  # (B, K, S)
            loss = matching_loss(picture_vectors, sentence_vectors)
        variables = self.matching_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        self.steps_done.assign_add(1)
        return {"matching": loss}
