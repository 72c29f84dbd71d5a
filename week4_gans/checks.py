"""The checks of week 4's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will: with matrices, pixel by pixel, or by asking Keras.
`mistakes.md` has the usual mistakes, so that a check can tell you more than *that* an answer is wrong.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain, cycle, product
from types import SimpleNamespace

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from shared.exercises.answer import Answer, WrongAnswer, hint
from shared.exercises.checking import compare, exercise, recognised
from shared.exercises.comparison import kind_of
from shared.exercises.logits import softplus
from shared.exercises.mistakes import Mistake
from shared.exercises.networks import ACTIVATIONS, check_input
from shared.exercises.remote import beside
from shared.exercises.tables import compare_shapes
from shared.model.gan_losses import discriminator_loss, generator_loss

# 1. and 2. The two networks

PAGE_NAMES = hint(
    "NameError", "What a page defines is not known here. Write the 64 units as a number; what else you need, your function is given."
)
SLOPES = (0.05, 0.1, 0.15, 0.25, 0.4, 0.5)  # of leaky ReLU, beside the usual ones: the exercises name none
HIDDEN = ACTIVATIONS | {f"leaky ReLU with a slope of {slope}": partial(ops.leaky_relu, negative_slope=slope) for slope in SLOPES}
LAST = {
    "sigmoid": "It gives probabilities then. Our losses take logits, any number from minus to plus infinity: no activation.",
    "softmax": "Of a single number softmax always makes 1. It should give a logit: no activation.",
    "tanh": "A logit may be any number: no activation.",
    "ReLU": "It could never say “fake”, for which a logit is negative: no activation.",
}


@PAGE_NAMES
@hint("to a shape", "A shape is a tuple, and a tuple of one number has a comma: `(latent_dim,)`.")
@hint("must be KerasTensors", "A model is built before there is any noise: it begins with `keras.Input`.")
@exercise
def check_make_generator(answer, rng):
    """A dense network from noise to points. Its form is free: what it computes counts."""
    for latent_dim in (8, int(rng.integers(9, 17))):
        model = answer(latent_dim)
        example = f"The noise has latent_dim numbers, here {latent_dim}: `keras.Input((latent_dim,))`."
        yield from check_input(model, (None, latent_dim), example)
        sizes = {
            1: "One number would be a judgement. The generator makes points, and a point has two.",
            latent_dim: "It should not give as many as there is noise: a point has two numbers.",
        }
        shapes = [tuple(weight.shape) for weight in model.weights]
        yield from check_layers(shapes, [(latent_dim, 64), (64, 64), (64, 2)], model.output_shape, sizes)
        ends = {
            "tanh": "All its points would lie between −1 and 1, and the real ones lie further out.",
            "sigmoid": "All its points would lie between 0 and 1, and the real ones lie elsewhere too.",
            "softmax": "The two numbers of a point would always add up to 1: all points on one line.",
            "ReLU": "It could make no negative numbers.",
        }
        noise, weights = rng.normal(0, 3, (50, latent_dim)).astype("float32"), random_weights(shapes, rng)
        given = []
        for values in both_signs(weights):
            model.set_weights(values)
            given.append(np.asarray(model(noise, training=False)))
        yield from check_activations(find_activations(given, [noise], weights, product(HIDDEN, HIDDEN, ACTIVATIONS)), ends)


def describe(make: Callable) -> dict | None:
    """Build a learner's model, and say what it is; runs beside the learner's code, where layers of the learner's own are known."""
    model = make()
    if model is None:
        return None
    if not isinstance(model, keras.Model):
        return {"kind": kind_of(model)}
    if not model.built:
        return {"kind": ""}
    shapes = [list(weight.shape) for weight in model.weights]
    return {"input": list(model.input_shape), "output": list(model.output_shape), "weights": shapes}


def look_at_batches(make: Callable, weights: list, batches: list) -> tuple[list, np.ndarray]:
    """Build a learner's model with given weights; runs beside the learner's code.

    Returns:
        its logits for each batch, and for the last one the gradient of the logits' sum with respect to the points.
    """
    model = make()
    model.set_weights(weights)
    logits = [np.asarray(model(tf.constant(batch), training=False)) for batch in batches]
    points = tf.constant(batches[-1])
    with tf.GradientTape() as tape:
        tape.watch(points)
        total = tf.reduce_sum(model(points, training=False))
    return logits, np.asarray(tape.gradient(total, points))


def deviation(points: np.ndarray, axis: int | None = 0) -> np.ndarray:
    """The mean distance from the mean."""
    return np.abs(points - points.mean(axis=axis, keepdims=True)).mean(axis=axis, keepdims=True)


