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
    SWAPS,
    from_one_object,
    has_two,
    swap,
)

KINDS = ("new object-colour", "new colour-ground", "new pair of objects", "new relation-object")
KIND_OF_COLUMN = np.array([0, 0, 1, 1, 2, 3, 3])  # of `new_things`, indices into `KINDS`
FAMILY = 8  # scenes at most that differ in one thing
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
    """Draw scenes of a set, by turns of one object and of two, these in families: (count, 8) uint8."""
    rows = np.zeros((count, len(ATTRIBUTES)), dtype=np.uint8)
    choices = from_one_object(combinations(which))
    rows[::2] = choices[rng.integers(len(choices), size=len(rows[::2]))]
    rows[1::2] = draw_families(len(rows[1::2]), rng, which)
    return rows


def draw_families(count: int, rng: np.random.Generator, which: str = "training") -> np.ndarray:
    """Draw scenes of two objects in families: each scene is followed by some that differ from it in one thing.

    There are so many scenes of two objects that among those drawn at random hardly two are near misses of each other, and
    training needs near misses: see `shared.training.families`. What differs is one attribute, or what one or two swaps exchange.

    Args:
        count, rng, which: as in `draw_rows`.

    Returns:
        (count, 8) uint8.
    """
    families: list[np.ndarray] = []
    kinds = [*range(len(ATTRIBUTES)), *["swaps"] * len(SWAPS)]
    while sum(map(len, families)) < count:
        for row in draw_rows(1000, rng, which):
            kind = kinds[rng.integers(len(kinds))]
            others = _all_swapped(row) if kind == "swaps" else _near_misses(row, kind)
            others = others[(others != row).any(axis=1) & _can_be_told(others) & belongs(others, which)]
            families.append(np.concatenate([row[None], rng.permutation(others)[: FAMILY - 1]]))
    return np.concatenate(families)[:count]


def _near_misses(row: np.ndarray, column: int) -> np.ndarray:
    """All scenes of two objects that are like another one but for one attribute, and this one itself: (M, 8) uint8."""
    low, high = _limits()
    near = np.repeat(row[None], high[column] - low[column], axis=0)
    near[:, column] = np.arange(low[column], high[column])
    return near


def _all_swapped(row: np.ndarray) -> np.ndarray:
    """All scenes that swaps make of a scene of two objects, one after another: (M, 8) uint8."""
    scenes = row[None]
    for what in SWAPS:
        scenes = np.concatenate([scenes, swap(scenes, what)])
    return np.unique(scenes, axis=0)


def _random_rows(count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw scenes of two objects from all there are: (M, 8) uint8, M of `count` that can be seen and told apart."""
    rows = rng.integers(*_limits(), size=(count, len(ATTRIBUTES)), dtype=np.uint8)
    return rows[_can_be_told(rows)]


def _limits() -> tuple[np.ndarray, np.ndarray]:
    """The least value of each attribute of two objects, and one more than the greatest: (8,) and (8,) integers."""
    lows, highs = np.zeros(len(ATTRIBUTES), dtype=int), np.array([len(values) for values in ATTRIBUTES.values()])
    lows[PLACE] = len(POSITIONS)
    highs[[SECOND_OBJECT, SECOND_COLOUR]] -= 1  # no "none"
    highs[[SIZE, SECOND_SIZE]] = len(SIZES)
    return lows, highs


def _can_be_told(rows: np.ndarray) -> np.ndarray:
    """Tell which scenes of two objects, (N, 8), show both, and not the same one twice: (N,) bool."""
    seen = (rows[:, [COLOUR, SECOND_COLOUR]] != GROUND_COLOURS[rows[:, GROUND], None]).all(axis=1)
    alike = (rows[:, [OBJECT, COLOUR]] == rows[:, [SECOND_OBJECT, SECOND_COLOUR]]).all(axis=1)
    return seen & ~alike
