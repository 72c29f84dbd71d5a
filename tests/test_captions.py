"""Captions are written and read as people write and read them; the tokenizer takes what people type."""

import doctest
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.base.errors import UserError
from shared.data import captions, words
from shared.data.captions import NAMES, PREPOSITIONS, complete_caption, read_caption, write_caption
from shared.data.scenes import ATTRIBUTES, all_combinations, names
from shared.data.words import split_words

rows = st.sampled_from(all_combinations().tolist())
seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=200)
anything = st.text(st.characters())  # lone surrogates too
known_words = [word for _, name in NAMES for word in name]
sentences = st.lists(st.sampled_from([*known_words, *PREPOSITIONS, "a", "the", "ground", "cat"])).map(" ".join)


@pytest.mark.parametrize("module", (captions, words))
def test_examples_in_docstrings(module):
    results = doctest.testmod(module)
    assert results.attempted and not results.failed


@few
@given(rows, seeds)
def test_what_is_written_can_be_read(row, seed):
    caption = write_caption(row, np.random.default_rng(seed))
    assert read_caption(caption) == names(row)
    assert read_caption(caption.upper().replace(" ", "  ")) == names(row)


@few
@given(rows, seeds)
def test_articles_fit_the_sound(row, seed):
    caption = write_caption(row, np.random.default_rng(seed))
    assert not re.search(r"\ba (?!one)[aeiou8]", caption)
    assert not re.search(r"\ban (one|[^aeiou8])", caption)


def test_many_ways_to_say_the_same():
    rng = np.random.default_rng(1)
    row = all_combinations()[0]
    assert len({write_caption(row, rng) for _ in range(500)}) > 250


def test_order_matters():
    assert read_caption("red on blue") == {"colour": "red", "ground": "blue"}
    assert read_caption("blue on red") == {"colour": "blue", "ground": "red"}


@pytest.mark.parametrize(
    "text, read",
    [
        ("on a blue ground, a tiny crimson 7, upper left", ("seven", "red", "small", "top left", "blue")),
        ("A HUGE Disc, golden, in the CENTER against the BLACK backdrop!", ("circle", "yellow", "large", "centre", "black")),
        ("white background with a mid-sized violet box, lower right", ("square", "purple", "medium", "bottom right", "white")),
    ],
)
def test_reads_what_people_write(text, read):
    assert read_caption(text) == dict(zip(ATTRIBUTES, read, strict=True))


@pytest.mark.parametrize(
    "text, told",
    [
        ("a red blue seven", '"red" and "blue" for the colour'),
        ("a seven star", '"seven" and "star" for the object'),
        ("a small big 7", '"small" and "large" for the size'),
        ("a 7 top left, in the middle", '"top left" and "centre" for the position'),
        ("a 7 on red, blue background", '"red" and "blue" for the ground\'s colour'),
    ],
)
def test_contradictions_are_told(text, told):
    for read in (read_caption, lambda text: complete_caption(text, np.random.default_rng(0))):
        with pytest.raises(UserError, match=told):
            read(text)


def test_the_same_said_twice_is_no_contradiction():
    assert read_caption("a small, tiny red crimson 7 seven") == {"size": "small", "colour": "red", "object": "seven"}


@few
@given(rows, st.sets(st.sampled_from(list(ATTRIBUTES))), st.permutations(range(3)), seeds)
def test_completing_a_caption(row, said, order, seed):
    """All five are named afterwards, what was said still holds, and its words keep their order."""
    scene = names(row)
    parts = [
        " ".join(scene[name] for name in ("size", "colour", "object") if name in said),
        f"in the {scene['position']}" if "position" in said else "",
        f"on a {scene['ground']} ground" if "ground" in said else "",
    ]
    text = ", ".join(parts[index] for index in order if parts[index])
    completed = complete_caption(text, np.random.default_rng(seed))
    read = read_caption(completed)
    assert set(read) == set(ATTRIBUTES) and read["colour"] != read["ground"]
    assert {name: read[name] for name in said} == {name: scene[name] for name in said}
    remaining = iter(completed.split())
    assert all(word in remaining for word in split_words(text))


def test_completing_varies():
    rng = np.random.default_rng(1)
    assert len({complete_caption("a red seven", rng) for _ in range(20)}) > 10


def test_a_colour_that_the_grounds_lack_can_be_asked_for():
    assert read_caption(complete_caption("a red seven on purple", np.random.default_rng(0)))["ground"] == "purple"


@few
@given(sentences | anything, seeds)
def test_odd_sentences_are_read_or_refused(text, seed):
    for read in (read_caption, lambda text: complete_caption(text, np.random.default_rng(seed))):
        try:
            read(text)
        except UserError as error:
            assert "contradicts" in str(error) or "would both be" in str(error)


@pytest.mark.parametrize(
    "text, split",
    [
        ("A tiny Crimson 7!", ["a", "tiny", "crimson", "7"]),
        ("mid-sized,top left...", ["mid", "sized", "top", "left"]),
        ("COLOR gray center", ["colour", "grey", "centre"]),
        ("snake_case “quoted” café", ["snake", "case", "quoted", "café"]),
        (" \t\n.,;!?", []),
        ("", []),
    ],
)
def test_split_words(text, split):
    assert split_words(text) == split


@few
@given(anything)
def test_split_words_takes_any_text(text):
    split = split_words(text)
    assert all(word and word.isalnum() for word in split)
    assert split_words(" ".join(split)) == split
    assert split_words(f" {text} ,") == split


def test_object_and_ground_of_one_colour_are_refused():
    with pytest.raises(UserError, match="both be red"):
        read_caption("a crimson seven on a red ground")
