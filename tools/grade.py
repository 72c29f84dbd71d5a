"""Grade a folder of submissions.

    make grade SUBMISSIONS=folder

The folder has one folder for each learner, and in it the notebooks as the course has them:

    folder/ada/week1_python/assignment.ipynb
    folder/ada/week2_gradient_descent/assignment.ipynb
    folder/ben/week1_python/assignment.ipynb

Beside them may lie roster.csv, late.csv and by_hand.csv (tools/grading/tables.py says what they hold). An assignment that
nobody handed in is not graded; a learner who did not hand in one that others did gets 0 for it. Whatever a submission holds or does, the
others are graded. Each grade is in the database the moment it is known; stopped, the same command goes on. Nothing is
graded twice unless the notebook, the course or what is asked for has changed. Afterwards out/grades has

    report.html     grades, hard exercises, frequent mistakes, what is missing
    grades.csv      a line for each learner and assignment; exercises.csv has one for each exercise, with its message
    grades.xlsx, canvas.csv, moodle.csv
    feedback/<learner>/<week>.html
"""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

from filelock import FileLock, Timeout
from sqlalchemy.exc import SQLAlchemyError

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.paths import OUT, WEEKS
from tools.grading.database import Grades
from tools.grading.engine import Files, Task, connect, fingerprint, grade_all
from tools.grading.feedback import with_comments
from tools.grading.judge import Request, max_points
from tools.grading.limits import DEFAULT_LIMITS, Limits
from tools.grading.report import write_report
from tools.grading.results import Grade
from tools.grading.sandbox import why_no_sandbox
from tools.grading.submission import NOTEBOOK
from tools.grading.tables import Lateness, combine, read_by_hand, read_late, read_roster, write_tables

GRADES = OUT / "grades"
NO_SANDBOX = "Warning: no sandbox here, {reason}. Each submission is somebody else's program and runs with your rights: README.md, “For instructors”, says what to use instead."


def find_submissions(submissions: Path) -> list[Task]:
    """Find what there is to grade: each learner, and each week from which at least one of them handed something in.

    Raises:
        UserError: if the folder is none, or holds no submission.
    """
    if not submissions.is_dir():
        raise UserError(f"There is no folder {submissions}. Say where the submissions are: make grade SUBMISSIONS=folder")
    learners = sorted(
        path.name for path in submissions.iterdir() if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
    )
    weeks = [week for week in WEEKS if any((submissions / learner / week.name).exists() for learner in learners)]
    if not weeks:
        raise UserError(
            f"{submissions} holds no submission; it should hold <learner>/<week>/{NOTEBOOK}, as in ada/{WEEKS[0].name}/{NOTEBOOK}."
        )
    return [Task(written(learner), week.name, submissions / learner / week.name) for learner in learners for week in weeks]