SPREADS = {  # what may stand beside the points in place of the spread, and what to say of it
    "the standard deviation": (lambda points: points.std(axis=0), "The spread is the mean of |x − mean|: no squares, and no root."),
    "the variance": (lambda points: points.var(axis=0), "The spread is the mean of |x − mean|: no squares."),
    "the mean of the batch": (
        lambda points: points.mean(axis=0),
        "It says where the points lie, and not how far apart. The spread is the mean of |x − mean|.",
    ),
    "how far each point is from the mean": (
        lambda points: abs(points - points.mean(axis=0)),
        "The spread is the mean of that over the batch, the same two numbers for all points.",
    ),
    "0": (
        lambda points: 0 * points,
        "Either the differences above and below the mean cancel out (take `ops.abs` before you average them), or the spread is not *added* to `ops.zeros_like(points)`.",
    ),
    "the mean distance from 0": (lambda points: abs(points).mean(axis=0), "Subtract the mean of the batch before you take `ops.abs`."),
    "the spread within each point": (
        lambda points: deviation(points, 1),
        "The two numbers of a point are no batch. Take both means over the points: `axis=0`.",
    ),
    "the spread of all numbers together": (
        lambda points: deviation(points, None),
        "Each coordinate has a mean and a spread of its own: `axis=0`.",
    ),
    "the sum of the distances": (
        lambda points: deviation(points) * len(points),
        "Take their mean, so that the spread does not grow with the batch.",
    ),
    "the largest distance from the mean": (
        lambda points: abs(points - points.mean(axis=0)).max(axis=0),
        "The spread is the mean of the distances.",
    ),
    "the distance from the smallest to the largest": (lambda points: np.ptp(points, axis=0), "The spread is the mean of |x − mean|."),
}


UNKNOWN_SIZE = (
    "When the model is built nobody knows how many points a batch will have. `ops.zeros_like(points) + spread` has as many rows as come."
)


@PAGE_NAMES
@hint("required positional argument", "It is called as the blank has it: with nothing between the brackets.")
@hint(
    "Every value in `xs`",
    "There are two spreads, and as many points as a batch has: `ops.zeros_like(points) + spread` is one row for each point.",
)
@hint(
    "Concatenate.call",
    "There is one row of spreads, and there are many points: `ops.zeros_like(points) + spread` is one row for each point.",
)
@hint("KerasTensor is symbolic", "A model's input has no numbers yet, and NumPy needs some: take `ops.` in place of `np.`.")
@hint("to a TensorFlow function", "Between the layers of a model take `ops.` in place of `tf.`.")
@hint("NoneType", UNKNOWN_SIZE)
@hint("array slice. Received: `None`", UNKNOWN_SIZE)
@hint("BroadcastTo", UNKNOWN_SIZE)
@exercise
def check_make_batch_discriminator(answer, rng):
    """A dense network from points, and the spread of their batch, to logits. Its form is free: what it computes counts."""
    form = Answer(answer.name, partial(beside, answer.value, describe))()
    if "input" not in form:
        does = f"yours returns {form['kind']}" if form["kind"] else "yours does not know the size of its input yet"
        yield f"should return a model that begins with `keras.Input((2,))`, `keras.Model(…, …)`; {does}."
    if form["input"] != [None, 2]:
        yield f": the input should have the shape (None, 2), and yours has {tuple(form['input'])}. It looks at points, and computes their spread itself: `keras.Input((2,))`."
    shapes = [tuple(shape) for shape in form["weights"]]
    sizes = {2: "Two numbers, one for real and one for fake, would say the same thing twice: one logit is enough."}
    sees = {
        2: "It sees two numbers: a point, or the spread. Join them before the first layer, side by side: `axis=1`.",
        3: "It sees three numbers: there are two spreads, one for each coordinate.",
    }
    first = shapes[0][0] if shapes else 0
    if tuple(form["output"]) == (None, 1) and first != 4:
        yield f": the first dense layer should see four numbers a row, a point and two spreads. {sees.get(first, f'Yours sees {first}.')}"
    yield from check_layers(shapes, [(4, 64), (64, 64), (64, 1)], tuple(form["output"]), sizes)

    example = np.array([[0, 1], [0, 1], [0, 5], [4, 5]])  # that of the statement
    points = rng.normal(0, 3, (30, 2))
    batches = [batch.astype("float32") for batch in (example, 4 + points / 9, *(batch for (batch,) in answer.more), points)]
    weights, given = random_weights(shapes, rng), []
    for values in both_signs(weights):
        logits, slopes = Answer(answer.name, partial(beside, answer.value, look_at_batches, values, batches))()
        if [one.shape for one in logits] != [(len(batch), 1) for batch in batches]:
            yield f"should give one logit for each point: for batches of {[len(batch) for batch in batches]} points yours gives the shapes {[one.shape for one in logits]}."
        given += logits

    for order in (slice(None), slice(None, None, -1)):  # the spread may stand before the point

        def rows(spread: Callable, batch: np.ndarray, order: slice = order) -> np.ndarray:
            return np.concatenate([batch, spread(batch) + np.zeros_like(batch)][order], axis=1)

        names = find_activations(given, [rows(deviation, batch) for batch in batches], weights, product(HIDDEN, HIDDEN, ACTIVATIONS))
        if names is not None:
            yield from check_activations(names, LAST)
            yield from check_pull(lambda batch: rows(deviation, batch), batches[-1], weights, names, slopes)
            return
        for name, (spread, sentence) in SPREADS.items():
            usual = product(*2 * [["ReLU", *(name for name in HIDDEN if "eaky" in name)]], ["no activation"])
            if find_activations(given, [rows(spread, batch) for batch in batches], weights, usual) is not None:
                yield f": what stands beside the point is {name}. {sentence}"
    yield ": the layers have the right sizes, but the model computes something else. Are the four numbers of the example's first point (0, 1, 1.5, 2)? Is each layer used once, in order? And do the hidden ones have ReLU or leaky ReLU?"


