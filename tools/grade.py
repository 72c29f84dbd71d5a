"""Grade a folder of submissions.

    make grade SUBMISSIONS=folder

The folder has one folder for each learner, and in it the notebooks as the course has them:

    folder/ada/week1_python/assignment.ipynb
    folder/ada/week2_gradient_descent/assignment.ipynb
    folder/ben/week1_python/assignment.ipynb

An assignment that nobody handed in is not graded; who hands in one that others did gets 0 for it. Whatever a
submission holds or does, the others are graded. Afterwards out/grades has

    grades.csv      a line for each learner and assignment: points, and a note if something stood in the way
    exercises.csv   a line for each exercise too, with what the test said: which mistakes does the class make?
    feedback/<learner>/<week>.html
"""

import argparse
import csv
import multiprocessing
import shutil
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.paths import OUT, WEEKS
from tools.grading import NOTEBOOK, Assignment, Grade

GRADES = OUT / "grades"


def grade_folder(submissions: Path, out: Path = GRADES, cell_seconds: int = 60, submission_seconds: int = 300, jobs: int = 1) -> None:
    """Grade every submission in a folder, and write the grades and the feedback into another one.

    Args:
        submissions: folder/<learner>/<week>/assignment.ipynb.
        out: gets grades.csv, exercises.csv and feedback/; what an earlier run left there goes.
        cell_seconds: time for one cell of a submission.
        submission_seconds: time for all of its cells together.
        jobs: submissions graded at the same time.

    Raises:
        UserError: if the folder is none, or holds no submission.
    """
    learners, graded_weeks = find_submissions(submissions)
    shutil.rmtree(out / "feedback", ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    grades = []
    spawn = multiprocessing.get_context("spawn")  # a copy of a process that has used TensorFlow may crash
    for week in graded_weeks:
        with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(jobs, mp_context=spawn) as pool:
            assignment = Assignment(week, Path(folder), cell_seconds, submission_seconds)
            paths = [submissions / learner / week.name / NOTEBOOK for learner in learners]
            for learner, grade in zip(learners, pool.map(assignment.grade, paths), strict=True):
                grades.append((learner, week.name, grade))
                page = out / "feedback" / learner / f"{week.name}.html"
                page.parent.mkdir(parents=True, exist_ok=True)
                page.write_text(grade.page, encoding="utf-8")
                print(f"[{len(grades)}/{len(learners) * len(graded_weeks)}] {_line(*grades[-1])}", flush=True)
    write_tables(grades, out)


def find_submissions(submissions: Path) -> tuple[list[str], list[Path]]:
    """Find the learners in a folder of submissions, and the weeks from which at least one of them handed something in.

    Raises:
        UserError: if the folder is none, or holds no submission.
    """
    if not submissions.is_dir():
        raise UserError(f"There is no folder {submissions}. Say where the submissions are: make grade SUBMISSIONS=folder")
    learners = sorted(path.name for path in submissions.iterdir() if path.is_dir() and not path.name.startswith("."))
    handed_in = [week for week in WEEKS if any((submissions / learner / week.name).exists() for learner in learners)]
    if not handed_in:
        raise UserError(
            f"{submissions} holds no submission; it should hold <learner>/<week>/{NOTEBOOK}, as in ada/{WEEKS[0].name}/{NOTEBOOK}."
        )
    return learners, handed_in


def write_tables(grades: Iterable[tuple[str, str, Grade]], out: Path) -> None:
    """Write grades.csv and exercises.csv."""
    grades = sorted(grades, key=lambda entry: entry[:2])
    rows = [[learner, week, grade.score, grade.max_score, grade.note] for learner, week, grade in grades]
    _write_csv(out / "grades.csv", ["learner", "assignment", "points", "of", "note"], rows)
    rows = [[learner, week, name, *result] for learner, week, grade in grades for name, result in grade.exercises.items()]
    _write_csv(out / "exercises.csv", ["learner", "assignment", "exercise", "points", "of", "message"], rows)


def _write_csv(path: Path, head: list[str], rows: list[list]) -> None:
    with atomic_write(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *([_cell(value) for value in row] for row in rows)])


def _cell(value: str | float) -> str:
    """Write a value for a spreadsheet, which would take a text that starts with one of these signs for a formula."""
    text = f"{value:g}" if isinstance(value, float) else value
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _line(learner: str, week: str, grade: Grade) -> str:
    return f"{learner} {week}: {grade.score:g} of {grade.max_score:g} points{f'. {grade.note}' if grade.note else ''}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Grade a folder of submissions: <learner>/<week>/assignment.ipynb.")
    parser.add_argument("submissions", help="the folder")
    parser.add_argument("--out", type=Path, default=GRADES, help="where grades and feedback go; without it out/grades")
    parser.add_argument("--cell-seconds", type=int, default=60, help="time for one cell, 60 if not given")
    parser.add_argument("--submission-seconds", type=int, default=300, help="time for a whole notebook, 300 if not given")
    parser.add_argument("--jobs", type=int, default=1, help="submissions graded at the same time, 1 if not given")
    arguments = parser.parse_args()
    try:
        if not arguments.submissions:  # what make hands on if it was told no folder
            raise UserError("Say where the submissions are: make grade SUBMISSIONS=folder")
        grade_folder(Path(arguments.submissions), arguments.out, arguments.cell_seconds, arguments.submission_seconds, arguments.jobs)
    except UserError as error:
        parser.exit(2, f"Error: {error}\n")
    except OSError as error:
        parser.exit(2, f"Error: {error.filename or 'The file'} can't be read or written: {error.strerror or error}.\n")
    except KeyboardInterrupt:
        parser.exit(2, "Stopped. No grades were written.\n")
    print(f"Grades and feedback: {arguments.out.resolve()}")


if __name__ == "__main__":
    main()
