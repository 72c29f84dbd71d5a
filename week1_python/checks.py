"""The checks of week 1's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will, mostly the slow one, number by number. Beside it
stands what the usual mistakes give, so that it can tell you more than *that* an answer is wrong.
"""

import statistics
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from shared.exercises.checking import WrongAnswer, check, hint, right
from shared.exercises.figure_checks import check_curves, draw


def check_standardise(answer, seed: int = 0) -> None:
    """Each column of a table less its mean, divided by its standard deviation."""
    rng = np.random.default_rng(seed)
    small = np.array([[1.0, 10.0], [3.0, 30.0], [8.0, 20.0]])

    def number_by_number(table):
        columns = [[(value - statistics.fmean(values)) / statistics.pstdev(values) for value in values] for values in table.T.tolist()]
        return np.array(list(zip(*columns, strict=True)))

    check(
        "standardise",
        answer,
        number_by_number,
        cases=[(small,), (rng.normal(5, 2, (rng.integers(5, 9), 3)),), (rng.normal(size=(4, 4)),)],
        mistakes={
            "You take one mean of the whole table. Each column has its own: `axis=0`.": lambda t: (t - t.mean()) / t.std(),
            "Each column has its own mean, but you take one standard deviation of the whole table.": lambda t: (
                (t - t.mean(axis=0)) / t.std()
            ),
            "You standardise the rows. The columns are meant: `axis=0` goes down the rows.": lambda t: (
                (t - t.mean(axis=1, keepdims=True)) / t.std(axis=1, keepdims=True)
            ),
            "You divide by the variance. The standard deviation is its square root.": lambda t: (t - t.mean(axis=0)) / t.var(axis=0),
            "The mean is gone, but the division by the standard deviation is missing.": lambda t: t - t.mean(axis=0),
            "Division comes before subtraction: put the subtraction in brackets.": lambda t: t - t.mean(axis=0) / t.std(axis=0),
            "You divide by the number of rows less one (`ddof=1`). The exercise asks for NumPy's own `std`.": lambda t: (
                (t - t.mean(axis=0)) / t.std(axis=0, ddof=1)
            ),
        },
    )


@hint("boolean index did not match", "your mask needs one answer for each row: `all(axis=1)`; `axis=0` gives one for each column.")
def check_inside_box(answer, seed: int = 0) -> None:
    """The points whose two coordinates both lie from low to high."""
    rng = np.random.default_rng(seed)
    small = np.array([[1, 1], [5, 2], [2, 3], [0, 9], [3, 2]])

    def point_by_point(points, low, high):
        kept = [[x, y] for x, y in points.tolist() if low <= x <= high and low <= y <= high]
        return np.array(kept).reshape(len(kept), 2)

    def inside(points, low, high):
        return (low <= points) & (points <= high)

    check(
        "inside_box",
        answer,
        point_by_point,
        cases=[(small, 1, 3), (rng.integers(0, 10, (rng.integers(9, 15), 2)), 2, 7), (rng.normal(size=(30, 2)), -1, 1), (small, 20, 30)],
        mistakes={
            "It is enough for you that one coordinate lies inside. Both must: `all`, not `any`.": lambda p, low, high: p[
                inside(p, low, high).any(axis=1)
            ],
            "You return True and False. The points themselves are asked for: use the mask as an index, `points[mask]`.": lambda p, low, high: (
                inside(p, low, high).all(axis=1)
            ),
            "A point that lies exactly on the edge of the box is inside: `<=`, not `<`.": lambda p, low, high: p[
                ((low < p) & (p < high)).all(axis=1)
            ],
            "Your mask has a value for each coordinate, so you get single numbers. Make it one for each point: `.all(axis=1)`.": lambda p, low, high: (
                p[inside(p, low, high)]
            ),
            "You look at the lower bound only.": lambda p, low, high: p[(low <= p).all(axis=1)],
            "You look at the upper bound only.": lambda p, low, high: p[(p <= high).all(axis=1)],
            "You look at the first coordinate only.": lambda p, low, high: p[inside(p, low, high)[:, 0]],
            "You keep the points that lie outside.": lambda p, low, high: p[~inside(p, low, high).all(axis=1)],
        },
    )


