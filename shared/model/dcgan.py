"""A DCGAN that writes handwritten digits (Radford et al. 2015). Its trainings: `shared/training/dcgan_runs.py`."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from shared.model.gan_losses import discriminator_loss, generator_loss

LATENT_DIM = 48  # numbers of noise for one digit; a scene takes more, see model/generator.py
SHIFT, TURN, ZOOM = 2 / 32, 0.03, 0.1  # of a picture's side: 2 pixels; of a full turn: 11 degrees; of its size
SHIFTED = 0.5  # share of the pictures: if all were shifted, nobody could tell that real digits stand in the middle


def make_dcgan_generator(latent_dim: int = LATENT_DIM) -> keras.Model:
    """Build the generator, untrained: 4 → 8 → 16 → 32 pixels, and half as many channels each time.

    Args:
        latent_dim: Z, how many numbers of noise a picture is made of.

    Returns:
        a model from noise (B, Z) to pictures (B, 32, 32, 1) in [-1, 1].
    """
    noise = keras.Input((latent_dim,), name="noise")
    x = layers.Dense(4 * 4 * 192, use_bias=False)(noise)
    x = layers.Reshape((4, 4, 192))(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    x = layers.ReLU()(x)
    for channels in (96, 48):
        x = layers.Conv2DTranspose(channels, 4, strides=2, padding="same", use_bias=False)(x)  # (B, h, h, 2c) -> (B, 2h, 2h, c)
        x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.ReLU()(x)
    images = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")(x)
    return keras.Model(noise, images, name="generator")


def augmented(images: keras.KerasTensor) -> keras.KerasTensor:
    """Turn and scale pictures, and shift some of them, each in its own way; in training only.

    Args:
        images: (B, 32, 32, 1) in [-1, 1]; what comes in from outside is black, -1.

    Returns:
        as many pictures of the same size.
    """
    moved = layers.RandomTranslation(SHIFT, SHIFT, fill_mode="constant", fill_value=-1.0, interpolation="nearest")(images)
    change = layers.Dropout(1 - SHIFTED, noise_shape=(None, 1, 1, 1))(moved - images)  # drops that of whole pictures
    x = images + SHIFTED * change  # dropout has divided by SHIFTED what it keeps; (B, 32, 32, 1)
    x = layers.RandomRotation(TURN, fill_mode="constant", fill_value=-1.0)(x)
    return layers.RandomZoom((-ZOOM, ZOOM), (-ZOOM, ZOOM), fill_mode="constant", fill_value=-1.0)(x)


def make_dcgan_discriminator() -> keras.Model:
    """Build the discriminator, untrained: 32 → 16 → 8 → 4 pixels, and twice as many channels each time.

    In training it sees every picture, real or generated, turned and scaled a little, and half of them shifted: 3,000 are
    few, and it would know them by heart (Zhao et al. 2020; Karras et al. 2020, section 2.2, on changing only a part).

    Returns:
        a model from pictures (B, 32, 32, 1) to logits (B, 1), large for real.
    """
    images = keras.Input((32, 32, 1), name="images")
    x = augmented(images)
    x = layers.Conv2D(32, 4, strides=2, padding="same")(x)
    x = layers.LeakyReLU(0.2)(x)
    for channels in (64, 128):
        x = layers.Conv2D(channels, 4, strides=2, padding="same", use_bias=False)(x)  # (B, h, h, c) -> (B, h/2, h/2, 2c)
        x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.LeakyReLU(0.2)(x)
    logits = layers.Dense(1)(layers.Flatten()(x))
    return keras.Model(images, logits, name="discriminator")


def discriminator_step(generator: keras.Model, discriminator: keras.Model, optimizer: keras.Optimizer, real, noise):
    """Take a step of the discriminator, towards telling real pictures from generated ones.

    Args:
        generator, discriminator: both networks; only the second moves.
        optimizer: of the discriminator.
        real: (B, 32, 32, 1) float32 in [-1, 1].
        noise: (B, Z) float32.

    Returns:
        the discriminator's loss before the step.
    """
    fake = generator(noise, training=True)
    with tf.GradientTape() as tape:
        real_logits = discriminator(real, training=True)
        fake_logits = discriminator(fake, training=True)
        loss = discriminator_loss(real_logits, fake_logits)
    variables = discriminator.trainable_variables
    optimizer.apply(tape.gradient(loss, variables), variables)
    return loss


def generator_step(generator: keras.Model, discriminator: keras.Model, optimizer: keras.Optimizer, noise, loss_of=generator_loss):
    """Take a step of the generator, towards pictures that the discriminator takes for real: as above, the other way round."""
    with tf.GradientTape() as tape:
        fake = generator(noise, training=True)
        loss = loss_of(discriminator(fake, training=True))
    variables = generator.trainable_variables
    optimizer.apply(tape.gradient(loss, variables), variables)
    return loss


class DCGAN(keras.Model):
    """The game of the two networks, for `fit`, and the running average of the generator, which is shown and shipped."""

    def __init__(self, generator: keras.Model, discriminator: keras.Model):
        """Put the game together: see `make_dcgan_generator` and `make_dcgan_discriminator`."""
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        self.ema_generator = keras.models.clone_model(generator)
        self.ema_generator.set_weights(generator.get_weights())

    def compile(self, generator_optimizer: keras.Optimizer, discriminator_optimizer: keras.Optimizer):
        """Give each network an optimizer of its own."""
        super().compile()
        self.generator_optimizer = generator_optimizer
        self.discriminator_optimizer = discriminator_optimizer

    def train_step(self, real_images):
        """Take one step of each network, the discriminator first.

        Args:
            real_images: (B, 32, 32, 1) float32 in [-1, 1].

        Returns:
            both losses by name.
        """
        networks = self.generator, self.discriminator
        shape = ops.shape(real_images)[0], self.generator.input_shape[-1]
        noise, more_noise = keras.random.normal(shape), keras.random.normal(shape)
        real_loss = discriminator_step(*networks, self.discriminator_optimizer, real_images, noise)
        fake_loss = generator_step(*networks, self.generator_optimizer, more_noise)
        self.update_ema()
        return {"discriminator": real_loss, "generator": fake_loss}

    def update_ema(self):
        """Move the average towards the generator, less and less.

        So it is made of the last tenth of all steps for the most part, however many there were (Karras et al. 2024, section 3.1).
        """
        step = ops.cast(self.generator_optimizer.iterations, "float32")
        momentum = step / (step + 9)
        for mean, weight in zip(self.ema_generator.weights, self.generator.weights, strict=True):
            mean.assign(momentum * mean + (1 - momentum) * weight)


class GANMonitor(keras.callbacks.Callback):
    """Keeps what the average draws from fixed noise: `images` has an array (N, 32, 32, 1) of each epoch."""

    def __init__(self, noise: np.ndarray):
        """Keep the noise, (N, Z) float32."""
        super().__init__()
        self.noise, self.images = noise, []  # type: ignore[var-annotated]  # as the page writes it

    def on_epoch_end(self, epoch, logs=None):
        self.images.append(ops.convert_to_numpy(self.model.ema_generator(self.noise, training=False)))
