"""The checks of the blanks on week 6's pages. Each says at once whether what you wrote is right."""

import math

import numpy as np

from shared.exercises.blanks import blank
from shared.exercises.checking import compare


@blank
def check_smoothed_slope(answer, rng):
    """The slope of a real picture's loss with the label 0.9: the loss a little above minus the loss a little below."""

    def from_the_loss(logit):
        def loss(value):
            return 0.9 * math.log1p(math.exp(-value)) + 0.1 * math.log1p(math.exp(value))

        return (loss(logit + 1e-5) - loss(logit - 1e-5)) / 2e-5

    yield from compare(answer, from_the_loss, cases=[(0.0,), (math.log(3),), (math.log(9),), (4.0,), (-2.0,)])


@blank
def check_mean_penalty(answer, rng):
    """The mean of (steepness − 1)² over the slopes that are steeper than 1, slope by slope."""

    def slope_by_slope(slopes):
        return sum((abs(slope) - 1) ** 2 for slope in slopes.tolist() if abs(slope) > 1) / len(slopes)

    cases = [(np.array([3.0]),), (np.array([-3.0]),), (np.array([3.0, 1.0, 0.5, -2.0]),), (rng.normal(0, 2, size=30).round(2),)]
    yield from compare(answer, slope_by_slope, cases)


@blank
def check_straight_line(answer, rng):
    """A point on the line between two noises: from the start, t times the way to the end."""

    def number_by_number(start, end, t):
        return np.array([one + t * (other - one) for one, other in zip(start.tolist(), end.tolist(), strict=True)])

    corners = np.array([1, 0]), np.array([0, 1])
    cases = [(*corners, 0.25), (*corners, 0.0), (*corners, 1.0), (np.array([2.0, 4.0]), np.array([4.0, 0.0]), 0.5)]
    yield from compare(answer, number_by_number, [*cases, (*rng.normal(size=(2, 48)), 0.7)])


@blank
def check_rarest_share(answer, rng):
    """The share of the rarest digit in percent, counted digit by digit; one that never occurs counts too."""

    def digit_by_digit(read):
        return 100 * min(read.tolist().count(digit) for digit in range(10)) / len(read)

    twice, no_nine = np.tile(np.arange(10), 2), np.tile(np.arange(9), 2)
    cases = [(twice,), (np.array([0, 1, 1, 3]),), (no_nine,), (np.arange(1, 10),), (np.concatenate([twice, rng.integers(0, 5, size=30)]),)]
    yield from compare(answer, digit_by_digit, cases)
