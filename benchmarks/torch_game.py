"""The game of `shared/model/text2image_gan.py` in PyTorch, written for speed as one would there.

Adam is PyTorch's fused one, the average a `torch._foreach_lerp_`; gradients are computed for the weights of one network
only. Layout and precision are chosen: channels last is the layout that oneDNN prefers, and `torch.autocast` computes
convolutions and matrix products in bfloat16.
"""

import copy
import math
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from benchmarks.random_batch import random_batch
from benchmarks.torch_networks import LATENT_DIM, SENTENCE_DIM, Discriminator, Generator
from shared.model.hyperparameters import Hyperparameters

PENALTY_SHARE, EMA_MOMENTUM = 8, 0.998  # as in shared/model/text2image_gan.py
BETAS, EPSILON = (0.5, 0.99), 1e-7  # of Adam, as in shared/training/train.py


class TorchGame:
    """Both networks, their optimizers, and the average of the generator: `TextToImageGAN`."""

    def __init__(self, channels_last: bool, bfloat16: bool, penalty_weight: float = Hyperparameters.penalty_weight):
        """Put the game together.

        Args:
            channels_last: the layout of images and feature maps in memory.
            bfloat16: compute convolutions and matrix products in it.
            penalty_weight: γ.
        """
        self.memory_format = torch.channels_last if channels_last else torch.contiguous_format
        self.bfloat16, self.penalty_weight = bfloat16, penalty_weight
        self.generator, self.discriminator = Generator(self.memory_format), Discriminator()
        for network in (self.generator, self.discriminator):
            network.to(memory_format=self.memory_format)  # type: ignore[call-overload]  # PyTorch's own types miss it
        self.ema_generator = copy.deepcopy(self.generator).requires_grad_(False)
        self.generator_optimizer = adam(self.generator, Hyperparameters.generator_learning_rate)
        self.discriminator_optimizer = adam(self.discriminator, Hyperparameters.discriminator_learning_rate)
        self.steps_done = 0

    def to_tensors(self, batch: tuple[np.ndarray, ...]) -> tuple[Tensor, ...]:
        """Turn a batch of `benchmarks/random_batch.py` into tensors; images (B, H, H, 3) become (B, 3, H, H)."""
        images, *others = map(torch.from_numpy, batch)
        return images.permute(0, 3, 1, 2).contiguous(memory_format=self.memory_format), *others

    def train_step(self, batch: tuple[Tensor, ...]) -> dict[str, Tensor]:
        """Take one step of each network, the discriminator first: losses by name, as `TextToImageGAN.train_step` does."""
        images, sentence_vectors, captions, fits, noise = batch
        logs, real_logits = self.train_discriminator(images, sentence_vectors, captions, fits, noise[0])
        logs |= self.train_generator(real_logits, sentence_vectors, captions, fits, noise[1])
        self.update_ema()
        self.steps_done += 1
        return logs

    def train_discriminator(self, images, sentence_vectors, captions, fits, noise) -> tuple[dict[str, Tensor], Tensor]:
        with torch.no_grad():
            fake_images = self.draw(noise, sentence_vectors)
        both, twice = torch.cat([images, fake_images]), torch.cat([sentence_vectors, sentence_vectors])
        logits, picture_vectors = self.conditional_logits(both, twice)  # (2B,), (2B, S)
        real_logits, fake_logits = logits.chunk(2)
        game = F.softplus(fake_logits - real_logits).mean()
        matching = matching_loss(picture_vectors.chunk(2)[0], captions, fits)
        penalty = 2 * self.gradient_penalty(both[::PENALTY_SHARE], twice[::PENALTY_SHARE])
        loss = game + Hyperparameters.matching_weight * matching + self.penalty_weight / 2 * penalty
        take_step(loss, self.discriminator, self.discriminator_optimizer)
        return {"discriminator": game.detach(), "matching_real": matching.detach(), "penalty": penalty.detach()}, real_logits.detach()

    def train_generator(self, real_logits, sentence_vectors, captions, fits, noise) -> dict[str, Tensor]:
        fake_logits, picture_vectors = self.conditional_logits(self.draw(noise, sentence_vectors), sentence_vectors)
        game = F.softplus(real_logits - fake_logits).mean()
        matching = matching_loss(picture_vectors, captions, fits)
        take_step(game + Hyperparameters.matching_weight * matching, self.generator, self.generator_optimizer)
        return {"generator": game.detach(), "matching_fake": matching.detach()}

    @torch.no_grad()
    def update_ema(self) -> None:
        momentum = min(EMA_MOMENTUM, (1 + self.steps_done) / (10 + self.steps_done))
        torch._foreach_lerp_(averaged(self.ema_generator), averaged(self.generator), 1 - momentum)

    def draw(self, noise: Tensor, sentence_vectors: Tensor) -> Tensor:
        # A context for each pass: autocast keeps the weights' bfloat16 copies to its end, and a step changes the weights.
        with torch.autocast("cpu", torch.bfloat16, self.bfloat16):
            return self.generator(noise, sentence_vectors)

    def conditional_logits(self, images: Tensor, sentence_vectors: Tensor) -> tuple[Tensor, Tensor]:
        with torch.autocast("cpu", torch.bfloat16, self.bfloat16):
            real_logits, picture_vectors = self.discriminator(images)
        match = (picture_vectors * sentence_vectors).sum(dim=1) / math.sqrt(sentence_vectors.shape[1])  # (B,)
        return real_logits + match, picture_vectors

    def gradient_penalty(self, images: Tensor, sentence_vectors: Tensor) -> Tensor:
        images = images.detach().requires_grad_()
        logits, _ = self.conditional_logits(images, sentence_vectors)
        (gradient,) = torch.autograd.grad(logits.sum(), images, create_graph=True)  # (B, 3, H, H)
        return gradient.square().sum(dim=(1, 2, 3)).mean()  # (B,) -> a scalar


def matching_loss(picture_vectors: Tensor, captions: Tensor, fits: Tensor) -> Tensor:
    """Choose the right caption among those of the batch: `shared.model.matching.matching_loss`."""
    scores = picture_vectors @ captions.T / math.sqrt(captions.shape[1])  # (B, S) @ (S, C) -> (B, C)
    right = scores.masked_fill(~fits, -1e9).logsumexp(dim=1)  # (B,)
    return (scores.logsumexp(dim=1) - right).mean()


def adam(network: nn.Module, learning_rate: float) -> torch.optim.Optimizer:
    """Make the optimizer of a network, whose step is one operation for all its weights."""
    return torch.optim.Adam(network.parameters(), learning_rate, BETAS, EPSILON, fused=True)


def take_step(loss: Tensor, network: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Move one network down its gradient; the other one's is not computed."""
    optimizer.zero_grad()
    loss.backward(inputs=list(network.parameters()))
    optimizer.step()


def averaged(network: nn.Module) -> list[Tensor]:
    """What the average holds: weights, and the moving mean and variance of each batch normalisation."""
    return [tensor for tensor in network.state_dict().values() if tensor.is_floating_point()]


def torch_step(channels_last: bool, bfloat16: bool) -> Callable[[], dict[str, Tensor]]:
    """Make a function that takes a step, on the same batch each time, and gives its losses."""
    game = TorchGame(channels_last, bfloat16)
    batch = game.to_tensors(random_batch(SENTENCE_DIM, LATENT_DIM))
    return lambda: game.train_step(batch)
