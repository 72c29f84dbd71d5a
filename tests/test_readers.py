"""Two readers that work in different ways: each reads real pictures, and what one overlooks the other finds."""

import numpy as np
import pytest

from shared.data import scenes
from shared.data.digits import load_digits
from shared.data.scenes import ATTRIBUTES, COLOURS, GROUND, OBJECT, SIZE, all_combinations, to_indices
from shared.evaluation.intervals import wilson_interval
from shared.evaluation.judge import draw_scenes, load_judge
from shared.evaluation.measures import measure
from shared.evaluation.pixels import COLOUR_TOLERANCE, GROUND_TOLERANCE, agree, fitting_values
from shared.evaluation.strict import Verdicts, examine, rates
from shared.evaluation.strokes import UNREADABLE, align, oriented_gradients, read_strokes, stroke_reader
from tests.painters import grey, leak, noise

RED, BLUE = np.array(COLOURS["red"]), np.array(COLOURS["blue"])


@pytest.fixture(scope="module")
def judge():
    return load_judge()


def some_scenes(split, count=1500, seed=0):
    rng = np.random.default_rng(seed)
    rows = rng.choice(all_combinations(), size=count)
    return draw_scenes(rows, rng, split), rows


def picture(ground=BLUE, colour=RED, left=2, top=2, side=18):
    """A square of one colour on a ground of another, (1, 32, 32, 3), and what it shows: a medium one at the top left."""
    image = np.empty((1, 32, 32, 3), dtype=np.uint8)
    image[:] = ground
    image[0, top : top + side, left : left + side] = colour
    return image, to_indices(np.array([["square", "red", "medium", "top left", "blue"]]))


def fits(image, rows):
    return {name: bool(right[0]) for name, right in agree(measure(image), rows).items()}


ALL_FIT = dict.fromkeys(("colour", "size", "position", "ground"), True)

# Measures


def test_a_square_is_measured_as_it_was_drawn():
    image, _ = picture(top=5)
    found = measure(image)
    assert found.ground[0].tolist() == BLUE.tolist() and found.colour[0].tolist() == RED.tolist()
    # Pixels 2 to 19 of 32 are 4 to 39 of 64, and the edge lies a third of the way down to the next pixel, on either side.
    np.testing.assert_allclose(found.middle, [[21.5 - 31.5, 27.5 - 31.5]])
    np.testing.assert_allclose(found.side, [2 * (17 + 2 * 2 / 3)])


def test_measures_do_not_depend_on_the_size_of_the_picture():
    image, _ = picture()
    small, large = measure(image), measure(image.repeat(2, axis=1).repeat(2, axis=2))
    np.testing.assert_allclose(small.middle, large.middle)
    np.testing.assert_allclose(small.side, large.side, atol=2)


def test_a_picture_of_one_colour_shows_nothing():
    found = measure(grey(["a"], 0))
    assert np.isnan(found.colour).all() and np.isnan(found.middle).all() and found.side[0] == 0 and not found.strength.any()
    assert not any(fitting.any() for fitting in fitting_values(found).values())
    assert read_strokes(found.strength).tolist() == [UNREADABLE]


# Pixels


def test_a_sound_picture_fits():
    assert fits(*picture()) == ALL_FIT


@pytest.mark.parametrize("channel", range(3))
@pytest.mark.parametrize(("off", "right"), [(14, True), (-14, True), (16, False), (-16, False)])
def test_the_ground_must_lie_within_the_renderers_jitter(channel, off, right):
    ground = BLUE.copy()
    ground[channel] += off
    assert fits(*picture(ground=ground)) == ALL_FIT | {"ground": right}
    assert 14 <= GROUND_TOLERANCE < 15


@pytest.mark.parametrize(("share", "right"), [(1, True), (0.65, True), (0.35, False)])
def test_a_stroke_may_be_thin_but_not_faint(share, right):
    assert fits(*picture(colour=share * RED + (1 - share) * BLUE))["colour"] == right


