"""The proof that the text controls the picture: what the judge reads from pictures, against what the captions said.

Every figure stands beside what it could at best be: rates beside the judge's on real pictures, distances beside those
between real pictures. FID-own and KID-own are taken on our own judge's features, not on Inception's: compare them with
one another, never with a published FID or KID.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import keras
import numpy as np
from tqdm import tqdm

from shared.base.pictures import resize, to_model_range
from shared.base.sheets import save_captioned
from shared.data.captions import write_caption
from shared.data.held_out import combinations
from shared.data.scenes import ATTRIBUTES, all_combinations
from shared.evaluation.distances import frechet_distance, kernel_distance, mean_pairwise_distance
from shared.evaluation.intervals import bootstrap_interval
from shared.evaluation.judge import draw_scenes, extract_features, predict_attributes

CHUNK = 500  # pictures drawn and judged at a time
DIVERSITY_CAPTIONS, DIVERSITY_PICTURES = 50, 16
SHEET_CAPTIONS = 64


def evaluate(
    draw: Callable[[list[str], int], np.ndarray], judge: keras.Model, count: int = 10_000, seed: int = 1, progress: bool = True
) -> dict:
    """Measure how well a model draws what captions say.

    Args:
        draw: called with captions and a seed, returns (N, H, H, 3) uint8, the pictures. Anything that draws can be
            measured: the trained model, or in a test the renderer or noise.
        judge: see `shared.evaluation.judge.make_judge`.
        count: captions of training combinations, and as many of held-out ones.
        seed: of everything random.
        progress: show a progress bar.

    Returns:
        - "seen", "held_out": the share of pictures in which the judge reads what the caption says, for each attribute and
          for "all" of them at once, on combinations of training and on those kept out of it;
        - "ceiling": the same on real pictures of all those scenes, 2 * count, in reference handwriting, which neither the
          generator nor the judge was trained on;
        - "shuffled": the pictures of "seen" against one another's captions, which must be at chance;
        - "diversity": how far apart 16 pictures of one caption are, as a share of how far apart 16 real ones are;
        - "fid", "kid": the distances between the pictures of "seen" and real ones of the same scenes in reference handwriting;
        - "fid_floor", "kid_floor": the same for real pictures in the handwriting of training, that is, for a model that
          had learned everything. No stroke is in both sets, and none is the judge's;
        - "n": count, and "seed".
    """
    rng = np.random.default_rng(seed)
    size = judge.input_shape[1]
    reference, training = (partial(draw_scenes, rng=rng, split=split, size=size) for split in ("reference", "generator"))

    def from_captions(rows):
        captions = [write_caption(row, rng) for row in rows]
        return resize(draw(captions, int(rng.integers(2**31))), size)

    seen, held_out = (rng.choice(combinations(kept_out), size=count) for kept_out in (False, True))
    with tqdm(total=5 * count, desc="Evaluating", unit="", disable=not progress) as bar:

        def look_at(rows, paint):
            """Paint scenes and keep what the judge reads, (N, 5), and its features, (N, 128)."""
            found, described = [], []
            for start in range(0, len(rows), CHUNK):
                pictures = paint(rows[start : start + CHUNK])
                found.append(predict_attributes(judge, pictures))
                described.append(extract_features(judge, pictures))
                bar.update(len(pictures))
            return np.concatenate(found), np.concatenate(described)

        read_seen, drawn_features = look_at(seen, from_captions)
        read_held_out, _ = look_at(held_out, from_captions)
        read_real_seen, real_features = look_at(seen, reference)
        read_real_held_out, _ = look_at(held_out, reference)
        _, floor_features = look_at(seen, training)
    return {
        "seen": _rates(read_seen, seen),
        "held_out": _rates(read_held_out, held_out),
        "ceiling": _rates(np.concatenate([read_real_seen, read_real_held_out]), np.concatenate([seen, held_out])),
        "shuffled": _rates(read_seen, rng.permutation(seen)),
        "diversity": diversity(draw, rng.choice(combinations(False), size=DIVERSITY_CAPTIONS), rng, size),
        "fid": frechet_distance(drawn_features, real_features),
        "fid_floor": frechet_distance(floor_features, real_features),
        "kid": kernel_distance(drawn_features, real_features, rng),
        "kid_floor": kernel_distance(floor_features, real_features, rng),
        "n": count,
        "seed": seed,
    }


def diversity(draw: Callable[[list[str], int], np.ndarray], rows: np.ndarray, rng: np.random.Generator, size: int) -> float:
    """Measure how much the pictures of one caption differ: 1 is as much as real ones, 0 is always the same picture.

    Args:
        draw: as in `evaluate`.
        rows: (N, 5) integers, scenes; 16 pictures of each are drawn, and 16 real ones in reference handwriting.
        rng: where captions, noise and real pictures come from.
        size: side at which the pictures are compared.

    Returns:
        the mean distance between two pictures of one caption, as a share of that between two real ones.
    """
    captions = [caption for caption in (write_caption(row, rng) for row in rows) for _ in range(DIVERSITY_PICTURES)]
    drawn = resize(draw(captions, int(rng.integers(2**31))), size)
    real = draw_scenes(np.repeat(rows, DIVERSITY_PICTURES, axis=0), rng, "reference", size)
    spread = [mean_pairwise_distance(to_model_range(images).reshape(len(rows), DIVERSITY_PICTURES, -1)) for images in (drawn, real)]
    return spread[0] / spread[1]


def draw_sheet(draw: Callable[[list[str], int], np.ndarray], path: Path, seed: int = 1) -> None:
    """Draw captions of 64 training combinations and of 64 held-out ones, and write them on one PNG file to look at."""
    rng = np.random.default_rng(seed)
    groups = {}
    for heading, held_out in (("Combinations of training", False), ("Held out: combinations never seen in training", True)):
        captions = [write_caption(row, rng) for row in rng.choice(combinations(held_out), size=SHEET_CAPTIONS)]
        groups[heading] = draw(captions, seed), captions
    save_captioned(groups, path)


def _rates(found: np.ndarray, asked: np.ndarray) -> dict[str, float]:
    """Count how often two (N, 5) arrays of attributes agree: in each column, and in all of them at once."""
    right = found == asked
    return dict(zip(ATTRIBUTES, right.mean(axis=0).tolist(), strict=True)) | {"all": float(right.all(axis=1).mean())}


def format_table(result: dict) -> str:
    """Lay out what `evaluate` returns as a table to read: each rate with its 95 % interval and share of the ceiling."""
    rng = np.random.default_rng(result["seed"])
    counts = {"seen": result["n"], "held_out": result["n"], "ceiling": 2 * result["n"], "shuffled": result["n"]}
    chances = {name: 1 / len(values) for name, values in ATTRIBUTES.items()} | {"all": 1 / len(all_combinations())}
    heads = [f"{name.replace('_', ' '):26}" for name in counts]
    lines = [f"{'':10}" + "".join(heads) + "chance"]
    for attribute, chance in chances.items():
        cells = [_cell(result, part, attribute, n, rng) for part, n in counts.items()]
        lines.append(f"{attribute:10}" + "".join(f"{cell:26}" for cell in cells) + f"{chance:.3f}")
    return "\n".join(
        [
            *lines,
            "",
            f"In brackets the 95 % interval (bootstrap, n = {result['n']}, seed {result['seed']}), behind it the share of the ceiling.",
            f"diversity {result['diversity']:.2f} of that of real pictures",
            f"FID-own   {result['fid']:.3f}, floor {result['fid_floor']:.3f}",
            f"KID-own   {result['kid']:.5f}, floor {result['kid_floor']:.5f}",
            "FID-own and KID-own are taken on our own judge's features: not comparable with published ones.",
        ]
    )


def _cell(result: dict, part: str, attribute: str, n: int, rng: np.random.Generator) -> str:
    rate, ceiling = result[part][attribute], result["ceiling"][attribute]
    low, high = bootstrap_interval(np.arange(n) < round(rate * n), rng)
    share = f" {rate / ceiling:4.0%}" if part in ("seen", "held_out") and ceiling else ""
    return f"{rate:.3f} ({low:.3f}-{high:.3f}){share}"
