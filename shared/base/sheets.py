"""Many pictures on one."""

import textwrap
from pathlib import Path

import matplotlib.figure
import numpy as np

from shared.base.files import atomic_write

WIDTH, LINE, HEADING, SIDE = 1.25, 1.6, 0.4, 1.08  # of captioned pictures, in inches: a column, a row, a heading, a picture


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
    lines = {heading: len(captions) // columns for heading, (_, captions) in groups.items()}
    width, height = WIDTH * columns, LINE * sum(lines.values()) + HEADING * len(groups)
    figure = matplotlib.figure.Figure(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1))  # for all pictures, measured in inches: axes for each would take ten times as long
    axes.set_axis_off()
    top = height
    for heading, (images, captions) in groups.items():
        axes.text(width / 2, top - HEADING / 2, heading, ha="center", va="center", fontsize=10, weight="bold")
        top -= HEADING
        for index, (image, caption) in enumerate(zip(images, captions, strict=True)):
            left, upper = WIDTH * (index % columns) + (WIDTH - SIDE) / 2, top - LINE * (index // columns)
            axes.imshow(image, interpolation="nearest", aspect="auto", extent=(left, left + SIDE, upper - SIDE, upper))
            axes.text(left + SIDE / 2, upper - 1.03 * SIDE, textwrap.fill(caption, 24), ha="center", va="top", fontsize=5.2)
        top -= LINE * lines[heading]
    axes.set(xlim=(0, width), ylim=(0, height))
    with atomic_write(path) as temporary:
        figure.savefig(temporary, dpi=110)
