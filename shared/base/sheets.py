"""Many pictures on one."""

import textwrap
from pathlib import Path

import matplotlib.figure
import numpy as np

from shared.base.files import atomic_write


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


def save_captioned(groups: dict[str, tuple[np.ndarray, list[str]]], path: Path, columns: int = 8) -> None:
    """Write pictures with their captions below them as a PNG file, so that a person can check each.

    Args:
        groups: heading to images, (N, H, H, 3) uint8, and N captions; N divides by `columns`.
        path: the file.
        columns: pictures in a row.
    """
    rows = sum(len(captions) // columns for _, captions in groups.values())
    figure = matplotlib.figure.Figure(figsize=(1.25 * columns, 1.6 * rows + 0.4 * len(groups)), layout="constrained")
    heights = [len(captions) // columns for _, captions in groups.values()]
    parts = figure.subfigures(len(groups), 1, height_ratios=heights, squeeze=False)[:, 0]
    for part, (heading, (images, captions)) in zip(parts, groups.items(), strict=True):
        part.suptitle(heading, fontsize=10, weight="bold")
        for axes, image, caption in zip(part.subplots(len(captions) // columns, columns).flat, images, captions, strict=True):
            axes.imshow(image, interpolation="nearest")
            axes.set_axis_off()
            axes.text(0.5, -0.03, textwrap.fill(caption, 24), transform=axes.transAxes, ha="center", va="top", fontsize=5.2)
    with atomic_write(path) as temporary:
        figure.savefig(temporary, dpi=110)
