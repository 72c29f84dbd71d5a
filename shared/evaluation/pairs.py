"""The new pairs, one by one: generalisation over pairs is tested as often as there are pairs."""

from dataclasses import dataclass

import numpy as np

from shared.data.held_out import KINDS, combinations
from shared.data.scenes import COLOUR, GROUND, OBJECT, names
from shared.evaluation.strict import Verdicts, rates

BOTH = KINDS[2]
COLUMNS = dict(zip(KINDS, ([OBJECT, COLOUR], [COLOUR, GROUND], [OBJECT, COLOUR, GROUND]), strict=True))  # what makes a pair
WORDS = dict(zip(KINDS, ("{colour} {object}", "{colour} on {ground}", "{colour} {object} on {ground}"), strict=True))


@dataclass(frozen=True)
class Pair:
    """A new pair, or two new pairs in one scene.

    Attributes:
        kind: one of `KINDS`.
        name: such as "red seven", "red on blue" or, both being new, "red seven on blue".
        rows: (M, 5) uint8, all scenes with it in which nothing else is new.
    """

    kind: str
    name: str
    rows: np.ndarray


def new_pairs(which: str) -> list[Pair]:
    """List the pairs of a set, "validation" or "test", kind by kind."""
    pairs = []
    for kind in KINDS:
        rows = combinations(which, kind)
        found, group = np.unique(rows[:, COLUMNS[kind]], axis=0, return_inverse=True)
        for index in range(len(found)):
            scenes = rows[group.ravel() == index]
            pairs.append(Pair(kind, WORDS[kind].format(**names(scenes[0])), scenes))
    return pairs


def pair_line(pair: Pair, verdicts: Verdicts) -> dict:
    """Sum up what was found in pictures of one pair.

    Returns:
        "kind" and "pair", its name; "n", the number of pictures; the strict rates of each attribute and of "all"; and
        "judge all", what the judge alone says.
    """
    judge, strict = rates(verdicts.judge), rates(verdicts.strict)
    return {"kind": pair.kind, "pair": pair.name, "n": len(verdicts.judge), **strict, "judge all": judge["all"]}
