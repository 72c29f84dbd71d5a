"""The combinations that training never sees. This file is the only place that decides them.

For each object one colour of eight, and for each colour one ground of six, is kept out of the pictures, the
captions and the wrong captions. What the model draws for them shows whether it understood the words or
remembered the scenes.
"""

import numpy as np

from shared.data.scenes import ATTRIBUTES, COLOUR, GROUND, OBJECT, all_combinations

OBJECTS, COLOURS, GROUNDS = (len(ATTRIBUTES[name]) for name in ("object", "colour", "ground"))
HELD_OUT_COLOUR = np.array([(3 * index + 1) % COLOURS for index in range(OBJECTS)])  # of each object
HELD_OUT_GROUND = np.array([(index + 1) % GROUNDS for index in range(COLOURS)])  # of each colour


def new_pairs(attributes: np.ndarray) -> np.ndarray:
    """Count in each scene the pairs that training never sees: 0 is seen, 1 and 2 are held out.

    Args:
        attributes: (N, 5) integers.

    Returns:
        (N,) integers in {0, 1, 2}.
    """
    attributes = np.asarray(attributes)
    new_colour = HELD_OUT_COLOUR[attributes[:, OBJECT]] == attributes[:, COLOUR]
    new_ground = HELD_OUT_GROUND[attributes[:, COLOUR]] == attributes[:, GROUND]
    return new_colour.astype(int) + new_ground


def combinations(held_out: bool) -> np.ndarray:
    """List the scenes of training (held_out=False), or those kept out of it: (M, 5) uint8."""
    every = all_combinations()
    return every[(new_pairs(every) > 0) == held_out]
