"""Mistakes as data: how a file of them is read, and how a check recognises them."""

import importlib.util

import pytest

from shared.exercises.answer import Answer, WrongAnswer
from shared.exercises.mistakes import read_mistakes, read_right_answers, without_right_answers
from shared.paths import WEEKS

FILE = """\
# Mistakes

## double

```python
twice = 2 * number
return twice

# You multiply the number by itself.
return number**2
# The factor is 3.
2 * → 3 *
# You add 2, and return nothing else.
- twice = 2 * number
- return twice
+ return 2 + number
# … did you forget `return`
- return twice
+
```

## treble

```python
return 3 * number
```

## double, treble

```python
# It should not be negative.
return → return -
```
"""
CHECKS = """\
from shared.exercises.checking import compare, exercise

@exercise
def check_double(answer, rng):
    yield from compare(answer, lambda number: number + number, cases=[(2,), (int(rng.integers(5, 9)),)])

@exercise
def check_points(answer, rng, share=0.5):
    if answer() < 0:
        yield "should not be negative."
    return answer() * share
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "mistakes.md"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def checks(path):
    """Give a module of checks that lies beside the mistakes."""
    file = path.with_name("checks_of_a_week.py")
    file.write_text(CHECKS, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("checks_of_a_week", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_answers_and_changes_are_read(path):
    assert [(mistake.message, mistake.code) for mistake in read_mistakes(path)["double"]] == [
        ("You multiply the number by itself.", "return number**2"),
        ("The factor is 3.", "twice = 3 * number\nreturn twice"),
        ("You add 2, and return nothing else.", "return 2 + number"),
        ("… did you forget `return`", "twice = 2 * number"),
        ("It should not be negative.", "twice = 2 * number\nreturn - twice"),
    ]


def test_a_shared_mistake_changes_each_right_answer(path):
    assert [mistake.code for mistake in read_mistakes(path)["treble"]] == ["return - 3 * number"]
    assert read_right_answers(path) == {"double": "twice = 2 * number\nreturn twice", "treble": "return 3 * number"}


@pytest.mark.parametrize(
    "change", ["4 * → 3 *", "- return\n- twice\n+ return 3", "2 * → 3 * → 4 *", "- return twice\n+ return 3\nreturn 4", "- return twice"]
)
def test_a_change_that_does_not_fit_is_found(path, change):
    path.write_text(FILE.replace("2 * → 3 *", change), encoding="utf-8")
    with pytest.raises(ValueError, match="double: The factor is 3"):
        read_mistakes(path)


@pytest.mark.parametrize("week", WEEKS, ids=lambda week: week.name)
def test_without_right_answers_the_mistakes_are_the_same(week, tmp_path):
    path, copy = week / "mistakes.md", tmp_path / "mistakes.md"
    copy.write_text(without_right_answers(path), encoding="utf-8")
    assert read_mistakes(copy) == read_mistakes(path) and read_right_answers(copy) == {}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda number: number * number, "double: You multiply the number by itself."),
        (lambda number: 3 * number, "double: The factor is 3."),
        (lambda number: -2 * number, "double: It should not be negative."),
        (lambda number: 5 if number == 2 else number**2, "double("),  # no mistake explains both cases
        (lambda number: None, "double returns nothing (None): did you forget `return`?"),
        (3, "double should be a function"),
    ],
)
def test_a_mistake_is_recognised_by_what_its_code_gives(checks, answer, said):
    with pytest.raises(WrongAnswer) as error:
        checks.check_double(answer)
    assert str(error.value).startswith(said)


def test_a_right_answer_is_told_so_and_points_are_handed_on(checks, capsys):
    assert checks.check_double(lambda number: 2 * number, seed=5) is None
    assert capsys.readouterr().out == "Right: double\n"
    assert checks.check_points(lambda: 7) == 3.5 and checks.check_points(lambda: 7, share=2) == 14
    with pytest.raises(WrongAnswer, match=r"^points should not be negative"):
        checks.check_points(lambda: -1)


@pytest.mark.parametrize(
    ("complaint", "said"),
    [
        ("should be a table", "double should be a table"),
        ("(3) gives 4.", "double(3) gives 4."),
        (": the table is empty.", "double: the table is empty."),
        ("You take one mean.", "double: You take one mean."),
        ("`reshape` alone", "double: `reshape` alone"),
    ],
)
def test_a_complaint_goes_on_after_the_name(complaint, said):
    assert str(Answer("double", None).wrong(complaint)) == said
