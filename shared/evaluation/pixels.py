"""The second reader of ground, colour, position and size, by measures.

The judge must choose one of the values, so it overlooks a ground that has taken on some of the object's colour. This
reader works in another way: no network, and no value where none fits. Ground, position and size must be within
what the renderer itself draws. The colour is read less strictly: it must be less than half way to any other colour. The
object is read by `shared.evaluation.strokes`.
"""

import numpy as np

from shared.data.scenes import ATTRIBUTES, COLOUR_JITTER, COLOURS, POSITIONS, SCENE_SIZE, SIZES
from shared.evaluation.measures import Measures

# Tolerances in units of the renderer: its colours (0 to 255) and its 64 pixels. Of its own pictures 999 in 1,000 keep each,
# 998 that of size; for the colour 20 would be enough.
GROUND_TOLERANCE = COLOUR_JITTER + 0.5  # each channel, with rounding
THINNEST = 0.65  # a thin stroke shows at least so much of its colour, and of the ground the rest
COLOUR_TOLERANCE = 42  # each channel, from the nearest such blend: half the way between orange and yellow, the nearest two
MARGIN, PUSH = 1, 3  # an object sent to a corner is 1 to 4 pixels from the edges
WANDER = 1.5  # pixels that a centred object, or a pushed one, is off its mean place
# So far, as a share of the object's size, is the middle of its box off its own: turn and slant move it in x, turn in y.
LEAN = np.array([1 / 4, 1 / 8])
SHORTEST, LONGEST = 0.86, 1.12  # the box of a stretched or of a turned object, as a share of its size


def fitting_values(measures: Measures) -> dict[str, np.ndarray]:
    """Find the values that pictures may show.

    Args:
        measures: of N pictures.

    Returns:
        for "colour", "size", "position" and "ground": (N, number of values) bool. In a row at most one is True, or two
        neighbouring sizes, as the largest box of one is a little larger than the smallest of the next; none where the
        picture shows none of the values.
    """
    return {
        "colour": fitting_colours(measures),
        "size": _sizes(measures),
        "position": _positions(measures),
        "ground": fitting_grounds(measures.ground),
    }


def agree(measures: Measures, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Tell of pictures whether they fit what was asked for.

    Args:
        measures: of N pictures.
        rows: (N, 5) integers, indices into `ATTRIBUTES`.

    Returns:
        for "colour", "size", "position" and "ground": (N,) bool.
    """
    column = {name: index for index, name in enumerate(ATTRIBUTES)}
    return {name: fitting[np.arange(len(rows)), rows[:, column[name]]] for name, fitting in fitting_values(measures).items()}


def fitting_grounds(ground: np.ndarray) -> np.ndarray:
    """Find which ground pictures may have, by its colour, (N, 3) float: (N, 6) bool, at most one a row."""
    nominal = np.array([COLOURS[name] for name in ATTRIBUTES["ground"]])
    off = np.abs(ground[:, None] - nominal).max(axis=2)  # (N, 1, 3) - (6, 3) -> (N, 6, 3) -> (N, 6)
    return off <= GROUND_TOLERANCE


def fitting_colours(measures: Measures) -> np.ndarray:
    """Find which colour the object may have: (N, 8) bool, at most one a row.

    It is compared with blends of each nominal colour and the ground: thin strokes have no pixel for themselves.
    """
    ray = np.array(list(COLOURS.values())) - measures.ground[:, None]  # (8, 3) - (N, 1, 3) -> (N, 8, 3)
    found = (measures.colour - measures.ground)[:, None]  # (N, 1, 3)
    share = (found * ray).sum(axis=2) / np.maximum((ray**2).sum(axis=2), 1)  # the nearest point on the ray: (N, 8)
    off = np.abs(found - np.clip(share, THINNEST, 1)[:, :, None] * ray).max(axis=2)  # (N, 8)
    return _nearest(off) & (off <= COLOUR_TOLERANCE)


def _positions(measures: Measures) -> np.ndarray:
    """Compare with the mean place of an object of this size, in each of the five positions."""
    middle, side = SCENE_SIZE / 2 - 0.5, np.minimum(measures.side, SIZES["large"][1])
    reach = middle - MARGIN - PUSH / 2 - side / 2  # from the middle of the picture to the object's: (N,)
    places = np.array(list(POSITIONS.values())) * reach[:, None, None]  # (5, 2) * (N, 1, 1) -> (N, 5, 2)
    allowed = WANDER + LEAN * measures.side[:, None, None]  # (2,) * (N, 1, 1) -> (N, 1, 2)
    off = np.abs(measures.middle[:, None] - places) / allowed  # (N, 5, 2)
    return _nearest((off**2).sum(axis=2)) & (off.max(axis=2) <= 1)


def _sizes(measures: Measures) -> np.ndarray:
    low, high = np.array(list(SIZES.values())).T  # (3,) each
    side = measures.side[:, None]  # (N, 1)
    return (side >= SHORTEST * low) & (side <= LONGEST * high)


def _nearest(off: np.ndarray) -> np.ndarray:
    """Mark the smallest of each row of (N, V); no row with NaN passes the comparison that follows."""
    return off == off.min(axis=1, keepdims=True)
