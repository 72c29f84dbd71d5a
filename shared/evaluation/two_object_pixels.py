"""The reader of two objects, by pixels and strokes: what each is, and how they stand. No network.

Each object alone is a picture of one object, for which there are readers. The relation is that of the middles of their boxes.
"""

import numpy as np

from shared.data.scenes import POSITIONS
from shared.data.two_objects import ATTRIBUTES, GROUND, NONE, ONE_OBJECT, PLACE, SECOND_OBJECT, SIZES, SWAPS, has_two
from shared.evaluation.apart import take_apart
from shared.evaluation.measures import Measures, find_ground, measure
from shared.evaluation.pixels import fitting_colours, fitting_grounds
from shared.evaluation.strict import examine_pixels
from shared.evaluation.strokes import UNREADABLE, read_strokes

FIRST, SECOND = SWAPS["place"]  # the columns of either object
NONES = [ATTRIBUTES[name].index(NONE) for name in ("second object", "second colour", "second size")]
# Tolerances in pixels of the renderer's 64.
SHORTER, LONGER = 3.5, 0.9  # so much is the box of what is seen clearly off the size that was drawn
WOBBLE = 1  # so much is the distance of two middles off, along the axis and across it


def read_scenes(images: np.ndarray) -> np.ndarray:
    """Read what pictures of two objects show.

    Args:
        images: (N, H, H, 3) uint8, RGB.

    Returns:
        (N, 8) uint8, indices into `two_objects.ATTRIBUTES`, `UNREADABLE` where no value fits. The first object is the left
        or the upper one, whichever way they are farther apart. Of a picture that does not show two objects, only the ground is
        read, and "none" for the second object if it shows one.
    """
    counts, alone = take_apart(images)
    read = np.full((len(images), len(ATTRIBUTES)), UNREADABLE, dtype=np.uint8)
    read[:, GROUND] = fitting_value(fitting_grounds(find_ground(images)))
    read[np.flatnonzero(counts == 1)[:, None], SECOND] = NONES
    two = np.flatnonzero(counts == 2)
    if len(two):
        measures = [measure(alone[:, which]) for which in (0, 1)]
        objects = np.stack([_read_object(one) for one in measures], axis=1)  # (M, 2, 3)
        places, backwards = _read_places(measures[1].middle - measures[0].middle)
        objects[backwards] = objects[backwards, ::-1]
        read[two[:, None], FIRST + SECOND] = objects.reshape(len(two), -1)
        read[two, PLACE] = places
    return read


def compare(read: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Tell which attributes of scenes are as asked.

    Two objects are compared where they stand, or, if more of their attributes fit so, each with the other's place: then
    the relation is wrong, and what they are may be right. In a picture with another number of objects all but the ground is wrong.

    Args:
        read: (N, 8) integers, see `read_scenes`.
        rows: (N, 8) integers, what was asked for.

    Returns:
        (N, 8) bool.
    """
    right = read == rows
    exchanged = right.copy()
    exchanged[:, FIRST + SECOND] = read[:, SECOND + FIRST] == rows[:, FIRST + SECOND]
    exchanged[:, PLACE] = False
    better = exchanged[:, FIRST + SECOND].sum(axis=1) > right[:, FIRST + SECOND].sum(axis=1)
    right = np.where((better & has_two(rows))[:, None], exchanged, right)
    as_many = (read[:, SECOND_OBJECT] == NONES[0]) != has_two(rows)  # one object is asked for and seen, or neither
    right[:, [*FIRST, *SECOND, PLACE]] &= as_many[:, None]
    return right


def agree(images: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Tell of pictures whether they show what was asked for, of one object or of two.

    Args:
        images: (N, H, H, 3) uint8, RGB.
        rows: (N, 8) integers, indices into `two_objects.ATTRIBUTES`.

    Returns:
        (N, 8) bool, see `compare`.
    """
    read = read_scenes(images)
    right = compare(read, rows)
    one = np.flatnonzero(~has_two(rows) & (read[:, SECOND_OBJECT] == NONES[0]))
    if len(one):
        right[one[:, None], ONE_OBJECT] = examine_pixels(images[one], rows[one[:, None], ONE_OBJECT])
    return right


def fitting_value(fitting: np.ndarray) -> np.ndarray:
    """Take the value that fits: (N, V) bool to (N,) uint8, `UNREADABLE` where none does."""
    return np.where(fitting.any(axis=1), fitting.argmax(axis=1), UNREADABLE).astype(np.uint8)


def _read_object(measures: Measures) -> np.ndarray:
    """Read the object, its colour and its size from pictures of one of two objects: (M, 3) uint8."""
    low, high = np.array(list(SIZES.values())).T  # (2,) each
    side = measures.side[:, None]  # (M, 1)
    sizes = (side >= low - SHORTER) & (side <= high + LONGER)
    return np.stack([read_strokes(measures.strength), fitting_value(fitting_colours(measures)), fitting_value(sizes)], axis=1)


def _read_places(apart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Read how objects stand.

    Args:
        apart: (M, 2) float, x and y from the middle of one to that of the other.

    Returns:
        places: (M,) uint8, indices into `ATTRIBUTES["place"]`, `UNREADABLE` where it is neither side by side nor one
            above the other.
        backwards: (M,) bool, where the other is the left or the upper one.
    """
    axis = np.abs(apart).argmax(axis=1)  # 0: x, 1: y, as in `RELATIONS`
    along = np.take_along_axis(apart, axis[:, None], axis=1)[:, 0]
    across = np.abs(apart).min(axis=1)
    clear = 2 * (across - WOBBLE) <= np.abs(along) + WOBBLE
    places = np.where(clear, len(POSITIONS) + axis, UNREADABLE).astype(np.uint8)
    return places, along < 0
