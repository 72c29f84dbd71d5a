"""Grading: notebooks read, run and judged; grades kept; tables, report and pages made of them."""

import csv
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import keras
import nbformat
import numpy as np
import openpyxl
import pytest
from filelock import FileLock

from shared.base.errors import UserError
from shared.base.pictures import resize, to_model_range
from shared.data.dataset import make_scenes
from shared.model.generator import LATENT_DIM
from shared.model.trained_model import TrainedModel
from shared.paths import FINAL, SHIPPED_MODEL, SOLUTION_MODEL, WEEKS
from tests import hostile
from tests.classroom import Classroom, hand_in
from tools import grade as command
from tools.grade import choose_sandbox, find_submissions, grade_class, main, written
from tools.grading import sandbox
from tools.grading.database import Grades
from tools.grading.engine import Task, fingerprint
from tools.grading.feedback import feedback_page, make_page, markdown, with_comments
from tools.grading.judge import Request, grade, max_points
from tools.grading.limits import Limits
from tools.grading.report import write_report
from tools.grading.results import ExerciseGrade, Grade
from tools.grading.sandbox import clear_leftovers, files_of, why_no_sandbox
from tools.grading.submission import NOTEBOOK, find_notebook, read_notebook, restore_cells, without_lines_for_elsewhere
from tools.grading.tables import ByHand, Lateness, Person, combine, read_by_hand, read_late, read_roster, write_tables

WEEK = WEEKS[0]
AMPLE = Limits(cell_seconds=600, submission_seconds=3000, start_seconds=600)  # on the busiest machine too
SANDBOXED = not why_no_sandbox()
REQUEST = Request(SANDBOXED, AMPLE)


@pytest.fixture(scope="module")
def classroom():
    return Classroom(WEEK)


# What was handed in.


def test_a_notebook_of_another_name_is_found_if_it_is_the_only_one(tmp_path):
    folder = tmp_path / WEEK.name
    assert find_notebook(folder)[0] is None
    folder.mkdir()
    assert "There is no week1_python/assignment.ipynb" in find_notebook(folder)[1]
    (folder / "assignment (1).ipynb").touch()
    path, note = find_notebook(folder)
    assert path == folder / "assignment (1).ipynb" and "“assignment (1).ipynb”" in note
    (folder / "other.ipynb").touch()
    assert find_notebook(folder)[0] is None and "“other.ipynb”" in find_notebook(folder)[1]
    (folder / NOTEBOOK).touch()
    assert find_notebook(folder) == (folder / NOTEBOOK, "")


def test_cells_come_back_as_the_course_has_them(classroom, tmp_path):
    notebook = classroom.notebook(ranking="return 3")
    classroom.cell(notebook, "check_ranking").source = "pass"
    notebook.cells.remove(classroom.cell(notebook, "check_gather"))
    path = tmp_path / NOTEBOOK
    nbformat.write(notebook, path)
    read = read_notebook(path, Limits())
    restore_cells(read, classroom.course)
    assert classroom.cell(read, "check_ranking").source == classroom.cell(classroom.course, "check_ranking").source
    assert "return 3" in classroom.cell(read, "ranking").source
    assert read.cells[-1].metadata.nbgrader.grade_id == "check_gather"


@pytest.mark.parametrize(
    ("source", "kept", "left_out"),
    [
        ("import os\nfrom google.colab import drive\nx = 1", "import os\npass\nx = 1", ["from google.colab import drive"]),
        ("if True:\n    drive.mount('/content')", "if True:\n    pass", ["drive.mount('/content')"]),
        ("%matplotlib widget\nplt.plot()", "pass\nplt.plot()", ["%matplotlib widget"]),
        ("%matplotlib inline", "%matplotlib inline", []),
        ("!pip install x", "pass", ["!pip install x"]),
        ("%%time\nx = 1", "%%time\nx = 1", []),
        ("files = [1]\nfiles[0]", "files = [1]\nfiles[0]", []),
    ],
)
def test_lines_that_work_elsewhere_only_are_left_out(source, kept, left_out):
    assert without_lines_for_elsewhere(source) == (kept, left_out)


