"""The pairs that training never sees. This file is the only place that decides them; two_object_sets.py adds those of two objects.

A pair is an object with a colour, or a colour with a ground. Three sets, no pair in two of them:

- training: in the pictures, the captions and the wrong captions;
- validation: for choosing: hyperparameters, steps, early looks, the columns of log.csv;
- test: for the model card, once.

What the model draws for a pair that it never saw shows whether it understood the words or remembered the scenes.
"""

import numpy as np

from shared.data.scenes import ATTRIBUTES, COLOUR, GROUND, OBJECT, all_combinations

SETS = ("training", "validation", "test")
KINDS = ("new object-colour", "new colour-ground", "both new")


def _pair_sets() -> tuple[np.ndarray, np.ndarray]:
    """For each pair the index of its set in `SETS`: objects by colours, and colours by grounds.

    One colour of eight of each object and one ground of six of each colour are for the test, and of every second
    object and colour one more for validation.
    """
    object_count, colour_count, ground_count = (len(ATTRIBUTES[name]) for name in ("object", "colour", "ground"))
    colours, grounds = np.zeros((object_count, colour_count), dtype=int), np.zeros((colour_count, ground_count), dtype=int)
    for index in range(object_count):
        colours[index, (3 * index + 1) % colour_count] = SETS.index("test")
        if index % 2 == 0:
            colours[index, (3 * index + 4) % colour_count] = SETS.index("validation")
    for index in range(colour_count):
        grounds[index, (index + 1) % ground_count] = SETS.index("test")
        if index % 2 == 0:
            grounds[index, (index + 3) % ground_count] = SETS.index("validation")
    return colours, grounds


COLOURS_OF_OBJECT, GROUNDS_OF_COLOUR = _pair_sets()


def pair_sets(attributes: np.ndarray) -> np.ndarray:
    """Look up in which set the two pairs of each scene are.

    Args:
        attributes: (N, 5) integers.

    Returns:
        (N, 2) integers, indices into `SETS`: of object and colour, and of colour and ground.
    """
    attributes = np.asarray(attributes)
    objects, colours, grounds = attributes[:, OBJECT], attributes[:, COLOUR], attributes[:, GROUND]
    return np.stack([COLOURS_OF_OBJECT[objects, colours], GROUNDS_OF_COLOUR[colours, grounds]], axis=1)


def combinations(which: str, kind: str | None = None) -> np.ndarray:
    """List the scenes of a set.

    Args:
        which: "training": both pairs are of training; "validation" or "test": one pair or both are of that set, and
            none of the other.
        kind: one of `KINDS`: only the scenes that are new in this way.

    Returns:
        (M, 5) uint8.

    Raises:
        ValueError: if there is no such set or kind.
    """
    every = all_combinations()
    new = pair_sets(every)  # (M, 2), 0 for training
    scenes = every[np.isin(new, (0, SETS.index(which))).all(axis=1) & ((new > 0).any(axis=1) == (which != "training"))]
    if kind is None:
        return scenes
    wanted = ((True, False), (False, True), (True, True))[KINDS.index(kind)]  # which of the two pairs are new
    return scenes[((pair_sets(scenes) > 0) == wanted).all(axis=1)]
