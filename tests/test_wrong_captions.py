"""Wrong captions are near misses and swaps, captions of the data set, and never held out."""

import numpy as np
import pytest

from shared.data.captions import read_caption
from shared.data.dataset import make_scenes
from shared.data.held_out import combinations, new_pairs
from shared.data.scenes import ATTRIBUTES, COLOUR, GROUND, names, to_indices
from shared.training.wrong_captions import WrongCaptions


@pytest.fixture(scope="module")
def every_scene():
    """A data set in which each scene of training occurs once: indices (N, 5), wrong captions (N, 19)."""
    scenes = combinations(False)
    wrong_captions = WrongCaptions(np.array([list(names(row).values()) for row in scenes]))
    return scenes, wrong_captions.choose(np.arange(len(scenes)), np.random.default_rng(1))


# What each wrong caption is wrong in: half as many as an attribute has values, then colour and ground twice.
NEAR_MISSES = [column for column, values in enumerate(ATTRIBUTES.values()) for _ in range(len(values) // 2)]


def test_near_miss_differs_in_its_attribute_only(every_scene):
    scenes, wrong = every_scene
    for place, column in enumerate(NEAR_MISSES):
        differs = scenes[wrong[:, place]] != scenes
        assert differs[:, column].all()
        assert differs.sum() == len(scenes)


def test_near_misses_vary(every_scene):
    scenes, wrong = every_scene
    for place, column in enumerate(NEAR_MISSES):
        assert set(scenes[wrong[:, place], column]) == set(range(len(list(ATTRIBUTES.values())[column])))


def test_last_columns_swap_colour_and_ground(every_scene):
    scenes, wrong = every_scene
    assert wrong.shape == (len(scenes), len(NEAR_MISSES) + 2)
    named = np.array([list(names(row).values()) for row in scenes])
    swapped = named.copy()
    swapped[:, [COLOUR, GROUND]] = named[:, [GROUND, COLOUR]]
    existing = set(map(tuple, named))
    possible = np.array([tuple(row) in existing for row in swapped])
    assert 0.3 < possible.mean() < 1
    chosen = named[wrong[:, -1]]
    assert (chosen[possible] == swapped[possible]).all()
    assert (chosen[~possible] != named[~possible]).any(axis=1).all()


def test_any_other_caption_where_there_is_no_near_one():
    attributes = np.array([["seven", "red"], ["star", "blue"], ["box", "green"]])
    wrong = WrongCaptions(attributes).choose(np.arange(3), np.random.default_rng(1))
    assert (attributes[wrong] != attributes[:, None]).all()


def test_nothing_held_out_leaks():
    """Not in the pictures, not in the captions, not in the wrong captions."""
    dataset = make_scenes(count=1000, seed=1)
    assert (new_pairs(to_indices(dataset.attributes)) == 0).all()
    wrong = WrongCaptions(dataset.attributes).choose(np.arange(1000), np.random.default_rng(1))
    read = np.array([[read_caption(caption)[name] for name in ATTRIBUTES] for caption in dataset.captions])
    assert (read == dataset.attributes).all()
    assert (new_pairs(to_indices(read)[wrong.ravel()]) == 0).all()


def test_same_random_numbers_same_choice():
    attributes = make_scenes(count=100, seed=1).attributes
    first, second = (WrongCaptions(attributes).choose(np.arange(100), np.random.default_rng(3)) for _ in range(2))
    assert (first == second).all()
