"""The checks of the blanks on week 2's pages. Each says at once whether what you wrote is right."""

from types import SimpleNamespace
from unittest import mock

import numpy as np
import tensorflow as tf

from shared.exercises.answer import call, hint
from shared.exercises.blanks import blank
from shared.exercises.checking import compare
from shared.exercises.comparison import difference, show


@blank
def check_slope_of_cube(answer, rng):
    """The slope of x³, from the tape; a tensor is as good as a number."""
    with (
        hint(
            "None",
            "the tape gives None when x is no `keras.Variable`, or when the result does not come first in `tape.gradient(y, x)`, or when `y = x**3` does not stand inside the `with` block.",
        ),
        hint("'float' object has no attribute", "`number` is no variable: `x = keras.Variable(number)` makes one. Go on with x."),
        mock.patch.object(tf.GradientTape, "gradient", autospec=True, side_effect=tf.GradientTape.gradient) as gradient,
    ):
        yield from compare(answer, lambda number: 3 * number**2, cases=[(2.0,), (-1.0,), (0.5,), (0.0,)])
    if not gradient.called:
        yield ": the numbers are right, but no tape has found them. Let `tf.GradientTape` do it: it also works where nobody can write the slope down."


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
def check_fit_mean(answer, rng):
    """A `fit` without its class: what it stores on the model, and what it returns."""
    for y in (np.array([1, 2, 6]), rng.normal(3, 1, 7).round(2)):
        model = SimpleNamespace()
        returned = call(answer.name, lambda X, y, model=model: answer.value(model, X, y), np.zeros((len(y), 2)), y)
        if returned is not model:
            yield f"should return the model itself, `return self`; yours returns {show(returned)}."
        if not hasattr(model, "mean_"):
            stored = ", ".join(f"`{name}`" for name in vars(model)) or "nothing"
            yield f": the model should have a `mean_` afterwards: `self.mean_ = …`, with an underscore at the end. Yours stores {stored} on it."
        if difference(model.mean_, np.mean(y)):
            yield f": with the y {show(y)} `mean_` should be {show(np.mean(y))}; yours is {show(model.mean_)}."


@blank
def check_batch_gradient(answer, rng):
    """The gradient of the coefficients over the rows of a mini-batch, row by row."""

    def row_by_row(X, error, rows):
        return np.mean([2 * error[row] * X[row] for row in rows], axis=0)

    X = np.array([[1.0, 2.0], [3.0, 1.0], [2.0, 2.0], [0.0, 1.0]])
    error = np.array([-1.0, 1.0, -2.0, 0.0])
    large = rng.normal(size=(30, 3)).round(2), rng.normal(size=30).round(2)
    cases = [(X, error, np.array([0, 2])), (X, error, np.array([1])), (*large, rng.permutation(30)[:7])]
    with hint("mismatch in its core dimension", "take the same rows of both, `X[rows]` and `error[rows]`."):
        yield from compare(answer, row_by_row, cases=cases)


@blank
def check_through_leaky_relu(answer, rng):
    """The gradient behind leaky ReLU, unit by unit."""

    def unit_by_unit(z, blame):
        return np.array([after if here > 0 else 0.2 * after for here, after in zip(z, blame, strict=True)])

    cases = [
        (np.array([2.0, -1.0, 1.0]), np.array([4.0, 2.0, -2.0])),
        (np.array([-3.0, 0.5]), np.array([-10.0, 1.0])),
        (np.array([0.0, 1.0]), np.array([5.0, 5.0])),
    ]
    yield from compare(answer, unit_by_unit, cases=cases)


@blank
def check_cross_entropy_of(answer, rng):
    """The cross-entropy of one row: how far the logarithm of all exponentials lies above the right logit."""

    def above_the_right_logit(logits, right_class):
        return np.log(np.sum(np.exp(logits - logits[right_class])))

    cases = [(np.array([2.0, 1.0, 0.0]), 1), (np.array([2.0, 1.0, 0.0]), 0), (np.zeros(10), 7), (np.array([-1.0, 3.0]), 0)]
    yield from compare(answer, above_the_right_logit, cases=cases)
