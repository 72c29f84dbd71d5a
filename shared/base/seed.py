"""The one place where randomness is seeded."""

import keras

SEED = 1


def set_seed(seed: int = SEED) -> None:
    """Seed Python, NumPy and the backend of Keras at once."""
    keras.utils.set_random_seed(seed)
