"""Grading: a class of submissions goes through nbgrader itself, whatever some of them hold or do."""

import csv
import re
import sys
from dataclasses import replace
from time import sleep

import keras
import nbformat
import numpy as np
import pytest

from shared.base.pictures import resize, to_model_range
from shared.data.dataset import make_scenes
from shared.model.generator import LATENT_DIM
from shared.model.trained_model import TrainedModel
from shared.paths import COURSE, FINAL, SHIPPED_MODEL, SOLUTION_MODEL, WEEKS
from tests.solved import answers_of, mistakes_of
from tools.grade import grade_folder, main
from tools.grading import execution
from tools.grading.assignment import NOTEBOOK, Assignment
from tools.grading.cells import grade_id
from tools.grading.execution import ExecuteSubmission
from tools.grading.limits import Limits

AMPLE = Limits(cell_seconds=600, submission_seconds=3000, start_seconds=600, output_seconds=300)  # on the busiest machine too


# A class of submissions, as nbgrader grades them: name, what was handed in (a notebook, a text or nothing), points, note.


class Classroom:
    """Makes submissions from the blanks of week 1, all right but for what is told."""

    def __init__(self, solved):
        self.week = WEEKS[0]
        self.solved = solved(self.week)
        self.mistakes, self.others = mistakes_of(self.week), answers_of(self.week)

    def notebook(self, first="", **answers):
        """Fill the blanks in: with the solution, or other answers; `first` stands in the first code cell."""
        notebook = nbformat.read(self.week / NOTEBOOK, as_version=4)
        notebook.cells[1].source += f"\n{first}"
        for exercise in self.solved.blanks:
            source = self.solved.blanks[exercise]
            self.cell(notebook, exercise).source = self.solved.fill_in(exercise, answers[exercise]) if exercise in answers else source
        return notebook

    def blanks(self, first=""):
        return self.all_answered("raise NotImplementedError", first)

    def all_answered(self, answer, first=""):
        """Fill all blanks in with one answer."""
        return self.notebook(first=first, **dict.fromkeys(self.solved.tests, answer))

    def cell(self, notebook, name):
        return next(cell for cell in notebook.cells if grade_id(cell) == name)

    def wrong(self, exercise):
        return self.mistakes[exercise][0].code

    def three_wrong(self):
        return self.notebook(**{exercise: self.wrong(exercise) for exercise in ("standardise", "ranking", "bin_lengths")})

    def unusual(self):
        return self.notebook(**{exercise: answers[0].code for exercise, answers in self.others.items()})

    def hard_coded(self):
        return self.notebook(
            **{exercise: answer.code for exercise, answers in self.others.items() for answer in answers if not answer.is_recognised}
        )

    def tests_edited(self):
        """Three wrong answers; the first test is empty, the second deleted, the third no test any more but worth 100 points."""
        notebook = self.three_wrong()
        self.cell(notebook, "check_standardise").source = "pass"
        notebook.cells.remove(self.cell(notebook, "check_ranking"))
        self.cell(notebook, "check_bin_lengths").metadata.nbgrader.update(grade=False, solution=True, locked=False, points=100)
        self.cell(notebook, "check_gather").metadata.nbgrader.points = 100
        return notebook

    def checks_redefined(self):
        """Every way to a lenient check: another function, a patched module, a file of one's own, a path before ours."""
        return self.blanks(
            "import os, sys, checks, shared.exercises.checking\n"
            "def check_ranking(answer, seed=0): pass\n"
            "for name in dir(checks):\n"
            "    if name.startswith('check_'):\n"
            "        setattr(checks, name, check_ranking)\n"
            "shared.exercises.checking.exercise = lambda check: check_ranking\n"
            "os.makedirs('own', exist_ok=True)\n"
            "lenient = 'def compare(*a, **b): pass\\nexercise = lambda check: compare\\ncheck_ranking = check_standardise = compare'\n"
            "for path in ('checks.py', 'own/checks.py', '../shared/exercises/checking.py'):\n"
            "    open(path, 'w').write(lenient)\n"
            "sys.path.insert(0, os.path.abspath('own'))"
        )

    def cells_emptied(self):
        return self.blanks("get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])")

    def errors_hidden(self):
        return self.blanks("get_ipython().showtraceback = lambda *everything, **more: None")

    def python_ends(self):
        return self.notebook(film_strip="def film_strip(pictures):\n    return 0\n\nimport os\nos._exit(0)")

    def prints_and_warns(self):
        noise = "import sys, warnings\nwarnings.warn('careful')\nprint('x' * 99, file=sys.stderr)\nprint('much ' * 30_000)\n"
        return self.notebook(standardise=noise + "return (table - table.mean(axis=0)) / table.std(axis=0)")

    def metadata_stripped(self):
        notebook = self.notebook()
        for cell in notebook.cells:
            cell.metadata = {}
        return notebook

    def cells_copied(self):
        notebook = self.notebook()
        copies = [nbformat.from_dict({**cell, "id": f"copy-{number}"}) for number, cell in enumerate(notebook.cells)]
        self.cell(notebook, "standardise").cell_type = "raw"
        notebook.cells[:0] = copies
        return notebook

    def wanders_off(self):
        return self.notebook(first="import os\nos.chdir('/')\nlist = print = open = None")

    def submissions(self):
        return [
            ("all right", self.notebook(), 25, ""),
            ("blanks", self.blanks(), 0, ""),
            ("three wrong", self.three_wrong(), 18, ""),
            ("unusual", self.unusual(), 25, ""),
            ("hard-coded", self.hard_coded(), 23, ""),
            ("tests edited", self.tests_edited(), 18, ""),
            ("checks redefined", self.checks_redefined(), 0, ""),
            ("cells emptied", self.cells_emptied(), 0, "did not run to its end"),
            ("errors hidden", self.errors_hidden(), 0, ""),
            ("Python ends", self.python_ends(), 8, "Python ended"),
            ("prints and warns", self.prints_and_warns(), 25, ""),
            ("metadata stripped", self.metadata_stripped(), 25, ""),
            ("cells copied", self.cells_copied(), 25, ""),
            ("=wanders [off]* + ö", self.wanders_off(), 25, ""),
            ("corrupt", nbformat.writes(self.notebook())[:-100], 0, "no notebook that Jupyter can open"),
            ("empty", "", 0, "is empty"),
            ("no notebook", "[1, 2]", 0, "no notebook that Jupyter can open"),
            ("no cells", '{"cells": 3, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', 0, "no notebook that Jupyter can open"),
            ("nothing", None, 0, "There is no"),
        ]


