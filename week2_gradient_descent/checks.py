"""The checks of week 2's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will. Beside it stands what the usual mistakes give, so that
it can tell you more than *that* an answer is wrong.

Most of these mistakes are wrong gradients. They are written down once, below, for a table A with a last column of
ones: then theta, all coefficients and the intercept in one array, has one gradient, 2/n · Aᵀ(A theta − y).
"""

import re
from collections.abc import Callable
from numbers import Integral, Real

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

from shared.exercises.checking import WrongAnswer, call, check, difference, right, show, show_call
from shared.exercises.figure_checks import check_curves, draw


def with_ones(X):
    """Give a table a last column of ones: its coefficient is the intercept."""
    return np.column_stack([X, np.ones(len(X))])


def error(A, y, theta):
    """Prediction less truth, for each row."""
    return A @ theta - y


def cost(A, y, theta):
    """The mean squared error."""
    return np.mean(error(A, y, theta) ** 2)


def gradient(A, y, theta):
    """The gradient of the mean squared error, one number for each column of A."""
    return 2 * A.T @ error(A, y, theta) / len(y)


def times(coef_factor: Callable, intercept_factor: Callable) -> Callable:
    """A wrong gradient that is the right one, but for two factors. Each is a function of the number of rows, n."""

    def wrong(A, y, theta):
        n = len(y)
        return gradient(A, y, theta) * np.append(np.full(A.shape[1] - 1, coef_factor(n)), intercept_factor(n))

    return wrong


WRONG_GRADIENTS = {
    "The gradient has the right direction, and is as many times too long as there are rows: divide it by the number of rows.": times(
        lambda n: n, lambda n: n
    ),
    "The gradient has the right direction, and is half as long as it should be: the derivative of a square brings a factor 2.": times(
        lambda n: 0.5, lambda n: 0.5
    ),
    "The gradient has the right direction, but the factor 2 / n is missing: J is the *mean* of the *squared* errors.": times(
        lambda n: n / 2, lambda n: n / 2
    ),
    "You go uphill: the sign is turned round. The error is the prediction less y, and a step *subtracts* the gradient.": times(
        lambda n: -1, lambda n: -1
    ),
    "For the intercept you add the errors up. Its gradient is divided by the number of rows, as that of the coefficients is.": times(
        lambda n: 1, lambda n: n
    ),
    "The intercept is right. The gradient of the coefficients has the right direction, and is as many times too long as there are "
    "rows: divide it by the number of rows.": times(lambda n: n, lambda n: 1),
    "For the intercept you take the mean of the errors. The factor 2 belongs there too.": times(lambda n: 1, lambda n: 0.5),
    "The intercept is right. The gradient of the coefficients lacks the factor 2.": times(lambda n: 0.5, lambda n: 1),
    "The coefficients are right. The intercept goes the wrong way: look at its sign.": times(lambda n: 1, lambda n: -1),
    "The coefficients are right, but the intercept has no gradient: it is 2 / n times the sum of the errors.": times(
        lambda n: 1, lambda n: 0
    ),
    "The intercept is missing in the prediction: it is `X @ coef + intercept`, also where you compute the error.": lambda A, y, theta: (
        gradient(A, y, np.append(theta[:-1], 0))
    ),
    "Every coefficient gets the gradient of the intercept. Each error is multiplied by the feature first: `X.T @ error`.": (
        lambda A, y, theta: np.full(len(theta), gradient(A, y, theta)[-1])
    ),
    "All coefficients get the same number: you take the mean of the whole table. Go down the rows only, `axis=0`.": lambda A, y, theta: (
        np.append(np.full(len(theta) - 1, gradient(A, y, theta)[:-1].mean()), gradient(A, y, theta)[-1])
    ),
    "You divide by the number of features. The mean goes over the rows: divide by `len(y)`.": lambda A, y, theta: (
        gradient(A, y, theta) * len(y) / (len(theta) - 1)
    ),
}


def parts(theta):
    """Split theta into coefficients and intercept, as the exercises return them."""
    return theta[:-1], theta[-1]


def on_rows(wrong: Callable) -> Callable:
    """Let a gradient take what the exercises hand over, and give what they ask for."""
    return lambda X, y, coef, intercept: parts(wrong(with_ones(X), y, np.append(coef, intercept)))


