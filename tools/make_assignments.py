"""Make the blanks, assignment.ipynb, from each solution.ipynb of the course.

    python -m tools.make_assignments

What nbgrader finds between `### BEGIN SOLUTION` and `### END SOLUTION` becomes `raise NotImplementedError`; what it finds
between `### BEGIN HIDDEN TESTS` and `### END HIDDEN TESTS` goes.
"""

from shared.base.files import atomic_write
from shared.paths import WEEKS
from tools.grading.assignment import make_blanks
from tools.grading.submission import NOTEBOOK


def main() -> None:
    for week in WEEKS:
        with atomic_write(week / NOTEBOOK) as temporary:
            temporary.write_text(make_blanks(week), encoding="utf-8")
        print(f"Made: {week.name}/{NOTEBOOK}")


if __name__ == "__main__":
    main()
