"""One submission graded: its cells run in a sandbox, its answers judged here, where the learner's code never comes.

A test of the course is run in this process. The names that it uses of the notebook are `Remote`: the check calls them
over a wire, sends its cases one by one, and compares what comes back.
"""

import builtins
import copy
import faulthandler
import importlib.util
import os
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from time import monotonic
from types import ModuleType
from typing import Any

import nbformat
import numpy as np
import pandas as pd
from nbformat.v4 import new_output

from shared.exercises.answer import WrongAnswer
from shared.exercises.remote import Remote, RemoteError
from shared.exercises.wire import WireError, decode
from shared.paths import WEEKS
from tools.grading.cells import TEST, grade_id, is_test, nbgrader_of
from tools.grading.feedback import feedback_page
from tools.grading.kernel import Agent, Kernel, KernelStopped, TooSlow
from tools.grading.limits import DEFAULT_LIMITS, Limits
from tools.grading.results import ExerciseGrade, Grade, Seconds
from tools.grading.sandbox import INSIDE, PREFIX, close_folder, make_kernel
from tools.grading.submission import UnreadableNotebook, find_notebook, read_notebook, restore_cells, without_lines_for_elsewhere

MOST_RUNS = 2  # of a notebook whose Python ended or hung: it may have been the machine's fault
PARTIAL_CREDIT = "points"  # a test that leaves a number under this name gives that part of its points
LIBRARIES = {"np": np, "pd": pd}  # that a test of the course may use
SPARE_SECONDS = 240  # beyond the limit of a submission, for judging its models; then this process is ended


@dataclass(frozen=True)
class Request:
    """What is graded, and how.

    Attributes:
        sandboxed: whether submissions run in bubblewrap.
        limits: what each may take.
        exercise: the only one to be graded; empty for all.
    """

    sandboxed: bool = True
    limits: Limits = DEFAULT_LIMITS
    exercise: str = ""


@cache
def course_notebook(week: Path) -> nbformat.NotebookNode:
    """Read a week's notebook with its tests, the hidden ones too."""
    return nbformat.read(week / "solution.ipynb", as_version=4)


def max_points(week: Path) -> dict[str, float]:
    """List a week's exercises in their order, with the points that each gives."""
    return {name.removeprefix(TEST): float(nbgrader_of(cell)["points"]) for name, cell in tests_of(week).items()}


def tests_of(week: Path) -> dict[str, nbformat.NotebookNode]:
    return {str(grade_id(cell)): cell for cell in course_notebook(week).cells if is_test(cell)}