def check_gradients(answer, seed: int = 0) -> None:
    """The gradient of the mean squared error, by finite differences; y flat or a column."""
    name = "gradients"
    rng = np.random.default_rng(seed)
    X, y = np.array([[1.0, 2.0], [3.0, 1.0], [2.0, 2.0], [0.0, 1.0]]), np.array([4.0, 3.0, 6.0, 1.0])
    rows = rng.integers(6, 12)
    flat = [
        (X, y, np.array([1.0, 2.0]), -1.0),
        (rng.normal(size=(rows, 3)), rng.normal(2, 1, rows), rng.normal(size=3), float(rng.normal())),
        (X[:, :1], y, np.array([0.5]), 3.0),
    ]
    columns = [(X, y.reshape(-1, 1), coef, intercept) for X, y, coef, intercept in flat]

    def by_finite_differences(X, y, coef, intercept):
        A, theta, half_steps = with_ones(X), np.append(coef, intercept), np.eye(len(coef) + 1) / 2
        # J is a parabola in every direction, so the difference over a whole step is exact.
        return parts(np.array([cost(A, y.ravel(), theta + half) - cost(A, y.ravel(), theta - half) for half in half_steps]))

    def is_right(case):
        try:
            return not difference(call(name, answer, *case), by_finite_differences(*case))
        except WrongAnswer:
            return False

    if all(map(is_right, flat)) and not all(map(is_right, columns)):
        raise WrongAnswer(
            f"{name}: with y of the shape (n,) all is right, with a column, (n, 1), it is not: (n,) - (n, 1) broadcasts to a square, "
            "(n, n). Make y flat first: `y.ravel()`."
        )
    check(
        name,
        answer,
        by_finite_differences,
        cases=flat,
        mistakes={sentence: on_rows(wrong) for sentence, wrong in WRONG_GRADIENTS.items()}
        | {
            "The two are in the wrong order: first the gradient of the coefficients, then that of the intercept.": lambda *case: (
                by_finite_differences(*case)[::-1]
            ),
        },
    )


def check_step(answer, seed: int = 0) -> None:
    """One step of gradient descent, number by number."""
    rng = np.random.default_rng(seed)
    X, y = np.array([[1.0, 2.0], [3.0, 1.0], [2.0, 2.0], [0.0, 1.0]]), np.array([4.0, 3.0, 6.0, 1.0])
    rows = rng.integers(6, 12)

    def number_by_number(X, y, coef, intercept, learning_rate):
        new_coef, new_intercept = coef.tolist(), intercept
        for row, truth in zip(X.tolist(), y.tolist(), strict=True):
            wrong_by = sum(value * c for value, c in zip(row, coef, strict=True)) + intercept - truth
            for place, value in enumerate(row):
                new_coef[place] -= learning_rate * 2 / len(y) * value * wrong_by
            new_intercept -= learning_rate * 2 / len(y) * wrong_by
        return np.array(new_coef), new_intercept

    def step_with(wrong):
        return lambda X, y, coef, intercept, rate: parts(
            np.append(coef, intercept) - rate * wrong(with_ones(X), y, np.append(coef, intercept))
        )

    def intercept_last(X, y, coef, intercept, rate):
        new_coef, _ = number_by_number(X, y, coef, intercept, rate)
        return new_coef, number_by_number(X, y, new_coef, intercept, rate)[1]

    def intercept_first(X, y, coef, intercept, rate):
        _, new_intercept = number_by_number(X, y, coef, intercept, rate)
        return number_by_number(X, y, coef, new_intercept, rate)[0], new_intercept

    check(
        "step",
        answer,
        number_by_number,
        cases=[
            (X, y, np.array([1.0, 2.0]), -1.0, 0.1),
            (rng.normal(size=(rows, 3)), rng.normal(2, 1, rows), rng.normal(size=3), float(rng.normal()), 0.05),
            (X[:, :1], y, np.array([0.5]), 3.0, 0.2),
        ],
        mistakes={
            "The coefficients are right. But the intercept's step uses the coefficients that you have just changed: both gradients "
            "belong to the old place. Compute both first.": intercept_last,
            "The intercept is right. But the coefficients' step uses the intercept that you have just changed: both gradients "
            "belong to the old place. Compute both first.": intercept_first,
            "The learning rate is missing: a step is learning rate times gradient.": lambda X, y, coef, intercept, _: number_by_number(
                X, y, coef, intercept, 1
            ),
            "The coefficients are right. The learning rate is missing in the step of the intercept.": lambda X, y, coef, intercept, rate: (
                number_by_number(X, y, coef, intercept, rate)[0],
                number_by_number(X, y, coef, intercept, 1)[1],
            ),
            "You return the gradients. The new coefficients and the new intercept are asked for.": lambda X, y, coef, intercept, _: on_rows(
                gradient
            )(X, y, coef, intercept),
            "You return the steps alone. The new place is the old one less the step.": lambda X, y, coef, intercept, rate: tuple(
                rate * part for part in on_rows(gradient)(X, y, coef, intercept)
            ),
            "The two are in the wrong order: first the coefficients, then the intercept.": lambda *case: number_by_number(*case)[::-1],
            "Your step always uses the learning rate 0.1. Use the one that the function was given.": lambda X, y, coef, intercept, _: (
                number_by_number(X, y, coef, intercept, 0.1)
            ),
            "You start at zero. Start at the place that the function was given.": lambda X, y, coef, intercept, rate: number_by_number(
                X, y, 0 * coef, 0.0, rate
            ),
        }
        | {sentence: step_with(wrong) for sentence, wrong in WRONG_GRADIENTS.items()},
    )


