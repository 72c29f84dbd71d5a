"""The checks of the blanks on week 2's pages. Each says at once whether what you wrote is right."""

import numpy as np

from shared.exercises.blanks import blank
from shared.exercises.checking import compare


@blank
def check_slope_of_cube(answer, rng):
    """The slope of x³, from the tape; a tensor is as good as a number."""
    yield from compare(answer, lambda number: 3 * number**2, cases=[(2.0,), (-1.0,), (0.5,), (0.0,)])


@blank
def check_count_steps(answer, rng):
    """The steps of a training, one for each batch, the smaller one at the end included."""

    def batch_by_batch(rows, batch_size, epochs):
        return epochs * len(range(0, rows, batch_size))

    yield from compare(answer, batch_by_batch, cases=[(10, 4, 3), (8, 4, 3), (5, 8, 1), (1797, 32, 20)])


@blank
def check_step_down(answer, rng):
    """One step of gradient descent on (θ − 5)², from the factor by which it shrinks the distance to 5."""

    def by_distance(theta, learning_rate):
        return 5 + (1 - 2 * learning_rate) * (theta - 5)

    yield from compare(answer, by_distance, cases=[(1.0, 0.25), (7.0, 0.1), (5.0, 0.3), (-2.0, 1.0)])


@blank
def check_batch_gradient(answer, rng):
    """The gradient of the coefficients over the rows of a mini-batch, row by row."""

    def row_by_row(X, error, rows):
        return np.mean([2 * error[row] * X[row] for row in rows], axis=0)

    X = np.array([[1.0, 2.0], [3.0, 1.0], [2.0, 2.0], [0.0, 1.0]])
    error = np.array([-1.0, 1.0, -2.0, 0.0])
    large = rng.normal(size=(30, 3)).round(2), rng.normal(size=30).round(2)
    cases = [(X, error, np.array([0, 2])), (X, error, np.array([1])), (*large, rng.permutation(30)[:7])]
    yield from compare(answer, row_by_row, cases=cases)


@blank
def check_through_leaky_relu(answer, rng):
    """The gradient behind leaky ReLU, unit by unit."""

    def unit_by_unit(z, gradient):
        return np.array([after if here > 0 else 0.2 * after for here, after in zip(z, gradient, strict=True)])

    cases = [(np.array([2.0, -1.0, 1.0]), np.array([4.0, 2.0, -2.0])), (np.array([-3.0, 0.5]), np.array([-10.0, 1.0]))]
    yield from compare(answer, unit_by_unit, cases=cases)


@blank
def check_cross_entropy_of(answer, rng):
    """The cross-entropy of one row: how far the logarithm of all exponentials lies above the right logit."""

    def above_the_right_logit(logits, right_class):
        return np.log(np.sum(np.exp(logits - logits[right_class])))

    cases = [(np.array([2.0, 1.0, 0.0]), 1), (np.array([2.0, 1.0, 0.0]), 0), (np.zeros(10), 7), (np.array([-1.0, 3.0]), 0)]
    yield from compare(answer, above_the_right_logit, cases=cases)