def test_no_link_is_followed_and_no_large_file_read(tmp_path):
    folder = tmp_path / "ada" / WEEK.name
    folder.mkdir(parents=True)
    (folder / "model").mkdir()
    (folder / "model" / "a.json").write_text("{}")
    (folder / "large").write_bytes(b"x" * 100)
    (folder / "link").symlink_to(WEEK / "solution.ipynb")
    limits = Limits(file_bytes=50)
    assert {path.name for path, _ in files_of(folder, limits)} == {"a.json", "large"}
    assert Task("ada", WEEK.name, folder).pack(limits) == {"large": 100, str((folder / "model" / "a.json").relative_to(folder)): b"{}"}
    elsewhere = tmp_path / "ben"
    elsewhere.symlink_to(folder)
    assert list(files_of(elsewhere, limits)) == []


def test_a_fingerprint_changes_with_files_and_request_only():
    files, request = {NOTEBOOK: b"x"}, Request()
    same = fingerprint(files, WEEK.name, request)
    assert fingerprint(dict(files), WEEK.name, Request()) == same
    others = [({NOTEBOOK: b"y"}, request), ({"a.ipynb": b"x"}, request), (files, Request(sandboxed=False))]
    assert len({same, *(fingerprint(one, WEEK.name, other) for one, other in others)}) == 4


# Run and judged.


@pytest.mark.slow
def test_a_notebook_is_graded(classroom, tmp_path):
    wrong = {name: classroom.mistakes[name][0].code for name in ("standardise", "ranking", "bin_lengths")}
    hand_in(tmp_path, "ada", WEEK, classroom.notebook(**wrong))
    result = grade(tmp_path / "ada" / WEEK.name, WEEK, REQUEST)
    assert (result.score, result.max_score, result.note) == (25 - classroom.score(*wrong), 25, "")
    assert result.exercises["ranking"].message == f"ranking: {classroom.mistakes['ranking'][0].message}"
    assert "seed=" not in result.page and 'Test of <code>ranking</code>: <span class="wrong">not right yet</span>, 0 of 2' in result.page
    again = grade(tmp_path / "ada" / WEEK.name, WEEK, replace(REQUEST, exercise="gather"))
    assert again.exercises["gather"].points == 2 and again.exercises["film_strip"].points == 0


@pytest.mark.grading
@pytest.mark.parametrize("week", [pytest.param(week, id=week.name) for week in WEEKS[1:]])
def test_a_solution_has_all_points_by_the_wire(week, tmp_path):
    not_trained = {"my_model": "raise NotImplementedError"} if week == WEEKS[-1] else {}
    hand_in(tmp_path, "ada", week, Classroom(week).notebook(**not_trained))
    result = grade(tmp_path / "ada" / week.name, week, REQUEST)
    missing = [name for name, one in result.exercises.items() if one.points < one.max_points]
    assert missing == list(not_trained) and result.note == ""


@pytest.mark.grading
@pytest.mark.parametrize(
    "loop",
    ["while True:\n    pass", "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"],
)
def test_an_endless_loop_costs_its_own_points_only(loop, classroom, tmp_path):
    hand_in(tmp_path, "ada", WEEK, classroom.notebook(ranking=loop))
    result = grade(
        tmp_path / "ada" / WEEK.name,
        WEEK,
        Request(SANDBOXED, replace(AMPLE, cell_seconds=20, output_seconds=2 if "except" in loop else 600)),
    )
    assert result.exercises["standardise"].points == 2 and result.exercises["ranking"].points == 0
    if "except" in loop:  # it can't be interrupted, so nothing runs after it
        assert "did not end, even when" in result.note
    else:
        assert "does its loop end?" in result.exercises["ranking"].message and result.score == 23


