"""Pictures to look at, with their captions: the worst new pairs first, and every picture that is wrong is marked."""

from pathlib import Path

import keras
import numpy as np

from shared.base.pictures import resize
from shared.base.sheets import save_captioned
from shared.data.captions import write_caption
from shared.data.held_out import combinations
from shared.data.scenes import ATTRIBUTES
from shared.evaluation.drawing import Draw
from shared.evaluation.pairs import new_pairs
from shared.evaluation.strict import examine

SEEN, NEW = 64, 128
ZOOM, FRAME, GAP = 4, 5, 4  # of each pixel; of the frame, and of the white between frame and picture, after zooming
RED, WHITE = np.array([(214, 39, 40), (255, 255, 255)], dtype=np.uint8)


def draw_sheet(draw: Draw, judge: keras.Model, result: dict, path: Path) -> None:
    """Draw captions of 64 training scenes and of 128 with new pairs, and write them on one PNG file.

    A picture that is not strictly right has a red frame, and its caption begins with what is wrong.

    Args:
        draw: what was evaluated.
        judge: see `shared.evaluation.judge.make_judge`.
        result: what `evaluate` returned: its pairs, in its order, are drawn with its seed.
        path: the PNG file.
    """
    rng = np.random.default_rng(result["seed"])
    rows = {pair.name: pair.rows for pair in new_pairs(result["pairs"])}
    order = [line["pair"] for line in result["by_pair"]]
    shares = [len(part) for part in np.array_split(np.arange(NEW), len(order))]  # the worst may have one more
    scenes = {
        "Training pairs": rng.choice(combinations("training"), size=SEEN),
        f"New pairs ({result['pairs']}), the worst first. A red frame: not strictly right": np.concatenate(
            [rng.choice(rows[name], size=share) for name, share in zip(order, shares, strict=True)]
        ),
    }
    groups = {}
    for heading, asked in scenes.items():
        captions = [write_caption(row, rng) for row in asked]
        images = resize(draw(captions, result["seed"]), judge.input_shape[1])
        right = examine(judge, images, asked).strict  # (N, 5)
        groups[heading] = _frame(images, np.invert(right.all(axis=1))), [_complain(*one) for one in zip(captions, right, strict=True)]
    save_captioned(groups, path)


def _frame(images: np.ndarray, wrong: np.ndarray) -> np.ndarray:
    """Enlarge each picture, and put a red frame around it if it is wrong, a white one if not."""
    large = images.repeat(ZOOM, axis=1).repeat(ZOOM, axis=2)
    around = FRAME + GAP
    colours = np.where(wrong[:, None], RED, WHITE)  # (N, 3)
    framed = np.tile(colours[:, None, None], (1, large.shape[1] + 2 * around, large.shape[2] + 2 * around, 1))
    framed[:, FRAME:-FRAME, FRAME:-FRAME] = WHITE  # so that the frame is seen around a red picture too
    framed[:, around:-around, around:-around] = large
    return framed


def _complain(caption: str, right: np.ndarray) -> str:
    wrong = [name for name, is_right in zip(ATTRIBUTES, right, strict=True) if not is_right]
    return f"✗ {', '.join(wrong)}: {caption}" if wrong else caption
