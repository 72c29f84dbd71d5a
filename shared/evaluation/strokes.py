"""The second reader of the object: by the directions of its outline, without a network.

Histograms of oriented gradients (Dalal and Triggs 2005) and a support vector machine (Cortes and Vapnik 1995). It learns
from the judge's handwriting, as the judge does, and in nothing else are they alike. `python -m shared.evaluation.strokes`
says how well it reads.
"""

from functools import cache

import cv2
import numpy as np
from sklearn.svm import SVC
from tqdm import tqdm

from shared.data.scenes import ATTRIBUTES, OBJECT, SIZE, all_combinations
from shared.evaluation.judge import draw_scenes
from shared.evaluation.measures import EDGE, measure

UNREADABLE = 255  # the object where nothing is shown
SCENES = 6000  # to learn from
ALIGNED, FRAME = 24, 2  # pixels of the aligned strokes, and of the empty frame around them
CELL, DIRECTIONS = 4, 8
REGULARISATION = 3.0  # C of the support vector machine
CHUNK = 500  # pictures described at a time


def read_strokes(strength: np.ndarray) -> np.ndarray:
    """Read which object a picture shows.

    The first call learns to, from 6,000 scenes: some seconds.

    Args:
        strength: (N, H, H) float32 in [0, 1], see `shared.evaluation.measures.Measures`.

    Returns:
        (N,) uint8, indices into `ATTRIBUTES["object"]`, `UNREADABLE` where nothing is shown.
    """
    read = np.full(len(strength), UNREADABLE, dtype=np.uint8)
    shown = np.flatnonzero((strength >= EDGE).any(axis=(1, 2)))
    for start in range(0, len(shown), CHUNK):
        some = shown[start : start + CHUNK]
        read[some] = stroke_reader().predict(oriented_gradients(align(strength[some])))
    return read


@cache  # learned once in a process: nothing has to be stored
def stroke_reader() -> SVC:
    """Train the support vector machine on scenes in the judge's handwriting."""
    rng = np.random.default_rng(0)
    rows = rng.choice(all_combinations(), size=SCENES)
    images = draw_scenes(tqdm(rows, desc="Learning to read strokes", unit="", leave=False), rng, "judge")
    return SVC(C=REGULARISATION).fit(oriented_gradients(align(measure(images).strength)), rows[:, OBJECT])


def align(strength: np.ndarray) -> np.ndarray:
    """Cut strokes to their box and bring its longer side to one length.

    Args:
        strength: (N, H, H) float32 in [0, 1], something shown in each.

    Returns:
        (N, 24, 24) float32, the box in the middle.
    """
    aligned = np.empty((len(strength), ALIGNED, ALIGNED), dtype=np.float32)
    for index, picture in enumerate(strength):
        inside = picture >= EDGE
        rows, columns = (np.flatnonzero(inside.any(axis=axis))[[0, -1]] for axis in (1, 0))  # first and last
        scale = (ALIGNED - 2 * FRAME) / (1 + max(np.ptp(rows), np.ptp(columns)))
        shift = [(ALIGNED - 1) / 2 - scale * ends.mean() for ends in (columns, rows)]
        aligned[index] = cv2.warpAffine(picture, np.array([[scale, 0, shift[0]], [0, scale, shift[1]]]), (ALIGNED, ALIGNED))
    return aligned


def oriented_gradients(aligned: np.ndarray) -> np.ndarray:
    """Describe pictures by how much of their outline runs in each of 8 directions, in each of 6 × 6 cells.

    Args:
        aligned: (N, 24, 24) float32.

    Returns:
        (N, 288) float32, of length 1; 0 for an empty picture.
    """
    down, across = np.gradient(aligned, axis=(1, 2))  # (N, 24, 24) each
    direction = np.arctan2(down, across) * DIRECTIONS / (2 * np.pi)  # in steps of 45°
    cells = aligned.shape[1] // CELL
    histograms = np.empty((len(aligned), cells, cells, DIRECTIONS), dtype=np.float32)
    for step in range(DIRECTIONS):
        away = np.abs((direction - step + DIRECTIONS / 2) % DIRECTIONS - DIRECTIONS / 2)
        votes = np.hypot(down, across) * np.maximum(1 - away, 0)  # shared between the two nearest directions
        histograms[..., step] = votes.reshape(len(aligned), cells, CELL, cells, CELL).sum(axis=(2, 4))
    flat = histograms.reshape(len(aligned), -1)
    return np.sqrt(flat / np.maximum(flat.sum(axis=1, keepdims=True), 1e-6))  # the root: strong edges don't drown weak ones


if __name__ == "__main__":
    rng = np.random.default_rng(1)
    for split in ("judge", "generator", "reference"):
        rows = rng.choice(all_combinations(), size=4000)
        images = draw_scenes(tqdm(rows, desc=f"Drawing scenes, handwriting {split}", unit="", leave=False), rng, split)
        right = read_strokes(measure(images).strength) == rows[:, OBJECT]
        sizes = ", ".join(f"{name} {right[rows[:, SIZE] == index].mean():.3f}" for index, name in enumerate(ATTRIBUTES["size"]))
        print(f"{split}: {right.mean():.4f} of {len(rows)} objects read right; {sizes}")
