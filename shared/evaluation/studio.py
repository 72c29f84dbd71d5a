"""Where pictures are drawn and read, a chunk at a time, with one progress bar."""

from dataclasses import dataclass, field

import keras
import numpy as np
from tqdm import tqdm

from shared.base.pictures import resize
from shared.data.captions import write_caption
from shared.evaluation.drawing import Draw
from shared.evaluation.judge import draw_scenes, extract_features
from shared.evaluation.strict import Verdicts, examine

CHUNK = 500


@dataclass(frozen=True)
class Pictures:
    """Scenes, (N, 5) indices, pictures of them, (N, H, H, 3) uint8, and what the readers say."""

    rows: np.ndarray
    images: np.ndarray
    verdicts: Verdicts


@dataclass(frozen=True)
class Studio:
    """A model and a judge to measure it with.

    Attributes:
        draw: what is measured.
        judge: see `shared.evaluation.judge.make_judge`.
        rng: where captions, noise and real pictures come from.
        bar: counts the pictures.
    """

    draw: Draw
    judge: keras.Model
    rng: np.random.Generator
    bar: tqdm = field(repr=False)

    @property
    def size(self) -> int:
        """Side of the pictures, the judge's."""
        return self.judge.input_shape[1]

    def of_model(self, rows: np.ndarray, wording: str = "training") -> Pictures:
        """Let the model draw captions of scenes, (N, 5), in one of `shared.data.captions.WORDINGS`."""

        def paint(some):
            captions = [write_caption(row, self.rng, wording) for row in some]
            return resize(self.draw(captions, int(self.rng.integers(2**31))), self.size)

        return self._read(rows, paint)

    def of_renderer(self, rows: np.ndarray, split: str) -> Pictures:
        """Draw real pictures of scenes, (N, 5), in a handwriting of `shared.data.digits.SPLITS`."""
        return self._read(rows, lambda some: draw_scenes(some, self.rng, split, self.size))

    def features(self, pictures: Pictures) -> np.ndarray:
        """Describe pictures by the judge's features, (N, 128)."""
        return extract_features(self.judge, pictures.images)

    def _read(self, rows: np.ndarray, paint) -> Pictures:
        images, verdicts = [], []
        for start in range(0, len(rows), CHUNK):
            some = rows[start : start + CHUNK]
            images.append(paint(some))
            verdicts.append(examine(self.judge, images[-1], some))
            self.bar.update(len(some))
        return Pictures(rows, np.concatenate(images), Verdicts.joined(verdicts))