def check_ranking(answer, seed: int = 0) -> None:
    """Names by points, most first; equal points in alphabetical order."""
    rng = np.random.default_rng(seed)
    names = np.array(["Mia", "Ben", "Zoe", "Ali", "Kim", "Eva", "Tom"])

    def name_by_name(names, points):
        return [name for _, name in sorted(zip((-points).tolist(), names.tolist(), strict=True))]

    check(
        "ranking",
        answer,
        name_by_name,
        cases=[
            (names[:4], np.array([7, 9, 7, 7])),
            (names, np.array([3, 5, 3, 8, 5, 5, 1])),
            (rng.permutation(names), rng.integers(0, 4, 7)),
            (rng.permutation(names)[:5], np.round(rng.normal(size=5), 1)),
        ],
        mistakes={
            "The fewest points come first in your list. The most should.": lambda n, p: n[np.lexsort((n, p))],
            "The fewest points come first in your list. The most should; and equal points go by the alphabet.": lambda n, p: n[
                np.argsort(p, kind="stable")
            ],
            "The fewest points come first: sort `-points`, and equal points go by the alphabet.": lambda n, p: n[np.argsort(p)],
            "Turning the order round with `[::-1]` turns equal points round too. Sort by `-points` instead.": lambda n, p: n[
                np.lexsort((n, p))[::-1]
            ],
            "You turn the order round with `[::-1]`, and equal points with it. Sort by `-points`, and equal points by name.": lambda n, p: (
                n[np.argsort(p, kind="stable")[::-1]]
            ),
            "Equal points stay in the order in which they came. They should go by the alphabet: `np.lexsort` sorts by several keys.": lambda n, p: (
                n[np.argsort(-p, kind="stable")]
            ),
            # Without kind="stable", NumPy leaves equal points in an order that depends on the machine.
            "You turn the order round with `[::-1]`, but sort by the points alone. Sort by `-points`, and equal points by name.": lambda n, p: (
                n[np.argsort(p)[::-1]]
            ),
            "Equal points are not in alphabetical order: `np.lexsort` takes a second key.": lambda n, p: n[np.argsort(-p)],
            "Your names are in alphabetical order: the points decide first. The *last* key of `np.lexsort` is the main one.": lambda n, p: (
                np.sort(n)
            ),
            "You return places, not names: use them as an index, `names[order]`.": lambda n, p: np.lexsort((n, -p)),
            "You return places, not names: use them as an index, `names[order]`. And equal points go by the alphabet.": lambda n, p: (
                np.argsort(-p, kind="stable")
            ),
            "You return the points. The names are asked for.": lambda n, p: np.sort(p)[::-1],
        },
    )


def check_gather(answer, seed: int = 0) -> None:
    """Two tables one below the other, then split into features and the last column."""
    rng = np.random.default_rng(seed)

    def row_by_row(first, second):
        rows = first.tolist() + second.tolist()
        return np.array([row[:-1] for row in rows]), np.array([row[-1] for row in rows])

    def split(table):
        return table[:, :-1], table[:, -1]

    def with_plain_labels(first, second):
        value = answer(first, second)
        if isinstance(value, (tuple, list)) and len(value) == 2 and np.shape(value[1])[1:] == (1,):
            raise WrongAnswer(
                "gather: The labels are a table with one column. A plain index gives one row of numbers: `[:, -1]`, not `[:, -1:]`; "
                "or make one row of the column, `labels.ravel()`."
            )
        return value

    check(
        "gather",
        with_plain_labels if callable(answer) else answer,
        row_by_row,
        cases=[
            (np.array([[1, 2, 0], [3, 4, 1]]), np.array([[5, 6, 1], [7, 8, 0]])),
            (rng.integers(0, 9, (rng.integers(2, 6), 4)), rng.integers(0, 9, (1, 4))),
            (rng.normal(size=(1, 3)), rng.normal(size=(4, 3))),
        ],
        mistakes={
            "The second table stands above the first.": lambda a, b: split(np.vstack([b, a])),
            "The labels are still among the features: leave out the last column, `[:, :-1]`.": lambda a, b: (
                np.vstack([a, b]),
                np.vstack([a, b])[:, -1],
            ),
            "You take the first column for the labels. The last one is `[:, -1]`.": lambda a, b: (
                np.vstack([a, b])[:, 1:],
                np.vstack([a, b])[:, 0],
            ),
            "You split off the last row. The last *column* is `[:, -1]`: the first index counts rows, the second columns.": lambda a, b: (
                np.vstack([a, b])[:-1],
                np.vstack([a, b])[-1],
            ),
            "You add the numbers of the tables. `np.concatenate` puts their rows together.": lambda a, b: split(a + b),
            "The two are in the wrong order: first the features, then the labels.": lambda a, b: split(np.vstack([a, b]))[::-1],
        },
    )


