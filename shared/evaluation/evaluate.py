"""The proof that the text controls the picture: what two readers find in pictures, against what the captions said.

Every figure stands beside what it could at best be: rates beside those of real pictures, distances beside those between
real pictures. FID-own and KID-own are taken on our own judge's features, not on Inception's: compare them with one
another, never with a published FID or KID.
"""

import keras
import numpy as np
from tqdm import tqdm

from shared.data.captions import new_synonyms
from shared.data.held_out import KINDS, combinations
from shared.data.scenes import ATTRIBUTES, all_combinations
from shared.evaluation.copying import Scenes, compare_copying
from shared.evaluation.distances import frechet_distance, kernel_distance
from shared.evaluation.diversity import diversity
from shared.evaluation.drawing import Draw
from shared.evaluation.intervals import interval_over_groups, wilson_interval
from shared.evaluation.manifolds import compare_manifolds
from shared.evaluation.pairs import BOTH, new_pairs, pair_line
from shared.evaluation.strict import READERS, Verdicts, examine, rates
from shared.evaluation.strokes import stroke_reader
from shared.evaluation.studio import Pictures, Studio

PAIR_SHARE = 20  # for each new pair one picture of so many of the training pairs
MANIFOLD_PICTURES = 5000  # each compared with each
COPYING_PICTURES = 1000
DIVERSITY_CAPTIONS = 50
CHANCE = {name: 1 / len(values) for name, values in ATTRIBUTES.items()} | {"all": 1 / len(all_combinations())}


