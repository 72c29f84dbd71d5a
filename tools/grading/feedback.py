"""The page that a learner gets back: nbgrader's feedback, with the exercises named and judged in words."""

import re
from html import escape

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_solution

from tools.grading.cells import TEST
from tools.grading.results import Grade

LINK_TO_PAGE = re.compile(r"(?<!!)\[([^\]]*)\]\((?!\w+:|#)[^)\s]*\.(?:ipynb|md)\)")  # [text](a file of the course), no picture

STYLE = """\
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

UNGRADED_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}: 0 of {max_score:g} points</h1><p>{note}</p></body>
</html>
"""


class ClearLinksAndComments(NbGraderPreprocessor):
    """Take out of the feedback what leads nowhere: links to files of the course, and nbgrader's places for comments."""

    def preprocess_cell(self, cell: nbformat.NotebookNode, resources: dict, index: int) -> tuple[nbformat.NotebookNode, dict]:
        if is_solution(cell):
            cell.metadata.nbgrader.pop("comment", None)
        if cell.cell_type == "markdown":
            cell.source = LINK_TO_PAGE.sub(r"\1", cell.source)
        return cell, resources


def feedback_page(nbgrader_page: str, title: str, grade: Grade) -> str:
    """Name the exercises on nbgrader's page, and say in words and colours which are right."""
    page = nbgrader_page.replace("</head>", f"{STYLE}</head>", 1)
    heading = escape(f"{title}: {grade.score:g} of {grade.max_score:g} points")
    for tag in ("title", "h4"):
        page = re.sub(rf"(?<=<{tag}>).*?(?=</{tag}>)", lambda _: heading, page, count=1)
    for name, (points, max_points, _) in grade.exercises.items():
        verdict = '<span class="right">right</span>' if points == max_points else '<span class="wrong">not right yet</span>'
        link = f'<a href="#{TEST}{name}">'
        page = re.sub(rf"{link}Test cell</a> \([^)]*\)", f"{link}{name}</a>: {verdict}, {points:g} of {max_points:g} points", page, count=1)
        page = page.replace(f"Grade cell: <code>{TEST}{name}</code>", f"Test of <code>{name}</code>: {verdict}", 1)
    return page


def ungraded_page(title: str, grade: Grade) -> str:
    """Make a page for a submission that could not be graded: it says why."""
    return UNGRADED_PAGE.format(title=escape(title), max_score=grade.max_score, note=escape(grade.note))
