"""What a scene of two objects is: eight attributes and a picture of them. Scenes of one object fit the same row.

A row is eight small integers, each an index into `ATTRIBUTES`. Of two objects the first is the left or the upper one,
so that a picture has one row, whichever way its caption says it. Of one object, the place is a position in the picture
and the second object's three values are "none".
"""

import numpy as np

from shared.data import scenes
from shared.data.digits import GLYPH_SIZE
from shared.data.scenes import COLOURS, POSITIONS, SCENE_SIZE, draw_lean, jitter, names, pick_glyph, warp

NONE = "none"
RELATIONS = ("left of", "above")  # the first object's place, seen from the second
SIZES = {"small": (17, 20), "medium": (25, 28)}  # pixels of the longer side of an object of two
GAP = 2  # pixels of ground between two objects, or more
MARGIN = 1  # pixels of ground around both
FADE = 1.3  # how far a stroke can fade out around its pixels, in pixels of the glyph: leaning makes more of 1

ATTRIBUTES = {
    "object": scenes.ATTRIBUTES["object"],
    "colour": scenes.ATTRIBUTES["colour"],
    "size": scenes.ATTRIBUTES["size"],
    "place": (*POSITIONS, *RELATIONS),
    "second object": (*scenes.ATTRIBUTES["object"], NONE),
    "second colour": (*scenes.ATTRIBUTES["colour"], NONE),
    "second size": (*SIZES, NONE),
    "ground": scenes.ATTRIBUTES["ground"],
}
OBJECT, COLOUR, SIZE, PLACE, SECOND_OBJECT, SECOND_COLOUR, SECOND_SIZE, GROUND = range(8)  # the columns of a row
ONE_OBJECT = [OBJECT, COLOUR, SIZE, PLACE, GROUND]  # the columns of a row of `scenes.ATTRIBUTES`
SWAPS = {
    "colour": ([COLOUR], [SECOND_COLOUR]),
    "object": ([OBJECT], [SECOND_OBJECT]),
    "place": ([OBJECT, COLOUR, SIZE], [SECOND_OBJECT, SECOND_COLOUR, SECOND_SIZE]),
}


def has_two(rows) -> np.ndarray:
    """Tell of a row, (8,), or of many, (N, 8), whether there are two objects: bool, one a row."""
    return np.asarray(rows)[..., PLACE] >= len(POSITIONS)


def from_one_object(rows: np.ndarray) -> np.ndarray:
    """Lay rows of `scenes.ATTRIBUTES`, (N, 5) integers, into rows of eight: (N, 8) uint8."""
    eight = np.zeros((len(rows), len(ATTRIBUTES)), dtype=np.uint8)
    eight[:, ONE_OBJECT] = rows
    for column, name in ((SECOND_OBJECT, "second object"), (SECOND_COLOUR, "second colour"), (SECOND_SIZE, "second size")):
        eight[:, column] = ATTRIBUTES[name].index(NONE)
    return eight


def swap(rows: np.ndarray, what: str) -> np.ndarray:
    """Exchange something between the objects of a scene; the result is a valid scene, and may be a held-out one.

    Args:
        rows: (8,) or (N, 8) integers.
        what: one of `SWAPS`: "colour", "object", or "place": each object stands where the other stood.

    Returns:
        the same shape. What can't be exchanged stays as it is: objects that are alike in it, and scenes of one object.

    Raises:
        KeyError: if there is no such swap.
    """
    rows = np.asarray(rows)
    first, second = SWAPS[what]
    swapped = rows.copy()
    swapped[..., first + second] = rows[..., second + first]
    return np.where(has_two(rows)[..., None], swapped, rows)