@pytest.fixture(scope="module")
def classroom(solved):
    return Classroom(solved)


@pytest.mark.slow
def test_a_class_is_graded_to_its_last_submission(classroom, tmp_path, capsys):
    week = classroom.week
    expected = []
    for name, notebook, points, note in classroom.submissions():
        folder = tmp_path / "submissions" / name / week.name
        folder.mkdir(parents=True)
        if notebook is not None:
            text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
            (folder / NOTEBOOK).write_text(text, encoding="utf-8")
        expected.append((name, points, note))
    course = [week / name for name in ("solution.ipynb", NOTEBOOK, "checks.py")] + [COURSE / "shared" / "exercises" / "checking.py"]
    before = [path.read_bytes() for path in course]

    grade_folder(tmp_path / "submissions", tmp_path / "grades", AMPLE, jobs=2)

    assert [path.read_bytes() for path in course] == before and not (week / "own").exists()
    with (tmp_path / "grades" / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["learner"].removeprefix("'"): row for row in csv.DictReader(file)}
    assert {name: (row["points"], row["of"]) for name, row in rows.items()} == {name: (str(points), "25") for name, points, _ in expected}
    for name, _, note in expected:
        assert note in rows[name]["note"] and bool(note) == bool(rows[name]["note"])
        page = (tmp_path / "grades" / "feedback" / name / f"{week.name}.html").read_text(encoding="utf-8")
        assert "seed=" not in page and len(page) < 1_000_000
        assert not re.search(r"Test cell|Comments:|\.ipynb\"|Right: (\w+)\nRight: \1", page)
    with (tmp_path / "grades" / "exercises.csv").open(encoding="utf-8", newline="") as file:
        messages = {(row["learner"], row["exercise"]): row["message"] for row in csv.DictReader(file)}
    assert classroom.mistakes["ranking"][0].message in messages["three wrong", "ranking"]
    page = (tmp_path / "grades" / "feedback" / "three wrong" / f"{week.name}.html").read_text(encoding="utf-8")
    assert '<a href="#check_ranking">ranking</a>: <span class="wrong">not right yet</span>, 0 of 2 points' in page
    assert '<a href="#check_gather">gather</a>: <span class="right">right</span>, 2 of 2 points' in page
    assert capsys.readouterr().out.count(" of 25 points") == len(expected)


