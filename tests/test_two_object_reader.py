"""The reader of two objects: it reads real scenes, and no others."""

import cv2
import numpy as np
import pytest

from shared.base.pictures import resize
from shared.data.held_out import combinations
from shared.data.scenes import COLOURS, to_indices
from shared.data.two_object_sets import draw_rows
from shared.data.two_objects import (
    ATTRIBUTES,
    COLOUR,
    GROUND,
    ONE_OBJECT,
    PLACE,
    SECOND_COLOUR,
    SIZE,
    SWAPS,
    draw_masks,
    draw_scene,
    from_one_object,
    swap,
)
from shared.evaluation.apart import take_apart
from shared.evaluation.strict import examine_pixels, rates
from shared.evaluation.strokes import UNREADABLE
from shared.evaluation.swapped import fits_better, swapped_captions
from shared.evaluation.two_object_pixels import FIRST, NONES, SECOND, agree, compare, read_scenes

COUNT = 300
OBJECTS = FIRST + SECOND


def draw(rows):
    """Real pictures in handwriting that no reader has learned from, each with a seed of its own."""
    return np.stack([draw_scene(row, np.random.default_rng(seed), "reference") for seed, row in enumerate(rows)])


@pytest.fixture(scope="module")
def rows():
    return draw_rows(COUNT, np.random.default_rng(0))


@pytest.fixture(scope="module")
def images(rows):
    return draw(rows)


@pytest.fixture(scope="module")
def read(images):
    return read_scenes(images)


def squares(first=(4, 20, 18), second=(36, 20, 18), colours=("red", "yellow"), ground="blue", thickness=-1):
    """Two squares, each (left, top, side): (1, 64, 64, 3)."""
    image = np.empty((64, 64, 3), dtype=np.uint8)
    image[:] = COLOURS[ground]
    for (left, top, side), colour in zip((first, second), colours, strict=True):
        cv2.rectangle(image, (left, top), (left + side - 1, top + side - 1), COLOURS[colour], thickness)
    return image[None]


def row_of(*values):
    return to_indices(np.array([values]), ATTRIBUTES)


SQUARES = row_of("square", "red", "small", "left of", "square", "yellow", "small", "blue")

# Real scenes


def test_real_scenes_are_read(read, rows):
    found = rates(compare(read, rows), ATTRIBUTES)
    assert min(found[name] for name in ("place", "colour", "second colour", "size", "second size", "ground")) > 0.99, found
    assert min(found["object"], found["second object"]) > 0.95, found
    assert found["all"] > 0.9


def test_swapped_captions_are_told_apart(read, rows):
    found = swapped_captions(read, rows)
    assert set(found) == {*SWAPS, "any"} and min(found.values()) > 0.98, found


def test_small_pictures_are_read(images, rows):
    found = rates(compare(read_scenes(resize(images, 32)), rows), ATTRIBUTES)
    assert min(found[name] for name in ("place", "colour", "second colour", "size", "second size", "ground")) > 0.95, found
    assert min(found["object"], found["second object"]) > 0.85, found


def test_two_objects_are_taken_apart(images, rows):
    """What remains of each object alone is what was drawn of it, on nothing but ground."""
    counts, alone = take_apart(images[:100])
    assert (counts == 2).mean() > 0.98
    for index, pair in zip(np.flatnonzero(counts == 2), alone, strict=True):
        masks = draw_masks(rows[index], np.random.default_rng(index), "reference")
        if (pair[0] != images[index])[masks[0] > 0.5].any():
            masks = masks[::-1]
        for mask, other, picture in zip(masks, masks[::-1], pair, strict=True):
            assert (picture == images[index])[mask > 0.5].all()
            assert np.abs(picture.astype(int) - images[index, 0, 0])[other > 0.5].max() <= 1


def test_noise_on_the_ground_is_no_object(images):
    some = images[:50]
    noisy = some + np.random.default_rng(0).normal(0, 6, some.shape)
    assert (take_apart(np.clip(noisy, 0, 255).round().astype(np.uint8))[0] == 2).mean() > 0.95


def test_one_object_is_read_as_by_its_own_reader():
    five = np.random.default_rng(0).choice(combinations("training"), size=100)
    eight = from_one_object(five)
    images = draw(eight)
    assert (take_apart(images)[0] == 1).mean() > 0.98
    right = agree(images, eight)
    assert rates(right, ATTRIBUTES)["all"] > 0.9
    one = right[:, SECOND[0]]
    assert (right[np.ix_(one, ONE_OBJECT)] == examine_pixels(images, five)[one]).all()


# What is wrong is found


def test_other_captions_are_at_chance(read, rows):
    """Chance is what the scenes themselves have in common with others."""
    others = np.roll(rows, 1, axis=0)
    found, chance = (rates(compare(seen, others), ATTRIBUTES) for seen in (read, rows))
    assert found == pytest.approx(chance, abs=0.03) and found["all"] < 0.01
    assert chance["place"] < 0.5 and chance["object"] < 0.2
    assert swapped_captions(read, others)["any"] == pytest.approx(0.5, abs=0.06)


def test_pictures_of_nothing_are_wrong(rows):
    noise = np.random.default_rng(0).integers(256, size=(50, 64, 64, 3), dtype=np.uint8)
    for nothing in (noise, np.full_like(noise, 128)):
        seen = read_scenes(nothing)
        assert not compare(seen, rows[:50]).any()
        assert swapped_captions(seen, rows[:50])["any"] == 0.5


