"""Strictly right: two readers that work in different ways both say that a picture shows what was asked for."""

from dataclasses import dataclass

import keras
import numpy as np

from shared.data.scenes import ATTRIBUTES, OBJECT
from shared.evaluation.judge import predict_attributes
from shared.evaluation.measures import measure
from shared.evaluation.pixels import agree
from shared.evaluation.strokes import read_strokes

READERS = ("judge", "pixels", "strict")


@dataclass(frozen=True)
class Verdicts:
    """What the two readers say of N pictures: (N, 5) bool each, True where an attribute is as asked.

    Attributes:
        judge: by the network.
        pixels: by measures (colour, size, position, ground) and strokes (object).
    """

    judge: np.ndarray
    pixels: np.ndarray

    @property
    def strict(self) -> np.ndarray:
        """(N, 5) bool, True where both say so."""
        return self.judge & self.pixels

    @classmethod
    def joined(cls, parts: list["Verdicts"]) -> "Verdicts":
        """Put verdicts on several lots of pictures together."""
        return cls(np.concatenate([part.judge for part in parts]), np.concatenate([part.pixels for part in parts]))

    def split(self, count: int) -> list["Verdicts"]:
        """Take verdicts on lots of `count` pictures each apart again."""
        starts = range(0, len(self.judge), count)
        return [Verdicts(self.judge[start : start + count], self.pixels[start : start + count]) for start in starts]


def examine(judge: keras.Model, images: np.ndarray, rows: np.ndarray) -> Verdicts:
    """Let both readers look at pictures.

    Args:
        judge: see `shared.evaluation.judge.make_judge`.
        images: (N, H, H, 3) uint8, H the judge's.
        rows: (N, 5) integers, what was asked for, indices into `ATTRIBUTES`.
    """
    return Verdicts(predict_attributes(judge, images) == rows, examine_pixels(images, rows))


def examine_pixels(images: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Let the second reader alone look at pictures, of any size: (N, 5) bool, True where an attribute is as asked."""
    measures = measure(images)
    right = agree(measures, rows) | {"object": read_strokes(measures.strength) == rows[:, OBJECT]}
    return np.stack([right[name] for name in ATTRIBUTES], axis=1)


def rates(right: np.ndarray, table: dict[str, tuple[str, ...]] = ATTRIBUTES) -> dict[str, float]:
    """Count the share that is right: (N, A) bool to one rate for each attribute of a table, and to "all" of them at once."""
    return dict(zip(table, right.mean(axis=0).tolist(), strict=True)) | {"all": float(right.all(axis=1).mean())}
