"""How far a learner is, read from notebooks as they were saved."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from shared.base.errors import UserError
from shared.cli import main
from shared.paths import COURSE, WEEKS
from shared.progress import format_progress, next_step, read_progress, write_start_page


@pytest.fixture
def course(tmp_path):
    """A copy of the notebooks, as a learner gets them."""
    for week in WEEKS:
        (tmp_path / week.name).mkdir()
        for notebook in week.glob("*.ipynb"):
            if notebook.name != "solution.ipynb":
                shutil.copy(notebook, tmp_path / week.name)
    return tmp_path


def say(notebook, check, *lines):
    """Let the cell with a check have printed some lines."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    cell = next(cell for cell in content["cells"] if f"check_{check}(" in "".join(cell["source"]).replace("import check_", ""))
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": [line + "\n" for line in lines]}]
    notebook.write_text(json.dumps(content), encoding="utf-8")


def test_a_new_learner_has_nothing_right_and_begins_with_the_first_blank(course):
    weeks = read_progress(course)
    assert [week.name for week in weeks] == [week.name for week in WEEKS]
    assert not any(right for week in weeks for page in week.pages for right in page.checks.values())
    page, blank = next_step(weeks)
    assert (page.path.as_posix(), blank) == ("week1_python/1_numpy.ipynb", "count_low")


def test_all_blanks_and_exercises_of_the_course_are_found():
    weeks = read_progress()
    assert all(page.checks and page.minutes for week in weeks for page in week.pages)
    assert len(weeks[0].assignment.checks) == 12


def test_what_a_check_called_right_counts_and_the_next_one_is_named(course):
    say(course / "week1_python" / "1_numpy.ipynb", "count_low", "Right: count_low")
    weeks = read_progress(course)
    assert weeks[0].pages[0].checks["count_low"]
    page, blank = next_step(weeks)
    assert page.path.name == "1_numpy.ipynb" and blank != "count_low"


@pytest.mark.parametrize(
    "said", ["standardise is not written yet", "standardise([[1]]) should give 2", "Right: ranking", "All Right: standardise"]
)
def test_nothing_else_counts(course, said):
    say(course / "week1_python" / "assignment.ipynb", "standardise", said)
    assert not any(read_progress(course)[0].assignment.checks.values())


def test_who_has_begun_the_exercises_goes_on_there(course):
    say(course / "week1_python" / "assignment.ipynb", "standardise", "Right: standardise")
    weeks = read_progress(course)
    page, exercise = next_step(weeks)
    assert (page.path.as_posix(), exercise) == ("week1_python/assignment.ipynb", "inside_box")
    assert "1 of 12" in format_progress(weeks)


def test_who_has_everything_right_is_told(course):
    for week in WEEKS:
        shutil.copy(COURSE / week.name / "solution.ipynb", course / week.name / "assignment.ipynb")
    weeks = read_progress(course)
    assert next_step(weeks) is None
    assert format_progress(weeks).count("██████████") == len(WEEKS) and "All exercises are right" in format_progress(weeks)


def test_a_broken_notebook_is_named(course):
    (course / "week2_gradient_descent" / "assignment.ipynb").write_text('{"cells": [', encoding="utf-8")
    with pytest.raises(UserError, match=r"week2_gradient_descent.assignment\.ipynb can't be read as a notebook"):
        read_progress(course)


def test_every_link_of_the_start_page_leads_to_a_file(course):
    (course / "out").mkdir()
    for name in ("README.md", "GLOSSARY.md"):
        shutil.copy(COURSE / name, course)
    write_start_page(read_progress(course), course / "out" / "start.md", course)
    text = (course / "out" / "start.md").read_text(encoding="utf-8")
    links = [part.partition(")")[0] for part in text.split("](")[1:]]
    assert len(links) == len(WEEKS) + 3
    assert all((course / "out" / link).resolve().is_file() for link in links)


def test_a_console_that_lacks_the_bars_gets_the_table():
    command = [sys.executable, "-c", "from shared.cli import main; main()", "progress"]
    result = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert result.returncode == 0 and b"week6_dcgan" in result.stdout


def test_the_command_says_it():
    result = CliRunner().invoke(main, ["progress"])
    assert result.exit_code == 0 and "Next: " in result.output and "week6_dcgan" in result.output
