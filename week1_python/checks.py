"""The checks of week 1's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will, mostly the slow one, number by number. `mistakes.md` has
the usual mistakes, so that a check can tell you more than *that* an answer is wrong.
"""

import math
import operator
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from shared.exercises.answer import hint
from shared.exercises.checking import compare, exercise
from shared.exercises.figure_checks import compare_curves, draw


@hint(
    "Cannot cast ufunc",
    "`-=` and `/=` keep the dtype, and this table holds whole numbers: write `table = table - …`, which makes a new array.",
)
@exercise
def check_standardise(answer, rng):
    """Each column of a table less its mean, divided by its standard deviation."""

    def number_by_number(table):
        columns = []
        for values in table.T.tolist():
            mean = statistics.fmean(values)
            deviation = math.sqrt(statistics.fmean((value - mean) ** 2 for value in values))
            columns.append([(value - mean) / deviation for value in values])
        return np.array(list(zip(*columns, strict=True)))

    yield from compare(
        answer,
        number_by_number,
        cases=[
            (np.array([[1.0, 10.0], [3.0, 30.0]]),),
            (np.array([[1, 10], [3, 30], [8, 20]]),),
            (rng.normal(5, 2, (rng.integers(5, 9), 3)),),
            (rng.normal(size=(4, 4)),),
        ],
    )


@hint(
    "truth value of a",
    "`and`, `or`, `not` and `a < b < c` work on single values. For arrays take `&`, `|`, `~`, and put each comparison in brackets: `(a > 1) & (a < 5)`.",
)
@hint("boolean index did not match", "your mask needs one answer for each row: `all(axis=1)`; `axis=0` gives one for each column.")
@exercise
def check_inside_box(answer, rng):
    """The points whose two coordinates both lie from low to high."""
    small = np.array([[1, 1], [5, 2], [2, 3], [0, 9], [3, 2]])

    def point_by_point(points, low, high):
        kept = [[x, y] for x, y in points.tolist() if low <= x <= high and low <= y <= high]
        return np.array(kept).reshape(len(kept), 2)

    yield from compare(
        answer,
        point_by_point,
        cases=[
            (small[:3], 1, 3),
            (small, 1, 3),
            (rng.integers(0, 10, (rng.integers(9, 15), 2)), 2, 7),
            (rng.normal(size=(30, 2)), -1, 1),
            (small, 20, 30),
        ],
    )


@exercise
def check_ranking(answer, rng):
    """Names by points, most first; equal points in alphabetical order."""
    names = np.array(["Mia", "Ben", "Zoe", "Ali", "Kim", "Eva", "Tom"])

    def name_by_name(names, points):
        return [name for _, name in sorted(zip((-points).tolist(), names.tolist(), strict=True))]

    yield from compare(
        answer,
        name_by_name,
        cases=[
            (names[:3], np.array([7, 9, 7])),
            (names[:4], np.array([7, 9, 7, 7])),
            (names, np.array([3, 5, 3, 8, 5, 5, 1])),
            (rng.permutation(names), rng.integers(0, 4, 7)),
            (rng.permutation(names)[:5], np.round(rng.normal(size=5), 1)),
        ],
    )


@hint("all input arrays must have the same shape", "`np.stack` makes a new axis; `np.concatenate` adds rows.")
@exercise
def check_gather(answer, rng):
    """Two tables one below the other, then split into features and the last column."""

    def row_by_row(first, second):
        rows = first.tolist() + second.tolist()
        return np.array([row[:-1] for row in rows]), np.array([row[-1] for row in rows])

    cases = [
        (np.array([[1, 2, 0]]), np.array([[3, 4, 1], [5, 6, 0]])),
        (np.array([[1, 2, 0], [3, 4, 1]]), np.array([[5, 6, 1], [7, 8, 0]])),
        (rng.integers(0, 9, (rng.integers(2, 6), 4)), rng.integers(0, 9, (1, 4))),
        (rng.normal(size=(1, 3)), rng.normal(size=(4, 3))),
    ]
    for value in map(answer, *zip(*cases, strict=True)):
        if isinstance(value, (tuple, list)) and len(value) == 2 and np.shape(value[1])[1:] == (1,):
            yield "The labels are a table with one column. A plain index gives one row of numbers: `[:, -1]`, not `[:, -1:]`; or make one row of the column, `labels.ravel()`."
    yield from compare(answer, row_by_row, cases)


