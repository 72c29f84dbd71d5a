"""The checks of week 3's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will: pixel by pixel, or by asking Keras. Beside it stands
what the usual mistakes give, so that it can tell you more than *that* an answer is wrong.
"""

import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import product

import keras
import numpy as np
from keras import layers
from matplotlib.axes import Axes

from shared.exercises.checking import WrongAnswer, call, check, difference, hint, right, show
from shared.exercises.figure_checks import check_curves, draw_figure

# 1. Random pictures


@hint("'rng' is not defined", "the `rng` of the page is not known here: make one, `rng = np.random.default_rng()`.")
def check_random_pictures(answer, seed: int = 0) -> None:
    """Random pictures, none twice, each with its label as the title."""
    rng = np.random.default_rng(seed)
    name = "random_pictures"
    images = rng.uniform(-1, 1, (40, 8, 6, 1)).astype("float32")
    labels = rng.choice(100, size=40, replace=False)  # all different, so that none is right by luck
    rows = shown_rows(name, answer, images, labels, 4)
    if max(rows) < len(rows):
        raise WrongAnswer(f"{name} shows the first 4 pictures of 40. They should be random ones of all: `rng.choice(len(images), …)`.")
    if rows == list(range(rows[0], rows[0] + len(rows))):
        raise WrongAnswer(f"{name} shows 4 neighbours of the training set, {rows}. Each picture should be chosen by itself.")
    if rows == shown_rows(name, answer, images, labels, 4):
        raise WrongAnswer(
            f"{name} shows the same pictures in every call, {rows}. Does a seed stand inside the function? `default_rng()` takes a new one."
        )
    shown_rows(name, answer, images[:12], labels[:12], 12)  # all there are: whoever takes one twice leaves one out
    right(name)


def shown_rows(name: str, answer: Callable, images: np.ndarray, labels: np.ndarray, count: int) -> list[int]:
    """Say which pictures a learner's figure shows, by their rows in `images`. Their titles must be right."""
    figure = draw_figure(name, answer, images, labels, count)
    used = [axes for axes in figure.axes if axes.images]
    if any(len(axes.images) > 1 for axes in used):
        raise WrongAnswer(f"{name} draws several pictures into the same axes, one over the other. `plt.subplots` makes axes for each.")
    if len(used) != count:
        raise WrongAnswer(
            f"{name} should show {count} pictures with `imshow` when `count` is {count}; yours shows {len(used)}. Does the grid depend on `count`?"
        )
    rows = [find_picture(name, np.asarray(axes.images[0].get_array()), images) for axes in used]
    if len(set(rows)) < count:
        twice = next(row for row in rows if rows.count(row) > 1)
        raise WrongAnswer(f"{name} shows picture {twice} twice. `choice(…, replace=False)` takes none a second time.")
    check_titles(name, rows, ["".join(axes.get_title(loc) for loc in ("left", "center", "right")) for axes in used], labels)
    return rows


def find_picture(name: str, drawn: np.ndarray, images: np.ndarray) -> int:
    """Find the row of a drawn picture. Its brightness may be scaled."""

    def scaled(picture):
        picture = picture.astype(float)
        return (picture - picture.min()) / np.ptp(picture)

    originals = [scaled(image[:, :, 0]) for image in images]
    drawn = scaled(drawn[:, :, 0] if drawn.ndim == 3 else drawn)
    changes = {
        "": drawn,
        "with rows and columns swapped": drawn.T,
        "upside down": drawn[::-1],
        "mirrored": drawn[:, ::-1],
        "with black and white swapped": 1 - drawn,
    }
    for change, picture in changes.items():
        for row, original in enumerate(originals):
            if picture.shape == original.shape and np.abs(picture - original).max() < 0.01:
                if change:
                    raise WrongAnswer(f"{name} shows picture {row} {change}. `imshow(image[:, :, 0])` shows it as it is.")
                return row
    raise WrongAnswer(
        f"{name} shows something that is none of the given pictures. `imshow(images[row, :, :, 0])` shows one of those that it was given."
    )


def check_titles(name: str, rows: list[int], titles: list[str], labels: np.ndarray) -> None:
    """Check that the title of each picture is its label, whatever words stand beside it."""
    wanted = labels[rows].tolist()
    said = [[int(number) for number in re.findall(r"\d+", title)] for title in titles]
    if said == [[label] for label in wanted]:
        return
    if not any(titles):
        raise WrongAnswer(f"{name}: the pictures have no titles. Each takes its label: `axes.set_title(labels[row])`.")
    where = next(place for place, numbers in enumerate(said) if numbers != [wanted[place]])
    reason = ""
    if said == [[row] for row in rows]:
        reason = " You write where the picture stands in the array: its label is `labels[row]`."
    elif said == [[label] for label in labels[: len(rows)].tolist()]:
        reason = " You take the first labels. Take those of the chosen rows: `labels[rows]`."
    elif not titles[where]:
        reason = " `plt.title` writes over the last axes only; `ax.set_title(labels[row])` over its own."
    elif sorted(said) == sorted([label] for label in wanted):
        reason = " The labels are the right ones in another order."
    elif all(len(numbers) == 1 for numbers in said):
        reason = " Are pictures and labels chosen apart? Choose the rows once, and use them for both."
    raise WrongAnswer(
        f"{name}: picture {rows[where]} has the label {wanted[where]}, and the title in your figure says “{titles[where]}”.{reason}"
    )


