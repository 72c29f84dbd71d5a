"""Train with near misses and with random wrong captions, three seeds each: what page 3 of the final project shows.

python -m tools.ablation scenes
"""

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd

from shared.dataset import load_dataset
from shared.files import whole
from shared.hyperparameters import WRONG_CAPTIONS, Hyperparameters
from shared.precision import use_automatic_bfloat16
from shared.scoring import scene_scorer
from shared.training import train

OUT = Path(__file__).resolve().parents[1] / "final_text2image" / "ablation.csv"
SEEDS = (1, 2, 3)
READING_STEPS, STEPS = 2000, 1200
IMAGE_SIZE = 32


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
            hyperparameters = replace(Hyperparameters(), wrong_captions=kind)
            steps = {"reading_steps": READING_STEPS, "steps": STEPS}
            train(dataset, folder, hyperparameters, image_size=IMAGE_SIZE, **steps, seed=seed, every=0.5, resume=True, scorer=scorer)
            logs.append(pd.read_csv(folder / "log.csv").assign(wrong_captions=kind, seed=seed))
            with whole(OUT) as temporary:
                pd.concat(logs).set_index(["wrong_captions", "seed"]).to_csv(temporary)


if __name__ == "__main__":
    ablate(Path(sys.argv[1]), Path("out/ablation"))
