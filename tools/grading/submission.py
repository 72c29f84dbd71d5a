"""What a learner handed in: found, read, and brought back into the form of the assignment."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from tools.grading.cells import grade_id, is_answer, is_test
from tools.grading.limits import Limits

NOTEBOOK = "assignment.ipynb"
MOST_CELLS = 1000
LONGEST_CELL = 200_000  # characters

# Lines that work in another place only, where the learner has worked.
ELSEWHERE = re.compile(
    r"^(?:from google\.colab\b|import google\.colab\b|drive\.(?:mount|flush_and_unmount)\(|files\.(?:upload|download)\(|output\.enable_"
    r"|%matplotlib\s+(?!inline\b|agg\b)\S|%(?:pip|conda|mamba|cd|tensorflow_version|load_ext)\b|[!%]{1,2}(?:pip|conda|apt|apt-get)\b|![^=])"
)
INDENT = re.compile(r"^[ \t]*")


class UnreadableNotebook(Exception):
    """A file is no notebook. The message says why, to the one who handed it in."""


def find_notebook(folder: Path) -> tuple[Path | None, str]:
    """Find the notebook in the folder of a week, whatever it is called if it is the only one.

    Returns:
        the notebook, None if there is none; and a note, if it has another name or can't be found.
    """
    if folder.is_symlink() or not folder.is_dir():
        return None, f"There is no {folder.name}/{NOTEBOOK}."
    if is_file(folder / NOTEBOOK):
        return folder / NOTEBOOK, ""
    others = sorted(path for path in folder.glob("*.ipynb") if is_file(path))
    if len(others) == 1:
        return others[0], f"The notebook is called “{printable(others[0].name)}”, not {NOTEBOOK}; it is graded all the same."
    if others:
        names = ", ".join(f"“{printable(path.name)}”" for path in others[:5])
        return None, f"There is no {folder.name}/{NOTEBOOK}, and several other notebooks: {names}. Which one counts?"
    return None, f"There is no {folder.name}/{NOTEBOOK}."


def is_file(path: Path) -> bool:
    """Whether this is a file itself: a link may lead to anything on the grader's machine, a pipe may never end."""
    return path.is_file() and not path.is_symlink()


def printable(name: str) -> str:
    """Write a name so that any file and any console takes it."""
    return name.encode("utf-8", "replace").decode("utf-8")


def read_notebook(path: Path, limits: Limits) -> nbformat.NotebookNode:
    """Read a notebook of any version: its cells without outputs, whatever else is in the file.

    Raises:
        UnreadableNotebook: if it is none, or larger than a file may be.
    """
    if path.stat().st_size > limits.file_bytes:
        raise UnreadableNotebook(f"{path.name} is larger than {limits.file_bytes // 1_000_000} MB: clear its outputs and hand it in again.")
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
        if not text.strip():
            raise UnreadableNotebook(f"{path.name} is empty.")
        content = json.loads(text)
        if content.get("nbformat", 4) < 4:
            content = nbformat.reads(json.dumps(content), as_version=4)
        cells = [_read_cell(cell) for cell in content["cells"][:MOST_CELLS] if isinstance(cell, dict)]
    except UnreadableNotebook:
        raise
    except (Exception, RecursionError) as error:  # a file may hold anything
        raise UnreadableNotebook(
            f"{path.name} is no notebook that Jupyter can open: save it in JupyterLab and hand it in again."
        ) from error
    return nbformat.v4.new_notebook(cells=cells)


def _read_cell(cell: dict) -> nbformat.NotebookNode:
    source = cell.get("source", cell.get("input", ""))
    source = "".join(map(str, source)) if isinstance(source, list) else str(source)
    source = source.encode("utf-8", "replace").decode("utf-8")[:LONGEST_CELL]  # half an emoji is no text
    make = {"markdown": new_markdown_cell, "raw": new_raw_cell}.get(str(cell.get("cell_type", "code")), new_code_cell)
    metadata: Any = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return make(source, metadata={"nbgrader": {"grade_id": name}} if isinstance(name, str) else {})


def restore_cells(submission: nbformat.NotebookNode, course: nbformat.NotebookNode) -> None:
    """Give a submission the cells of the course back, where they were edited, copied, stripped or deleted.

    What a learner wrote stays. A test that is missing comes last: by then all that it may ask for is defined, even
    in a cell that has lost its label.
    """
    ours = {grade_id(cell): cell for cell in course.cells if grade_id(cell)}
    positions = {grade_id(cell): position for position, cell in enumerate(submission.cells)}  # of several copies the last
    for position, cell in enumerate(submission.cells):
        name = grade_id(cell)
        cell.metadata.clear()
        if name in ours and positions[name] == position:
            submission.cells[position] = copy.deepcopy(ours[name])
            if is_answer(ours[name]):
                submission.cells[position].source = cell.source
    submission.cells += [copy.deepcopy(cell) for name, cell in ours.items() if is_test(cell) and name not in positions]


def without_lines_for_elsewhere(source: str) -> tuple[str, list[str]]:
    """Take out of a cell the lines that work only where the learner has worked, such as Colab's. Returns it, and those lines."""
    lines, left_out = source.split("\n"), []
    for place, line in enumerate(lines):
        code = line.strip()
        if ELSEWHERE.match(code):
            left_out.append(code[:100])
            lines[place] = f"{INDENT.match(line)[0]}pass"  # type: ignore[index]
    return "\n".join(lines), left_out