def evaluate(
    draw: Draw,
    judge: keras.Model,
    pairs: str = "validation",
    count: int = 10_000,
    seed: int = 1,
    training: Scenes | None = None,
    progress: bool = True,
) -> dict:
    """Measure how well a model draws what captions say.

    Args:
        draw: what is measured: the trained model's `draw`, or in a test the renderer or noise.
        judge: see `shared.evaluation.judge.make_judge`.
        pairs: "validation", for everything that is chosen by what comes out, or "test": for the model card, once.
        count: pictures of training pairs; a twentieth of it for each new pair.
        seed: of everything random.
        training: the pictures that the model learned from, and what they show, to look for copies.
        progress: show a progress bar.

    Returns:
        a dict of plain numbers and words:

        - "rates": part → {"n", "judge", "pixels", "strict", "interval"}: rates of each attribute and of "all" at once, by the
          judge, by pixels and strokes, and by both; and the 95 % interval of the strict rate of "all", which for new pairs
          is over pairs. The parts: "seen", scenes of training pairs; the three `KINDS` of new pairs; "new templates" and
          "new synonyms", scenes of training pairs in wording that training never has; "ceiling", real pictures in reference
          handwriting, which neither the model nor a reader was trained on; "shuffled", the pictures of "seen" against one
          another's captions;
        - "by_pair": a line for each new pair and for each two at once, the worst first, see `pair_line`;
        - "new_pairs": strict rates as means over the new pairs, those that are new alone: {"rate", "low", "high"} for each
          attribute and "all", with the 95 % interval of the bootstrap over pairs; "of_seen" and "of_ceiling", the rate
          of "all" as a share of those; "worst", the worst pair;
        - "chance": what guessing would reach;
        - "diversity": see `shared.evaluation.diversity`;
        - "fid", "kid": distances between the pictures of "seen" and real ones in reference handwriting of other,
          independent scenes; "fid_floor", "kid_floor": the same for real pictures in the handwriting of training, again of
          independent scenes: for a model that had learned everything;
        - "manifolds", "manifolds_real": see `compare_manifolds`, for the same three sets;
        - "copying": see `compare_copying`, or None without `training`;
        - "pairs", "count", "seed": as given.
    """
    rng = np.random.default_rng(seed)
    trained, groups = combinations("training"), new_pairs(pairs)
    with_new_synonym = np.array([row for row in trained if new_synonyms(row)])
    per_pair = max(count // PAIR_SHARE, 1)
    stroke_reader()  # learns now, before the progress bar
    with tqdm(total=5 * count + len(groups) * per_pair, desc="Evaluating", unit="", disable=not progress) as bar:
        studio = Studio(draw, judge, rng, bar)
        seen = studio.of_model(rng.choice(trained, size=count))
        of_pairs = studio.of_model(np.concatenate([rng.choice(pair.rows, size=per_pair) for pair in groups])).verdicts.split(per_pair)
        new_wordings = {
            "new templates": studio.of_model(rng.choice(trained, size=count), "new templates").verdicts,
            "new synonyms": studio.of_model(rng.choice(with_new_synonym, size=count), "new synonyms").verdicts,
        }
        # Scenes of their own, not those of "seen": two sets of the same scenes are too near to each other.
        real, floor = (studio.of_renderer(rng.choice(trained, size=count), split) for split in ("reference", "generator"))

    shuffled = examine(judge, seen.images, rng.permutation(seen.rows))
    shares = {"seen": _rates(seen.verdicts)}
    for kind in KINDS:
        shares[kind] = _rates_over_groups([found for pair, found in zip(groups, of_pairs, strict=True) if pair.kind == kind], rng)
    for part, verdicts in {**new_wordings, "ceiling": real.verdicts, "shuffled": shuffled}.items():
        shares[part] = _rates(verdicts)
    by_pair = sorted(map(pair_line, groups, of_pairs), key=lambda line: line["all"])
    return {
        "rates": shares,
        "new_pairs": _mean_over_pairs(by_pair, shares, rng),
        "by_pair": by_pair,
        "chance": CHANCE,
        "diversity": diversity(draw, rng.choice(trained, size=DIVERSITY_CAPTIONS), rng, studio.size),
        **_distances(studio.features(seen), studio.features(floor), studio.features(real), rng),
        "copying": training and compare_copying(_some(seen), _some(real), training),
        "pairs": pairs,
        "count": count,
        "seed": seed,
    }


def _rates(verdicts: Verdicts) -> dict:
    """Sum up what the readers say of pictures; the interval is of the strict rate of "all"."""
    found = {reader: rates(getattr(verdicts, reader)) for reader in READERS}
    return {"n": len(verdicts.judge), **found, "interval": wilson_interval(found["strict"]["all"], len(verdicts.judge))}


def _rates_over_groups(groups: list[Verdicts], rng: np.random.Generator) -> dict:
    """Do the same for groups of as many pictures each, with the interval of the bootstrap over groups."""
    of_groups = np.array([verdicts.strict.all(axis=1).mean() for verdicts in groups])
    return _rates(Verdicts.joined(groups)) | {"interval": interval_over_groups(of_groups, rng)}


def _some(pictures: Pictures) -> Scenes:
    return pictures.images[:COPYING_PICTURES], pictures.rows[:COPYING_PICTURES]


def _mean_over_pairs(by_pair: list[dict], shares: dict, rng: np.random.Generator) -> dict:
    """The headline: strict rates over the pairs that are new alone, where each pair counts as one."""
    alone = [line for line in by_pair if line["kind"] != BOTH]
    result: dict = {}
    for name in (*ATTRIBUTES, "all"):
        found = np.array([line[name] for line in alone])
        low, high = interval_over_groups(found, rng)
        result[name] = {"rate": float(found.mean()), "low": low, "high": high}
    for part in ("seen", "ceiling"):
        best = shares[part]["strict"]["all"]
        result[f"of_{part}"] = result["all"]["rate"] / best if best else None
    return result | {"pairs": len(alone), "worst": alone[0]["pair"]}


def _distances(drawn: np.ndarray, floor: np.ndarray, real: np.ndarray, rng: np.random.Generator) -> dict:
    """How far drawn pictures are from real ones, and how far other real ones are: features, (N, 128) each."""
    some = slice(MANIFOLD_PICTURES)
    return {
        "fid": frechet_distance(drawn, real),
        "fid_floor": frechet_distance(floor, real),
        "kid": kernel_distance(drawn, real, rng),
        "kid_floor": kernel_distance(floor, real, rng),
        "manifolds": compare_manifolds(drawn[some], real[some]),
        "manifolds_real": compare_manifolds(floor[some], real[some]),
    }