def check_pull(rows: Callable, points: np.ndarray, weights: list, names: tuple, slopes: np.ndarray) -> Iterator[str]:
    """Check that a push on the points comes through the spread as well: by moving each number a little."""
    values = [one.astype(float) for one in both_signs(weights)[1]]
    wanted = np.zeros(points.shape)
    for place in np.ndindex(points.shape):
        for side in (1, -1):
            moved = points.astype(float)
            moved[place] += side * 1e-5
            wanted[place] += side * run_dense(values, names, rows(moved)).sum() / 2e-5
    if not np.allclose(slopes, wanted, rtol=1e-2, atol=1e-2 * abs(wanted).max()):
        yield ": the logits are right, but no gradient comes back through the spread, and the generator could not learn to spread its points. Does `stop_gradient` stand in its way, or a step outside Keras?"


def random_weights(shapes: list[tuple], rng: np.random.Generator) -> list[np.ndarray]:
    """Draw weights with which no activation is right by chance."""
    return [
        (rng.normal(size=shape) / np.sqrt(shape[0]) if len(shape) > 1 else rng.normal(0, 0.5, shape)).astype("float32") for shape in shapes
    ]


def both_signs(weights: list[np.ndarray]) -> tuple[list, list]:
    """Give the weights, and others with which the outputs have the other sign."""
    return weights, [*weights[:-2], -weights[-2], -weights[-1]]


def run_dense(values: list[np.ndarray], names: Iterable[str], x: np.ndarray) -> np.ndarray:
    """What dense layers with these activations compute."""
    for kernel, bias, name in zip(values[::2], values[1::2], names, strict=True):
        x = np.asarray(HIDDEN[name](x @ kernel + bias))
    return x


def check_layers(shapes: list[tuple], wanted: list[tuple], output: tuple, sizes: Mapping[int, str]) -> Iterator[str]:
    """Compare the shapes of a network's weights with three kernels and biases; `sizes` has what is wrong with another number of outputs."""
    outputs = wanted[-1][1]
    if output != (None, outputs):
        numbers = f"{outputs} number{'s' * (outputs > 1)} for each row, the shape (None, {outputs})"
        yield f"should give {numbers}, and yours gives {output}. {sizes.get(output[-1], '')}".strip()
    kernels = [shape for shape in shapes if len(shape) > 1]
    if len(kernels) != 3:
        lost = " A layer counts only if the next one is called on its output." * (len(kernels) < 3)
        yield f"should have three dense layers, two of them hidden; yours has {len(kernels)}.{lost}"
    if kernels != wanted:
        yield f": the kernels should have the shapes {wanted}, and yours have {kernels}. Each hidden layer has 64 units."
    if shapes != [shape for kernel in wanted for shape in (kernel, kernel[1:])]:
        yield f"should have three kernels and three biases, and yours has weights of the shapes {shapes}."


def find_activations(given: list, batches: list, weights: list, candidates: Iterable[tuple[str, ...]]) -> tuple[str, ...] | None:
    """Find the activations with which three layers give what a learner's network gave, with weights of both signs; None if there are none."""
    inputs = [(values, batch) for values in both_signs(weights) for batch in batches]

    def fits(names: tuple[str, ...]) -> bool:
        return all(
            np.allclose(one, run_dense(values, names, batch), rtol=1e-4, atol=1e-4)
            for one, (values, batch) in zip(given, inputs, strict=True)
        )

    likely = sorted(candidates, key=lambda names: sum("ReLU" not in name for name in names[:-1]) + (names[-1] != "no activation"))
    return next(filter(fits, likely), None)


def check_activations(found: tuple[str, ...] | None, ends: Mapping[str, str]) -> Iterator[str]:
    """Complain of the activations that explain what a model gives; `ends` has what is wrong with one of the last layer."""
    if found is None:
        yield ": the layers have the right sizes, but the model computes something else. Is each layer used once, in order? And do the hidden ones have ReLU or leaky ReLU?"
    *hidden, last = found
    for where, name in zip(("first", "second"), hidden, strict=True):
        if "ReLU" not in name:
            which = "both hidden layers have" if len(set(hidden)) == 1 else f"the {where} hidden layer has"
            why = "Without one, two layers can do no more than one." if name == "no activation" else "Here they take ReLU or leaky ReLU."
            yield f": {which} {name}. {why}"
    if last != "no activation":
        yield f": the last layer has {last}. {ends['ReLU' if 'ReLU' in last else last]}"


# 3. and 4. The losses

SMALL = ("1e-06", "1e-07", "1e-08", "1e-09", "1e-10", "1e-12")  # what people add to a probability