# Loops that never end. Python may need a second or a minute to get as far as the loop, so its cell's time begins when
# the loop does, and all other cells have ample time: whatever else the machine is busy with, the outcome is the same.

ENDLESS = "while True:\n    pass"
STUBBORN = "while True:\n    try:\n        while True:\n            pass\n    except KeyboardInterrupt:\n        pass"


@pytest.fixture(scope="module")
def assignment(classroom, tmp_path_factory):
    return Assignment(classroom.week, tmp_path_factory.mktemp("course"), AMPLE)


@pytest.fixture
def loop_begun(tmp_path):
    """Give a file that is there once the loop has begun."""
    return tmp_path / "begun"


@pytest.fixture
def grade_loop(classroom, assignment, loop_begun, tmp_path, monkeypatch):
    """Grade a submission whose `gather` is a loop, and whose `ranking` tries to leave Python.

    The loop is interrupted a second after it has begun, and given up when it has not ended some seconds later.
    """
    waiting = {}
    seconds_for = ExecuteSubmission.seconds_for

    def one_second_from_its_begin(self, cell):
        if grade_id(cell) != "check_gather":
            return seconds_for(self, cell)
        for _ in range(3000):  # five minutes, lest a loop that is never reached stops the tests
            if loop_begun.exists():
                break
            sleep(0.1)
        self.iopub_timeout = waiting["seconds"]
        return 1

    def grade(code, output_seconds=AMPLE.output_seconds):
        waiting["seconds"] = output_seconds
        answer = f"import pathlib\npathlib.Path({str(loop_begun)!r}).touch()\n{code}"
        return assignment.grade(write(classroom.notebook(gather=answer, ranking="raise SystemExit"), tmp_path / NOTEBOOK))

    monkeypatch.setattr(ExecuteSubmission, "seconds_for", one_second_from_its_begin)
    return grade


def write(notebook, path):
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


@pytest.mark.slow
def test_an_endless_loop_costs_its_own_points_only(grade_loop):
    grade = grade_loop(ENDLESS)
    assert "does its loop end?" in grade.exercises["gather"].message
    assert (grade.score, grade.max_score, grade.note) == (21, 25, "")


@pytest.mark.slow
def test_nothing_is_run_after_the_time_of_a_submission(grade_loop, loop_begun, monkeypatch):
    monkeypatch.setattr(execution, "monotonic", lambda: 1e6 if loop_begun.exists() else 0)
    grade = grade_loop(ENDLESS)
    assert "does its loop end?" in grade.exercises["gather"].message
    assert grade.score == 4 and "The time for the whole notebook is over" in grade.note and grade.note in grade.page


