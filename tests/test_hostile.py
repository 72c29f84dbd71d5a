"""Strangers' submissions: none gains a point, harms anybody or stops the others, and odd but honest ones keep theirs.

All are graded in one class, by the command that an instructor types, in an environment that is as odd as it can be.
"""

import csv
import json
import os
import re
import socket
import subprocess
import sys
import threading
from types import SimpleNamespace

import nbformat
import pytest

from shared.paths import COURSE, WEEKS
from tests import hostile
from tests.classroom import Classroom, hand_in
from tools.grading.cells import TEST, grade_id
from tools.grading.sandbox import why_no_sandbox

pytestmark = [pytest.mark.grading, pytest.mark.skipif(bool(why_no_sandbox()), reason=why_no_sandbox())]
CLASS = Classroom()
WEEK = WEEKS[0]
SECRET = "SECRET-of-the-grader"


def attacks(outside):
    """List hostile submissions: name and what is handed in."""
    first = hostile.PATCHES | hostile.FORGERIES | hostile.SEARCHES | hostile.HARM | hostile.ENDS
    first |= {f"reply: {name}": hostile.FORGE.format(reply=reply) for name, reply in hostile.REPLIES.items()}
    given = {name: CLASS.blanks(f"OUTSIDE = {outside!r}\n{code}") for name, code in first.items()}
    given |= {f"answer: {name}": CLASS.all_answered(code) for name, code in hostile.ANSWERS.items()}
    for name, text in hostile.MARKUP.items():
        notebook = CLASS.blanks(f"from IPython.display import HTML, Markdown, display\ndisplay(HTML({text!r}), Markdown({text!r}))")
        notebook.cells.insert(1, nbformat.v4.new_markdown_cell(text))
        CLASS.cell(notebook, "ranking").source = f"# {text}"
        given[f"page: {name}"] = notebook
    return given | {f"file: {name}": content for name, content in hostile.FILES.items()}


def edited(change):
    notebook = CLASS.notebook()
    change(notebook)
    return notebook


def without_tests(notebook):
    notebook.cells = [cell for cell in notebook.cells if not str(grade_id(cell)).startswith(TEST)]


def copied(notebook):
    copies = [nbformat.from_dict({**cell, "id": f"copy-{number}"}) for number, cell in enumerate(notebook.cells)]
    CLASS.cell(notebook, "standardise").cell_type = "raw"
    notebook.cells[:0] = copies


def as_dictionary(change):
    content = json.loads(nbformat.writes(CLASS.notebook()))
    change(content)
    return json.dumps(content)


def honest():
    """List odd but honest submissions: name and what is handed in, all right."""
    given = {f"odd: {name}": CLASS.notebook(code) for name, code in hostile.ODD.items()}
    given |= {
        "unusual answers": CLASS.notebook(**{name: answers[0].code for name, answers in CLASS.others.items() if answers[0].is_recognised}),
        "tests removed": edited(without_tests),
        "tests emptied": edited(
            lambda notebook: [cell.update(source="pass") for cell in notebook.cells if "check_" in str(grade_id(cell))]
        ),
        "cells copied": edited(copied),
        "metadata stripped": edited(lambda notebook: [cell.update(metadata={}) for cell in notebook.cells]),
        "another kernel": edited(
            lambda notebook: notebook.metadata.update(kernelspec={"name": "ir", "display_name": "R", "language": "R"})
        ),
        "byte order mark": b"\xef\xbb\xbf" + nbformat.writes(CLASS.notebook()).encode(),
        "no outputs": as_dictionary(lambda content: [cell.pop("outputs", 0) for cell in content["cells"]]),
        "no ids": as_dictionary(lambda content: [cell.pop("id", 0) for cell in content["cells"]]),
        "equal ids": as_dictionary(lambda content: [cell.update(id="same") for cell in content["cells"]]),
        "lists of lines": as_dictionary(
            lambda content: [cell.update(source="".join(cell["source"]).splitlines(keepends=True)) for cell in content["cells"]]
        ),
        "Windows' line ends": as_dictionary(
            lambda content: [cell.update(source="".join(cell["source"]).replace("\n", "\r\n")) for cell in content["cells"]]
        ),
        "half an emoji in a text": as_dictionary(
            lambda content: content["cells"].insert(0, {"cell_type": "markdown", "source": "\ud83d", "metadata": {}})
        ),
        "half an emoji in an output": as_dictionary(
            lambda content: content["cells"][1].update(outputs=[{"output_type": "stream", "name": "stdout", "text": "\ud83d"}])
        ),
        "a cell without a kind": as_dictionary(lambda content: content["cells"].append({"source": "1 + 1"})),
        "stored output of 15 MB": as_dictionary(
            lambda content: content["cells"][1].update(outputs=[{"output_type": "stream", "name": "stdout", "text": "x" * 15_000_000}])
        ),
        "format 4.0": as_dictionary(lambda content: content.update(nbformat_minor=0)),
        "a later format": as_dictionary(lambda content: content.update(nbformat_minor=99)),
        "empty answers beside": edited(lambda notebook: notebook.cells.append(nbformat.v4.new_code_cell(""))),
    }
    return given


