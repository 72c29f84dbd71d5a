"""Words beside the points of a figure, so that they can be read."""

import numpy as np
from matplotlib.axes import Axes

SIDES = np.array([(1, 0), (-1, 0), (0, 1), (0, -1), (1, 0.7), (-1, 0.7), (1, -0.7), (-1, -0.7)])  # right, left, above, …
LETTER, LINE = 6.0, 11.0  # about the width and the height of a letter of 8 points, in pixels


def write_words(ax: Axes, points: np.ndarray, words: list[str]) -> None:
    """Write each word on the side of its point where the most room is left; the limits of the axes must stand already.

    Args:
        ax: where the points are drawn, in a figure of 100 pixels an inch.
        points: (N, 2).
        words: N of them.
    """
    ax.figure.draw_without_rendering()  # a figure moves its axes when it is drawn
    pixels = ax.transData.transform(points)
    taken, halves = list(pixels), [6.0] * len(pixels)  # the points, then the middles of words; half the width of each
    for word, pixel in zip(words, pixels, strict=True):
        half = LETTER * len(word) / 2
        places = pixel + SIDES * (half + 8, LINE + 1)
        sizes = np.stack([half + np.array(halves), np.full(len(taken), LINE)], axis=1)
        apart = np.abs(places[:, None] - np.array(taken)) / sizes  # (sides, taken, 2); at 1 they touch
        best = places[np.minimum(apart.max(axis=2).min(axis=1), 1.2).argmax()]
        taken.append(best)
        halves.append(half)
        ax.annotate(word, ax.transData.inverted().transform(best), ha="center", va="center", fontsize=8)
