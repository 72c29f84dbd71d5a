"""With attributes.npy or without: can near misses be found from the captions alone?

    python -m tools.without_attributes scenes

The default training, three seeds, three ways of choosing which pictures come together in a batch: families by the attributes;
near captions, as where the attributes are unknown; and at random. The last two don't know the attributes at all, so another
caption of the same scene counts as wrong there. `scenes` is what `text2image data scenes --count 40000` made. What is in the table already is not trained again, and a training that was
stopped goes on.
"""

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd

from shared.base.precision import use_automatic_bfloat16
from shared.data.dataset import Dataset, load_dataset
from shared.model.hyperparameters import IMAGE_SIZE, Hyperparameters
from shared.paths import OUT, WITHOUT_ATTRIBUTES
from shared.training.scoring import scene_scorer
from shared.training.train import train
from tools.comparison import read_table, write_table

SEEDS = (1, 2, 3)


def compare(scenes: Path, trainings: Path) -> None:
    """Train all, and write the last line of each log into a table.

    Args:
        scenes: a folder that `text2image data` made.
        trainings: where the trainings are kept.
    """
    use_automatic_bfloat16()
    known, lines = load_dataset(scenes), read_table(WITHOUT_ATTRIBUTES)
    scorer = scene_scorer(known, IMAGE_SIZE)
    unknown = Dataset(known.images, known.captions, None)
    ways: dict[str, tuple[Dataset, Hyperparameters]] = {
        "families by attributes": (known, Hyperparameters()),
        "near captions": (unknown, Hyperparameters()),
        "random": (unknown, replace(Hyperparameters(), batches="random")),
    }
    for seed in SEEDS:
        for name, (dataset, hyperparameters) in ways.items():
            if any((line["batches"], line["seed"]) == (name, seed) for line in lines):
                continue
            folder = trainings / f"{name.replace(' ', '_')}_{seed}"
            print(f"{name}, seed {seed}")
            train(dataset, folder, hyperparameters, seed=seed, checkpoint_minutes=0.5, resume=True, scorer=scorer)
            last = pd.read_csv(folder / "log.csv").iloc[-1]
            rates = {column: last[column] for column in ("minutes", "validation object", "seen all", "validation all", "diversity")}
            lines.append({"batches": name, "seed": seed, **rates})
            write_table(lines, WITHOUT_ATTRIBUTES)


if __name__ == "__main__":
    compare(Path(sys.argv[1]), OUT / "without_attributes")