def draw_scene(row, rng: np.random.Generator, split: str = "generator", full: bool = False) -> np.ndarray:
    """Draw the scene that a row describes, of one object as `scenes.draw_scene` does.

    Only uniform numbers, integers and element-wise arithmetic are used, so that the same generator gives the
    same bytes on every machine.

    Args:
        row: eight integers, indices into `ATTRIBUTES`.
        rng: where the handwriting, the jitter, the lean and the places come from.
        split: whose handwriting, see `load_digits`.
        full: draw with all of MNIST, see `load_digits`.

    Returns:
        (64, 64, 3) uint8, RGB.
    """
    if not has_two(row):
        return scenes.draw_scene([row[column] for column in ONE_OBJECT], rng, split, full)
    scene = names(row, ATTRIBUTES)
    masks = draw_masks(row, rng, split, full)
    *colours, ground = (jitter(COLOURS[scene[name]], rng) for name in ("colour", "second colour", "ground"))
    picture = ground + sum(mask[:, :, None] * (colour - ground) for mask, colour in zip(masks, colours, strict=True))
    return np.round(picture).astype(np.uint8)


def draw_masks(row, rng: np.random.Generator, split: str = "generator", full: bool = False) -> np.ndarray:
    """Draw the two objects of a scene without colours, see `draw_scene`: (2, 64, 64) float64 in [0, 1]."""
    scene = names(row, ATTRIBUTES)
    objects = [
        _draw_object(scene[name], scene[size], rng, split, full) for name, size in (("object", "size"), ("second object", "second size"))
    ]
    along = 1 if scene["place"] == "left of" else 0  # the axis on which they are apart
    corners = _choose_corners([object.shape[along] for object in objects], [object.shape[1 - along] for object in objects], rng)
    masks = np.zeros((2, SCENE_SIZE, SCENE_SIZE))
    for mask, object, corner in zip(masks, objects, corners, strict=True):
        top, left = reversed(corner) if along == 1 else corner
        mask[top : top + object.shape[0], left : left + object.shape[1]] = object
    return masks


def _draw_object(name: str, size: str, rng: np.random.Generator, split: str, full: bool) -> np.ndarray:
    """Draw an object, cropped to what is seen of it: (H, W) float64 in [0, 1].

    The longer of H and W is at most one pixel more than the size that was drawn: two medium ones fit into a picture.
    """
    glyph, lean = pick_glyph(name, rng, split, full), draw_lean(rng)
    side = rng.uniform(*SIZES[size]) * GLYPH_SIZE / _extent(glyph, lean)
    mask = warp(glyph, side, [(SCENE_SIZE - 1) / 2] * 2, lean)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _extent(glyph: np.ndarray, lean: tuple[float, float, float]) -> float:
    """Measure the longer side of a glyph that leans, in pixels of the glyph: the way back of what `warp` does."""
    turn, slant, stretch = lean
    y, x = np.nonzero(glyph)
    x = stretch * x - slant * y
    width, height = np.ptp(np.cos(turn) * x - np.sin(turn) * y), np.ptp(np.sin(turn) * x + np.cos(turn) * y)
    return max(width, height) + 2 * FADE


def _choose_corners(lengths: list[int], breadths: list[int], rng: np.random.Generator) -> list[tuple[int, int]]:
    """Place two boxes, one behind the other along an axis, so that there is no doubt which axis it is.

    Their middles are at least twice as far from each other along the axis as across it.

    Args:
        lengths: of the boxes along the axis, in pixels; there is room for both.
        breadths: across it.
        rng: where the places come from.

    Returns:
        for each box where it begins along the axis and across it.
    """
    free = SCENE_SIZE - 2 * MARGIN
    before, shift = sorted(int(step) for step in rng.integers(free - sum(lengths) - GAP + 1, size=2))
    starts = MARGIN + before, MARGIN + shift + lengths[0] + GAP
    distance = starts[1] + lengths[1] / 2 - starts[0] - lengths[0] / 2
    # Every pair of places across the axis that is clear enough, each as likely.
    first, second = (np.arange(free - breadth + 1) + breadth / 2 for breadth in breadths)  # the middles, (M,) and (N,)
    clear = np.argwhere(2 * np.abs(first[:, None] - second) <= distance)
    across = clear[rng.integers(len(clear))]
    return [(start, MARGIN + int(place)) for start, place in zip(starts, across, strict=True)]