def check_loss_curves(answer, seed: int = 0) -> None:
    """A loss curve for each learning rate, on a logarithmic scale."""
    name = "loss_curves"
    rng = np.random.default_rng(seed)
    random = {rate: rng.uniform(0.1, 50, rng.integers(3, 7)).tolist() for rate in (0.01, 0.05, 0.3)}
    for losses in [{0.1: [8.0, 2.0, 0.5], 0.01: [9.0, 8.0, 7.0, 6.0]}, random]:
        axes = draw(name, answer, losses)
        for line in axes.get_lines():
            for function in ("log10", "log"):
                if any(not difference(line.get_ydata(), getattr(np, function)(values)) for values in losses.values()):
                    raise WrongAnswer(
                        f'{name}: you draw the logarithms. Draw the losses, and let the axis do it: `axes.set_yscale("log")`.'
                    )
        curves = {str(rate): (np.arange(1, len(values) + 1), values) for rate, values in losses.items()}
        check_curves(name, axes, curves, x_label="epoch", y_label="loss")
        if axes.get_xscale() != "linear":
            raise WrongAnswer(f"{name}: the epochs stand on a logarithmic scale. Only the losses should: `semilogy`, not `loglog`.")
        if axes.get_yscale() != "log":
            raise WrongAnswer(f'{name}: the curves are right. What is missing is the logarithmic scale: `axes.set_yscale("log")`.')
    right(name)