def check_loss(answer: Answer, expected: Callable, cases: list[tuple]) -> Iterator[str]:
    """Check a loss as training calls it. Who adds a small number to a probability may add any of the usual ones."""
    added = next(mistake for mistake in answer.mistakes if "beside the probability" in mistake.message)
    others = [Mistake(*(re.sub(r"1e-\d+", small, text) for text in (added.message, added.code))) for small in SMALL]
    answer = replace(answer, mistakes=(*answer.mistakes, *others))
    # First the logits at which a logarithm typed by hand is right as well: there a mistake is the same with it as with softplus.
    gentle = [case for case in cases if max(abs(logits).max() for logits in case) < 10]
    yield from compare(replace(answer, more=()), expected, gentle, through=partial(on_tape, answer))
    yield from compare(answer, expected, cases, through=partial(on_tape, answer))
    yield from check_slopes(answer, expected, cases[1])  # random numbers, at none of which a slope is open


def value_and_slopes(loss: Callable, *logits: np.ndarray) -> tuple:
    """Call a loss on tensors, with a tape; runs beside the learner's code.

    Returns:
        its value, the kind of the value if it is no tensor, and the gradient for each argument, None where the tape lost it.
    """
    tensors = [tf.constant(one) for one in logits]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        value = loss(*tensors)
    if value is None:
        return None, "", []
    if not tf.is_tensor(value):
        return 0.0, kind_of(value), []
    slopes = tape.gradient(value, tensors)
    return np.asarray(value, dtype=float), "", [None if slope is None else np.asarray(slope) for slope in slopes]


def on_tape(answer: Answer, loss: Callable) -> Callable:
    """Call a loss on tensors, and with a tape that must be able to follow it."""

    def value_of(*logits):
        value, kind, slopes = beside(loss, value_and_slopes, *logits)
        if kind in ("a tuple", "a list"):
            raise answer.wrong(f"returns {kind}. Return a single number; if it has two parts, add them.")
        if kind:
            raise answer.wrong(
                f"returns {kind}, and the tape can't follow how it came about. `np.` and `float()` leave TensorFlow: take `ops.`, or a loss of Keras."
            )
        if any(slope is None for slope in slopes):
            raise answer.wrong(
                ": the loss does not depend on all logits that it is given, or the tape lost sight of them (`np.`, `float()`)."
            )
        return value

    return value_of


def check_slopes(answer: Answer, expected: Callable, case: tuple) -> Iterator[str]:
    """Check the gradient of a loss by finite differences of the right one."""
    _, _, slopes = beside(answer.value, value_and_slopes, *case)
    for which, slope in enumerate(slopes):
        for place in np.ndindex(case[which].shape):
            moved = [[one.astype(float) for one in case] for _ in range(2)]
            for side, arguments in zip((1, -1), moved, strict=True):
                arguments[which][place] += side * 1e-4
            if not np.isclose(slope[place], (expected(*moved[0]) - expected(*moved[1])) / 2e-4, rtol=1e-2, atol=1e-3):
                yield ": the value is right, but its gradient is another one. Does something stop it on the way (`stop_gradient`, `np.`)?"


def column(numbers) -> np.ndarray:
    return np.array(numbers, dtype="float32")[:, None]


@exercise
def check_discriminator_loss(answer, rng):
    """How wrong the discriminator is, about real and about fake."""
    yield from check_loss(
        answer,
        lambda real_logits, fake_logits: softplus(-real_logits).mean() + softplus(fake_logits).mean(),
        cases=[
            (column([2, 0]), column([-1, 1])),
            *((column(rng.normal(size=count)), column(rng.normal(1, 2, count))) for count in (3, 5)),
            (column([-200, 3]), column([2, 40])),
            (column([0, 0]), column([0])),
            (column([200, -200]), column([200, -200])),
        ],
    )


@exercise
def check_generator_loss(answer, rng):
    """How badly the generator deceives, in the form that does not saturate."""
    yield from check_loss(
        answer,
        lambda fake_logits: softplus(-fake_logits).mean(),
        cases=[(column([0, 1]),), *((column(rng.normal(1, 2, count)),) for count in (3, 5)), (column([-200, 3]),), (column([200, -200]),)],
    )


# 5. The training step

LATENT_DIM = 3


def own_generator_loss(fake_logits):
    """A loss that is passed to `compile`, and is not the page's."""
    return 1.5 * generator_loss(fake_logits)


def own_discriminator_loss(real_logits, fake_logits):
    """A loss that is passed to `compile`, and is not the page's."""
    return 1.25 * discriminator_loss(real_logits, fake_logits)


LOSSES = {"generator": lambda real_logits, fake_logits: own_generator_loss(fake_logits), "discriminator": own_discriminator_loss}


class Noise(layers.Layer):
    """Hands noise on, and keeps a copy of it, line by line and in a graph.

    Attributes:
        seen: the noise that came.
        instead: what is handed on in its place, if there is any.
    """

    def __init__(self):
        super().__init__()
        self.seen: list[np.ndarray] = []
        self.instead: Iterator | None = None

    def call(self, x):
        if self.instead is not None:
            return next(self.instead)
        tf.numpy_function(lambda noise: self.seen.append(np.array(noise)), [x], [])
        return x

    def compute_output_shape(self, shape):
        return shape