@pytest.mark.parametrize(("off", "right"), [(38, True), (50, False)])
def test_a_colour_is_read_until_half_way_to_the_next(off, right):
    assert fits(*picture(colour=RED + np.array([0, off, 0]))) == ALL_FIT | {"colour": right}
    of_next_two = np.abs(np.array(COLOURS["orange"]) - COLOURS["yellow"]).max()
    assert of_next_two / 2 - 1 < COLOUR_TOLERANCE <= of_next_two / 2


@pytest.mark.parametrize("name", sorted(set(COLOURS) - {"red", "blue"}))
def test_another_colour_is_another_colour(name):
    assert not fits(*picture(colour=COLOURS[name]))["colour"]


@pytest.mark.parametrize("side", [13, 25])
def test_a_small_or_a_large_square_is_not_medium(side):
    assert not fits(*picture(side=side))["size"]


@pytest.mark.parametrize(("left", "top"), [(7, 7), (12, 1), (1, 12), (12, 12), (7, 1), (1, 7)])
def test_elsewhere_is_not_at_the_top_left(left, top):
    assert not fits(*picture(left=left, top=top))["position"]


def test_half_way_between_two_positions_is_neither():
    found = fitting_values(measure(picture(left=7, top=1)[0]))["position"]
    assert not found.any()


def test_a_stain_in_a_third_colour_counts():
    image, rows = picture(left=1, top=1)
    assert fits(image, rows) == ALL_FIT
    image[0, 25:30, 25:30] = COLOURS["yellow"]
    assert not fits(image, rows)["size"]


def test_real_pictures_keep_each_tolerance():
    drawn = [some_scenes(split, count=2000) for split in ("generator", "judge", "reference")]
    images, rows = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    kept = agree(measure(images), rows)
    assert kept["ground"].all()
    for name, right in kept.items():
        assert wilson_interval(right.mean(), len(right))[1] > (0.998 if name == "size" else 0.999), (name, right.mean())


def test_at_most_one_value_fits_but_for_sizes():
    images, _ = some_scenes("reference")
    fitting = fitting_values(measure(np.concatenate([images, noise(["a"] * 100, 0)])))
    for name in ("colour", "position", "ground"):
        assert fitting[name].sum(axis=1).max() == 1
    sizes = fitting["size"]
    assert sizes.sum(axis=1).max() == 2 and not (sizes[:, 0] & sizes[:, 2]).any()
    assert (sizes.sum(axis=1) == 2).mean() < 0.2


# Strokes


@pytest.mark.slow
def test_strokes_of_one_hand_are_read_in_another():
    for split, least in (("judge", 0.99), ("generator", 0.97), ("reference", 0.97)):
        images, rows = some_scenes(split, seed=1)
        right = read_strokes(measure(images).strength) == rows[:, OBJECT]
        assert right.mean() > least, split
        for size in range(3):
            assert right[rows[:, SIZE] == size].mean() > least - 0.02, (split, size)


@pytest.mark.slow
def test_strokes_are_learned_once_and_always_alike():
    images, _ = some_scenes("reference", count=200)
    first = read_strokes(measure(images).strength)
    assert stroke_reader() is stroke_reader()
    stroke_reader.cache_clear()
    assert (read_strokes(measure(images).strength) == first).all()


def test_aligned_strokes_fill_the_square_wherever_they_were():
    near, far = (measure(picture(left=left, top=top, side=side)[0]).strength for left, top, side in ((1, 1, 10), (15, 12, 10)))
    np.testing.assert_allclose(align(near), align(far), atol=1e-6)
    small, large = align(near)[0], align(measure(picture(side=24)[0]).strength)[0]
    assert small[12, 12] == large[12, 12] == 1 and small[:, 0].max() == large[:, 0].max() == 0
    assert abs(small.sum() - large.sum()) < 0.1 * large.sum()


