"""The exercises of every week, proved in both directions: right answers pass, and each mistake is named.

Each mistake of a week's `mistakes.md`, and each answer of `tests/answers`, is run in this process, by the cells of the
solution's notebook. `make check` and `make test` try those of week 1, `make test-grading` all.
"""

import re
import sys

import numpy as np
import pytest

from shared.data.held_out import SETS, pair_sets
from shared.data.scenes import ATTRIBUTES, POSITION
from shared.evaluation.judge import draw_scenes, load_judge
from shared.evaluation.pairs import BOTH, new_pairs
from shared.evaluation.strict import examine
from shared.exercises.mistakes import PART, read_right_answers
from shared.paths import FINAL, WEEKS
from tests.painters import leak
from tests.solved import answers_of, is_blank, mistakes_of, run
from tools.grading.assignment import make_blanks
from tools.grading.submission import NOTEBOOK

QUICK = WEEKS[0]
EACH_WEEK = [pytest.param(week, id=week.name, marks=[pytest.mark.grading] * (week != QUICK)) for week in WEEKS]


def each(exercises_of, wanted=lambda mistake: True):
    """List answers for `parametrize`: week, exercise, message, answer."""
    return [
        pytest.param(*week.values, exercise, mistake.message, mistake.code, id=f"{week.id}-{exercise}-{number}", marks=week.marks)
        for week in EACH_WEEK
        for exercise, mistakes in exercises_of(*week.values).items()
        for number, mistake in enumerate(mistakes, 1)
        if wanted(mistake)
    ]


@pytest.mark.parametrize("week", EACH_WEEK)
def test_blanks_are_those_of_the_solution(week):
    assert (week / NOTEBOOK).read_text(encoding="utf-8") == make_blanks(week), "make assignments brings them in step"


@pytest.mark.parametrize("week", EACH_WEEK)
def test_every_exercise_has_answers(week, solved):
    exercises, mistakes, answers = set(solved(week).tests), mistakes_of(week), answers_of(week)
    assert set(mistakes) == exercises == set(answers)
    assert [exercise for exercise in exercises if len(mistakes[exercise]) < 4] == []
    assert [exercise for exercise in exercises if not any(mistake.is_recognised for mistake in answers[exercise])] == []


@pytest.mark.parametrize("week", EACH_WEEK)
def test_blank_says_that_it_is_not_written(week, solved):
    for exercise in solved(week).tests:
        assert "not written yet" in solved(week).answer(exercise, "raise NotImplementedError")


@pytest.mark.parametrize(("week", "exercise", "message", "answer"), each(answers_of, lambda answer: answer.is_recognised))
def test_unusual_right_answer_keeps_its_points(week, exercise, message, answer, solved):
    assert solved(week).answer(exercise, answer) is None


@pytest.mark.parametrize("week", EACH_WEEK)
def test_what_changes_start_from_is_right(week, solved):
    for exercise, answer in read_right_answers(week / "mistakes.md").items():
        assert is_blank(week, exercise) or solved(week).answer(exercise, answer) is None, exercise


@pytest.mark.parametrize(("week", "exercise", "message", "answer"), each(mistakes_of))
def test_wrong_answer_is_named_at_once(week, exercise, message, answer, solved):
    said = solved(week).answer(exercise, answer, hidden=False)
    assert said
    assert message.removeprefix(PART).strip() in said if message.startswith(PART) else said == f"{exercise}: {message}"
    assert not re.search(r"/tmp|\\n|Traceback", said)


@pytest.mark.parametrize(("week", "exercise", "message", "answer"), each(answers_of, lambda answer: not answer.is_recognised))
def test_hidden_tests_find_what_the_visible_check_cannot(week, exercise, message, answer, solved):
    assert solved(week).answer(exercise, answer, hidden=False) is None
    said = solved(week).answer(exercise, answer)
    assert said and message.removeprefix(PART).strip() in said


# The model of the final assignment: its points are in proportion to what it obeys.


@pytest.fixture(scope="module")
def final_checks(solved):
    """Give the checks of the final assignment."""
    solved(FINAL)
    return sys.modules["checks"]


@pytest.fixture(scope="module")
def asked(final_checks):
    """Scenes as the check asks for them: as many of each new pair of validation, pair after pair."""
    rng = np.random.default_rng(0)
    return np.concatenate([rng.choice(pair.rows, size=final_checks.PICTURES) for pair in single_pairs()])


def single_pairs(which="validation"):
    return [pair for pair in new_pairs(which) if pair.kind != BOTH]