def check_prepare(answer, seed: int = 0) -> None:
    """Split off test rows, then standardise with the training rows."""
    name = "prepare"
    rng = np.random.default_rng(seed)
    X, y = (
        np.array([[1.0, 50.0], [2.0, 20.0], [3.0, 60.0], [4.0, 10.0], [5.0, 90.0], [6.0, 30.0], [7.0, 80.0], [9.0, 40.0]]),
        np.arange(8.0),
    )
    rows = 4 * rng.integers(5, 9)
    large = rng.normal(5, 3, (rows, 3)), rng.normal(size=rows)

    def standardised(table, like):
        """Column by column, with the mean and deviation of another table's."""
        columns = zip(table.T, like.T, strict=True)
        return np.stack([(values - np.mean(others)) / np.std(others) for values, others in columns], axis=1)

    def split(X, y, random_state=0, **options):
        train, test = train_test_split(np.arange(len(X)), random_state=random_state, **({"test_size": 0.25} | options))
        return X[train], X[test], y[train], y[test]

    def prepared(X, y, **options):
        X_train, X_test, y_train, y_test = split(X, y, **options)
        return standardised(X_train, X_train), standardised(X_test, X_train), y_train, y_test

    def from_raw(wrong):
        """A mistake in the scaling: a function of the training and test rows that gives both."""
        return lambda X, y: (*wrong(*split(X, y)[:2]), *split(X, y)[2:])

    try:
        first, second = call(name, answer, *large), call(name, answer, *large)
    except WrongAnswer as wrong:
        if any(sign in str(wrong) for sign in ("got 1D array", f"({rows * 3 // 4},) (3,)")):  # y where a table should be
            raise WrongAnswer(
                f"{wrong} Is a y scaled as if it were a table? `train_test_split` gives X_train, X_test, y_train, y_test, in this order."
            ) from wrong
        raise
    if isinstance(first, (tuple, list)) and difference(second, tuple(first)):
        raise WrongAnswer(f"{name}: two calls give two different splits. With `random_state=0` it is always the same.")
    check(
        name,
        answer,
        prepared,
        cases=[(X, y), large],
        mistakes={
            "You scale before you split, so the mean and the deviation know the test rows. Split first.": lambda X, y: split(
                standardised(X, X), y
            ),
            "You scale the test rows with their own mean and deviation. Take those of the training rows: `fit` on X_train only, "
            "`transform` on both.": from_raw(lambda train, test: (standardised(train, train), standardised(test, test))),
            "You scale the training rows with the mean and deviation of the test rows.": from_raw(
                lambda train, test: (standardised(train, test), standardised(test, test))
            ),
            "The split is right. What is missing is the scaling.": split,
            "X_train is right. The test rows are not scaled yet. If you do scale them: by then X_train is scaled itself, with mean 0 "
            "and deviation 1. Compute both before.": from_raw(lambda train, test: (standardised(train, train), test)),
            "X_test is right. The training rows are not scaled yet.": from_raw(lambda train, test: (train, standardised(test, train))),
            "The mean is gone, but the division by the standard deviation is missing.": from_raw(
                lambda train, test: (train - train.mean(axis=0), test - train.mean(axis=0))
            ),
            "You divide by the number of rows less one (`ddof=1`). The exercise asks for NumPy's own `std`.": from_raw(
                lambda train, test: tuple((part - train.mean(axis=0)) / train.std(axis=0, ddof=1) for part in (train, test))
            ),
            "You take one mean and one deviation of the whole table. Each column has its own: `axis=0`.": from_raw(
                lambda train, test: tuple((part - train.mean()) / train.std() for part in (train, test))
            ),
            "You scale y too. Only the features are scaled; y keeps its unit.": lambda X, y: (
                *prepared(X, y)[:2],
                *((part - split(X, y)[2].mean()) / split(X, y)[2].std() for part in split(X, y)[2:]),
            ),
            "The order is another: X_train, X_test, y_train, y_test.": lambda X, y: tuple(prepared(X, y)[place] for place in (0, 2, 1, 3)),
            "Training and test rows are swapped: X_train, X_test, y_train, y_test.": lambda X, y: tuple(
                prepared(X, y)[place] for place in (1, 0, 3, 2)
            ),
            "Only a quarter is for training. The test rows should be a quarter: `test_size=0.25`.": lambda X, y: prepared(
                X, y, test_size=0.75
            ),
            "You keep a fifth of the rows for the test. A quarter is asked for: `test_size=0.25`.": lambda X, y: prepared(
                X, y, test_size=0.2
            ),
            "You keep a third of the rows for the test. A quarter is asked for: `test_size=0.25`.": lambda X, y: prepared(
                X, y, test_size=1 / 3
            ),
            "The split is the one of `random_state=42`. Take `random_state=0`.": lambda X, y: prepared(X, y, random_state=42),
            "The split is the one of `random_state=1`. Take `random_state=0`.": lambda X, y: prepared(X, y, random_state=1),
            "The rows are not mixed before the split. `train_test_split` mixes them by itself.": lambda X, y: prepared(
                X, y, random_state=None, shuffle=False
            ),
        },
    )


def check_linear_score(answer, seed: int = 0) -> None:
    """R² of a linear regression on the test rows."""
    rng = np.random.default_rng(seed)

    def flats(rows, features):
        X = rng.normal(size=(rows, features)).round(1)
        return X, (X.sum(axis=1) + rng.normal(0, 1.5, rows)).round(1)

    def case(train, test, features):
        (X_train, y_train), (X_test, y_test) = flats(train, features), flats(test, features)
        return X_train, X_test, y_train, y_test

    def predicted(X_train, y_train, X):
        solution, *_ = np.linalg.lstsq(with_ones(X_train), y_train, rcond=None)
        return with_ones(X) @ solution

    def r2(y, predictions):
        return 1 - np.mean((y - predictions) ** 2) / np.var(y)

    check(
        "linear_score",
        answer,
        lambda X_train, X_test, y_train, y_test: r2(y_test, predicted(X_train, y_train, X_test)),
        cases=[
            (
                np.array([[1.0], [2.0], [3.0], [4.0]]),
                np.array([[0.0], [5.0], [6.0]]),
                np.array([1.0, 3.0, 4.0, 4.0]),
                np.array([1.0, 5.0, 9.0]),
            ),
            case(12, int(rng.integers(6, 9)), 2),
            case(30, 10, 4),
        ],
        mistakes={
            "The two are swapped: `r2_score` takes the true values first, then the predicted ones.": lambda X, X_test, y, y_test: r2(
                predicted(X, y, X_test), y_test
            ),
            "This is R² on the training rows. The test rows count: the model has not seen them.": lambda X, X_test, y, y_test: r2(
                y, predicted(X, y, X)
            ),
            "You fit on the test rows. A model must be judged on rows that it has not seen: fit on the training rows.": (
                lambda X, X_test, y, y_test: r2(y_test, predicted(X_test, y_test, X_test))
            ),
            "You fit on all rows. A model must be judged on rows that it has not seen: fit on the training rows.": (
                lambda X, X_test, y, y_test: r2(y_test, predicted(np.vstack([X, X_test]), np.append(y, y_test), X_test))
            ),
            "You fit on the test rows and judge on the training rows. It is the other way round.": lambda X, X_test, y, y_test: r2(
                y, predicted(X_test, y_test, X)
            ),
            "This is the mean squared error. R² compares it with the variance of y: `r2_score`.": lambda X, X_test, y, y_test: np.mean(
                (y_test - predicted(X, y, X_test)) ** 2
            ),
            "This is the part that the model does *not* explain. R² is 1 less it.": lambda X, X_test, y, y_test: (
                1 - r2(y_test, predicted(X, y, X_test))
            ),
            "This is the squared correlation. It forgives predictions that are all too high; R² does not: `r2_score`.": (
                lambda X, X_test, y, y_test: np.corrcoef(y_test, predicted(X, y, X_test))[0, 1] ** 2
            ),
            "You return the predictions. One number is asked for, how good they are: `r2_score`.": lambda X, X_test, y, y_test: predicted(
                X, y, X_test
            ),
        },
    )


