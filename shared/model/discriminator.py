"""A picture to two answers: is it real, and what does it say?"""

import keras
from keras import layers

CHANNELS = 16  # of the first feature maps; twice as many after each halving


def make_discriminator(image_size: int, sentence_dim: int) -> keras.Model:
    """Build the discriminator: one trunk of strided convolutions (Radford et al. 2015), two heads.

    Args:
        image_size: H, a multiple of 4.
        sentence_dim: S.

    Returns:
        a model from images (B, H, H, 3) in [-1, 1] to
        real_logits (B, 1), high for real pictures, and
        picture_vectors (B, S), whose product with a sentence vector is high where both say the same.
    """
    image = keras.Input((image_size, image_size, 3), name="image")
    x = layers.LeakyReLU(negative_slope=0.2)(layers.Conv2D(CHANNELS, 3, padding="same")(image))
    for channels in (2 * CHANNELS, 4 * CHANNELS, 8 * CHANNELS):
        x = layers.Conv2D(channels, 4, strides=2, padding="same")(x)  # (B, h, h, c) -> (B, h/2, h/2, 2c)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    x = layers.Flatten()(x)  # (B, 4 * 4 * 128) for pictures of 32 pixels
    real_logits = layers.Dense(1, dtype="float32", name="real_logits")(x)
    picture_vectors = layers.Dense(sentence_dim, dtype="float32", name="picture_vectors")(x)
    return keras.Model(image, [real_logits, picture_vectors], name="discriminator")
