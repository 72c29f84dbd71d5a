"""Many pictures on one."""

from pathlib import Path

import cv2
import numpy as np

from shared.files import whole


def grid(images: np.ndarray, columns: int, zoom: int = 1, gap: int = 2) -> np.ndarray:
    """Lay pictures out in rows, from left to right and from top to bottom.

    Args:
        images: (N, H, W, 3) uint8, N at least 1.
        columns: how many in a row; the last row is filled up with white.
        zoom: each pixel becomes zoom × zoom pixels.
        gap: white pixels between pictures, after zooming.

    Returns:
        (rows · (H·zoom + gap) − gap, columns · (W·zoom + gap) − gap, 3) uint8.
    """
    images = np.repeat(np.repeat(images, zoom, axis=1), zoom, axis=2)
    count, height, width, _ = images.shape
    rows = -(-count // columns)
    sheet = np.full((rows, height + gap, columns, width + gap, 3), 255, dtype=np.uint8)
    for index, image in enumerate(images):
        sheet[index // columns, :height, index % columns, :width] = image
    return sheet.reshape(rows * (height + gap), columns * (width + gap), 3)[: -gap or None, : -gap or None]


def save_png(image: np.ndarray, path: Path) -> None:
    """Write an RGB picture, (H, W, 3) uint8, as a PNG file."""
    _, data = cv2.imencode(".png", image[:, :, ::-1])
    with whole(path) as temporary:
        temporary.write_bytes(data.tobytes())