# 2. Convolution


@hint(
    "operands could not be broadcast",
    "a patch is not as large as the kernel. Are height and width swapped, or does the size count the padding twice?",
)
@hint(
    "is out of bounds",
    "the result has a place for each patch, 0, 1, 2 …; it is the patch that starts at `row * stride`, `column * stride`.",
)
def check_convolve(answer, seed: int = 0) -> None:
    """A convolution of one channel, with stride and padding."""
    rng = np.random.default_rng(seed)
    edge = np.array([[0, 0, 9, 9], [0, 0, 9, 9], [0, 0, 9, 9], [0, 0, 9, 9]])
    kernel = np.array([[-1, 0, 1], [-1, 0, 1], [-2, 0, 1]])

    def size_after(size, width, stride, padding):
        return (size + 2 * padding - width) // stride + 1

    def pixel_by_pixel(image, kernel, stride, padding):
        height, width = image.shape
        rows, columns = (size_after(*sizes, stride, padding) for sizes in zip(image.shape, kernel.shape, strict=True))
        result = np.zeros((rows, columns))
        for row, column, down, along in np.ndindex(rows, columns, *kernel.shape):
            y, x = row * stride + down - padding, column * stride + along - padding
            if 0 <= y < height and 0 <= x < width:
                result[row, column] += image[y, x] * kernel[down, along]
        return result

    def slide(padded, kernel, stride=1, reduce=np.sum):
        patches = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
        return reduce(patches * kernel, axis=(2, 3))[::stride, ::stride]

    def unpadded_size(image, kernel, stride):
        return [size_after(*sizes, stride, 0) for sizes in zip(image.shape, kernel.shape, strict=True)]

    def without_stride(image, kernel, stride, padding):
        rows, columns = pixel_by_pixel(image, kernel, stride, padding).shape
        return slide(np.pad(image, padding), kernel)[:rows, :columns]

    def rounded_up(image, kernel, stride, padding):
        left_over = [(size + 2 * padding - width) % stride > 0 for size, width in zip(image.shape, kernel.shape, strict=True)]
        return np.pad(pixel_by_pixel(image, kernel, stride, padding), [(0, int(over)) for over in left_over])

    def overhanging(image, kernel, stride, padding):
        overhang = [-(size + 2 * padding - width) % stride for size, width in zip(image.shape, kernel.shape, strict=True)]
        return slide(np.pad(image, [(padding, padding + over) for over in overhang]), kernel, stride)

    def cut_short(image, kernel, stride, padding):
        rows, columns = unpadded_size(image, kernel, stride)
        return pixel_by_pixel(image, kernel, stride, padding)[:rows, :columns]

    check(
        "convolve",
        answer,
        pixel_by_pixel,
        cases=[
            (edge, kernel, 1, 0),
            (edge, kernel, 1, 1),
            (np.arange(20).reshape(4, 5), np.array([[1, 2], [3, 5]]) / 4, 2, 0),
            (np.arange(25).reshape(5, 5), kernel, 2, 1),
            (rng.normal(size=(rng.integers(7, 10), 8)), rng.normal(size=(3, 2)), 3, 2),
            (rng.normal(size=(6, 9)), rng.normal(size=(2, 4)), 2, 1),
        ],
        mistakes={
            "You turn the kernel by 180°. That is the convolution of mathematics; ours multiplies each pixel with the weight that lies "
            "on it.": lambda i, k, s, p: slide(np.pad(i, p), k[::-1, ::-1], s),
            "The padding is missing: first put `padding` rows and columns of zeros on every side, `np.pad(image, padding)`.": lambda i, k, s, p: (
                slide(i, k, s)
            ),
            "You pad at the top and on the left only. All four sides get zeros: `np.pad(image, padding)`.": lambda i, k, s, p: slide(
                np.pad(i, ((p, 0), (p, 0))), k, s
            ),
            "You pad at the bottom and on the right only. All four sides get zeros: `np.pad(image, padding)`.": lambda i, k, s, p: slide(
                np.pad(i, ((0, p), (0, p))), k, s
            ),
            "You pad rows, but no columns: `np.pad(image, padding)` does both.": lambda i, k, s, p: slide(
                np.pad(i, ((p, p), (0, 0))), k, s
            ),
            "You pad with the pixels at the rim. The padding is made of zeros.": lambda i, k, s, p: slide(np.pad(i, p, mode="edge"), k, s),
            "You pad the picture, but the size of the result is that without padding: take the shape of the padded picture.": cut_short,
            "You pad once, whatever `padding` says.": lambda i, k, s, p: slide(np.pad(i, 1), k, s),
            "The stride is missing: the kernel moves by `stride` pixels each time, down and to the right.": lambda i, k, s, p: slide(
                np.pad(i, p), k
            ),
            "The result has the right size, but your kernel moves one pixel at a time: a patch starts at `row * stride`, "
            "`column * stride`.": without_stride,
            "The kernel moves by `stride` pixels down, but one at a time to the right.": lambda i, k, s, p: slide(np.pad(i, p), k)[::s],
            "The kernel moves by `stride` pixels to the right, but one at a time down.": lambda i, k, s, p: slide(np.pad(i, p), k)[:, ::s],
            "The size is rounded up. A place where the kernel would hang over the end does not count: round down, `//`.": rounded_up,
            "Your kernel hangs over the end in the last place. Such a place does not count: round down, `//`.": overhanging,
            "The last row and column are missing: (size + 2 · padding − kernel) // stride, *plus 1*.": lambda i, k, s, p: pixel_by_pixel(
                i, k, s, p
            )[:-1, :-1],
            "Your numbers are cut to whole ones: does the array of results have an integer dtype? `np.zeros((rows, columns))` has "
            "floats.": lambda i, k, s, p: np.trunc(pixel_by_pixel(i, k, s, p)),
            "You take the mean of the products. A convolution adds them up.": lambda i, k, s, p: slide(np.pad(i, p), k, s, np.mean),
            "You take the largest product. A convolution adds them up; the largest is taken in max pooling.": lambda i, k, s, p: slide(
                np.pad(i, p), k, s, np.max
            ),
        },
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


def call_table(name: str, answer: Callable, wanted: list[str]) -> Mapping:
    """Call a learner's function that returns a dictionary with an entry for each layer."""
    table = call(name, answer)
    if not isinstance(table, Mapping):
        raise WrongAnswer(f'{name} should return a dictionary, {{"{wanted[0]}": …}}; yours returns {type(table).__name__}.')
    missing, unknown = [one for one in wanted if one not in table], [one for one in table if one not in wanted]
    if missing or unknown:
        about = f"what is missing is {', '.join(missing)}" if missing else f"there is no layer {', '.join(map(str, unknown))} to fill in"
        raise WrongAnswer(f"{name}: the dictionary should have the layers {', '.join(wanted)}, and {about}.")
    return table


def is_shape(given, wanted: tuple) -> bool:
    """Compare shapes. A list is as good as a tuple, and 10 as good as (10,)."""
    given = given if isinstance(given, tuple | list | np.ndarray) else (given,)
    return tuple(given) == tuple(wanted)


def find_mistake(given, mistakes: Mapping[str, Callable], layer: keras.Layer, same: Callable) -> str | None:
    """Find the sentence of the mistake that explains a number or shape of a layer."""
    for sentence, mistake in mistakes.items():
        with suppress(Exception):  # a mistake that this kind of layer does not allow
            if same(given, mistake(layer)):
                return sentence
    return None


def conv_size(layer, rounding=math.floor, extra=1, stride=None, padding=None) -> tuple:
    """What a mistake in the formula of the size gives: height, width and channels."""
    padding = padding or layer.padding
    stride, kernel, filters = stride or layer.strides[0], layer.kernel.shape[0], layer.kernel.shape[-1]
    height, width = layer.input.shape[1:3]
    return (
        *(math.ceil(size / stride) if padding == "same" else rounding((size - kernel) / stride) + extra for size in (height, width)),
        filters,
    )


def pool_size(layer, rounding=math.floor, channels=lambda count: count) -> tuple:
    height, width, count = layer.input.shape[1:]
    return rounding(height / layer.pool_size[0]), rounding(width / layer.pool_size[1]), channels(count)


def only(kind: type, shape: Callable) -> Callable:
    """A mistake with one kind of layer: from the sizes of its input to the wrong shape."""
    return lambda layer: shape(*layer.input.shape[1:]) if isinstance(layer, kind) else None


WRONG_SHAPES = {
    "The batch is no part of it: leave out the first number, None.": lambda layer: layer.output.shape,
    "The channels are missing: the shape is (height, width, channels out).": lambda layer: layer.output.shape[1:3],
    "You count the channels of its input. A convolution gives as many channels as it has kernels.": lambda layer: (
        *conv_size(layer)[:2],
        layer.input.shape[-1],
    ),
    "The channels come last: (height, width, channels).": lambda layer: (layer.output.shape[3], *layer.output.shape[1:3]),
    'Without `padding="same"` it is "valid": no zeros are added, and the kernel must fit into its input.': lambda layer: conv_size(
        layer, padding="same"
    ),
    'It has `padding="same"`: as many zeros are added as keep the size.': lambda layer: conv_size(layer, padding="valid"),
    "It is rounded up. A place where the kernel hangs over the end does not count: round down.": lambda layer: conv_size(
        layer, rounding=math.ceil
    ),
    "The last place is missing: (size − kernel) // stride, *plus 1*.": lambda layer: conv_size(layer, extra=0),
    "You forget its stride: it moves by more than one pixel.": lambda layer: conv_size(layer, stride=1),
    "It is rounded up. If the size is odd, pooling leaves out the last row and column.": lambda layer: pool_size(layer, rounding=math.ceil),
    "Pooling keeps the number of channels: it pools each of them by itself.": lambda layer: pool_size(
        layer, channels=lambda count: count // 2
    ),
    "Pooling takes squares of 2×2, side by side: height and width are halved.": only(
        layers.MaxPooling2D, lambda height, *rest: (height, *rest)
    ),
    "Its squares lie side by side: pooling moves by 2 pixels each time, not by 1.": only(
        layers.MaxPooling2D, lambda height, width, channels: (height - 1, width - 1, channels)
    ),
    "Flatten puts all numbers in one row: its shape has one size only.": only(layers.Flatten, lambda *sizes: sizes),
    "Flatten puts all numbers in one row: multiply height, width *and channels*.": only(
        layers.Flatten, lambda height, width, channels: (height * width,)
    ),
    "Flatten puts all numbers in one row: multiply the sizes, don't add them.": only(layers.Flatten, lambda *sizes: (sum(sizes),)),
    "That is its input. A dense layer gives as many numbers as it has units.": only(layers.Dense, lambda *sizes: sizes),
    "That is the shape of its kernel. A dense layer gives as many numbers as it has units.": lambda layer: layer.kernel.shape,
}


def check_shapes_by_hand(answer, seed: int = 0) -> None:
    """The output shape of each layer of a network, found with a pencil."""
    name = "shapes_by_hand"
    network = make_network().layers[1:]
    table = call_table(name, answer, [layer.name for layer in network])
    for layer in network:
        given = table[layer.name]
        if not is_shape(given, layer.output.shape[1:]):
            sentence = find_mistake(given, WRONG_SHAPES, layer, is_shape)
            rule = "Its input has the shape of the line above, which is right: go on from there."
            if layer is network[0]:
                rule = "Its input is the picture. Along each axis it has (size − kernel) // stride + 1 places."
            raise WrongAnswer(f"{name}: {layer.name} does not give {show(given)}. {sentence or rule}")
    right(name)


def kernel_of(layer, *order) -> tuple:
    """Parts of a kernel's shape: h, w, i (channels in), o (channels out), in the order that a mistake gives."""
    return tuple(dict(zip("hwio", layer.kernel.shape, strict=True))[part] for part in order)


WRONG_KERNELS = {
    "The channels in are missing. A kernel has a slice for each channel of its input: (height, width, channels in, channels out).": lambda layer: (
        kernel_of(layer, *"hwo")
    ),
    "Channels in and out are swapped: (height, width, channels in, channels out).": lambda layer: kernel_of(layer, *"hwoi"),
    "That is one kernel. The layer has several, and their number comes last: (height, width, channels in, channels out).": lambda layer: (
        kernel_of(layer, *"hwi")
    ),
    "The number of kernels comes last, after height, width and channels in.": lambda layer: kernel_of(layer, *"ohwi"),
    "Height and width come first: (height, width, channels in, channels out).": lambda layer: kernel_of(layer, *"oihw"),
    "Height and width come first, then channels in and channels out.": lambda layer: kernel_of(layer, *"iohw"),
    "What about the channels? A kernel has the shape (height, width, channels in, channels out).": lambda layer: kernel_of(layer, *"hw"),
    "Its input is not the picture, but what the layer before it gives: the channels in are those.": lambda layer: (
        *kernel_of(layer, *"hw"),
        3,
        *kernel_of(layer, "o"),
    ),
    "That is a kernel for one channel. Its input has more.": lambda layer: (*kernel_of(layer, *"hw"), 1, *kernel_of(layer, "o")),
    "That is its output shape. The kernel is the array of weights.": lambda layer: layer.output.shape[1:],
    "Inputs and outputs are swapped: a dense kernel is (numbers in, numbers out).": lambda layer: layer.kernel.shape[::-1],
    "The bias is an array of its own, and no part of the kernel.": lambda layer: (layer.kernel.shape[0] + 1, layer.kernel.shape[1]),
}


def places(shape) -> int:
    """The places of a map, without its channels: of a dense layer 1."""
    return math.prod(shape[1:-1])


def weights(layer) -> int:
    return math.prod(layer.kernel.shape)


WRONG_MULTIPLICATIONS = {
    "That is how many numbers come out. How many multiplications does each of them take?": lambda layer: math.prod(layer.output.shape[1:]),
    "That is the number of weights. Each of them is used at every place of the result.": lambda layer: weights(layer),
    "That is the number of parameters. The biases are added, not multiplied.": lambda layer: layer.count_params(),
    "You count the biases. They are added, not multiplied.": lambda layer: (
        places(layer.output.shape) * (weights(layer) + layer.kernel.shape[-1])
    ),
    "You count the biases as well. They are added, not multiplied.": lambda layer: (
        places(layer.output.shape) * weights(layer) + layer.kernel.shape[-1]
    ),
    "You count the places of its input. The kernel is laid once for each place of its *output*.": lambda layer: (
        places(layer.input.shape) * weights(layer)
    ),
    "The channels in are missing: at each place, each weight of the kernel is multiplied once.": lambda layer: (
        places(layer.output.shape) * weights(layer) // layer.kernel.shape[-2]
    ),
    "You count for one kernel only. The layer has as many as it has channels out.": lambda layer: (
        places(layer.output.shape) * weights(layer) // layer.kernel.shape[-1]
    ),
    "The channels out stand in the kernel's shape already: count them once.": lambda layer: (
        math.prod(layer.output.shape[1:]) * weights(layer)
    ),
    "You add the numbers in and the numbers out. Each pair of them has a weight: multiply.": lambda layer: sum(layer.kernel.shape),
}


def check_costs_by_hand(answer, seed: int = 0) -> None:
    """The kernel's shape and the multiplications of each layer with weights, found with a pencil."""
    name = "costs_by_hand"
    network = [layer for layer in make_network().layers if hasattr(layer, "kernel")]
    table = call_table(name, answer, [layer.name for layer in network])
    for layer in network:
        given = table[layer.name]
        if not isinstance(given, tuple | list) or len(given) != 2:
            raise WrongAnswer(f"{name}: {layer.name} should have two entries, (kernel shape, multiplications); yours has {show(given)}.")
        kernel, multiplications = given
        if not is_shape(kernel, layer.kernel.shape):
            sentence = find_mistake(kernel, WRONG_KERNELS, layer, is_shape)
            form = "(numbers in, numbers out)" if isinstance(layer, layers.Dense) else "(height, width, channels in, channels out)"
            raise WrongAnswer(f"{name}: the kernel of {layer.name} has not the shape {show(kernel)}. {sentence or f'It is {form}.'}")
        if difference(multiplications, places(layer.output.shape) * weights(layer)):
            sentence = find_mistake(multiplications, WRONG_MULTIPLICATIONS, layer, lambda one, other: not difference(one, other))
            rule = "Its kernel is right; multiply all sizes of the kernel, then by the places of the output, rows times columns."
            raise WrongAnswer(f"{name}: {layer.name} does not take {show(multiplications)} multiplications. {sentence or rule}")
    right(name)


# 4. A network from a table

LAYERS = ["the first convolution", "the second convolution", "the third convolution", "the hidden dense layer", "the last layer"]
RELU_AND_SOFTMAX = ("relu", "relu", "relu", "relu", "softmax")

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
}