def check_film_strip(answer, seed: int = 0) -> None:
    """Pictures side by side in one long picture."""
    rng = np.random.default_rng(seed)

    def pixel_by_pixel(pictures):
        count, height, width = pictures.shape
        strip = np.zeros((height, count * width), dtype=pictures.dtype)
        for picture, row, column in np.ndindex(pictures.shape):
            strip[row, picture * width + column] = pictures[picture, row, column]
        return strip

    check(
        "film_strip",
        answer,
        pixel_by_pixel,
        cases=[(np.arange(8).reshape(2, 2, 2),), (rng.integers(0, 256, (rng.integers(1, 5), 2, 4)),), (rng.integers(0, 256, (5, 3, 2)),)],
        mistakes={
            "`reshape` alone keeps the order of the numbers, so the rows of one picture lie side by side. First bring the rows "
            "to the front: `transpose(1, 0, 2)`.": lambda p: p.reshape(p.shape[1], -1),
            "Your pictures lie one below the other. They should lie side by side.": lambda p: p.reshape(-1, p.shape[2]),
            "The pictures lie in the reverse order, the last one on the left.": lambda p: np.hstack(list(p[::-1])),
            "The axes are in the right order; what is missing is the `reshape` that joins two of them.": lambda p: p.transpose(1, 0, 2),
            "Your pictures are interleaved column by column: the width must stay the last axis, `transpose(1, 0, 2)`.": lambda p: (
                p.transpose(1, 2, 0).reshape(p.shape[1], -1)
            ),
            "Your strip lies on its side: rows and columns are swapped.": lambda p: np.hstack(list(p)).T,
        },
    )


def check_mirror_crop(answer, seed: int = 0) -> None:
    """A square cut out of a picture, left and right exchanged."""
    rng = np.random.default_rng(seed)

    def pixel_by_pixel(picture, top, left, size):
        pixels = picture.tolist()
        return np.array([[pixels[top + row][left + size - 1 - column] for column in range(size)] for row in range(size)])

    check(
        "mirror_crop",
        answer,
        pixel_by_pixel,
        cases=[
            (np.arange(12).reshape(3, 4), 0, 1, 2),
            (np.arange(30).reshape(5, 6), 1, 2, 3),
            (rng.integers(0, 256, (8, 9)), int(rng.integers(0, 4)), int(rng.integers(1, 5)), 4),
            (rng.integers(0, 256, (6, 6)), 2, 2, 4),
        ],
        mistakes={
            "The square is right, but it is not mirrored: `[:, ::-1]`.": lambda p, top, left, size: p[top : top + size, left : left + size],
            "You exchange top and bottom. Left and right are the columns, the second index: `[:, ::-1]`.": lambda p, top, left, size: p[
                top : top + size, left : left + size
            ][::-1],
            "You exchange both, rows and columns. Only the columns are meant.": lambda p, top, left, size: p[
                top : top + size, left : left + size
            ][::-1, ::-1],
            "You mirror the whole picture and then cut, so the square comes from the other side. Cut first.": lambda p, top, left, size: p[
                :, ::-1
            ][top : top + size, left : left + size],
            "Rows and columns are swapped: `top` belongs to the first index.": lambda p, top, left, size: p[
                left : left + size, top : top + size
            ][:, ::-1],
            "A slice ends *before* its second number: where does a square end that starts at `top` and has `size` rows?": lambda p, t, le, size: (
                p[t:size, le:size][:, ::-1]
            ),
            "Your square is one too large: a slice ends *before* its second number.": lambda p, top, left, size: p[
                top : top + size + 1, left : left + size + 1
            ][:, ::-1],
            "`[…][…]` cuts the rows twice. Both slices belong into one pair of brackets, `[rows, columns]`.": lambda p, top, left, size: p[
                top : top + size
            ][left : left + size][:, ::-1],
        },
    )


