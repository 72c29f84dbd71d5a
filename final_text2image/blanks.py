"""The checks of the blanks on the pages of the final project. Each says at once whether what you wrote is right."""

import math

import numpy as np

from shared.exercises.answer import show_call
from shared.exercises.blanks import blank
from shared.exercises.checking import compare
from shared.exercises.comparison import kind_of, show


@blank
def check_to_brightness(answer, rng):
    """A number of the model's range, −1 to 1, as a brightness: so far on the way from 0 to 255 as it is from −1 to 1."""
    cases = [(-1.0,), (1.0,), (0.0,), (-0.5,), (round(float(rng.uniform(-1, 1)), 2),)]
    yield from compare(answer, lambda value: float(np.interp(value, [-1, 1], [0, 255])), cases)


@blank
def check_share_right(answer, rng):
    """The share of the pictures that are right in all attributes, picture by picture."""

    def picture_by_picture(asked, drawn):
        pairs = zip(asked.tolist(), drawn.tolist(), strict=True)
        return sum(wanted == found for wanted, found in pairs) / len(asked)

    asked, drawn = np.array([[7, 0, 3], [2, 1, 3]]), np.array([[7, 0, 3], [2, 1, 4]])
    many = rng.integers(0, 3, size=(20, 2))
    yield from compare(answer, picture_by_picture, [(asked, drawn), (asked, asked), (asked, asked[::-1]), (many, many[::-1])])


@blank
def check_loss_of(answer, rng):
    """Minus the logarithm of what softmax gives to the captions that fit, from the odds against them."""

    def from_the_odds(scores, fits):
        against, right = np.exp(scores[~fits]).sum(), np.exp(scores[fits]).sum()
        return math.log1p(against / right)

    scores = np.array([2.0, 1.0, 0.0])
    cases = [(scores, np.array([True, False, True])), (scores, np.array([True, False, False])), (scores, np.array([False, False, True]))]
    yield from compare(answer, from_the_odds, [*cases, (rng.normal(size=8).round(1), np.arange(8) % 3 == 0)])


@blank
def check_count_near_misses(answer, rng):
    """How many scenes differ from one in exactly one attribute, scene by scene."""

    def scene_by_scene(scene, others):
        return sum(len(set(enumerate(scene.tolist())) - set(enumerate(other))) == 1 for other in others.tolist())

    scene = np.array([7, 0, 0, 0, 3])
    three = np.array([[7, 0, 0, 0, 4], [7, 0, 2, 0, 4], [1, 0, 0, 0, 3]])
    cases = [(scene, three), (scene, scene[None]), (scene, three[1:2])]
    yield from compare(answer, scene_by_scene, [*cases, (rng.integers(0, 2, size=5), rng.integers(0, 2, size=(40, 5)))])


@blank
def check_logit_of_pair(answer, rng):
    """Is the picture real, plus does it fit: u + f · s / √S, number by number."""

    def number_by_number(u, f, s):
        return u + sum(one * other for one, other in zip(f.tolist(), s.tolist(), strict=True)) / len(s) ** 0.5

    f, s = np.array([2.0, 0.0, 1.0, 1.0]), np.array([1.0, 5.0, 1.0, 1.0])
    cases = [(0.5, f, s), (0.5, f, -s), (-1.0, f, 0 * s)]
    yield from compare(answer, number_by_number, [*cases, (1.5, *rng.normal(size=(2, 9)).round(1))])


@blank
def check_how_far(answer, rng):
    """How far each picture's features are from the mean of its group, feature by feature."""

    def feature_by_feature(group):
        columns = [[abs(value - sum(column) / len(column)) for value in column] for column in group.T.tolist()]
        return np.array(columns).T

    cases = [(np.array([[1.0, 5.0, 0.0], [3.0, 5.0, 0.0]]),), (np.array([[2.0], [0.0], [1.0]]),), (np.ones((2, 4)),)]
    yield from compare(answer, feature_by_feature, [*cases, (rng.normal(size=(4, 3)).round(1),)])


@blank
def check_both_say_so(answer, rng):
    """The share of the pictures in which both readers find every attribute as asked, answer by answer."""

    def answer_by_answer(judge, pixels):
        found = zip(judge.tolist(), pixels.tolist(), strict=True)
        return sum(not any(False in pair for pair in zip(*picture, strict=True)) for picture in found) / len(judge)

    judge, pixels = np.array([[True, True], [True, True], [False, True]]), np.array([[True, True], [True, False], [True, True]])
    cases = [(judge, pixels), (judge, judge), (~pixels, pixels)]
    yield from compare(answer, answer_by_answer, [*cases, (rng.random((40, 3)) < 0.9, rng.random((40, 3)) < 0.8)])


@blank
def check_worst_rate(answer, rng):
    """The rate of the pair that is drawn worst, counted pair by pair."""

    def counted(right, pairs):
        total, good = {}, {}
        for one, pair in zip(right.tolist(), pairs.tolist(), strict=True):
            total[pair], good[pair] = total.get(pair, 0) + 1, good.get(pair, 0) + one
        return min(good[pair] / total[pair] for pair in total)

    right, pairs = np.array([1, 1, 1, 0]), np.array([3, 3, 8, 8])
    cases = [(right, pairs), (right, np.array([3, 3, 3, 3])), (np.array([1, 0, 1, 1, 1, 0]), np.array([2, 2, 2, 5, 5, 5]))]
    yield from compare(answer, counted, [*cases, (rng.integers(0, 2, size=60), np.repeat([4, 7, 9], 20))])


@blank
def check_unknown_words(answer, rng):
    """The words of a sentence that are not among those known, in their order."""
    known = ["a", "blue", "on", "red", "seven"]
    for sentence in ("a pink seven on blue", "a red seven on blue", "two cats on a blue sofa", "even a red seven", "star"):
        given, wanted = answer(sentence, known), sentence.split(" ")
        for word in known:
            while word in wanted:
                wanted.remove(word)
        if not isinstance(given, list):
            yield f"should return a list; yours returns {kind_of(given)}."
        if given != wanted:
            called = show_call("", (sentence, known))
            yield f"{called} should give {show(wanted) if wanted else 'an empty list, []'}; yours gives {show(given)}."


@blank
def check_which_fit(answer, rng):
    """Which captions fit which pictures: those of the same drawing, and those of the same words, pair by pair."""

    def pair_by_pair(pictures, captions):
        both = list(zip(pictures.tolist(), captions.tolist(), strict=True))
        return np.array([[any(a == b for a, b in zip(one, other, strict=True)) for other in both] for one in both])

    pictures, captions = np.array([1, 1, 2]), np.array([7, 8, 8])
    cases = [(pictures, captions), (pictures, np.array([7, 8, 9])), (np.array([1, 2, 3]), captions), (np.arange(2), np.arange(2))]
    yield from compare(answer, pair_by_pair, [*cases, (rng.integers(0, 3, size=6), rng.integers(0, 6, size=6))])


@blank
def check_nearest_number(answer, rng):
    """The number with the smallest mean distance from many: the best of them, as none between them can be better."""

    def best_of_them(values):
        return min(values.tolist(), key=lambda value: sum(abs(value - other) for other in values.tolist()))

    cases = [(np.array([4, 0, 9]),), (np.array([0, 0, 9]),), (np.array([-3.5]),), (np.array([9, 8, 1, 0, 1]),)]
    yield from compare(answer, best_of_them, [*cases, (rng.integers(-9, 99, size=7),)])
