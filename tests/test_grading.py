"""The assignments and their grading, proved in both directions.

The solution of every week scores full marks and its blanks none; each answer of `tests/answers` is run in this
process, by the cells of the solution's notebook, for speed. One class of submissions goes through nbgrader itself.
"""

import csv
import importlib
import json
import linecache
import re
import sys
import textwrap

import keras
import nbformat
import numpy as np
import pytest

from shared.base.pictures import resize, to_model_range
from shared.data.dataset import make_scenes
from shared.data.held_out import combinations
from shared.data.scenes import ATTRIBUTES
from shared.exercises.checking import WrongAnswer
from shared.model.trained_model import TrainedModel
from shared.paths import COURSE, FINAL, SHIPPED_MODEL, WEEKS
from tools.grade import grade_folder, main
from tools.grading import NOTEBOOK, Assignment
from tools.make_assignments import make_blanks

HIDDEN_TESTS = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.DOTALL)
SOLUTION = re.compile(r"^( *)### BEGIN SOLUTION.*?### END SOLUTION", re.DOTALL | re.MULTILINE)


class Solved:
    """A solution's notebook, run once in this process; then with other answers in place of the right ones."""

    def __init__(self, week):
        cells = [cell for cell in nbformat.read(week / "solution.ipynb", as_version=4).cells if cell.cell_type == "code"]
        self.blanks, self.tests, self.points, self.names = {}, {}, {}, {}
        for number, cell in enumerate(cells):
            metadata = cell.metadata.get("nbgrader", {})
            if metadata.get("grade"):
                exercise = metadata.grade_id.removeprefix("check_")
                self.tests[exercise], self.points[exercise] = cell.source, metadata.points
            elif metadata.get("solution"):
                self.blanks[metadata.grade_id] = cell.source
            run(cell.source, self.names, f"cell {number} of {week.name}")

    def fill_in(self, exercise, answer):
        """Write the cell of an exercise with an answer in the place of the solution."""
        if re.search(rf"^(def|class) {exercise}\b|^{exercise} =", answer, re.MULTILINE):
            return answer
        return SOLUTION.sub(lambda match: textwrap.indent(answer, match[1]), self.blanks[exercise])

    def answer(self, exercise, answer, hidden=True):
        """Try an answer. Returns what the test says if it fails, None if it passes."""
        names = dict(self.names)
        run(self.fill_in(exercise, answer), names, f"answer to {exercise}")
        test = self.tests[exercise] if hidden else HIDDEN_TESTS.sub("", self.tests[exercise])
        try:
            run(test, names, f"test of {exercise}")
        except WrongAnswer as error:
            return str(error)
        return None


def run(source, names, title):
    """Run a cell as a kernel does: its lines are known to tracebacks."""
    title = f"<{title}>"
    linecache.cache[title] = (len(source), None, source.splitlines(keepends=True), title)
    exec(compile(source, title, "exec"), names)


def answers(kind):
    """List the answers of a kind: week, exercise, a part of the message (None for a right one), answer."""
    listed = []
    for week in WEEKS:
        module = importlib.import_module(f"tests.answers.{week.name.partition('_')[0]}")
        for exercise, found in getattr(module, kind).items():
            pairs = found.items() if isinstance(found, dict) else [(None, answer) for answer in found]
            for number, (message, answer) in enumerate(pairs, 1):
                listed.append(pytest.param(week, exercise, message, answer, id=f"{week.name}-{exercise}-{number}"))
    return listed


