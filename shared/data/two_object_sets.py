"""What training never sees of scenes with two objects.

The pairs of held_out.py, an object with a colour and a colour with a ground, hold for both objects. Two things
more are decided here: a pair of objects in one picture, and a relation with an object ("seven, right of something").
"""

import numpy as np

from shared.data.held_out import COLOURS_OF_OBJECT, GROUNDS_OF_COLOUR, SETS, combinations
from shared.data.scenes import COLOURS, POSITIONS
from shared.data.two_objects import (
    ATTRIBUTES,
    COLOUR,
    GROUND,
    OBJECT,
    PLACE,
    SECOND_COLOUR,
    SECOND_OBJECT,
    SECOND_SIZE,
    SIZE,
    SIZES,
    from_one_object,
    has_two,
)

KINDS = ("new object-colour", "new colour-ground", "new pair of objects", "new relation-object")
KIND_OF_COLUMN = np.array([0, 0, 1, 1, 2, 3, 3])  # of `new_things`, indices into `KINDS`
SIDES = ("left of", "above", "right of", "below")  # where an object can stand: first objects in the first two, second ones in the others
GROUND_COLOURS = np.array([list(COLOURS).index(ground) for ground in ATTRIBUTES["ground"]])  # of each ground, the index among the colours


def _object_sets() -> tuple[np.ndarray, np.ndarray]:
    """For each pair of objects, and each object and side, the index of its set in `SETS`.

    Of its 14 partners, an object has two for the test and one for validation, never itself. Every second object has
    one of four sides for the test, and every fourth, of the others, one for validation.
    """
    count = len(ATTRIBUTES["object"])
    sums = np.add.outer(np.arange(count), np.arange(count)) % count
    partners = np.where(np.isin(sums, (1, 5)), SETS.index("test"), np.where(sums == 9, SETS.index("validation"), 0))
    sides = np.zeros((count, len(SIDES)), dtype=int)
    for index in range(count):
        if index % 2 == 0:
            sides[index, index // 2 % 4] = SETS.index("test")
        if index % 4 == 1:
            sides[index, (index // 4 + 2) % 4] = SETS.index("validation")
    return partners, sides


PARTNERS_OF_OBJECT, SIDES_OF_OBJECT = _object_sets()


def new_things(rows: np.ndarray) -> np.ndarray:
    """Look up in which set the pairs of each scene are.

    Args:
        rows: (N, 8) integers, of one object or two.

    Returns:
        (N, 7) integers, indices into `SETS`: of each object and its colour, each colour and the ground, the two objects,
        and each object and its side; `KIND_OF_COLUMN` says which is which. What a scene does not have is of training.
    """
    rows = np.asarray(rows).astype(int)
    two = has_two(rows)
    relation = np.where(two, rows[:, PLACE] - len(POSITIONS), 0)
    second_object, second_colour = (np.where(two, rows[:, column], 0) for column in (SECOND_OBJECT, SECOND_COLOUR))
    first = [COLOURS_OF_OBJECT[rows[:, OBJECT], rows[:, COLOUR]], GROUNDS_OF_COLOUR[rows[:, COLOUR], rows[:, GROUND]]]
    second = [COLOURS_OF_OBJECT[second_object, second_colour], GROUNDS_OF_COLOUR[second_colour, rows[:, GROUND]]]
    both = [
        PARTNERS_OF_OBJECT[rows[:, OBJECT], second_object],
        SIDES_OF_OBJECT[rows[:, OBJECT], relation],
        SIDES_OF_OBJECT[second_object, relation + 2],
    ]
    second, both = ([np.where(two, sets, 0) for sets in columns] for columns in (second, both))
    return np.stack([first[0], second[0], first[1], second[1], *both], axis=1)


def belongs(rows: np.ndarray, which: str, kind: str | None = None) -> np.ndarray:
    """Tell which scenes are of a set.

    Args:
        rows: (N, 8) integers.
        which: "training": nothing is held out; "validation" or "test": something is of that set, and nothing of the other.
        kind: one of `KINDS`: only the scenes that are new in this way and in no other.

    Returns:
        (N,) bool.

    Raises:
        ValueError: if there is no such set or kind.
    """
    new = new_things(rows)
    found = np.isin(new, (0, SETS.index(which))).all(axis=1) & ((new > 0).any(axis=1) == (which != "training"))
    if kind is not None:
        found &= ((new == 0) | (KINDS.index(kind) == KIND_OF_COLUMN)).all(axis=1)
    return found


def draw_rows(count: int, rng: np.random.Generator, which: str = "training", kind: str | None = None) -> np.ndarray:
    """Draw scenes of two objects, each of a set as likely as any other.

    Args:
        count: how many.
        rng: where they come from.
        which, kind: see `belongs`; a kind goes with "validation" or "test".

    Returns:
        (count, 8) uint8.

    Raises:
        ValueError: if there is no such set or kind.
    """
    if which == "training" and kind is not None:
        raise ValueError(f"nothing in training is new, and so there is no {kind!r}")
    found = np.zeros((0, len(ATTRIBUTES)), dtype=np.uint8)
    while len(found) < count:
        rows = _random_rows(8 * count + 1000, rng)
        found = np.concatenate([found, rows[belongs(rows, which, kind)]])
    return found[:count]


def draw_mixed_rows(count: int, rng: np.random.Generator, which: str = "training") -> np.ndarray:
    """Draw scenes of a set, by turns of one object and of two: (count, 8) uint8."""
    rows = np.zeros((count, len(ATTRIBUTES)), dtype=np.uint8)
    choices = from_one_object(combinations(which))
    rows[::2] = choices[rng.integers(len(choices), size=len(rows[::2]))]
    rows[1::2] = draw_rows(len(rows[1::2]), rng, which)
    return rows


def _random_rows(count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw scenes of two objects from all there are: (M, 8) uint8, M of `count` that can be seen and told apart."""
    lows, highs = np.zeros(len(ATTRIBUTES), dtype=int), np.array([len(values) for values in ATTRIBUTES.values()])
    lows[PLACE] = len(POSITIONS)
    highs[[SECOND_OBJECT, SECOND_COLOUR]] -= 1  # no "none"
    highs[[SIZE, SECOND_SIZE]] = len(SIZES)
    rows = rng.integers(lows, highs, size=(count, len(ATTRIBUTES)), dtype=np.uint8)
    seen = (rows[:, [COLOUR, SECOND_COLOUR]] != GROUND_COLOURS[rows[:, GROUND], None]).all(axis=1)
    alike = (rows[:, [OBJECT, COLOUR]] == rows[:, [SECOND_OBJECT, SECOND_COLOUR]]).all(axis=1)
    return rows[seen & ~alike]
