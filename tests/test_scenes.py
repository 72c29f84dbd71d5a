"""The renderer draws what it is asked for; splits and held-out combinations are apart."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.data.digits import SPLITS, load_digits
from shared.data.held_out import KINDS, SETS, combinations, pair_sets
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
    chosen = combinations("training")
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


def test_no_scene_is_in_two_sets():
    sets = [{tuple(row) for row in combinations(which)} for which in SETS]
    assert all(not first & second for first, second in itertools.combinations(sets, 2))
    # What is in none has one pair of validation and one of the test.
    left_out = {tuple(row) for row in all_combinations()} - set.union(*sets)
    assert all(set(pair_sets(np.array([row]))[0]) == {1, 2} for row in left_out)


@pytest.mark.parametrize("which", SETS)
def test_no_pair_is_in_two_sets(which):
    """Not only the scenes are apart: what one set calls new occurs in no other."""
    others = np.concatenate([combinations(other) for other in SETS if other != which])
    scenes = combinations(which)
    for column, pair in enumerate(([OBJECT, COLOUR], [COLOUR, GROUND])):
        new = scenes[pair_sets(scenes)[:, column] == SETS.index(which)] if which != "training" else scenes[:0]
        assert not {tuple(row) for row in new[:, pair]} & {tuple(row) for row in others[:, pair]}


@pytest.mark.parametrize("which", ["validation", "test"])
def test_the_kinds_share_out_a_set(which):
    kinds = [combinations(which, kind) for kind in KINDS]
    assert sorted(map(tuple, np.concatenate(kinds))) == sorted(map(tuple, combinations(which)))
    assert [(pair_sets(rows) > 0).all(axis=0).tolist() for rows in kinds] == [[True, False], [False, True], [True, True]]
    assert [(pair_sets(rows) > 0).any(axis=0).tolist() for rows in kinds] == [[True, False], [False, True], [True, True]]


def test_an_unknown_set_or_kind_is_refused():
    for which, kind in (("held out", None), ("test", "new")):
        with pytest.raises(ValueError):
            combinations(which, kind)


def test_one_pair_of_each_object_and_each_colour_is_for_the_test():
    training, test = combinations("training"), combinations("test")
    for value in range(len(ATTRIBUTES["object"])):
        colours = set(training[training[:, OBJECT] == value, COLOUR])
        assert len(COLOURS) - 2 <= len(colours) <= len(COLOURS) - 1
    for value, colour in enumerate(COLOURS):
        grounds = set(training[training[:, COLOUR] == value, GROUND])
        there = len(set(ATTRIBUTES["ground"]) - {colour})
        assert there - 2 <= len(grounds) <= there - 1
    kinds = [combinations("test", kind) for kind in KINDS]
    assert len({tuple(row) for row in kinds[0][:, [OBJECT, COLOUR]]}) == len(ATTRIBUTES["object"])
    assert len({tuple(row) for row in kinds[1][:, [COLOUR, GROUND]]}) == len(COLOURS)
    assert len(test) > len(combinations("validation")) > 1000


def test_training_has_every_value_of_every_attribute():
    training = combinations("training")
    assert [len(set(column)) for column in training.T] == [len(values) for values in ATTRIBUTES.values()]