def test_a_leak_into_the_ground_is_found(images, rows):
    for column in (COLOUR, SECOND_COLOUR):
        colours = np.array(list(COLOURS.values()))[rows[:, column]]
        leaked = np.round(0.75 * images + 0.25 * colours[:, None, None]).astype(np.uint8)
        assert agree(leaked[:100], rows[:100])[:, GROUND].mean() < 0.05


@pytest.mark.parametrize("missing", [0, 1])
def test_a_missing_object_makes_both_wrong(images, rows, missing):
    some = images[:50].copy()
    for seed, image in enumerate(some):
        image[draw_masks(rows[seed], np.random.default_rng(seed), "reference")[missing] > 0] = image[0, 0]
    right = agree(some, rows[:50])
    assert right[:, GROUND].all() and not right[:, [*OBJECTS, PLACE]].any()


def test_objects_that_touch_are_wrong(images, rows):
    """A line between the middles makes them one."""
    some = images[:50].copy()
    for seed, image in enumerate(some):
        middles = [np.argwhere(mask > 0.5).mean(axis=0) for mask in draw_masks(rows[seed], np.random.default_rng(seed), "reference")]
        start, end = ([int(middle[1]), int(middle[0])] for middle in middles)
        cv2.line(image, start, end, COLOURS[ATTRIBUTES["colour"][rows[seed, COLOUR]]], 3)
    assert not agree(some, rows[:50]).all(axis=1).any()


@pytest.mark.parametrize("what", SWAPS)
def test_a_picture_of_the_swapped_scene_is_wrong(rows, what):
    some = rows[:100]
    swapped = swap(some, what)
    changed = (swapped != some).any(axis=1)
    seen = read_scenes(draw(swapped[changed]))
    right = compare(seen, some[changed])
    assert right.all(axis=1).mean() == 0 and fits_better(seen, some[changed], swapped[changed]).mean() < 0.02
    if what == "place":  # only the relation is wrong: each object is what it should be, elsewhere
        assert not right[:, PLACE].any() and right[:, OBJECTS].mean() > 0.95


def test_one_object_is_not_two_nor_two_one(images, rows):
    one = from_one_object(np.random.default_rng(0).choice(combinations("training"), size=50))
    right = agree(images[:50], one)
    assert not right[:, [*OBJECTS, PLACE]].any()
    assert not agree(draw(one), rows[:50])[:, [*OBJECTS, PLACE]].any()


# Squares


def test_squares_are_read():
    assert (read_scenes(squares()) == SQUARES).all()
    assert (read_scenes(squares(first=(36, 20, 18), second=(4, 20, 18))) == swap(SQUARES, "place")).all()
    above = SQUARES.copy()
    above[0, PLACE] = ATTRIBUTES["place"].index("above")
    assert (read_scenes(squares(first=(20, 4, 18), second=(20, 36, 18))) == above).all()


@pytest.mark.parametrize(("top", "clear"), [(20, True), (36, True), (41, False), (46, False)])
def test_the_relation_must_be_clear(top, clear):
    """Middles 32 pixels apart along the axis may be 16 apart across it, with the wobble of drawing 18."""
    seen = read_scenes(squares(second=(36, top, 18)))
    assert (seen[0, PLACE] == SQUARES[0, PLACE]) == clear and (seen[0, PLACE] == UNREADABLE) == (not clear)


@pytest.mark.parametrize(("side", "size"), [(12, None), (18, "small"), (21, None), (26, "medium"), (31, None)])
def test_a_size_is_read_or_none(side, size):
    seen = read_scenes(squares(first=(2, 16, side)))[0, SIZE]
    assert seen == (UNREADABLE if size is None else ATTRIBUTES["size"].index(size))


def test_objects_are_counted():
    assert take_apart(squares())[0].tolist() == [2]
    assert take_apart(squares(colours=("red", "red")))[0].tolist() == [2]
    assert take_apart(squares(second=(22, 20, 18)))[0].tolist() == [1]  # they touch
    third = squares()
    third[0, 44:60, 24:40] = COLOURS["white"]
    assert take_apart(third)[0].tolist() == [3]
    assert (read_scenes(third)[0, OBJECTS] == UNREADABLE).all()
    assert take_apart(squares()[:0])[1].shape == (0, 2, 64, 64, 3)


@pytest.mark.parametrize(("width", "height", "count"), [(12, 12, 1), (20, 8, 1), (20, 12, 2), (5, 16, 2)])
def test_what_is_too_small_or_too_flat_is_no_object(width, height, count):
    image = squares(second=(4, 20, 18), colours=("red", "red"))
    image[0, 42 : 42 + height, 4 : 4 + width] = COLOURS["red"]
    assert take_apart(image)[0].tolist() == [count]


def test_one_object_alone_leaves_none_for_the_second():
    one = squares(second=(4, 20, 18), colours=("red", "red"))
    assert read_scenes(one)[0, SECOND].tolist() == NONES


# Comparing


def test_an_exchanged_pair_has_only_its_relation_wrong():
    scene = row_of("seven", "red", "small", "left of", "star", "green", "medium", "blue")
    right = compare(swap(scene, "place"), scene)
    assert right[0].tolist() == [column != PLACE for column in range(8)]
    assert compare(scene, scene).all()


def test_colours_of_each_other_are_wrong_colours():
    scene = row_of("seven", "red", "small", "left of", "star", "green", "medium", "blue")
    right = compare(swap(scene, "colour"), scene)
    assert np.flatnonzero(~right[0]).tolist() == [COLOUR, SECOND_COLOUR]
    assert fits_better(scene, scene, swap(scene, "colour")).tolist() == [1]
    assert fits_better(scene, swap(scene, "colour"), scene).tolist() == [0]
    assert fits_better(np.full((1, 8), UNREADABLE), scene, swap(scene, "colour")).tolist() == [0.5]