def check_hide_corner(answer, seed: int = 0) -> None:
    """A copy of a picture with a black square in the top left corner."""
    rng = np.random.default_rng(seed)

    def pixel_by_pixel(picture, size):
        rows = [
            [0 if row < size and column < size else value for column, value in enumerate(line)] for row, line in enumerate(picture.tolist())
        ]
        return np.array(rows)

    def blacken(picture, *places):
        picture = picture.copy()
        for place in places:
            picture[place] = 0
        return picture

    check(
        "hide_corner",
        answer,
        pixel_by_pixel,
        cases=[
            (np.arange(1, 13).reshape(3, 4), 2),
            (rng.integers(1, 256, (6, 5)), int(rng.integers(2, 5))),
            (rng.integers(1, 256, (4, 7)), 1),
            (rng.integers(1, 256, (4, 4)), 4),
        ],
        mistakes={
            "You blacken whole rows. The corner ends at column `size` too: `[:size, :size]`.": lambda p, size: blacken(p, np.s_[:size]),
            "You blacken whole columns. The corner ends at row `size` too: `[:size, :size]`.": lambda p, size: blacken(p, np.s_[:, :size]),
            "You blacken whole rows and whole columns. One index with two slices takes only where they cross: `[:size, :size]`.": lambda p, size: (
                blacken(p, np.s_[:size], np.s_[:, :size])
            ),
            "Two lists as an index are taken in pairs, so you blacken only the diagonal. Slices give the square.": lambda p, size: blacken(
                p, (np.arange(size), np.arange(size))
            ),
            "Your square is one too large: `[:size]` are the first `size` rows already.": lambda p, size: blacken(
                p, np.s_[: size + 1, : size + 1]
            ),
            "You blacken the corner at the bottom right.": lambda p, size: blacken(p, np.s_[-size:, -size:]),
            "You return the corner alone. The whole picture is asked for.": lambda p, size: np.zeros((size, size)),
            "Nothing is black in what you return: write `new[:size, :size] = 0` into the copy, and return the copy, not `picture`.": lambda p, size: (
                p
            ),
        },
    )


