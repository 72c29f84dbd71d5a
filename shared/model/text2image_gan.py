"""The game: a discriminator that reads, a generator that must write what was asked for."""

import math

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from shared.model.gan_losses import relativistic_discriminator_loss, relativistic_generator_loss
from shared.model.hyperparameters import Hyperparameters
from shared.model.matching import matching_loss

PENALTY_SHARE = 8  # one group of pictures in eight pays the penalties, which are the costliest part of a step
EMA_MOMENTUM = 0.998  # in the end; at first the average forgets faster


class TextToImageGAN(keras.Model):
    """Generator and discriminator, and the average of the generator that is evaluated and shipped.

    The discriminator sees three kinds of pair: a real picture with its caption, a real picture with wrong
    captions, and a generated picture with the caption it was drawn for (Reed et al. 2016, Algorithm 1).

        ℓ(x, s) = u(x) + f(x)·s/√S                 realness, and whether the picture x fits the caption s
        L_D = softplus(ℓ(G(z, s), s) − ℓ(x, s)) + λ M(x) + γ/2 (‖∇ℓ(x, s)‖² + ‖∇ℓ(G(z, s), s)‖²)
        L_G = softplus(ℓ(x, s) − ℓ(G(z, s), s)) + λ M(G(z, s))

    The first term compares two pictures of one caption, the real one and the generated one: which is more real?
    It and the two penalties, on the gradient with respect to the picture, are R3GAN's, made against mode collapse
    (Huang et al. 2024, section 2; R1 is Mescheder et al. 2018, eq. 9). M is `matching_loss`.
    """

    def __init__(
        self,
        generator: keras.Model,
        discriminator: keras.Model,
        matching_weight: float = Hyperparameters.matching_weight,
        penalty_weight: float = Hyperparameters.penalty_weight,
        *,
        group_size: int = Hyperparameters.group_size,
    ):
        """Put the game together.

        Args:
            generator: see `make_generator`.
            discriminator: see `make_discriminator`, of the same image size.
            matching_weight: λ.
            penalty_weight: γ.
            group_size: P, the discriminator's.
        """
        super().__init__(name="text2image_gan")
        self.matching_weight, self.penalty_weight, self.group_size = matching_weight, penalty_weight, group_size
        self.generator, self.discriminator = generator, discriminator
        self.ema_generator = keras.models.clone_model(generator)
        self.ema_generator.set_weights(generator.get_weights())
        self.steps_done = self.add_weight(dtype="int32", initializer="zeros", trainable=False, name="steps_done")
        self.built = True  # as its parts are: its weights can be saved

    def compile(self, generator_optimizer: keras.Optimizer, discriminator_optimizer: keras.Optimizer):
        """Give each network an optimizer of its own."""
        super().compile()
        self.generator_optimizer, self.discriminator_optimizer = generator_optimizer, discriminator_optimizer
        generator_optimizer.build(self.generator.trainable_variables)
        discriminator_optimizer.build(self.discriminator.trainable_variables)

    def train_step(self, batch):
        """Take one step of each network, the discriminator first.

        Args:
            batch: images (B, H, H, 3) float32 in [-1, 1]; their sentence vectors (B, S); those of the captions to
                choose among (C, S); fits (B, C) bool, which of these are right; noise (2, B, Z), for the
                discriminator's step and for the generator's.

        Returns:
            losses by name. Watch M on real pictures (`matching_real`) and on generated ones (`matching_fake`).
        """
        images, sentence_vectors, captions, fits, noise = batch
        logs, real_logits = self.train_discriminator(images, sentence_vectors, captions, fits, noise[0])
        logs |= self.train_generator(real_logits, sentence_vectors, captions, fits, noise[1])
        self.update_ema()
        self.steps_done.assign_add(1)
        return logs

    def train_discriminator(self, images, sentence_vectors, captions, fits, noise):
        """Learn to tell real from generated, and to choose the right caption of real pictures: losses, ℓ of `images`."""
        fake_images = self.generator([noise, sentence_vectors], training=True)  # (B, H, H, 3)
        both, twice = ops.concatenate([images, fake_images]), ops.concatenate([sentence_vectors, sentence_vectors])
        with tf.GradientTape() as tape:
            logits, picture_vectors = self.conditional_logits(both, twice)  # (2B,), (2B, S)
            real_logits, fake_logits = ops.split(logits, 2)
            game = relativistic_discriminator_loss(real_logits, fake_logits)
            matching = matching_loss(ops.split(picture_vectors, 2)[0], captions, fits)
            some = np.arange(2 * images.shape[0]).reshape(-1, self.group_size)[::PENALTY_SHARE].ravel()  # every eighth group of both
            penalty = 2 * self.gradient_penalty(ops.take(both, some, axis=0), ops.take(twice, some, axis=0))  # the sum of both means
            loss = game + self.matching_weight * matching + self.penalty_weight / 2 * penalty
        variables = self.discriminator.trainable_variables
        self.discriminator_optimizer.apply(tape.gradient(loss, variables), variables)
        return {"discriminator": game, "matching_real": matching, "penalty": penalty}, real_logits

    def train_generator(self, real_logits, sentence_vectors, captions, fits, noise):
        """Learn to draw what the discriminator takes for more real than real pictures, and reads as asked for.

        Args:
            real_logits: (B,) ℓ of the real pictures, as the discriminator's step has computed it.
            sentence_vectors, captions, fits, noise: as in `train_step`.
        """
        with tf.GradientTape() as tape:
            fake_images = self.generator([noise, sentence_vectors], training=True)
            fake_logits, picture_vectors = self.conditional_logits(fake_images, sentence_vectors)
            game = relativistic_generator_loss(real_logits, fake_logits)
            matching = matching_loss(picture_vectors, captions, fits)
            loss = game + self.matching_weight * matching
        variables = self.generator.trainable_variables
        self.generator_optimizer.apply(tape.gradient(loss, variables), variables)
        return {"generator": game, "matching_fake": matching}

    def update_ema(self):
        """Move the average towards the generator: by a large part at first, by 0.002 later."""
        step = ops.cast(self.steps_done, "float32")
        momentum = ops.minimum(EMA_MOMENTUM, (1 + step) / (10 + step))
        for mean, weight in zip(self.ema_generator.weights, self.generator.weights, strict=True):
            mean.assign(momentum * mean + (1 - momentum) * weight)

    def conditional_logits(self, images, sentence_vectors):
        """Judge pictures with a caption each: logits ℓ (B,), picture vectors (B, S)."""
        real_logits, picture_vectors = self.discriminator(images, training=True)
        match = ops.sum(picture_vectors * sentence_vectors, axis=1) / math.sqrt(sentence_vectors.shape[1])  # (B,)
        return real_logits[:, 0] + match, picture_vectors

    def gradient_penalty(self, images, sentence_vectors):
        """‖∇x ℓ(x, s)‖², its mean: how much a small change of a picture changes what is thought of it."""
        with tf.GradientTape() as tape:
            tape.watch(images)
            logits, _ = self.conditional_logits(images, sentence_vectors)
        gradient = tape.gradient(logits, images)  # (B, H, H, 3), as the pictures
        return ops.mean(ops.sum(gradient**2, axis=(1, 2, 3)))  # (B,) -> a scalar