@pytest.mark.slow
def test_nothing_is_run_after_a_cell_that_cannot_be_interrupted(grade_loop):
    grade = grade_loop(STUBBORN, output_seconds=1)
    assert grade.score == 4 and "did not end, even when" in grade.note and grade.note in grade.page


@pytest.mark.slow
def test_tight_limits_end_a_submission_wherever_it_is(classroom, tmp_path):
    limits = replace(AMPLE, cell_seconds=2, submission_seconds=3, output_seconds=5)
    path = write(classroom.all_answered(ENDLESS), tmp_path / NOTEBOOK)
    grade = Assignment(classroom.week, tmp_path / "course", limits).grade(path)
    assert grade.score == 0
    # The second note: an interruption is lost when it comes before Python has begun with the cell.
    assert re.search("The time for the whole notebook is over|did not end, even when", grade.note)


@pytest.mark.parametrize("content", [None, [], ["ada/notes.txt"], ["ada/week9_unknown/assignment.ipynb"]])
def test_a_folder_without_submissions_is_one_sentence_and_exit_code_2(content, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "in"
    if content is not None:
        folder.mkdir()
    for name in content or []:
        (folder / name).parent.mkdir(parents=True)
        (folder / name).touch()
    monkeypatch.setattr(sys, "argv", ["grade", str(folder), "--out", str(tmp_path / "grades")])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2 and said.startswith("Error: ") and said.count("\n") == 1
    assert not (tmp_path / "grades").exists()


# Models that are handed in beside the blanks of the final assignment.


def grade_model(model, name, tmp_path):
    """Grade the blanks of the final assignment with a model in a folder of that name. Returns the grade, and that of `my_model`."""
    folder = tmp_path / FINAL.name
    model.save(folder / name)
    notebook = nbformat.read(FINAL / NOTEBOOK, as_version=4)
    cell = next(cell for cell in notebook.cells if grade_id(cell) == "my_model")
    cell.source = f"def my_model():\n    return {name!r}"
    nbformat.write(notebook, folder / NOTEBOOK)
    grade = Assignment(FINAL, tmp_path / "course", AMPLE).grade(folder / NOTEBOOK)
    return grade, grade.exercises["my_model"]


@pytest.mark.slow
def test_a_model_handed_in_with_the_blanks_has_a_part_of_the_points(tmp_path):
    shipped = TrainedModel.load(SHIPPED_MODEL)
    scenes = make_scenes(1500, seed=1)
    vectors = shipped.sentence_encoder.predict(shipped.vocabulary.encode(scenes.captions), verbose=0)
    pixels = to_model_range(resize(scenes.images, 32)).reshape(1500, -1)
    # Regression of each pixel on the sentence vector: it gets the ground right, and nothing else.
    *slopes, offset = np.linalg.lstsq(np.c_[vectors, np.ones(1500)], pixels, rcond=None)[0]
    noise, vector = keras.Input((LATENT_DIM,)), keras.Input((vectors.shape[1],))
    pixel = keras.layers.Dense(pixels.shape[1])
    image = keras.layers.Reshape((32, 32, 3))(pixel(keras.layers.Concatenate()([noise, vector])))
    pixel.set_weights([np.concatenate([np.random.default_rng(1).normal(0, 0.005, (LATENT_DIM, pixels.shape[1])), slopes]), offset])
    model = TrainedModel(shipped.vocabulary, shipped.sentence_encoder, keras.Model([noise, vector], image))

    grade, (points, of, message) = grade_model(model, "mine", tmp_path)
    assert 0.8 < points < 1.3 and of == 10 and message == ""
    assert grade.score == points and grade.note == ""
    assert "position: right in 0." in grade.page and "worst pair: " in grade.page


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mine", SOLUTION_MODEL.name])
def test_the_solutions_model_handed_in_is_found_whatever_its_folder_is_called(name, tmp_path):
    _, (points, _, message) = grade_model(TrainedModel.load(SOLUTION_MODEL), name, tmp_path)
    assert points == 0 and "the model of the course's solution" in message
