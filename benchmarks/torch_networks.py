"""The two networks of `shared/model/` in PyTorch, weight for weight.

The numbers in capitals are those of `shared/model/`, written again so that PyTorch is measured in a process without
TensorFlow; `benchmarks/same_losses.py` fails where they differ.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SENTENCE_DIM, LATENT_DIM = 128, 64
SIDE, DOUBLINGS = 4, 3  # pixels of the generator's first feature maps: 4 → 8 → 16 → 32
GENERATOR_CHANNELS, DISCRIMINATOR_CHANNELS = 128, 16


class Affine(nn.Module):
    """Normalise, let the condition scale and shift each channel, h(1 + γ) + β, then LeakyReLU: `affine_block`."""

    def __init__(self, channels: int):
        super().__init__()
        self.normalise = nn.BatchNorm2d(channels, eps=1e-3, momentum=0.1, affine=False)
        self.gamma = nn.Linear(LATENT_DIM + SENTENCE_DIM, channels)
        self.beta = nn.Linear(LATENT_DIM + SENTENCE_DIM, channels)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """From feature maps (B, c, h, h) and the condition (B, Z + S) to feature maps of the same shape."""
        x = self.normalise(x)
        gamma, beta = self.gamma(condition)[:, :, None, None], self.beta(condition)[:, :, None, None]  # (B, c, 1, 1)
        return F.leaky_relu_(x * (1 + gamma) + beta, 0.2)  # (B, c, h, h) * (B, c, 1, 1) + (B, c, 1, 1)


class Generator(nn.Module):
    """Noise (B, Z) and sentence vectors (B, S) to images (B, 3, H, H) in [-1, 1]: `make_generator`."""

    def __init__(self, memory_format: torch.memory_format):
        super().__init__()
        self.memory_format = memory_format
        widths = [GENERATOR_CHANNELS >> doubling for doubling in range(DOUBLINGS + 1)]
        self.dense = nn.Linear(LATENT_DIM + SENTENCE_DIM, SIDE * SIDE * GENERATOR_CHANNELS)
        self.affine = nn.ModuleList(Affine(channels) for channels in widths)
        self.upsample = nn.ModuleList(nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False) for wide, narrow in pairwise(widths))
        self.image = nn.Conv2d(widths[-1], 3, 3, padding=1)

    def forward(self, noise: Tensor, sentence_vectors: Tensor) -> Tensor:
        sentence = F.normalize(sentence_vectors) * SENTENCE_DIM**0.5
        condition = torch.cat([noise, sentence], dim=1)  # (B, Z), (B, S) -> (B, Z + S)
        x = self.dense(condition).unflatten(1, (SIDE, SIDE, -1)).permute(0, 3, 1, 2)  # (B, 4 * 4 * c) -> (B, c, 4, 4)
        x = x.contiguous(memory_format=self.memory_format)
        for affine, upsample in zip(self.affine, self.upsample, strict=False):  # one affine block is left
            x = upsample(affine(x, condition))  # (B, c, h, h) -> (B, c/2, 2h, 2h)
        return torch.tanh(self.image(self.affine[-1](x, condition)).float())


class Discriminator(nn.Module):
    """Images (B, 3, H, H) to real logits (B,) and picture vectors (B, S): `make_discriminator`."""

    def __init__(self):
        super().__init__()
        widths = [DISCRIMINATOR_CHANNELS << halving for halving in range(DOUBLINGS + 1)]
        self.look = nn.Conv2d(3, widths[0], 3, padding=1)
        self.downsample = nn.ModuleList(nn.Conv2d(narrow, wide, 4, 2, 1) for narrow, wide in pairwise(widths))
        self.real_logits = nn.Linear(SIDE * SIDE * widths[-1], 1)
        self.picture_vectors = nn.Linear(SIDE * SIDE * widths[-1], SENTENCE_DIM)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        x = F.leaky_relu_(self.look(images), 0.2)
        for downsample in self.downsample:
            x = F.leaky_relu_(downsample(x), 0.2)  # (B, c, h, h) -> (B, 2c, h/2, h/2)
        x = x.permute(0, 2, 3, 1).flatten(1)  # (B, c, 4, 4) -> (B, 4 * 4 * c), in Keras's order
        return self.real_logits(x)[:, 0].float(), self.picture_vectors(x).float()
