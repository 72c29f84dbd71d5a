"""Run notebooks from top to bottom and keep their outputs, tidied: `python -m tools.run_page notebook …`."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from tqdm import tqdm

from shared.base.files import atomic_write
from tools.make_covers import write_cover
from tools.tidy_notebooks import tidied


class PageClient(NotebookClient):
    """Runs a notebook without answering its sliders: a kernel that gets an answer while it computes sometimes waits for ever."""

    def on_comm_open_jupyter_widget(self, msg: dict) -> None:
        """Leave a new widget alone."""


def run_page(path: Path) -> None:
    """Run a notebook, write it with its new outputs, whole or not at all, and its cover.

    Raises:
        nbclient.exceptions.CellExecutionError: if a cell stops with an error that it is not tagged for.
    """
    notebook = nbformat.read(path, as_version=4)
    code_cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    with tqdm(total=code_cells, desc=path.name, unit=" cells") as bar:
        client = PageClient(notebook, timeout=None, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}})
        client.on_cell_complete = lambda cell, cell_index: bar.update()
        client.execute()
    with atomic_write(path) as temporary:
        temporary.write_text(tidied(nbformat.writes(notebook)), encoding="utf-8")
    write_cover(path)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        run_page(Path(argument))
