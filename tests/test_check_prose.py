"""The prose check finds what it should, and reads no code."""

import pytest

from tools.check_prose import VOCABULARY, complaints, texts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Take the the mean.", "'the the'"),
        ("In order to train, we need data.", "Write 'to' in place of 'In order to'"),
        ("The color of the ground.", "Write 'colour' in place of 'color'"),
        ("The very end.", "very"),
        ("Simply add them.\n\nThen normalize.", "Write 'normalise'"),
    ],
)
def test_what_is_found(text, message):
    assert any(message in complaint for complaint in complaints(text))


@pytest.mark.parametrize(
    "text",
    [
        "Take the mean of each column.",
        "Call `normalize(color)`.\n\n```\nfor ever and ever = the the\n```",
        "[the manual](https://example.org/color/center)",
        "$center \\cdot color$ is 1 1 1.",
        "## The model\n\nThe model learns.",
        "",
    ],
)
def test_what_is_left_alone(text):
    assert complaints(text) == []


def test_every_page_is_read():
    names = [name for name, _ in texts()]
    assert "week1_python/1_numpy.ipynb" in names and "README.md" in names and "final_text2image/OWN_DATA.md" in names
    assert not any(name.endswith("assignment.ipynb") for name in names)


def test_the_vocabulary_is_in_order():
    words = [line.partition(",")[0] for line in VOCABULARY.read_text(encoding="utf-8").splitlines()[1:]]
    assert words == sorted(set(words))
