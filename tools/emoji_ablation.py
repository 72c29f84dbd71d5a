"""What does each part of the emoji's recipe do? One thing changed at a time, small pictures, three seeds.

    python -m tools.emoji_ablation

Rates are of validation names, by blurred pixels, see `shared.evaluation.emoji_scores`; "seen" is top 1 of a sixth of the training
names. What is in the table already is not trained again, and a training that was stopped goes on.
"""

from dataclasses import replace
from pathlib import Path

from shared.base.pictures import resize
from shared.base.precision import use_automatic_bfloat16
from shared.data.emoji import all_emoji, captions_by_emoji, read_emoji
from shared.evaluation.emoji_scores import Gallery, blurred_pixels
from shared.model.hyperparameters import Hyperparameters
from shared.paths import EMOJI_ABLATION, OUT
from shared.training.train import train
from tools.comparison import read_table, training_minutes, write_table
from tools.emoji_scores import SEED, SEEN, rows_of

SEEDS = (1, 2, 3)
IMAGE_SIZE = 24
RECIPE = Hyperparameters(reading_steps=1500, copying_steps=2000)
WAYS = {
    "the recipe": RECIPE,
    "batches of reading at random": replace(RECIPE, batches="random"),
    "a game in place of copying": replace(RECIPE, copying_steps=0, steps=800),
}


def compare(trainings: Path) -> None:
    """Train all, and write what they draw rightly into a table."""
    use_automatic_bfloat16()
    dataset, lines = read_emoji(), read_table(EMOJI_ABLATION)
    every, drawings = all_emoji()
    captions = captions_by_emoji(every)
    gallery = Gallery.of(every, resize(drawings, IMAGE_SIZE), blurred_pixels)
    validation, seen = rows_of(every, split="validation"), rows_of(every, kind="")[::SEEN]
    for seed in SEEDS:
        for way, hyperparameters in WAYS.items():
            if any((line["way"], line["seed"]) == (way, seed) for line in lines):
                continue
            folder = trainings / f"{way.replace(' ', '_')}_{seed}"
            print(f"{way}, seed {seed}")
            model = train(dataset, folder, hyperparameters, image_size=IMAGE_SIZE, seed=seed, checkpoint_minutes=60, resume=True)
            drawn, again = (model.draw([captions[row][0] for row in rows], SEED) for rows in (validation, seen))
            scores = gallery.score(drawn, validation) | {"seen": gallery.score(again, seen)["top 1"]}
            lines.append({"way": way, "seed": seed, "minutes": training_minutes(folder)} | scores)
            write_table(lines, EMOJI_ABLATION)


if __name__ == "__main__":
    compare(OUT / "emoji_ablation")