def run_network(values: list, images: np.ndarray, activations=RELU_AND_SOFTMAX, pool=keras.ops.max_pool):
    """Compute what the network of the table says, with any activations."""
    x = images
    for number, (stride, padding) in enumerate([(1, "valid"), (1, "same"), (2, "same")]):
        x = keras.ops.conv(x, values[2 * number], strides=stride, padding=padding) + values[2 * number + 1]
        x = keras.activations.get(activations[number])(x)
        if number == 0:
            x = pool(x, 2)
    x = keras.ops.reshape(x, (len(images), -1))
    for number in (3, 4):
        x = keras.activations.get(activations[number])(x @ values[2 * number] + values[2 * number + 1])
    return np.asarray(x)


@hint(
    "Only input tensors may be passed",
    "a layer is called with what the layer before it gives, `x = layers.MaxPooling2D()(x)`. Is `(x)` missing?",
)
@hint("expected min_ndim=4", "a picture has channels, even if it is one: `keras.Input((28, 28, 1))`.")
@hint("no attribute 'lower'", 'padding is a word in Keras, `"valid"` or `"same"`.')
def check_make_cnn(answer, seed: int = 0) -> None:
    """A network with the layers, output shapes and activations of a table. Its form is free: what it computes counts."""
    rng = np.random.default_rng(seed)
    name = "make_cnn"
    for classes in (10, 3 + seed % 5):
        model = call(name, answer, classes)
        check_is_model(name, model)
        check_layers(name, model, classes)
        values = [rng.normal(size=array.shape) / math.sqrt(math.prod(array.shape[:-1])) for array in model.get_weights()]
        values = [value.astype("float32") for value in values]
        model.set_weights(values)
        images = rng.uniform(-1, 1, (3, 28, 28, 1)).astype("float32")
        given = np.asarray(model(images, training=False))
        if not np.allclose(given, run_network(values, images), atol=1e-4):
            raise WrongAnswer(f"{name}: {explain_output(given, values, images)}")
    right(name)


