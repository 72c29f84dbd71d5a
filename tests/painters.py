"""What the evaluation is tried on in place of a model: renderers that understand every caption, and worse ones."""

import numpy as np

from shared.data.captions import read_caption
from shared.data.scenes import ATTRIBUTES, COLOUR, COLOURS, to_indices
from shared.evaluation.judge import draw_scenes


def asked_for(captions: list[str]) -> np.ndarray:
    """Read the scenes that captions describe: (N, 5)."""
    found = [read_caption(caption) for caption in captions]
    return to_indices(np.array([[named[attribute] for attribute in ATTRIBUTES] for named in found]))


def renderer(split: str = "reference"):
    """Make a model that draws real pictures in one handwriting."""
    return lambda captions, seed: draw_scenes(asked_for(captions), np.random.default_rng(seed), split)


def one_picture_a_caption(captions: list[str], seed: int) -> np.ndarray:
    return np.concatenate([renderer()([caption], 0) for caption in captions])


def noise(captions: list[str], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(256, size=(len(captions), 32, 32, 3), dtype=np.uint8)


def grey(captions: list[str], seed: int) -> np.ndarray:
    return np.full((len(captions), 32, 32, 3), 128, dtype=np.uint8)


def leak(images: np.ndarray, rows: np.ndarray, share: float = 0.25) -> np.ndarray:
    """Blend the whole picture with the object's colour: the object keeps it, the ground takes some of it on."""
    colours = np.array(list(COLOURS.values()))[rows[:, COLOUR]]  # (N, 3)
    return np.round((1 - share) * images + share * colours[:, None, None]).astype(np.uint8)
