"""How much may be held out? The same training on fewer and fewer of the pairs: the model card's coverage curve.

    python -m tools.coverage

The test pairs are held out each time, and are what is measured. Nothing is chosen here, so the validation pairs are in
the training of the first line. What is in the table already is not trained again, and a training that was stopped goes on.
"""

from pathlib import Path

import numpy as np

from shared.base.precision import use_automatic_bfloat16
from shared.base.seed import SEED
from shared.data.dataset import draw_scenes_of
from shared.data.held_out import SETS, pair_sets
from shared.data.scenes import COLOUR, GROUND, OBJECT, all_combinations
from shared.evaluation.judge import load_judge
from shared.model.hyperparameters import Hyperparameters
from shared.paths import COVERAGE, OUT
from shared.training.train import train
from tools.comparison import read_table, strict_rates, write_table

SHARES = (1 / 8, 1 / 4, 1 / 2)  # of the pairs of each kind; of colours and grounds the test pairs alone are 8 of 42
SCENES = 40_000
LEAST = 2  # partners that every value keeps


def kept_scenes(share: float, rng: np.random.Generator) -> np.ndarray:
    """List the scenes that training may have if a share of the pairs is held out, all test pairs among them.

    Args:
        share: in 0–1, of the pairs of object and colour, and of those of colour and ground.
        rng: where the choice comes from; in the same state it holds out for a larger share the same pairs, and more.

    Returns:
        (M, 5) uint8.
    """
    scenes = all_combinations()
    is_kept = np.ones(len(scenes), dtype=bool)
    of_test = pair_sets(scenes) == SETS.index("test")  # (M, 2)
    for columns, in_test in zip(([OBJECT, COLOUR], [COLOUR, GROUND]), of_test.T, strict=True):
        pairs, first, pair_of = np.unique(scenes[:, columns], axis=0, return_index=True, return_inverse=True)
        kept = ~in_test[first]  # (P,)
        for index in rng.permutation(np.flatnonzero(kept)):
            if (~kept).sum() >= round(share * len(pairs)):
                break
            if all((pairs[kept, side] == pairs[index, side]).sum() > LEAST for side in (0, 1)):
                kept[index] = False
        is_kept &= kept[pair_of.ravel()]
    return scenes[is_kept]


def measure_coverage(trainings: Path) -> None:
    """Train and measure for each share, and write the table.

    Args:
        trainings: where the trainings are kept.
    """
    use_automatic_bfloat16()
    judge, lines = load_judge(), read_table(COVERAGE)
    for share in SHARES:
        if any(line["held out"] == share for line in lines):
            continue
        scenes = kept_scenes(share, np.random.default_rng(SEED))
        print(f"{share:.3f} of the pairs held out: {len(scenes)} of {len(all_combinations())} scenes are left")
        dataset = draw_scenes_of(scenes, SCENES, SEED, progress=True)
        model = train(dataset, trainings / f"{share:.3f}", Hyperparameters(), seed=SEED, resume=True)
        lines.append({"held out": share, "scenes": len(scenes), **strict_rates(model.draw, judge)})
        write_table(lines, COVERAGE)


if __name__ == "__main__":
    measure_coverage(OUT / "coverage")
