"""Noise and a sentence to a picture."""

import keras
from keras import layers

LATENT_DIM = 64  # numbers of noise for one scene; a digit takes fewer, see model/dcgan.py
CHANNELS = 128  # of the first feature maps; half as many after each doubling


def make_generator(image_size: int, sentence_dim: int, latent_dim: int = LATENT_DIM) -> keras.Model:
    """Build the generator: a DCGAN whose every feature map the sentence scales and shifts.

    Sources: transposed convolutions with batch normalisation (Radford et al. 2015, section 3); conditional batch
    normalisation, whose scale and shift come from the condition (de Vries et al. 2017, section 3), here from noise and
    sentence together (as BigGAN's, Brock et al. 2019, section 3).

    Args:
        image_size: H, a multiple of 4, 16 or more; doubled from H / 8 where it divides by 8, from H / 4 else.
        sentence_dim: S.
        latent_dim: Z.

    Returns:
        a model from [noise (B, Z), sentence vectors (B, S)] to images (B, H, H, 3) in [-1, 1].
    """
    noise = keras.Input((latent_dim,), name="noise")
    sentence_vector = keras.Input((sentence_dim,), name="sentence_vector")
    # Scale each number of the sentence vector to the noise's variance, whatever the encoder's scale.
    sentence = layers.Rescaling(sentence_dim**0.5)(layers.UnitNormalization()(sentence_vector))
    condition = layers.Concatenate()([noise, sentence])  # (B, Z), (B, S) -> (B, Z + S)

    doublings = 3 if image_size % 8 == 0 else 2
    side, channels = image_size // 2**doublings, CHANNELS
    x = layers.Dense(side * side * channels)(condition)
    x = layers.Reshape((side, side, channels))(x)  # (B, 4, 4, 128) for pictures of 32 pixels
    for _ in range(doublings):
        x = affine_block(x, condition)
        channels //= 2
        x = layers.Conv2DTranspose(channels, 4, strides=2, padding="same", use_bias=False)(x)  # (B, h, h, c) -> (B, 2h, 2h, c/2)
    x = affine_block(x, condition)
    image = layers.Conv2D(3, 3, padding="same", activation="tanh", dtype="float32", name="image")(x)
    return keras.Model([noise, sentence_vector], image, name="generator")


def at_temperature(generator: keras.Model, temperature: float) -> keras.Model:
    """Let a trained generator draw with noise T times as large: below 1, pictures are safer and differ less.

    Kingma & Dhariwal 2018 (section 6) draw at a reduced temperature, too; Brock et al. 2019 (section 3.1) cut the noise off instead.

    Args:
        generator: as `make_generator` builds it.
        temperature: T, above 0; at 1 it draws as it was trained.

    Returns:
        a model with the same inputs, outputs and weights.
    """
    noise, sentence_vector = generator.inputs
    inputs = [keras.Input(tensor.shape[1:], name=tensor.name) for tensor in (noise, sentence_vector)]
    return keras.Model(inputs, generator([layers.Rescaling(temperature)(inputs[0]), inputs[1]]), name=generator.name)


def affine_block(x, condition):
    """Normalise, let the condition scale and shift each channel, h(1 + γ) + β, then LeakyReLU.

    γ and β are linear in the condition. Tao et al. 2022 (DF-GAN) have two layers for each, and no normalisation.
    """
    channels = x.shape[-1]
    # Momentum 0.9: Keras's 0.99 is rounded away under a bfloat16 that oneDNN chooses by itself.
    x = layers.BatchNormalization(momentum=0.9, center=False, scale=False)(x)
    gamma = layers.Reshape((1, 1, channels))(layers.Dense(channels)(condition))  # (B, Z + S) -> (B, 1, 1, c)
    beta = layers.Reshape((1, 1, channels))(layers.Dense(channels)(condition))
    x = layers.Add()([x, layers.Multiply()([x, gamma]), beta])  # (B, h, h, c) * (B, 1, 1, c) + (B, 1, 1, c)
    return layers.LeakyReLU(negative_slope=0.2)(x)
