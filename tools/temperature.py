"""How warm should the noise be? Control against variety, on validation pairs: the table of the final project's page 3.

    python -m tools.temperature NAME=FOLDER …

Each folder holds a model that draws at temperature 1. Its pictures are measured at several temperatures; nothing is trained.
What the table has of other names stays.
"""

import sys
from pathlib import Path

from tqdm import tqdm

from shared.data.dataset import make_scenes
from shared.model.generator import at_temperature
from shared.model.hyperparameters import IMAGE_SIZE
from shared.model.trained_model import TrainedModel
from shared.paths import TEMPERATURE
from shared.training.scoring import scene_scorer
from tools.comparison import read_table, write_table

TEMPERATURES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
COLUMNS = ("seen all", "validation all", "validation ground", "diversity")


def compare(models: dict[str, Path]) -> None:
    """Measure each model at each temperature, and write the table.

    Args:
        models: folders of trained models, by the name that the table gives them.
    """
    score = scene_scorer(make_scenes(1, seed=1), IMAGE_SIZE)
    assert score is not None
    lines = [line for line in read_table(TEMPERATURE) if line["model"] not in models]
    for name, folder in models.items():
        model = TrainedModel.load(folder)
        for temperature in tqdm(TEMPERATURES, name):
            found = score(TrainedModel(model.vocabulary, model.sentence_encoder, at_temperature(model.generator, temperature)))
            lines.append({"model": name, "temperature": temperature, **{column: found[column] for column in COLUMNS}})
    write_table(lines, TEMPERATURE)


if __name__ == "__main__":
    compare({name: Path(folder) for name, folder in (argument.split("=", 1) for argument in sys.argv[1:])})