def walk(X, y, learning_rate, epochs, slope=gradient, start=0.0):
    """Every place of a descent, the start first: (epochs + 1, features + 1)."""
    A = with_ones(X)
    places = [np.full(A.shape[1], start)]
    for _ in range(epochs):
        places.append(places[-1] - learning_rate * slope(A, y, places[-1]))
    return np.array(places)


def check_gd_regressor(answer, seed: int = 0) -> None:
    """A class with scikit-learn's interface that learns by gradient descent."""
    rng = np.random.default_rng(seed)
    X, y = np.array([[1.0, 2.0], [3.0, 1.0], [2.0, 2.0], [0.0, 1.0]]), np.array([4.0, 3.0, 6.0, 1.0])
    rows = int(rng.integers(20, 30))
    table = rng.normal(size=(rows, 4))
    cases = [
        (X, y, 0.05, 1),
        (X, y, 0.02, 2),
        (table, table @ rng.normal(size=4) + rng.normal(3, 1, rows), 0.1, 30),
        (rng.normal(1, 1, (9, 1)), rng.normal(-2, 1, 9), 0.05, 7),
    ]
    models = [_fitted(answer, *case) for case in cases]
    _check_descent(answer, cases, [_learned(model, case[0]) for model, case in zip(models, cases, strict=True)])
    for model, case in zip(models, cases, strict=True):
        _check_losses(model, case)
    _check_predict(models[2], rng.normal(size=(5, 4)))
    _check_second_fit(models[2], cases[2])
    right("GDRegressor")


SQUARE = "The errors are a square, (n, n): (n,) less (n, 1) broadcasts to it. Keep y, the predictions and `coef_` flat."


# What Python says about a class, and what it usually means.
HINTS = {
    r"NameError: name '(learning_rate|epochs|coef_|intercept_|loss_curve_|predict)' is": r"it belongs to the model: `self.\1`",
    r"no attribute '(coef_|intercept_|loss_curve_)'": r"give `self.\1` its first value in `fit`, before the loop",
    r"positional arguments? but": "the first parameter of each method is `self`: `def fit(self, X, y):`",
    r"\(\) takes no arguments": "`__init__` has two underscores on each side",
    r"'int' object is not iterable": "`self.epochs` is a number; `range(self.epochs)` counts",
    r"TypeError: .*'NoneType'": "something is None there, perhaps because `predict` ends without `return`",
}


def _call(name, function, *arguments):
    """Call a method of the learner's; if it stops, add what that usually means."""
    try:
        return call(name, function, *arguments)
    except WrongAnswer as wrong:
        for sign, hint in HINTS.items():
            if found := re.search(sign, str(wrong)):
                raise WrongAnswer(f"{wrong} Hint: {found.expand(hint)}.") from wrong
        raise


def _fitted(answer, X, y, learning_rate, epochs):
    """Make a model and fit it, as scikit-learn's are."""
    if not isinstance(answer, type):
        raise WrongAnswer("GDRegressor should be a class: does the line `class GDRegressor:` still stand?")
    model = _call("GDRegressor", lambda rate, epochs: answer(learning_rate=rate, epochs=epochs), learning_rate, epochs)
    for setting, value in [("learning_rate", learning_rate), ("epochs", epochs)]:
        if getattr(model, setting, None) != value:
            raise WrongAnswer(
                f"GDRegressor: `__init__` stores the settings under the names they were given: `self.{setting} = {setting}`. "
                f"After GDRegressor(learning_rate={learning_rate}, epochs={epochs}) yours has "
                f"{f'the {setting} {show(getattr(model, setting))}' if hasattr(model, setting) else f'no `{setting}`'}."
            )
    _fit(model, X, y)
    return model


