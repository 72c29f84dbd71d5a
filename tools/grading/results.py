"""What submissions got, and the two tables of a class."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from shared.base.files import atomic_write


class ExerciseGrade(NamedTuple):
    """What one exercise got; the message is what its test said if it failed."""

    points: float
    max_points: float
    message: str = ""


@dataclass(frozen=True)
class Grade:
    """What one submission got.

    Attributes:
        exercises: by name, in the order of the notebook.
        note: why the notebook, or its end, could not be graded; empty if all went well.
        page: the feedback, HTML.
    """

    exercises: dict[str, ExerciseGrade]
    note: str = ""
    page: str = field(default="", repr=False)

    @property
    def score(self) -> float:
        return sum(exercise.points for exercise in self.exercises.values())

    @property
    def max_score(self) -> float:
        return sum(exercise.max_points for exercise in self.exercises.values())


def write_tables(grades: Iterable[tuple[str, str, Grade]], folder: Path) -> None:
    """Write grades.csv and exercises.csv, sorted by learner.

    Args:
        grades: of a learner for a week: their names, and the grade.
        folder: where the tables go.
    """
    grades = sorted(grades, key=lambda entry: entry[:2])
    _write_csv(
        folder / "grades.csv",
        ["learner", "assignment", "points", "of", "note"],
        [[learner, week, grade.score, grade.max_score, grade.note] for learner, week, grade in grades],
    )
    _write_csv(
        folder / "exercises.csv",
        ["learner", "assignment", "exercise", "points", "of", "message"],
        [[learner, week, name, *exercise] for learner, week, grade in grades for name, exercise in grade.exercises.items()],
    )


def _write_csv(path: Path, head: list[str], rows: list[list[str | float]]) -> None:
    with atomic_write(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *([_format_value(value) for value in row] for row in rows)])


def _format_value(value: str | float) -> str:
    """Write a value for a spreadsheet, which would take a text that starts with one of these characters for a formula."""
    text = value if isinstance(value, str) else f"{value:g}"
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