def make_networks() -> dict[str, keras.Model]:
    """Make two tiny networks; the generator's second layer is `Noise`."""
    return {"generator": make_tiny(LATENT_DIM, 2, Noise()), "discriminator": make_tiny(2, 1)}


def make_game(kind: Callable, weights: dict[str, list]) -> tuple:
    """Make a learner's GAN of two tiny networks. Returns it, the networks, their optimizers, and the noise that it will have seen."""
    networks = make_networks()
    for which, network in networks.items():
        network.set_weights(weights[which])
    optimizers = {which: keras.optimizers.SGD(1.0) for which in networks}  # a change is a gradient
    gan = kind(*networks.values())
    gan.compile(*optimizers.values(), own_generator_loss, own_discriminator_loss)
    seen = networks["generator"].layers[1].seen
    seen.clear()
    return gan, networks, optimizers, seen


def play(kind: Callable, weights: dict[str, list], real: np.ndarray) -> dict:
    """Let a learner's GAN take two steps; runs beside the learner's code.

    Returns:
        "noise" of each step; after the first step "weights" and "steps" of each network, and "logs", what it returned; or
        "lost", the network to which no gradient came.
    """
    gan, networks, optimizers, seen = make_game(kind, weights)
    try:
        logs = gan.train_step(tf.constant(real))
    except ValueError as error:
        if "No gradients provided" not in str(error):
            raise
        return {"lost": "generator" if optimizers["discriminator"].iterations > 0 else "discriminator or the generator"}
    after = {which: network.get_weights() for which, network in networks.items()}
    steps = {which: int(optimizer.iterations) for which, optimizer in optimizers.items()}
    noise = list(seen)
    seen.clear()
    if logs is not None:
        gan.train_step(tf.constant(real))
    return {"noise": [noise, list(seen)], "weights": after, "steps": steps, "logs": logs}


def play_in_graph(kind: Callable, weights: dict[str, list], real: np.ndarray) -> tuple[str, list]:
    """Let a learner's GAN take three steps in a graph, as `fit` does; runs beside the learner's code. Returns an error's name, and the noise."""
    gan, _, _, seen = make_game(kind, weights)
    step = tf.function(gan.train_step, input_signature=[tf.TensorSpec((None, 2))], autograph=True)
    try:
        for _ in range(3):
            step(tf.constant(real))
    except Exception as error:
        return type(error).__name__, []
    return "", list(seen)


class Game:
    """A learner's GAN of two tiny networks, and what happened in its last step.

    Attributes:
        kind: the learner's class.
        real: the real points.
        start: the weights of each network before the step.
        seen, later: the noise that the generator was called with, and in a second step.
        steps: how often each network was updated.
        states: the weights of each network before and after the step.
    """

    def __init__(self, kind: Callable, real: np.ndarray, rng: np.random.Generator):
        self.kind, self.real = kind, real
        self.networks = make_networks()
        self.start = {which: [rng.normal(size=one.shape) for one in network.get_weights()] for which, network in self.networks.items()}
        self.optimizers = {which: keras.optimizers.SGD(1.0) for which in self.networks}
        # What a GAN has in itself, for the mistakes.
        self.gan = SimpleNamespace(
            **self.networks, latent_dim=LATENT_DIM, generator_loss=own_generator_loss, discriminator_loss=own_discriminator_loss
        )
        for which, optimizer in self.optimizers.items():
            optimizer.build(self.networks[which].trainable_variables)
            setattr(self.gan, f"{which}_optimizer", optimizer)

    def step(self, real: np.ndarray):
        """Let the learner's GAN take a step. Returns what it returns."""
        played = beside(self.kind, play, self.start, real)
        if "lost" in played:
            raise WrongAnswer(
                f"train_step: the tape finds no way from a loss back to the weights of the {played['lost']}. What the loss is made of must be computed inside `with tf.GradientTape()`: for the generator the fake points *and* their logits, without `.numpy()` and `stop_gradient` between."
            )
        (self.seen, self.later), self.steps = played["noise"], played["steps"]
        self.states = {which: [self.networks_at(which), played["weights"][which]] for which in LOSSES}
        return played["logs"]

    def networks_at(self, which: str) -> list[np.ndarray]:
        """Give the weights before the step, as a network holds them."""
        return [one.astype("float32") for one in self.start[which]]

    @property
    def noises(self) -> list[list[np.ndarray]]:
        """List the noises in the order in which the generator was called with them, from each call on."""
        turned = (self.seen[call:] + self.seen[:call] for call in range(len(self.seen)))
        return list({np.array(noises).tobytes(): noises for noises in turned}.values())

    def starts(self, which: str) -> list[dict[str, list]]:
        """List the weights with which a network may have been updated: it stands where it was, the other one may have moved."""
        before = {one: states[0] for one, states in self.states.items()}
        return [before | {other: weights} for other in LOSSES if other != which for weights in self.states[other]]

    def expected(self, which: str) -> Iterator[tuple[float, list]]:
        """Compute what a network's loss and its gradient may have been."""
        for (noise, *_), weights in product(self.noises, self.starts(which)):
            weights[which] = [tf.constant(value) for value in weights[which]]
            with tf.GradientTape() as tape:
                tape.watch(weights[which])
                points = self.real, run_tiny(weights["generator"], noise)
                loss = LOSSES[which](*(run_tiny(weights["discriminator"], one) for one in points))
            yield float(loss), tape.gradient(loss, weights[which])

    def changes(self, which: str, train_step: Callable) -> Iterator[list]:
        """Let another `train_step` take the learner's place, and give how it changes a network, while the other one moves or stays."""
        for noises, weights, rate in product(self.noises, self.starts(which), (0.0, 1.0)):
            self.networks["generator"].layers[1].instead = cycle(noises)
            for one, network in self.networks.items():
                network.set_weights(weights[one])
                self.optimizers[one].learning_rate = 1.0 if one == which else rate
            train_step(self.gan, tf.constant(self.real))
            yield change(weights[which], self.networks[which].get_weights())


