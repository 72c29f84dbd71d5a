"""Scores during training, for the log: the judge's rates, seen and held out, and the diversity."""

from collections.abc import Callable

import numpy as np

from shared.data.captions import write_caption
from shared.data.dataset import Dataset
from shared.data.held_out import combinations
from shared.data.scenes import ATTRIBUTES
from shared.evaluation.evaluate import diversity
from shared.evaluation.judge import load_judge, predict_attributes
from shared.model.hyperparameters import IMAGE_SIZE
from shared.model.trained_model import TrainedModel

COUNT = 500  # pictures a rate: half a second, an error of about 0.02
DIVERSITY_CAPTIONS = 20
SEED = 0


def scene_scorer(dataset: Dataset, image_size: int) -> Callable[[TrainedModel], dict[str, float]] | None:
    """Make a scorer for models that learn the captioned scenes; there is none for other data or sizes.

    Returns:
        from a model to "seen object", …, "held_out ground" and "… all", rates in 0–1, and "diversity".
    """
    values = dataset.attributes
    if image_size != IMAGE_SIZE or values is None or values.shape[1] != len(ATTRIBUTES):
        return None
    if any(set(column) - set(known) for column, known in zip(values.T, ATTRIBUTES.values(), strict=True)):
        return None
    judge = load_judge()

    def score(model: TrainedModel) -> dict[str, float]:
        scores: dict[str, float] = {}
        for name, held_out in (("seen", False), ("held_out", True)):
            rng = np.random.default_rng(SEED)
            rows = rng.choice(combinations(held_out), size=COUNT)
            right = predict_attributes(judge, model.draw([write_caption(row, rng) for row in rows], SEED)) == rows
            scores |= {f"{name} {attribute}": float(right[:, column].mean()) for column, attribute in enumerate(ATTRIBUTES)}
            scores[f"{name} all"] = float(right.all(axis=1).mean())
        rng = np.random.default_rng(SEED)
        rows = rng.choice(combinations(held_out=False), size=DIVERSITY_CAPTIONS)
        return scores | {"diversity": diversity(model.draw, rows, rng, image_size)}

    return score
