"""What can be measured in the pixels of a scene: its ground, and the object's colour, place and size. No network."""

from dataclasses import dataclass

import numpy as np

from shared.data.scenes import SCENE_SIZE

FAINTEST = 30  # a picture in which no pixel is so far from the ground, of 255, shows nothing
STRONG = 0.9  # a pixel so far from the ground, as a share of the peak, has the object's colour
EDGE = 1 / 3  # and one so far belongs to the object
PEAK_RANK = 3  # the peak is the third largest distance: two odd pixels change nothing


@dataclass(frozen=True)
class Measures:
    """Measures of N pictures; lengths are in pixels of the renderer's 64, whatever the size of the pictures.

    Attributes:
        ground: (N, 3) float, RGB, the median of the border.
        colour: (N, 3) float, RGB, the median of the object's strongest pixels; NaN where nothing is shown.
        strength: (N, H, H) float32 in [0, 1], how far each pixel is from the ground, as a share of the peak; 0 where
            nothing is shown.
        middle: (N, 2) float, x and y from the middle of the picture to the middle of the object's box; NaN where nothing
            is shown.
        side: (N,) float, the longer side of the box; 0 where nothing is shown.
    """

    ground: np.ndarray
    colour: np.ndarray
    strength: np.ndarray
    middle: np.ndarray
    side: np.ndarray


def measure(images: np.ndarray) -> Measures:
    """Measure pictures of scenes.

    Args:
        images: (N, H, H, 3) uint8, RGB.
    """
    count, size = images.shape[:2]
    ground = find_ground(images)
    distance = distances(images, ground)
    peak = np.partition(distance.reshape(count, -1), -PEAK_RANK, axis=1)[:, -PEAK_RANK]  # (N,)
    visible = peak >= FAINTEST
    strength = np.where(visible[:, None, None], np.minimum(distance / np.maximum(peak, FAINTEST)[:, None, None], 1), 0)

    colour = np.full((count, 3), np.nan)
    for index in np.flatnonzero(visible):
        colour[index] = np.median(images[index][strength[index] >= STRONG], axis=0)

    scale = SCENE_SIZE / size
    left, right = _ends(strength.max(axis=1))  # the strongest pixel of each column
    top, bottom = _ends(strength.max(axis=2))
    middle = np.stack([left + right, top + bottom], axis=1) / 2  # (N, 2)
    middle = np.where(visible[:, None], (middle - (size - 1) / 2) * scale, np.nan)
    side = np.where(visible, np.maximum(right - left, bottom - top) * scale, 0)
    return Measures(ground, colour, strength.astype(np.float32), middle, side)


def find_ground(images: np.ndarray) -> np.ndarray:
    """Find the colour that pictures, (N, H, H, 3) uint8, have along their border: the median, (N, 3) float."""
    border = np.ones(images.shape[1:3], dtype=bool)
    border[1:-1, 1:-1] = False
    return np.median(images[:, border], axis=1)  # (N, 4 H - 4, 3) -> (N, 3)


def distances(images: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Measure how far each pixel is from its picture's ground: (N, H, H, 3) uint8 and (N, 3) to (N, H, H) float32.

    Whatever is not ground is the object: a stain in a third colour counts as well.
    """
    return np.linalg.norm(images - ground[:, None, None].astype(np.float32), axis=3)


def _ends(profile: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find where profiles, (N, H), first rise through `EDGE` and last fall through it, between pixels: (N,) each."""
    padded = np.pad(profile, ((0, 0), (1, 1)))
    inside = padded >= EDGE
    rows, last = np.arange(len(padded)), padded.shape[1] - 1
    first_inside, last_inside = inside.argmax(axis=1), last - inside[:, ::-1].argmax(axis=1)

    def crossing(within, outside):
        """The part of the way from a pixel of the object to its neighbour on which the profile falls to `EDGE`."""
        high, low = padded[rows, within], padded[rows, np.clip(outside, 0, last)]
        return (high - EDGE) / np.where(high > low, high - low, 1)

    start = first_inside - crossing(first_inside, first_inside - 1)
    end = last_inside + crossing(last_inside, last_inside + 1)
    return start - 1, end - 1  # without the padding