@cache
def _load_checks(week: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location("checks", week / "checks.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules["checks"] = module
    specification.loader.exec_module(module)
    return module


def grade(folder: Path, week: Path, request: Request) -> Grade:
    """Grade the submission in a folder, whatever it is.

    Args:
        folder: the notebook's, <learner>/<week>.
        week: folder of the course.
        request: how.
    """
    start, points = monotonic(), max_points(week)
    sys.modules["checks"] = _load_checks(week)
    path, note = find_notebook(folder)
    try:
        if path is None:
            raise UnreadableNotebook(note)
        notebook = read_notebook(path, request.limits)
    except UnreadableNotebook as error:
        return ungraded(week.name, str(error))
    except OSError as error:
        return ungraded(week.name, f"The notebook can't be read: {error.strerror}.")
    restore_cells(notebook, course_notebook(week))
    for _ in range(MOST_RUNS):
        # Whatever happens, this process goes on with the next one, or is ended and another takes its place.
        faulthandler.dump_traceback_later(request.limits.submission_seconds + request.limits.start_seconds + SPARE_SECONDS, exit=True)
        try:
            with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as temporary:
                tried = copy.deepcopy(notebook)
                run = _Run(week, folder, Path(temporary), request, [note] if note else [])
                run.grade(tried)
        finally:
            faulthandler.cancel_dump_traceback_later()
        if not run.failed:
            break
    exercises = {name: run.grades.get(name, ExerciseGrade(0.0, most, "This test was not run.")) for name, most in points.items()}
    result = Grade(exercises, " ".join(run.notes), seconds=Seconds(monotonic() - start, run.start_seconds, run.cells_seconds))
    return Grade(exercises, result.note, feedback_page(tried, week.name, result), result.seconds)


def ungraded(week: str, note: str) -> Grade:
    """Make the grade of a submission that can't be graded, for the reason in `note`."""
    exercises = {name: ExerciseGrade(0.0, most) for name, most in max_points(next(one for one in WEEKS if one.name == week)).items()}
    result = Grade(exercises, note)
    return Grade(exercises, note, feedback_page(nbformat.v4.new_notebook(), week, result))


class _Run:
    """The run of one submission.

    Attributes:
        grades: of the exercises that were tested.
        notes: what stood in the way.
        start_seconds, cells_seconds: time that the start of Python took, and the learner's cells.
        failed: whether its Python ended too early, or hung.
    """

    def __init__(self, week: Path, folder: Path, temporary: Path, request: Request, notes: list[str]):
        self.week, self.folder, self.temporary, self.request, self.notes = week, folder, temporary, request, notes
        self.grades: dict[str, ExerciseGrade] = {}
        self.start_seconds, self.cells_seconds, self.stopped, self.failed = 0.0, 0.0, "", False

    def grade(self, notebook: nbformat.NotebookNode) -> None:
        """Run a notebook's cells and test its answers; the outputs are left in the cells."""
        limits = self.request.limits
        kernel, begin = None, monotonic()
        try:
            manager, how = make_kernel(self.week, self.folder, self.temporary, limits, self.request.sandboxed)
            course = INSIDE if self.request.sandboxed else self.temporary / "course"
            kernel = Kernel(manager, how, limits, self.temporary, str(course))
            close_folder(self.temporary)
            self.start_seconds = monotonic() - begin
            self.deadline = monotonic() + limits.submission_seconds
        except KernelStopped as error:
            self._fail(str(error))
        try:
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs = self._test(kernel, cell) if is_test(cell) else self._run(kernel, cell.source)
        finally:
            if kernel:
                kernel.close()

    def _stop(self, reason: str) -> None:
        self.stopped = reason
        self.notes.append(reason)

    def _fail(self, reason: str) -> None:
        """Stop because Python ended or hangs: whether the notebook is to blame, a second run shows."""
        self.failed = True
        self._stop(reason)

    def _seconds(self) -> float:
        """Give the time that the next cell has."""
        left = self.deadline - monotonic()
        if left <= 0 and not self.stopped:
            self._stop(f"The time for the whole notebook is over: {self.request.limits.submission_seconds} seconds.")
        return min(self.request.limits.cell_seconds, left)

    def _run(self, kernel: Kernel | None, source: str) -> list[dict]:
        source, left_out = without_lines_for_elsewhere(source)
        if left_out:
            self.notes.append(f"Not run, for it works elsewhere only: {', '.join(f'`{line}`' for line in left_out)}.")
        seconds = 0.0 if self.stopped else self._seconds()
        if self.stopped or kernel is None:
            return [_error("NotRun", self.stopped)]
        begin = monotonic()
        try:
            return kernel.run(source, seconds)
        except TooSlow as error:
            return [*error.args[0], _error("CellTimeout", self._too_slow())]
        except KernelStopped as error:
            self._fail(str(error))
            return [_error("NotRun", str(error))]
        finally:
            self.cells_seconds += monotonic() - begin

    def _too_slow(self) -> str:
        return f"This took longer than {self.request.limits.cell_seconds} seconds: does its loop end?"

    def _test(self, kernel: Kernel | None, cell: nbformat.NotebookNode) -> list[dict]:
        name, most = str(grade_id(cell)).removeprefix(TEST), float(nbgrader_of(cell)["points"])
        if self.request.exercise not in ("", name):
            return []
        source, cell.source = cell.source, visible_part(cell.source)  # the hidden tests stay hidden
        seconds = 0.0 if self.stopped else self._seconds()
        if self.stopped or kernel is None:
            self.grades[name] = ExerciseGrade(0.0, most, self.stopped)
            return [_error("NotRun", self.stopped)]
        points, message, shown = 0.0, "", []
        said = StringIO()
        try:
            agent = Agent(kernel, seconds)
            try:
                share = _run_test(source, agent, said)
                points = most if share is None else min(max(share, 0.0), most)
            except WrongAnswer as error:
                message = str(error)
            except RemoteError as error:
                message = f"{error.failure.kind}: {error}"
            except NameError as error:
                message = f"NameError: {error}"
            except WireError as error:
                message = f"What {name} returns can't be handed on: {error}."
            except Exception as error:  # what comes from a stranger may be anything
                message = f"What {name} returns can't be judged ({type(error).__name__}). Look at the example of the exercise again."
            finally:
                agent.close()
            shown = agent.outputs.kept
        except TooSlow:
            points, message = 0.0, self._too_slow()
        except KernelStopped as error:
            points, message = 0.0, str(error)
            self._fail(message)
        except WireError as error:
            points, message = 0.0, f"What {name} returns can't be handed on: {error}."
        message = message[:5000]
        self.grades[name] = ExerciseGrade(points, most, message)
        lines = dict.fromkeys(said.getvalue().splitlines())  # a hidden test prints "Right: …" as the visible one does
        if lines and not message:
            shown = [*shown, new_output("stream", name="stdout", text="\n".join(lines))]
        return [*shown, *([_error("WrongAnswer", message)] if message else [])]


def _error(name: str, message: str) -> dict:
    return new_output("error", ename=name, evalue=message, traceback=[message])


def visible_part(source: str) -> str:
    """Take the hidden tests out of a test."""
    return source.partition("### BEGIN HIDDEN TESTS")[0].rstrip()


def _run_test(source: str, agent: Agent, said: StringIO) -> float | None:
    """Run a test here. Returns the points that it gives, None for all or nothing.

    Raises:
        WrongAnswer: if the answer is wrong.
        RemoteError, NameError, WireError: if it can't be tested.
    """
    names = _Names(agent)
    with redirect_stdout(said), redirect_stderr(StringIO()):
        exec(compile(source, "<test>", "exec"), names)
    return names.get(PARTIAL_CREDIT)


class _Names(dict):
    """The names that a test uses: what it defines, and what the learner's notebook has defined."""

    def __init__(self, agent: Agent):
        super().__init__(LIBRARIES, __builtins__=builtins)
        self.agent = agent

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)
        answer = self.agent.request({"op": "name", "name": name}, [])
        if answer.get("missing"):
            raise NameError(f"name {name!r} is not defined")
        if answer.get("callable"):
            self[name] = Remote(self.agent, {"name": name}, name, bool(answer.get("class")))
        else:
            self[name] = decode(answer.get("value"))
        return self[name]