def check_is_model(name: str, model) -> None:
    """Check that it is one, from pictures to one output."""
    if not isinstance(model, keras.Model):
        raise WrongAnswer(
            f"{name} should return a model, and yours returns a {type(model).__name__}. The last line makes one: `keras.Model(images, x)`."
        )
    if not model.built:
        raise WrongAnswer(f"{name}: the model does not know the size of its pictures yet. It begins with `keras.Input((28, 28, 1))`.")
    if model.input_shape != (None, 28, 28, 1):
        said = f"{name}: the input should have the shape (None, 28, 28, 1), and yours has {model.input_shape}."
        raise WrongAnswer(f"{said} `keras.Input((28, 28, 1))` has one channel, and leaves the batch open.")


def check_layers(name: str, model: keras.Model, classes: int) -> None:
    """Compare kernels, biases and output shapes with the table, layer by layer."""
    kernels = [(5, 5, 1, 8), (3, 3, 8, 16), (3, 3, 16, 32), (1152, 64), (64, classes)]
    outputs = [(24, 24, 8), (12, 12, 16), (6, 6, 32), (64,), (classes,)]
    found = [layer for layer in model.layers if hasattr(layer, "kernel")]
    for number, (layer, where, kernel, output) in enumerate(zip(found, LAYERS, kernels, outputs, strict=False)):
        given_kernel, given = tuple(layer.kernel.shape), tuple(layer.output.shape[1:])
        if given != output:
            reason = WRONG_OUTPUTS.get((number, given), f"Its kernel has the shape {given_kernel}.")
            if number == 4 and given == (10,):
                reason = "It has 10 units whatever `classes` says."
            raise WrongAnswer(f"{name}({classes}): {where} should give the shape {output}, and yours gives {given}. {reason}")
        if given_kernel != kernel:
            raise WrongAnswer(
                f"{name}({classes}): {where} should have a kernel of the shape {kernel}, and yours has {given_kernel}. "
                "Look at the size of the kernels, and at what comes before this layer."
            )
        if layer.bias is None:
            raise WrongAnswer(f"{name}({classes}): {where} has no bias. Every layer of the table has one.")
    if len(found) != len(kernels):
        raise WrongAnswer(f"{name} should have five layers with weights, three convolutions and two dense ones; yours has {len(found)}.")
    if len(model.weights) != 10 or model.output_shape != (None, classes):
        raise WrongAnswer(
            f"{name}({classes}): the model has more in it than the table says: {[type(one).__name__ for one in model.layers]}."
        )


