"""A picture of two objects is taken apart into two pictures of one: each object alone on its ground. No network.

What is not ground falls into pieces that hang together. An object may be several: strokes break. So pieces that are too small
or too flat go to what is nearest, and others go together if they have one colour and less between them than two objects have.
"""

from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np

from shared.data.scenes import SCENE_SIZE
from shared.data.two_objects import GAP
from shared.evaluation.measures import EDGE, FAINTEST, STRONG, distances, find_ground
from shared.evaluation.pixels import COLOUR_TOLERANCE

# Lengths in pixels of the renderer's 64, distances of colours in 255ths.
NEIGHBOURHOOD = 9  # a pixel is compared with the strongest of a square of this side around it
SPECK = 4  # pixels: less is nothing
LEAST = 13  # the longer side of an object, or more
FLATTEST = 2.1  # times as wide as high, or less: bars that broke off a five are flatter


@dataclass(frozen=True, eq=False)
class Piece:
    """Pixels that hang together, or that belong together.

    Attributes:
        inside: (H, H) bool.
        box: (4,) int: left, top, right and bottom; the last two are just outside.
        colour: (3,) float, the median of its strongest pixels.
    """

    inside: np.ndarray
    box: np.ndarray
    colour: np.ndarray

    @property
    def size(self) -> np.ndarray:
        """Width and height of the box: (2,) int."""
        return self.box[2:] - self.box[:2]

    def is_fragment(self, scale: float) -> bool:
        """Tell whether it is too small or too flat for an object; scale is the renderer's pixels in one of the picture."""
        width, height = self.size
        return max(width, height) * scale < LEAST or width > FLATTEST * height

    def gap(self, other: "Piece") -> int:
        """How many pixels lie between the boxes: 0 if they touch, less if they overlap."""
        return int(np.maximum(self.box[:2] - other.box[2:], other.box[:2] - self.box[2:]).max())

    def joined(self, other: "Piece") -> "Piece":
        """Both together, in the colour of the larger one."""
        box = np.concatenate([np.minimum(self.box[:2], other.box[:2]), np.maximum(self.box[2:], other.box[2:])])
        larger = self if self.inside.sum() >= other.inside.sum() else other
        return Piece(self.inside | other.inside, box, larger.colour)


def take_apart(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count the objects in pictures, and take those that show two apart.

    Args:
        images: (N, H, H, 3) uint8, RGB.

    Returns:
        counts: (N,) int, how many objects each picture shows.
        alone: (M, 2, H, H, 3) uint8, of the M pictures that show two: each object without the other.
    """
    grounds = find_ground(images)
    counts, alone = np.zeros(len(images), dtype=int), []
    for index, (image, ground, distance) in enumerate(zip(images, grounds, distances(images, grounds), strict=True)):
        objects = find_objects(image, distance)
        counts[index] = len(objects)
        if len(objects) == 2:
            away = [cv2.distanceTransform(1 - piece.inside.astype(np.uint8), cv2.DIST_L2, 5) for piece in objects]
            nearer = (away[0] < away[1])[:, :, None]  # soft edges and specks go to the nearer object
            alone.append([np.where(mine, image, np.round(ground).astype(np.uint8)) for mine in (nearer, ~nearer)])
    return counts, np.array(alone, dtype=np.uint8).reshape(-1, 2, *images.shape[1:])


def find_objects(image: np.ndarray, distance: np.ndarray) -> list[Piece]:
    """Find the objects of a picture, (H, H, 3) uint8, by how far each pixel is from the ground, (H, H) float32."""
    pieces = find_pieces(image, distance)
    while pair := _two_of_one_object(pieces, SCENE_SIZE / len(image)):
        pieces = [*(piece for piece in pieces if piece not in pair), pair[0].joined(pair[1])]
    return pieces


def find_pieces(image: np.ndarray, distance: np.ndarray) -> list[Piece]:
    """Find what hangs together in a picture; arguments as for `find_objects`."""
    scale = SCENE_SIZE / len(image)
    side = max(round(NEIGHBOURHOOD / scale), 3)
    strongest = cv2.dilate(distance, np.ones((side, side), dtype=np.uint8))
    solid = distance >= np.maximum(EDGE * strongest, FAINTEST)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid.astype(np.uint8))
    pieces = []
    for label in range(1, count):  # 0 is the ground
        left, top, width, height, area = stats[label]
        if area * scale**2 < SPECK:
            continue
        inside = labels == label
        strong = inside & (distance >= STRONG * distance[inside].max())
        pieces.append(Piece(inside, np.array([left, top, left + width, top + height]), np.median(image[strong], axis=0)))
    return pieces


def _two_of_one_object(pieces: list[Piece], scale: float) -> tuple[Piece, Piece] | None:
    """Find two pieces that belong together, if there are any; for scale see `Piece.is_fragment`."""
    if len(pieces) < 2:
        return None
    fragments = [piece for piece in pieces if piece.is_fragment(scale)]
    if fragments:
        smallest = min(fragments, key=lambda piece: piece.size.max())
        return smallest, min((piece for piece in pieces if piece is not smallest), key=smallest.gap)
    for one, other in combinations(pieces, 2):
        if one.gap(other) * scale < GAP and np.abs(one.colour - other.colour).max() <= COLOUR_TOLERANCE:
            return one, other
    return None
