"""How much the pictures of one caption differ from one another."""

import numpy as np

from shared.base.pictures import resize, to_model_range
from shared.data.captions import write_caption
from shared.evaluation.distances import mean_pairwise_distance
from shared.evaluation.drawing import Draw
from shared.evaluation.judge import draw_scenes

PICTURES = 16  # of each caption


def diversity(draw: Draw, rows: np.ndarray, rng: np.random.Generator, size: int) -> float:
    """Measure how much the pictures of one caption differ: 1 is as much as real ones, 0 is always the same picture.

    Args:
        draw: what is measured.
        rows: (N, 5) integers, scenes; 16 pictures of each are drawn, and 16 real ones in reference handwriting.
        rng: where captions, noise and real pictures come from.
        size: side at which the pictures are compared.

    Returns:
        the mean distance between two pictures of one caption, as a share of that between two real ones.
    """
    captions = [caption for caption in (write_caption(row, rng) for row in rows) for _ in range(PICTURES)]
    drawn = resize(draw(captions, int(rng.integers(2**31))), size)
    real = draw_scenes(np.repeat(rows, PICTURES, axis=0), rng, "reference", size)
    spread = [mean_pairwise_distance(to_model_range(images).reshape(len(rows), PICTURES, -1)) for images in (drawn, real)]
    return spread[0] / spread[1]
