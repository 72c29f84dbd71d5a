"""The benchmark compares like with like, and says so where it can't."""

import subprocess
import sys

import numpy as np
import pytest

from benchmarks import train_step
from benchmarks.keras_game import keras_game
from benchmarks.random_batch import random_batch
from benchmarks.train_step import KERAS, TORCH, report, take_turns
from shared.model.generator import LATENT_DIM
from shared.model.sentence_encoder import SENTENCE_DIM

NEEDS_TORCH = "needs PyTorch: pip install -e '.[bench]'"


def test_the_batch_is_what_the_game_takes():
    losses = keras_game("float32").train_step(random_batch(SENTENCE_DIM, LATENT_DIM, size=8))
    assert all(np.isfinite(loss) for loss in losses.values())


def test_the_last_line_divides_our_best_by_theirs():
    measured = {"Keras, float32": [(100.0, 1.0), (300.0, 1.5), (200.0, 1.2)], "Keras, mixed_bfloat16": [(150.0, 1.0)] * 3}
    assert " ".join(report(measured).splitlines()[0].split()) == "Keras, float32 200 pictures/s (100 to 300) 1.50 GB peak"
    assert "÷" not in report(measured)
    measured |= {"PyTorch, float32": [(400.0, 0.5)] * 3, "PyTorch, channels last": [(160.0, 0.5)] * 3}
    assert report(measured).splitlines()[-1] == "Keras, float32 ÷ PyTorch, float32: 0.50"


def test_they_take_turns(monkeypatch):
    started = []

    def run_module(*arguments):
        started.append(arguments[-1])
        return "[1.0, 2.0]"

    monkeypatch.setattr(train_step, "run_module", run_module)
    measured = take_turns(["Keras, float32", "PyTorch, float32"], rounds=2)
    assert started == ["Keras, float32", "PyTorch, float32"] * 2
    assert measured == {"Keras, float32": [(1.0, 2.0)] * 2, "PyTorch, float32": [(1.0, 2.0)] * 2}


def test_without_pytorch_it_says_how_to_install_it(monkeypatch, capsys):
    monkeypatch.setattr(train_step, "find_spec", lambda name: None)
    monkeypatch.setattr(train_step, "take_turns", lambda names, rounds: {name: [(1.0, 1.0)] * rounds for name in names})
    monkeypatch.setattr(sys, "argv", ["train_step"])
    train_step.main()
    printed = capsys.readouterr().out
    assert "pip install -e '.[bench]'" in printed
    assert [line.split(" pictures/s")[0].rsplit(maxsplit=1)[0] for line in printed.splitlines()[1:]] == list(KERAS)


def test_no_rounds_are_refused():
    finished = subprocess.run([sys.executable, "-m", "benchmarks.train_step", "--rounds", "0"], capture_output=True, text=True)
    assert finished.returncode == 2
    assert finished.stderr.splitlines()[-1].endswith("--rounds must be 1 or more.")


@pytest.mark.slow
@pytest.mark.parametrize("channels_last", [False, True])
def test_pytorch_has_the_same_losses(channels_last):
    pytest.importorskip("torch", reason=NEEDS_TORCH)
    from benchmarks.same_losses import PENALTY_WEIGHT, TOLERANCE, largest_difference

    assert largest_difference(channels_last) < TOLERANCE
    assert largest_difference(channels_last, 0.9 * PENALTY_WEIGHT) > 5 * TOLERANCE  # a penalty that is not quite ours is seen


def test_pytorch_has_the_same_average():
    pytest.importorskip("torch", reason=NEEDS_TORCH)
    from benchmarks.same_losses import copy_weights, to_torch_order
    from benchmarks.torch_game import TorchGame

    ours, theirs = keras_game("float32"), TorchGame(channels_last=True, bfloat16=False)
    copy_weights(ours.ema_generator, theirs.ema_generator)
    ours.generator.set_weights([weight + 1 for weight in ours.generator.get_weights()])
    copy_weights(ours.generator, theirs.generator)
    for steps_done in (0, 7, 100_000):
        ours.steps_done.assign(steps_done)
        theirs.steps_done = steps_done
        ours.update_ema()
        theirs.update_ema()
        our_average = to_torch_order(ours.ema_generator.get_layer("image").kernel.numpy())
        np.testing.assert_allclose(theirs.ema_generator.image.weight.numpy(), our_average, atol=1e-6)


@pytest.mark.parametrize("name", TORCH)
def test_pytorch_takes_a_step_in_every_layout_and_precision(name):
    pytest.importorskip("torch", reason=NEEDS_TORCH)
    from benchmarks.torch_game import torch_step

    losses = torch_step(*TORCH[name])()
    assert all(np.isfinite(float(loss)) for loss in losses.values())
