"""Draw the picture at the top of the README: a row of scenes and a row of emoji, each above what was typed.

    python -m tools.draw_top top.png

No picture is chosen: each is the first that its model draws. Many sentences name a pair or a combination that training never had.
"""

import sys
import textwrap
from pathlib import Path

import matplotlib.pyplot as plt

from shared.base.files import atomic_write
from shared.base.seed import SEED
from shared.model.trained_model import TrainedModel
from shared.paths import MODELS

SENTENCES = {
    "scenes": (
        "a small red seven in the top left on a blue background",
        "a big white circle in the centre on a green ground",
        "a tiny yellow 3, lower right, on black",
        "a large purple four in the middle on white",
        "a small black seven in the centre on yellow",
        "a large red star on white",
        "a small blue nine on red, bottom left",
        "a large green eight on black",
    ),
    "emoji": (
        "a woman firefighter with dark skin",
        "man astronaut with medium skin",
        "OK hand, medium-light skin tone",
        "woman teacher with medium-light skin",
        "couple with heart, dark and light",
        "man cook, light skin tone",
        "thumbs up with medium-dark skin",
        "grinning cat",
    ),
}


def draw_top(path: Path) -> None:
    """Draw the picture and write it as PNG."""
    figure, rows = plt.subplots(len(SENTENCES), 8, figsize=(12, 4.2), layout="constrained")
    for axes, (name, sentences) in zip(rows, SENTENCES.items(), strict=True):
        pictures = TrainedModel.load(MODELS[name]).draw(list(sentences), SEED)
        for ax, sentence, picture in zip(axes, sentences, pictures, strict=True):
            ax.imshow(picture, interpolation="nearest")
            ax.set(xticks=[], yticks=[])
            ax.set_xlabel(textwrap.fill(sentence, 20), fontsize=9)
            ax.spines[:].set_visible(False)
    with atomic_write(path) as temporary:
        figure.savefig(temporary, dpi=130)


if __name__ == "__main__":
    draw_top(Path(sys.argv[1]))