def _fit(model, X, y):
    try:
        (returned,) = _call("GDRegressor.fit", lambda X, y: (model.fit(X, y),), X, y)
    except WrongAnswer as wrong:
        if f"({X.shape[1]},{len(X)})" in str(wrong):
            raise WrongAnswer(f"{wrong} {SQUARE}") from wrong
        raise
    if returned is None:
        raise WrongAnswer("GDRegressor.fit returns nothing (None). It should end with `return self`: then calls can be chained.")
    if returned is not model:
        raise WrongAnswer(f"GDRegressor.fit should return the model itself, `return self`; yours returns {show(returned)}.")


def _learned(model, X):
    """Take coefficients and intercept out of a fitted model: (features + 1,)."""
    for name in ("coef_", "intercept_", "loss_curve_"):
        if not hasattr(model, name):
            bare = name.rstrip("_")
            hint = f" There is a `{bare}`: what `fit` learns ends in an underscore." if hasattr(model, bare) else ""
            raise WrongAnswer(f"GDRegressor: after `fit` there is no `{name}`: set `self.{name}` in `fit`.{hint}")
    coef, intercept = _numbers(model, "coef_"), _numbers(model, "intercept_")
    if coef.shape != (X.shape[1],):
        hint = ""
        if coef.size == X.shape[1]:
            hint = " The numbers are there; `.ravel()` makes them flat."
        elif coef.shape == (X.shape[1], len(X)):
            hint = f" {SQUARE}"
        elif coef.shape == (X.shape[1] + 1,):
            hint = " The intercept has a place of its own, `intercept_`."
        raise WrongAnswer(
            f"GDRegressor: `coef_` should have the shape ({X.shape[1]},), one number for each feature; yours has {coef.shape}.{hint}"
        )
    if intercept.size != 1:
        raise WrongAnswer(f"GDRegressor: `intercept_` should be one number; yours has the shape {intercept.shape}.")
    return np.append(coef, intercept)


def _numbers(model, name):
    try:
        return np.asarray(getattr(model, name), dtype=float)
    except (TypeError, ValueError) as error:
        raise WrongAnswer(f"GDRegressor: `{name}` should hold numbers; yours holds {show(getattr(model, name))}.") from error


def _check_descent(answer, cases, learned):
    """Compare what was learned with a descent, and name the mistake that explains it."""
    wanted = [walk(*case)[-1] for case in cases]
    if all(map(_close, learned, wanted)):
        return
    for sentence, mistake in WRONG_DESCENTS.items():
        with np.errstate(all="ignore"):
            if all(_close(theta, mistake(*case)) for theta, case in zip(learned, cases, strict=True)):
                raise WrongAnswer(f"GDRegressor: {sentence}")
    again = _learned(_fitted(answer, *cases[0]), cases[0][0])
    if not _close(again, learned[0]):
        raise WrongAnswer(
            "GDRegressor: two fits to the same rows give different numbers. Start every `fit` with zeros, and let each epoch see all rows."
        )
    factor = learned[0] @ wanted[0] / (wanted[0] @ wanted[0])
    if factor > 0 and not _close(factor, 1.0) and _close(learned[0], factor * wanted[0]):
        raise WrongAnswer(
            f"GDRegressor: after one epoch your coefficients have the right direction and {show(factor)} times the right length. "
            "Is the factor of the gradient 2 divided by the number of rows?"
        )
    number = next(number for number, theta in enumerate(learned) if not _close(theta, wanted[number]))
    X, y, learning_rate, epochs = cases[number]
    for name, given, right_one in zip(("coef_", "intercept_"), parts(learned[number]), parts(wanted[number]), strict=True):
        if not _close(given, right_one):
            raise WrongAnswer(
                f"After GDRegressor(learning_rate={learning_rate}, epochs={epochs}).{show_call('fit', (X, y))} the attribute `{name}` "
                f"should be {show(right_one)}; yours is {show(given)}."
            )


