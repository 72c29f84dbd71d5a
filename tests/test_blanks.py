"""The blanks within the pages: each has an answer folded away below it, which its check takes and which nothing else passes."""

import ast
import re
from itertools import pairwise

import nbformat
import pytest

from shared.paths import COURSE
from tools.tidy_notebooks import course_notebooks

MARK = "...  # your turn"
ANSWER = re.compile(r"<details>.*?```python\n(.*?)```.*?</details>", re.DOTALL)


def blanks():
    """Each blank as a test's parameters: its page, its code, the Markdown below it."""
    for path in course_notebooks():
        cells = nbformat.read(path, as_version=4).cells
        for cell, after in pairwise(cells):
            if cell.cell_type == "code" and MARK in cell.source:
                name = ast.parse(cell.source).body[0].name
                yield pytest.param(path, cell, after, id=f"{path.relative_to(COURSE)}:{name}")


def run(path, *sources):
    """Run code with what the page imports."""
    imports = [node for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code" for node in imports_of(cell.source)]
    names = {}
    for source in [*map(ast.unparse, imports), *sources]:
        exec(source, names)


def imports_of(source):
    try:
        return [node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
    except SyntaxError:  # lines that only IPython knows
        return []


@pytest.mark.parametrize(("path", "cell", "after"), list(blanks()))
def test_answer_below_a_blank_is_right_and_nothing_else(path, cell, after, capsys, monkeypatch):
    monkeypatch.syspath_prepend(path.parent)
    monkeypatch.delitem(__import__("sys").modules, "blanks", raising=False)
    function, *others = ast.parse(cell.source).body
    parameters, check = ast.unparse(function.args), ast.unparse(ast.Module(others, []))
    answer = ANSWER.search(after.source)
    assert answer, "no answer in Python is folded away below the blank"

    run(path, answer[1], check)
    assert capsys.readouterr().out == f"Right: {function.name}\n"
    for wrong in ("0", "None", "[1.0, 2.0]"):
        run(path, f"def {function.name}({parameters}):\n    return {wrong}", check)
        assert function.name in (said := capsys.readouterr().out) and "Right" not in said
    assert cell.outputs[0].text == f"{function.name} is not written yet: put your own code in place of the dots.\n"
