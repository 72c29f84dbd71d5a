"""Measure several trainings alike, for a table of the model card: the test pairs, one line a training."""

from pathlib import Path

import keras
import numpy as np
import pandas as pd

from shared.base.files import atomic_write
from shared.data.held_out import KINDS
from shared.evaluation.drawing import Draw
from shared.evaluation.evaluate import evaluate

COUNT = 4000  # pictures of training pairs; 200 of each test pair
WORDINGS = ("new templates", "new synonyms")


def strict_rates(draw: Draw, judge: keras.Model, count: int = COUNT) -> dict[str, float]:
    """Measure with test pairs: strict rates of all at once, in 0–1, of seen pairs, of each kind of new ones, of new wording and
    of the worst pair that is new alone; their mean over pairs, of "all" and of the ground; diversity; and FID-own in floors.
    """
    found = evaluate(draw, judge, "test", count)
    new = found["new_pairs"]
    return {
        **{part: found["rates"][part]["strict"]["all"] for part in ("seen", *KINDS, *WORDINGS)},
        "new": new["all"]["rate"],
        "ground": new["ground"]["rate"],
        "worst": next(line["all"] for line in found["by_pair"] if line["pair"] == new["worst"]),
        "diversity": found["diversity"],
        "FID floors": found["fid"] / found["fid_floor"],
    }


def read_table(path: Path) -> list[dict]:
    """Read the lines that a table has already: what stands there is not trained again. To begin anew, delete the file."""
    return pd.read_csv(path).to_dict("records") if path.exists() else []


def write_table(lines: list[dict], path: Path) -> None:
    """Write what is known so far, whole or not at all."""
    with atomic_write(path) as temporary:
        pd.DataFrame(lines).round(4).to_csv(temporary, index=False)


def training_minutes(folder: Path) -> float:
    """Minutes that a training took, from its log."""
    return float(np.max(pd.read_csv(folder / "log.csv")["minutes"]))