def make_tiny(inputs: int, outputs: int, first: Callable = lambda x: x) -> keras.Model:
    """Make a network with one hidden layer of four units."""
    start = keras.Input((inputs,))
    return keras.Model(start, layers.Dense(outputs)(layers.Dense(4, activation="tanh")(first(start))))


def run_tiny(values: list, x):
    """What a tiny network computes."""
    return ops.matmul(ops.tanh(ops.matmul(x, values[0]) + values[1]), values[2]) + values[3]


def change(before: list, after: list) -> list:
    return [one - other for one, other in zip(before, after, strict=True)]


def check_noise(game: Game) -> Iterator[str]:
    """Check that each fake point has normally distributed noise of its own."""
    if not game.seen:
        yield ": the generator is never called. The fake points are `self.generator(noise)`."
    for noise in game.seen:
        if len(noise) != len(game.real):
            yield f": of {len(game.real)} real points you make {len(noise)} fake ones. Take as many fake points as real ones, `ops.shape(real_points)[0]`."
    noise = game.seen[0]
    if len(noise) > 20 and len(np.unique(noise[:, 0])) < len(noise):
        yield ": several fake points have the same noise. The shape of the noise is (number of points, latent_dim)."
    if len(noise) > 20 and (abs(noise).max() <= 1 or not 0.7 < noise.std() < 1.3):
        yield ": the noise should be normally distributed, with mean 0 and deviation 1: `keras.random.normal(shape)`."


def check_update(answer: Answer, game: Game, which: str, arguments: str) -> Iterator[str]:
    """Check that a network went down the gradient of its own loss, which has these arguments."""
    changed = change(*game.states[which])

    def is_it(other):
        return all(np.allclose(one, two, atol=1e-5) for one, two in zip(changed, other, strict=True))

    if any(is_it(gradient) for _, gradient in game.expected(which)):
        return
    steps = game.steps[which]
    answer = replace(answer, mistakes=tuple(mistake for mistake in answer.mistakes if mistake.message.startswith(f"the {which}")))
    complaint = recognised(answer, "self, real_points", lambda mistake: [any(map(is_it, game.changes(which, mistake)))], [True])
    if complaint:
        yield complaint
    if steps > 1:
        yield f": the {which} takes {steps} steps in one `train_step`. In this exercise each network takes one."
    yield f": the {which} is not updated as it should be. Its loss is `self.{which}_loss({arguments})`, and the gradient is for its own weights."


def check_logs(game: Game, logs: Mapping) -> Iterator[str]:
    """Check the two losses that the step returns."""
    losses = {which: [loss for loss, _ in game.expected(which)] for which in LOSSES}

    def are_right(**given):
        return all(np.isclose(float(given[f"{which}_loss"]), losses[which], atol=1e-4).any() for which in LOSSES)

    if are_right(discriminator_loss=logs["generator_loss"], generator_loss=logs["discriminator_loss"]) and not are_right(**logs):
        yield ": the two losses that you return are swapped."
    if not are_right(**logs):
        yield "updates both networks as it should, but the losses that it returns are not those from which it took the gradients."


def check_step(answer: Answer, game: Game) -> Iterator[str]:
    """Let the networks play one step, and another for its noise."""
    train_step = Answer("train_step", game.step)
    logs = train_step(game.real)
    if not isinstance(logs, Mapping) or set(logs) != {"discriminator_loss", "generator_loss"}:
        given = f"the keys {sorted(map(str, logs))}" if isinstance(logs, Mapping) else kind_of(logs)
        form = '{"discriminator_loss": …, "generator_loss": …}'
        raise train_step.wrong(f"should return the two losses as {form}, for `fit` to show; yours returns {given}.")
    yield from check_noise(game)
    yield from check_update(answer, game, "discriminator", "real_logits, fake_logits")
    yield from check_update(answer, game, "generator", "fake_logits")
    yield from check_logs(game, logs)
    if game.later and np.array_equal(game.later[0], game.seen[0]):
        yield "draws the same noise in every step. Is there a fixed seed in it?"


