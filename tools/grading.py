"""nbgrader, set up for this course: blanks from a solution, and one submission graded.

Everything runs in a temporary course folder of nbgrader's own form, a new one for each submission:

    source/<week>/assignment.ipynb      a copy of the week's solution.ipynb, the one source
    release/<week>/assignment.ipynb     the blanks
    submitted/student/<week>/…          what a learner handed in, the notebook; models beside it go where it runs
    autograded/…, feedback/…            what nbgrader makes of it
    gradebook.db

A submission is somebody else's program. It runs in a kernel of its own, in a folder that holds nothing but the
course's own code, for a limited time. But it has the rights of the one who grades: on a machine that matters, grade
in a container or as another user. And no test that shares a process with the code under test withstands an attack
on Python or NumPy themselves; these withstand checks that are edited, deleted, moved, redefined or patched.
"""

import copy
import math
import os
import re
import secrets
import shutil
import sys
import tempfile
import warnings
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from time import monotonic

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import ClearMetadataPreprocessor, CSSHTMLHeaderPreprocessor
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    Execute,
    GetGrades,
    IgnorePattern,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import is_grade, is_solution, setenv
from sqlalchemy.exc import SAWarning
from traitlets import Integer, Unicode
from traitlets.config import Config

from shared.model.trained_model import MODEL_FILES
from shared.paths import COURSE
from tools.tidy_notebooks import tidied

NOTEBOOK = "assignment.ipynb"
STUDENT = "student"  # for nbgrader, which takes names for patterns; the folder of a submission may have any name
STUB = "# your own lines here\nraise NotImplementedError"
LONGEST_OUTPUT = 100_000  # characters that a submission may print, all in all; the rest is dropped
LARGEST_FILE = 20_000_000  # bytes

LINK_TO_A_FILE = re.compile(r"(?<!!)\[([^\]]*)\]\((?!\w+:|#)[^)\s]*\.(?:ipynb|md)\)")  # feedback lies elsewhere

# Before each test: the checks come from the course's files again, whatever the notebook made of them. No name that
# a learner may have given another value is used.
FRESH_CHECKS = """\
import sys as _sys
_sys.path.insert(0, {place!r})
for _name in [*_sys.modules]:
    if _name.partition(".")[0] in ("checks", "shared"):
        del _sys.modules[_name]
"""
# After it: a sign that the test ran to its end. An error is not the only way not to pass. A test with a line that begins
# with POINTS gives a part of its points: the value goes with the sign.
SIGN = '\n__import__("IPython").get_ipython().display_pub.publish({{"text/plain": {sign!r}, "points": str({points})}})'
POINTS = "points = "


class Unreadable(Exception):
    """A file that is no notebook. The message says why, to the one who handed it in."""


class RestoreCells(NbGraderPreprocessor):
    """Give a submission the blanks' cells and metadata back, where they were edited, copied, stripped or deleted.

    What a learner wrote stays. A test that is missing comes last: by then all that it may ask for is defined, even
    in a cell that has lost its label.
    """

    released = Unicode(help="the blanks").tag(config=True)

    def preprocess(self, nb, resources):
        ours = {_grade_id(cell): cell for cell in nbformat.read(self.released, as_version=4).cells if _grade_id(cell)}
        places = {_grade_id(cell): place for place, cell in enumerate(nb.cells)}  # of several copies the last
        for place, cell in enumerate(nb.cells):
            grade_id = _grade_id(cell)
            cell.metadata.pop("nbgrader", None)
            if grade_id in ours and places[grade_id] == place:
                nb.cells[place] = self._restored(ours[grade_id])
                if is_solution(ours[grade_id]):
                    nb.cells[place].source = cell.source
        nb.cells += [self._restored(cell) for grade_id, cell in ours.items() if is_grade(cell) and grade_id not in places]
        return nb, resources

    def _restored(self, cell):
        cell = copy.deepcopy(cell)
        cell.id = _grade_id(cell)
        return cell


class PrepareForReading(NbGraderPreprocessor):
    """Take out of the feedback what nothing stands behind: comments of nbgrader's own, links to files of the course."""

    def preprocess_cell(self, cell, resources, index):
        if is_solution(cell):
            cell.metadata.nbgrader.pop("comment", None)
        if cell.cell_type == "markdown":
            cell.source = LINK_TO_A_FILE.sub(r"\1", cell.source)
        return cell, resources


