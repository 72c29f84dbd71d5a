"""Groups of one or of two: does a discriminator that sees two pictures at once make the pictures of a caption differ?

    python -m tools.variety scenes

The default training, three seeds, once with groups of one picture and once with groups of two; nothing else is different.
`scenes` is what `text2image data scenes --count 40000` made. What is in the table already is not trained again, and a
training that was stopped goes on.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from shared.base.pictures import save_png
from shared.base.precision import use_automatic_bfloat16
from shared.base.sheets import grid
from shared.data.captions import write_caption
from shared.data.dataset import load_dataset
from shared.data.held_out import combinations
from shared.model.hyperparameters import IMAGE_SIZE, Hyperparameters
from shared.model.trained_model import TrainedModel
from shared.paths import GROUPS, OUT, VARIETY
from shared.training.scoring import scene_scorer
from shared.training.train import train
from tools.comparison import read_table, write_table

SEEDS, GROUP_SIZES = (1, 2, 3), (1, 2)
CAPTIONS, NOISES = 6, 8  # of the picture


def compare(scenes: Path, trainings: Path) -> None:
    """Train all, write the last line of each log into a table, and draw what the first seed's two models draw.

    Args:
        scenes: a folder that `text2image data` made.
        trainings: where the trainings are kept.
    """
    use_automatic_bfloat16()
    dataset, lines, drawn = load_dataset(scenes), read_table(VARIETY), []
    scorer = scene_scorer(dataset, IMAGE_SIZE)
    for seed in SEEDS:
        for group_size in GROUP_SIZES:
            if any((line["group size"], line["seed"]) == (group_size, seed) for line in lines):
                continue
            folder = trainings / f"{group_size}_{seed}"
            print(f"groups of {group_size}, seed {seed}")
            hyperparameters = Hyperparameters(group_size=group_size)
            model = train(dataset, folder, hyperparameters, seed=seed, checkpoint_minutes=0.5, resume=True, scorer=scorer)
            last = pd.read_csv(folder / "log.csv").iloc[-1]
            rates = {name: last[name] for name in ("minutes", "seen all", "validation all", "diversity")}
            lines.append({"group size": group_size, "seed": seed, **rates})
            write_table(lines, VARIETY)
            if seed == SEEDS[0]:
                drawn.append(many_of_each(model))
        if len(drawn) == len(GROUP_SIZES):
            save_png(np.concatenate([drawn[0], np.full_like(drawn[0][:, :20], 255), drawn[1]], axis=1), GROUPS)


def many_of_each(model: TrainedModel) -> np.ndarray:
    """Draw several pictures of a few captions, a row for each: (h, w, 3) uint8."""
    rng = np.random.default_rng(0)
    captions = [write_caption(row, rng) for row in rng.choice(combinations("training"), size=CAPTIONS)]
    return grid(model.draw([caption for caption in captions for _ in range(NOISES)], seed=0), columns=NOISES, zoom=2)


if __name__ == "__main__":
    compare(Path(sys.argv[1]), OUT / "variety")
