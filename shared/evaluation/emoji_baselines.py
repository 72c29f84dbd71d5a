"""Drawing emoji without a network: copy the nearest training drawing, or copy a sibling and recolour its skin by rules."""

import numpy as np

from shared.data.emoji import TONES, Emoji, captions_by_emoji
from shared.data.words import split_words

# Of OpenMoji's palette. The brown of many people's hair is that of medium-dark skin: a rule can't tell the two apart.
SKIN = dict(zip(TONES, [(250, 220, 188), (222, 187, 144), (193, 154, 101), (165, 121, 57), (106, 70, 47)], strict=True))
ALIKE = 80  # how far from a skin's colour a pixel may be, in grey levels, and still be skin


class Retrieval:
    """Copies the training drawing that has the caption most like what was asked for."""

    def __init__(self, every: tuple[Emoji, ...], images: np.ndarray):
        """Take all emoji, and their drawings (N, H, H, 3) uint8; those that are held out are left out."""
        self.every, self.images = every, images
        captions = captions_by_emoji(every)
        self.known = [(row, set(split_words(text))) for row, one in enumerate(every) if not one.kind for text in captions[row]]

    def draw(self, asked: np.ndarray) -> np.ndarray:
        """Draw what is asked for, (M,) rows of `every`, by its official name: (M, H, H, 3) uint8."""
        return np.stack([self.images[self.nearest(str(self.every[row].names[0]))] for row in asked])

    def nearest(self, caption: str) -> int:
        """Find the training drawing whose caption shares the largest part of the words of both."""
        words = set(split_words(caption))
        return max(self.known, key=lambda known: len(words & known[1]) / len(words | known[1]))[0]


class Recolouring(Retrieval):
    """Copies a sibling, a training drawing that differs in skin tones alone, and gives it the right skin; retrieves if there is none."""

    def draw(self, asked: np.ndarray) -> np.ndarray:
        """Draw what is asked for, (M,) rows of `every`: (M, H, H, 3) uint8."""
        siblings = {(one.names[0].concept, len(one.names[0].tones)): row for row, one in enumerate(self.every) if not one.kind}
        drawn = super().draw(asked)
        for number, name in enumerate(self.every[row].names[0] for row in asked):
            sibling = siblings.get((name.concept, len(name.tones)))
            if name.tones and sibling is not None:
                drawn[number] = recolour(self.images[sibling], self.every[sibling].names[0].tones, name.tones)
        return drawn


def recolour(image: np.ndarray, tones: tuple[str, ...], wanted: tuple[str, ...]) -> np.ndarray:
    """Give a person another skin tone, or the left and the right one of two.

    Args:
        image: (H, H, 3) uint8.
        tones: what it shows, one or two of `TONES`.
        wanted: as many.
    """
    halves = np.array_split(image, len(tones), axis=1)
    return np.concatenate([_recolour_all(half, *pair) for half, *pair in zip(halves, tones, wanted, strict=True)], axis=1)


def _recolour_all(image: np.ndarray, tone: str, wanted: str) -> np.ndarray:
    distances = np.linalg.norm(image.astype(float) - SKIN[tone], axis=-1, keepdims=True)  # (H, W, 1)
    share = np.clip(1 - distances / ALIKE, 0, 1)  # at an edge a pixel is skin in part
    return np.round(image + share * (np.array(SKIN[wanted], dtype=float) - SKIN[tone])).clip(0, 255).astype(np.uint8)
