"""What a submission got."""

from dataclasses import dataclass, field
from typing import NamedTuple


class ExerciseGrade(NamedTuple):
    """What one exercise got; the message is what its test said if it failed."""

    points: float
    max_points: float
    message: str = ""


class Seconds(NamedTuple):
    """How long a submission took: all in all, and of that the start of its Python and its own cells."""

    total: float = 0.0
    start: float = 0.0
    cells: float = 0.0


NO_TIME = Seconds()


@dataclass(frozen=True)
class Grade:
    """What one submission got.

    Attributes:
        exercises: by name, in the order of the notebook.
        note: what stood in the way of grading it, or of a part; empty if nothing did.
        page: the feedback, HTML.
        seconds: how long it took.
    """

    exercises: dict[str, ExerciseGrade]
    note: str = ""
    page: str = field(default="", repr=False)
    seconds: Seconds = NO_TIME

    @property
    def score(self) -> float:
        return sum(exercise.points for exercise in self.exercises.values())

    @property
    def max_score(self) -> float:
        return sum(exercise.max_points for exercise in self.exercises.values())
