"""A submission run: in a folder of its own, within its limits, each test with the course's own checks."""

import math
import secrets
import shutil
import tempfile
from pathlib import Path
from time import monotonic
from typing import Any

import nbformat
from jupyter_client.manager import KernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade, setenv
from traitlets import Instance, Unicode

from shared.exercises.mistakes import without_right_answers
from shared.model.trained_model import MODEL_FILES
from shared.paths import COURSE, SHIPPED_MODEL, SOLUTION_MODEL
from tools.grading.cells import CELL_TIMEOUT, NOT_RUN, add_error
from tools.grading.limits import Limits

# Before each test: the checks come from the course's files again, whatever the notebook made of them. No name that
# a learner may have given another value is used.
RELOAD_CHECKS = """\
import sys as _sys
_sys.path.insert(0, {folder!r})
for _name in [*_sys.modules]:
    if _name.partition(".")[0] in ("checks", "shared"):
        del _sys.modules[_name]
"""
# After it: a token, new for each submission, proves that the test ran to its end. To raise an error is not the only way
# to leave a test early.
PUBLISH_TOKEN = '\n__import__("IPython").get_ipython().display_pub.publish({{"text/plain": {token!r}, "points": str({points})}})'
PARTIAL_CREDIT = "points = "  # a test with a line that begins like this gives that part of its points


class ExecuteSubmission(Execute):
    """Run a submission. What it does to itself, to its tests or to its Python is its own loss."""

    week = Unicode(help="the folder of the week in the course").tag(config=True)
    submission_folder = Unicode(help="the folder that the submission came in").tag(config=True)
    limits = Instance(Limits, args=(), help="what it may take").tag(config=True)

    def preprocess(
        self, nb: nbformat.NotebookNode, resources: dict[str, Any], km: KernelManager | None = None
    ) -> tuple[nbformat.NotebookNode, dict[str, Any]]:
        self.stop_reason, self.printed_characters, self.completion_token = "", 0, secrets.token_hex(16)
        self.deadline = monotonic() + self.limits.submission_seconds
        self.timeout_func = self.seconds_for
        self.coalesce_streams = True  # in how many pieces a text arrives is chance
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            self.working_folder = Path(folder) / Path(self.week).name
            self._copy_files()
            resources["metadata"]["path"] = str(self.working_folder)
            with setenv(PYTHONPATH=folder, IPYTHONDIR=str(Path(folder) / "ipython")):
                return super().preprocess(nb, resources, km)

    def seconds_for(self, cell: nbformat.NotebookNode) -> int:
        """Give the time that a cell has, now that it begins: at least 1, for 0 means without end."""
        return max(1, min(self.limits.cell_seconds, math.ceil(self.deadline - monotonic())))

    def preprocess_cell(
        self, cell: nbformat.NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[nbformat.NotebookNode, dict[str, Any]]:
        if cell.cell_type != "code":
            return cell, resources
        if not self.stop_reason and monotonic() > self.deadline:
            self.stop_reason = f"The time for the whole notebook is over: {self.limits.submission_seconds} seconds."
        if self.stop_reason:
            add_error(cell, NOT_RUN, self.stop_reason)
            return cell, resources
        source = cell.source
        if is_grade(cell):
            self._copy_files()
            cell.source = self._guarded(source)
        try:
            super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            self.stop_reason = "Python ended in the middle of the notebook (`exit()`, or too little memory)."
            add_error(cell, NOT_RUN, self.stop_reason)
        except CellTimeoutError:
            self.stop_reason = "A cell of the notebook did not end, even when it was interrupted."
            add_error(cell, NOT_RUN, self.stop_reason)
        cell.source = source
        if is_grade(cell):
            self._record_result(cell)
        return cell, resources

    def process_message(self, msg: dict[str, Any], cell: nbformat.NotebookNode, cell_index: int) -> nbformat.NotebookNode | None:
        if msg["msg_type"] == "stream":
            room = max(0, self.limits.output_characters - self.printed_characters)
            self.printed_characters += len(msg["content"]["text"])
            if not room:
                return None
            msg["content"]["text"] = msg["content"]["text"][:room]
        return super().process_message(msg, cell, cell_index)

    def _copy_files(self) -> None:
        """Copy what a submission may use to where it runs, over what it has made of it.

        That is `shared/`, what the week's checks read, and the models that came with the submission.
        """
        course = self.working_folder.parent
        shutil.copytree(COURSE / "shared", course / "shared", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        self.working_folder.mkdir(exist_ok=True)
        for model in Path(self.submission_folder).glob(f"*/{MODEL_FILES[-1]}"):
            for name in MODEL_FILES:
                self._copy_file(model.parent / name, self.working_folder / model.parent.name / name)
        models = (f"{folder.name}/{name}" for folder in (SHIPPED_MODEL, SOLUTION_MODEL) for name in MODEL_FILES)
        for name in ("checks.py", "judge.keras", *models):
            self._copy_file(Path(self.week) / name, self.working_folder / name)  # these last: a learner's folder may have any name
        mistakes = without_right_answers(Path(self.week) / "mistakes.md")
        (self.working_folder / "mistakes.md").write_text(mistakes, encoding="utf-8")

    def _copy_file(self, source: Path, target: Path) -> None:
        """Copy a file if there is one. A link may lead to anything on the grader's machine: it counts for none."""
        if source.is_file() and not source.is_symlink() and source.stat().st_size <= self.limits.file_bytes:
            target.parent.mkdir(exist_ok=True)
            shutil.copy(source, target)

    def _guarded(self, test: str) -> str:
        """Put the code of a test between what reloads its checks and what proves that it ran to its end."""
        points = "points" if _gives_partial_credit(test) else "None"
        return (
            RELOAD_CHECKS.format(folder=str(self.working_folder)) + test + PUBLISH_TOKEN.format(token=self.completion_token, points=points)
        )

    def _record_result(self, cell: nbformat.NotebookNode) -> None:
        """Leave in the outputs of a test what it printed, and its points or one error.

        Of an error only the message stays: a traceback would show the hidden tests.
        """
        tokens = [output for output in cell.outputs if output.get("data", {}).get("text/plain") == self.completion_token]
        errors = [output for output in cell.outputs if output.output_type == "error"]
        cell.outputs = [output for output in cell.outputs if output not in tokens and output not in errors]
        if errors:
            error = next((error for error in errors if error.ename == CELL_TIMEOUT), errors[0])
            add_error(cell, error.ename, error.evalue)
        elif tokens:
            _drop_repeated_lines(cell)
            if _gives_partial_credit(cell.source):  # nbgrader takes the result of a test for its points
                cell.outputs.append(nbformat.v4.new_output("execute_result", {"text/plain": tokens[-1].data["points"]}))
        else:
            add_error(cell, NOT_RUN, "This test did not run to its end.")


def _gives_partial_credit(test: str) -> bool:
    return any(line.startswith(PARTIAL_CREDIT) for line in test.splitlines())


def _drop_repeated_lines(cell: nbformat.NotebookNode) -> None:
    """Drop the lines that the hidden tests print again: each prints "Right: …" as the visible one does."""
    printed: set[str] = set()
    for output in cell.outputs:
        if output.output_type == "stream":
            lines, output.text = output.text.splitlines(keepends=True), ""
            for line in lines:
                output.text += "" if line in printed else line
                printed.add(line)
