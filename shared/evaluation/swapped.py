"""Swapped captions: of two that have the same words in another order, a picture must fit its own."""

import numpy as np

from shared.data.two_objects import SWAPS, swap
from shared.evaluation.two_object_pixels import compare


def fits_better(read: np.ndarray, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Tell which of two scenes pictures fit better, by the number of attributes that are right.

    Args:
        read: (N, 8) integers, what the pictures show, see `shared.evaluation.two_object_pixels.read_scenes`.
        rows, others: (N, 8) integers, the two scenes.

    Returns:
        (N,) float: 1 for `rows`, 0 for `others`, 0.5 for both alike.
    """
    mine, theirs = (compare(read, asked).sum(axis=1) for asked in (rows, others))
    return np.where(mine == theirs, 0.5, mine > theirs)


def swapped_captions(read: np.ndarray, rows: np.ndarray) -> dict[str, float]:
    """Count how often pictures fit their own scene better than a swapped one; chance is 0.5.

    Args:
        read: (N, 8) integers, what the pictures show.
        rows: (N, 8) integers, what was asked for: some of two objects.

    Returns:
        the share for each of `SWAPS`, of the scenes that it changes, and "any" of the swaps.
    """
    answers = {}
    for what in SWAPS:
        others = swap(rows, what)
        changed = (others != rows).any(axis=1)
        answers[what] = fits_better(read[changed], rows[changed], others[changed])
    return {what: float(found.mean()) for what, found in answers.items()} | {"any": float(np.concatenate(list(answers.values())).mean())}
