"""Does the picture say what the caption says? Matching as a choice among the captions of a batch."""

import math

import keras
import tensorflow as tf
from keras import ops

IMPOSSIBLE = -1e9  # a score that no softmax gives any weight


def match_scores(picture_vectors, sentence_vectors):
    """Score each picture with each caption: the projection f·s / √S (Miyato & Koyama 2018, eq. 3).

    Args:
        picture_vectors: (B, S) float32.
        sentence_vectors: (C, S) float32.

    Returns:
        (B, C) float32, high where picture and caption say the same.
    """
    # (B, S) @ (S, C) -> (B, C)
    return ops.matmul(picture_vectors, ops.transpose(sentence_vectors)) / math.sqrt(sentence_vectors.shape[-1])


def matching_loss(picture_vectors, sentence_vectors, fits):
    """Choose the right caption among those of the batch: M = −log softmax(scores)_right, its mean over the pictures.

    Reed et al. 2016 (Algorithm 1) show the discriminator one wrong caption a picture, at random. Here the captions of
    the batch's other pictures are the wrong ones, all at once, and they compete (Zhang et al. 2021, eq. 2). Which
    pictures come together in a batch decides how hard they are: see `shared.training.families`.

    Args:
        picture_vectors: (B, S) float32.
        sentence_vectors: (C, S) float32.
        fits: (B, C) bool, whether the caption is right for the picture; one or more are. Right captions don't compete.

    Returns:
        a scalar, 0 when every picture is sure of a right caption, log C when it guesses and one is right.
    """
    scores = match_scores(picture_vectors, sentence_vectors)  # (B, C)
    right = ops.logsumexp(ops.where(fits, scores, IMPOSSIBLE), axis=1)  # (B,)
    return ops.mean(ops.logsumexp(scores, axis=1) - right)  # (B,) - (B,) -> a scalar


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
            batch: images (B, H, H, 3) float32 in [-1, 1]; tokens (C, T) int32; fits (B, C) bool.
        """
        images, tokens, fits = batch
        with tf.GradientTape() as tape:
            _, picture_vectors = self.discriminator(images, training=True)  # (B, S)
            sentence_vectors = self.sentence_encoder(tokens, training=True)  # (C, T) -> (C, S)
            loss = matching_loss(picture_vectors, sentence_vectors, fits)
        variables = self.matching_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        self.steps_done.assign_add(1)
        return {"matching": loss}