def check_graph(game: Game) -> Iterator[str]:
    """Check that the step still works as a graph, which `fit` makes of it, and draws new noise each time."""
    error, seen = beside(game.kind, play_in_graph, game.start, game.real)
    if error:
        yield f"works line by line, but stops with {error} in the graph that `fit` makes of it. There `real_points.shape[0]` is not known if the last batch may be smaller (`ops.shape(real_points)[0]` is), and `.numpy()`, `float()` and `np.` don't work."
    if np.array_equal(seen[0], seen[-1]):
        yield ": under `fit` every step gets the same noise. `np.random` draws when the graph is made, once; `keras.random.normal` draws in every step."


TWO_NUMBERS = "The shape of the noise has two numbers: `(batch, self.latent_dim)`."


@hint("NameError", "What the pages define is not known here: what a GAN has is in `self`.")
@hint("'GAN' object has no attribute", "This GAN has only what `Players` puts into `self`, and takes one step of each network.")
@hint(
    "is incompatible with the layer",
    "Noise has the shape (batch, self.latent_dim), and the discriminator wants points: what the generator makes of noise.",
)
@hint("shape must be a vector", TWO_NUMBERS)
@hint("Functional.call()", TWO_NUMBERS)
@hint("_unique_id", "`apply` wants the gradients first, then the weights.")
@hint(
    "Unknown variable",
    "an optimizer gets the weights of the other network. Each network has its own: `self.generator_optimizer` for `self.generator.trainable_variables`, and the same for the discriminator.",
)
@hint("non-persistent", "a tape gives its gradients once, and is empty then. Take a tape for each of the two losses.")
@exercise
def check_GAN(answer, rng):
    """One step of the game. How the weights have changed shows which gradients went where."""
    for count in (64, 6):
        game = Game(answer.value, rng.normal(size=(count, 2)).astype("float32"), rng)
        yield from check_step(answer, game)
    yield from check_graph(game)


# 6. Counting modes


@hint("division by zero", "Near no centre there may be no point at all. Divide by the number of all points, `len(points)`.")
@exercise
def check_count_modes(answer, rng):
    """How many centres have enough points around them."""
    three = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])
    eight_points = np.array([[0.1, 0], [0, 0.2], [-0.1, 0], [0.3, 0.4], [4, 0.5], [3.9, 0], [0.5, 4.5], [9, 9]])
    # A point in the corner of the square around the third centre, outside its circle.
    corner = np.array([[0.1, 0], [0, 0.2], [-0.1, 0], [0.3, 0.4], [4, 0.5], [3.9, 0], [0.8, 4.8], [0.8, 3.2]])

    def point_by_point(points, centres, radius, share):
        near = [sum(np.hypot(*(point - centre)) <= radius for point in points) for centre in centres]
        return sum(count >= share * len(points) for count in near)

    def cloud(number):
        centres = np.array([[-2.0, -2.0], [-2, 2], [2, -2], [2, 2], [0, 0]])
        shares = rng.dirichlet([0.6] * 5)
        points = centres[rng.choice(5, size=number, p=shares)] + rng.normal(0, 0.5, (number, 2))
        return points, centres

    points, centres = cloud(200)
    # Around the first centre lies exactly the share; around the second one point too few.
    edge = np.repeat([[0.0, 0.0], [4.0, 0.0], [20.0, 20.0]], [10, 9, 81], axis=0)
    # Around the third centre lies a quarter of the near points, but an eighth of all.
    far = np.repeat([[0.0, 0.1], [4.0, 0.1], [0.0, 4.2], [2.0, 2.0]], [1, 5, 2, 8], axis=0)
    yield from compare(
        answer,
        point_by_point,
        cases=[
            (eight_points, three, 1.0, 0.25),
            (corner, three, 1.0, 0.25),
            (eight_points, three, 1.0, 0.3),  # 2.4 points: two are not enough, three would be
            (eight_points, three, 1.0, 0.2),  # 1.6 points: one is not enough, two are
            (edge, three, 1.0, 0.1),
            (far, three, 0.5, 0.25),
            (points, centres, 0.6, 0.05),
            (*cloud(100), 0.4, 0.02 + 0.01 * int(rng.integers(3))),
            (np.vstack([points * 0.01 + 1, [[0.1, 0.0]]]), three, 0.5, 0.1),  # one point near a centre, all others near none
            (centres[[0, 0, 1, 4]] + [0.4, 0.4], centres, 0.5, 0.25),
            (np.repeat([[0.7, 0.0], [4.0, 0.7]], 5, axis=0), three, 0.6, 0.2),
            (np.repeat([[1.8, 0.0], [0.0, 5.2]], 5, axis=0), three, 2.0, 0.2),
            (np.repeat([[3.0, 4.0], [40.0, 5.0]], 5, axis=0), 10 * three, 5.0, 0.3),  # exactly as far as the radius
            (np.repeat([[1.9, 0.1], [0.3, 4.0]], 5, axis=0), three, 2.5, 0.3),  # near two centres at once
        ],
    )


# 7. and 8. Transposed convolution


def by_keras(image, kernel, stride, padding):
    """Keras cuts nothing with "valid", if the kernel is at least as large as the stride."""
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    result = np.asarray(ops.conv_transpose(image[None, :, :, None], kernel[:, :, None, None], strides=stride, padding="valid"))[0, :, :, 0]
    return result[padding : result.shape[0] - padding, padding : result.shape[1] - padding]


