"""What a submission got."""

from dataclasses import dataclass, field
from typing import NamedTuple


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
        note: what stood in the way of grading it, or of a part; empty if nothing did.
        page: the feedback, HTML.
        seconds: how long it took, all in all, and how much of that its own cells.
    """

    exercises: dict[str, ExerciseGrade]
    note: str = ""
    page: str = field(default="", repr=False)
    seconds: tuple[float, float] = (0.0, 0.0)

    @property
    def score(self) -> float:
        return sum(exercise.points for exercise in self.exercises.values())

    @property
    def max_score(self) -> float:
        return sum(exercise.max_points for exercise in self.exercises.values())
