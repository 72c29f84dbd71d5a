"""The test pairs are for the model card: nothing that trains, tunes, stops or scores on the way ever reads them."""

import ast

import numpy as np
import pytest

from shared.data.dataset import make_scenes
from shared.data.held_out import SETS, combinations, pair_sets
from shared.data.scenes import to_indices
from shared.evaluation.evaluate import evaluate
from shared.evaluation.judge import load_judge
from shared.evaluation.strict import examine
from shared.paths import COURSE
from shared.training import scoring
from tests.painters import asked_for, noise

TEST = SETS.index("test")
# Where models are made and chosen. What draws scenes there names its set, and "all_combinations" is no set.
FOLDERS = ("shared/model", "shared/training", "tools", "benchmarks")
OF_ONE_OBJECT = ("SETS", "pair_sets", "COLOURS_OF_OBJECT", "GROUNDS_OF_COLOUR", "all_combinations", "new_pairs")
OF_TWO_OBJECTS = ("new_things", "PARTNERS_OF_OBJECT", "SIDES_OF_OBJECT", "_random_rows")
# These measure for the model card, when all is chosen: the second holds the test pairs out, the others ask for what is held out.
FOR_THE_CARD = tuple(COURSE / "tools" / f"{name}.py" for name in ("comparison", "coverage", "emoji_scores"))
FILES = sorted(path for folder in FOLDERS for path in (COURSE / folder).rglob("*.py") if path not in FOR_THE_CARD)


def reads_test_pairs(source: str) -> list[str]:
    """List what in a module's code could lead to test pairs."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and node.value == "test":
            found.append(f'line {node.lineno}: "test"')
        if isinstance(node, ast.Name | ast.alias):
            name = node.id if isinstance(node, ast.Name) else node.name
            if name in (*OF_ONE_OBJECT, *OF_TWO_OBJECTS):
                found.append(f"line {node.lineno}: {name}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(COURSE).as_posix())
def test_no_code_of_training_names_them(path):
    assert reads_test_pairs(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        'combinations("test")',
        "from shared.data.held_out import SETS",
        "rows = all_combinations()",
        "rows = _random_rows(9, rng)",
        'which = {"a": "test"}',
    ],
)
def test_the_rule_finds_what_names_them(source):
    assert reads_test_pairs(source)


def test_scenes_to_train_on_hold_none():
    assert (pair_sets(to_indices(make_scenes(2000, seed=1).attributes)) == 0).all()


@pytest.mark.slow
def test_scores_during_training_ask_for_none(monkeypatch):
    asked, described = [], []

    class Model:
        def draw(self, captions, seed):
            described.append(asked_for(captions))
            return noise(captions, seed)

    def examine_and_note(judge, images, rows):
        asked.append(rows)
        return examine(judge, images, rows)

    monkeypatch.setattr(scoring, "examine", examine_and_note)
    scores = scoring.scene_scorer(make_scenes(10, seed=1), 32)(Model())
    sets = pair_sets(np.concatenate(asked + described))
    assert (sets != TEST).all()
    assert {SETS[index] for index in np.unique(sets)} == {"training", "validation"}
    attributes = ("object", "colour", "size", "position", "ground", "all")
    assert set(scores) == {f"{part} {name}" for part in ("seen", "validation") for name in attributes} | {
        "judge validation all",
        "diversity",
    }


@pytest.mark.parametrize(("pairs", "expected"), [("validation", {"training", "validation"}), ("test", {"training", "test"})])
def test_an_evaluation_asks_for_the_pairs_it_was_told_to(pairs, expected):
    described = []

    def draw(captions, seed):
        described.append(asked_for(captions))
        return noise(captions, seed)

    evaluate(draw, load_judge(), pairs, count=60, progress=False)
    assert {SETS[index] for index in np.unique(pair_sets(np.concatenate(described)))} == expected


def test_what_is_never_asked_is_a_scene_with_a_validation_and_a_test_pair():
    for which in SETS:
        sets = pair_sets(combinations(which))
        assert set(np.unique(sets)) <= {0, SETS.index(which)}
