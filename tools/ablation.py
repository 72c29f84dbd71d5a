"""Train with near misses and with random wrong captions, three seeds each: what page 3 of the final project shows.

python -m tools.ablation scenes
"""

import sys
from pathlib import Path

import pandas as pd

from shared.base.files import atomic_write
from shared.base.precision import use_automatic_bfloat16
from shared.data.dataset import load_dataset
from shared.model.hyperparameters import IMAGE_SIZE, WRONG_CAPTIONS, Hyperparameters
from shared.paths import ABLATION, OUT
from shared.training.scoring import scene_scorer
from shared.training.train import train

SEEDS = (1, 2, 3)
READING_STEPS, STEPS = 2000, 1200


def ablate(scenes: Path, trainings: Path) -> None:
    """Train six times, and write their logs into one table; what was trained before goes on.

    Args:
        scenes: a folder that `text2image data` made.
        trainings: where the trainings are kept.
    """
    use_automatic_bfloat16()
    dataset, logs = load_dataset(scenes), []
    scorer = scene_scorer(dataset, IMAGE_SIZE)
    for seed in SEEDS:
        for kind in WRONG_CAPTIONS:
            folder = trainings / f"{kind.replace(' ', '_')}_{seed}"
            hyperparameters = Hyperparameters(reading_steps=READING_STEPS, steps=STEPS, wrong_captions=kind)
            train(dataset, folder, hyperparameters, seed=seed, checkpoint_minutes=0.5, resume=True, scorer=scorer)
            logs.append(pd.read_csv(folder / "log.csv").assign(wrong_captions=kind, seed=seed))
            with atomic_write(ABLATION) as temporary:
                pd.concat(logs).set_index(["wrong_captions", "seed"]).to_csv(temporary)


if __name__ == "__main__":
    ablate(Path(sys.argv[1]), OUT / "ablation")
