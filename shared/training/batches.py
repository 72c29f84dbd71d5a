"""What a training learns from, batch after batch."""

from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from shared.base.pictures import to_model_range
from shared.training.families import RowSampler

AHEAD = 4  # batches that wait for the training


@dataclass(frozen=True)
class Batches:
    """Batches of pictures and captions, and which fits which; batch n is the same whenever it is asked for.

    Each batch draws its random numbers from (seed, phase, n), so that training resumes where it stopped without
    any state to save.

    Attributes:
        images: (N, H, H, 3) uint8.
        texts: (N, …), what stands for the captions: tokens, or sentence vectors for the game.
        scenes: (N,) or (N, K) integers; the caption of one picture fits another if one of them is the same: see `scene_numbers`.
        draw_rows: which pictures come together, see `row_sampler`.
        batch_size: B.
        seed: whole numbers.
        latent_dim: Z, where the generator learns and needs noise; 0 for reading.
        mixing: how far the game moves a sentence vector towards another one at most, in 0–1.
        worker: which worker takes them, from 0.
        workers: how many share each batch; B divides by it.
    """

    images: np.ndarray
    texts: np.ndarray
    scenes: np.ndarray
    draw_rows: RowSampler
    batch_size: int
    seed: tuple[int, ...]
    latent_dim: int = 0
    mixing: float = 0.0
    worker: int = 0
    workers: int = 1

    def __getitem__(self, number: int) -> tuple[np.ndarray, ...]:
        """Make a batch.

        Returns:
            for reading: images (B, H, H, 3) float32 in [-1, 1], texts (B, …) and fits (B, B) bool, whether picture i fits
            text j; for the game: images, their own texts, texts, fits, and noise (2, B, Z) float32. One of several
            workers gets its share of the pictures and of all that belongs to them; the texts stay those of the whole batch.
        """
        rng = np.random.default_rng([*self.seed, number])
        rows = self.draw_rows(self.batch_size, rng)  # (B,)
        size = self.batch_size // self.workers
        share = slice(self.worker * size, (self.worker + 1) * size)
        own = rows[share]
        images, texts = to_model_range(self.images[own]), self.texts[rows]
        scenes = self.scenes.reshape(len(self.scenes), -1)  # (N, K)
        fits = (scenes[own, None] == scenes[rows]).any(axis=2)  # (B, 1, K), (B, K) -> (B, B)
        if not self.latent_dim:
            return images, texts, fits
        # Drawn for the whole batch: it is the same however many workers share it.
        noise = rng.standard_normal((2, self.batch_size, self.latent_dim)).astype(np.float32)
        texts = self._mix(texts, rng) if self.mixing else texts
        return images, texts[share], texts, fits, noise[:, share]

    def _mix(self, sentence_vectors: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Move sentence vectors, (B, S), a little towards others of the batch, so that both networks know what lies between.

        Without it the generator is asked for the same few thousand points only, and has no reason to draw anything
        sensible for the sentence vector of a new pair. (After Reed et al. 2016, eq. 5, and Zhang et al. 2018, mixup; here
        the pictures and what fits them stay as they are.)
        """
        shares = rng.uniform(0, self.mixing, (len(sentence_vectors), 1)).astype(np.float32)
        return sentence_vectors + shares * (sentence_vectors[rng.permutation(len(sentence_vectors))] - sentence_vectors)

    def stream(self, first: int, last: int) -> tf.data.Dataset:
        """Make the batches from `first` on and before `last` in a thread beside the training, a few ahead of it.

        `fit` would take a PyDataset through `tf.data.Dataset.from_generator`, and each step a fifth longer.
        """
        example = self[first]

        def make(number: tf.Tensor) -> tuple[tf.Tensor, ...]:
            arrays = tf.numpy_function(lambda number: self[int(number)], [number], [array.dtype for array in example])
            return tuple(tf.ensure_shape(array, like.shape) for array, like in zip(arrays, example, strict=True))

        return tf.data.Dataset.range(first, last).map(make).prefetch(AHEAD)