@hint(
    "broadcast",
    "A stamp needs a place of its own size, `kernel.shape[0]` rows and `kernel.shape[1]` columns, inside the result. Make the result whole, (size − 1) · stride + kernel along each axis; the padding is cut off at the end.",
)
@hint(
    "Cannot cast", "The array of results has an integer dtype, and the products may be fractions: `np.zeros((rows, columns))` has floats."
)
@exercise
def check_conv_transpose(answer, rng):
    """A transposed convolution of one channel, with stride and padding, as Keras computes it."""
    image, kernel = np.array([[1, 2], [3, 4]]), np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    yield from compare(
        answer,
        by_keras,
        cases=[
            (image, kernel, 1, 0),
            (image, kernel, 2, 0),
            (image, kernel[:2], 1, 0),
            (image, kernel / 4, 2, 1),
            (image, kernel, 2, 1),
            (rng.normal(size=(2, 3)), rng.normal(size=(4, 4)), 2, 1),
            (rng.normal(size=(3, rng.integers(4, 7))), rng.normal(size=(5, 4)), 3, 1),
            (rng.normal(size=(5, 4)), rng.normal(size=(3, 5)), 1, 2),
        ],
    )


@hint("Cannot cast", "A kernel may hold whole numbers, and the new weights are fractions: begin with `kernel.astype(float)`.")
@exercise
def check_even_out(answer, rng):
    """The kernel whose stamps leave a flat picture flat, from what it makes of one."""

    def from_a_flat_picture(kernel, stride):
        pixels = np.zeros(3 * len(kernel) * stride)
        pixels[::stride] = 1
        inside = len(kernel) * stride  # a pixel, away from the rim
        return kernel / np.convolve(pixels, kernel)[inside : inside + len(kernel)]

    cases = [(np.array([1, 1, 1]), 2), (np.array([1, 2, 3, 4]), 2), (np.array([3.0, -1.0, 2.0, 4.0, 0.0, 5.0]), 3)]
    cases += [(rng.uniform(0.5, 2, size), stride) for size, stride in ((5, 2), (7, 3), (8, 4))]
    yield from compare(answer, from_a_flat_picture, cases)


# 9. and 10. Sizes and costs


@exercise
def check_upscale_costs(answer, rng):
    """Output shape, kernel shape and number of parameters of a layer, which is asked itself."""

    def ask_keras(input_shape, filters, kernel_size, stride, padding):
        layer = layers.Conv2DTranspose(filters, kernel_size, strides=stride, padding=padding)
        layer.build((None, *input_shape))
        return tuple(layer.compute_output_shape((None, *input_shape))[1:]), tuple(layer.kernel.shape), layer.count_params()

    cases = [((4, 4, 8), 3, 5, 2, "valid"), ((4, 4, 8), 3, 5, 2, "same"), ((7, 5, 2), 6, 3, 3, "same"), ((5, 8, 4), 7, 4, 3, "valid")]
    for padding in ("valid", "same"):
        stride = int(rng.integers(2, 4))
        shape = tuple(int(size) for size in rng.integers(3, 12, 3))
        cases.append((shape, int(rng.integers(3, 9)) + shape[2], stride + int(rng.integers(1, 4)), stride, padding))

    def with_plain_shapes(costs):
        return tuple(tuple(one) if isinstance(one, tf.TensorShape) else one for one in costs) if isinstance(costs, (tuple, list)) else costs

    def alone(number: int) -> Iterator[str]:
        def wanted(input_shape, filters, kernel_size, stride, padding):
            return ask_keras(input_shape, filters, kernel_size, stride, padding)[number]

        def read(costs):
            costs = with_plain_shapes(costs)
            return costs[number] if isinstance(costs, (tuple, list)) and len(costs) == 3 else costs

        return compare(answer, wanted, cases, read=read)

    # Of two mistakes in different values no single one explains all three: then each value is looked at alone.
    complaints = [*compare(answer, ask_keras, cases, read=with_plain_shapes)]
    if complaints:
        complaints += chain.from_iterable(map(alone, range(3)))
    yield from sorted(complaints, key=lambda complaint: not complaint.startswith(": "))


@exercise
def check_generator_by_hand(answer, rng):
    """The output shape of each layer of a generator, found with a pencil."""
    noise = keras.Input((32,))
    x = layers.Dense(4 * 3 * 16, activation="relu", name="dense")(noise)
    x = layers.Reshape((4, 3, 16), name="reshape")(x)
    x = layers.Conv2DTranspose(8, 4, strides=2, padding="same", activation="relu", name="up_1")(x)
    x = layers.Conv2DTranspose(8, 5, strides=2, activation="relu", name="up_2")(x)
    x = layers.UpSampling2D(2, name="resize")(x)
    x = layers.Conv2D(3, 3, padding="same", activation="tanh", name="picture")(x)

    def rule(layer):
        return "Its input has the shape of the line above." + " Take the formula for each axis." * layer.startswith("up")

    yield from compare_shapes(answer, {layer.name: layer.output.shape[1:] for layer in keras.Model(noise, x).layers[1:]}, rule)
