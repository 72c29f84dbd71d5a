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
import multiprocessing
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from shared.base.errors import UserError
from shared.paths import OUT, WEEKS
from tools.grading.assignment import NOTEBOOK, Assignment
from tools.grading.limits import DEFAULT_LIMITS, Limits
from tools.grading.results import Grade, write_tables

GRADES = OUT / "grades"


def grade_folder(submissions: Path, out: Path, limits: Limits, jobs: int) -> None:
    """Grade every submission in a folder, and write the grades and the feedback into another one.

    Args:
        submissions: folder/<learner>/<week>/assignment.ipynb.
        out: gets grades.csv, exercises.csv and feedback/; what an earlier run left there goes.
        limits: what each submission may take.
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
            assignment = Assignment(week, Path(folder), limits)
            paths = [submissions / learner / week.name / NOTEBOOK for learner in learners]
            for learner, grade in zip(learners, pool.map(assignment.grade, paths), strict=True):
                grades.append((learner, week.name, grade))
                page = out / "feedback" / learner / f"{week.name}.html"
                page.parent.mkdir(parents=True, exist_ok=True)
                page.write_text(grade.page, encoding="utf-8")
                print(f"[{len(grades)}/{len(learners) * len(graded_weeks)}] {_describe(*grades[-1])}", flush=True)
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


def _describe(learner: str, week: str, grade: Grade) -> str:
    return f"{learner} {week}: {grade.score:g} of {grade.max_score:g} points{f'. {grade.note}' if grade.note else ''}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Grade a folder of submissions: <learner>/<week>/assignment.ipynb.")
    parser.add_argument("submissions", help="the folder")
    parser.add_argument("--out", type=Path, default=GRADES, help="where grades and feedback go; without it out/grades")
    parser.add_argument("--cell-seconds", type=int, default=DEFAULT_LIMITS.cell_seconds, help="time for one cell, %(default)s if not given")
    parser.add_argument(
        "--submission-seconds",
        type=int,
        default=DEFAULT_LIMITS.submission_seconds,
        help="time for a whole notebook, %(default)s if not given",
    )
    parser.add_argument("--jobs", type=int, default=1, help="submissions graded at the same time, %(default)s if not given")
    arguments = parser.parse_args()
    try:
        if not arguments.submissions:  # what make hands on if it was told no folder
            raise UserError("Say where the submissions are: make grade SUBMISSIONS=folder")
        limits = Limits(cell_seconds=arguments.cell_seconds, submission_seconds=arguments.submission_seconds)
        grade_folder(Path(arguments.submissions), arguments.out, limits, arguments.jobs)
    except UserError as error:
        parser.exit(2, f"Error: {error}\n")
    except OSError as error:
        parser.exit(2, f"Error: {error.filename or 'The file'} can't be read or written: {error.strerror or error}.\n")
    except KeyboardInterrupt:
        parser.exit(2, "Stopped. No grades were written.\n")
    print(f"Grades and feedback: {arguments.out.resolve()}")


if __name__ == "__main__":
    main()
