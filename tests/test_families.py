"""Batches are families of near misses and swaps, pictures of the data set, and never held out."""

import numpy as np
import pytest

from shared.data.captions import read_caption
from shared.data.dataset import Dataset, make_scenes
from shared.data.held_out import combinations, pair_sets
from shared.data.scenes import ATTRIBUTES, COLOUR, GROUND, names, to_indices
from shared.training.batches import Batches
from shared.training.families import Families, evenly, grouped, row_sampler, scene_numbers

BATCH = 32


def spelled(scenes: np.ndarray) -> np.ndarray:
    return np.array([list(names(row).values()) for row in scenes])


@pytest.fixture(scope="module")
def batches():
    """Three hundred batches, (300, 32, 5), of a data set in which each scene of training occurs once."""
    scenes = combinations("training")
    families, rng = Families(spelled(scenes)), np.random.default_rng(1)
    return np.stack([scenes[families.draw(BATCH, rng)] for _ in range(300)])


def near_misses(batch: np.ndarray) -> np.ndarray:
    """For each two pictures of a batch and each attribute: do they differ in it, and in nothing else?"""
    differ = batch[:, None] != batch  # (B, B, 5)
    return differ & (differ.sum(axis=2, keepdims=True) == 1)


def test_every_picture_has_near_misses_in_its_batch(batches):
    having = np.array([near_misses(batch).any(axis=(1, 2)).mean() for batch in batches])
    assert having.mean() > 0.75  # the rest are swaps, and a family that the end of the batch cut off


def test_near_misses_come_in_each_attribute(batches):
    shares = np.mean([near_misses(batch).any(axis=1).mean(axis=0) for batch in batches], axis=0)  # (5,)
    assert (shares > 0.08).all(), dict(zip(ATTRIBUTES, shares, strict=True))
    assert shares.argmax() == 0  # which of 14 objects it is takes more questions than which of 3 sizes


def test_random_batches_hardly_have_near_misses():
    """The measure can fail."""
    scenes, rng = combinations("training"), np.random.default_rng(1)
    having = [near_misses(scenes[rng.integers(len(scenes), size=BATCH)]).any(axis=(1, 2)).mean() for _ in range(300)]
    assert np.mean(having) < 0.25


def test_swaps_of_colour_and_ground_come_too(batches):
    named = [spelled(batch) for batch in batches]
    swaps = 0
    for batch in named:
        swapped = batch.copy()
        swapped[:, [COLOUR, GROUND]] = batch[:, [GROUND, COLOUR]]
        swaps += len(set(map(tuple, batch)) & set(map(tuple, swapped)))
    assert 0.03 < swaps / named[0].size * 5 / len(named) < 0.3


def test_batch_has_the_size_asked_for():
    families = Families(make_scenes(count=200, seed=1).attributes)
    assert all(families.draw(count, np.random.default_rng(1)).shape == (count,) for count in (1, 7, 64))


def test_any_pictures_where_nothing_is_alike():
    attributes = np.array([["seven", "red"], ["star", "blue"], ["box", "green"]])
    rows = Families(attributes).draw(60, np.random.default_rng(1))
    assert set(rows) == {0, 1, 2}


def test_two_objects_are_swapped_as_a_whole():
    """Scenes that are like another one only when both objects change places come together in batches."""
    rows = [
        ["seven", "red", "star", "blue"],
        ["star", "blue", "seven", "red"],
        ["box", "red", "star", "green"],
        ["box", "blue", "dot", "red"],
    ]
    families, rng = Families(np.array(rows)), np.random.default_rng(1)
    pairs = [families.draw(2, rng).tolist() for _ in range(200)]
    assert any(sorted(pair) == [0, 1] for pair in pairs)
    assert {picture for pair in pairs for picture in pair} == {0, 1, 2, 3}  # also those that are of no family


def test_nothing_held_out_leaks():
    """Not in the pictures, not in the captions, and a batch has no others."""
    dataset = make_scenes(count=1000, seed=1)
    assert (pair_sets(to_indices(dataset.attributes)) == 0).all()
    rows = row_sampler(dataset)(500, np.random.default_rng(1))
    read = np.array([[read_caption(caption)[name] for name in ATTRIBUTES] for caption in dataset.captions[rows]])
    assert (read == dataset.attributes[rows]).all()


def test_same_random_numbers_same_batch():
    families = Families(make_scenes(count=100, seed=1).attributes)
    first, second = (families.draw(BATCH, np.random.default_rng(3)) for _ in range(2))
    assert (first == second).all()


def test_random_batches_are_asked_for():
    dataset = make_scenes(count=2000, seed=1)
    rows = row_sampler(dataset, "random")(BATCH, np.random.default_rng(1))
    assert near_misses(to_indices(dataset.attributes[rows])).any(axis=(1, 2)).mean() < 0.3


def test_scenes_are_numbered_by_what_they_show():
    images = np.zeros((3, 16, 16, 3), dtype=np.uint8)
    captions = np.array(["a red 7", "a crimson seven", "a red 7"])
    attributes = np.array([["red", "seven"], ["red", "seven"], ["blue", "seven"]])
    first, second, third = scene_numbers(Dataset(images, captions, attributes))
    assert first == second != third


def test_without_attributes_the_same_caption_and_the_same_picture_count():
    images = np.zeros((4, 16, 16, 3), dtype=np.uint8)
    images[2] = images[3] = 255
    captions = np.array(["a red 7", "a crimson seven", "a red 7", "a star"])
    numbers = scene_numbers(Dataset(images, captions, None))
    batches = Batches(images, numbers, numbers, lambda count, rng: np.arange(count), 4, (1,))
    _, _, fits = batches[0]
    assert fits.astype(int).tolist() == [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 1, 1], [0, 0, 1, 1]]


def test_groups_are_pictures_of_one_scene():
    scenes = np.array([0, 1, 1, 1, 2, 2])  # scene 0 has one picture, which must come twice
    draw = grouped(lambda count, rng: rng.integers(6, size=count), scenes, 2)
    drawn = np.stack([draw(8, np.random.default_rng(number)) for number in range(50)]).reshape(-1, 2)
    assert (scenes[drawn[:, 0]] == scenes[drawn[:, 1]]).all()
    alone = scenes[drawn[:, 0]] == 0
    assert 0 < alone.sum() < 200 and (drawn[alone] == 0).all()
    assert (drawn[~alone, 0] != drawn[~alone, 1]).all()  # where a scene has two pictures, it is not the same one twice
    assert set(drawn.ravel().tolist()) == set(range(6))


@pytest.mark.parametrize("scenes", [[0, 1, 1, 1, 1, 1, 1, 2], [[4, 0], [5, 1], [6, 1], [7, 1], [5, 1], [6, 1], [7, 1], [4, 2]]])
def test_each_scene_is_drawn_as_often_as_every_other(scenes):
    rows = evenly(np.array(scenes))(3000, np.random.default_rng(1))
    counts = np.bincount(rows, minlength=8)
    assert 900 < counts[0] < 1100 and 900 < counts[7] < 1100 and 900 < counts[1:7].sum() < 1100
    assert counts[1:7].min() > 120  # each of its captions


def test_groups_of_one_are_the_batches_as_they_were(small_dataset):
    draw = row_sampler(small_dataset)
    assert grouped(draw, scene_numbers(small_dataset), 1) is draw
