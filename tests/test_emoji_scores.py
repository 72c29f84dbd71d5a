"""Measuring emoji: the true drawings score 1, others and noise score chance, and the baselines do what they say."""

import numpy as np
import pytest

from shared.base.pictures import resize
from shared.data.emoji import TONES, all_emoji
from shared.evaluation.emoji_baselines import Recolouring, Retrieval, recolour
from shared.evaluation.emoji_scores import Gallery, blurred_pixels

SIZE = 36


pytestmark = pytest.mark.slow  # all drawings of OpenMoji are made first


@pytest.fixture(scope="module")
def emoji():
    """All emoji, their drawings, and the rows of the test names."""
    every, images = all_emoji()
    return every, resize(images, SIZE), np.array([row for row, one in enumerate(every) if one.split == "test"])


@pytest.fixture(scope="module")
def gallery(emoji):
    every, images, _ = emoji
    return Gallery.of(every, images, blurred_pixels)


def row_of(every, name):
    return next(row for row, one in enumerate(every) if name in map(str, one.names))


def test_true_drawings_score_one(emoji, gallery):
    _, images, asked = emoji
    assert gallery.score(images[asked], asked) == {"top 1": 1, "top 5": 1, "concept": 1, "tone": 1}


def test_other_drawings_and_noise_score_chance(emoji, gallery):
    _, images, asked = emoji
    rng = np.random.default_rng(1)
    for wrong in (images[rng.permutation(asked)], rng.integers(0, 256, (len(asked), SIZE, SIZE, 3), dtype=np.uint8)):
        scores = gallery.score(wrong, asked)
        assert scores["top 5"] < 0.05 and scores["concept"] < 0.05 and scores["tone"] < 0.4  # chance is 0.2


def test_a_wrong_skin_is_the_right_concept_and_not_the_right_tone(emoji, gallery):
    every, images, _ = emoji
    light, dark = row_of(every, "waving hand, light skin tone"), row_of(every, "waving hand, dark skin tone")
    scores = gallery.score(images[[light]], np.array([dark]))
    assert (scores["top 1"], scores["concept"], scores["tone"]) == (0, 1, 0)


def test_recolouring_a_hand_gives_the_true_drawing(gallery):
    every, images = all_emoji()
    for tone in TONES[1:]:
        wanted = row_of(every, f"waving hand, {tone} skin tone")
        drawn = recolour(images[row_of(every, "waving hand, light skin tone")], ("light",), (tone,))
        assert gallery.score(resize(drawn[None], SIZE), np.array([wanted]))["top 1"] == 1


def test_baselines_know_no_held_out_drawing(emoji):
    every, images, asked = emoji
    hidden = images.copy()
    hidden[[row for row, one in enumerate(every) if one.kind]] = 0
    for baseline in (Retrieval, Recolouring):
        np.testing.assert_array_equal(baseline(every, hidden).draw(asked[:20]), baseline(every, images).draw(asked[:20]))


def test_retrieval_takes_the_likest_words(emoji):
    every, images, _ = emoji
    assert "woman firefighter" in str(every[Retrieval(every, images).nearest("a woman who is a firefighter")].names[0])