def _check_losses(model, case):
    """loss_curve_: the mean squared error after each epoch."""
    X, y, _, epochs = case
    losses = _numbers(model, "loss_curve_").ravel()
    if losses.shape != (epochs,):
        hint = ""
        if losses.shape == (epochs + 1,):
            hint = " The cost before the first step does not belong to it."
        elif losses.size > epochs:
            hint = " Does every `fit` begin with an empty list, `self.loss_curve_ = []`?"
        raise WrongAnswer(
            f"GDRegressor: with epochs={epochs} `loss_curve_` should have the length {epochs}; yours has the length {losses.size}.{hint}"
        )
    places, A = walk(*case), with_ones(X)
    wanted = np.array([cost(A, y, place) for place in places])
    if _close(losses, wanted[1:]):
        return
    mistakes = {
        "Your `loss_curve_` has the cost *before* each step. Compute the errors again after the step.": wanted[:-1],
        "Your `loss_curve_` has half the mean of the squared errors. This J has no ½.": wanted[1:] / 2,
        "Your `loss_curve_` has the sum of the squared errors. The mean is asked for.": wanted[1:] * len(y),
        "Your `loss_curve_` has the root of the mean squared error. The mean of the squares itself is asked for.": np.sqrt(wanted[1:]),
        "Your `loss_curve_` has the mean of the errors, where plus and minus cancel. Square them first.": np.array(
            [error(A, y, place).mean() for place in places[1:]]
        ),
        "Your `loss_curve_` has the mean of the absolute errors. Square them instead.": np.array(
            [np.abs(error(A, y, place)).mean() for place in places[1:]]
        ),
        "Your `loss_curve_` forgets the intercept in the prediction.": np.array(
            [cost(A, y, np.append(place[:-1], 0)) for place in places[1:]]
        ),
        "Your `loss_curve_` has the last cost in every place. Add one number in each epoch.": np.full(epochs, wanted[-1]),
    }
    for sentence, values in mistakes.items():
        if _close(losses, values):
            raise WrongAnswer(f"GDRegressor: the coefficients are right. {sentence}")
    raise WrongAnswer(
        f"GDRegressor: the coefficients are right. `loss_curve_` should be the mean squared error after each epoch, "
        f"{show(wanted[1:])}; yours is {show(losses)}."
    )


def _check_predict(model, X):
    """One prediction for each row, of rows that the model has not seen."""
    before = _learned(model, X)
    given = np.asarray(_call("GDRegressor.predict", lambda X: model.predict(X), X))
    wanted = with_ones(X) @ before
    if given.shape != wanted.shape:
        hint = (
            " Does it use the rows that it is given, X, and not those of `fit`?"
            if given.shape[:1] != (len(X),)
            else " `.ravel()` makes it flat."
        )
        raise WrongAnswer(
            f"GDRegressor.predict: for {len(X)} rows it should return the shape {wanted.shape}; yours returns {given.shape}.{hint}"
        )
    if _close(given, X @ before[:-1]):
        raise WrongAnswer("GDRegressor.predict: the intercept is missing: `X @ self.coef_ + self.intercept_`.")
    if not _close(given, wanted):
        raise WrongAnswer(
            f"GDRegressor.predict: with its `coef_` and `intercept_` the model should predict {show(wanted)}; yours predicts {show(given)}."
        )
    if not _close(_learned(model, X), before):
        raise WrongAnswer("GDRegressor.predict changes what the model has learned. Only `fit` learns.")


def _check_second_fit(model, case):
    """A second fit to other rows starts from nothing."""
    X, y, learning_rate, epochs = case
    half = len(X) // 2
    other = -X[:half], y[:half] + 1
    _fit(model, *other)
    if not _close(_learned(model, X), walk(*other, learning_rate, epochs)[-1]):
        raise WrongAnswer(
            "GDRegressor: a second `fit`, to other rows, goes on where the first one ended. Every `fit` starts anew: set the coefficients and "
            "the intercept to zero in `fit`, not in `__init__`."
        )
    _check_losses(model, (*other, learning_rate, epochs))
    _fit(model, X[:, :2], y)  # a table with fewer features must do too


def _close(given, wanted) -> bool:
    """As good as the same, also for one who computes with TensorFlow's 7 digits."""
    return np.shape(given) == np.shape(wanted) and np.allclose(given, wanted, rtol=1e-4, atol=1e-5)


def _ending(rate=None, steps=lambda epochs: epochs, **options) -> Callable:
    """Where a descent ends with another learning rate, number of steps, slope or start."""
    return lambda X, y, learning_rate, epochs: walk(X, y, rate or learning_rate, steps(epochs), **options)[-1]


def _one_after_the_other(coef_first: bool) -> Callable:
    """The second of the two steps already starts at the new place."""

    def descend(X, y, learning_rate, epochs):
        A, theta = with_ones(X), np.zeros(X.shape[1] + 1)
        first = np.append(np.full(X.shape[1], coef_first), not coef_first)
        for _ in range(epochs):
            for part in (first, ~first):
                theta = theta - learning_rate * gradient(A, y, theta) * part
        return theta

    return descend


