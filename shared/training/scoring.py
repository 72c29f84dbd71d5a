"""Scores during training, for the log: how often pictures are strictly right, on training and on validation pairs.

Never on test pairs: whatever chooses by these scores (a person who looks at the log, a search for hyperparameters) has
seen the pairs that it chose by.
"""

from collections.abc import Callable

import numpy as np

from shared.data.captions import write_caption
from shared.data.dataset import Dataset, scene_rows
from shared.data.held_out import combinations
from shared.evaluation.diversity import diversity
from shared.evaluation.judge import load_judge
from shared.evaluation.strict import examine, rates
from shared.evaluation.strokes import stroke_reader
from shared.model.hyperparameters import IMAGE_SIZE
from shared.model.trained_model import TrainedModel

PAIRS = {"seen": "training", "validation": "validation"}  # the first word of a column, and whose scenes it is about
COUNT = 500  # pictures a rate: half a second, an error of about 0.02
DIVERSITY_CAPTIONS = 20
SEED = 0


def scene_scorer(dataset: Dataset, image_size: int) -> Callable[[TrainedModel], dict[str, float]] | None:
    """Make a scorer for models that learn the captioned scenes; there is none for other data or sizes.

    Returns:
        from a model to rates in 0–1: "seen object", …, "validation ground" and "… all", strictly right as in
        `shared.evaluation.strict`; "judge validation all", what the judge alone says; and "diversity".
    """
    if image_size != IMAGE_SIZE or scene_rows(dataset) is None:
        return None
    judge = load_judge()
    stroke_reader()  # some seconds, here and not in the first score

    def score(model: TrainedModel) -> dict[str, float]:
        scores: dict[str, float] = {}
        for name, which in PAIRS.items():
            rng = np.random.default_rng(SEED)
            rows = rng.choice(combinations(which), size=COUNT)
            verdicts = examine(judge, model.draw([write_caption(row, rng) for row in rows], SEED), rows)
            scores |= {f"{name} {attribute}": rate for attribute, rate in rates(verdicts.strict).items()}
        scores["judge validation all"] = rates(verdicts.judge)["all"]
        rng = np.random.default_rng(SEED)
        rows = rng.choice(combinations("training"), size=DIVERSITY_CAPTIONS)
        return scores | {"diversity": diversity(model.draw, rows, rng, image_size)}

    return score
