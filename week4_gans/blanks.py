"""What the blanks within this week's pages are checked against: each is computed in another way than a learner will."""

from dataclasses import replace
from itertools import count

import numpy as np

from shared.exercises.blanks import blank
from shared.exercises.checking import compare
from shared.exercises.mistakes import Mistake

# Page 1.


@blank
def check_times_as_many(answer, rng):
    """How many times as common real data are as fakes where the best discriminator says D."""

    def from_the_logit(said):
        return np.exp(np.log(said) - np.log1p(-said))

    turned = Mistake("That is fakes to real: turn it over.", "return (1 - said) / said")
    yield from compare(replace(answer, mistakes=(turned,)), from_the_logit, cases=[(0.75,), (0.5,), (0.2,), (rng.uniform(0.1, 0.9, 5),)])


@blank
def check_flat_push(answer, rng):
    """The push on a fake for the loss log(1 − D)."""

    def what_ours_leaves(said, slope):
        return slope - (1 - said) * slope  # the two pushes add up to the slope

    ours = Mistake("That is the push of our loss.", "return (1 - said) * slope")
    cases = [(0.5, 2), (0.25, 4), (0.5, -3), (rng.uniform(size=4), rng.normal(size=4))]
    yield from compare(replace(answer, mistakes=(ours,)), what_ours_leaves, cases)


# Page 2.


@blank
def check_overlap(answer, rng):
    """The number where the stamps of two neighbours overlap, along one axis, for a kernel of three and stride 2."""

    def both_stamps(left, right, kernel):
        row = np.zeros(5)
        row[0:3] += left * kernel
        row[2:5] += right * kernel
        return row[2]

    yield from compare(
        answer,
        both_stamps,
        cases=[(1, 2, np.array([1, 0, 3])), (3, 4, np.array([1, 2, 1])), (*rng.normal(size=2), rng.normal(size=3))],
    )


@blank
def check_even_width(answer, rng):
    """The smallest kernel, no smaller than a given one, that puts equally many stamps on each pixel."""

    def by_trying(kernel, stride):
        return next(width for width in count(kernel) if width % stride == 0)

    yield from compare(answer, by_trying, cases=[(3, 2), (4, 2), (5, 3), (4, 3), (6, 3), (9, 4), (13, 5)])
