"""Several processes that train one model: as one would, and if one is lost, all end in one sentence."""

import json
import socket
import subprocess
import sys
from contextlib import ExitStack

import h5py
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from click.testing import CliRunner

from shared.base.errors import UserError
from shared.cli import main
from shared.data.dataset import save_dataset
from shared.training.workers import Workers, lost_worker_as_user_error, read_tf_config

HANGS = 600  # seconds after which a test calls it that
GOOD = {"cluster": {"worker": ["a:1", "b:2"]}, "task": {"type": "worker", "index": 1}}


@pytest.fixture
def data(small_dataset, tmp_path):
    save_dataset(small_dataset, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def start(data, tmp_path, monkeypatch):
    """Start workers, each in a process with one thread: the name of its folder in `tmp_path`, and options of `train`."""
    for setting in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.setenv(setting, "1")
    with ExitStack() as processes:

        def start_workers(*workers):
            with ExitStack() as ports:
                sockets = [ports.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in workers]
                addresses = ",".join(f"127.0.0.1:{one.getsockname()[1]}" for one in sockets)
            started = []
            for index, (folder, *options) in enumerate(workers):
                command = [sys.executable, "-m", "tests.worker", "train", str(data), str(tmp_path / folder), *options]
                command += ["--image-size", "16", "--checkpoint-minutes", "0.01"]
                command += ["--workers", addresses, "--worker", str(index)] if len(workers) > 1 else []
                process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                started.append(processes.enter_context(process))
                processes.callback(process.kill)
            return started

        yield start_workers


def assert_trained(workers):
    for worker in workers:
        _, said = worker.communicate(timeout=HANGS)
        assert worker.returncode == 0, said


def assert_refused(worker, *words):
    _, said = worker.communicate(timeout=HANGS)
    assert worker.returncode == 2, said
    assert "Traceback" not in said
    for word in words:
        assert word in said.splitlines()[-1], said


def weights(checkpoint):
    """The arrays of a checkpoint, those of each network and each optimizer in a row."""
    found = {}

    def collect(name, item):
        if isinstance(item, h5py.Dataset) and item.ndim:
            found.setdefault(name.partition("/")[0], []).append(np.ravel(item))

    with h5py.File(checkpoint) as file:
        file.visititems(collect)
    return {name: np.concatenate(arrays) for name, arrays in found.items()}


@pytest.mark.training
def test_workers_train_as_one_process_with_the_whole_batch(start, tmp_path):
    """The same losses, step by step; and after the game's first step the same networks, and gradients in Adam's moments."""
    for folder, count in (("whole", 1), ("two", 2), ("four", 4)):
        assert_trained(start(*count * [(folder, "--reading-steps", "3", "--steps", "1")]))
    whole, two, four = (tmp_path / folder for folder in ("whole", "two", "four"))
    losses = pd.read_csv(whole / "log.csv").drop(columns=["phase", "minutes"])
    assert list(losses["step"]) == [1, 2, 3, 1]
    expected = weights(whole / "checkpoint" / "game.weights.h5")
    assert {"generator", "discriminator", "ema_generator", "generator_optimizer", "discriminator_optimizer"} <= set(expected)
    for shared in (two, four):
        np.testing.assert_allclose(pd.read_csv(shared / "log.csv")[losses.columns], losses, atol=2e-4)
        for name, array in weights(shared / "checkpoint" / "game.weights.h5").items():
            # Adam's first step is as long where a gradient is 0 but for rounding, and there it goes either way. The
            # generator's gradient comes through a discriminator that has taken that step. With half of the batch the
            # generators differ by 0.05, the discriminators by 0.03, and what the optimizers know by 0.8 or more.
            tolerance = {"generator_optimizer": 3e-2, "generator": 1e-2, "ema_generator": 1e-2}.get(name, 5e-3)
            assert np.linalg.norm(array - expected[name]) < tolerance * np.linalg.norm(expected[name]), name


@pytest.mark.training
@pytest.mark.parametrize("killed", [0, 1])
def test_a_killed_worker_ends_all_in_one_sentence_and_they_resume(start, tmp_path, killed):
    worker = "model", "--reading-steps", "3", "--steps", "12"
    workers = start(worker, worker)
    for _ in range(13):  # at the least the game's second step is kept: batches are made a few ahead
        workers[killed].stdout.readline()
    workers[killed].kill()
    assert_refused(workers[1 - killed], "Another worker", "--resume")
    kept = pd.read_csv(tmp_path / "model" / "log.csv")
    assert kept["phase"].iloc[-1] == "game"
    assert_trained(start((*worker, "--resume"), (*worker, "--resume")))
    log = pd.read_csv(tmp_path / "model" / "log.csv")
    pd.testing.assert_frame_equal(log.iloc[: len(kept)], kept)
    assert list(log["step"]) == [1, 2, 3, *range(1, 13)]


@pytest.mark.training
def test_workers_that_were_started_differently_say_so(start):
    for worker in start(("model", "--seed", "1"), ("model", "--seed", "2")):
        assert_refused(worker, "differ")


@pytest.mark.training
def test_workers_whose_checkpoints_differ_say_so(start, tmp_path):
    """One finds in its folder what worker 0 trained alone, the other an empty one."""
    options = "--reading-steps", "1", "--steps", "1", "--resume"
    assert_trained(start(("model", *options)))
    for worker in start(("model", *options), ("none", *options)):
        assert_refused(worker, "different checkpoints")
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_a_port_in_use(data, tmp_path):
    with socket.create_server(("0.0.0.0", 0)) as used:
        addresses = f"127.0.0.1:{used.getsockname()[1]},127.0.0.1:1"
        command = [sys.executable, "-m", "tests.worker", "train", data, tmp_path / "model", "--workers", addresses, "--worker", "0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert_refused(process, "in use")


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--workers", "a:1,b:2"], "belong together"),
        (["--worker", "0"], "belong together"),
        (["--workers", "a:1,b", "--worker", "0"], "'b' is no address"),
        (["--workers", "a:1,b:99999", "--worker", "0"], "'b:99999' is no address"),
        (["--workers", "a:1,a:1", "--worker", "0"], "same address"),
        (["--workers", "a:1,b:2", "--worker", "2"], "no worker 2"),
    ],
)
def test_addresses_that_are_none(data, tmp_path, options, word):
    result = CliRunner().invoke(main, ["train", str(data), str(tmp_path / "model"), *options])
    assert result.exit_code == 2 and word in result.output