def written(name: str) -> str:
    """Write the name of a folder, which may be any bytes, as text."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


class Class:
    """A class that is graded into a folder."""

    def __init__(self, submissions: Path, out: Path, database: str, request: Request):
        self.submissions, self.out, self.request = submissions, out, request
        self.tasks = find_submissions(submissions)
        out.mkdir(parents=True, exist_ok=True)
        self.grades = Grades(database or f"sqlite:///{(out / 'grades.db').resolve()}")

    def page(self, learner: str, week: str) -> Path:
        return self.out / "feedback" / learner / f"{week}.html"

    def grade(self, cluster: str, jobs: int, only: tuple[str, str] | None) -> None:
        """Grade what is not graded yet.

        Args:
            cluster: of Dask, or nothing for this machine.
            jobs: submissions at a time on this machine.
            only: week and exercise of the one that is graded again, for all.
        """
        self.grades.forget((task.learner, task.week) for task in self.tasks)
        known = self.grades.known()
        tasks = [task for task in self.tasks if not only or task.week == only[0]]
        prints: dict[Task, str] = {}
        part = {task for task in tasks if only and (task.learner, task.week) in known}
        again = Request(self.request.sandboxed, self.request.limits, only[1]) if only else self.request

        def open_tasks() -> Iterator[tuple[Task, Files, Request]]:
            for task in tasks:
                files = task.pack(self.request.limits)
                prints[task] = fingerprint(files, task.week, self.request)
                done = known.get((task.learner, task.week)) == prints[task] and self.page(task.learner, task.week).exists()
                if task in part or not done:
                    yield task, files, again if task in part else self.request

        todo = open_tasks()
        first = next(todo, None)
        if first is None:
            print(f"Nothing has changed: all {len(tasks)} submissions are graded.", flush=True)
            return
        begin, count = monotonic(), 0
        with connect(cluster, jobs) as client:
            for task, grade in grade_all(
                client, _chain(first, todo), lambda task: self.grades.add_attempt(task.learner, task.week, prints[task])
            ):
                self._keep(task, grade, prints[task], only[1] if only and task in part else "")
                count += 1
                left = (monotonic() - begin) / count * (len(tasks) - len(prints) + 1)
                _say(f"[{len(prints)}/{len(tasks)}] {_describe(task, grade)}{_time_left(left)}")

    def _keep(self, task: Task, grade: Grade, print_: str, only: str) -> None:
        """Write a grade down: the page first, so that a grade in the database has one."""
        page = self.page(task.learner, task.week)
        if not (only and page.exists()):
            page.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(page) as temporary:
                temporary.write_text(grade.page, encoding="utf-8", errors="replace")
        self.grades.save(task.learner, task.week, print_, grade, only)

    def write(self, rule: Lateness) -> None:
        """Write tables, report and what was given by hand.

        Raises:
            UserError: if a table of the instructor's can't be read.
        """
        roster = read_roster(self.submissions / "roster.csv")
        late, by_hand = read_late(self.submissions / "late.csv"), read_by_hand(self.submissions / "by_hand.csv")
        results = list(combine(self.grades.entries(), roster, late, by_hand, rule))
        write_tables(results, self.out)
        for one in results:
            page = self.page(one.learner, one.week)
            old = page.read_text(encoding="utf-8") if page.exists() else ""
            new = with_comments(old, one.week, one.comments, one.grade.exercises)
            if new != old:
                with atomic_write(page) as temporary:
                    temporary.write_text(new, encoding="utf-8")
        there = {(task.learner, task.week) for task in self.tasks if task.folder.exists()}
        weeks = {task.week for task in self.tasks}
        learners = {task.learner for task in self.tasks} | set(roster)
        missing = sorted((learner, week) for learner in learners for week in weeks if (learner, week) not in there)
        write_report(results, missing, self.out / "report.html")


def _chain(first: tuple, rest: Iterator[tuple]) -> Iterator[tuple]:
    yield first
    yield from rest


def _describe(task: Task, grade: Grade) -> str:
    return f"{task.learner} {task.week}: {grade.score:g} of {grade.max_score:g} points{f'. {grade.note}' if grade.note else ''}"


def _time_left(seconds: float) -> str:
    return f" (about {seconds / 60:.0f} minutes left)" if seconds > 90 else ""


def _say(text: str) -> None:
    """Print as well as the console can."""
    encoding = sys.stdout.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


def grade_class(
    submissions: Path,
    out: Path = GRADES,
    request: Request | None = None,
    database: str = "",
    cluster: str = "",
    jobs: int = 1,
    only: tuple[str, str] | None = None,
    rule: Lateness = Lateness(),  # noqa: B008 - it can't change
) -> None:
    """Grade every submission in a folder, and write grades, report and feedback into another one.

    Raises:
        UserError: if the folder holds no submission, another grader writes into `out`, or a table can't be read.
    """
    request = request or Request()
    out.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(out / ".lock", timeout=0):
            group = Class(submissions, out, database, request)
            try:
                group.grade(cluster, jobs, only)
            finally:
                group.write(rule)
                group.grades.close()
    except Timeout as error:
        raise UserError(f"Another grader is writing into {out}: wait for it, or give this one another folder, --out.") from error
    except SQLAlchemyError as error:
        raise UserError(f"The database can't be used: {str(error).splitlines()[0]}") from error


def choose_sandbox(choice: str) -> bool:
    """Decide whether submissions run in a sandbox: "auto", "required" or "off".

    Raises:
        UserError: if one is required, and there is none.
    """
    reason = "it is switched off" if choice == "off" else why_no_sandbox()
    if reason and choice == "required":
        raise UserError(f"There is no sandbox here: {reason}.")
    if reason:
        print(NO_SANDBOX.format(reason=reason), file=sys.stderr, flush=True)
    return not reason


def _find_exercise(text: str) -> tuple[str, str] | None:
    week, _, name = text.partition("/")
    if text and not any(week == one.name and name in max_points(one) for one in WEEKS):
        raise UserError(f"There is no exercise {text}; it should be like {WEEKS[0].name}/{next(iter(max_points(WEEKS[0])))}.")
    return (week, name) if text else None


def main() -> None:
    parser = argparse.ArgumentParser(description="Grade a folder of submissions: <learner>/<week>/assignment.ipynb.")
    parser.add_argument("submissions", help="the folder")
    parser.add_argument("--out", type=Path, default=GRADES, help="where grades and feedback go; without it out/grades")
    parser.add_argument("--database", default="", metavar="URL", help="of the grades; without it grades.db in that folder")
    parser.add_argument("--sandbox", choices=("auto", "required", "off"), default="auto", help="whether submissions run in bubblewrap")
    parser.add_argument("--cluster", default="", metavar="ADDRESS", help="of a Dask scheduler, tcp://…; without it this machine grades")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="submissions at a time here, %(default)s if not given")
    parser.add_argument("--exercise", default="", metavar="WEEK/NAME", help="grade this exercise again, for all")
    for name, what in (("cell", "one cell, or the test of one exercise"), ("submission", "a whole notebook")):
        default = getattr(DEFAULT_LIMITS, f"{name}_seconds")
        parser.add_argument(f"--{name}-seconds", type=int, default=default, help=f"time for {what}, %(default)s if not given")
    parser.add_argument(
        "--late-percent", type=float, default=Lateness.percent, help="of the points that a late day costs, %(default)g if not given"
    )
    parser.add_argument("--free-late-days", type=int, default=Lateness.free_days, help="of each learner, %(default)s if not given")
    arguments = parser.parse_args()
    try:
        if not arguments.submissions:  # what make hands on if it was told no folder
            raise UserError("Say where the submissions are: make grade SUBMISSIONS=folder")
        only = _find_exercise(arguments.exercise)
        find_submissions(Path(arguments.submissions))
        limits = Limits(cell_seconds=arguments.cell_seconds, submission_seconds=arguments.submission_seconds)
        request = Request(choose_sandbox(arguments.sandbox), limits)
        rule = Lateness(arguments.late_percent, arguments.free_late_days)
        where = Path(arguments.submissions), arguments.out, request, arguments.database, arguments.cluster, max(1, arguments.jobs)
        grade_class(*where, only, rule)
    except UserError as error:
        parser.exit(2, f"Error: {error}\n")
    except OSError as error:
        parser.exit(2, f"Error: {error.filename or 'The file'} can't be read or written: {error.strerror or error}.\n")
    except KeyboardInterrupt:
        parser.exit(2, "Stopped. What is graded stays; the same command goes on.\n")
    _say(f"Grades and feedback: {arguments.out.resolve()}, the report: {(arguments.out / 'report.html').resolve()}")


if __name__ == "__main__":
    main()
