"""The checks of week 2's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will. `mistakes.md` has the usual mistakes, so that a check can
tell you more than *that* an answer is wrong.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from numbers import Integral, Real

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin  # noqa: F401  mistakes.md uses them
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression  # noqa: F401  mistakes.md uses it
from sklearn.metrics import r2_score  # noqa: F401  mistakes.md uses it
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler  # noqa: F401  mistakes.md uses it

from shared.exercises.answer import Answer, WrongAnswer, call, hint, show_call
from shared.exercises.checking import compare, exercise
from shared.exercises.comparison import difference, kind_of, show
from shared.exercises.figure_checks import compare_curves, draw
from shared.exercises.mistakes import recognise
from shared.exercises.remote import beside, is_class

EXAMPLE = np.array([[1, 0], [2, 1]]), np.array([1, 5])  # of exercise 1, whole numbers as they are printed there
ROWS = np.array([[1.0, 2.0], [3.0, 1.0], [2.0, 2.0], [0.0, 1.0]]), np.array([4.0, 3.0, 6.0, 1.0])


@contextmanager
def hints(sentences: Mapping[str, str]) -> Iterator[None]:
    """Add a sentence to a message that a regular expression is found in. Stands above a check, `@hints({…})`."""
    try:
        yield
    except WrongAnswer as error:
        for pattern, sentence in sentences.items():
            if found := re.search(pattern, str(error)):
                raise WrongAnswer(f"{error} {found.expand(sentence)}") from None
        raise


def with_ones(X):
    """Give a table a last column of ones: its coefficient is the intercept."""
    return np.column_stack([X, np.ones(len(X))])


def cost(X, y, theta):
    """The mean squared error; theta has all coefficients, then the intercept."""
    return np.mean((with_ones(X) @ theta - y) ** 2)


def lowest_place(X, y):
    """Where the cost is lowest."""
    return np.linalg.lstsq(with_ones(X), y, rcond=None)[0]


def walk(X, y, learning_rate, epochs):
    """Every place of a descent, the start first: (epochs + 1, features + 1)."""
    A = with_ones(X)
    places = [np.zeros(A.shape[1])]
    for _ in range(epochs):
        places.append(places[-1] - learning_rate * 2 / len(y) * A.T @ (A @ places[-1] - y))
    return np.array(places)


def places_on_rows(rng):
    """Cases of X, y, coefficients and intercept."""
    (X, y), rows = ROWS, rng.integers(6, 12)
    return [
        (*EXAMPLE, np.array([1, 1]), 0),
        (X, y, np.array([1.0, 2.0]), -1.0),
        (rng.normal(size=(rows, 3)), rng.normal(2, 1, rows), rng.normal(size=3), float(rng.normal())),
        (X[:, :1], y, np.array([0.5]), 3.0),
    ]


def list_for_array(answer, case, what):
    """Complain of a list in the first place of what is returned: the exercise asks for an array."""
    if isinstance(answer(*case)[0], (list, tuple)):
        yield f": the numbers are right, but {what} are a list, and a list can't be multiplied by a learning rate. Make an array of it: `np.array(…)`."


@exercise
def check_gradients(answer, rng):
    """The gradient of the mean squared error, by finite differences; y flat or a column."""

    def by_finite_differences(X, y, coef, intercept):
        theta = np.append(coef, intercept)
        # J is a parabola in every direction, so the difference over a whole step is exact.
        *slopes, slope = [cost(X, y, theta + half) - cost(X, y, theta - half) for half in np.eye(len(theta)) / 2]
        return np.array(slopes), slope

    cases = places_on_rows(rng)
    yield from compare(answer, by_finite_differences, cases)
    yield from list_for_array(answer, cases[0], "the gradients of the coefficients")
    for X, y, *place in cases:
        try:
            value = answer(X, y.reshape(-1, 1), *place)
        except WrongAnswer as error:
            if "changes what it is given" in str(error):
                raise
            value = None
        if difference(value, by_finite_differences(X, y, *place)):
            yield ": with y of the shape (n,) all is right, with a column, (n, 1), it is not: (n,) - (n, 1) broadcasts to a square, (n, n). Make y flat first: `y.ravel()`."


@hint(
    "Cannot cast ufunc",
    "`-=` writes into the array that you were given, and an array of whole numbers can't hold what stands after the point. `coef = coef - …` makes a new one.",
)
@exercise
def check_step(answer, rng):
    """One step of gradient descent, number by number."""

    def number_by_number(X, y, coef, intercept, learning_rate):
        new_coef, new_intercept = coef.tolist(), float(intercept)
        for row, truth in zip(X.tolist(), y.tolist(), strict=True):
            wrong_by = sum(value * c for value, c in zip(row, coef, strict=True)) + intercept - truth
            for place, value in enumerate(row):
                new_coef[place] -= learning_rate * 2 / len(y) * value * wrong_by
            new_intercept -= learning_rate * 2 / len(y) * wrong_by
        return np.array(new_coef), new_intercept

    cases = [(*case, learning_rate) for case, learning_rate in zip(places_on_rows(rng), (0.1, 0.3, 0.05, 0.2), strict=True)]
    yield from compare(answer, number_by_number, cases)
    yield from list_for_array(answer, cases[0], "the new coefficients")


@hint("and your axes have 1.", "call `plt.subplots` once, before the loop, and `return figure` once, after it.")
@exercise
def check_loss_curves(answer, rng):
    """A loss curve for each learning rate, on a logarithmic scale."""
    random = {rate: rng.uniform(0.1, 50, rng.integers(3, 7)).tolist() for rate in (0.01, 0.05, 0.3)}
    for losses in [{0.1: [8.0, 2.0, 0.5], 0.01: [9.0, 8.0, 7.0, 6.0]}, random, *(losses for (losses,) in answer.more)]:
        axes = draw(answer, losses)
        logarithms = [log(values) for log in (np.log10, np.log) for values in losses.values()]
        if any(not difference(line.get_ydata(), values) for line in axes.get_lines() for values in logarithms):
            yield ': you draw the logarithms. Draw the losses, and let the axis do it: `axes.set_yscale("log")`.'
        curves = {str(rate): (np.arange(1, len(values) + 1), values) for rate, values in losses.items()}
        yield from compare_curves(axes, curves, x_label="epoch", y_label="loss")
        if axes.get_xscale() != "linear":
            yield ": the epochs stand on a logarithmic scale. Only the losses should: `semilogy`, not `loglog`."
        if axes.get_yscale() != "log":
            yield ': the curves are right. What is missing is the logarithmic scale: `axes.set_yscale("log")`.'


@hints(
    {
        r"Cannot cast ufunc": "Hint: `-=` writes into X_train, and an array of whole numbers can't hold what stands after the point. `X_train = (X_train - mean) / std` makes a new one.",
        r"got 1D array|,\) \(3,\)": "Is a y scaled as if it were a table? `train_test_split` gives X_train, X_test, y_train, y_test, in this order.",
    }
)
@exercise
def check_prepare(answer, rng):
    """Split off test rows, then standardise with the training rows."""
    X = np.array([[1.0, 50.0], [2.0, 20.0], [3.0, 60.0], [4.0, 10.0], [5.0, 90.0], [6.0, 30.0], [7.0, 80.0], [9.0, 40.0]])
    rows = 4 * rng.integers(5, 9)
    large = rng.normal(5, 3, (rows, 3)), rng.normal(size=rows)

    def column_by_column(X, y):
        train, test = train_test_split(np.arange(len(X)), test_size=0.25, random_state=0)
        scaled = np.stack([(values - np.mean(values[train])) / np.std(values[train]) for values in X.T], axis=1)
        return scaled[train], scaled[test], y[train], y[test]

    first, second = answer(*large), answer(*large)
    if isinstance(first, (tuple, list)) and difference(second, tuple(first)):
        yield ": two calls give two different splits. With `random_state=0` it is always the same."
    example = np.array([[1], [2], [3], [4]]), np.array([10, 20, 30, 40])
    yield from compare(answer, column_by_column, cases=[example, (X, np.arange(8.0)), large])


@hint(
    "inconsistent numbers of samples",
    "each table goes with its own y, `fit(X_train, y_train)`. What your function gets are X_train, X_test, y_train and y_test, in this order.",
)
@exercise
def check_linear_score(answer, rng):
    """R² of a linear regression on the test rows."""

    def by_least_squares(X_train, X_test, y_train, y_test):
        return 1 - cost(X_test, y_test, lowest_place(X_train, y_train)) / np.var(y_test)

    def random_case(train, test, features):
        X = rng.normal(size=(train + test, features)).round(1)
        y = (X.sum(axis=1) + rng.normal(0, 1.5, train + test)).round(1)
        return X[:train], X[train:], y[:train], y[train:]

    X = np.array([[1.0], [2.0], [3.0], [4.0], [0.0], [5.0], [6.0]])
    y = np.array([1.0, 3.0, 4.0, 4.0, 1.0, 5.0, 9.0])
    example = np.array([[0], [1], [2]]), np.array([[3], [5]]), np.array([0, 1, 2]), np.array([3, 7])
    cases = [example, (X[:4], X[4:], y[:4], y[4:]), random_case(12, int(rng.integers(6, 9)), 2), random_case(30, 10, 4)]
    yield from compare(answer, by_least_squares, cases)


def stored_on(model) -> dict[str, str]:
    """What is stored on an object, in words: what changes there, changes these."""
    return {name: repr(value) for name, value in getattr(model, "__dict__", {}).items()}


def line_of(kind) -> list[str]:
    """The names of the classes that a class inherits from, in Python's order."""
    return [one.__name__ for one in kind.__mro__]


