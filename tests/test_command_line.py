"""The command line: the main job, and one clear sentence with exit code 2 for everything a user can put right."""

import json
import pickle
import re
import signal
import subprocess
import sys

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from shared import cli as command_line
from shared.cli import main
from shared.evaluation import judge
from shared.model import trained_model
from shared.model.exported_model import is_exported

TEXT = "a small red seven in the top left on a blue ground"


@pytest.fixture
def run():
    """Run the command as typed; give back its exit code and what it said."""
    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def model(small_training):
    return small_training[0]


@pytest.fixture
def data(tmp_path):
    """A folder of pictures and captions, to be spoiled."""
    folder = tmp_path / "data"
    folder.mkdir()
    np.save(folder / "images.npy", np.random.default_rng(1).integers(0, 256, (4, 32, 32, 3), dtype=np.uint8))
    np.save(folder / "captions.npy", np.array(["a cat", "a dog", "two cats", "two dogs"]))
    return folder


def assert_refused(result, *words):
    """One sentence or a few that hold the words; exit code 2; no traceback."""
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.output, result.output


def test_generate_draws_a_picture(run, model, tmp_path):
    result = run("generate", TEXT, "--out", tmp_path / "x.png", "--model", model, "--zoom", 4)
    assert result.exit_code == 0, result.output
    assert cv2.imread(str(tmp_path / "x.png")).shape == (128, 128, 3)
    assert "x.png" in result.output


@pytest.mark.slow
def test_whose_pictures_they_are_is_said_with_each_that_is_drawn(run, data, quick_words, tmp_path):
    (data / "ATTRIBUTION.txt").write_text("Cats: Ada, CC BY-SA 4.0\n", encoding="utf-8")
    model = tmp_path / "model"
    assert run("train", data, model, "--reading-steps", 1, "--copying-steps", 1, "--image-size", 16).exit_code == 0
    assert is_exported(model)  # drawn by ONNX Runtime from now on
    assert run("generate", "a cat", "--out", tmp_path / "x.png", "--model", model).output.endswith("Cats: Ada, CC BY-SA 4.0\n")
    assert_refused(run("generate", "a cow", "--out", tmp_path / "y.png", "--model", model), "“cow”", "cat")


def test_generate_draws_a_grid_with_a_row_a_caption(run, model, tmp_path):
    result = run("generate", TEXT, "a seven", "--out", tmp_path / "x.png", "--model", model, "--count", 3, "--grid", "--zoom", 1)
    assert result.exit_code == 0, result.output
    assert cv2.imread(str(tmp_path / "x.png")).shape == (2 * 32 + 2, 3 * 32 + 2 * 2, 3)


def test_generate_numbers_several_pictures(run, model, tmp_path):
    assert run("generate", TEXT, "a seven", "--out", tmp_path / "x.png", "--model", model, "--count", 2).exit_code == 0
    assert sorted(path.name for path in tmp_path.glob("*.png")) == ["x_1.png", "x_2.png", "x_3.png", "x_4.png"]


def test_what_a_caption_leaves_open_varies(run, model, tmp_path, monkeypatch):
    asked = []
    encode = trained_model.Vocabulary.encode
    monkeypatch.setattr(trained_model.Vocabulary, "encode", lambda self, captions: asked.append(list(captions)) or encode(self, captions))
    run("generate", "a red seven", "--out", tmp_path / "x.png", "--model", model, "--count", 20, "--grid")
    completed = asked[-1]
    assert len(set(completed)) > 15
    assert all("red" in text.split() and "seven" in text.split() for text in completed)


@pytest.mark.parametrize("command", ["generate", "data", "train", "evaluate", "progress"])
def test_help_has_an_example(run, command):
    result = run(command, "--help")
    assert result.exit_code == 0 and f"Example: text2image {command}" in re.sub(r"\s+", " ", result.output)


@pytest.mark.parametrize("text", ["", "  ", "…!"])
def test_empty_text(run, model, tmp_path, text):
    assert_refused(run("generate", text, "--out", tmp_path / "x.png", "--model", model), "empty")