def test_tf_config():
    assert read_tf_config(json.dumps(GOOD)) == (["a:1", "b:2"], 1)


@pytest.mark.parametrize(
    "wrong", [{"cluster": {}}, {"task": {"type": "ps", "index": 0}}, {"cluster": {"worker": ["a:1"], "chief": ["b:1"]}}]
)
def test_tf_config_of_another_kind(wrong, data, tmp_path, monkeypatch):
    monkeypatch.setenv("TF_CONFIG", json.dumps(GOOD | wrong))
    result = CliRunner().invoke(main, ["train", str(data), str(tmp_path / "model")])
    assert result.exit_code == 2 and "TF_CONFIG must be JSON like" in result.output


def test_a_batch_that_cannot_be_shared():
    Workers().check_batch_size(8, 8)
    with pytest.raises(UserError, match="a multiple of 8"):
        Workers().check_batch_size(7, 8)
    Workers(0, 3).check_batch_size(48, 8)
    with pytest.raises(UserError, match="a multiple of 24"):
        Workers(0, 3).check_batch_size(32, 8)


def test_alone_a_worker_agrees_with_itself():
    alone = Workers()
    assert alone.any(True) and not alone.any(False) and alone.agree(2**32 - 1)
    losses = alone.share(lambda batch: {"mean": tf.reduce_mean(batch)})(tf.constant([1.0, 3.0]))
    assert float(losses["mean"]) == 2


def test_other_errors_stay_what_they_are():
    with pytest.raises(tf.errors.InvalidArgumentError), lost_worker_as_user_error():
        raise tf.errors.InvalidArgumentError(None, None, "a shape is wrong")
