"""Pictures: resized, between uint8 and the range of the models, and as PNG files."""

from pathlib import Path

import cv2
import numpy as np

from shared.base.files import atomic_write


def resize(images: np.ndarray, size: int) -> np.ndarray:
    """Resize square pictures with OpenCV: (N, H, H, 3) uint8 to (N, size, size, 3) uint8.

    INTER_AREA averages all the pixels that fall together, so that thin strokes grow faint instead of broken.
    """
    if images.shape[1] == size:
        return images
    return np.stack([cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA) for image in images])


def to_model_range(images: np.ndarray) -> np.ndarray:
    """Scale uint8 in 0…255 to float32 in [-1, 1], as models take it."""
    return images.astype(np.float32) / 127.5 - 1


def to_uint8(images: np.ndarray) -> np.ndarray:
    """Scale float in [-1, 1] back to uint8 in 0…255, as people look at it."""
    return np.clip(np.round((np.asarray(images) + 1) * 127.5), 0, 255).astype(np.uint8)


def save_png(image: np.ndarray, path: Path) -> None:
    """Write an RGB picture, (H, W, 3) uint8, as a PNG file."""
    _, data = cv2.imencode(".png", image[:, :, ::-1])
    with atomic_write(path) as temporary:
        temporary.write_bytes(data.tobytes())
