"""Give each notebook the cell that fetches the course where it is not: `python -m tools.setup_cell [--check] [notebook …]`.

Colab, or a folder into which someone has downloaded one page, has neither `shared` nor the page's other files. The first code
cell fetches the course and installs it there (`tools/install_here.py`). In a copy of the course it does nothing. Run the tool
again whenever a page is added or the repository's address in pyproject.toml changes: it replaces the cell that it finds.
"""

import argparse
import sys
import tomllib
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

from shared.base.files import atomic_write
from shared.paths import COURSE
from tools.tidy_notebooks import course_notebooks, tidied

TAG = "remove-cell"  # by this the site leaves the cell out, and the tool finds it again
SOURCE = """\
# Where this page stands alone, as in Colab: fetch the course and install it. Elsewhere: nothing.
import os
import subprocess
import sys

if not os.path.exists("checks.py"):
    if not os.path.exists("course"):
        subprocess.run(["git", "clone", "--quiet", "--depth=1", "{repository}", "course"], check=True)
    sys.path.insert(0, os.path.abspath("course"))
    from tools.install_here import install

    install()
    os.chdir("course/{week}")"""


def repository() -> str:
    """Give the address at which the course is published."""
    return tomllib.loads((COURSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]["Repository"]


def with_setup_cell(text: str, week: str) -> str:
    """Give the text of a notebook with the cell before its other code cells; one that is there is replaced.

    JupyterLab shows it folded. It prints nothing in a copy of the course. So a page that has run needs not run again: its cells are counted on.
    """
    notebook = nbformat.reads(text, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if TAG not in cell.metadata.get("tags", [])]
    place = next((number for number, cell in enumerate(notebook.cells) if cell.cell_type == "code"), len(notebook.cells))
    cell = new_code_cell(SOURCE.format(repository=repository(), week=week), metadata={"tags": [TAG], "jupyter": {"source_hidden": True}})
    notebook.cells.insert(place, cell)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any(cell.execution_count for cell in code):
        for number, cell in enumerate(code, start=1):
            cell.execution_count = number
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = number
    return tidied(nbformat.writes(notebook))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 and name the notebooks without the cell")
    parser.add_argument("paths", nargs="*", type=Path, metavar="notebook")
    arguments = parser.parse_args()
    wrong = []
    for path in arguments.paths or course_notebooks():
        before = path.read_text(encoding="utf-8")
        after = with_setup_cell(before, path.resolve().parent.name)
        if after != before:
            wrong.append(path)
            if not arguments.check:
                with atomic_write(path) as temporary:
                    temporary.write_text(after, encoding="utf-8")
            print(f"{path}: {'python -m tools.setup_cell gives it its first cell' if arguments.check else 'has its first cell'}")
    return 1 if arguments.check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
