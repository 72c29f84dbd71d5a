"""The checks of week 3's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will: pixel by pixel, or by asking Keras. `mistakes.md` has the
usual mistakes, so that a check can tell you more than *that* an answer is wrong.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import keras
import numpy as np
from keras import layers, ops
from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from shared.exercises.answer import Answer, hint
from shared.exercises.checking import compare, exercise
from shared.exercises.comparison import difference, show
from shared.exercises.figure_checks import compare_curves, draw_figure
from shared.exercises.networks import ACTIVATIONS, check_input, compare_layers, find_activations, set_random_weights, with_kernels
from shared.exercises.tables import call_table, compare_shapes, find_reason, is_entry

# 1. Random pictures


@hint("'rng' is not defined", "the `rng` of the page is not known here: make one, `rng = np.random.default_rng()`.")
@hint(
    "zip() argument",
    "your grid has another number of axes than `count`. Round its rows up, `-(-count // columns)`, and leave out `strict=True`: the last places may stay empty.",
)
@hint("no attribute 'imshow'", "with several rows `axes` is a table: walk through `axes.flat`.")
@hint("Number of rows must be a positive", "with few pictures `count // columns` is 0. Round the rows up: `-(-count // columns)`.")
@hint("Number of columns must be a positive", "with few pictures `count // rows` is 0. Round the columns up: `-(-count // rows)`.")
@exercise
def check_random_pictures(answer, rng):
    """Random pictures, none twice, each with its label as the title."""
    images = rng.uniform(-1, 1, (40, 8, 6, 1)).astype("float32")
    labels = rng.choice(100, size=40, replace=False)  # all different, so that none is right by luck
    rows = shown_rows(answer, images, labels, 8)
    if max(rows) < len(rows):
        yield "shows the first 8 pictures of 40. They should be random ones of all: `rng.choice(len(images), …)`."
    if rows == list(range(rows[0], rows[0] + len(rows))):
        yield f"shows 8 neighbours of the training set, {rows}. Each picture should be chosen by itself."
    if rows == shown_rows(answer, images, labels, 8):
        yield f"shows the same pictures in every call, {rows}. Does a seed stand inside the function? `default_rng()` takes a new one."
    for count in (5, 2):  # 5 leaves places of a grid empty, and 2 are less than a row of most
        shown_rows(answer, images, labels, count)
    shown_rows(answer, images[:12], labels[:12], 12)  # all there are: whoever takes one twice leaves one out


def shown_rows(answer: Answer, images: np.ndarray, labels: np.ndarray, count: int) -> list[int]:
    """Say which pictures a learner's figure shows, by their rows in `images`. Their titles must be right."""
    used = [axes for axes in draw_figure(answer, images, labels, count).axes if axes.images]
    if any(len(axes.images) > 1 for axes in used):
        raise answer.wrong("draws several pictures into the same axes, one over the other. `plt.subplots` makes axes for each.")
    if len(used) != count:
        grid = "Does the grid depend on `count`?"
        if 1 < len(used) < count:
            grid += f" If it does, it has room for {len(used)} only: round the rows up, `-(-count // columns)`."
        raise answer.wrong(f"should show {count} pictures with `imshow` when `count` is {count}; yours shows {len(used)}. {grid}")
    for axes in used:
        check_shades(answer, axes.images[0])
    rows = [find_picture(answer, np.asarray(axes.images[0].get_array()), images) for axes in used]
    if len(set(rows)) < count:
        raise answer.wrong(f"shows picture {max(rows, key=rows.count)} twice. `choice(…, replace=False)` takes none a second time.")
    check_titles(answer, rows, ["".join(axes.get_title(side) for side in ("left", "center", "right")) for axes in used], labels)
    return rows


def check_shades(answer: Answer, drawn: AxesImage) -> None:
    """Check that a picture is not drawn in nearly one shade, because `vmin` and `vmax` lie far apart."""
    pixels, (low, high) = np.asarray(drawn.get_array(), dtype=float), drawn.get_clim()
    if pixels.ndim == 2 and None not in (low, high) and np.ptp(pixels.clip(low, high)) < 0.3 * (high - low):
        raise answer.wrong(
            f"draws pixels from {show(pixels.min())} to {show(pixels.max())} on a scale from {show(low)} to {show(high)}: the pictures have nearly one shade. Leave out `vmin` and `vmax`, or take −1 and 1."
        )