CLASS_LINE = "class GDRegressor(RegressorMixin, BaseEstimator):"
SQUARE = "The errors are a square, (n, n): (n,) less (n, 1) broadcasts to it. Keep y, the predictions and `coef_` flat."


@hints(  # what Python says about a class, and what it usually means
    {
        r"NameError: name '(learning_rate|epochs|coef_|intercept_|loss_curve_|predict)' is": r"Hint: it belongs to the model: `self.\1`.",
        r"no attribute '(coef_|intercept_|loss_curve_)'": r"Hint: give `self.\1` its first value in `fit`, before the loop.",
        r"positional arguments? but": "Hint: the first parameter of each method is `self`: `def fit(self, X, y):`.",
        r"missing \d required positional arguments?: '(?:learning_rate|epochs)'": "Hint: leave the line of `__init__` as it was: with `learning_rate=0.1, epochs=100` both settings can be left out.",
        r"Cannot cast ufunc": "Hint: an array of whole numbers can't hold what stands after the point. Start with `np.zeros(X.shape[1])`.",
        r"does not have enough dimensions": "Hint: there is a single number in this product. Is it `coef`? Start with one zero for each feature: `np.zeros(X.shape[1])`.",
        r"\(\) takes no arguments": "Hint: `__init__` has two underscores on each side.",
        r"'int' object is not iterable": "Hint: `self.epochs` is a number; `range(self.epochs)` counts.",
        r"TypeError: .*'NoneType'": "Hint: something is None there, perhaps because `predict` ends without `return`.",
        r"\(2,4\)": SQUARE,  # the first case has two features and four rows
    }
)
@exercise
def check_GDRegressor(answer, rng):
    """A class with scikit-learn's interface that learns by gradient descent."""
    rows = int(rng.integers(20, 30))
    X = rng.normal(size=(rows, 4))
    y = X @ rng.normal(size=4) + rng.normal(3, 1, rows)
    cases = [
        (*ROWS, 0.05, 1),
        (*ROWS, 0.02, 2),
        (X, y, 0.1, 30),
        (*EXAMPLE, 0.1, 1),
        (rng.normal(1, 1, (9, 1)), rng.normal(-2, 1, 9), 0.05, 7),
        *answer.more,
    ]
    if not is_class(answer.value):
        yield f"should be a class: does the line `{CLASS_LINE}` still stand?"
    models = [make_and_fit(answer, *case) for case in cases]
    make_with_settings_in_order(answer)
    yield from compare_places(answer, models, cases)
    model = models[2]
    compare_predictions(answer, model, rng.normal(size=(5, 4)))
    yield from compare_losses(answer, models, cases)
    more = [name for name in beside(model, stored_on) if not name.startswith("_") and not name.endswith("_")]
    if more := sorted(set(more) - {"learning_rate", "epochs"}):
        yield f": `fit` stores `self.{more[0]}`. What it learns ends in an underscore; all else it keeps in names of its own, without `self`."
    compare_inherited(answer, model, *cases[2])
    other = -X[: rows // 2], y[: rows // 2] + 1, 0.1, 30
    fit(model, *other[:2])
    if not close(place_of(answer, model, X), walk(*other)[-1]):
        yield ": a second `fit`, to other rows, goes on where the first one ended. Every `fit` starts anew: set the coefficients and the intercept to zero in `fit`, not in `__init__`."
    yield from compare_losses(answer, [model], [other])
    fit(model, X[:, :2], y)  # a table with fewer features must do too


def close(given, wanted) -> bool:
    """As good as the same, also for one who computes with TensorFlow's 7 digits."""
    return np.shape(given) == np.shape(wanted) and np.allclose(given, wanted, rtol=1e-4, atol=1e-5)


def make_and_fit(answer: Answer, X, y, learning_rate, epochs):
    """Make a model and fit it, as scikit-learn's are."""
    model = call(answer.name, lambda rate, epochs: answer.value(learning_rate=rate, epochs=epochs), learning_rate, epochs)
    for setting, value in [("learning_rate", learning_rate), ("epochs", epochs)]:
        if getattr(model, setting, None) != value:
            found = f"the {setting} {show(getattr(model, setting))}" if hasattr(model, setting) else f"no `{setting}`"
            raise answer.wrong(
                f": `__init__` stores the settings under the names they were given: `self.{setting} = {setting}`. After GDRegressor(learning_rate={learning_rate}, epochs={epochs}) yours has {found}."
            )
    more = sorted(set(beside(model, stored_on)) - {"learning_rate", "epochs"})
    if more:
        raise answer.wrong(
            f": before `fit` a model has its two settings only, and yours has {', '.join(f'`{name}`' for name in more)} too. What is learned gets its first value in `fit`, not in `__init__`."
        )
    fit(model, X, y)
    return model


def make_with_settings_in_order(answer: Answer) -> None:
    """Make a model by its settings' places, and one without settings."""
    model = call(answer.name, lambda rate, epochs: answer.value(rate, epochs), 0.5, 3)
    if model.learning_rate != 0.5:
        raise answer.wrong(
            ": the settings have changed places: after GDRegressor(0.5, 3) the learning rate should be 0.5 and the epochs 3. Leave the line of `__init__` as it was."
        )
    call(answer.name, lambda: answer.value())


def fit(model, X, y) -> None:
    """Fit a model; it should return itself."""
    method = Answer("GDRegressor.fit", lambda X, y: (model.fit(X, y),))
    (returned,) = method(X, y)
    if returned is None:
        raise method.wrong("returns nothing (None). It should end with `return self`: then calls can be chained.")
    if returned is not model:
        raise method.wrong(f"should return the model itself, `return self`; yours returns {show(returned)}.")


def numbers_of(answer: Answer, model, name: str) -> np.ndarray:
    """Read what `fit` has learned."""
    if not hasattr(model, name):
        bare = name.rstrip("_")
        hint = f" There is a `{bare}`: what `fit` learns ends in an underscore." if hasattr(model, bare) else ""
        raise answer.wrong(f": after `fit` there is no `{name}`: set `self.{name}` in `fit`.{hint}")
    try:
        return np.asarray(getattr(model, name), dtype=float)
    except (TypeError, ValueError) as error:
        raise answer.wrong(f": `{name}` should hold numbers; yours holds {show(getattr(model, name))}.") from error


def place_of(answer: Answer, model, X) -> np.ndarray:
    """Take the coefficients and the intercept out of a fitted model: (features + 1,)."""
    coef, intercept = numbers_of(answer, model, "coef_"), numbers_of(answer, model, "intercept_")
    features = X.shape[1]
    if coef.shape != (features,):
        hint = ""
        if coef.size == features:
            hint = " The numbers are there; `.ravel()` makes them flat."
        elif coef.shape == (features, len(X)):
            hint = f" {SQUARE}"
        elif coef.shape == (features + 1,):
            hint = " The intercept has a place of its own, `intercept_`."
        raise answer.wrong(f": `coef_` should have the shape ({features},), one number for each feature; yours has {coef.shape}.{hint}")
    if not isinstance(model.coef_, np.ndarray):
        raise answer.wrong(f": `coef_` should be an array; yours is {kind_of(model.coef_)}. `np.array(…)` makes one of it.")
    if intercept.size != 1:
        raise answer.wrong(f": `intercept_` should be one number; yours has the shape {intercept.shape}.")
    return np.append(coef, intercept)


def explain(answer: Answer, cases: list[tuple], read: Callable, given: list) -> Iterator[str]:
    """Name the mistake whose models have learned what the learner's have."""
    sentence = recognise(
        answer.mistakes,
        answer.name,
        "",
        answer.names,
        run=lambda mistake: [read(mistake(learning_rate, epochs).fit(X, y)) for X, y, learning_rate, epochs in cases],
        is_given=lambda values: all(map(close, given, values)),
    )
    if sentence:
        yield f": {sentence}"


def compare_places(answer: Answer, models: list, cases: list[tuple]) -> Iterator[str]:
    """Compare where the descents end."""
    given = [place_of(answer, model, case[0]) for model, case in zip(models, cases, strict=True)]
    wanted = [walk(*case)[-1] for case in cases]
    if all(map(close, given, wanted)):
        return
    yield from explain(answer, cases, lambda model: np.append(model.coef_, model.intercept_), given)
    if not close(place_of(answer, make_and_fit(answer, *cases[0]), cases[0][0]), given[0]):
        yield ": two fits to the same rows give different numbers. Start every `fit` with zeros, and let each epoch see all rows."
    factor = given[0] @ wanted[0] / (wanted[0] @ wanted[0])
    if factor > 0 and not close(factor, 1.0) and close(given[0], factor * wanted[0]):
        yield f": after one epoch your coefficients have the right direction and {show(factor)} times the right length. Is the factor of the gradient 2 divided by the number of rows?"
    for (X, y, learning_rate, epochs), one, other in zip(cases, given, wanted, strict=True):
        for name, part in [("coef_", slice(-1)), ("intercept_", -1)]:
            if not close(one[part], other[part]):
                raise WrongAnswer(
                    f"After GDRegressor(learning_rate={learning_rate}, epochs={epochs}).{show_call('fit', (X, y))} the attribute `{name}` should be {show(other[part])}; yours is {show(one[part])}."
                )


def compare_losses(answer: Answer, models: list, cases: list[tuple]) -> Iterator[str]:
    """Compare loss_curve_ with the mean squared error after each epoch."""
    given = [numbers_of(answer, model, "loss_curve_").ravel() for model in models]
    for losses, (*_, epochs) in zip(given, cases, strict=True):
        if len(losses) != epochs:
            hint = ""
            if len(losses) == epochs + 1:
                hint = " The cost before the first step does not belong to it."
            elif len(losses) > epochs:
                hint = " Does every `fit` begin with an empty list, `self.loss_curve_ = []`?"
            elif len(losses) == 1:
                hint = " Make the empty list once, before the loop, and add a number to it in each epoch."
            yield f": with epochs={epochs} `loss_curve_` should have the length {epochs}; yours has the length {len(losses)}.{hint}"
    wanted = [np.array([cost(*case[:2], theta) for theta in walk(*case)[1:]]) for case in cases]
    for losses, right_ones in zip(given, wanted, strict=True):
        if not close(losses, right_ones):
            yield from explain(answer, cases, lambda model: model.loss_curve_, given)
            yield f": the coefficients are right. `loss_curve_` should be the mean squared error after each epoch, {show(right_ones)}; yours is {show(losses)}."


def compare_predictions(answer: Answer, model, X) -> None:
    """Compare the predictions for rows that the model has not seen."""
    before, stored = place_of(answer, model, X), beside(model, stored_on)
    predict = Answer("GDRegressor.predict", lambda X: model.predict(X))
    returned = predict(X)
    given, wanted = np.asarray(returned), with_ones(X) @ before
    if given.shape != wanted.shape:
        flat = given.shape[:1] == (len(X),)
        hint = "`.ravel()` makes it flat." if flat else "Does it use the rows that it is given, X, and not those of `fit`?"
        raise predict.wrong(f": for {len(X)} rows it should return the shape {wanted.shape}; yours returns {given.shape}. {hint}")
    if close(given, X @ before[:-1]):
        raise predict.wrong(": the intercept is missing: `X @ self.coef_ + self.intercept_`.")
    if not close(given, wanted):
        raise predict.wrong(f": with its `coef_` and `intercept_` the model should predict {show(wanted)}; yours predicts {show(given)}.")
    if not close(place_of(answer, model, X), before):
        raise predict.wrong("changes what the model has learned. Only `fit` learns.")
    if not isinstance(returned, np.ndarray):
        raise predict.wrong(f"should return an array; yours returns {kind_of(returned)}. `np.array(…)` makes one of it.")
    changed = [name for name, value in beside(model, stored_on).items() if stored.get(name) != value]
    if changed:
        raise predict.wrong(
            f"stores `self.{changed[0]}`. Only `fit` changes the model: in `predict` keep it in a name of its own, without `self`."
        )


def compare_inherited(answer: Answer, model, X, y, learning_rate, epochs) -> None:
    """Ask a fitted model for its settings and its score, as scikit-learn's tools do."""
    for name in ("get_params", "score"):
        if not hasattr(model, name):
            raise answer.wrong(
                f": scikit-learn's tools ask a model for `{name}`, and yours does not have it. Begin your class as the blank does, with `{CLASS_LINE}`: it inherits `{name}` then."
            )
    inherited = beside(answer.value, line_of)
    if [name for name in inherited if name in ("RegressorMixin", "BaseEstimator")] != ["RegressorMixin", "BaseEstimator"]:
        raise answer.wrong(
            f": the first line should be `{CLASS_LINE}`, as in the blank: scikit-learn's tools need both names in brackets, `RegressorMixin` first."
        )
    settings = Answer("GDRegressor.get_params", lambda: model.get_params())()
    wanted = {"learning_rate": learning_rate, "epochs": epochs}
    if settings != wanted:
        raise answer.wrong(f": `get_params()` should return its settings, {show(wanted)}; yours returns {show(settings)}.")
    score = Answer("GDRegressor.score", lambda X, y: model.score(X, y))(X, y)
    r2 = 1 - cost(X, y, place_of(answer, model, X)) / np.var(y)
    if not close(score, r2):
        raise answer.wrong(f": `score(X, y)` should return R², here {show(r2)}; yours returns {show(score)}.")


@exercise
def check_settings(answer, rng):
    """A learning rate and a number of epochs for the diabetes data: tried, with a descent of this module."""
    given = answer()
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        yield f"should return two values, `return learning_rate, epochs`; yours returns {show(given)}."
    learning_rate, epochs = given
    if not isinstance(learning_rate, Real) or not isinstance(epochs, Real):
        yield f"should return two numbers; yours returns {show(given)}."
    if learning_rate >= 1 > epochs:
        yield ": the two are swapped: first the learning rate, then the epochs."
    if not isinstance(epochs, Integral) or not 1 <= epochs <= 1000:
        yield f": the number of epochs should be a whole number from 1 to 1000; yours is {epochs}."
    if learning_rate <= 0:
        yield f": with the learning rate {show(learning_rate)} no step leads downhill. It is above 0."

    X, _, y, _ = train_test_split(*load_diabetes(return_X_y=True), test_size=0.25, random_state=0)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    with np.errstate(all="ignore"):
        places = walk(X, y, learning_rate, 1000)
        start, reached, at_most = [cost(X, y, places[number]) / cost(X, y, lowest_place(X, y)) for number in (0, epochs, 1000)]
    if not reached < start:
        yield f": with the learning rate {show(learning_rate)} the cost grows from epoch to epoch: it diverges. The rate is too large."
    if reached > 1.01:
        advice = "Take more epochs." if at_most < 1.01 else "Even 1000 epochs are too few for this learning rate: change it."
        above = np.ceil(1e4 * (reached - 1)) / 100  # rounded up, so that it is never shown as 1
        yield f": after {epochs} epochs the cost is {above:g} % above the lowest one; 1 % is allowed. {advice}"