def _row_after_row(X, y, learning_rate, epochs):
    """A step for each row."""
    theta = np.zeros(X.shape[1] + 1)
    for _ in range(epochs):
        for row in range(len(y)):
            theta = theta - learning_rate * gradient(with_ones(X[row : row + 1]), y[row : row + 1], theta)
    return theta


def _solved(X, y, learning_rate, epochs):
    """The lowest place itself."""
    solved = LinearRegression().fit(X, y)
    return np.append(solved.coef_, solved.intercept_)


WRONG_DESCENTS = {
    "These are the coefficients of the lowest place itself, as the equations give them, whatever the learning rate and the epochs. Walk: "
    "start with zeros, and take one step for each epoch.": _solved,
    "The intercept's step uses the coefficients that you have just changed: both gradients belong to the old place. Compute the errors "
    "once, before both steps.": _one_after_the_other(coef_first=True),
    "The coefficients' step uses the intercept that you have just changed: both gradients belong to the old place. Compute the errors "
    "once, before both steps.": _one_after_the_other(coef_first=False),
    "You take a step for each row. Here each epoch is one step, with the gradient of all rows.": _row_after_row,
    "You take one step only. There is one for each epoch: `for _ in range(self.epochs):`.": _ending(steps=lambda epochs: 1),
    "The coefficients are still at their start. Does `fit` keep the new place after each step?": _ending(steps=lambda epochs: 0),
    "You take one step too few: `range(self.epochs)` counts from 0, so it has `epochs` steps.": _ending(steps=lambda epochs: epochs - 1),
    "You take one step too many: `range(self.epochs)` has `epochs` steps.": _ending(steps=lambda epochs: epochs + 1),
    "The learning rate is missing: a step is learning rate times gradient.": _ending(rate=1),
    "Your step always uses the learning rate 0.1. Use the one that the model was given: `self.learning_rate`.": _ending(rate=0.1),
    "Your step always uses the learning rate 0.01. Use the one that the model was given: `self.learning_rate`.": _ending(rate=0.01),
    "You start with ones. Start with zeros.": _ending(start=1.0),
    "`fit` scales the features by itself, so its coefficients do not belong to X. Whoever calls it has scaled them.": (
        lambda X, y, learning_rate, epochs: walk((X - X.mean(axis=0)) / X.std(axis=0), y, learning_rate, epochs)[-1]
    ),
} | {sentence: _ending(slope=wrong) for sentence, wrong in WRONG_GRADIENTS.items()}


def check_settings(answer, seed: int = 0) -> None:
    """A learning rate and a number of epochs for the diabetes data: tried, with a descent of this module."""
    name = "settings"
    given = call(name, answer)
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise WrongAnswer(f"{name} should return two values, `return learning_rate, epochs`; yours returns {show(given)}.")
    learning_rate, epochs = given
    if not isinstance(learning_rate, Real) or not isinstance(epochs, Real):
        raise WrongAnswer(f"{name} should return two numbers; yours returns {show(given)}.")
    if learning_rate >= 1 > epochs:
        raise WrongAnswer(f"{name}: the two are swapped: first the learning rate, then the epochs.")
    if not isinstance(epochs, Integral) or not 1 <= epochs <= 1000:
        raise WrongAnswer(f"{name}: the number of epochs should be a whole number from 1 to 1000; yours is {epochs}.")
    if learning_rate <= 0:
        raise WrongAnswer(f"{name}: with the learning rate {show(learning_rate)} no step leads downhill. It is above 0.")

    X, _, y, _ = train_test_split(*load_diabetes(return_X_y=True), test_size=0.25, random_state=seed)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    lowest = cost(with_ones(X), y, _solved(X, y, None, None))

    def cost_after(epochs):
        with np.errstate(all="ignore"):
            return cost(with_ones(X), y, walk(X, y, learning_rate, epochs)[-1])

    if not cost_after(epochs) < cost_after(0):
        raise WrongAnswer(
            f"{name}: with the learning rate {show(learning_rate)} the cost grows from epoch to epoch: it diverges. The rate is too large."
        )
    # The hidden test takes other rows: what is just good enough for these must not fail there.
    allowed = lowest * (1.01 if seed == 0 else 1.02)
    if cost_after(epochs) > allowed:
        advice = "Take more epochs." if cost_after(1000) < allowed else "Even 1000 epochs are too few for this learning rate: change it."
        raise WrongAnswer(
            f"{name}: after {epochs} epochs the cost is {cost_after(epochs) / lowest - 1:.0%} above the lowest one; 1 % is allowed. {advice}"
        )
    right(name)