HOSTILE_NAMES = list(attacks({}))
HONEST_NAMES = list(honest())


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade them all, with what they should not reach around them. Gives the rows, the pages and what was reached."""
    home = tmp_path_factory.mktemp("grading")
    folder, out = home / "submissions", home / "grades"
    canary = subprocess.Popen(["sleep", "3600"])
    server = socket.create_server(("127.0.0.1", 0))
    called = []
    threading.Thread(target=lambda: called.append(server.accept()), daemon=True).start()
    outside = {"course": str(COURSE), "submissions": str(folder), "grades": str(out), "port": server.getsockname()[1]}
    outside["pids"] = [os.getpid(), canary.pid]
    for name, given in (attacks(outside) | honest()).items():
        hand_in(folder, name.replace("/", "-"), WEEK, given)
    special = {
        "J\udcf6rg": {"learner": b"J\xf6rg", "notebook": CLASS.notebook()},
        "=renamed": {"learner": "=renamed", "notebook": CLASS.notebook(), "name": "assignment (1).ipynb"},
        "with a file": {"learner": "with a file", "notebook": CLASS.notebook(), "data": b"x" * 1000},
    }
    for given in special.values():
        hand_in(folder, given.pop("learner"), WEEK, given.pop("notebook"), given.pop("name", "assignment.ipynb"), **given)
    for name in ("link", "pipe", "linked folder", "nothing"):
        place = folder / name / WEEK.name
        place.parent.mkdir(parents=True)
        if name == "linked folder":
            place.symlink_to(WEEK)
            continue
        place.mkdir()
        if name == "link":
            (place / "assignment.ipynb").symlink_to(WEEK / "solution.ipynb")
        if name == "pipe":
            os.mkfifo(place / "assignment.ipynb")
    keras = home / ".keras"
    keras.mkdir()
    (keras / "keras.json").write_text('{"image_data_format": "channels_first", "backend": "jax", "floatx": "float16"}')
    odd = {"KERAS_BACKEND": "jax", "KERAS_HOME": str(keras), "MPLBACKEND": "TkAgg", "PYTHONIOENCODING": "cp1252", "LANG": "C"}
    course = {path: path.read_bytes() for path in [*WEEK.glob("*.*"), *(COURSE / "shared").rglob("*.py")] if path.is_file()}

    command = [sys.executable, "-m", "tools.grade", str(folder), "--out", str(out), "--sandbox", "required", "--jobs", "2"]
    limits = ["--cell-seconds", "10", "--submission-seconds", "40"]
    run = subprocess.run(
        command + limits,
        cwd=COURSE,
        env={**os.environ, **odd, "TOKEN": SECRET},
        capture_output=True,
        text=True,
        encoding="cp1252",
        timeout=3000,
    )
    alive = canary.poll() is None
    canary.kill()
    assert run.returncode == 0, run.stderr[-3000:]
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["learner"].removeprefix("'"): row for row in csv.DictReader(file)}
    pages = {path.parent.name: path.read_text(encoding="utf-8") for path in out.glob("feedback/*/*.html")}
    unchanged = {path: path.read_bytes() for path in course} == course
    return SimpleNamespace(rows=rows, pages=pages, said=run.stdout, alive=alive, called=called, unchanged=unchanged, out=out)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_attack_gains_a_point_or_does_harm(name, graded):
    name = name.replace("/", "-")
    assert graded.rows[name]["points"] == "0" and graded.rows[name]["of"] == "25"
    page = graded.pages[name]
    shown = re.sub(r"<pre>.*?</pre>", "", page, flags=re.DOTALL)  # without the code of the cells
    assert "HARM:" not in shown and not re.search(r"^HARM\b", re.sub(r"<[^>]*>", "\n", shown), re.MULTILINE)
    assert len(page) < 10_000_000 and SECRET not in page and "seed=None," not in shown


@pytest.mark.parametrize("name", HONEST_NAMES)
def test_what_is_only_odd_keeps_its_points(name, graded):
    assert graded.rows[name]["points"] == "25", graded.rows[name]["note"]


def test_names_of_any_bytes_and_other_files_are_graded(graded):
    assert graded.rows["J\\xf6rg"]["points"] == "25"
    assert graded.rows["=renamed"]["points"] == "25" and "assignment (1).ipynb" in graded.rows["=renamed"]["note"]
    assert graded.rows["with a file"]["points"] == "25"


@pytest.mark.parametrize("name", ["link", "pipe", "linked folder", "nothing"])
def test_no_link_or_pipe_is_followed(name, graded):
    assert graded.rows[name]["points"] == "0" and "There is no" in graded.rows[name]["note"]


def test_nothing_outside_was_reached_or_changed(graded):
    assert graded.alive and graded.unchanged and not graded.called
    assert not list(graded.out.parent.glob("**/evil"))


def test_lines_for_elsewhere_are_named(graded):
    assert "google.colab" in graded.rows["odd: Colab's drive"]["note"] and "drive.mount" in graded.rows["odd: Colab's drive"]["note"]


def test_every_page_has_its_policy_and_no_script(graded):
    for name, page in graded.pages.items():
        assert "default-src &#x27;none&#x27;" in page, name
        assert not re.search(r"<(?:script|iframe|svg|meta http-equiv=.refresh)|<[^>]*\son\w+=|javascript:[^<]*\"", page), name