@pytest.fixture(scope="module")
def solved():
    """Give the solved notebook of a week, with the week's folder as the place where it runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLBACKEND", "Agg")
        ready = {}

        def of(week):
            patch.chdir(week)
            if week not in ready:
                sys.modules.pop("checks", None)
                patch.syspath_prepend(week)
                ready[week] = Solved(week), sys.modules["checks"]
            solved, sys.modules["checks"] = ready[week]
            return solved

        yield of
        sys.modules.pop("checks", None)


@pytest.mark.parametrize("week", WEEKS, ids=lambda week: week.name)
def test_blanks_are_those_of_the_solution(week):
    assert (week / NOTEBOOK).read_text(encoding="utf-8") == make_blanks(week), "make assignments brings them in step"


@pytest.mark.parametrize("week", WEEKS, ids=lambda week: week.name)
def test_every_exercise_has_answers(week, solved):
    exercises = set(solved(week).tests)
    module = importlib.import_module(f"tests.answers.{week.name.partition('_')[0]}")
    assert set(module.WRONG) == set(module.RIGHT) == exercises >= set(module.HIDDEN)
    assert [exercise for exercise in exercises if len(module.WRONG[exercise]) < 4 or not module.RIGHT[exercise]] == []


@pytest.mark.parametrize("week", WEEKS, ids=lambda week: week.name)
def test_blank_says_that_it_is_not_written(week, solved):
    for exercise in solved(week).tests:
        assert "not written yet" in solved(week).answer(exercise, "raise NotImplementedError")


@pytest.mark.parametrize(("week", "exercise", "message", "answer"), answers("RIGHT"))
def test_unusual_right_answer_keeps_its_points(week, exercise, message, answer, solved):
    assert solved(week).answer(exercise, answer) is message


@pytest.mark.parametrize(("week", "exercise", "message", "answer"), answers("WRONG"))
def test_wrong_answer_is_named_at_once(week, exercise, message, answer, solved):
    said = solved(week).answer(exercise, answer, hidden=False)
    assert said and message in said
    assert not re.search(r"/tmp|\\n|Traceback", said)


@pytest.mark.parametrize(("week", "exercise", "message", "answer"), answers("HIDDEN"))
def test_hidden_tests_find_what_the_visible_check_cannot(week, exercise, message, answer, solved):
    assert solved(week).answer(exercise, answer, hidden=False) is None
    said = solved(week).answer(exercise, answer)
    assert said and message in said


# The model of the final assignment: its points are in proportion to what it obeys.


@pytest.fixture(scope="module")
def final_checks(solved):
    """Give the checks of the final assignment."""
    solved(FINAL)
    return sys.modules["checks"]


def test_the_solutions_model_has_all_points(solved):
    names = dict(solved(FINAL).names)
    run(solved(FINAL).tests["my_model"], names, "test of my_model")
    assert names["points"] == solved(FINAL).points["my_model"] == 10


def test_the_ceiling_is_the_measured_one(final_checks):
    measured = json.loads((FINAL / "scores.json").read_text(encoding="utf-8"))["ceiling"]
    assert {name: measured[name] for name in ATTRIBUTES} == final_checks.CEILING


@pytest.mark.parametrize("obeyed", [(), ("ground",), ("position", "ground"), ("colour", "size", "ground"), tuple(ATTRIBUTES)])
def test_a_model_has_the_points_of_what_it_obeys(obeyed, final_checks):
    rng = np.random.default_rng(1)
    asked, found = rng.choice(combinations(held_out=True), size=(2, 600))
    for column, name in enumerate(ATTRIBUTES):
        if name in obeyed:
            found[:, column] = asked[:, column]
    _, points = final_checks.obedience(asked, found)
    assert points == pytest.approx([2 if name in obeyed else 0 for name in ATTRIBUTES], abs=0.1)


def test_a_model_that_ignores_the_text_has_no_points_however_it_guesses(final_checks):
    rng = np.random.default_rng(2)
    every = combinations(held_out=True)
    always = [np.bincount(column).argmax() for column in every.T]  # the same scene each time, of what is asked for most
    for _ in range(200):
        asked, other = rng.choice(every, size=(2, 600))
        for found in (other, np.tile(always, (600, 1))):
            _, points = final_checks.obedience(asked, found)
            assert 0 <= points.sum() < 0.1


def test_what_is_half_obeyed_has_a_part_of_the_points_and_a_reason(final_checks):
    rng = np.random.default_rng(3)
    asked, other = rng.choice(combinations(held_out=True), size=(2, 600))
    rates, points = final_checks.obedience(asked, np.where(rng.random(asked.shape) < 0.3, asked, other))
    assert np.all((points > 0.4) & (points < 1))
    lines = final_checks.describe(rates, points)
    assert "object: read as asked in 0.3" in lines[0] and "in real pictures in 0.97" in lines[0]
    assert all(final_checks.REASONS[name] in line for name, line in zip(ATTRIBUTES, lines, strict=True))


def test_a_model_handed_in_with_the_blanks_has_a_part_of_the_points(tmp_path):
    shipped = TrainedModel.load(SHIPPED_MODEL)
    scenes = make_scenes(1500, seed=1)
    vectors = shipped.sentence_encoder.predict(shipped.vocabulary.encode(scenes.captions), verbose=0)
    pixels = to_model_range(resize(scenes.images, 32)).reshape(1500, -1)
    # Regression of each pixel on the sentence vector: it gets the ground right, and hardly more.
    *slopes, offset = np.linalg.lstsq(np.c_[vectors, np.ones(1500)], pixels, rcond=None)[0]
    noise, vector = keras.Input((64,)), keras.Input((vectors.shape[1],))
    pixel = keras.layers.Dense(pixels.shape[1])
    image = keras.layers.Reshape((32, 32, 3))(pixel(keras.layers.Concatenate()([noise, vector])))
    pixel.set_weights([np.concatenate([np.random.default_rng(1).normal(0, 0.005, (64, pixels.shape[1])), slopes]), offset])

    folder = tmp_path / FINAL.name
    TrainedModel(shipped.vocabulary, shipped.sentence_encoder, keras.Model([noise, vector], image)).save(folder / "mine")
    notebook = nbformat.read(FINAL / NOTEBOOK, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "my_model")
    cell.source = "def my_model():\n    return 'mine'"
    nbformat.write(notebook, folder / NOTEBOOK)

    grade = Assignment(FINAL, tmp_path / "course").grade(folder / NOTEBOOK)
    points, of, message = grade.exercises["my_model"]
    assert 1.8 < points < 4 and of == 10 and message == ""
    assert grade.score == points and grade.note == ""
    assert "position: read as asked in" in grade.page


# A class of submissions, as nbgrader grades them: name, what was handed in (a notebook, a text or nothing), points, note.


class Class:
    """Makes submissions from the blanks of week 1, all right but for what is told."""

    def __init__(self, solved):
        self.week = WEEKS[0]
        self.solved = solved(self.week)
        self.answers = importlib.import_module("tests.answers.week1")

    def notebook(self, first="", **answers):
        """Fill the blanks in: with the solution, or other answers; `first` stands in the first code cell."""
        notebook = nbformat.read(self.week / NOTEBOOK, as_version=4)
        notebook.cells[1].source += f"\n{first}"
        for exercise in self.solved.blanks:
            source = self.solved.blanks[exercise]
            self.cell(notebook, exercise).source = self.solved.fill_in(exercise, answers[exercise]) if exercise in answers else source
        return notebook

    def blanks(self, first=""):
        return self.notebook(first=first, **dict.fromkeys(self.solved.tests, "raise NotImplementedError"))

    def cell(self, notebook, grade_id):
        return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)

    def wrong(self, exercise):
        return next(iter(self.answers.WRONG[exercise].values()))

    def three_wrong(self):
        return self.notebook(**{exercise: self.wrong(exercise) for exercise in ("standardise", "ranking", "bin_lengths")})

    def unusual(self):
        return self.notebook(**{exercise: answers[0] for exercise, answers in self.answers.RIGHT.items()})

    def hard_coded(self):
        return self.notebook(**{exercise: next(iter(answers.values())) for exercise, answers in self.answers.HIDDEN.items()})

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
            "import os, sys, types, checks, shared.exercises.checking\n"
            "def check_ranking(answer, seed=0): pass\n"
            "checks.check_ranking = check_ranking\n"
            "shared.exercises.checking.check = lambda *everything, **more: None\n"
            "os.makedirs('own', exist_ok=True)\n"
            "for path in ('checks.py', 'own/checks.py', '../shared/exercises/checking.py'):\n"
            "    open(path, 'w').write('def check(*a, **b): pass\\ncheck_ranking = check_standardise = check')\n"
            "sys.path.insert(0, os.path.abspath('own'))"
        )

    def cells_emptied(self):
        return self.blanks("get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])")

    def errors_hidden(self):
        return self.blanks("get_ipython().showtraceback = lambda *everything, **more: None")

    def python_ends(self):
        return self.notebook(film_strip="def film_strip(pictures):\n    return 0\n\nimport os\nos._exit(0)")

    def loops(self):
        return self.notebook(gather="while True:\n    pass", ranking="raise SystemExit")

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
            ("loops", self.loops(), 21, ""),
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


def test_a_class_is_graded_to_its_last_submission(solved, tmp_path, capsys):
    a_class = Class(solved)
    expected = []
    for name, notebook, points, note in a_class.submissions():
        folder = tmp_path / "submissions" / name / a_class.week.name
        folder.mkdir(parents=True)
        if notebook is not None:
            text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
            (folder / NOTEBOOK).write_text(text, encoding="utf-8")
        expected.append((name, points, note))
    course = [a_class.week / name for name in ("solution.ipynb", NOTEBOOK, "checks.py")] + [COURSE / "shared" / "exercises" / "checking.py"]
    before = [path.read_bytes() for path in course]

    grade_folder(tmp_path / "submissions", tmp_path / "grades", cell_seconds=20, jobs=2)

    assert [path.read_bytes() for path in course] == before and not (a_class.week / "own").exists()
    with (tmp_path / "grades" / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["learner"].removeprefix("'"): row for row in csv.DictReader(file)}
    assert {name: (row["points"], row["of"]) for name, row in rows.items()} == {name: (str(points), "25") for name, points, _ in expected}
    for name, _, note in expected:
        assert note in rows[name]["note"] and bool(note) == bool(rows[name]["note"])
        page = (tmp_path / "grades" / "feedback" / name / f"{a_class.week.name}.html").read_text(encoding="utf-8")
        assert "seed=" not in page and len(page) < 1_000_000
        assert not re.search(r"Test cell|Comments:|\.ipynb\"|Right: (\w+)\nRight: \1", page)
    with (tmp_path / "grades" / "exercises.csv").open(encoding="utf-8", newline="") as file:
        messages = {(row["learner"], row["exercise"]): row["message"] for row in csv.DictReader(file)}
    assert next(iter(a_class.answers.WRONG["ranking"])) in messages["three wrong", "ranking"]
    assert "does its loop end?" in messages["loops", "gather"]
    page = (tmp_path / "grades" / "feedback" / "three wrong" / f"{a_class.week.name}.html").read_text(encoding="utf-8")
    assert '<a href="#check_ranking">ranking</a>: <span class="wrong">not right yet</span>, 0 of 2 points' in page
    assert '<a href="#check_gather">gather</a>: <span class="right">right</span>, 2 of 2 points' in page
    assert capsys.readouterr().out.count(" of 25 points") == len(expected)


ENDLESS = "while True:\n    pass"
CLINGING = "while True:\n    try:\n        while True:\n            pass\n    except KeyboardInterrupt:\n        pass"


@pytest.mark.parametrize(
    ("answer", "note"),
    [(ENDLESS, "The time for the whole notebook is over"), (CLINGING, "did not end, even when")],
    ids=["endless", "clinging"],
)
def test_a_submission_has_its_time(answer, note, solved, tmp_path):
    a_class = Class(solved)
    path = tmp_path / NOTEBOOK
    path.write_text(nbformat.writes(a_class.notebook(**dict.fromkeys(a_class.solved.tests, answer))), encoding="utf-8")
    grade = Assignment(a_class.week, tmp_path / "course", cell_seconds=5, submission_seconds=12).grade(path)
    assert grade.score == 0 and note in grade.note and note in grade.page


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
