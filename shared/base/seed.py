"""The one place where randomness is seeded."""

SEED = 1


def set_seed(seed: int = SEED) -> None:
    """Seed Python, NumPy and the backend of Keras at once."""
    import keras  # only here: it takes seconds

    keras.utils.set_random_seed(seed)
