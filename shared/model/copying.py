"""Copying in place of the game: generator and sentence encoder learn to redraw the true picture of each caption, pixel by pixel."""

import keras
import tensorflow as tf
from keras import ops

COARSE = 4  # pixels of a side that are averaged


def copying_loss(fake_images, images):
    """How far pictures are from the true ones: the mean distance of their numbers (L1), as they are and averaged over 4 × 4 pixels.

    Isola et al. 2017 (section 3.1) have L1 beside the game. The averages say early where colours belong, when the lines are
    not in place yet.

    Args:
        fake_images: (B, H, H, 3) in [-1, 1], of the generator.
        images: (B, H, H, 3) in [-1, 1].

    Returns:
        a scalar, 0 when all are the same.
    """
    fine = ops.mean(ops.abs(fake_images - images))
    coarse = ops.mean(ops.abs(ops.average_pool(fake_images, COARSE, COARSE) - ops.average_pool(images, COARSE, COARSE)))
    return fine + coarse


class Copier(keras.Model):
    """The generator and the sentence encoder, learning to copy.

    It is for captions that have one true picture: of several it would draw the blurred middle. The encoder has learned to read
    before; now it also learns what of a sentence the drawing needs.
    """

    def __init__(self, generator: keras.Model, sentence_encoder: keras.Model):
        super().__init__(name="copier")
        self.generator, self.sentence_encoder = generator, sentence_encoder
        self.steps_done = self.add_weight(dtype="int32", initializer="zeros", trainable=False, name="steps_done")
        self.built = True  # as its parts are: its weights can be saved

    def compile(self, optimizer: keras.Optimizer):
        """Give both networks one optimizer."""
        super().compile()
        self.optimizer = optimizer
        optimizer.build(self.trained_variables)

    @property
    def trained_variables(self) -> list[keras.Variable]:
        """The weights of both networks."""
        return self.generator.trainable_variables + self.sentence_encoder.trainable_variables

    def train_step(self, batch):
        """Take one step.

        Args:
            batch: images (B, H, H, 3) float32 in [-1, 1]; tokens (B, T) of their captions; two entries that only the game needs;
                noise (2, B, Z), of which it takes the second.
        """
        images, tokens, _, _, noise = batch
        with tf.GradientTape() as tape:
            sentence_vectors = self.sentence_encoder(tokens, training=True)  # (B, T) -> (B, S)
            loss = copying_loss(self.generator([noise[1], sentence_vectors], training=True), images)
        self.optimizer.apply(tape.gradient(loss, self.trained_variables), self.trained_variables)
        self.steps_done.assign_add(1)
        return {"copying": loss}
