"""The renderer draws what it is asked for; splits and held-out combinations are apart."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.data.digits import SPLITS, load_digits
from shared.data.held_out import combinations, new_pairs
from shared.data.scenes import (
    ATTRIBUTES,
    COLOUR,
    COLOUR_JITTER,
    COLOURS,
    GROUND,
    OBJECT,
    POSITION,
    POSITIONS,
    SIZE,
    SIZES,
    all_combinations,
    draw_scene,
    names,
    to_indices,
)

rows = st.sampled_from(all_combinations().tolist())
seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=50)


def draw(row, seed: int) -> np.ndarray:
    return draw_scene(row, np.random.default_rng(seed)).astype(int)


def far_corner(row, image: np.ndarray) -> np.ndarray:
    """The 3 by 3 pixels that are farthest from the object."""
    right, down = POSITIONS[names(row)["position"]]
    return image[slice(-3, None) if down < 0 else slice(3), slice(-3, None) if right < 0 else slice(3)]


def object_pixels(row, seed: int) -> np.ndarray:
    """Draw a scene and find the object: x and y from the middle of the picture, (2, M)."""
    image = draw(row, seed)
    y, x = np.nonzero(np.abs(image - far_corner(row, image)[0, 0]).max(axis=2) > 20)
    return np.stack([x, y]) - 31.5


@few
@given(rows, seeds)
def test_same_seed_same_picture(row, seed):
    image = draw_scene(row, np.random.default_rng(seed))
    assert image.shape == (64, 64, 3) and image.dtype == np.uint8
    assert image.tobytes() == draw_scene(row, np.random.default_rng(seed)).tobytes()
    assert image.tobytes() != draw_scene(row, np.random.default_rng(seed + 1)).tobytes()


@few
@given(rows, seeds)
def test_nothing_wraps_around(row, seed):
    """Neither a value, past 0 or 255, nor the object, past the edge."""
    image = draw(row, seed)
    ground, colour = (np.array(COLOURS[names(row)[name]]) for name in ("ground", "colour"))
    tolerance = COLOUR_JITTER + 1
    assert np.abs(far_corner(row, image) - ground).max() <= tolerance
    assert (image >= np.minimum(ground, colour) - tolerance).all()
    assert (image <= np.maximum(ground, colour) + tolerance).all()


@few
@given(rows.filter(lambda row: names(row)["size"] != "large"), seeds)
def test_object_lies_where_it_was_sent(row, seed):
    pixels = object_pixels(row, seed)
    middle = (pixels.min(axis=1) + pixels.max(axis=1)) / 2
    for offset, step in zip(middle, POSITIONS[names(row)["position"]], strict=True):
        assert offset * step > 0 if step else abs(offset) < 6


@pytest.mark.parametrize("size", range(len(SIZES)))
@pytest.mark.parametrize("position", range(len(POSITIONS)))
def test_object_lies_where_it_was_sent_on_average(size, position):
    """A large object has little room: its strokes' centroid tells its place over many pictures only."""
    chosen = combinations(False)
    chosen = chosen[(chosen[:, SIZE] == size) & (chosen[:, POSITION] == position)]
    centroid = np.mean([object_pixels(row, seed).mean(axis=1) for seed, row in enumerate(chosen[::12])], axis=0)
    for offset, step in zip(centroid, POSITIONS[names(chosen[0])["position"]], strict=True):
        assert offset * step > 3 if step else abs(offset) < 1.5


@few
@given(rows, seeds)
def test_sizes_are_ordered(row, seed):
    sides = []
    for row[SIZE] in range(len(SIZES)):
        sides.append(np.ptp(object_pixels(row, seed), axis=1).max())
    assert sides[0] < sides[1] < sides[2]


def test_names_and_indices_are_inverse():
    every = all_combinations()
    assert (to_indices(np.array([list(names(row).values()) for row in every])) == every).all()


@pytest.mark.parametrize("first, second", list(itertools.combinations(SPLITS, 2)))
def test_splits_share_no_handwriting(first, second):
    glyphs = [{glyph.tobytes() for glyph in load_digits(split)[0]} for split in (first, second)]
    assert len(glyphs[0]) >= 1000 and len(glyphs[1]) >= 1000
    assert not glyphs[0] & glyphs[1]


def test_every_split_has_every_digit():
    for split in SPLITS:
        counts = np.bincount(load_digits(split)[1])
        assert len(counts) == 10 and counts.min() >= 100


def test_held_out_and_training_make_all():
    training, held_out = ({tuple(row) for row in combinations(kept_out)} for kept_out in (False, True))
    assert not training & held_out
    assert training | held_out == {tuple(row) for row in all_combinations()}
    assert (new_pairs(combinations(False)) == 0).all() and (new_pairs(combinations(True)) > 0).all()


def test_one_in_eight_is_held_out():
    training = combinations(False)
    for value in range(len(ATTRIBUTES["object"])):
        colours = set(training[training[:, OBJECT] == value, COLOUR])
        assert len(colours) <= len(COLOURS) * 7 / 8
    for value, colour in enumerate(COLOURS):
        grounds = set(training[training[:, COLOUR] == value, GROUND])
        assert len(grounds) <= len(set(ATTRIBUTES["ground"]) - {colour}) * 7 / 8


def test_training_has_every_value_of_every_attribute():
    training = combinations(False)
    assert [len(set(column)) for column in training.T] == [len(values) for values in ATTRIBUTES.values()]
