"""Sigmoid and cross entropy of logits in NumPy, in double precision and for logits of any size."""

import numpy as np
from numpy.typing import ArrayLike


def sigmoid(logits: ArrayLike) -> np.ndarray:
    """The probabilities that logits stand for."""
    return np.exp(-softplus(-np.asarray(logits, dtype=float)))


def softplus(logits: ArrayLike) -> np.ndarray:
    """log(1 + exp(logits)): the cross entropy of label 0; `softplus(-logits)` is that of label 1."""
    return np.logaddexp(0, np.asarray(logits, dtype=float))
