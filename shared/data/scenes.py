"""What a scene is: five attributes and a picture of them.

A scene is one object (a handwritten digit or a drawn shape) of one colour, size and position on a ground of
another colour. Its attributes are a row of five small integers, each an index into `ATTRIBUTES`.
"""

from itertools import product

import numpy as np

from shared.data.digits import GLYPH_SIZE, load_digits
from shared.data.shapes import SHAPES, draw_shape

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
COLOURS = {
    "red": (205, 30, 40),
    "orange": (240, 135, 25),
    "yellow": (240, 220, 55),
    "green": (35, 150, 60),
    "blue": (40, 75, 210),
    "purple": (145, 50, 170),
    "black": (18, 18, 18),
    "white": (237, 237, 237),
}
COLOUR_JITTER = 14  # of 255, each channel
SIZES = {"small": (26, 29), "medium": (35, 38), "large": (44, 48)}  # pixels of SCENE_SIZE
POSITIONS = {"top left": (-1, -1), "top right": (1, -1), "bottom left": (-1, 1), "bottom right": (1, 1), "centre": (0, 0)}
SCENE_SIZE = 64  # pixels of a side, before a model resizes them

ATTRIBUTES = {
    "object": DIGITS + SHAPES,
    "colour": tuple(COLOURS),
    "size": tuple(SIZES),
    "position": tuple(POSITIONS),
    "ground": ("red", "yellow", "green", "blue", "black", "white"),
}
OBJECT, COLOUR, SIZE, POSITION, GROUND = range(5)  # the columns of a row of attributes


def all_combinations() -> np.ndarray:
    """List every scene that can be described: (M, 5) uint8, never object and ground of one colour."""
    grid = product(*(range(len(values)) for values in ATTRIBUTES.values()))
    return np.array([row for row in grid if names(row)["colour"] != names(row)["ground"]], dtype=np.uint8)


def names(row, table: dict[str, tuple[str, ...]] = ATTRIBUTES) -> dict[str, str]:
    """Name the attributes of a row of integers, of this table five: {"object": "seven", "colour": "red", …}."""
    return {name: values[index] for (name, values), index in zip(table.items(), row, strict=True)}


def to_indices(attributes: np.ndarray, table: dict[str, tuple[str, ...]] = ATTRIBUTES) -> np.ndarray:
    """Turn names, (N, A) unicode as in attributes.npy, back into indices of a table's A columns, (N, A) uint8."""
    columns = [[values.index(name) for name in column] for values, column in zip(table.values(), attributes.T, strict=True)]
    return np.array(columns, dtype=np.uint8).T


def draw_scene(row, rng: np.random.Generator, split: str = "generator", full: bool = False) -> np.ndarray:
    """Draw the scene that a row of attributes describes.

    Only uniform numbers, integers and element-wise arithmetic are used, so that the same generator gives the
    same bytes on every machine.

    Args:
        row: five integers, indices into `ATTRIBUTES`.
        rng: where the handwriting, the jitter and the warp come from.
        split: whose handwriting, see `load_digits`.
        full: draw with all of MNIST, see `load_digits`.

    Returns:
        (64, 64, 3) uint8, RGB.
    """
    scene = names(row)
    glyph = pick_glyph(scene["object"], rng, split, full)
    side = rng.uniform(*SIZES[scene["size"]])
    alpha = warp(glyph, side, _centre(POSITIONS[scene["position"]], side, rng), draw_lean(rng))
    object_colour, ground_colour = (jitter(COLOURS[scene[name]], rng) for name in ("colour", "ground"))
    picture = ground_colour + alpha[:, :, None] * (object_colour - ground_colour)  # (3,) + (64, 64, 1) * (3,) -> (64, 64, 3)
    return np.round(picture).astype(np.uint8)


def draw_lean(rng: np.random.Generator) -> tuple[float, float, float]:
    """Draw how an object leans: its turn and its slant, up to 0.15 radians each, and how narrow it is, 0.9 to 1."""
    return rng.uniform(-0.15, 0.15), rng.uniform(-0.15, 0.15), rng.uniform(0.9, 1.0)


def warp(glyph: np.ndarray, side: float, centre, lean: tuple[float, float, float]) -> np.ndarray:
    """Lay a glyph into the scene: scaled, turned a little, slanted a little.

    Each pixel of the scene asks where it lies in the glyph and blends the four nearest values (bilinear).

    Args:
        glyph: (40, 40) uint8.
        side: how many pixels of the scene the glyph's side takes.
        centre: (x, y) of the glyph's middle in the scene, in pixels.
        lean: turn, slant and stretch, from `draw_lean`.

    Returns:
        (64, 64) float64 in [0, 1]: how much of the object each pixel shows.
    """
    turn, slant, stretch = lean
    columns, rows = (_reach(middle, side) for middle in centre)
    x = (np.arange(SCENE_SIZE)[columns] - centre[0]) * (GLYPH_SIZE / side)  # (W,), and y (H, 1): together (H, W)
    y = (np.arange(SCENE_SIZE)[rows, None] - centre[1]) * (GLYPH_SIZE / side)
    turned_x = np.cos(turn) * x + np.sin(turn) * y
    turned_y = np.cos(turn) * y - np.sin(turn) * x
    # A margin of black around the glyph: what lies outside shows nothing.
    width = GLYPH_SIZE + 3
    margin = np.zeros((width, width))
    margin[1:-2, 1:-2] = glyph / 255
    pixels = margin.ravel()  # found faster by one number than by two
    u = np.clip((turned_x + slant * turned_y) / stretch + (GLYPH_SIZE + 1) / 2, 0, GLYPH_SIZE + 1)
    v = np.clip(turned_y + (GLYPH_SIZE + 1) / 2, 0, GLYPH_SIZE + 1)
    left, top = u.astype(int), v.astype(int)
    right_share, bottom_share = u - left, v - top
    first = width * top + left  # the upper left of the four
    upper = pixels[first] * (1 - right_share) + pixels[first + 1] * right_share
    lower = pixels[first + width] * (1 - right_share) + pixels[first + width + 1] * right_share
    alpha = np.zeros((SCENE_SIZE, SCENE_SIZE))
    alpha[rows, columns] = upper * (1 - bottom_share) + lower * bottom_share
    return alpha


def _reach(middle: float, side: float) -> slice:
    """The pixels that a turned and slanted glyph can reach along one axis."""
    return slice(max(0, int(middle - 0.8 * side)), int(middle + 0.8 * side) + 2)


def pick_glyph(name: str, rng: np.random.Generator, split: str = "generator", full: bool = False) -> np.ndarray:
    """Pick a handwritten digit, or draw a shape, by its name: (40, 40) uint8. For split and full see `load_digits`."""
    if name in SHAPES:
        return draw_shape(name, rng)
    glyphs, labels = load_digits(split, full)
    return glyphs[rng.choice(np.flatnonzero(labels == DIGITS.index(name)))]


def _centre(direction, side: float, rng: np.random.Generator) -> list[float]:
    """Place the middle of an object: near the edge it was sent to, or near the centre; 3 pixels of jitter."""
    near_edge = side / 2 + 1
    middle = (SCENE_SIZE - 1) / 2
    return [middle + step * (middle - near_edge - rng.uniform(0, 3)) if step else middle + rng.uniform(-1.5, 1.5) for step in direction]


def jitter(colour, rng: np.random.Generator) -> np.ndarray:
    """Vary a colour, (3,) float64, by up to `COLOUR_JITTER` each channel."""
    return np.array(colour) + rng.uniform(-COLOUR_JITTER, COLOUR_JITTER, 3)
