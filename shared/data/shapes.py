"""Drawn shapes: circle, square, triangle and star, no two alike."""

import cv2
import numpy as np

from shared.data.digits import GLYPH_SIZE

SHAPES = ("circle", "square", "triangle", "star")
CORNERS = {"circle": 24, "square": 4, "triangle": 3, "star": 10}
FRACTION_BITS = 4  # OpenCV takes corners in sixteenths of a pixel


def draw_shape(shape: str, rng: np.random.Generator) -> np.ndarray:
    """Draw one shape with a varied outline, rotation and stroke.

    Args:
        shape: one of `SHAPES`.
        rng: where the variation comes from.

    Returns:
        (40, 40) uint8, white on black: filled, or an outline of 7 to 10 pixels.
    """
    corners = CORNERS[shape]
    wobble = 0.02 if shape == "circle" else 0.06
    angles = 2 * np.pi * np.arange(corners) / corners - np.pi / 2
    if shape == "square":
        angles += np.pi / 4
    radii = rng.uniform(1 - wobble, 1 + wobble, corners)
    if shape == "star":
        radii[1::2] *= rng.uniform(0.38, 0.5)
    angles += rng.uniform(-0.25, 0.25)
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii[:, None]
    # Stretch to the square, as a digit's strokes are, keeping the proportions.
    low, high = points.min(axis=0), points.max(axis=0)
    points = (points - (low + high) / 2) / (high - low).max() * (GLYPH_SIZE - 10) + (GLYPH_SIZE - 1) / 2
    points = np.round(points * 2**FRACTION_BITS).astype(np.int32)
    glyph = np.zeros((GLYPH_SIZE, GLYPH_SIZE), dtype=np.uint8)
    thickness = int(rng.integers(7, 11))  # bolder than handwriting: a ring is not a zero
    if rng.random() < 0.5:
        cv2.fillPoly(glyph, [points], 255, lineType=cv2.LINE_8, shift=FRACTION_BITS)
    cv2.polylines(glyph, [points], True, 255, thickness, lineType=cv2.LINE_8, shift=FRACTION_BITS)
    return glyph