@pytest.mark.grading
def test_nothing_is_run_after_the_time_of_a_submission(classroom, tmp_path):
    hand_in(tmp_path, "ada", WEEK, classroom.notebook())
    result = grade(tmp_path / "ada" / WEEK.name, WEEK, Request(SANDBOXED, replace(AMPLE, submission_seconds=0)))
    assert result.score == 0 and "The time for the whole notebook is over" in result.note and result.note in result.page


# Models that are handed in beside the blanks of the final assignment.


def grade_model(model, name, tmp_path):
    """Grade the blanks of the final assignment with a model in a folder of that name. Returns the grade, and that of `my_model`."""
    blanks = Classroom(FINAL).all_answered("raise NotImplementedError")
    Classroom(FINAL).cell(blanks, "my_model").source = f"def my_model():\n    return {name!r}"
    hand_in(tmp_path, "ada", FINAL, blanks)
    model.save(tmp_path / "ada" / FINAL.name / name)
    result = grade(tmp_path / "ada" / FINAL.name, FINAL, REQUEST)
    return result, result.exercises["my_model"]


@pytest.mark.grading
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

    result, (points, of, message) = grade_model(model, "mine", tmp_path)
    assert 0.8 < points < 1.3 and of == 10 and message == ""
    assert result.score == points and result.note == ""
    assert "position: right in 0." in result.page and "worst pair: " in result.page


@pytest.mark.grading
@pytest.mark.parametrize("name", ["mine", SOLUTION_MODEL.name])
def test_the_solutions_model_handed_in_is_found_whatever_its_folder_is_called(name, tmp_path):
    _, (points, _, message) = grade_model(TrainedModel.load(SOLUTION_MODEL), name, tmp_path)
    assert points == 0 and "the model of the course's solution" in message


# Kept.


def made_grade(points=2.0, message=""):
    return Grade({"one": ExerciseGrade(points, 2, message), "two": ExerciseGrade(1, 3)}, "a note")


def test_a_grade_is_there_when_the_database_is_opened_again(tmp_path):
    url = f"sqlite:///{tmp_path / 'grades.db'}"
    grades = Grades(url)
    grades.save("ada", WEEK.name, "print", made_grade(message="half \ud83d an emoji, NUL \x00"))
    grades.save("ben", WEEK.name, "other", made_grade(0))
    grades.save("ben", WEEK.name, "newer", made_grade(1))
    grades.close()
    again = Grades(url)
    assert again.known() == {("ada", WEEK.name): "print", ("ben", WEEK.name): "newer"}
    assert [(learner, one.score, one.note) for learner, _, one in again.entries()] == [("ada", 3, "a note"), ("ben", 2, "a note")]
    again.forget([("ben", WEEK.name)])
    assert set(again.known()) == {("ben", WEEK.name)}
    again.close()


def test_one_exercise_graded_again_leaves_the_others(tmp_path):
    grades = Grades(f"sqlite:///{tmp_path / 'grades.db'}")
    grades.save("ada", WEEK.name, "print", made_grade(0))
    grades.save("ada", WEEK.name, "newer", Grade({"one": ExerciseGrade(2, 2), "two": ExerciseGrade(0, 3)}), only="one")
    ((_, _, one),) = grades.entries()
    assert [exercise.points for exercise in one.exercises.values()] == [2, 1]
    grades.close()


def test_workers_that_die_are_counted_until_the_notebook_changes(tmp_path):
    grades = Grades(f"sqlite:///{tmp_path / 'grades.db'}")
    assert [grades.add_attempt("ada", WEEK.name, print_) for print_ in ("one", "one", "two", "two")] == [1, 2, 1, 2]
    assert grades.known() == {}
    grades.close()


def test_a_second_grader_says_that_there_is_one(classroom, tmp_path):
    hand_in(tmp_path / "in", "ada", WEEK, classroom.blanks())
    out = tmp_path / "out"
    out.mkdir()
    with FileLock(out / ".lock"), pytest.raises(UserError, match="Another grader is writing"):
        grade_class(tmp_path / "in", out)


