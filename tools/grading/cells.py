"""The cells of a notebook: the ids that nbgrader knows them by, and the errors that a grader writes below them."""

import nbformat

from shared.exercises.answer import WrongAnswer

TEST = "check_"  # the id of a test is this and the exercise's name

# Names of the grader's own errors. Whatever the error, nbgrader gives a test that has one no points.
NOT_RUN = "NotRun"
CELL_TIMEOUT = "CellTimeout"


def grade_id(cell: nbformat.NotebookNode) -> str | None:
    """Give the id of a cell, None if it has none; the metadata of a submission may be anything."""
    metadata = cell.metadata.get("nbgrader")
    return metadata.get("grade_id") if isinstance(metadata, dict) else None


def error_content(name: str, message: str) -> dict[str, str | list[str]]:
    """Make the content of an error as a kernel sends it. Of an error whose message is for the learner, only that is shown."""
    shown = message if name in (WrongAnswer.__name__, NOT_RUN, CELL_TIMEOUT) else f"{name}: {message}"
    return {"ename": name, "evalue": message, "traceback": [shown]}


def add_error(cell: nbformat.NotebookNode, name: str, message: str) -> None:
    cell.outputs.append(nbformat.v4.new_output("error", **error_content(name, message)))


def error_message(cell: nbformat.NotebookNode) -> str:
    """Give what a learner reads of a cell's first error, "" without one."""
    return next((output.traceback[0] for output in cell.outputs if output.output_type == "error"), "")


def why_not_run(notebook: nbformat.NotebookNode) -> str:
    """Say why the end of a notebook was not run, "" if it was."""
    messages = [output.evalue for cell in notebook.cells for output in cell.get("outputs", []) if output.get("ename") == NOT_RUN]
    return messages[0] if messages else ""
