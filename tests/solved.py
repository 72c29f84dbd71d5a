"""A solution's notebook, run once in the process of the tests; then with other answers in place of the right ones."""

import linecache
import re

import nbformat

from shared.exercises.answer import WrongAnswer
from shared.exercises.mistakes import PLACE, Mistake, fill_in, read_mistakes
from shared.paths import COURSE

ANSWERS = COURSE / "tests" / "answers"
HIDDEN_TESTS = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.DOTALL)
SOLUTION = re.compile(r"^( *)### BEGIN SOLUTION.*?### END SOLUTION", re.DOTALL | re.MULTILINE)


class Solved:
    """A solution's notebook, run once in this process; then with other answers in place of the right ones."""

    def __init__(self, week):
        cells = [cell for cell in nbformat.read(week / "solution.ipynb", as_version=4).cells if cell.cell_type == "code"]
        self.blanks, self.tests, self.points, self.names = {}, {}, {}, {}
        for number, cell in enumerate(cells):
            metadata = cell.metadata.get("nbgrader", {})
            if metadata.get("grade"):
                exercise = metadata.grade_id.removeprefix("check_")
                self.tests[exercise], self.points[exercise] = fixed(cell.source, 1001 + len(self.tests)), metadata.points
            elif metadata.get("solution"):
                self.blanks[metadata.grade_id] = cell.source
            run(fixed(cell.source, 1001), self.names, f"cell {number} of {week.name}")

    def fill_in(self, exercise, answer):
        """Write the cell of an exercise with an answer in the place of the solution."""
        return fill_in(SOLUTION.sub(rf"\1{PLACE}", self.blanks[exercise]), exercise, answer)

    def answer(self, exercise, answer, hidden=True):
        """Try an answer. Returns what the test says if it fails, None if it passes."""
        names = dict(self.names)
        run(self.fill_in(exercise, answer), names, f"answer to {exercise}")
        test = self.tests[exercise] if hidden else HIDDEN_TESTS.sub("", self.tests[exercise])
        try:
            run(test, names, f"test of {exercise}")
        except WrongAnswer as error:
            return str(error)
        return None


def fixed(source, seed):
    """Take the same random numbers each time: hidden tests draw new ones."""
    return source.replace("seed=None", f"seed={seed}")


def run(source, names, title):
    """Run a cell as a kernel does: its lines are known to tracebacks."""
    title = f"<{title}>"
    linecache.cache[title] = (len(source), None, source.splitlines(keepends=True), title)
    exec(compile(source, title, "exec"), names)


def mistakes_of(week) -> dict[str, tuple[Mistake, ...]]:
    """Read the mistakes of a week's assignment, by exercise."""
    return {name: mistakes for name, mistakes in read_mistakes(week / "mistakes.md").items() if not is_blank(week, name)}


def mistakes_of_blanks(week) -> dict[str, tuple[Mistake, ...]]:
    """Read the mistakes of the blanks on a week's pages, by blank."""
    return {name: mistakes for name, mistakes in read_mistakes(week / "mistakes.md").items() if is_blank(week, name)}


def is_blank(week, name) -> bool:
    """Tell whether a heading in a week's mistakes names a blank on a page, not an exercise of the assignment."""
    return f"def check_{name}(" in (week / "blanks.py").read_text(encoding="utf-8")


def answers_of(week) -> dict[str, tuple[Mistake, ...]]:
    """Read the answers that lose nothing, or that only hidden tests find: those whose message begins with …"""
    return read_mistakes(ANSWERS / f"{week.name.partition('_')[0]}.md")