def test_unknown_word(run, model, tmp_path):
    result = run("generate", "a purpel cat", "--out", tmp_path / "x.png", "--model", model)
    assert_refused(result, "purpel", "Did you mean purple", "It knows:", "seven")


def test_ten_thousand_words(run, model, tmp_path):
    assert_refused(run("generate", "red " * 10_000, "--out", tmp_path / "x.png", "--model", model), "10000 words")


def test_contradicted_attribute(run, model, tmp_path):
    assert_refused(run("generate", "a red blue seven", "--out", tmp_path / "x.png", "--model", model), "contradicts itself", "red", "blue")


def test_missing_folder(run, model, tmp_path):
    assert_refused(run("generate", TEXT, "--out", tmp_path / "none" / "x.png", "--model", model), "There is no folder")
    assert_refused(run("evaluate", "--json", tmp_path / "none" / "x.json", "--model", model), "There is no folder")


def test_unwritable_folder(run, model, tmp_path, monkeypatch):
    monkeypatch.setattr(command_line.os, "access", lambda path, mode: mode != command_line.os.W_OK)
    assert_refused(run("generate", TEXT, "--out", tmp_path / "x.png", "--model", model), "not writable")


def test_missing_out(run, model):
    assert_refused(run("generate", TEXT, "--model", model), "--out")


def run_with_a_full_disk(*words):
    """Run a command in a process whose files can't grow beyond 100 bytes: the system itself refuses."""
    pytest.importorskip("resource")  # not on Windows
    code = (
        "import resource, shared.data.dataset, shared.model.trained_model, shared.base.sheets; from shared.cli import main; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)); main()"
    )
    result = subprocess.run([sys.executable, "-c", code, *map(str, words)], capture_output=True, text=True)
    assert result.returncode == 2 and "Traceback" not in result.stderr
    assert "can't be read or written" in result.stderr and "too large" in result.stderr
    return result.stderr


@pytest.mark.slow
def test_full_disk_leaves_nothing_half_written(model, tmp_path):
    assert "x.png" in run_with_a_full_disk("generate", TEXT, "--out", tmp_path / "x.png", "--model", model)
    assert list(tmp_path.iterdir()) == []
    assert "images.npy" in run_with_a_full_disk("data", tmp_path / "scenes", "--count", 10)
    assert list((tmp_path / "scenes").iterdir()) == []


@pytest.mark.parametrize("count", [0, -1])
def test_count_below_one(run, model, tmp_path, count):
    assert_refused(run("generate", TEXT, "--out", tmp_path / "x.png", "--model", model, "--count", count), "--count")
    assert_refused(run("data", tmp_path / "scenes", "--count", count), "--count")
    assert list(tmp_path.iterdir()) == []


def test_data_writes_what_train_reads(run, tmp_path):
    result = run("data", tmp_path / "scenes", "--count", 12)
    assert result.exit_code == 0, result.output
    arrays = {path.name: np.load(path, allow_pickle=False) for path in (tmp_path / "scenes").iterdir()}
    assert arrays["images.npy"].shape == (12, 64, 64, 3) and arrays["images.npy"].dtype == np.uint8
    assert arrays["captions.npy"].shape == (12,) and arrays["attributes.npy"].shape == (12, 5)


def test_missing_array(run, data, tmp_path):
    (data / "captions.npy").unlink()
    assert_refused(run("train", data, tmp_path / "model"), "captions.npy")


def test_truncated_array(run, data, tmp_path):
    content = (data / "images.npy").read_bytes()
    (data / "images.npy").write_bytes(content[:-100])
    assert_refused(run("train", data, tmp_path / "model"), "images.npy", "truncated")


def test_pickled_array_is_not_opened(run, data, tmp_path):
    (data / "captions.npy").write_bytes(pickle.dumps(["a cat"] * 4))
    assert_refused(run("train", data, tmp_path / "model"), "captions.npy", "pickle")