@exercise
def check_film_strip(answer, rng):
    """Pictures side by side in one long picture."""

    def pixel_by_pixel(pictures):
        count, height, width = pictures.shape
        strip = np.zeros((height, count * width), dtype=pictures.dtype)
        for picture, row, column in np.ndindex(pictures.shape):
            strip[row, picture * width + column] = pictures[picture, row, column]
        return strip

    yield from compare(
        answer,
        pixel_by_pixel,
        cases=[(np.arange(8).reshape(2, 2, 2),), (rng.integers(0, 256, (rng.integers(1, 5), 2, 4)),), (rng.integers(0, 256, (5, 3, 2)),)],
    )


@exercise
def check_mirror_crop(answer, rng):
    """A square cut out of a picture, left and right exchanged."""

    def pixel_by_pixel(picture, top, left, size):
        pixels = picture.tolist()
        return np.array([[pixels[top + row][left + size - 1 - column] for column in range(size)] for row in range(size)])

    yield from compare(
        answer,
        pixel_by_pixel,
        cases=[
            (np.arange(12).reshape(3, 4), 0, 1, 2),
            (np.arange(30).reshape(5, 6), 1, 2, 3),
            (np.arange(12).reshape(3, 4), 1, 0, 2),
            (rng.integers(0, 256, (8, 9)), int(rng.integers(0, 4)), int(rng.integers(1, 5)), 4),
            (rng.integers(0, 256, (6, 6)), 2, 2, 4),
        ],
    )


@hint("out of bounds", "`[size, size]` is one pixel, the one behind the corner. The corner itself is `[:size, :size]`.")
@exercise
def check_hide_corner(answer, rng):
    """A copy of a picture with a black square in the top left corner."""

    def pixel_by_pixel(picture, size):
        black = {(row, column) for row in range(size) for column in range(size)}
        return np.array([[0 if (row, column) in black else value for column, value in enumerate(line)] for row, line in enumerate(picture)])

    yield from compare(
        answer,
        pixel_by_pixel,
        cases=[
            (np.arange(1, 10).reshape(3, 3), 2),
            (np.arange(1, 13).reshape(3, 4), 2),
            (rng.integers(1, 256, (6, 5)), int(rng.integers(2, 5))),
            (rng.integers(1, 256, (4, 7)), 1),
            (rng.integers(1, 256, (4, 4)), 4),
        ],
    )


@exercise
def check_make_table(answer, rng):
    """A table of temperatures in two units."""

    def row_by_row(days, celsius):
        return pd.DataFrame({"day": days, "celsius": celsius, "fahrenheit": [32 + 1.8 * value for value in celsius]})

    yield from compare(
        answer,
        row_by_row,
        cases=[
            (["Mon", "Tue"], [0, 20]),
            (["Mon", "Tue", "Wed"], [0.0, 20.0, -5.0]),
            (["Sat", "Sun"], [100, 37]),
            ([f"day {number}" for number in range(9)], np.round(rng.normal(10, 8, 9), 1).tolist()),
        ],
        returns=pd.DataFrame,
    )


@hint("Path' object", "`path` only says where the file lies. Load the table first: `pd.read_csv(path)`.")
@exercise
def check_mean_lengths(answer, rng):
    """The mean petal length of each species in a CSV file; missing lengths don't count."""
    long = pd.DataFrame({"species": rng.choice(["setosa", "virginica", "versicolor"], 40), "petal_length": rng.uniform(1, 7, 40).round(1)})
    long.loc[rng.choice(40, 8, replace=False), "petal_length"] = np.nan
    short = pd.DataFrame({"species": ["setosa", "virginica", "setosa", "setosa"], "petal_length": [1.4, 6.0, 1.0, np.nan]})

    def row_by_row(path):
        lengths = {}
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            species, length = line.split(",")
            lengths.setdefault(species, []).extend([float(length)] if length else [])
        return {species: round(statistics.fmean(values), 6) for species, values in sorted(lengths.items())}

    def as_dictionary(given):
        if isinstance(given, float):
            return round(float(given), 6)
        if isinstance(given, pd.DataFrame) and "species" in given:
            raise answer.wrong("Leave the species as the index: no `reset_index`, no `as_index=False`.")
        column = given.iloc[:, 0] if isinstance(given, pd.DataFrame) and given.shape[1] == 1 else given
        return {str(species): round(float(length), 6) for species, length in dict(column).items()}

    with tempfile.TemporaryDirectory() as folder:
        cases = []
        for number, table in enumerate([short, long, *(table for (table,) in answer.more)]):
            path = Path(folder) / f"iris_{number}.csv"
            table.to_csv(path, index=False)
            cases.append((path,))
        yield from compare(replace(answer, more=()), row_by_row, cases, read=as_dictionary)