def explain_output(given: np.ndarray, values: list, images: np.ndarray) -> str:
    """Find the activations with which the table's network computes what was given, and say which are wrong."""
    if np.allclose(given, run_network(values, images, pool=keras.ops.average_pool), atol=1e-4):
        return "the pooling takes the mean of each square. Max pooling takes the largest number: `MaxPooling2D`."
    choices = ("relu", "linear", "sigmoid", "tanh", "softmax")
    one_wrong = [(*RELU_AND_SOFTMAX[:place], choice, *RELU_AND_SOFTMAX[place + 1 :]) for place, choice in product(range(3), choices)]
    several = [(conv, conv, conv, hidden, last) for conv, hidden, last in product(choices, repeat=3)]
    for activations in [*one_wrong, *several]:
        if np.allclose(given, run_network(values, images, activations), atol=1e-4):
            return explain_activations(activations)
    return "the layers have the right shapes, but the model computes something else. Is each of them used once, in the order of the table?"


def explain_activations(found: tuple) -> str:
    """Say what is wrong with activations, those of the five layers of the table."""
    if set(found) == {"linear"}:
        return "no layer has an activation. The hidden layers take ReLU, and the last one gives probabilities: softmax."
    wrong = [number for number in range(5) if found[number] != RELU_AND_SOFTMAX[number]]
    if wrong[:3] == [0, 1, 2]:
        sentences = [hidden_activation("the convolutions have", found[0])]
        wrong = wrong[3:]
    else:
        sentences = []
    sentences += [hidden_activation(f"{LAYERS[number]} has", found[number]) for number in wrong if number < 4]
    at_the_end = {
        "linear": "the last layer has no activation, so it gives logits. Softmax makes probabilities of them.",
        "sigmoid": "the last layer has sigmoid. Then the probabilities don't add up to 1: for one of several classes it takes softmax.",
        "relu": "the last layer has ReLU. It should give probabilities, all positive and with the sum 1: softmax.",
        "tanh": "the last layer has tanh. It should give probabilities, all positive and with the sum 1: softmax.",
    }
    return " And ".join([*sentences, *([at_the_end[found[4]]] if 4 in wrong else [])])


