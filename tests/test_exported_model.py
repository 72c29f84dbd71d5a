"""Models as ONNX: they draw what the Keras files draw, and drawing never waits for TensorFlow."""

import shutil
import subprocess
import sys

import numpy as np
import pytest

from shared.base.errors import UserError
from shared.base.pictures import to_uint8
from shared.data.dataset import make_scenes
from shared.data.emoji import read_emoji
from shared.model.exported_model import EXPORTED_FILES, ExportedModel, compute, export, is_exported, load_session
from shared.model.trained_model import TrainedModel, load_network
from shared.paths import DCGAN_GENERATOR, EMOJI_MODEL, SHIPPED_MODEL, SOLUTION_MODEL

COMMANDS = {
    "help": ["--help"],
    "generate": ["generate", "a red seven", "--out", "x.png"],
    "data": ["data", "scenes", "--count", "10"],
    "pack": ["pack", "pictures", "packed", "--size", "16"],
}
# Runs a command and tells afterwards whether TensorFlow was imported on the way.
WATCHED = """
import sys
from shared.cli import main
try:
    main(sys.argv[1:])
finally:
    print("imported:", {"tensorflow", "keras"} & set(sys.modules))
"""
# Before it: the first 200 emoji will do here. All of them take ten seconds to draw.
SOME_EMOJI = """
from shared.data import emoji
find_names = emoji._find_names
emoji._find_names = lambda: find_names()[:200]
"""


def captions_of(folder):
    if folder == EMOJI_MODEL:
        return list(read_emoji().captions[::250])
    return list(make_scenes(48, seed=5).captions)


@pytest.mark.slow
@pytest.mark.parametrize("folder", [SHIPPED_MODEL, SOLUTION_MODEL, EMOJI_MODEL], ids=lambda folder: folder.name)
def test_keras_and_onnx_draw_the_same(folder):
    drawn, again = (kind.load(folder).draw(captions_of(folder), seed=3) for kind in (TrainedModel, ExportedModel))
    assert drawn.std() > 10 and np.abs(drawn.astype(int) - again).max() <= 1


def test_keras_and_onnx_draw_the_same_digits():
    generator, session = load_network(DCGAN_GENERATOR), load_session(DCGAN_GENERATOR.with_suffix(".onnx"))
    noise = np.random.default_rng(3).standard_normal((48, generator.input_shape[1])).astype(np.float32)
    drawn, again = to_uint8(generator.predict(noise, verbose=0)), to_uint8(compute(session, noise))
    assert drawn.std() > 10 and np.abs(drawn.astype(int) - again).max() <= 1


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_no_tensorflow(command, tmp_path, before=""):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "captions.csv").write_text("file,caption\na.png,a cat\nb.png,a dog\n", encoding="utf-8")
    for name in ("a.png", "b.png"):
        shutil.copy(SHIPPED_MODEL.parent / "captions.png", tmp_path / "pictures" / name)
    result = subprocess.run([sys.executable, "-c", before + WATCHED, *command], cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith("imported: set()\n")


@pytest.mark.slow
def test_emoji_without_tensorflow(tmp_path):
    test_no_tensorflow(["emoji", "drawings"], tmp_path, before=SOME_EMOJI)


def test_a_model_saved_again_loses_what_was_exported_before(small_training, tmp_path):
    _, model = small_training
    model.save(tmp_path)
    export(model, tmp_path)
    assert is_exported(tmp_path)
    drawn, again = (one.draw(["a red seven"], seed=1).astype(int) for one in (model, ExportedModel.load(tmp_path)))
    assert np.abs(drawn - again).max() <= 1
    model.save(tmp_path)
    assert not is_exported(tmp_path)


def test_an_is_a_to_a_model_that_knows_no_an():
    vocabulary = ExportedModel.load(EMOJI_MODEL).vocabulary
    assert "an" not in vocabulary.words
    np.testing.assert_array_equal(vocabulary.encode(["an astronaut"]), vocabulary.encode(["a astronaut"]))


@pytest.mark.parametrize("name", EXPORTED_FILES)
def test_a_truncated_file_is_told(name, tmp_path):
    shutil.copytree(SHIPPED_MODEL, tmp_path / "model")
    content = (tmp_path / "model" / name).read_bytes()
    (tmp_path / "model" / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(UserError, match=rf"{name} can't be read as ONNX"):
        ExportedModel.load(tmp_path / "model")


def test_files_of_two_models_are_told(tmp_path):
    shutil.copytree(SHIPPED_MODEL, tmp_path / "model")
    shutil.copy(EMOJI_MODEL / "vocabulary.json", tmp_path / "model")
    shutil.copy(DCGAN_GENERATOR.with_suffix(".onnx"), tmp_path / "model" / "generator.onnx")
    with pytest.raises(UserError, match="not of one model"):
        ExportedModel.load(tmp_path / "model")
