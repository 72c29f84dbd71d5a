"""Submissions made from the blanks of a week: all right but for what is told."""

import copy
import os

import nbformat

from shared.paths import WEEKS
from tests.solved import HIDDEN_TESTS, SOLUTION, answers_of, mistakes_of
from tools.grading.cells import TEST, grade_id, is_answer
from tools.grading.submission import NOTEBOOK

PLACE = "### PLACE OF THE ANSWER"


class Classroom:
    """Makes notebooks of one week; nothing of them is run here."""

    def __init__(self, week=WEEKS[0]):
        self.week = week
        self.course = nbformat.read(week / "solution.ipynb", as_version=4)
        self.points = {str(grade_id(cell)): cell.metadata.nbgrader.get("points") for cell in self.course.cells if grade_id(cell)}
        self.exercises = [name for name in self.points if not name.startswith(TEST)]
        self.mistakes, self.others = mistakes_of(week), answers_of(week)

    def notebook(self, first="", **answers):
        """Make a notebook with right answers, or others; `first` stands at the end of the first code cell."""
        from shared.exercises.mistakes import fill_in

        notebook = copy.deepcopy(self.course)
        next(cell for cell in notebook.cells if cell.cell_type == "code").source += f"\n{first}"
        for cell in notebook.cells:
            name = grade_id(cell)
            if is_answer(cell) and name in answers:
                cell.source = fill_in(SOLUTION.sub(rf"\1{PLACE}", cell.source), name, answers[name])
            elif name:
                cell.source = HIDDEN_TESTS.sub("", cell.source).rstrip()
        return notebook

    def blanks(self, first=""):
        """Make a notebook in which nothing is solved."""
        return self.all_answered("raise NotImplementedError", first)

    def all_answered(self, answer, first=""):
        """Give one answer to all exercises."""
        return self.notebook(first=first, **dict.fromkeys(self.exercises, answer))

    def cell(self, notebook, name):
        return next(cell for cell in notebook.cells if grade_id(cell) == name)

    def score(self, *exercises):
        """Count the points of some exercises, of all without a name."""
        return sum(self.points[TEST + name] for name in exercises or self.exercises if TEST + name in self.points)


def hand_in(folder, learner, week, notebook, name=NOTEBOOK, **files):
    """Write a submission into a folder of submissions.

    Args:
        learner: a name, or bytes.
        notebook: a notebook, a text, bytes, or None.
        files: of the notebook's folder, names to bytes.
    """
    place = os.path.join(os.fsencode(folder), learner if isinstance(learner, bytes) else learner.encode(), week.name.encode())
    os.makedirs(place, exist_ok=True)
    if notebook is not None:
        content = notebook if isinstance(notebook, str | bytes) else nbformat.writes(notebook)
        content = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        with open(os.path.join(place, os.fsencode(name)), "wb") as file:
            file.write(content)
    for one, content in files.items():
        with open(os.path.join(place, one.encode()), "wb") as file:
            file.write(content)
    return place