def hidden_activation(who: str, found: str) -> str:
    if found == "linear":
        return f"{who} no activation. Hidden layers take ReLU; without it, two in a row can do no more than one."
    if found == "softmax":
        return f"{who} softmax. It makes probabilities, and belongs to the last layer; hidden layers take ReLU."
    return f"{who} {found}. Hidden layers take ReLU here."


# 5. The best epoch


def check_best_epoch(answer, seed: int = 0) -> None:
    """The epoch with the lowest validation loss, counted from 1."""
    rng = np.random.default_rng(seed)

    def history(loss, val_loss, accuracy, val_accuracy):
        return ({"accuracy": accuracy, "loss": loss, "val_accuracy": val_accuracy, "val_loss": val_loss},)

    def one_by_one(history):
        best, lowest = 0, math.inf
        for epoch, loss in enumerate(history["val_loss"], 1):
            if loss < lowest:
                best, lowest = epoch, loss
        return best

    def first_rise(history):
        losses = history["val_loss"]
        return next((epoch for epoch in range(1, len(losses)) if losses[epoch] > losses[epoch - 1]), len(losses))

    check(
        "best_epoch",
        answer,
        one_by_one,
        cases=[
            history([0.9, 0.6, 0.4, 0.3], [0.8, 0.5, 0.6, 0.7], [0.7, 0.8, 0.9, 0.95], [0.75, 0.8, 0.85, 0.82]),
            history([0.9, 0.6, 0.5, 0.6, 0.3], [0.9, 0.7, 0.8, 0.5, 0.6], [0.7, 0.8, 0.7, 0.9, 0.9], [0.8, 0.7, 0.7, 0.6, 0.7]),
            history([0.9, 0.6, 0.5, 0.4], [0.9, 0.5, 0.6, 0.5], [0.7, 0.8, 0.85, 0.9], [0.7, 0.8, 0.7, 0.85]),
            *(history(*rng.uniform(size=(4, int(rng.integers(5, 9)))).round(3).tolist()) for _ in range(4)),
        ],
        mistakes={
            "You count from 0, as an index does. Epochs count from 1: the first one is epoch 1.": lambda h: np.argmin(h["val_loss"]),
            "You look at the training loss. It nearly always falls; the validation loss says how good the network is on new pictures.": lambda h: (
                np.argmin(h["loss"]) + 1
            ),
            "You look at the training loss, and count from 0. The validation loss is `val_loss`, and epochs count from 1.": lambda h: (
                np.argmin(h["loss"])
            ),
            "You look for the highest validation accuracy. The lowest validation *loss* is asked for.": lambda h: (
                np.argmax(h["val_accuracy"]) + 1
            ),
            "You look for the highest validation accuracy, and count from 0. The lowest validation *loss* is asked for.": lambda h: (
                np.argmax(h["val_accuracy"])
            ),
            "You look for the lowest accuracy. The lowest validation *loss* is asked for: `val_loss`.": lambda h: (
                np.argmin(h["val_accuracy"]) + 1
            ),
            "You look for the highest validation loss. The lower, the better: `argmin`.": lambda h: np.argmax(h["val_loss"]) + 1,
            "You return the loss. Asked for is the epoch in which it is lowest: `argmin` says where, `min` how low.": lambda h: min(
                h["val_loss"]
            ),
            "You return how many epochs there are. In which of them is the validation loss lowest?": lambda h: len(h["val_loss"]),
            "If two epochs are equally good, the earlier one is asked for.": lambda h: len(h["val_loss"]) - np.argmin(h["val_loss"][::-1]),
            "You stop at the first rise. The validation loss may fall again, and further: look at all epochs.": first_rise,
            "You look where training and validation loss are closest. The lowest validation loss is asked for.": lambda h: (
                np.argmin(np.abs(np.subtract(h["val_loss"], h["loss"]))) + 1
            ),
        },
    )


