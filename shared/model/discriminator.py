"""A picture to two answers: is it real, and what does it say?"""

import keras
from keras import layers, ops

CHANNELS = 16  # of the first feature maps; twice as many after each halving


def make_discriminator(image_size: int, sentence_dim: int, group_size: int = 1) -> keras.Model:
    """Build the discriminator: one trunk of strided convolutions (Radford et al. 2015), two heads.

    Args:
        image_size: H, a multiple of 4.
        sentence_dim: S.
        group_size: P. With 2 or more the head for realness also sees how the P pictures of one caption, which stand
            together in a batch, differ: so it can tell that generated ones differ too little.

    Returns:
        a model from images (B, H, H, 3) in [-1, 1], B a multiple of P, to
        real_logits (B, 1), high for real pictures, and
        picture_vectors (B, S), whose product with a sentence vector is high where both say the same.
    """
    image = keras.Input((image_size, image_size, 3), name="image")
    x = layers.LeakyReLU(negative_slope=0.2)(layers.Conv2D(CHANNELS, 3, padding="same")(image))
    for channels in (2 * CHANNELS, 4 * CHANNELS, 8 * CHANNELS):
        x = layers.Conv2D(channels, 4, strides=2, padding="same")(x)  # (B, h, h, c) -> (B, h/2, h/2, 2c)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    x = layers.Flatten()(x)  # (B, 4 * 4 * 128) for pictures of 32 pixels
    picture_vectors = layers.Dense(sentence_dim, dtype="float32", name="picture_vectors")(x)
    if group_size > 1:
        x = layers.Concatenate()([x, deviations(x, group_size)])
    real_logits = layers.Dense(1, dtype="float32", name="real_logits")(x)
    return keras.Model(image, [real_logits, picture_vectors], name="discriminator")


def deviations(features, group_size: int):
    """How far each picture's features, (B, F), are from the mean of its group: (B, F), 0 where its pictures are the same.

    A discriminator that sees several pictures at once is minibatch discrimination (Salimans et al. 2016, section 3.2); that
    they belong together is as in PacGAN (Lin et al. 2018, section 3.1), which joins the pictures themselves.
    """
    groups = ops.reshape(features, (-1, group_size, features.shape[1]))  # (B, F) -> (B / P, P, F)
    return ops.reshape(ops.abs(groups - ops.mean(groups, axis=1, keepdims=True)), (-1, features.shape[1]))