def find_picture(answer: Answer, drawn: np.ndarray, images: np.ndarray) -> int:
    """Find the row of a drawn picture. Its brightness may be scaled."""

    def scaled(picture):
        picture = picture.astype(float)
        return (picture - picture.min()) / np.ptp(picture)

    drawn = scaled(drawn[:, :, 0] if drawn.ndim == 3 else drawn)
    changes = {
        "": drawn,
        " with rows and columns swapped": drawn.T,
        " upside down": drawn[::-1],
        " mirrored": drawn[:, ::-1],
        " with black and white swapped": 1 - drawn,
    }
    for (change, picture), (row, image) in product(changes.items(), enumerate(images)):
        if picture.shape == image.shape[:2] and np.abs(picture - scaled(image[:, :, 0])).max() < 0.01:
            if change:
                raise answer.wrong(f"shows picture {row}{change}. `imshow(image[:, :, 0])` shows it as it is.")
            return row
    raise answer.wrong(
        "shows something that is none of the given pictures. `imshow(images[row, :, :, 0])` shows one of those that it was given."
    )


def check_titles(answer: Answer, rows: list[int], titles: list[str], labels: np.ndarray) -> None:
    """Check that the title of each picture is its label, whatever words stand beside it."""
    wanted = [[label] for label in labels[rows].tolist()]
    said = [[int(number) for number in re.findall(r"\d+", title)] for title in titles]
    if not any(titles):
        raise answer.wrong(": the pictures have no titles. Each takes its label: `axes.set_title(labels[row])`.")
    if said == wanted:
        return
    place = next(place for place in range(len(rows)) if said[place] != wanted[place])
    reasons = {
        " You write where the picture stands in the array: its label is `labels[row]`.": said == [[row] for row in rows],
        " You take the first labels. Take those of the chosen rows: `labels[rows]`.": said == [[x] for x in labels[: len(rows)].tolist()],
        " `plt.title` writes over the last axes only; `ax.set_title(labels[row])` over its own.": not titles[place],
        " The labels are the right ones in another order.": sorted(said) == sorted(wanted),
        " Are pictures and labels chosen apart? Choose the rows once, and use them for both.": all(len(numbers) == 1 for numbers in said),
        "": True,
    }
    reason = next(reason for reason, holds in reasons.items() if holds)
    raise answer.wrong(
        f": picture {rows[place]} has the label {wanted[place][0]}, and the title in your figure says “{titles[place]}”.{reason}"
    )


# 2. Convolution