@hint(
    "Bin labels must be one fewer",
    "three names need three bins. For `cut` that is four edges, `[0, 2, 5, 7]`; for `qcut` it is the number 3.",
)
@exercise
def check_bin_lengths(answer, rng):
    """Petal lengths in bins with the edges 0, 2, 5 and 7, and in three bins with edges at the quantiles."""

    def as_text(table):
        return table.astype(str).fillna("nan")  # a missing value is the same as another

    def flower_by_flower(lengths):
        edges_of = {"by_edges": [2, 5], "by_quantiles": np.quantile(lengths, [1 / 3, 2 / 3])}
        names = ["short", "medium", "long"]
        return pd.DataFrame({how: [names[sum(length > edge for edge in edges)] for length in lengths] for how, edges in edges_of.items()})

    yield from compare(
        answer,
        flower_by_flower,
        cases=[
            (pd.Series([1.5, 1.0, 1.1, 1.7, 2.0, 6.0]),),
            (pd.Series([1.4, 2.0, 3.5, 4.7, 5.0, 6.9]),),
            (pd.Series([1.5, 1.0, 2.0, 1.7, 1.1, 6.0, 5.0, 1.2]),),
            (pd.Series(rng.uniform(1, 6.9, 3 * rng.integers(7, 13)).round(2)),),
            (pd.Series(rng.permutation(np.linspace(1, 5, 12)), index=range(100, 112)),),
            (pd.Series(np.linspace(0.1, 6.9, 300)),),  # many: 0.33 and 0.34 are no third
        ],
        returns=pd.DataFrame,
        read=as_text,
    )


@hint("same first dimension", "as many epochs as losses: `range(1, len(training) + 1)`.")
@exercise
def check_loss_figure(answer, rng):
    """Two loss curves over the epochs, with labels and a legend."""
    longer = rng.uniform(size=(2, 6)).round(2).tolist()
    for training, validation in [([3.0, 2.0, 1.5], [4.0, 3.0, 3.5]), longer, *answer.more]:
        epochs = np.arange(1, len(training) + 1)
        curves = {"training": (epochs, training), "validation": (epochs, validation)}
        yield from compare_curves(draw(answer, training, validation), curves, x_label="epoch", y_label="loss")


@hint(
    "Cannot cast ufunc",
    "`+=` and `-=` keep the dtype, and these weights are whole numbers: write `weights = weights + …`, which makes a new array.",
)
@hint("truth value of a", "`if` wants one answer, and you have one for each row: `(scores >= 0).astype(int)`.")
@hint("to Python scalars", "`int` takes one number, and you have one for each row: `(scores >= 0).astype(int)`.")
@hint(
    "mismatch in its core dimension",
    "for the scores the table stands first, `inputs @ weights`; for the corrections second, `errors @ inputs`.",
)
@hint(
    "could not be broadcast",
    "each error belongs to a row of the inputs: `errors @ inputs`, or `errors[:, np.newaxis] * inputs` and then `.sum(axis=0)`.",
)
@exercise
def check_perceptron_step(answer, rng):
    """One step of the perceptron's learning rule (Rosenblatt 1958), for a batch of examples at once."""

    def number_by_number(weights, bias, inputs, labels, learning_rate):
        old, new, new_bias = weights.tolist(), weights.tolist(), bias
        for row, label in zip(inputs.tolist(), labels.tolist(), strict=True):
            fires = sum(map(operator.mul, old, row)) + bias >= 0
            if fires != (label == 1):
                sign = -1 if fires else 1
                new = [weight + sign * learning_rate * value for weight, value in zip(new, row, strict=True)]
                new_bias += sign * learning_rate
        return np.array(new), new_bias

    def random_case(rows):
        return rng.normal(size=3), float(rng.normal()), rng.normal(size=(rows, 3)), rng.integers(0, 2, rows), 0.5

    yield from compare(
        answer,
        number_by_number,
        cases=[
            (np.array([1, -2]), 0.5, np.array([[3, 1], [2, 1], [1, 0]]), np.array([0, 0, 1]), 0.1),
            (np.array([1.0, 1.0]), -1.5, np.array([[1.0, 1.0]]), np.array([1]), 0.1),
            (np.array([1.0, -2.0]), 2.0, np.array([[1.0, 1.0]]), np.array([0]), 0.1),
            (np.array([0.0, 0.0]), 0.0, np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([0, 1]), 0.1),
            *map(random_case, (3, 4, 8, 20)),
        ],
    )
