"""Does a model draw, or does it copy? How near its strokes come to those of the training pictures.

Strokes are compared, not pictures, so that a copy in other colours is found, and after every shift of up to 2 pixels, so
that a copy a little aside is found as well.
"""

from itertools import product

import numpy as np

from shared.data.scenes import ATTRIBUTES, OBJECT, POSITION, SIZE
from shared.evaluation.measures import measure

Scenes = tuple[np.ndarray, np.ndarray]  # (N, H, H, 3) uint8 and (N, 5) integers, what they show
SHIFT = 2  # pixels
SUSPICIOUS = 0.01  # nearer than this share of the real pictures


def compare_copying(drawn: Scenes, real: Scenes, training: Scenes) -> dict[str, float]:
    """Compare how near drawn pictures come to the training pictures with how near unseen real ones come.

    Args:
        drawn: pictures, and what they show.
        real: the same for real pictures, in handwriting that training never saw.
        training: the same for those that the model learned from.

    Returns:
        "drawn" and "real", the medians of `nearest_strokes`; "suspicious", the share of drawn pictures that are nearer to
        a training picture than 99 % of the real ones are. 0.01 is what real pictures would have; a model that copies has 1.
    """
    of_drawn, of_real = (nearest_strokes(pictures, training) for pictures in (drawn, real))
    return {
        "drawn": float(np.median(of_drawn)),
        "real": float(np.median(of_real)),
        "suspicious": float((of_drawn < np.quantile(of_real, SUSPICIOUS)).mean()),
    }


def nearest_strokes(pictures: Scenes, training: Scenes) -> np.ndarray:
    """Find the distance of each picture to the nearest training picture of the same object, size and position.

    Args:
        pictures: what is compared.
        training: what it is compared with.

    Returns:
        for each picture that has one to be compared with: the root mean square of the difference in strength, after the
        best shift; 0 for a copy, in whatever colours, 2 pixels aside or less.
    """
    layouts, training_layouts = _layouts(pictures[1]), _layouts(training[1])
    distances = []
    for layout in np.intersect1d(layouts, training_layouts):
        strokes, known = (measure(group).strength for group in (pictures[0][layouts == layout], training[0][training_layouts == layout]))
        known = known.reshape(len(known), -1)  # (K, H H)
        squares = []
        for shifted in _shifts(strokes):
            flat = shifted.reshape(len(shifted), -1)
            squares.append((flat**2).sum(axis=1)[:, None] + (known**2).sum(axis=1) - 2 * flat @ known.T)  # (Q, K)
        distances.append(np.min(squares, axis=(0, 2)) / known.shape[1])
    return np.sqrt(np.maximum(np.concatenate(distances), 0))


def _layouts(rows: np.ndarray) -> np.ndarray:
    """One number for each object, size and position: (N, 5) to (N,)."""
    values = [len(values) for values in ATTRIBUTES.values()]
    columns = [OBJECT, SIZE, POSITION]
    return np.ravel_multi_index(tuple(rows[:, columns].T), [values[column] for column in columns])


def _shifts(strokes: np.ndarray):
    """Yield strokes, (Q, H, H), moved by up to 2 pixels in each direction."""
    size = strokes.shape[1]
    padded = np.pad(strokes, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT)))
    for down, right in product(range(2 * SHIFT + 1), repeat=2):
        yield padded[:, down : down + size, right : right + size]
