"""What a training learns from, batch after batch."""

from collections.abc import Callable

import keras
import numpy as np

from shared.base.pictures import to_model_range


class Batches(keras.utils.PyDataset):
    """Batches of pictures with right and wrong captions; batch n is the same whenever it is asked for.

    Each batch draws its random numbers from (seed, phase, n), so that training resumes where it stopped without
    any state to save.
    """

    def __init__(self, images: np.ndarray, texts: np.ndarray, choose_wrong: Callable, batch_size: int, seed: tuple, latent_dim: int = 0):
        """Prepare batches.

        Args:
            images: (N, H, H, 3) uint8.
            texts: (N, …), what stands for the captions: tokens or sentence vectors.
            choose_wrong: from rows (B,) and a random generator to rows (B, W), whose captions are wrong.
            batch_size: B.
            seed: whole numbers.
            latent_dim: Z; if not 0, a batch holds noise for the generator, (2, B, Z), too.
        """
        super().__init__()
        self.images, self.texts, self.choose_wrong = images, texts, choose_wrong
        self.batch_size, self.seed, self.latent_dim = batch_size, seed, latent_dim
        self.first = self.last = 0

    def between(self, first: int, last: int) -> "Batches":
        """Choose the batches from `first` on, and before `last`."""
        self.first, self.last = first, last
        return self

    def __len__(self) -> int:
        return self.last - self.first

    def __getitem__(self, index: int):
        rng = np.random.default_rng([*self.seed, self.first + index])
        rows = rng.integers(len(self.images), size=self.batch_size)
        captions = np.concatenate([rows[:, None], self.choose_wrong(rows, rng)], axis=1)  # (B, 1), (B, W) -> (B, 1 + W)
        images, texts = to_model_range(self.images[rows]), self.texts[captions]  # (B, H, H, 3), (B, 1 + W, …)
        if not self.latent_dim:
            return images, texts
        return images, texts, rng.standard_normal((2, self.batch_size, self.latent_dim)).astype(np.float32)
