"""A batch of the shapes that training has, of random numbers: the speed of a step doesn't depend on what is in them."""

import numpy as np

from shared.model.hyperparameters import IMAGE_SIZE, Hyperparameters


def random_batch(sentence_dim: int, latent_dim: int, size: int = Hyperparameters.batch_size) -> tuple[np.ndarray, ...]:
    """Make a batch for the game, the same each time.

    Args:
        sentence_dim: S.
        latent_dim: Z.
        size: B.

    Returns:
        images (B, H, H, 3) float32 in [-1, 1], their sentence vectors (B, S), those of the captions to choose among (B, S),
        fits (B, B) bool, and noise (2, B, Z): what `TextToImageGAN.train_step` takes.
    """
    rng = np.random.default_rng(0)
    images = rng.uniform(-1, 1, (size, IMAGE_SIZE, IMAGE_SIZE, 3)).astype(np.float32)
    captions = rng.standard_normal((size, sentence_dim)).astype(np.float32)
    noise = rng.standard_normal((2, size, latent_dim)).astype(np.float32)
    scenes = rng.integers(size // 2, size=size)  # some pictures show the same
    return images, captions, captions, scenes[:, None] == scenes, noise  # (B, 1), (B,) -> (B, B)
