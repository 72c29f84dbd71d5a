"""Bring notebooks into one form, so that a diff shows only what changed.

    python tools/tidy_notebooks.py [--check] [notebook or folder …]

Without names: every notebook of the course. Sources, outputs and execution counts stay as they are; what an editor or a
run leaves around them (versions, timings, random cell ids, states of widgets) goes.
"""

import argparse
import sys
from pathlib import Path

import nbformat
from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor

from shared.base.files import atomic_write
from shared.paths import COURSE, WEEKS

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# Tags, nbgrader's own and a folded source are ours; the two others are how nbgrader locks a cell of an assignment.
KEPT = ("tags", "nbgrader", "jupyter", "deletable", "editable")
WIDGET = "application/vnd.jupyter.widget-view+json"


def course_notebooks(course: Path = COURSE) -> list[Path]:
    """List the notebooks of the weeks and of the final project, in the order in which they are read."""
    return [path for week in WEEKS for path in sorted((course / week.name).glob("*.ipynb"))]


def tidied(text: str) -> str:
    """Give the text of a notebook in its one form.

    Raises:
        nbformat.reader.NotJSONError, nbformat.ValidationError: if the text is no notebook.
    """
    notebook = nbformat.reads(text, as_version=4)
    notebook.nbformat_minor = 5
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"
        cell.metadata = nbformat.from_dict({name: cell.metadata[name] for name in KEPT if cell.metadata.get(name) not in (None, [])})
        if cell.cell_type == "code":
            CoalesceStreamsPreprocessor().preprocess_cell(cell, {}, 0)  # in how many pieces a run sent its text is chance
            if any(WIDGET in output.get("data", {}) for output in cell.outputs):
                cell.outputs = []  # sliders without their program; the cell before has their picture
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def tidy(path: Path, check: bool = False) -> bool:
    """Tidy one file, or with `check` only look at it. Returns whether it was tidy before."""
    before = path.read_bytes()
    try:
        after = tidied(before.decode("utf-8")).encode("utf-8")
    except (nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        sys.exit(f"{path} is no notebook: {str(error)[:200]}")
    if after != before and not check:
        with atomic_write(path) as temporary:
            temporary.write_bytes(after)
    return after == before


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 and name the files that aren't tidy")
    parser.add_argument("paths", nargs="*", type=Path, metavar="notebook or folder")
    arguments = parser.parse_args()
    paths = [file for path in arguments.paths for file in (sorted(path.glob("*.ipynb")) if path.is_dir() else [path])]
    untidy = [path for path in paths or course_notebooks() if not tidy(path, arguments.check)]
    for path in untidy:
        print(f"{path}: {'not tidy, make format helps' if arguments.check else 'tidied'}")
    return 1 if arguments.check and untidy else 0


if __name__ == "__main__":
    sys.exit(main())
