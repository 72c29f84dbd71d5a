"""The exercises of every week, proved in both directions: right answers pass, and each mistake is named.

Each mistake of a week's `mistakes.md`, and each answer of `tests/answers`, is run in this process, by the cells of the
solution's notebook. `make check` tries those of week 1 only.
"""

import json
import re
import sys

import numpy as np
import pytest

from shared.data.held_out import combinations
from shared.data.scenes import ATTRIBUTES
from shared.exercises.mistakes import PART, read_right_answers
from shared.paths import FINAL, WEEKS
from tests.solved import answers_of, mistakes_of, run
from tools.grading.assignment import NOTEBOOK
from tools.make_assignments import make_blanks

QUICK = WEEKS[0]
EACH_WEEK = [pytest.param(week, id=week.name, marks=[pytest.mark.slow] * (week != QUICK)) for week in WEEKS]


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
        assert solved(week).answer(exercise, answer) is None, exercise


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


@pytest.mark.slow
def test_the_solutions_model_has_all_points(solved):
    names = dict(solved(FINAL).names)
    run(solved(FINAL).tests["my_model"], names, "test of my_model")
    assert names["points"] == solved(FINAL).points["my_model"] == 10


@pytest.mark.slow
def test_the_ceiling_is_the_measured_one(final_checks):
    measured = json.loads((FINAL / "scores.json").read_text(encoding="utf-8"))["ceiling"]
    assert {name: measured[name] for name in ATTRIBUTES} == final_checks.CEILING


@pytest.mark.slow
@pytest.mark.parametrize("obeyed", [(), ("ground",), ("position", "ground"), ("colour", "size", "ground"), tuple(ATTRIBUTES)])
def test_a_model_has_the_points_of_what_it_obeys(obeyed, final_checks):
    rng = np.random.default_rng(1)
    asked, found = rng.choice(combinations(held_out=True), size=(2, 600))
    for column, name in enumerate(ATTRIBUTES):
        if name in obeyed:
            found[:, column] = asked[:, column]
    _, points = final_checks.obedience(asked, found)
    assert points == pytest.approx([2 if name in obeyed else 0 for name in ATTRIBUTES], abs=0.1)


@pytest.mark.slow
def test_a_model_that_ignores_the_text_has_no_points_however_it_guesses(final_checks):
    rng = np.random.default_rng(2)
    every = combinations(held_out=True)
    always = [np.bincount(column).argmax() for column in every.T]  # the same scene each time, of what is asked for most
    for _ in range(200):
        asked, other = rng.choice(every, size=(2, 600))
        for found in (other, np.tile(always, (600, 1))):
            _, points = final_checks.obedience(asked, found)
            assert 0 <= points.sum() < 0.1


@pytest.mark.slow
def test_what_is_half_obeyed_has_a_part_of_the_points_and_a_reason(final_checks):
    rng = np.random.default_rng(3)
    asked, other = rng.choice(combinations(held_out=True), size=(2, 600))
    rates, points = final_checks.obedience(asked, np.where(rng.random(asked.shape) < 0.3, asked, other))
    assert np.all((points > 0.4) & (points < 1))
    lines = final_checks.describe(rates, points)
    assert "object: read as asked in 0.3" in lines[0] and "in real pictures in 0.97" in lines[0]
    assert all(final_checks.REASONS[name] in line for name, line in zip(ATTRIBUTES, lines, strict=True))