@pytest.mark.grading
def test_a_class_goes_on_where_it_stopped(classroom, tmp_path, capsys):
    folder, out = tmp_path / "in", tmp_path / "out"
    for learner in ("ada", "ben"):
        hand_in(folder, learner, WEEK, classroom.blanks())
    (folder / "by_hand.csv").write_text("learner,assignment,exercise,points,comment\nada,week1_python,gather,2,Well explained\n")
    (folder / "roster.csv").write_text("learner,name,id\nada,Ada Lovelace,17\nzoe,Zoë,18\n")
    run = {"request": REQUEST, "jobs": 1}
    grade_class(folder, out, **run)
    assert capsys.readouterr().out.count("of 25 points") == 2
    hand_in(folder, "ben", WEEK, classroom.notebook())
    grade_class(folder, out, **run)
    said = capsys.readouterr().out
    assert "ben week1_python: 25 of 25" in said and "ada" not in said
    grade_class(folder, out, **run)
    assert "Nothing has changed" in capsys.readouterr().out
    page = (out / "feedback" / "ada" / f"{WEEK.name}.html").read_text(encoding="utf-8")
    assert "gather: Well explained" in page and "2 of 25 points" in page
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "Ada Lovelace" in report and "<td>zoe</td><td>week1_python</td>" in report
    grade_class(folder, out, **run, only=(WEEK.name, "gather"))
    assert capsys.readouterr().out.count("of 25 points") == 2
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        assert {row["learner"]: row["points"] for row in csv.DictReader(file)} == {"ada": "2", "ben": "25"}


# Tables.

ENTRIES = [
    ("ada", WEEK.name, made_grade()),
    ("ben", WEEK.name, made_grade(0, "It should be 3, not 4.")),
    ("ben", WEEKS[1].name, made_grade(0, "It should be 5, not 6.")),
]


def test_what_counts_is_what_the_tables_say():
    by_hand = {("ada", WEEK.name, "two"): ByHand(3, "seen"), ("ben", WEEK.name, ""): ByHand(None, "Come and see me.")}
    late = {("ben", WEEK.name): 2, ("ben", WEEKS[1].name): 1}
    ada, ben, later = combine(ENTRIES, {"ada": Person("Ada", "17")}, late, by_hand, Lateness(percent=20, free_days=1))
    assert (ada.grade.score, ada.total, ada.person.id, ada.comments) == (5, 5, "17", {"two": "seen"})
    assert (ben.grade.score, ben.days, ben.comments) == (1, 2, {"late": "2 days, so 0.8 of the 1 points count.", "": "Come and see me."})
    assert ben.total == pytest.approx(0.8) and later.total == pytest.approx(0.8)  # a free day is used up


