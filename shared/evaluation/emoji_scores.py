"""Does a model draw the emoji that was asked for? Each has one true picture, held-out ones too: it is compared with all of them.

There are two ways to compare: blurred pixels, and the features of a network that has read real drawings and that
the generator never met.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from shared.data.emoji import TONES, Emoji

BLUR = 1 / 32  # of a picture's side: a line that is drawn a pixel beside the true one counts little


def blurred_pixels(images: np.ndarray) -> np.ndarray:
    """Blur pictures, (N, H, H, 3) uint8, and write each as a row: (N, H·H·3) float32."""
    return (
        np.stack([cv2.GaussianBlur(image, (0, 0), BLUR * image.shape[1]) for image in images]).astype(np.float32).reshape(len(images), -1)
    )


@dataclass(frozen=True)
class Gallery:
    """All true drawings, as they are compared.

    Attributes:
        every: what they are, N.
        rows: (N, F) float32, what `describe` makes of them.
        describe: from pictures (M, H, H, 3) uint8 to rows (M, F) float32.
    """

    every: tuple[Emoji, ...]
    rows: np.ndarray
    describe: Callable[[np.ndarray], np.ndarray]

    @classmethod
    def of(cls, every: tuple[Emoji, ...], images: np.ndarray, describe: Callable[[np.ndarray], np.ndarray]) -> "Gallery":
        """Describe the true drawings, (N, H, H, 3) uint8."""
        return cls(every, describe(images), describe)

    def score(self, drawn: np.ndarray, asked: np.ndarray) -> dict[str, float]:
        """Find the nearest true drawings of pictures.

        Args:
            drawn: (M, H, H, 3) uint8.
            asked: (M,) integers, which drawings were asked for.

        Returns:
            rates in 0–1: "top 1" and "top 5", the true drawing is the nearest of all, or one of the five nearest; "concept",
            the nearest one shows the same but for skin tones; "tone", of the pictures of one person or gesture that are asked for
            in one of five tones: of the five drawings the nearest has that tone.
        """
        rows = self.describe(drawn)  # (M, F)
        distances = np.square(self.rows).sum(axis=1) - 2 * rows @ self.rows.T  # (M, N), ‖a − b‖² but for ‖a‖², the same in a row
        nearest = distances.argsort(axis=1)[:, :5]  # (M, 5)
        concepts = np.array([min(name.concept for name in one.names) for one in self.every])
        tones = [
            distances[number, siblings].argmin() == siblings.index(one)
            for number, one in enumerate(asked)
            if len(siblings := self._siblings.get(int(one), [])) == len(TONES)
        ]
        return {
            "top 1": float(np.mean(nearest[:, 0] == asked)),
            "top 5": float(np.mean((nearest == asked[:, None]).any(axis=1))),
            "concept": float(np.mean(concepts[nearest[:, 0]] == concepts[asked])),
            "tone": float(np.mean(tones)) if tones else float("nan"),
        }

    @property
    def _siblings(self) -> dict[int, list[int]]:
        """Of each drawing with one tone, those of the same person or gesture in all tones."""
        rows = {(name.concept, name.tones): row for row, one in enumerate(self.every) for name in one.names[:1]}
        families = {
            concept: [rows[concept, (tone,)] for tone in TONES if (concept, (tone,)) in rows] for concept, tones in rows if len(tones) == 1
        }
        return {row: family for family in families.values() for row in family}
