"""Do our step and PyTorch's compute the same? From the same weights, on the same batch, their losses must agree."""

import sys

import keras
import numpy as np
import tensorflow as tf
import torch
from keras import layers
from torch import nn

from benchmarks.keras_game import keras_game
from benchmarks.random_batch import random_batch
from benchmarks.torch_game import TorchGame
from shared.base.errors import UserError
from shared.base.seed import set_seed
from shared.model.generator import LATENT_DIM
from shared.model.sentence_encoder import SENTENCE_DIM

TOLERANCE, STEPS = 1e-4, 3
# Of both networks, lower than in training: Adam's first steps are as long where a gradient is 0 but for rounding, and there
# they go either way.
LEARNING_RATE = 1e-4
PENALTY_WEIGHT = 20.0  # γ, higher than in training, so that a wrong penalty is seen after three steps
KINDS = ((layers.Dense, nn.Linear), (layers.Conv2D, nn.Conv2d), (layers.Conv2DTranspose, nn.ConvTranspose2d))


def largest_difference(channels_last: bool, their_penalty_weight: float = PENALTY_WEIGHT) -> float:
    """Take some steps in both, in float32, and compare their losses.

    Args:
        channels_last: PyTorch's layout.
        their_penalty_weight: γ of PyTorch's game; another one than ours must make a difference.

    Returns:
        the largest difference between two losses of the same name and step.

    Raises:
        ValueError: if the networks differ in the number or shape of their weights.
    """
    set_seed(0)
    ours = keras_game("float32", PENALTY_WEIGHT)
    theirs = TorchGame(channels_last, bfloat16=False, penalty_weight=their_penalty_weight)
    copy_weights(ours.generator, theirs.generator)
    copy_weights(ours.discriminator, theirs.discriminator)
    for optimizer in (ours.generator_optimizer, ours.discriminator_optimizer):
        optimizer.learning_rate = LEARNING_RATE
    for group in theirs.generator_optimizer.param_groups + theirs.discriminator_optimizer.param_groups:
        group["lr"] = LEARNING_RATE
    batch = random_batch(SENTENCE_DIM, LATENT_DIM)
    our_batch, their_batch = tuple(map(tf.constant, batch)), theirs.to_tensors(batch)
    difference = 0.0
    for _ in range(STEPS):
        our_losses, their_losses = ours.train_step(our_batch), theirs.train_step(their_batch)
        difference = max(difference, *(abs(float(our_losses[name]) - float(loss)) for name, loss in their_losses.items()))
    return difference


def copy_weights(ours: keras.Model, theirs: nn.Module) -> None:
    """Copy the weights of a network of ours into PyTorch's, layer by layer: kinds alike have the same order in both."""
    for our_kind, their_kind in KINDS:
        our_layers = [layer for layer in ours.layers if type(layer) is our_kind]
        their_layers = [module for module in theirs.modules() if type(module) is their_kind]
        for our_layer, their_layer in zip(our_layers, their_layers, strict=True):
            weights = [to_torch_order(our_layer.kernel.numpy())] + ([our_layer.bias.numpy()] if our_layer.use_bias else [])
            for weight, parameter in zip(weights, their_layer.parameters(), strict=True):
                if weight.shape != tuple(parameter.shape):
                    raise ValueError(f"{our_layer.name} has weights {weight.shape}, PyTorch's {tuple(parameter.shape)}.")
                parameter.data.copy_(torch.from_numpy(weight))


def to_torch_order(kernel: np.ndarray) -> np.ndarray:
    """(in, out) -> (out, in), or (h, w, in, out) -> (out, in, h, w), or transposed (h, w, out, in) -> (in, out, h, w)."""
    return kernel.T if kernel.ndim == 2 else kernel.transpose(3, 2, 0, 1)


def check() -> None:
    """Compare, in both layouts.

    Raises:
        UserError: if they don't compute the same.
    """
    for channels_last in (False, True):
        difference = largest_difference(channels_last)
        if not difference < TOLERANCE:
            raise UserError(f"PyTorch's step is not ours: their losses differ by {difference:.1g}, and may by {TOLERANCE}.")


if __name__ == "__main__":
    try:
        check()
    except UserError as error:
        sys.exit(f"Error: {error}")
