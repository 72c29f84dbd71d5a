"""Is it the recipe, or the luck of one seed? The shipped recipe with three seeds, on the test pairs: the model card's table.

    python -m tools.seeds scenes

`scenes` is what `text2image data scenes --count 40000 --seed 1` made. What is in the table already is not trained again, and a
training that was stopped goes on. At another temperature the same three networks draw: nothing is trained for it. Seed 1 is
the model that ships.
"""

import sys
from pathlib import Path

from shared.base.precision import use_automatic_bfloat16
from shared.data.dataset import load_dataset
from shared.evaluation.judge import load_judge
from shared.model.hyperparameters import IMAGE_SIZE, Hyperparameters
from shared.paths import OUT, RECIPE, SEEDS
from shared.training.scoring import scene_scorer
from shared.training.train import train
from tools.comparison import read_table, strict_rates, training_minutes, write_table

COUNT = 10_000  # pictures of training pairs, as in the model card


def compare(scenes: Path, trainings: Path) -> None:
    """Train with each seed, measure, and write the table.

    Args:
        scenes: a folder that `text2image data` made.
        trainings: where the trainings are kept.
    """
    use_automatic_bfloat16()
    dataset, judge, lines = load_dataset(scenes), load_judge(), read_table(SEEDS)
    recipe, scorer = Hyperparameters.load(RECIPE), scene_scorer(dataset, IMAGE_SIZE)
    for seed in (1, 2, 3):
        this = {"temperature": recipe.temperature, "seed": seed}
        if any(this.items() <= line.items() for line in lines):
            continue
        folder = trainings / str(seed)
        print(f"seed {seed}")
        model = train(dataset, folder, recipe, seed=seed, checkpoint_minutes=1, resume=True, scorer=scorer)
        lines.append({**this, "minutes": training_minutes(folder), **strict_rates(model.draw, judge, COUNT)})
        write_table(lines, SEEDS)


if __name__ == "__main__":
    compare(Path(sys.argv[1]), OUT / "seeds")
