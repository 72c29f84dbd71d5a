"""What the blanks within this week's pages are checked against: each is computed in another way than a learner will."""

import numpy as np
import pandas as pd

from shared.exercises.answer import hint
from shared.exercises.blanks import blank
from shared.exercises.checking import compare

# Page 1.


@blank
def check_count_low(answer, rng):
    """How many scores of each row lie below a limit."""

    def one_by_one(scores, limit):
        return np.array([sum(score < limit for score in row) for row in scores.tolist()])

    yield from compare(
        answer,
        one_by_one,
        cases=[(np.array([[4, 9], [2, 3], [8, 8]]), 5), (rng.integers(0, 11, (4, 6)), 6), (rng.normal(size=(3, 3)), 0.5)],
    )


@blank
def check_shares(answer, rng):
    """Each number of a table as a share of the sum of its row."""

    def one_by_one(table):
        return np.array([[number / sum(row) for number in row] for row in table.tolist()])

    cases = [(np.array([[1, 3], [2, 2], [0, 5]]),), (rng.integers(1, 9, (2, 4)),), (rng.uniform(1, 2, (3, 3)),)]
    with hint("could not be broadcast", "the sums have the shape (rows,): `keepdims=True` makes a column of them."):
        yield from compare(answer, one_by_one, cases)


# Page 2.


@blank
def check_share_of_colour(answer, rng):
    """Each side as a share of the sum of the sides of its colour."""

    def row_by_row(table):
        sums = {}
        for colour, side in zip(table["colour"], table["side"], strict=True):
            sums[colour] = sums.get(colour, 0) + side
        return pd.Series([side / sums[colour] for colour, side in zip(table["colour"], table["side"], strict=True)])

    cases = [
        (pd.DataFrame({"colour": ["red", "blue", "red"], "side": [10, 5, 30]}),),
        (pd.DataFrame({"colour": rng.choice(["red", "green", "blue"], 8), "side": rng.integers(26, 49, 8)}),),
    ]
    with hint("changes what it is given", '`table["new"] = …` writes a new column into the caller\'s table. Keep the sums in a variable.'):
        yield from compare(answer, row_by_row, cases, returns=pd.Series)


@blank
def check_count_unknown(answer, rng):
    """How many rows of one table have a colour that another table lacks."""

    def row_by_row(scenes, colours):
        known = set(colours["colour"])
        return sum(colour not in known for colour in scenes["colour"])

    def scenes(*colours):
        return pd.DataFrame({"object": "star", "colour": colours})

    def looks(*colours):
        return pd.DataFrame({"colour": colours, "looks": ["warm", "cool"]})

    cases = [
        (scenes("red", "blue", "green", "blue"), looks("red", "green")),
        (scenes("red", "blue"), looks("red", "red")),  # an inner merge would give two rows as well
        (scenes(*rng.choice(["red", "green", "blue", "white"], 9).tolist()), looks("white", "green")),
    ]
    yield from compare(answer, row_by_row, cases)


# Page 3.


@blank
def check_bar_height(answer, rng):
    """How many values fall into a histogram's bin, its left edge included and its right edge not."""

    def one_by_one(values, low, high):
        return sum(low <= value < high for value in values.tolist())

    yield from compare(
        answer,
        one_by_one,
        cases=[(np.array([0.5, 1, 2, 2, 3.5, 4]), 2, 4), (rng.normal(size=20), -0.5, 1), (rng.integers(0, 6, 15), 3, 4)],
    )


@blank
def check_symmetric_limits(answer, rng):
    """The limits −m and m for a diverging map, m the largest distance from 0."""

    def by_sorting(values):
        furthest = sorted([*values.tolist(), *(-values).tolist()])[-1]
        return -furthest, furthest

    yield from compare(
        answer,
        by_sorting,
        cases=[(np.array([1, -4, 2]),), (np.array([3.0, 0.5, -1.0]),), (rng.normal(size=9),), (-rng.uniform(1, 2, 5),)],
        read=lambda limits: tuple(float(limit) for limit in limits),
    )


# Page 4.


@blank
def check_neuron_outputs(answer, rng):
    """What a neuron says, 0 or 1, to each row of inputs."""

    def row_by_row(inputs, weights, bias):
        return np.array([int(sum(map(float.__mul__, row, weights.tolist())) + bias >= 0) for row in inputs.tolist()])

    cases = [
        (np.array([[0.5, 2.0], [0.0, 1.0], [1.0, 0.5]]), np.array([2.0, 1.0]), -2.5),
        (rng.normal(size=(6, 2)), rng.normal(size=2), 0.25),
        (rng.normal(size=(5, 3)), rng.normal(size=3), -0.5),
    ]
    with (
        hint("truth value of a", "`if` wants one answer, and you have one for each row: `(scores >= 0).astype(int)`."),
        hint("to Python scalars", "`int` takes one number, and you have one for each row: `(scores >= 0).astype(int)`."),
        hint("mismatch in its core dimension", "the table stands first: `inputs @ weights`, (M, N) @ (N,)."),
    ):
        # True and False are as good as 1 and 0.
        yield from compare(answer, row_by_row, cases, read=lambda outputs: np.asarray(outputs) * 1)


@blank
def check_only_first(answer, rng):
    """Two weights and a bias whose neuron says 1 if the first input is 1 and the second is 0, and else 0."""

    def outputs(numbers):
        w1, w2, b = numbers
        return {(x1, x2): int(w1 * x1 + w2 * x2 + b >= 0) for x1 in (0, 1) for x2 in (0, 1)}

    def wanted():
        return {(0, 0): 0, (0, 1): 0, (1, 0): 1, (1, 1): 0}

    with hint("can't be read", "return three numbers, `return w1, w2, b`."):
        yield from compare(answer, wanted, cases=[()], read=outputs)
