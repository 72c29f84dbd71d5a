"""`text2image doctor`: each line says OK here, and what to do where something is missing."""

import importlib.metadata
import json
import shutil
import sys
from collections import namedtuple

import psutil
import pytest
from click.testing import CliRunner

from shared import doctor
from shared.cli import main


@pytest.mark.slow
def test_all_is_well_here_and_the_command_says_so():
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 0, result.output
    assert [line.split(":")[0] for line in result.output.splitlines()] == [f"OK    {name}" for name in doctor.CHECKS]


def an_old_python(patch, path):
    patch.setattr(sys, "version_info", (3, 10, 4))


def another_version(patch, path):
    patch.setattr(doctor, "version", lambda name: "2.20.0" if name == "tensorflow" else importlib.metadata.version(name))


def a_missing_package(patch, path):
    def without_gensim(name):
        if name == "gensim":
            raise importlib.metadata.PackageNotFoundError
        return importlib.metadata.version(name)

    patch.setattr(doctor, "version", without_gensim)


def no_avx(patch, path):
    patch.setattr(doctor.platform, "machine", lambda: "x86_64")
    patch.setattr(doctor, "has_avx", lambda: False)


def little_memory(patch, path):
    patch.setattr(psutil, "virtual_memory", lambda: namedtuple("Memory", "total available")(2 * 2**30, 2**30))


def a_full_disk(patch, path):
    patch.setattr(shutil, "disk_usage", lambda place: namedtuple("Usage", "free")(2**28))


def a_kernel_of_another_python(patch, path):
    patch.setattr(sys, "prefix", str(path))


def another_backend(patch, path):
    patch.setenv("KERAS_BACKEND", "torch")


def channels_first(patch, path):
    patch.setenv("KERAS_HOME", str(path))
    (path / "keras.json").write_text(json.dumps({"image_data_format": "channels_first"}), encoding="utf-8")


def a_broken_keras_json(patch, path):
    patch.setenv("KERAS_HOME", str(path))
    (path / "keras.json").write_text("{", encoding="utf-8")


def no_model(patch, path):
    patch.setattr(doctor.sys, "executable", shutil.which("false") or sys.executable)


@pytest.mark.parametrize(
    ("check", "spoil", "words"),
    [
        ("Python", an_old_python, "3.11 to 3.13"),
        ("packages", another_version, "tensorflow 2.20.0 (pinned: 2."),
        ("packages", a_missing_package, "gensim missing (pinned: 4."),
        ("processor", no_avx, "no AVX"),
        ("memory", little_memory, "2.0 GB, and 4 are needed"),
        ("disk", a_full_disk, "0.2 GB free"),
        ("kernel", a_kernel_of_another_python, "make lab"),
        ("Keras", another_backend, "KERAS_BACKEND is torch"),
        ("Keras", channels_first, "image_data_format is channels_first"),
        ("Keras", a_broken_keras_json, "Delete it"),
        ("models", no_model, "do not load and draw"),
    ],
)
def test_what_is_missing_is_said(check, spoil, words, monkeypatch, tmp_path):
    spoil(monkeypatch, tmp_path)
    with pytest.raises(doctor.Problem) as said:
        doctor.CHECKS[check]()
    assert words in str(said.value)


def test_one_problem_does_not_hide_the_others(monkeypatch):
    monkeypatch.setattr(doctor, "CHECKS", {"disk": doctor.check_disk, "kernel": doctor.check_kernel})
    monkeypatch.setattr(doctor, "DISK", 10**9)
    lines = []
    assert not doctor.examine(lines.append)
    assert [line.split(":")[0] for line in lines] == ["FAIL  disk", "OK    kernel"]
