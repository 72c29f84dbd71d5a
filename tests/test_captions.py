"""Captions are written and read as people write and read them; the tokenizer takes what people type."""

import doctest
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.base.errors import UserError
from shared.data import captions, words
from shared.data.captions import (
    NAMES,
    NEW_SYNONYMS,
    PREPOSITIONS,
    SYNONYMS,
    UNKNOWN_WORDS,
    WORDINGS,
    complete_caption,
    describes_scenes,
    new_synonyms,
    read_caption,
    write_caption,
)
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
@given(rows, seeds, st.sampled_from(WORDINGS))
def test_what_is_written_can_be_read(row, seed, wording):
    caption = write_caption(row, np.random.default_rng(seed), wording)
    assert read_caption(caption) == names(row)
    assert read_caption(caption.upper().replace(" ", "  ")) == names(row)


@few
@given(rows, seeds, st.sampled_from(WORDINGS))
def test_articles_fit_the_sound(row, seed, wording):
    caption = write_caption(row, np.random.default_rng(seed), wording)
    assert not re.search(r"\ba (?!one)[aeiou8]", caption)
    assert not re.search(r"\ban (one|[^aeiou8])", caption)


def test_many_ways_to_say_the_same():
    rng = np.random.default_rng(1)
    row = all_combinations()[0]
    assert len({write_caption(row, rng) for _ in range(500)}) > 200


# New wording


def captions_of(row, wording, count=400):
    rng = np.random.default_rng(1)
    return [write_caption(row, rng, wording) for _ in range(count)]


def skeleton(caption):
    """A caption without what it says: the order of its parts."""
    said = {attribute: sorted(set(sum(SYNONYMS[attribute].values(), ())), key=len, reverse=True) for attribute in SYNONYMS}
    text = re.sub(r"\b(ground|background|backdrop)\b", "NOUN", caption)
    for attribute in ("position", "size", "object", "colour"):
        text = re.sub(rf"\b({'|'.join(said[attribute])})\b", attribute.upper(), text)
    return re.sub(r"\b(in|at) the\b", "AT", re.sub(r"\ban?\b", "A", text))


def test_new_templates_are_new():
    row = all_combinations()[0]
    known, new = ({skeleton(caption) for caption in captions_of(row, wording)} for wording in ("training", "new templates"))
    assert len(known) == 8 and len(new) == 2 and not known & new


def test_new_synonyms_are_new():
    """Of each attribute one is never said of its value in training, though its words may be known from elsewhere."""
    for attribute, synonyms in NEW_SYNONYMS.items():
        for value, synonym in synonyms.items():
            row = next(row for row in all_combinations() if names(row)[attribute] == value)
            pattern = re.compile(rf"\b{synonym}\b")
            others = {other: names(row)[other] for other in ("colour", "ground") if other != attribute}
            assert not any(synonym in SYNONYMS[other][value] for other, value in others.items())
            assert not any(pattern.search(caption) for caption in captions_of(row, "training") + captions_of(row, "new templates"))
            said = [bool(pattern.search(caption)) for caption in captions_of(row, "new synonyms")]
            assert all(said) if synonym not in UNKNOWN_WORDS else not any(said)
            assert (synonym in new_synonyms(row).values()) == (synonym not in UNKNOWN_WORDS)


def test_words_of_new_synonyms_occur_in_training_but_for_those_named_unknown():
    rng = np.random.default_rng(0)
    vocabulary = {word for row in all_combinations()[::3] for word in split_words(write_caption(row, rng))}
    assert describes_scenes(vocabulary)
    new = {word for synonyms in NEW_SYNONYMS.values() for synonym in synonyms.values() for word in split_words(synonym)}
    assert new - vocabulary == set(UNKNOWN_WORDS)
    assert not describes_scenes(vocabulary - {"seven"})


def test_an_unknown_wording_is_refused():
    with pytest.raises(ValueError, match="no wording 'new'"):
        write_caption(all_combinations()[0], np.random.default_rng(0), "new")


def test_what_is_filled_in_is_in_words_of_training():
    rng = np.random.default_rng(0)
    filled_in = " ".join(complete_caption(text, rng) for text in ["a red thing", "a thing"] * 400).split()
    assert "circle" in filled_in and "large" in filled_in and not set(UNKNOWN_WORDS) & set(filled_in)


# Reading


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
        ("a small big 7", '"small" and "big" for the size'),
        ("a 7 top left, in the middle", '"top left" and "middle" for the position'),
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