# 6. Loss and accuracy as a figure


@hint("'EPOCHS' is not defined", 'the history knows how many epochs there are: `len(history["loss"])`.')
def check_training_figure(answer, seed: int = 0) -> None:
    """Two pairs of axes: loss and accuracy, each of training and validation, over the epochs."""
    rng = np.random.default_rng(seed)
    name = "training_figure"
    small = {"accuracy": [0.7, 0.8, 0.9], "loss": [3.0, 2.0, 1.5], "val_accuracy": [0.6, 0.8, 0.7], "val_loss": [4.0, 3.0, 3.5]}
    keys = ("accuracy", "loss", "val_accuracy", "val_loss")
    longer = dict(zip(keys, rng.uniform(size=(4, int(rng.integers(5, 9)))).tolist(), strict=True))
    for history in (small, longer):
        found = find_axes(name, draw_figure(name, answer, history).axes)
        epochs = np.arange(1, len(history["loss"]) + 1)
        wanted = {
            quantity: {"training": (epochs, history[quantity]), "validation": (epochs, history[f"val_{quantity}"])} for quantity in found
        }
        for quantity, other in (("loss", "accuracy"), ("accuracy", "loss")):
            drawn = [line.get_ydata() for line in found[quantity].get_lines()]
            if drawn and all(any(not difference(line, values) for _, values in wanted[other].values()) for line in drawn):
                raise WrongAnswer(
                    f"{name}: the axes labelled “{quantity}” show the {other}. Are the curves or the labels in the wrong place?"
                )
            check_curves(f"{name}, {quantity}", found[quantity], wanted[quantity], x_label="epoch", y_label=quantity)
    right(name)


def find_axes(name: str, axes: list[Axes]) -> dict[str, Axes]:
    """Tell the axes of the loss and of the accuracy by their labels. Their order is free."""
    if len(axes) == 1 and len(axes[0].get_lines()) == 4:
        raise WrongAnswer(
            f"{name} draws all four curves into one pair of axes. Loss and accuracy have different scales: `plt.subplots(1, 2)`."
        )
    if len(axes) != 2:
        raise WrongAnswer(f"{name} should have two pairs of axes, `plt.subplots(1, 2)`; yours has {len(axes)}.")
    labels = [one.get_ylabel() for one in axes]
    found = {
        quantity: one for quantity in ("loss", "accuracy") for one, label in zip(axes, labels, strict=True) if quantity in label.lower()
    }
    if len(found) < 2 or found["loss"] is found["accuracy"]:
        raise WrongAnswer(f"{name}: the y axis of one should be labelled “loss”, that of the other “accuracy”; yours say {labels}.")
    return found


# 7. What a convolution costs


