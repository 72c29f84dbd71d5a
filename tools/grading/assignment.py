"""The assignment of one week: its blanks made from the solution, its submissions graded."""

import copy
import os
import shutil
import sys
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor, CSSHTMLHeaderPreprocessor
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    GetGrades,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import is_grade, setenv
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from tools.grading.cells import CELL_TIMEOUT, TEST, error_content, error_message, grade_id, why_not_run
from tools.grading.execution import ExecuteSubmission
from tools.grading.feedback import ClearLinksAndComments, feedback_page, ungraded_page
from tools.grading.limits import DEFAULT_LIMITS, Limits
from tools.grading.results import ExerciseGrade, Grade
from tools.grading.submission import RestoreCells, UnreadableNotebook, read_notebook
from tools.tidy_notebooks import tidied

NOTEBOOK = "assignment.ipynb"
STUDENT = "student"  # for nbgrader, which takes names for patterns; the folder of a submission may have any name
CODE_STUB = "# your own lines here\nraise NotImplementedError"


class Assignment:
    """The assignment of one week, ready to grade submissions.

    Attributes:
        blanks: the text of the notebook that learners get.
        max_points: the exercises in their order, with the points that each gives.
    """

    def __init__(self, week: Path, folder: Path, limits: Limits = DEFAULT_LIMITS):
        """Make the blanks and the gradebook.

        Args:
            week: folder of the course with a solution.ipynb and a checks.py.
            folder: a temporary one, for nbgrader's course folder.
            limits: what a submission may take.
        """
        self.week, self.limits, self.template = week, limits, folder / "template"
        source = self.template / "source" / week.name
        source.mkdir(parents=True)
        shutil.copy(week / "solution.ipynb", source / NOTEBOOK)
        blanks = self.template / "release" / week.name / NOTEBOOK
        self.config = _nbgrader_config(week, blanks, limits)
        self._run(GenerateAssignment, self.template)
        self.blanks = tidied(blanks.read_text(encoding="utf-8"))
        tests = [cell for cell in nbformat.reads(self.blanks, as_version=4).cells if is_grade(cell)]
        self.max_points = {cell.metadata.nbgrader.grade_id.removeprefix(TEST): float(cell.metadata.nbgrader.points) for cell in tests}

    def grade(self, path: Path) -> Grade:
        """Grade one notebook, whatever it is."""
        try:
            notebook = read_notebook(path, self.limits)
        except UnreadableNotebook as error:
            return self._ungraded(str(error))
        with tempfile.TemporaryDirectory(dir=self.template.parent, ignore_cleanup_errors=True) as folder:
            root = Path(folder) / "course"
            shutil.copytree(self.template, root)
            submitted = root / "submitted" / STUDENT / self.week.name / NOTEBOOK
            submitted.parent.mkdir(parents=True)
            nbformat.write(notebook, submitted)
            try:
                self._run(Autograde, root, submission_folder=path.parent)
                self._run(GenerateFeedback, root)
            except Exception as error:  # whatever a broken notebook leads to, the next one is graded
                return self._ungraded(f"The notebook can't be graded ({error}). Start from the blanks of the course again.")
            graded = nbformat.read(root / "autograded" / STUDENT / self.week.name / NOTEBOOK, as_version=4)
            page = (root / "feedback" / STUDENT / self.week.name / NOTEBOOK).with_suffix(".html").read_text(encoding="utf-8")
            grade = Grade(self._read_grades(root, graded), why_not_run(graded))
            return replace(grade, page=feedback_page(page, self.week.name, grade))

    def _run(self, converter: type, root: Path, submission_folder: Path | None = None) -> None:
        """Run a step of nbgrader's in the course folder `root`."""
        config = copy.deepcopy(self.config)
        config.CourseDirectory = Config({"root": str(root), "assignment_id": self.week.name})
        if submission_folder:
            config.ExecuteSubmission.submission_folder = str(submission_folder)
        # nbgrader calls the command alembic, which lies beside this Python.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        with setenv(PATH=path), warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # of how nbgrader uses its database
            converter(coursedir=CourseDirectory(config=config), config=config).start()

    def _read_grades(self, root: Path, graded: nbformat.NotebookNode) -> dict[str, ExerciseGrade]:
        messages = {grade_id(cell): error_message(cell) for cell in graded.cells if is_grade(cell)}
        with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
            grades = gradebook.find_submission_notebook(Path(NOTEBOOK).stem, self.week.name, STUDENT).grades
            points = {grade.name: (grade.auto_score or 0.0, grade.max_score) for grade in grades}
        return {name: ExerciseGrade(*points[TEST + name], messages.get(TEST + name, "")) for name in self.max_points}

    def _ungraded(self, note: str) -> Grade:
        grade = Grade({name: ExerciseGrade(0.0, points) for name, points in self.max_points.items()}, note)
        return replace(grade, page=ungraded_page(self.week.name, grade))


def _nbgrader_config(week: Path, blanks: Path, limits: Limits) -> Config:
    """Configure nbgrader: each name is one of its classes or of ours.

    Args:
        week: folder of the course.
        blanks: where nbgrader writes them.
        limits: what a submission may take.
    """
    timeout = f"This took longer than {limits.cell_seconds} seconds: does its loop end?"
    return Config(
        {
            "ClearSolutions": {"code_stub": {"python": CODE_STUB}},
            "Execute": {
                "timeout": limits.start_seconds,  # for its first reply; a cell's stands in ExecuteSubmission.seconds_for
                "startup_timeout": limits.start_seconds,
                "iopub_timeout": limits.output_seconds,
                "shutdown_kernel": "immediate",
                "error_on_timeout": error_content(CELL_TIMEOUT, timeout),
                "extra_arguments": ["--log-level=ERROR"],
            },
            "ExecuteSubmission": {"week": str(week), "limits": limits},
            "RestoreCells": {"blanks": str(blanks)},
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
            "GenerateFeedback": {"preprocessors": [GetGrades, ClearLinksAndComments, ClearHiddenTests, CSSHTMLHeaderPreprocessor]},
            "HTMLExporter": {"sanitize_html": True},
        }
    )
