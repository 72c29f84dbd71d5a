"""Measure emoji models on what training never saw, beside two baselines without a network.

    python -m tools.emoji_scores validation out/emoji_1 out/emoji_2
    python -m tools.emoji_scores test out/emoji_1 out/emoji_2 out/emoji_3

The first is for choosing. The second is for the model card, once, and writes its table. Each folder is one that
`text2image train` left, of another seed. The rates are those of `shared.evaluation.emoji_scores`, on the held-out names, on each
kind of them, and on a sixth of the training names. A drawing is asked for by its first caption: its official name, and for a flag
"flag of …". Pictures are compared by blurred pixels, and by the features of the next training's discriminator when it had learned
to read and drawing had not begun: it never met this training's generator. So it takes two folders.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pandas as pd
from tqdm import tqdm

from shared.base.pictures import resize, to_model_range
from shared.data.emoji import KINDS, Emoji, all_emoji, captions_by_emoji
from shared.evaluation.emoji_baselines import Recolouring, Retrieval
from shared.evaluation.emoji_scores import Gallery, blurred_pixels
from shared.model.discriminator import make_discriminator
from shared.model.matching import Reader
from shared.model.sentence_encoder import SENTENCE_DIM, make_sentence_encoder
from shared.model.trained_model import TrainedModel
from shared.model.word_vectors import WORD_DIM
from shared.paths import EMOJI
from shared.training.workers import MeanAdam
from tools.comparison import write_table

SEEN = 6  # every sixth training drawing
SEED = 0

DrawRows = Callable[[np.ndarray], np.ndarray]  # from rows of the emoji, (M,), to pictures, (M, H, H, 3) uint8


def measure(split: str, folders: list[Path]) -> list[dict]:
    """Measure all, with the names of a split: the lines of the table."""
    models = [TrainedModel.load(folder) for folder in folders]
    every, drawings = all_emoji()
    captions = captions_by_emoji(every)
    image_size = models[0].generator.output_shape[1]
    images = resize(drawings, image_size)
    pixels = Gallery.of(every, images, blurred_pixels)
    lines: list[dict] = []
    for baseline in (Retrieval(every, drawings), Recolouring(every, drawings)):

        def copy(rows: np.ndarray, baseline: Retrieval = baseline) -> np.ndarray:
            return resize(baseline.draw(rows), image_size)

        lines += lines_of(type(baseline).__name__.lower(), 0, copy, split, pixels, "pixels")
    for number, model in enumerate(models):
        features = Gallery.of(every, images, features_of(folders[(number + 1) % len(folders)], models[0]))

        def draw(rows: np.ndarray, model: TrainedModel = model) -> np.ndarray:
            return model.draw([captions[row][0] for row in rows], SEED)

        for way, gallery in (("pixels", pixels), ("features", features)):
            lines += lines_of("network", number + 1, draw, split, gallery, way)
    return lines


def lines_of(name: str, seed: int, draw: DrawRows, split: str, gallery: Gallery, way: str) -> list[dict]:
    """Measure one way of drawing: a line for the held-out names of a split, for each kind of them, and for seen names."""
    parts = {split: rows_of(gallery.every, split=split)}
    parts |= {kind: rows_of(gallery.every, split=split, kind=kind) for kind in KINDS}
    if name == "network":
        parts["seen"] = rows_of(gallery.every, kind="")[::SEEN]
    return [
        {"drawn by": name, "seed": seed, "compared by": way, "names": part, "count": len(rows), **gallery.score(draw(rows), rows)}
        for part, rows in tqdm(parts.items(), desc=f"{name}, {way}", unit="", leave=False)
    ]


def rows_of(every: tuple[Emoji, ...], **wanted: str) -> np.ndarray:
    """Find the emoji of a split or kind."""
    return np.array([row for row, one in enumerate(every) if all(getattr(one, name) == value for name, value in wanted.items())])


def features_of(folder: Path, model: TrainedModel) -> Callable[[np.ndarray], np.ndarray]:
    """Describe pictures by a training's discriminator as it was after reading: unit vectors (N, S) float32."""
    image_size, length = model.generator.output_shape[1], model.vocabulary.length
    discriminator = make_discriminator(image_size, SENTENCE_DIM)
    encoder = make_sentence_encoder(np.zeros((len(model.vocabulary.words) + 1, WORD_DIM), dtype=np.float32), length)
    reader = Reader(discriminator, encoder)
    reader.compile(MeanAdam())
    reader.load_weights(folder / "checkpoint" / "reading.weights.h5")

    def describe(images: np.ndarray) -> np.ndarray:
        _, vectors = discriminator.predict(to_model_range(images), batch_size=256, verbose=0)
        return keras.ops.convert_to_numpy(keras.ops.normalize(vectors, axis=1))

    return describe


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit("Name the split, validation or test, and the folders of two trainings or more.")
    found = measure(sys.argv[1], [Path(argument) for argument in sys.argv[2:]])
    print(pd.DataFrame(found).round(3).to_string(index=False))
    if sys.argv[1] == "test":
        write_table(found, EMOJI)