@pytest.mark.parametrize(
    ("images", "word"),
    [
        (np.zeros((4, 32, 32), np.uint8), "colour"),
        (np.zeros((4, 32, 32, 3), np.float32), "uint8"),
        (np.full((4, 32, 32, 3), np.nan, np.float32), "NaN"),
        (np.zeros((4, 32, 24, 3), np.uint8), "square"),
        (np.zeros((0, 32, 32, 3), np.uint8), "no picture"),
        (np.zeros((5, 32, 32, 3), np.uint8), "5 pictures and 4 captions"),
        (np.full((4, 32, 32, 3), 7, np.uint8), "holds one picture"),
    ],
    ids=["grey", "float", "NaN", "not square", "no rows", "captions fewer than images", "one picture four times"],
)
def test_pictures_of_another_form(run, data, tmp_path, images, word):
    np.save(data / "images.npy", images)
    assert_refused(run("train", data, tmp_path / "model"), word)
    assert not (tmp_path / "model").exists()


def test_a_single_picture(run, data, tmp_path):
    np.save(data / "images.npy", np.zeros((1, 32, 32, 3), np.uint8))
    np.save(data / "captions.npy", np.array(["a cat"]))
    assert_refused(run("train", data, tmp_path / "model"), "holds one picture")


def test_missing_model(run, tmp_path):
    assert_refused(run("generate", TEXT, "--out", tmp_path / "x.png", "--model", tmp_path), "vocabulary.json")


def test_truncated_model(run, model, tmp_path):
    for path in model.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "generator.keras").write_bytes((model / "generator.keras").read_bytes()[:1000])
    assert_refused(run("generate", TEXT, "--out", tmp_path / "x.png", "--model", tmp_path), "generator.keras", "truncated")


def test_model_of_another_version(run, model, tmp_path):
    content = json.loads((model / "vocabulary.json").read_text(encoding="utf-8"))
    (tmp_path / "vocabulary.json").write_text(json.dumps(content | {"format": 99}), encoding="utf-8")
    assert_refused(run("generate", TEXT, "--out", tmp_path / "x.png", "--model", tmp_path), "format 99")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal of its own for one process")
def test_control_c_says_what_is_left(data, tmp_path):
    # A shell that runs the tests in the background lets its children ignore Ctrl-C: listen to it again.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from shared.cli import main; main()"
    command = [sys.executable, "-c", code, "train", str(data), str(tmp_path / "model")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.readline()  # it has begun
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 2
    assert "nothing was kept" in said and "Traceback" not in said


@pytest.mark.slow
def test_evaluate_writes_scores_and_a_sheet(run, model, tmp_path):
    result = run("evaluate", "--model", model, "--json", tmp_path / "x.json", "--sheet", tmp_path / "x.png", "--count", 200)
    assert result.exit_code == 0, result.output
    scores = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert scores["count"] == 200 and scores["pairs"] == "validation" and scores["copying"] is None
    assert set(scores["rates"]["seen"]["strict"]) == {"object", "colour", "size", "position", "ground", "all"}
    height, width, _ = cv2.imread(str(tmp_path / "x.png")).shape
    assert height > 1000 and width > 1000
    assert "FID-own" in result.output


def test_evaluate_looks_for_copies_in_scenes_only(run, model, data):
    assert_refused(run("evaluate", "--model", model, "--data", data), "does not hold scenes")


def test_evaluate_without_a_judge(run, model, tmp_path, monkeypatch):
    monkeypatch.setattr(judge.load_judge, "__defaults__", (tmp_path / "judge.keras",))
    assert_refused(run("evaluate", "--model", model), "judge.keras")


def test_a_model_by_its_name(run, model, tmp_path, monkeypatch):
    """The name comes before a folder that is called so; ./ before it means the folder."""
    monkeypatch.setattr("shared.paths.MODELS", {"emoji": model})
    monkeypatch.chdir(tmp_path)
    (tmp_path / "emoji").mkdir()
    assert run("generate", TEXT, "--out", tmp_path / "x.png", "--model", "emoji").exit_code == 0
    assert_refused(run("generate", TEXT, "--out", tmp_path / "x.png", "--model", tmp_path / "emoji"), "vocabulary.json")
    assert_refused(run("generate", TEXT, "--out", tmp_path / "x.png", "--model", "emojis"), "no model emojis", "emoji")
