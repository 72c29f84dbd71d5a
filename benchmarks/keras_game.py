"""The game of `shared/model/text2image_gan.py` as training sets it up, in one of three precisions."""

from collections.abc import Callable

import keras
import tensorflow as tf

from benchmarks.random_batch import random_batch
from shared.base.precision import use_automatic_bfloat16
from shared.model.discriminator import make_discriminator
from shared.model.generator import LATENT_DIM, make_generator
from shared.model.hyperparameters import IMAGE_SIZE, Hyperparameters
from shared.model.sentence_encoder import SENTENCE_DIM
from shared.model.text2image_gan import TextToImageGAN
from shared.training.workers import MeanAdam, Workers


def keras_game(precision: str, penalty_weight: float = Hyperparameters.penalty_weight) -> TextToImageGAN:
    """Put the game together, compiled.

    Args:
        precision: "float32", "automatic bfloat16" (oneDNN's choice) or "mixed_bfloat16" (Keras's policy); the last two
            hold for all that this process computes.
        penalty_weight: γ.
    """
    if precision == "automatic bfloat16":
        use_automatic_bfloat16()
    elif precision == "mixed_bfloat16":
        keras.config.set_dtype_policy("mixed_bfloat16")
    generator = make_generator(IMAGE_SIZE, SENTENCE_DIM, LATENT_DIM)
    game = TextToImageGAN(generator, make_discriminator(IMAGE_SIZE, SENTENCE_DIM), penalty_weight=penalty_weight)
    rates = Hyperparameters.generator_learning_rate, Hyperparameters.discriminator_learning_rate
    game.compile(*(MeanAdam(rate, beta_1=0.5, beta_2=0.99) for rate in rates))
    return game


def keras_step(precision: str) -> Callable[[], dict[str, tf.Tensor]]:
    """Make a function that takes a step as training's loop does, on the same batch each time, and gives its losses."""
    step = Workers().share(keras_game(precision).train_step)
    batch = tuple(map(tf.constant, random_batch(SENTENCE_DIM, LATENT_DIM)))
    return lambda: step(batch)
