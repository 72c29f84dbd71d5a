"""What a learner handed in: read, and brought back into the form of the assignment."""

import copy
from pathlib import Path

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Unicode

from tools.grading.cells import grade_id
from tools.grading.limits import Limits


class UnreadableNotebook(Exception):
    """A file is no notebook. The message says why, to the one who handed it in."""


def read_notebook(path: Path, limits: Limits) -> nbformat.NotebookNode:
    """Read a notebook of any version.

    Raises:
        UnreadableNotebook: if it is none, or larger than a file may be.
    """
    if not path.is_file():
        raise UnreadableNotebook(f"There is no {path.parent.name}/{path.name}.")
    if path.stat().st_size > limits.file_bytes:
        raise UnreadableNotebook(f"{path.name} is larger than {limits.file_bytes // 1_000_000} MB: clear its outputs and hand it in again.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        if not text.strip():
            raise UnreadableNotebook(f"{path.name} is empty.")
        notebook = nbformat.reads(text, as_version=4)
        if not all(isinstance(cell.source, str) for cell in notebook.cells):
            raise ValueError("a cell without text")
    except UnreadableNotebook:
        raise
    except Exception as error:  # nbformat raises whatever it stumbles over
        raise UnreadableNotebook(
            f"{path.name} is no notebook that Jupyter can open: save it in JupyterLab and hand it in again."
        ) from error
    return notebook


class RestoreCells(NbGraderPreprocessor):
    """Give a submission the cells and metadata of the blanks back, where they were edited, copied, stripped or deleted.

    What a learner wrote stays. A test that is missing comes last: by then all that it may ask for is defined, even
    in a cell that has lost its label.
    """

    blanks = Unicode(help="the notebook with the blanks").tag(config=True)

    def preprocess(self, nb: nbformat.NotebookNode, resources: dict) -> tuple[nbformat.NotebookNode, dict]:
        ours = {grade_id(cell): cell for cell in nbformat.read(self.blanks, as_version=4).cells if grade_id(cell)}
        positions = {grade_id(cell): position for position, cell in enumerate(nb.cells)}  # of several copies the last
        for position, cell in enumerate(nb.cells):
            name = grade_id(cell)
            cell.metadata.pop("nbgrader", None)
            if name in ours and positions[name] == position:
                nb.cells[position] = self._restored(ours[name])
                if is_solution(ours[name]):
                    nb.cells[position].source = cell.source
        nb.cells += [self._restored(cell) for name, cell in ours.items() if is_grade(cell) and name not in positions]
        return nb, resources

    def _restored(self, cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
        cell = copy.deepcopy(cell)
        cell.id = grade_id(cell)  # the blanks number their cells: a cell of the learner's may have the same id
        return cell