@hint(
    "operands could not be broadcast",
    "a patch is not as large as the kernel. Does it start at `row * stride` and end at `row * stride + height`, with the kernel's height? Or does it hang over the edge, because height and width are swapped, the size counts the padding twice, or the loops go on to the end of the picture?",
)
@hint(
    "into shape (0", "`-0` is 0, so without padding the slice `padding:-padding` is empty. Say where it ends: `padding : padding + height`."
)
@hint(
    "is out of bounds",
    "the result has a place for each patch, 0, 1, 2 …; it is the patch that starts at `row * stride`, `column * stride`. Do your loops end with the last place where the kernel fits?",
)
@hint("mismatch in its core dimension", "`*` multiplies pixel by pixel; `@` is the matrix product.")
@exercise
def check_convolve(answer, rng):
    """A convolution of one channel, with stride and padding."""
    example = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), np.array([[1, 10], [100, 1000]])
    edge = np.array([[0, 0, 9, 9], [0, 0, 9, 9], [0, 0, 9, 9], [0, 0, 9, 9]])
    kernel = np.array([[-1, 0, 1], [-1, 0, 1], [-2, 0, 1]])

    def pixel_by_pixel(image, kernel, stride, padding):
        height, width = image.shape
        rows, columns = ((size + 2 * padding - own) // stride + 1 for size, own in zip(image.shape, kernel.shape, strict=True))
        result = np.zeros((rows, columns))
        for row, column, down, along in np.ndindex(rows, columns, *kernel.shape):
            y, x = row * stride + down - padding, column * stride + along - padding
            if 0 <= y < height and 0 <= x < width:
                result[row, column] += image[y, x] * kernel[down, along]
        return result

    def eighths(*shape):
        """Give random numbers whose products and sums are exact, in float32 too."""
        return rng.integers(-20, 21, shape) / 8

    yield from compare(
        answer,
        pixel_by_pixel,
        cases=[
            (*example, 2, 1),
            (edge, kernel, 1, 0),
            (edge, kernel, 1, 1),
            (np.arange(20).reshape(4, 5), np.array([[1, 2], [3, 5]]) / 4, 2, 0),
            (np.arange(25).reshape(5, 5), kernel, 2, 1),
            (eighths(rng.integers(7, 10), 8), eighths(3, 2), 3, 2),
            (eighths(6, 9), eighths(2, 4), 2, 1),
        ],
    )


# 3. and 8. Shapes and costs by hand


def make_network() -> keras.Model:
    """Make the network of exercises 3 and 8, as it stands there."""
    images = keras.Input((28, 28, 3))
    x = layers.Conv2D(8, 5, activation="relu", name="conv_1")(images)
    x = layers.MaxPooling2D(name="pool_1")(x)
    x = layers.Conv2D(16, 3, strides=2, activation="relu", name="conv_2")(x)
    x = layers.Conv2D(16, 3, padding="same", activation="relu", name="conv_3")(x)
    x = layers.MaxPooling2D(name="pool_2")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(10, activation="softmax", name="dense")(x)
    return keras.Model(images, x)


@exercise
def check_shapes_by_hand(answer, rng):
    """The output shape of each layer of a network, found with a pencil."""

    def rule(layer):
        if layer == "conv_1":
            return "Its input is the picture. Along each axis it has (size − kernel) // stride + 1 places."
        if layer == "flatten":
            return "It puts all numbers of the line above, which is right, into one row. Its shape has one size, (n,), with n = height · width · channels."
        return "Its input has the shape of the line above, which is right: go on from there."

    yield from compare_shapes(answer, {layer.name: layer.output.shape[1:] for layer in make_network().layers[1:]}, rule)


@exercise
def check_costs_by_hand(answer, rng):
    """The kernel's shape and the multiplications of each layer with weights, found with a pencil."""
    network = with_kernels(make_network())
    table = call_table(answer, [layer.name for layer in network])
    for layer in network:
        given = table[layer.name]
        if not isinstance(given, tuple | list) or len(given) != 2:
            yield f": {layer.name} should have two entries, (kernel shape, multiplications); yours has {show(given)}."
        kernel, multiplications = given
        if not is_entry(kernel, layer.kernel.shape):
            form = "It is (height, width, channels in, channels out)."
            if isinstance(layer, layers.Dense):
                form = "It is (numbers in, numbers out). How many numbers does `flatten` give?"
            reason = find_reason(answer, layer.name, kernel, lambda entry: entry[0]) or form
            yield f": the kernel of {layer.name} does not have the shape {show(kernel)}. {reason}"
        weights, places = math.prod(layer.kernel.shape), math.prod(layer.output.shape[1:-1])
        if not is_entry(multiplications, places * weights):
            rule = "Its kernel is right; multiply all sizes of the kernel, then by the places of the output, rows times columns."
            if isinstance(layer, layers.Dense):
                rule = "Its kernel is right, and each of its weights is used once: multiply the two sizes."
            elif isinstance(multiplications, int | float | np.number) and multiplications > 0 and multiplications % weights == 0:
                rule = f"Its kernel is right, but you count {multiplications / weights:g} places. Take rows times columns of its output shape in exercise 3."
            reason = find_reason(answer, layer.name, (*kernel, multiplications), lambda entry: (*entry[0], entry[1])) or rule
            yield f": {layer.name} does not take {show(multiplications)} multiplications. {reason}"


# 4. A network from a table

LAYERS = ["the first convolution", "the second convolution", "the third convolution", "the hidden dense layer", "the last layer"]
RIGHT_ACTIVATIONS = ("ReLU", "ReLU", "ReLU", "ReLU", "softmax")

# Which layer, and what it gives by mistake.
WRONG_OUTPUTS = {
    (0, (28, 28, 8)): 'The table shows that the size shrinks: no padding, `padding="valid"`.',
    (0, (28, 28, 5)): 'First comes the number of kernels, then their size, `Conv2D(8, 5)`; and the size shrinks, so no padding: `"valid"`.',
    (0, (21, 21, 5)): "First comes the number of kernels, then their size: `Conv2D(8, 5)`.",
    (1, (24, 24, 16)): "Height and width are twice those of the table: is the max pooling before it missing?",
    (1, (22, 22, 16)): "Is the max pooling before it missing? And the table shows that the convolution keeps the size: padding.",
    (1, (10, 10, 16)): 'The table shows that it keeps the size: `padding="same"`.',
    (1, (23, 23, 16)): "The pooling before it should move by 2 pixels, not by 1.",
    (2, (12, 12, 32)): "The table shows that height and width are halved, without pooling: stride 2, `strides=2`.",
    (2, (5, 5, 32)): 'The stride is right; 12 becomes 6 only with padding: `padding="same"`.',
    (2, (10, 10, 32)): 'The table shows that 12 becomes 6: `strides=2` and `padding="same"`.',
    (3, (6, 6, 64)): "It still has height and width: Flatten is missing before it.",
    (3, (10,)): "Is the dense layer with 64 units missing?",
    (4, (10,)): "It has 10 units whatever `classes` says.",
}


def run_network(values: list, images: np.ndarray, activations: list, pool=ops.max_pool) -> np.ndarray:
    """Compute what the network of the table says, with any activations."""
    x = images
    for number, (stride, padding) in enumerate([(1, "valid"), (1, "same"), (2, "same")]):
        x = activations[number](ops.conv(x, values[2 * number], strides=stride, padding=padding) + values[2 * number + 1])
        if number == 0:
            x = pool(x, 2)
    x = ops.reshape(x, (len(images), -1))
    for number in (3, 4):
        x = activations[number](x @ values[2 * number] + values[2 * number + 1])
    return np.asarray(x)


TWO_BRACKETS = "a layer is made first and called then: `layers.MaxPooling2D()(x)`, with two pairs of brackets."
INPUTS_FIRST = "`keras.Model(images, last)`: inputs first, then outputs."


@hint(
    "Only input tensors may be passed",
    "a layer is called with what the layer before it gives, `x = layers.MaxPooling2D()(x)`. Is `(x)` missing?",
)
@hint("Iterating over a symbolic KerasTensor", TWO_BRACKETS)
@hint("data_format=<kerastensor", TWO_BRACKETS.replace("MaxPooling2D()", "Flatten()"))
@hint("identifier: <KerasTensor", TWO_BRACKETS.replace("MaxPooling2D()", "Dense(64)"))
@hint("Layer.__init__() takes 1 positional argument", INPUTS_FIRST)
@hint("passed to Model: {'outputs'", INPUTS_FIRST)
@hint("is not connected to `inputs`", INPUTS_FIRST)
@hint("expected min_ndim=4", "a picture has channels, even if it is one: `keras.Input((28, 28, 1))`.")
@hint("no attribute 'lower'", 'padding is a word in Keras, `"valid"` or `"same"`.')
@exercise
def check_make_cnn(answer, rng):
    """A network with the layers, output shapes and activations of a table. Its form is free: what it computes counts."""
    for classes in (10, int(rng.integers(3, 8))):
        model = answer(classes)
        yield from check_input(model, (None, 28, 28, 1), "`keras.Input((28, 28, 1))` has one channel, and leaves the batch open.")
        found = with_kernels(model)
        outputs = [(24, 24, 8), (12, 12, 16), (6, 6, 32), (64,), (classes,)]
        kernels = [(5, 5, 1, 8), (3, 3, 8, 16), (3, 3, 16, 32), (1152, 64), (64, classes)]
        kinds = [layers.Conv2D] * 3 + [layers.Dense] * 2
        table = list(zip(LAYERS, kinds, outputs, kernels, [True] * 5, strict=True))
        yield from compare_layers(found, table, WRONG_OUTPUTS, f"({classes})")
        if len(found) != len(table):
            yield f"should have five layers with weights, three convolutions and two dense ones; yours has {len(found)}."
        if len(model.weights) != 10 or model.output_shape != (None, classes):
            yield f"({classes}): the model has more in it than the table says: {[type(layer).__name__ for layer in model.layers]}."
        values = set_random_weights(model, rng)
        images = rng.uniform(-1, 1, (3, 28, 28, 1)).astype("float32")
        in_use = np.asarray(model(images, training=False))
        yield from compare_activations(in_use, values, images)
        if not np.allclose(in_use, model(images, training=True), atol=1e-5):
            yield ": in training the model computes something else than in use, as with dropout. The table has no layer that does this."


def compare_activations(given: np.ndarray, values: list, images: np.ndarray) -> Iterator[str]:
    """Compare what a model gives with what the table's network gives, and say which activations are wrong."""

    def run(activations, pool=ops.max_pool):
        return run_network(values, images, activations, pool)

    right = [ACTIVATIONS[name] for name in RIGHT_ACTIVATIONS]
    if np.allclose(given, run(right), atol=1e-5):
        return
    if np.allclose(given, run(right, ops.average_pool), atol=1e-5):
        yield ": the pooling takes the mean of each square. Max pooling takes the largest number: `MaxPooling2D`."
    one_wrong = [(*RIGHT_ACTIVATIONS[:place], name, *RIGHT_ACTIVATIONS[place + 1 :]) for place, name in product(range(3), ACTIVATIONS)]
    several = [(conv, conv, conv, hidden, last) for conv, hidden, last in product(ACTIVATIONS, repeat=3)]
    found = find_activations(given, run, [names for names in one_wrong + several if names != RIGHT_ACTIVATIONS])
    if found is None:
        yield ": the layers have the right shapes, but the model computes something else. Is each of them used once, in the order of the table?"
    if set(found) == {"no activation"}:
        yield ": no layer has an activation. The hidden layers take ReLU, and the last one gives probabilities: softmax."
    wrong = {where: name for where, name, right in zip(LAYERS, found, RIGHT_ACTIVATIONS, strict=True) if name != right}
    if set(LAYERS[:3]) <= set(wrong):
        wrong = {"the convolutions": found[0]} | {where: wrong[where] for where in LAYERS[3:] if where in wrong}
    yield ": " + " And ".join(explain_activation(where, name) for where, name in wrong.items())


def explain_activation(where: str, name: str) -> str:
    """Say what is wrong with the activation of a layer."""
    hidden = {
        "no activation": ". Hidden layers take ReLU; without it, two in a row can do no more than one.",
        "softmax": ". It makes probabilities, and belongs to the last layer; hidden layers take ReLU.",
    }
    at_the_end = {
        "no activation": ", so it gives logits. Softmax makes probabilities of them.",
        "sigmoid": ". Then the probabilities don't add up to 1: for one of several classes it takes softmax.",
    }
    if where == LAYERS[4]:
        return f"{where} has {name}{at_the_end.get(name, '. It should give probabilities, all positive and with the sum 1: softmax.')}"
    return f"{where} {'have' if where == 'the convolutions' else 'has'} {name}{hidden.get(name, '. Hidden layers take ReLU here.')}"


# 5. The best epoch


@exercise
def check_best_epoch(answer, rng):
    """The epoch with the lowest validation loss, counted from 1."""

    def history(loss, val_loss, accuracy, val_accuracy):
        return ({"accuracy": accuracy, "loss": loss, "val_accuracy": val_accuracy, "val_loss": val_loss},)

    def one_by_one(history):
        best, lowest = 0, math.inf
        for epoch, loss in enumerate(history["val_loss"], 1):
            if loss < lowest:
                best, lowest = epoch, loss
        return best

    yield from compare(
        answer,
        one_by_one,
        cases=[
            history([0.8, 0.6, 0.5, 0.3], [0.9, 0.5, 0.4, 0.6], [0.6, 0.7, 0.8, 0.9], [0.6, 0.8, 0.7, 0.8]),
            history([0.9, 0.6, 0.4, 0.3], [0.8, 0.5, 0.6, 0.7], [0.7, 0.8, 0.9, 0.95], [0.75, 0.8, 0.85, 0.82]),
            history([0.9, 0.6, 0.5, 0.6, 0.3], [0.9, 0.7, 0.8, 0.5, 0.6], [0.7, 0.8, 0.7, 0.9, 0.9], [0.8, 0.7, 0.7, 0.6, 0.7]),
            history([0.9, 0.6, 0.5, 0.4], [0.9, 0.5, 0.6, 0.5], [0.7, 0.8, 0.85, 0.9], [0.7, 0.8, 0.7, 0.85]),
            *(history(*rng.uniform(size=(4, int(rng.integers(5, 9)))).round(3).tolist()) for _ in range(4)),
        ],
    )


# 6. Loss and accuracy as a figure


@hint("'EPOCHS' is not defined", 'the history knows how many epochs there are: `len(history["loss"])`.')
@hint("must have same first dimension", 'the number of epochs is `len(history["loss"])`.')
@exercise
def check_training_figure(answer, rng):
    """Two pairs of axes: loss and accuracy, each of training and validation, over the epochs."""
    small = {"accuracy": [0.7, 0.8, 0.9], "loss": [3.0, 2.0, 1.5], "val_accuracy": [0.6, 0.8, 0.7], "val_loss": [4.0, 3.0, 3.5]}
    longer = dict(zip(small, rng.uniform(size=(4, int(rng.integers(5, 9)))).tolist(), strict=True))
    for history in (small, longer, *(history for (history,) in answer.more)):
        epochs = np.arange(1, len(history["loss"]) + 1)
        both = draw_figure(answer, history).axes
        check_grouping(answer, both, history, epochs)
        for quantity, axes in find_axes(answer, both).items():
            other = "accuracy" if quantity == "loss" else "loss"
            drawn = [line.get_ydata() for line in axes.get_lines()]
            others = [history[other], history[f"val_{other}"]]
            if drawn and all(any(not difference(line, values) for values in others) for line in drawn):
                yield f": the axes labelled “{quantity}” show the {other}. Are the curves or the labels in the wrong place?"
            curves = {"training": (epochs, history[quantity]), "validation": (epochs, history[f"val_{quantity}"])}
            for complaint in compare_curves(axes, curves, x_label="epoch", y_label=quantity):
                raise replace(answer, name=f"{answer.name}, {quantity}").wrong(complaint)


def check_grouping(answer: Answer, axes: list[Axes], history: dict, epochs: np.ndarray) -> None:
    """Complain if x and y are swapped, or if the curves are grouped by training and validation."""
    for line in (line for one in axes for line in one.get_lines()):
        if not difference(line.get_ydata(), epochs) and any(not difference(line.get_xdata(), values) for values in history.values()):
            raise answer.wrong(": x and y are swapped. The epochs lie along x, so they come first: `axes.plot(epochs, values)`.")
    drawn = [
        {name for name, values in history.items() for line in one.get_lines() if not difference(line.get_ydata(), values)} for one in axes
    ]
    if sorted(map(sorted, drawn)) == [["accuracy", "loss"], ["val_accuracy", "val_loss"]]:
        raise answer.wrong(
            ": one pair of axes shows the curves of training, the other those of validation. Put `loss` and `val_loss` into one, `accuracy` and `val_accuracy` into the other."
        )


def find_axes(answer: Answer, axes: list[Axes]) -> dict[str, Axes]:
    """Tell the axes of the loss and of the accuracy by their labels. Their order is free."""
    if len(axes) == 1 and len(axes[0].get_lines()) == 4:
        raise answer.wrong("draws all four curves into one pair of axes. Loss and accuracy have different scales: `plt.subplots(1, 2)`.")
    if len(axes) != 2:
        raise answer.wrong(f"should have two pairs of axes, `plt.subplots(1, 2)`; yours has {len(axes)}.")
    labels = [one.get_ylabel() for one in axes]
    found = {
        quantity: one for quantity in ("loss", "accuracy") for one, label in zip(axes, labels, strict=True) if quantity in label.lower()
    }
    if len(found) < 2 or found["loss"] is found["accuracy"]:
        raise answer.wrong(f": the y axis of one should be labelled “loss”, that of the other “accuracy”; yours say {labels}.")
    return found


# 7. What a convolution costs


@hint("'size_after' is not defined", "the functions of the page are not known here: write the formula into your own.")
@exercise
def check_convolution_costs(answer, rng):
    """Output shape, kernel shape, parameters and multiplications of a convolution, checked against a layer of Keras."""

    def ask_keras(input_shape, filters, kernel_size, stride, padding):
        layer = layers.Conv2D(filters, kernel_size, strides=stride, padding=padding)
        layer.build((None, *input_shape))
        output, kernel = layer.compute_output_shape((None, *input_shape))[1:], tuple(layer.kernel.shape)
        return tuple(output), kernel, layer.count_params(), math.prod(output[:2]) * math.prod(kernel)

    def with_tuples(values):
        if not isinstance(values, tuple | list) or len(values) != 4:
            return values
        return *(tuple(np.atleast_1d(np.array(shape, dtype=object)).tolist()) for shape in values[:2]), *values[2:]

    yield from compare(
        answer,
        ask_keras,
        read=with_tuples,
        cases=[
            ((9, 9, 3), 4, 3, 2, "valid"),
            ((28, 28, 1), 6, 5, 1, "same"),
            ((8, 10, 2), 5, 3, 2, "valid"),
            ((7, 12, 3), 4, 3, 2, "same"),
            ((8, 7, 2), 3, 2, 2, "same"),
            *(
                ((*rng.integers(7, 20, 2).tolist(), int(rng.integers(2, 6))), int(rng.integers(6, 9)), 3, stride, padding)
                for stride, padding in ((1, "valid"), (3, "valid"), (2, "same"))
            ),
        ],
    )