@hint("'size_after' is not defined", "the functions of the page are not known here: write the formula into your own.")
def check_convolution_costs(answer, seed: int = 0) -> None:
    """Output shape, kernel shape, parameters and multiplications of a convolution, checked against a layer of Keras."""
    rng = np.random.default_rng(seed)

    def ask_keras(input_shape, filters, kernel_size, stride, padding):
        layer = layers.Conv2D(filters, kernel_size, strides=stride, padding=padding)
        layer.build((None, *input_shape))
        output, kernel = layer.compute_output_shape((None, *input_shape))[1:], tuple(layer.kernel.shape)
        return np.array(output), np.array(kernel), layer.count_params(), math.prod(output[:2]) * math.prod(kernel)

    def size_after(size, kernel_size, stride, padding):
        return -(-size // stride) if padding == "same" else (size - kernel_size) // stride + 1

    def wrong(
        after=size_after,
        output=lambda rows, columns, channels, filters: (rows, columns, filters),
        kernel=lambda size, channels, filters: (size, size, channels, filters),
        parameters=lambda weights, filters, channels, places: weights + filters,
        multiplications=lambda weights, filters, channels, places, places_in: places * weights,
    ):
        """What a mistake in one of the steps gives."""

        def costs(input_shape, filters, kernel_size, stride, padding):
            height, width, channels = input_shape
            rows, columns = after(height, kernel_size, stride, padding), after(width, kernel_size, stride, padding)
            shape = kernel(kernel_size, channels, filters)
            count, places = math.prod(shape), rows * columns
            return (
                np.array(output(rows, columns, channels, filters)),
                np.array(shape),
                parameters(count, filters, channels, places),
                multiplications(count, filters, channels, places, height * width),
            )

        return costs

    check(
        "convolution_costs",
        answer,
        ask_keras,
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
        mistakes={
            "You treat `same` like `valid`. `same` pads so that the size stays; with a stride it is size / stride, rounded up.": wrong(
                after=lambda size, kernel, stride, padding: (size - kernel) // stride + 1
            ),
            "You treat `valid` like `same`. `valid` adds no zeros: (size − kernel) // stride + 1.": wrong(
                after=lambda size, kernel, stride, padding: -(-size // stride)
            ),
            "For `valid` the size is rounded up. A place where the kernel hangs over the end does not count: round down, `//`.": wrong(
                after=lambda size, kernel, stride, padding: -(-(size - kernel) // stride) + 1 if padding == "valid" else -(-size // stride)
            ),
            "For `same` the size is rounded down. It is size / stride, rounded *up*: 7 with stride 2 gives 4.": wrong(
                after=lambda size, kernel, stride, padding: (size - kernel) // stride + 1 if padding == "valid" else size // stride
            ),
            "With `valid` one place is missing: (size − kernel) // stride, *plus 1*.": wrong(
                after=lambda size, kernel, stride, padding: (size - kernel) // stride if padding == "valid" else -(-size // stride)
            ),
            "The stride is missing: a kernel that moves by 2 pixels has about half as many places along each axis.": wrong(
                after=lambda size, kernel, stride, padding: size_after(size, kernel, 1, padding)
            ),
            "`same` does not keep the size if there is a stride: it is size / stride, rounded up.": wrong(
                after=lambda size, kernel, stride, padding: size if padding == "same" else (size - kernel) // stride + 1
            ),
            "For `same` you take the padding `kernel_size // 2`. That is right for odd kernels only; size / stride, rounded up, always is.": wrong(
                after=lambda size, kernel, stride, padding: (size + 2 * (kernel // 2 if padding == "same" else 0) - kernel) // stride + 1
            ),
            "Your sizes have a fraction. `valid` rounds down, `//`, and `same` rounds up.": wrong(
                after=lambda size, kernel, stride, padding: size / stride if padding == "same" else (size - kernel) / stride + 1
            ),
            "You take the height for rows and columns. A picture need not be square.": lambda shape, *rest: wrong()(
                (shape[0], shape[0], shape[2]), *rest
            ),
            "Height and width are swapped: the input has (height, width, channels in).": lambda shape, *rest: wrong()(
                (shape[1], shape[0], shape[2]), *rest
            ),
            "The output has as many channels as there are kernels, `filters`, not as many as the input.": wrong(
                output=lambda rows, columns, channels, filters: (rows, columns, channels)
            ),
            "The output shape has three sizes: rows, columns and channels out.": wrong(
                output=lambda rows, columns, channels, filters: (rows, columns)
            ),
            "The channels come last: (rows, columns, channels out).": wrong(
                output=lambda rows, columns, channels, filters: (filters, rows, columns)
            ),
            "The kernel has no channels in. It has a slice for each channel of its input: (height, width, channels in, channels out).": wrong(
                kernel=lambda size, channels, filters: (size, size, filters)
            ),
            "Channels in and out are swapped in the kernel's shape: (height, width, channels in, channels out).": wrong(
                kernel=lambda size, channels, filters: (size, size, filters, channels)
            ),
            "The channels out come last in the kernel's shape: (height, width, channels in, channels out).": wrong(
                kernel=lambda size, channels, filters: (filters, size, size, channels)
            ),
            "That is the shape of one kernel. The layer has `filters` of them: (height, width, channels in, channels out).": wrong(
                kernel=lambda size, channels, filters: (size, size, channels)
            ),
            "The biases are missing among the parameters: there is one for each channel out.": wrong(
                parameters=lambda weights, filters, channels, places: weights
            ),
            "The kernel's shape is right, but your number of weights leaves out the channels in: multiply all four sizes.": wrong(
                parameters=lambda weights, filters, channels, places: weights // channels + filters,
                multiplications=lambda weights, filters, channels, places, places_in: places * weights // channels,
            ),
            "The layer has more than one bias: one for each channel out.": wrong(
                parameters=lambda weights, filters, channels, places: weights + 1
            ),
            "The parameters don't depend on the size of the picture: the same weights are used at every place.": wrong(
                parameters=lambda weights, filters, channels, places: places * (weights + filters)
            ),
            "You count the biases among the multiplications. They are only added.": wrong(
                multiplications=lambda weights, filters, channels, places, places_in: places * (weights + filters)
            ),
            "You count the biases among the multiplications, once each. They are only added.": wrong(
                multiplications=lambda weights, filters, channels, places, places_in: places * weights + filters
            ),
            "Your multiplications are those of one place. Multiply them by rows times columns of the output.": wrong(
                multiplications=lambda weights, filters, channels, places, places_in: weights
            ),
            "For the multiplications you take the places of the input. The kernel is laid once for each place of the *output*.": wrong(
                multiplications=lambda weights, filters, channels, places, places_in: places_in * weights
            ),
            "Your multiplications leave out the channels in: at each place, each weight of the kernel is multiplied once.": wrong(
                multiplications=lambda weights, filters, channels, places, places_in: places * weights // channels
            ),
            "Your multiplications are those of one kernel. There are `filters` of them.": wrong(
                multiplications=lambda weights, filters, channels, places, places_in: places * weights // filters
            ),
            "Your multiplications count the channels out twice: they are in the kernel's shape already.": wrong(
                multiplications=lambda weights, filters, channels, places, places_in: places * weights * filters
            ),
        },
    )