@pytest.mark.grading
def test_the_solutions_model_has_nearly_all_points(solved, final_checks, monkeypatch):
    names, asked = dict(solved(FINAL).names), []

    def examine_and_note(judge, pictures, rows):
        asked.append(rows)
        return examine(judge, pictures, rows)

    monkeypatch.setattr(final_checks, "examine", examine_and_note)
    run(solved(FINAL).tests["my_model"], names, "test of my_model")
    for rows, which in zip(asked, ("validation", "test"), strict=True):  # what a learner sees, and what counts
        sets = pair_sets(rows)
        assert set(np.unique(sets)) == {0, SETS.index(which)} and (np.count_nonzero(sets, axis=1) == 1).all()
    assert solved(FINAL).points["my_model"] == sum(final_checks.POINTS.values()) == 10
    assert names["points"] >= 9  # its worst test pair, purple on red, is right in 0.39 of the pictures: half a point is missing


@pytest.mark.grading
def test_the_statement_tells_from_when_on_all_points_are_given(solved, final_checks):
    text = (FINAL / "solution.ipynb").read_text(encoding="utf-8")
    assert set(final_checks.FULL) == set(final_checks.POINTS)
    for name, points in final_checks.POINTS.items():
        assert f"| {points} | {final_checks.FULL[name]:.2f} |" in text


@pytest.mark.grading
@pytest.mark.parametrize("obeyed", [(), ("ground",), ("position", "ground"), ("colour", "size", "ground"), tuple(ATTRIBUTES)])
def test_a_model_has_the_points_of_what_it_obeys(obeyed, asked, final_checks):
    right = asked == np.random.default_rng(1).permutation(asked)
    right[:, [name in obeyed for name in ATTRIBUTES]] = True
    points = final_checks.give_points(final_checks.measure_rates(right), asked)
    everything = len(obeyed) == len(ATTRIBUTES)
    expected = {name: int(name in obeyed) for name in ATTRIBUTES} | {"all": 3 * everything, "worst pair": 2 * everything}
    assert points == pytest.approx(expected, abs=0.1)


@pytest.mark.grading
def test_a_model_that_ignores_the_text_has_no_points_however_it_guesses(asked, final_checks):
    rng = np.random.default_rng(2)
    always = [np.bincount(column).argmax() for column in asked.T]  # the same scene each time, of what is asked for most
    for _ in range(100):
        for found in (rng.permutation(asked), np.tile(always, (len(asked), 1))):
            points = final_checks.give_points(final_checks.measure_rates(asked == found), asked)
            assert 0 <= sum(points.values()) < 0.1


@pytest.mark.grading
def test_what_is_half_obeyed_has_a_part_of_the_points_and_the_weakest_a_reason(asked, final_checks):
    rng = np.random.default_rng(3)
    shares = np.array([0.3, 0.4, 0.5, 0.6, 0.7])
    right = (rng.random(asked.shape) < shares) | (asked == rng.permutation(asked))
    found = final_checks.measure_rates(right)
    points = final_checks.give_points(found, asked)
    assert all(0.2 < points[name] < 0.9 for name in ATTRIBUTES) and 0 < points["all"] < 1
    lines = final_checks.describe_rates(found, points)
    assert lines[0].startswith("object: right in 0.3") and final_checks.REASONS["object"] in lines[0]
    assert not any(reason in line for line in lines[1:] for reason in final_checks.REASONS.values())
    assert lines[-1].startswith("all at once: right in 0.") and lines[-1].endswith("of 3 points.")


def elsewhere(images, rows):
    """Draw scenes with the object in another place."""
    moved = rows.copy()
    moved[:, POSITION] = (rows[:, POSITION] + 1) % len(ATTRIBUTES["position"])
    return draw_scenes(moved, np.random.default_rng(5), "judge")


@pytest.mark.grading
@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (leak, r"wrong mostly in its ground, which is \(\d+, \d+, \d+\) in place of {ground}, \(\d+, \d+, \d+\)"),
        (elsewhere, "wrong mostly in its position, which looks like "),
        (lambda images, rows: images, ""),
    ],
)
def test_the_worst_pair_is_named_with_what_is_wrong(spoil, fault, final_checks, monkeypatch):
    monkeypatch.setattr(final_checks, "PICTURES", 20)
    rng, pairs = np.random.default_rng(4), single_pairs()
    asked = np.concatenate([rng.choice(pair.rows, size=20) for pair in pairs])
    pictures = draw_scenes(asked, rng, "judge")
    bad = [pair.kind for pair in pairs].index("new colour-ground")
    own = slice(20 * bad, 20 * bad + 20)
    pictures[own] = spoil(pictures[own], asked[own])
    right = examine(load_judge(), pictures, asked).strict
    points = final_checks.give_points(final_checks.measure_rates(right), asked)
    line = final_checks.describe_worst_pair(pairs, pictures, asked, right, points)
    if fault:
        ground = pairs[bad].name.partition(" on ")[2]
        assert re.match(rf"worst pair: {pairs[bad].name}: \d+% right, {fault.format(ground=ground)}", line)
        assert points["worst pair"] < 1
    else:
        assert points["worst pair"] == 2 and line.endswith("; 2 of 2 points.")
