"""The cells of a notebook, by the ids that nbgrader's format gives them."""

import nbformat

TEST = "check_"  # the id of a test is this and the exercise's name


def nbgrader_of(cell: nbformat.NotebookNode) -> dict:
    """Give nbgrader's metadata of a cell; those of a submission may be anything."""
    metadata = cell.metadata.get("nbgrader")
    return metadata if isinstance(metadata, dict) else {}


def grade_id(cell: nbformat.NotebookNode) -> str | None:
    """Give the id of a cell, None if it has none."""
    name = nbgrader_of(cell).get("grade_id")
    return name if isinstance(name, str) else None


def is_test(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell of the course is a test."""
    return bool(nbgrader_of(cell).get("grade"))


def is_answer(cell: nbformat.NotebookNode) -> bool:
    """Whether a learner's answer stands in a cell of the course."""
    return bool(nbgrader_of(cell).get("solution"))
