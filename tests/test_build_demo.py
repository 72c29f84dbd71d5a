"""Building the demo: what it tells the page, and what it says when something is missing. The page itself: test_demo.py."""

import re
import sys

import pytest

from shared.base.errors import UserError
from tools import build_demo
from tools.build_demo import copy_networks, install_packages, scene_chips, size_of, word_tables, write_service_worker


def test_folded_letters_and_lower_case_give_every_casefold():
    table = word_tables()["casefold"]
    assert all(table.get(letter, letter.lower()) == letter.casefold() for letter in map(chr, range(sys.maxunicode + 1)))
    assert table["ß"] == "ss"


def test_the_chips_of_scenes_show_their_colours():
    colours = next(group for group in scene_chips() if group["attribute"] == "colour")
    assert colours["chips"][0] == {"words": "red", "added": "red", "swatch": "rgb(205, 30, 40)"}


def test_the_service_worker_knows_every_file_and_a_new_version(tmp_path):
    (tmp_path / "models").mkdir()
    for name in ("index.html", "main.js", "models/a.onnx"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    write_service_worker(tmp_path)
    first = (tmp_path / "service_worker.js").read_text(encoding="utf-8")
    assert all(f'"{name}"' in first for name in ("./", "main.js", "models/a.onnx"))
    (tmp_path / "service_worker.js").unlink()
    (tmp_path / "main.js").write_text("changed", encoding="utf-8")
    write_service_worker(tmp_path)
    versions = [re.search('VERSION = "(.*)"', text)[1] for text in (first, (tmp_path / "service_worker.js").read_text(encoding="utf-8"))]
    assert versions[0] != versions[1]


def test_a_model_that_was_not_exported_is_said(tmp_path):
    with pytest.raises(UserError, match=r"no generator.onnx in .*: python -m tools.export writes it"):
        copy_networks("own", tmp_path, tmp_path / "page", generator="generator.onnx")


def test_without_npm(monkeypatch):
    monkeypatch.setattr(build_demo.shutil, "which", lambda name: None)
    with pytest.raises(UserError, match="needs npm"):
        install_packages()


def test_the_size_of_a_folder(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "a").write_bytes(b"12")
    (tmp_path / "inner" / "b").write_bytes(b"345")
    assert size_of(tmp_path) == 5