class ExecuteSubmission(Execute):
    """Run a submission: within its time, in a folder of its own, and each test with the course's own checks."""

    week = Unicode(help="the folder of the week in the course").tag(config=True)
    handed_in = Unicode(help="the folder that the submission came in").tag(config=True)
    submission_seconds = Integer(help="time for all cells together").tag(config=True)

    def preprocess(self, nb, resources, km=None):
        self.stopped, self.printed, self.sign = "", 0, secrets.token_hex(16)
        self.deadline = monotonic() + self.submission_seconds
        self.timeout_func = lambda cell: max(1, min(self.timeout, math.ceil(self.deadline - monotonic())))
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            self.place = Path(folder) / Path(self.week).name
            self._lay_out()
            resources["metadata"]["path"] = str(self.place)
            with setenv(PYTHONPATH=folder, IPYTHONDIR=str(Path(folder) / "ipython")):
                return super().preprocess(nb, resources, km)

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type != "code":
            return cell, resources
        if not self.stopped and monotonic() > self.deadline:
            self.stopped = f"The time for the whole notebook is over: {self.submission_seconds} seconds."
        if self.stopped:
            _add_error(cell, "NotRun", self.stopped)
            return cell, resources
        source = cell.source
        if is_grade(cell):
            self._lay_out()
            cell.source = FRESH_CHECKS.format(place=str(self.place)) + source + SIGN.format(sign=self.sign, points=self._points(source))
        try:
            super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            self.stopped = "Python ended in the middle of the notebook (`exit()`, or too little memory)."
            _add_error(cell, "NotRun", self.stopped)
        except CellTimeoutError:
            self.stopped = "A cell of the notebook did not end, even when it was interrupted."
            _add_error(cell, "NotRun", self.stopped)
        cell.source = source
        if is_grade(cell):
            self._sum_up(cell)
        return cell, resources

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream":
            room = max(0, LONGEST_OUTPUT - self.printed)
            self.printed += len(msg["content"]["text"])
            if not room:
                return None
            msg["content"]["text"] = msg["content"]["text"][:room]
        return super().process_message(msg, cell, cell_index)

    def _sum_up(self, cell):
        """Keep of a test's errors one sentence: a traceback would show the hidden tests."""
        signs = [output for output in cell.outputs if output.get("data", {}).get("text/plain") == self.sign]
        cell.outputs = [output for output in cell.outputs if output not in signs]
        errors = [output for output in cell.outputs if output.output_type == "error"]
        cell.outputs = [output for output in cell.outputs if output not in errors]
        if errors:
            error = next((error for error in errors if error.ename == "TimeOver"), errors[0])
            _add_error(cell, error.ename, error.evalue)
        elif signs:
            _say_right_once(cell)
            if self._points(cell.source) != "None":  # nbgrader takes a result for the points
                cell.outputs.append(nbformat.v4.new_output("execute_result", {"text/plain": signs[-1].data["points"]}))
        else:
            _add_error(cell, "NotRun", "This test did not run to its end.")

    def _points(self, source):
        """The expression that has the points that a test gives, "None" where it gives all or nothing."""
        return "points" if any(line.startswith(POINTS) for line in source.splitlines()) else "None"

    def _lay_out(self):
        """Put things where the submission finds them: shared/ and what the week's checks need, as they are in the course; and its models."""
        shutil.copytree(COURSE / "shared", self.place.parent / "shared", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        self.place.mkdir(exist_ok=True)
        for model in Path(self.handed_in).glob(f"*/{MODEL_FILES[-1]}"):
            for name in MODEL_FILES:
                _copy(model.parent / name, self.place / model.parent.name / name)
        for name in ("checks.py", "judge.keras", *(f"model/{name}" for name in MODEL_FILES)):
            _copy(Path(self.week) / name, self.place / name)  # these last: a learner's folder may have any name


@dataclass(frozen=True)
class Grade:
    """What one submission got.

    Attributes:
        exercises: name of each exercise to (points reached, points to reach, what the test said if it failed).
        note: why the notebook, or its end, could not be graded; empty if all went well.
        page: the feedback, HTML.
    """

    exercises: dict[str, tuple[float, float, str]]
    note: str = ""
    page: str = field(default="", repr=False)

    @property
    def score(self) -> float:
        return sum(points for points, _, _ in self.exercises.values())

    @property
    def max_score(self) -> float:
        return sum(points for _, points, _ in self.exercises.values())


class Assignment:
    """The assignment of one week, ready to grade submissions."""

    def __init__(self, week: Path, folder: Path, cell_seconds: int = 60, submission_seconds: int = 300):
        """Make the blanks and the gradebook.

        Args:
            week: folder of the course with a solution.ipynb and a checks.py.
            folder: a temporary one, for nbgrader's course folder.
            cell_seconds: time for one cell of a submission.
            submission_seconds: time for all of its cells together.
        """
        self.week, self.template = week, folder / "template"
        source = self.template / "source" / week.name
        source.mkdir(parents=True)
        shutil.copy(week / "solution.ipynb", source / NOTEBOOK)
        self.config = Config(
            {
                "ClearSolutions": {"code_stub": {"python": STUB}},
                "Execute": {
                    "timeout": cell_seconds,
                    "iopub_timeout": 10,  # for output still on its way when a cell has ended or was interrupted
                    "shutdown_kernel": "immediate",
                    "error_on_timeout": _error("TimeOver", f"This took longer than {cell_seconds} seconds: does its loop end?"),
                    "extra_arguments": ["--log-level=ERROR"],
                },
                "ExecuteSubmission": {"week": str(week), "submission_seconds": submission_seconds},
                "RestoreCells": {"released": str(self.template / "release" / week.name / NOTEBOOK)},
                "IgnorePattern": {"pattern": r"[\s\S]"},  # nbgrader takes a warning for a failed test
                "Autograde": {
                    "sanitize_preprocessors": [ClearOutput, RestoreCells, OverwriteKernelspec, OverwriteCells, CheckCellMetadata],
                    "autograde_preprocessors": [
                        ExecuteSubmission,
                        IgnorePattern,
                        ClearMetadataPreprocessor,
                        LimitOutput,
                        SaveAutoGrades,
                        CheckCellMetadata,
                    ],
                },
                # The hidden tests stay hidden, and a submission's HTML stays text.
                "GenerateFeedback": {"preprocessors": [GetGrades, PrepareForReading, ClearHiddenTests, CSSHTMLHeaderPreprocessor]},
                "HTMLExporter": {"sanitize_html": True},
            }
        )
        self._run(GenerateAssignment, self.template)
        self.blanks = tidied((self.template / "release" / week.name / NOTEBOOK).read_text(encoding="utf-8"))

    def grade(self, path: Path) -> Grade:
        """Grade one notebook, whatever it is."""
        try:
            notebook = _read(path)
        except Unreadable as error:
            return self._ungraded(str(error))
        with tempfile.TemporaryDirectory(dir=self.template.parent, ignore_cleanup_errors=True) as folder:
            root = Path(folder) / "course"
            shutil.copytree(self.template, root)
            submitted = root / "submitted" / STUDENT / self.week.name / NOTEBOOK
            submitted.parent.mkdir(parents=True)
            nbformat.write(notebook, submitted)
            try:
                self._run(Autograde, root, handed_in=path.parent)
                self._run(GenerateFeedback, root)
            except Exception as error:  # whatever a broken notebook leads to, the next one is graded
                return self._ungraded(f"The notebook can't be graded ({error}). Start from the blanks of the course again.")
            graded = nbformat.read(root / "autograded" / STUDENT / self.week.name / NOTEBOOK, as_version=4)
            page = (root / "feedback" / STUDENT / self.week.name / NOTEBOOK).with_suffix(".html").read_text(encoding="utf-8")
            grade = Grade(self._exercises(root, graded), _note(graded))
            return replace(grade, page=_readable(page, self.week.name, grade))

    def _run(self, converter: type, root: Path, handed_in: Path | None = None) -> None:
        config = copy.deepcopy(self.config)
        config.ExecuteSubmission.handed_in = str(handed_in)
        config.CourseDirectory = Config({"root": str(root), "assignment_id": self.week.name})
        # nbgrader calls the command alembic, which lies beside this Python.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        with setenv(PATH=path), warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # of how nbgrader uses its database
            converter(coursedir=CourseDirectory(config=config), config=config).start()

    def _exercises(self, root: Path, graded: nbformat.NotebookNode) -> dict[str, tuple[float, float, str]]:
        messages = {_grade_id(cell): _message(cell) for cell in graded.cells if is_grade(cell)}
        with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
            grades = gradebook.find_submission_notebook(Path(NOTEBOOK).stem, self.week.name, STUDENT).grades
            points = {grade.name: (grade.auto_score or 0.0, grade.max_score) for grade in grades}
        return {_exercise(name): (*points[name], messages.get(name, "")) for name in self._tests()}

    def _tests(self) -> dict[str, float]:
        """The tests in their order, with their points."""
        cells = nbformat.reads(self.blanks, as_version=4).cells
        return {_grade_id(cell): float(cell.metadata.nbgrader.points) for cell in cells if is_grade(cell)}

    def _ungraded(self, note: str) -> Grade:
        exercises = {_exercise(name): (0.0, points, "") for name, points in self._tests().items()}
        return Grade(
            exercises, note, PLAIN_PAGE.format(title=escape(self.week.name), note=escape(note), points=sum(self._tests().values()))
        )


PLAIN_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}: 0 of {points:g} points</h1><p>{note}</p></body>
</html>
"""


FEEDBACK_STYLE = """\
<style>
pre { white-space: pre-wrap; overflow-wrap: anywhere; word-break: normal; }
td, th { padding: 2px 8px; }
.right, .wrong { font-weight: bold; }
.right { color: #00527a; }
.wrong { color: #a33b00; }
.nbgrader_cell .right, .nbgrader_cell .wrong { background: white; padding: 0 6px; }
.output_error pre { border-left: 4px solid #a33b00; }
</style>
"""


def _readable(page: str, title: str, grade: Grade) -> str:
    """Name the exercises on nbgrader's page, and say in words and colours which are right."""
    page = page.replace("</head>", f"{FEEDBACK_STYLE}</head>", 1)
    heading = f"{title}: {grade.score:g} of {grade.max_score:g} points"
    page = re.sub("<title>.*?</title>", lambda _: f"<title>{escape(heading)}</title>", page, count=1)
    page = re.sub("<h4>.*?</h4>", lambda _: f"<h4>{escape(heading)}</h4>", page, count=1)
    for name, (points, of, _) in grade.exercises.items():
        verdict = '<span class="right">right</span>' if points == of else '<span class="wrong">not right yet</span>'
        link = f'<a href="#check_{name}">'
        page = re.sub(rf"{link}Test cell</a> \([^)]*\)", f"{link}{name}</a>: {verdict}, {points:g} of {of:g} points", page, count=1)
        page = page.replace(f"Grade cell: <code>check_{name}</code>", f"Test of <code>{name}</code>: {verdict}", 1)
    return page


def _copy(source: Path, target: Path) -> None:
    """Copy a file, if there is one and it is none of the largest; a link is none."""
    if source.is_file() and not source.is_symlink() and source.stat().st_size <= LARGEST_FILE:
        target.parent.mkdir(exist_ok=True)
        shutil.copy(source, target)


def _say_right_once(cell) -> None:
    """Drop the lines that the hidden tests print again."""
    said = set()
    for output in cell.outputs:
        if output.output_type == "stream":
            lines = output.text.splitlines(keepends=True)
            output.text = "".join(line for line in lines if not (line in said or said.add(line)))


def _read(path: Path) -> nbformat.NotebookNode:
    """Read a notebook of any version.

    Raises:
        Unreadable: if it is none.
    """
    if not path.is_file():
        raise Unreadable(f"There is no {path.parent.name}/{path.name}.")
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable(f"{path.name} is larger than {LARGEST_FILE // 1_000_000} MB: clear its outputs and hand it in again.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        if not text.strip():
            raise Unreadable(f"{path.name} is empty.")
        notebook = nbformat.reads(text, as_version=4)
        if not all(isinstance(cell.source, str) for cell in notebook.cells):
            raise ValueError("a cell without text")
    except Unreadable:
        raise
    except Exception as error:  # nbformat raises whatever it stumbles over
        raise Unreadable(f"{path.name} is no notebook that Jupyter can open: save it in JupyterLab and hand it in again.") from error
    return notebook


def _grade_id(cell) -> str | None:
    metadata = cell.metadata.get("nbgrader")
    return metadata.get("grade_id") if isinstance(metadata, dict) else None


def _exercise(test: str) -> str:
    return test.removeprefix("check_")


def _error(name: str, message: str) -> dict:
    """An error as Jupyter writes it; of those that have a sentence for the learner, the sentence alone is shown."""
    shown = message if name in ("WrongAnswer", "NotRun", "TimeOver") else f"{name}: {message}"
    return {"ename": name, "evalue": message, "traceback": [shown]}


def _add_error(cell, name: str, message: str) -> None:
    cell.outputs.append(nbformat.v4.new_output("error", **_error(name, message)))


def _message(cell) -> str:
    return next((output.traceback[0] for output in cell.outputs if output.output_type == "error"), "")


def _note(graded: nbformat.NotebookNode) -> str:
    """Say why the end of a notebook was not run, if it was not."""
    messages = [output.evalue for cell in graded.cells for output in cell.get("outputs", []) if output.get("ename") == "NotRun"]
    return messages[0] if messages else ""
