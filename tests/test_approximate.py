"""What a page prints after ≈ may differ a little; all else may not."""

import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from shared.paths import COURSE
from tests.approximate import Output


@pytest.mark.parametrize(
    ("stored", "printed"),
    [
        ("all ≈ 0.97", "all ≈ 0.88"),
        ("loss ≈ 3.4, all ≈ 0.9\nsteps 700", "loss ≈ 3.1, all ≈ 0.93\nsteps 700"),
        ("≈ 9.9  1,950 pictures", "≈ 10.5  2,100 pictures"),
        ("a ≈ -0.03 [0.5 1. ]", "a ≈ 0.04 [0.45 0.98]"),
    ],
)
def test_numbers_after_the_sign_are_near(stored, printed):
    assert Output(stored) == Output(printed)
    assert (Output(stored) != Output(printed)) is False


@pytest.mark.parametrize(
    ("stored", "printed"),
    [
        ("all ≈ 0.97", "all ≈ 0.86"),  # too far
        ("loss ≈ 3.4", "loss ≈ 3.8"),
        ("steps 700, all ≈ 0.9", "steps 701, all ≈ 0.9"),  # before the sign
        ("all 0.97", "all 0.96"),  # no sign
        ("all 0.97", "all ≈ 0.97"),
        ("all ≈ 0.97 of seen", "all ≈ 0.97 of new"),  # a word
        ("≈ 0.9 0.8", "≈ 0.9"),  # a number is missing
        ("≈ 0.9", "≈ 0.9\n"),
        ("≈ 0.9", "≈ nan"),
    ],
)
def test_all_else_is_the_same(stored, printed):
    assert Output(stored) != Output(printed)
    assert (Output(stored) == Output(printed)) is False


@pytest.mark.slow
@pytest.mark.parametrize(("printed", "code"), [("0.93", 0), ("0.72", 1)])
def test_nbval_compares_like_that(tmp_path, printed, code):
    cell = new_code_cell(f'print("all ≈ {printed}")', execution_count=1, outputs=[new_output("stream", text="all ≈ 0.97\n")])
    page = tmp_path / "page.ipynb"
    nbformat.write(new_notebook(cells=[cell], metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}), page)
    command = [sys.executable, "-m", "pytest", "--nbval", "-p", "no:xdist", "-p", "no:cacheprovider", page]
    command += ["-c", COURSE / "pyproject.toml", "--rootdir", COURSE, "--confcutdir", COURSE, "-p", "conftest"]
    result = subprocess.run(command, cwd=COURSE, capture_output=True, text=True)
    assert result.returncode == code, result.stdout + result.stderr