def test_gradients_tell_a_bar_from_a_lying_bar():
    upright = np.zeros((1, 24, 24), dtype=np.float32)
    upright[0, 2:22, 10:14] = 1
    lying = upright.transpose(0, 2, 1)
    histograms = [oriented_gradients(bar).reshape(6, 6, 8).sum(axis=(0, 1)) for bar in (upright, lying)]
    assert histograms[0][[0, 4]].sum() > 2 * histograms[0][[2, 6]].sum()  # left and right edges
    assert histograms[1][[2, 6]].sum() > 2 * histograms[1][[0, 4]].sum()  # upper and lower ones
    np.testing.assert_allclose(np.linalg.norm(oriented_gradients(upright)), 1, rtol=1e-5)


# Strictly right


def test_strict_is_what_both_say():
    judge, pixels = np.array([[True, True, False, False, True]]), np.array([[True, False, True, False, True]])
    verdicts = Verdicts(judge, pixels)
    assert verdicts.strict.tolist() == [[True, False, False, False, True]]
    assert rates(verdicts.strict) == {"object": 1, "colour": 0, "size": 0, "position": 0, "ground": 1, "all": 0}


def test_verdicts_are_split_and_joined():
    verdicts = Verdicts(np.random.default_rng(0).random((6, 5)) < 0.5, np.ones((6, 5), dtype=bool))
    parts = verdicts.split(2)
    assert [len(part.judge) for part in parts] == [2, 2, 2]
    assert (Verdicts.joined(parts).judge == verdicts.judge).all()


def most_typical_digits(split, each=5):
    """The digits of a handwriting that are nearest to the mean of their kind: what everybody can read."""
    glyphs, labels = load_digits(split)
    chosen = []
    for digit in range(10):
        same = np.flatnonzero(labels == digit)
        away = glyphs[same] - glyphs[same].mean(axis=0)
        chosen.append(same[np.argsort((away**2).sum(axis=(1, 2)))[:each]])
    return glyphs[np.concatenate(chosen)], labels[np.concatenate(chosen)]


@pytest.mark.parametrize("split", ["judge", "reference"])
def test_the_renderers_legible_pictures_are_right(judge, split, monkeypatch):
    stroke_reader()  # learns before the handwriting is narrowed
    legible = most_typical_digits(split)
    monkeypatch.setattr(scenes, "load_digits", lambda split, full: legible)
    verdicts = examine(judge, *some_scenes(split))
    for name, rate in rates(verdicts.strict).items():
        assert wilson_interval(rate, 1500)[0] > 0.985, (name, rate)


def test_all_real_pictures_are_right_but_for_what_the_judge_cannot_read(judge):
    verdicts = examine(judge, *some_scenes("judge"))
    strict, by_judge = rates(verdicts.strict), rates(verdicts.judge)
    assert strict["all"] > 0.94 and strict["all"] > by_judge["all"] - 0.02
    assert min(strict[name] for name in ("colour", "size", "position", "ground")) > 0.985


@pytest.mark.parametrize("draw", [noise, grey])
def test_pictures_of_nothing_are_wrong(judge, draw):
    rows = np.random.default_rng(0).choice(all_combinations(), size=500)
    strict = rates(examine(judge, draw(["a"] * 500, 0), rows).strict)
    chances = {name: 1 / len(values) for name, values in ATTRIBUTES.items()}
    assert strict["all"] == 0 and strict["ground"] == 0
    assert all(strict[name] < chance + 0.05 for name, chance in chances.items())


def test_a_leak_into_the_ground_escapes_the_judge_and_not_the_pixels(judge):
    images, rows = some_scenes("reference", count=1000)
    sound, leaked = examine(judge, images, rows), examine(judge, leak(images, rows), rows)
    assert sound.strict[:, GROUND].mean() > 0.99
    assert leaked.judge[:, GROUND].mean() > 0.8
    assert leaked.strict[:, GROUND].mean() < 0.05