def test_an_instructors_tables_are_read(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("\ufefflearner;name;id\nada;Ada Lovelace;007\n", encoding="utf-8")
    assert read_roster(path) == {"ada": Person("Ada Lovelace", "007")}
    path.write_text("learner,assignment,exercise,points,comment\nada,w,one,1.5,\nada,w,,,Good\n")
    assert read_by_hand(path) == {("ada", "w", "one"): ByHand(1.5, ""), ("ada", "w", ""): ByHand(None, "Good")}
    path.write_text("learner,assignment,days\nada,w,3\n")
    assert read_late(path) == {("ada", "w"): 3} and read_late(tmp_path / "none.csv") == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,id\n", "needs a column learner"),
        ("learner,assignment,days\nada,w,two\n", "line 2: “two” is no number"),
        (b"\xff\xfe\xff", "UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_is_one_sentence(content, said, tmp_path):
    path = tmp_path / "late.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UserError, match=said):
        read_late(path)


def test_exports_have_a_line_for_each_learner_and_no_formula(tmp_path):
    evil = ("=1+1", WEEK.name, Grade({"one": ExerciseGrade(1, 2, "=cmd()\x07")}, "+1"))
    results = list(combine([*ENTRIES, evil], {"ada": Person("Ada", "17", "a@b.c")}, {}, {}, Lateness()))
    write_tables(results, tmp_path)

    def read(name):
        return list(csv.reader((tmp_path / name).open(encoding="utf-8", newline="")))

    canvas = read("canvas.csv")
    assert canvas[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"] and canvas[1][0].strip() == "Points Possible"
    assert canvas[2] == ["Ada", "17", "", "ada", "", "3", ""] and len(canvas) == 5
    assert read("moodle.csv")[1] == ["17", "a@b.c", "Ada", "3", ""]
    assert len(read("grades.csv")) == 5 and len(read("exercises.csv")) == 8
    sheet = openpyxl.load_workbook(tmp_path / "grades.xlsx")["grades"]
    assert sheet.max_row == 5 and sheet["E2"].value == 3
    cells = [cell for name in ("grades.csv", "exercises.csv", "canvas.csv", "moodle.csv") for row in read(name) for cell in row]
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_the_report_names_hard_exercises_frequent_mistakes_and_who_is_missing(tmp_path):
    results = list(combine([*ENTRIES, ("zoe", WEEK.name, made_grade(0, "It should be 7, not 9."))], {}, {}, {}, Lateness()))
    write_report(results, [("kim", WEEK.name)], tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert re.search(r'<td class="number">2</td><td>week1_python</td><td>one</td><td>It should be 3, not 4\.</td>', page)
    assert "<td>kim</td><td>week1_python</td>" in page and page.index("<td>one</td>") < page.index("<td>two</td>")
    assert page.count("<svg") == 2 and "week1_python: 3 notebooks by their share of the points" in page
    assert "script-src &#x27;sha256-" in page and page.count("<script>") == 1 and "http" not in page.replace("http-equiv", "")


# Pages.


def test_a_page_shows_formulas_without_a_server():
    html = markdown(r"The loss $\frac{1}{n}\sum_i x_i^2$ costs 5 $ or 6 $. $$a < b$$")
    assert (
        html.count("<math") == 2
        and "<mfrac>" in html
        and "costs 5 $ or 6 $" in html
        and "http" not in html.replace("http://www.w3.org/1998/Math/MathML", "")
    )


def test_a_page_has_links_to_other_places_only():
    html = markdown("[a](1_numpy.ipynb) [b](https://example.org/x) [c](javascript:x) [d](//example.org)")
    assert re.findall('href="([^"]*)"', html) == ["https://example.org/x", "#harmful-link"]


def test_a_page_cuts_what_is_long_and_shows_pictures_only_if_they_are_some():
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="x" * 1_000_000),
        nbformat.v4.new_output("display_data", data={"image/png": png}),
        nbformat.v4.new_output("display_data", data={"image/png": 'x" onerror="alert(1)', "text/plain": "a figure"}),
        nbformat.v4.new_output("display_data", data={"text/html": "<table onclick='x()'><tr><td><script>x</script>7</td></tr></table>"}),
        nbformat.v4.new_output("error", ename="E", evalue="<b>" * 100_000),
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 < 2", outputs=outputs)])
    page = feedback_page(notebook, "week", made_grade())
    assert len(page) < 60_000 and page.count("<img") == 1 and "onerror" not in page and "a figure" in page
    assert "<td>7</td>" in page and "onclick" not in page and "1 &lt; 2" in page and "<b>" not in page


def test_comments_by_hand_are_put_in_and_changed():
    test = nbformat.v4.new_code_cell("check_one(one)", metadata={"nbgrader": {"grade": True, "grade_id": "check_one", "points": 2}})
    page = feedback_page(nbformat.v4.new_notebook(cells=[test]), "week", made_grade())
    once = with_comments(page, "week", {"": "Good <b>"}, made_grade().exercises)
    assert "Good &lt;b&gt;" in once and with_comments(once, "week", {}, made_grade().exercises) == page
    changed = with_comments(once, "week", {"one": "Better"}, {"one": ExerciseGrade(0.5, 2)})
    assert "Good" not in changed and "one: Better" in changed and "<h1>week: 0.5 of 2 points</h1>" in changed
    assert changed.count("in part</span>") == 2 and "Test of <code>one</code>" in changed and "0.5 of 2</h3>" in changed


@pytest.mark.grading
@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
def test_no_code_of_a_learners_runs_in_a_browser(tmp_path):
    cells = [nbformat.v4.new_markdown_cell(text) for text in hostile.MARKUP.values()]
    outputs = [nbformat.v4.new_output("display_data", data={"text/html": f"<table>{text}</table>"}) for text in hostile.MARKUP.values()]
    cells += [nbformat.v4.new_code_cell(text, outputs=outputs) for text in hostile.MARKUP.values()]
    page = feedback_page(nbformat.v4.new_notebook(cells=cells), "week", made_grade())
    # The second wall alone: the same markup, not cleaned, behind the policy. A policy stops no refresh; the first wall does.
    naked = make_page("week: 3 of 5 points", "".join(text for name, text in hostile.MARKUP.items() if name != "a refresh"))
    for number, content in enumerate((page, naked)):
        path = tmp_path / f"{number}.html"
        path.write_text(content, encoding="utf-8")
        command = [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={tmp_path}/profile",
            "--dump-dom",
            path.as_uri(),
        ]
        dom = subprocess.run(command, capture_output=True, text=True, timeout=300).stdout
        assert "<title>week: 3 of 5 points</title>" in dom


# The command.


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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--exercise", "week1_python/none"], "There is no exercise week1_python/none"),
        (["--database", "nothing://x"], "The database can't be used"),
        (["--cluster", "tcp://127.0.0.1:9"], "There is no scheduler at tcp://127.0.0.1:9"),
    ],
)
def test_a_wrong_option_is_one_sentence(arguments, said, classroom, tmp_path, monkeypatch, capsys):
    hand_in(tmp_path / "in", "ada", WEEK, classroom.blanks())
    monkeypatch.setattr(command, "choose_sandbox", lambda choice: SANDBOXED)
    monkeypatch.setattr("tools.grading.engine.CONNECT_SECONDS", 1)
    monkeypatch.setattr(sys, "argv", ["grade", str(tmp_path / "in"), "--out", str(tmp_path / "out"), *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    err = capsys.readouterr().err
    assert ended.value.code == 2 and said in err and err.count("\n") == 1


def test_without_a_sandbox_there_is_one_warning_or_a_refusal(monkeypatch, capsys):
    monkeypatch.setattr(command, "why_no_sandbox", lambda: "bubblewrap is not installed")
    assert choose_sandbox("auto") is False
    assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(UserError, match="There is no sandbox here: bubblewrap is not installed"):
        choose_sandbox("required")
    monkeypatch.setattr(command, "why_no_sandbox", lambda: "")
    assert choose_sandbox("required") is True and capsys.readouterr().err == ""


def test_learners_and_weeks_are_found(tmp_path):
    for path in ("ben/week1_python", "ada/week3_cnn", ".hidden/week1_python"):
        (tmp_path / path).mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "ada")
    found = [(task.learner, task.week) for task in find_submissions(tmp_path)]
    assert found == [("ada", "week1_python"), ("ada", "week3_cnn"), ("ben", "week1_python"), ("ben", "week3_cnn")]
    assert written("J\udcf6rg") == "J\\xf6rg" and written("Jörg") == "Jörg"


def test_what_a_killed_grader_left_is_cleared(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox.tempfile, "gettempdir", lambda: str(tmp_path))
    for name in ("grade-999999999-x", f"grade-{sandbox.os.getpid()}-x", "grade-note", "other"):
        (tmp_path / name).mkdir()
    clear_leftovers()
    assert {path.name for path in tmp_path.iterdir()} == {f"grade-{sandbox.os.getpid()}-x", "grade-note", "other"}


def test_points_are_those_of_the_notebook():
    assert sum(max_points(WEEK).values()) == 25 and json.dumps(max_points(WEEK)).startswith('{"standardise": 2.0')
