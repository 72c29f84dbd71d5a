"""The checks of week 6's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will: with NumPy and gradients by hand, or with Keras where you
use NumPy. `mistakes.md` has the usual mistakes, so that a check can tell you more than *that* an answer is wrong.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import permutations, product

import keras
import numpy as np
import tensorflow as tf  # noqa: F401, for the mistakes
from keras import layers, ops

from shared.exercises import networks
from shared.exercises.answer import Answer, hint
from shared.exercises.checking import compare, exercise, recognised
from shared.exercises.comparison import difference, show
from shared.exercises.logits import sigmoid, softplus
from shared.exercises.remote import beside
from shared.model import gan_losses  # noqa: F401, for the mistakes

# 1. and 2. The losses


def check_loss(answer: Answer, expected: Callable, cases: list[tuple], large: list[tuple]) -> Iterator[str]:
    """Check a loss on logits of ordinary size, then on large ones, where careless formulas break."""
    yield from compare(answer, expected, cases)
    for case in large:
        given, wanted = np.asarray(answer(*case), dtype=float), expected(*case)
        if difference(given, wanted):
            about = f"is right for small logits. For {' and '.join(map(show, case))} it should give {wanted:.6g}, and it gives {given:.6g}."
            if np.isfinite(given):
                yield f"{about} Do you clip the probability? Then large mistakes cost too little. Softplus of the logits needs no clipping."
            yield f"{about} Somewhere a sigmoid is rounded to 0 or 1, or an exponential is too large. Softplus of the logits does without both."


def random_logits(rng, count: int) -> np.ndarray:
    return rng.normal(0, 2, size=count).astype("float32")


@exercise
def check_discriminator_loss(answer, rng):
    """−E[log D(x)] − E[log(1 − D(G(z)))] from logits."""
    real, fake = np.log([3, 3, 1]).astype("float32"), np.log([1 / 9, 1, 3]).astype("float32")
    rows = int(rng.integers(4, 8))
    yield from check_loss(
        answer,
        lambda real_logits, fake_logits: np.mean(softplus(-real_logits)) + np.mean(softplus(fake_logits)),
        cases=[
            (real, fake),
            (random_logits(rng, rows), random_logits(rng, rows)),
            (-real, fake),
            (random_logits(rng, 5), random_logits(rng, 5)),
        ],
        large=[
            (np.array([-300, 2], "float32"), np.array([300, -5], "float32")),
            (np.array([400, 1], "float32"), np.array([-400, 1], "float32")),
            (np.array([30, 30], "float32"), np.array([30 + rng.integers(9), 1], "float32")),
        ],
    )


@exercise
def check_generator_loss(answer, rng):
    """−E[log D(G(z))] from logits: the non-saturating loss."""
    yield from check_loss(
        answer,
        lambda fake_logits: np.mean(softplus(-fake_logits)),
        cases=[(np.log([1 / 9, 1, 3]).astype("float32"),), (random_logits(rng, int(rng.integers(4, 8))),), (random_logits(rng, 5) - 1,)],
        large=[(np.array([-300, 2], "float32"),), (np.array([400, 1], "float32"),), (np.array([-30 - rng.integers(9), 1], "float32"),)],
    )


# 3. and 4. Generator and discriminator from their tables


def with_weights(model: keras.Model) -> list:
    return [layer for layer in model.layers if layer.weights]


def check_layers(model: keras.Model, table: list[tuple], reasons: Mapping, call: str = "") -> Iterator[str]:
    """Compare the layers that have weights with a table.

    Args:
        table: see `compare_layers`; batch normalisation has no kernel, None.
        reasons: see there; "norms" and "order": what is wrong with batch normalisation.
    """
    found, kernels = with_weights(model), networks.with_kernels(model)
    norms = [layer for layer in found if isinstance(layer, layers.BatchNormalization)]
    strange = [type(layer).__name__ for layer in found if layer not in kernels + norms]
    if strange:
        yield f"{call}: the table has no layer like {strange[0]}."
    wanted = [row for row in table if row[3]]
    how_many = f"{call} should have {len(wanted)} layers with kernels, and yours has {len(kernels)}.".lstrip()
    if len(kernels) < len(wanted):
        yield f"{how_many} A layer is lost if the next one does not take what it gave: does each line take the x of the line before?"
    superfluous = Counter(map(type, kernels)) - Counter(kind for _, kind, *_ in wanted)
    if len(kernels) > len(wanted) and superfluous:
        yield f"{call}: your network has more {next(iter(superfluous)).__name__} layers than the table."
    yield from networks.compare_layers(kernels, wanted, reasons, call)
    if len(kernels) != len(wanted):
        yield how_many
    if len(norms) != len(table) - len(wanted):
        yield f"{call}: {reasons['norms'].format(len(norms))}"
    for layer, (where, kind, output, *_) in zip(found, table, strict=True):
        if type(layer) is not kind or tuple(layer.output.shape[1:]) != output:
            yield f"{call}: {reasons['order'].format(where)}"


def around_norm(x, layer: layers.BatchNormalization, activation: Callable, where: str):
    """Batch normalisation, as in use, and an activation "after" it, as it should be, "before" it, or "both"."""
    x = layer(x if where == "after" else activation(x), training=False)
    return x if where == "before" else activation(x)


def explain(model: keras.Model, inputs, run: Callable, hidden: str, last: str, ends: Mapping) -> Iterator[str]:
    """Find activations with which the table's network computes what the model gives, and say which are wrong.

    Args:
        run: from the three activations, and where the two hidden ones stand by batch normalisation, to the network's output.
        hidden, last: the right activations.
        ends: an activation of the last layer to what is wrong with it.
    """
    right, after = (hidden, hidden, last), ("after", "after")
    bias, linear = with_weights(model)[-1].bias, [networks.ACTIVATIONS[name] for name in (hidden, hidden, "no activation")]
    bias.assign(bias - ops.mean(run(linear, after)))  # so that the last activation gets numbers of both signs
    given = np.asarray(model(inputs, training=False))
    for where in product(("after", "before", "both"), repeat=2):
        if networks.find_activations(given, partial(run, where=where), [right]):
            if where == after:
                return
            too = ", and again after it" if "both" in where else ""
            yield f": {hidden} comes before the batch normalisation{too}. First normalise, then {hidden}. (An `activation=` belongs to its own layer, and so comes before.)"
    candidates = sorted(
        product(networks.ACTIVATIONS, repeat=3), key=lambda names: sum(one != other for one, other in zip(names, right, strict=True))
    )
    found = networks.find_activations(given, partial(run, where=after), candidates)
    if found is None:
        yield ": the layers are the right ones, but the model computes something else. Is each used once, in the table's order?"
    first, second, end = found
    at_the_end = ends.get(end, f"the last layer has {end}.")
    also = "" if end == last else f" And {at_the_end}"
    if first == second == hidden:
        yield f": {at_the_end}"
    if first == second:
        yield f": the hidden layers have {first}, and should have {hidden}.{also}"
    number, name = (2, second) if first == hidden else (1, first)
    yield f": hidden activation {number} of 2 is {name}, and should be {hidden}.{also}"


NOT_CALLED = hint("A KerasTensor is symbolic", "a layer is made first, then called: `layers.BatchNormalization()(x)`.")
SWAPPED = hint("is not connected to", "the input comes first, then the output: `keras.Model(input, output)`.")


@NOT_CALLED
@SWAPPED
@hint("to a shape", "a shape is a tuple, even of one number: `keras.Input((latent_dim,))`.")
@hint("expected min_ndim=4", "a convolution needs height, width and channels: `Reshape((7, 7, 64))`.")
@hint("calling Reshape.call()", "it can't make more or fewer numbers than it gets. The dense layer gives 7 · 7 · 64.")
@exercise
def check_make_generator(answer, rng):
    """The generator of the table. Its form is free: what it computes counts."""
    for latent_dim in (16, int(rng.integers(5, 12))):
        model, call = answer(latent_dim), f"({latent_dim})"
        yield from networks.check_input(model, (None, latent_dim), "It takes noise: `keras.Input((latent_dim,))`.", call)
        table = [
            ("the dense layer", layers.Dense, (3136,), (latent_dim, 3136), False),
            ("the first batch normalisation", layers.BatchNormalization, (7, 7, 64), None, None),
            ("the first transposed convolution", layers.Conv2DTranspose, (14, 14, 32), (4, 4, 32, 64), False),
            ("the second batch normalisation", layers.BatchNormalization, (14, 14, 32), None, None),
            ("the last transposed convolution", layers.Conv2DTranspose, (28, 28, 1), (4, 4, 1, 32), True),
        ]
        yield from check_layers(model, table, GENERATOR_REASONS, call)
        if model.output_shape != (None, 28, 28, 1):
            yield f": the model should give pictures, (None, 28, 28, 1); yours gives {model.output_shape}."
        networks.set_random_weights(model, rng)
        noise = rng.normal(size=(4, latent_dim)).astype("float32")
        yield from explain(model, noise, partial(run_generator, with_weights(model), noise), "ReLU", "tanh", GENERATOR_ENDS)


def run_generator(weighted: list, noise, activations: list[Callable], where: tuple):
    """Compute what the table says, with any activations."""
    dense, norm_1, first, norm_2, last = weighted
    x = around_norm(ops.reshape(noise @ dense.kernel, (-1, 7, 7, 64)), norm_1, activations[0], where[0])
    x = around_norm(ops.conv_transpose(x, first.kernel, strides=2, padding="same"), norm_2, activations[1], where[1])
    return activations[2](ops.conv_transpose(x, last.kernel, strides=2, padding="same") + last.bias)


LARGER = "A convolution shrinks a map or keeps it; its transpose, `Conv2DTranspose`, makes it larger."
GENERATOR_REASONS = {
    (0, (16,)): "Its numbers become 7·7 places with 64 channels.",
    (0, (49,)): "The channels are missing: 7 · 7 · 64 numbers.",
    (0, (784,)): "It does not draw the picture yet: it gives 7 · 7 · 64 numbers.",
    (0, (7, 7, 64)): "First the dense layer, then `Reshape((7, 7, 64))`.",
    (1, "Conv2D"): LARGER,
    (2, "Conv2D"): LARGER,
    (1, (7, 7, 32)): "Height and width are doubled: `strides=2`.",
    (1, (10, 10, 32)): 'Height and width are doubled, without a rim: `strides=2` and `padding="same"`.',
    (1, (16, 16, 32)): 'The stride is right. The result grows beyond 14 because the padding is missing: `padding="same"`.',
    (1, (14, 14, 64)): "The number of kernels decides the channels out: 32.",
    (1, (28, 28, 32)): "Height and width are doubled, not multiplied by 4.",
    (2, (14, 14, 1)): "Height and width are doubled: `strides=2`.",
    (2, (30, 30, 1)): 'The stride is right. The result grows beyond 28 because the padding is missing: `padding="same"`.',
    (2, (28, 28, 3)): "The pictures are grey: one channel.",
    "norms": "it should have 2 batch normalisations, after Reshape and after the first transposed convolution; yours has {}. The output layer has none: it would change the range of the pictures.",
    "order": "{} does not stand where the table has it. Batch normalisation comes after Reshape, with 64 channels, and after the first transposed convolution.",
}
GENERATOR_ENDS = {
    "no activation": "the last layer has no activation. Pictures lie between −1 and 1, and one activation has just this range.",
    "sigmoid": "the last layer has sigmoid, which gives 0 to 1. The real pictures lie between −1 and 1.",
    "ReLU": "the last layer has ReLU, which gives no negative numbers. The real pictures lie between −1 and 1.",
}


@NOT_CALLED
@SWAPPED
@hint("expected min_ndim=4", "a picture has channels, even if it is one: `keras.Input((28, 28, 1))`.")
@exercise
def check_make_discriminator(answer, rng):
    """The discriminator of the table. Its form is free: what it computes counts."""
    model = answer()
    yield from networks.check_input(model, (None, 28, 28, 1), "It takes grey pictures: `keras.Input((28, 28, 1))`.")
    table = [
        ("the first convolution", layers.Conv2D, (14, 14, 32), (4, 4, 1, 32), True),
        ("the second convolution", layers.Conv2D, (7, 7, 64), (4, 4, 32, 64), False),
        ("the batch normalisation", layers.BatchNormalization, (7, 7, 64), None, None),
        ("the dense layer", layers.Dense, (1,), (3136, 1), True),
    ]
    yield from check_layers(model, table, DISCRIMINATOR_REASONS)
    networks.set_random_weights(model, rng)
    first, second, norm, dense = with_weights(model)
    images = rng.uniform(-1, 1, (6, 28, 28, 1)).astype("float32")

    def run(activations, where):
        x = activations[0](ops.conv(images, first.kernel, strides=2, padding="same") + first.bias)
        x = around_norm(ops.conv(x, second.kernel, strides=2, padding="same"), norm, activations[1], where[1])
        return activations[2](ops.reshape(x, (len(images), -1)) @ dense.kernel + dense.bias)

    yield from explain(model, images, run, "LeakyReLU(0.2)", "no activation", DISCRIMINATOR_ENDS)


SMALLER = "That makes maps larger. The discriminator makes them smaller: `Conv2D` with a stride."
DISCRIMINATOR_REASONS = {
    (0, (28, 28, 32)): "Height and width are halved by the convolution itself, without pooling: `strides=2`.",
    (0, (13, 13, 32)): 'The stride is right; 28 becomes 14 only with padding: `padding="same"`.',
    (0, (25, 25, 32)): 'The table shows that 28 becomes 14: `strides=2` and `padding="same"`.',
    (0, "Conv2DTranspose"): SMALLER,
    (1, "Conv2DTranspose"): SMALLER,
    (1, (14, 14, 64)): "Height and width are halved by the convolution itself, without pooling: `strides=2`.",
    (1, (6, 6, 64)): 'The stride is right; 14 becomes 7 only with padding: `padding="same"`.',
    (2, (7, 7, 1)): "It still has height and width: `Flatten` is missing before it.",
    (2, (2,)): "One logit is enough: large for real, small for generated.",
    (2, (10,)): "It does not tell digits apart, but real from generated: one logit.",
    (2, "kernel"): "`Flatten` hands it all 7 · 7 · 64 numbers. A global pooling throws the places away.",
    "norms": "it should have one batch normalisation, after the second convolution; yours has {}. The first layer has none: it sees the pictures as they are.",
    "order": "{} does not stand where the table has it. Batch normalisation comes after the second convolution.",
}
DISCRIMINATOR_ENDS = {
    "sigmoid": "the last layer has sigmoid. It should give a logit: the loss has the sigmoid in it, and it would be taken twice.",
    "tanh": "the last layer has tanh. It should give a logit, a number of any size.",
    "LeakyReLU(0.2)": "the last layer has LeakyReLU. It should give a logit, as the dense layer gives it.",
    "ReLU": "the last layer has ReLU. It should give a logit, a number of any size, also a negative one.",
}


# 5. A training step


def affine(inputs: int, kernel: np.ndarray, bias: np.ndarray) -> keras.Model:
    """A network of one dense layer with given weights: its gradients are easy to compute by hand."""
    start = keras.Input((inputs,))
    model = keras.Model(start, networks.WhileTraining()(layers.Dense(kernel.shape[1])(start)))
    model.set_weights([kernel, bias])
    return model


def take_step(function: Callable, weights: list, real: np.ndarray, noise: np.ndarray) -> dict:
    """Let a training step move two affine networks; runs beside the learner's code.

    Returns:
        "losses", what it returned; "weights" of both networks after it; who is "frozen"; and who is "lost", if no gradient came.
    """
    models = affine(3, *weights[:2]), affine(2, *weights[2:])
    optimizers = keras.optimizers.SGD(0.5), keras.optimizers.SGD(0.25)
    losses, lost = None, ""
    try:
        losses = function(*models, *optimizers, real, noise)
    except ValueError as error:
        if "No gradients" not in str(error):
            raise
        lost = "generator" if optimizers[1].iterations > 0 else "discriminator"
    named = zip(("generator", "discriminator"), models, strict=True)
    frozen = [who for who, network in named if len(network.trainable_variables) < 2]
    return {"losses": losses, "weights": [one for network in models for one in network.get_weights()], "frozen": frozen, "lost": lost}


def steps_by_hand(weights: list, real, noise, training=(True,) * 5) -> tuple[tuple, list]:
    """One training step of affine networks, G(z) = zA + b and D(x) = xw + c, with gradients by hand.

    Args:
        weights: A, b, w, c.
        training: which of CALLS have `training=True`. Without it a network gives half.

    Returns:
        the losses, each before its own step, and the weights afterwards.
    """
    A, b, w, c = weights
    generated, of_real, of_fake, generated_again, judged = (1 if flag else 0.5 for flag in training)
    fake = generated * (noise[0] @ A + b)
    r, f = of_real * (real @ w + c), of_fake * (fake @ w + c)
    slope_r, slope_f = of_real * (sigmoid(r) - 1) / len(r), of_fake * sigmoid(f) / len(f)
    w, c = w - 0.25 * (real.T @ slope_r + fake.T @ slope_f), c - 0.25 * (slope_r + slope_f).sum(axis=0)
    logits = judged * (generated_again * (noise[1] @ A + b) @ w + c)
    slope = judged * generated_again * (sigmoid(logits) - 1) / len(logits) @ w.T
    losses = softplus(-r).mean() + softplus(f).mean(), softplus(-logits).mean()
    return losses, [A - 0.5 * noise[1].T @ slope, b - 0.5 * slope.sum(axis=0), w, c]


CALLS = (
    "the generator in the discriminator's step",
    "the discriminator on real pictures",
    "the discriminator on fakes in its own step",
    "the generator in its own step",
    "the discriminator in the generator's step",
)


@hint("non-persistent GradientTape", "each of the two steps needs a tape of its own, `with tf.GradientTape() as tape:`.")
@hint("found shape=(2, 6, 3)", "`noise` holds two sets: `noise[0]` for the discriminator's step, `noise[1]` for the generator's.")
@hint("_unique_id", "the gradients come first: `optimizer.apply(gradients, variables)`.")
@hint("apply_gradients() takes", "two arguments take `optimizer.apply(gradients, variables)`.")
@hint("Unknown variable", "an optimizer belongs to one network, and is used in its step alone.")
@exercise
def check_train_step(answer, rng):
    """A step of each network on affine ones, whose gradients are computed by hand."""
    weights = [rng.normal(size=shape) for shape in [(3, 2), (2,), (2, 1), (1,)]]
    real, noise = rng.normal(1, 1, size=(6, 2)), rng.normal(size=(2, 6, 3))

    def step(function):
        """Let a function take its step with new networks; return the losses and all weights after it."""
        taken = beside(function, take_step, weights, real.astype("float32"), noise.astype("float32"))
        if who := taken["lost"]:
            raise answer.wrong(
                f": in the {who}'s step the gradient is empty: as far as the tape has seen, the loss does not depend on these variables. The {who} must be called *inside* the tape of its step, and so must all that comes after it; nothing on the way may leave TensorFlow (`numpy()`) or stop the gradient (`stop_gradient`)."
            )
        for who in taken["frozen"]:
            raise answer.wrong(
                f": after your step the {who} is frozen, `trainable = False`, and in the next one it could not move. You need not freeze it: a step moves only the variables that you hand over."
            )
        return None if taken["losses"] is None else (taken["losses"], taken["weights"])

    losses, after = Answer(answer.name, partial(step, answer.value))()
    wanted_losses, wanted = steps_by_hand(weights, real, noise)

    def ends_at(others):
        return all(np.allclose(one, other, atol=1e-4) for one, other in zip(after, others, strict=True))

    if not ends_at(wanted):
        parameters = "generator, discriminator, generator_optimizer, discriminator_optimizer, real_images, noise"
        complaint = recognised(answer, parameters, lambda mistake: [ends_at(step(mistake)[1])], [True])
        if complaint:
            yield complaint
        for flags in product((True, False), repeat=len(CALLS)):
            if ends_at(steps_by_hand(weights, real, noise, flags)[1]):
                missing = [which for which, flag in zip(CALLS, flags, strict=True) if not flag]
                yield f": you call without `training=True`: {'; '.join(missing)}."
        if not ends_at(step(answer.value)[1]):
            yield ": a second call with the same arguments leads elsewhere, so you draw random numbers of your own. The noise is given: `noise[0]` and `noise[1]`."
        who = [which for which, number in (("generator", 0), ("discriminator", 2)) if not np.allclose(after[number], weights[number])]
        yield f": the networks do not end where the two steps of Algorithm 1 lead ({' and '.join(who) or 'neither network'} moved). Compute each loss once more on paper: which logits, which label, which variables?"
    right = ": the networks move as they should."
    if not isinstance(losses, tuple | list) or len(losses) != 2:
        yield f"{right} It should return two losses, `return a, b`; yours returns {show(losses)}."
    given = tuple(float(np.asarray(loss)) for loss in losses)
    if not np.allclose(given, wanted_losses, atol=1e-3):
        swapped = (
            " They are in the wrong order: the discriminator's comes first." if np.allclose(given[::-1], wanted_losses, atol=1e-3) else ""
        )
        yield f"{right} The losses should be {wanted_losses[0]:.4f} and {wanted_losses[1]:.4f}, each as it was for its step; yours are {given[0]:.4f} and {given[1]:.4f}.{swapped}"


# 6. The formation of the digits


@hint("axes don't match array", "there are five axes, and the last is one channel: `snapshots[..., 0]` has four.")
@hint("cannot reshape array", "take all sizes from `snapshots.shape`: not every picture has 28 rows.")
@exercise
def check_formation_picture(answer, rng):
    """All snapshots in one picture: a row for each epoch, a column for each noise."""
    example = np.array([[[[-1, 1]], [[1, 1]]], [[[-1, -1]], [[1, -1]]]], "float32")[..., None]
    small = np.array([[[-1, 1], [0.2, -0.6]], [[-0.2, 1], [1, 1]], [[-1, -1], [0.6, -1]]], "float32").reshape(1, 3, 2, 2, 1)
    cases = [
        (example,),
        (np.concatenate([small, -small]),),
        (rng.uniform(-1, 1, (3, 4, 5, 5, 1)).astype("float32"),),
        (rng.uniform(-1, 1, (int(rng.integers(4, 7)), 2, 4, 4, 1)).astype("float32"),),
    ]

    def pixel_by_pixel(snapshots):
        epochs, count, height, width, _ = snapshots.shape
        picture = np.zeros((epochs * height, count * width), "uint8")
        for epoch, number, row, column in np.ndindex(epochs, count, height, width):
            picture[epoch * height + row, number * width + column] = round((float(snapshots[epoch, number, row, column, 0]) + 1) * 127.5)
        return picture

    def in_order(snapshots, axes):
        """Take other axes for `transpose` than (0, 2, 1, 3)."""
        return np.round((snapshots[..., 0].transpose(axes).reshape(pixel_by_pixel(snapshots).shape) + 1) * 127.5)

    def read(value):
        value = np.asarray(value)
        value = value[:, :, 0] if value.ndim == 3 and value.shape[2] == 1 else value
        return value.astype(int) if value.dtype == "uint8" else value

    called = ("epoch", "picture", "row", "column")
    given = [read(answer(*case)) for case in cases]
    for axes in permutations(range(4)):
        if axes not in ((0, 1, 2, 3), (0, 2, 1, 3)) and not any(
            difference(one, in_order(*case, axes)) for one, case in zip(given, cases, strict=True)
        ):
            yield f": The strokes are torn: before `reshape` your axes are {', '.join(called[axis] for axis in axes)}. One row of the whole picture needs epoch, row, picture, column."
    yield from compare(answer, pixel_by_pixel, cases, read=read)
    kind = np.asarray(answer(*cases[0])).dtype
    if kind != "uint8":
        yield f': the picture is right, but its numbers are {kind}. Pictures for people are uint8: `.astype("uint8")`.'


# 7. Loss curves


# Measured in games of eight clumps, as on the page: 1000 steps each, means of 40. At the end A hits two, B eight, C one.
MEASURED = """
0.33 0.02 0.02 0.03 0.08 0.17 0.27 0.33 0.35 0.33 0.32 0.28 0.26 0.23 0.22 0.20 0.22 0.21 0.21 0.23 0.22 0.23 0.24 0.23 0.22
2.68 6.36 8.18 9.30 9.48 8.09 6.46 5.35 4.70 4.43 4.39 4.40 4.77 5.08 5.34 5.73 6.00 6.24 6.14 6.30 6.19 6.36 6.15 6.14 6.26
1.33 1.25 1.32 1.37 1.34 1.32 1.25 1.17 1.15 1.18 1.23 1.24 1.25 1.26 1.30 1.32 1.33 1.34 1.33 1.34 1.35 1.35 1.35 1.35 1.35
0.88 0.93 0.85 0.79 0.72 0.74 0.77 0.87 0.94 0.93 0.92 0.89 0.89 0.88 0.84 0.82 0.81 0.80 0.80 0.80 0.78 0.78 0.77 0.77 0.76
1.18 1.31 1.39 1.58 1.51 1.35 1.03 0.98 0.57 2.17 1.49 1.37 1.36 1.27 1.03 0.94 0.77 1.47 1.11 1.24 0.74 1.88 1.11 1.44 1.15
1.02 1.01 0.96 0.89 1.03 0.81 1.22 1.21 1.75 2.28 2.49 1.49 0.82 0.79 1.25 1.11 1.51 1.04 1.65 0.63 1.42 1.76 2.96 0.55 1.14
"""
CURVES = {
    game: dict(zip(("discriminator", "generator"), curves, strict=True))
    for game, curves in zip("ABC", np.array(MEASURED.split(), dtype=float).reshape(3, 2, 25), strict=True)
}
ANSWERS = {"A": "too strong", "B": "healthy", "C": "collapsed"}
WORDS = ("healthy", "collapsed", "too strong")
DISTINCTIONS = {  # what it is, and what was said
    "too strong, healthy": "A low loss of the discriminator is no success of the game: it is hardly ever fooled. And where is the generator's loss?",
    "too strong, collapsed": "Its curves don't swing in the second half. They have parted; which of the two networks is winning?",
    "healthy, too strong": "Its discriminator is nearly as unsure as one that knows nothing, whose loss is 1.386.",
    "healthy, collapsed": "Look at the second half: its curves hardly move any more.",
    "collapsed, healthy": "Look at the second half: do its curves settle?",
    "collapsed, too strong": "The loss of its discriminator is around 1.2, far from 0: it is often fooled. What do the curves do in the second half?",
}


@exercise
def check_read_curves(answer, rng):
    """Which of three games is which."""
    given = answer()
    if not isinstance(given, Mapping) or sorted(map(str, given)) != sorted(ANSWERS):
        yield f'should return a dictionary with the games A, B and C, {{"A": "…", "B": "…", "C": "…"}}; yours is {show(given)}.'
    said = {game: str(word).strip().lower() for game, word in given.items()}
    unknown = [word for word in said.values() if word not in WORDS]
    if unknown:
        yield f": “{unknown[0]}” is none of the words. They are {', '.join(WORDS)}."
    if len(set(said.values())) < 3:
        yield ": each of the three words belongs to one game, and you use one of them twice."
    for game, word in said.items():
        if word != ANSWERS[game]:
            yield f": game {game} is not “{word}”. {DISTINCTIONS[f'{ANSWERS[game]}, {word}']}"