def check_make_table(answer, seed: int = 0) -> None:
    """A table of temperatures in two units."""
    rng = np.random.default_rng(seed)

    def table(days, celsius, fahrenheit):
        return pd.DataFrame({"day": days, "celsius": celsius, "fahrenheit": fahrenheit})

    def row_by_row(days, celsius):
        return table(days, celsius, [32 + 1.8 * value for value in celsius])

    check(
        "make_table",
        answer,
        row_by_row,
        cases=[
            (["Mon", "Tue", "Wed"], [0.0, 20.0, -5.0]),
            (["Sat", "Sun"], [100, 37]),
            ([f"day {number}" for number in range(9)], np.round(rng.normal(10, 8, 9), 1).tolist()),
        ],
        mistakes={
            "Multiply first, then add: 32 is added last, to 9/5 of the Celsius.": lambda d, c: table(d, c, (np.array(c) + 32) * 9 / 5),
            "The fraction is upside down: 9/5, not 5/9.": lambda d, c: table(d, c, np.array(c) * 5 / 9 + 32),
            "You take what you are given for Fahrenheit and turn it into Celsius. It is the other way round.": lambda d, c: table(
                d, c, (np.array(c) - 32) * 5 / 9
            ),
            "The 32 is missing: 0 °C are 32 °F.": lambda d, c: table(d, c, np.array(c) * 9 / 5),
            "`9 // 5` is 1: `//` divides without the rest. Take `/`.": lambda d, c: table(d, c, np.array(c) * (9 // 5) + 32),
        },
        returns=pd.DataFrame,
    )


def check_mean_lengths(answer, seed: int = 0) -> None:
    """The mean petal length of each species in a CSV file; missing lengths don't count."""
    rng = np.random.default_rng(seed)
    long = pd.DataFrame({"species": rng.choice(["setosa", "virginica", "versicolor"], 40), "petal_length": rng.uniform(1, 7, 40).round(1)})
    long.loc[rng.choice(40, 8, replace=False), "petal_length"] = np.nan
    short = pd.DataFrame({"species": ["setosa", "virginica", "setosa", "setosa"], "petal_length": [1.4, 6.0, 1.0, np.nan]})

    def row_by_row(path):
        lengths = {}
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            species, length = line.split(",")
            lengths.setdefault(species, []).extend([float(length)] if length else [])
        return {species: round(statistics.fmean(values), 6) for species, values in sorted(lengths.items())}

    def as_dictionary(answer):
        if isinstance(answer, float):
            return round(float(answer), 6)
        column = answer.iloc[:, 0] if isinstance(answer, pd.DataFrame) and answer.shape[1] == 1 else answer
        return {str(species): round(float(length), 6) for species, length in dict(column).items()}

    def grouped(path):
        return pd.read_csv(path).groupby("species")["petal_length"]

    with tempfile.TemporaryDirectory() as folder:
        cases = []
        for number, table in enumerate([short, long]):
            path = Path(folder) / f"iris_{number}.csv"
            table.to_csv(path, index=False)
            cases.append((path,))
        check(
            "mean_lengths",
            answer,
            row_by_row,
            cases,
            mistakes={
                "A flower without a length counts for you, as if it had the length 0. Leave it out; `mean` does so by itself.": lambda path: (
                    as_dictionary(pd.read_csv(path).fillna(0).groupby("species")["petal_length"].mean())
                ),
                "You fill the missing lengths with the mean of all flowers. Leave them out; `mean` does so by itself.": lambda path: (
                    as_dictionary(
                        pd.read_csv(path)
                        .assign(petal_length=lambda t: t["petal_length"].fillna(t["petal_length"].mean()))
                        .groupby("species")["petal_length"]
                        .mean()
                    )
                ),
                "You add the lengths up. The mean is asked for.": lambda path: as_dictionary(grouped(path).sum()),
                "You take the median. The mean is asked for.": lambda path: as_dictionary(grouped(path).median()),
                'You return one number. One mean for each species: `groupby("species")`.': lambda path: as_dictionary(
                    pd.read_csv(path)["petal_length"].mean()
                ),
                "`transform` gives one value for each flower; `.mean()` gives one for each species.": lambda path: as_dictionary(
                    grouped(path).transform("mean")
                ),
                "You count the flowers. The mean of their lengths is asked for.": lambda path: as_dictionary(grouped(path).count()),
                'Each species gets the mean of all flowers: group first, `groupby("species")`.': lambda path: dict.fromkeys(
                    as_dictionary(grouped(path).mean()), round(float(pd.read_csv(path)["petal_length"].mean()), 6)
                ),
            },
            read=as_dictionary,
        )


@hint("Bin labels must be one fewer", "three bins need four edges: `[0, 2, 5, 7]`.")
def check_bin_lengths(answer, seed: int = 0) -> None:
    """Petal lengths in bins with the edges 0, 2, 5 and 7, and in three bins with equally many flowers."""
    rng = np.random.default_rng(seed)
    names = ["short", "medium", "long"]

    def as_text(table):
        return table.astype(str)

    def table(by_edges, by_quantiles):
        return as_text(pd.DataFrame({"by_edges": by_edges, "by_quantiles": by_quantiles}))

    def flower_by_flower(lengths):
        thirds = np.quantile(lengths, [1 / 3, 2 / 3])
        return table(*([names[sum(length > edge for edge in edges)] for length in lengths] for edges in ([2, 5], thirds)))

    def cut(lengths, labels=names, **options):
        return pd.cut(lengths, [0, 2, 5, 7], labels=labels, **options)

    def qcut(lengths, labels=names):
        return pd.qcut(lengths, 3, labels=labels)

    def equal_widths(lengths):
        return pd.cut(lengths, 3, labels=names)

    check(
        "bin_lengths",
        answer,
        flower_by_flower,
        cases=[
            (pd.Series([1.4, 2.0, 3.5, 4.7, 5.0, 6.9]),),
            (pd.Series([1.5, 1.0, 2.0, 1.7, 1.1, 6.0, 5.0, 1.2]),),
            (pd.Series(rng.uniform(1, 6.9, 3 * rng.integers(7, 13)).round(2)),),
            (pd.Series(rng.permutation(np.linspace(1, 5, 12)), index=range(100, 112)),),
        ],
        mistakes={
            "A length of exactly 2 or 5 lies in the wrong bin: an edge belongs to the bin below it. That is what `cut` does without "
            "`right=False`.": lambda s: table(cut(s, right=False), qcut(s)),
            "by_edges has three bins of equal width. Give `cut` the edges: `[0, 2, 5, 7]`.": lambda s: table(equal_widths(s), qcut(s)),
            "by_quantiles has three bins of equal width. Equally many flowers in each: that is `qcut`.": lambda s: table(
                cut(s), equal_widths(s)
            ),
            "Both columns are binned by the edges. Equally many flowers in each bin: that is `qcut`.": lambda s: table(cut(s), cut(s)),
            "Both columns are binned by quantiles. Bins with given edges: that is `cut`.": lambda s: table(qcut(s), qcut(s)),
            "The two columns are swapped: `cut` bins by edges, `qcut` by quantiles.": lambda s: table(qcut(s), cut(s)),
            "The names are in the wrong order: the first label belongs to the lowest bin.": lambda s: table(
                cut(s, names[::-1]), qcut(s, names[::-1])
            ),
            'Your bins have no names yet: `labels=["short", "medium", "long"]`.': lambda s: table(cut(s, None), qcut(s, None)),
            'Your bins have numbers for names. Give the words: `labels=["short", "medium", "long"]`.': lambda s: table(
                cut(s, False), qcut(s, False)
            ),
        },
        returns=pd.DataFrame,
        read=as_text,
    )


@hint("same first dimension", "as many epochs as losses: `range(1, len(training) + 1)`.")
def check_loss_figure(answer, seed: int = 0) -> None:
    """Two loss curves over the epochs, with labels and a legend."""
    rng = np.random.default_rng(seed)
    longer = rng.uniform(size=(2, 6)).round(2).tolist()
    for training, validation in [([3.0, 2.0, 1.5], [4.0, 3.0, 3.5]), longer]:
        axes = draw("loss_figure", answer, training, validation)
        epochs = np.arange(1, len(training) + 1)
        check_curves(
            "loss_figure", axes, {"training": (epochs, training), "validation": (epochs, validation)}, x_label="epoch", y_label="loss"
        )
    right("loss_figure")


def check_perceptron_step(answer, seed: int = 0) -> None:
    """One step of the perceptron's learning rule (Rosenblatt 1958)."""
    rng = np.random.default_rng(seed)

    def number_by_number(weights, bias, inputs, label, learning_rate):
        score = bias
        for weight, value in zip(weights, inputs, strict=True):
            score += weight * value
        if score >= 0 and label == 0:
            return [weight - learning_rate * value for weight, value in zip(weights, inputs, strict=True)], bias - learning_rate
        if score < 0 and label == 1:
            return [weight + learning_rate * value for weight, value in zip(weights, inputs, strict=True)], bias + learning_rate
        return weights, bias

    def rule(error, bias_too=True):
        """The step with another error: a function of score, label and learning rate."""

        def step(w, b, x, label, rate):
            change = error(w @ x + b, label, rate)
            return w + change * x, b + change * bias_too

        return step

    def output(score):
        return 1 if score >= 0 else 0

    def random_case(label):
        return rng.normal(size=3), float(rng.normal()), rng.normal(size=3), label, 0.5

    check(
        "perceptron_step",
        answer,
        number_by_number,
        cases=[
            (np.array([1.0, -2.0]), 0.5, np.array([3.0, 1.0]), 0, 0.1),
            (np.array([1.0, -2.0]), 0.5, np.array([1.0, 2.0]), 1, 0.1),
            (np.array([1.0, -2.0]), 0.5, np.array([3.0, 1.0]), 1, 0.1),
            (np.array([1.0, -2.0]), 2.0, np.array([1.0, 1.0]), 0, 0.1),
            (np.array([0.0, 0.0]), 0.0, np.array([2.0, 1.0]), 0, 0.1),
            *(random_case(label) for label in (0, 1) * 4),
        ],
        mistakes={
            "The step goes the wrong way: the error is `label - output`, not `output - label`.": rule(lambda s, y, r: r * (output(s) - y)),
            "The bias learns too: it changes by `learning_rate * error`.": rule(lambda s, y, r: r * (y - output(s)), bias_too=False),
            "The learning rate is missing: it makes every step shorter.": rule(lambda s, y, r: y - output(s)),
            "The error is taken from the score itself. The perceptron first decides: output 1 if the score is 0 or more, else 0.": rule(
                lambda s, y, r: r * (y - s)
            ),
            "Your weights change although the output was right. Only a mistake changes them: multiply by `label - output`.": rule(
                lambda s, y, r: r * (2 * y - 1)
            ),
            "Your weights change by the label, and never if it is 0. What counts is the error, `label - output`.": rule(
                lambda s, y, r: r * y
            ),
            "A score of exactly 0 gives the output 1: `>= 0`, not `> 0`.": rule(lambda s, y, r: r * (y - (1 if s > 0 else 0))),
            "The bias is missing in the score: weights times inputs, *plus the bias*.": lambda w, b, x, label, rate: (
                w + rate * (label - output(w @ x)) * x,
                b + rate * (label - output(w @ x)),
            ),
            "The inputs are missing in the step: each weight changes by `learning_rate * error * its input`.": lambda w, b, x, label, rate: (
                w + rate * (label - output(w @ x + b)),
                b + rate * (label - output(w @ x + b)),
            ),
            "You return the changes. The new weights and the new bias are asked for.": lambda w, b, x, label, rate: (
                rate * (label - output(w @ x + b)) * x,
                rate * (label - output(w @ x + b)),
            ),
        },
    )
