"""Make the blanks, assignment.ipynb, from each solution.ipynb of the course.

    python -m tools.make_assignments

What nbgrader finds between `### BEGIN SOLUTION` and `### END SOLUTION` becomes `raise NotImplementedError`; what it finds
between `### BEGIN HIDDEN TESTS` and `### END HIDDEN TESTS` goes.
"""

import tempfile
from pathlib import Path

from shared.base.files import atomic_write
from shared.paths import WEEKS
from tools.grading.assignment import NOTEBOOK, Assignment


def make_blanks(week: Path) -> str:
    """Make the blanks of one week: the text of its assignment.ipynb."""
    with tempfile.TemporaryDirectory() as folder:
        return Assignment(week, Path(folder)).blanks


def main() -> None:
    for week in WEEKS:
        with atomic_write(week / NOTEBOOK) as temporary:
            temporary.write_text(make_blanks(week), encoding="utf-8")
        print(f"Made: {week.name}/{NOTEBOOK}")


if __name__ == "__main__":
    main()
