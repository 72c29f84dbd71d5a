"""The checks of week 4's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will: with matrices, pixel by pixel, or by asking Keras. Beside
it stands what the usual mistakes give, so that it can tell you more than *that* an answer is wrong.
"""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from shared.exercises.checking import WrongAnswer, call, check, hint, right

# 1. and 2. The two networks

HIDDEN_UNITS = 64
ACTIVATIONS = {
    "ReLU": lambda x: np.maximum(x, 0),
    "leaky ReLU": lambda x: np.maximum(x, 0.2 * x),
    "leaky ReLU with the slope 0.3": lambda x: np.maximum(x, 0.3 * x),
    "leaky ReLU with the slope 0.01": lambda x: np.maximum(x, 0.01 * x),
    "no activation": lambda x: x,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "softmax": lambda x: np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True),
}
FOR_HIDDEN = [name for name in ACTIVATIONS if "ReLU" in name]


PAGE_NAMES = hint(
    "NameError", "What a page defines is not known here. Write the 64 units as a number; what else you need, your function is given."
)


@PAGE_NAMES
@hint("to a shape", "A shape is a tuple, and a tuple of one number has a comma: `(latent_dim,)`.")
@hint("must be KerasTensors", "A model is built before there is any noise: it begins with `keras.Input`.")
def check_make_generator(answer, seed: int = 0) -> None:
    """A dense network from noise to points. Its form is free: what it computes counts."""
    name = "make_generator"
    for latent_dim in (8, 3 + seed % 4):
        model = call(name, answer, latent_dim)
        check_is_model(name, model, latent_dim, f"The noise has latent_dim numbers, here {latent_dim}: `keras.Input((latent_dim,))`.")
        reasons = {
            1: "One number would be a judgement. The generator makes points, and a point has two.",
            latent_dim: "It should not give as many as there is noise: a point has two numbers.",
        }
        check_layers(name, model, latent_dim, 2, reasons)
        check_activations(
            name,
            model,
            np.random.default_rng(seed),
            {
                "tanh": "All its points would lie between −1 and 1, and the real ones lie further out.",
                "sigmoid": "All its points would lie between 0 and 1, and the real ones lie elsewhere too.",
                "softmax": "The two numbers of a point would always add up to 1: all points on one line.",
                "ReLU": "It could make no negative numbers.",
            },
        )
    right(name)


@PAGE_NAMES
@hint("required positional argument", "It is called as the blank has it: with nothing between the brackets.")
def check_make_discriminator(answer, seed: int = 0) -> None:
    """A dense network from points to logits. Its form is free: what it computes counts."""
    name = "make_discriminator"
    model = call(name, answer)
    check_is_model(name, model, 2, "It looks at points, real or generated, and a point has two numbers: `keras.Input((2,))`.")
    reasons = {2: "Two numbers, one for real and one for fake, would say the same thing twice: one logit is enough."}
    check_layers(name, model, 2, 1, reasons)
    check_activations(
        name,
        model,
        np.random.default_rng(seed),
        {
            "sigmoid": "It gives probabilities then. Our losses take logits, any number from minus to plus infinity: no activation.",
            "softmax": "Of a single number softmax always makes 1. It should give a logit: no activation.",
            "tanh": "A logit may be any number: no activation.",
            "ReLU": "It could never say “fake”, for which a logit is negative: no activation.",
        },
    )
    right(name)


def check_is_model(name: str, model, inputs: int, reason: str) -> None:
    """Check that it is one, from `inputs` numbers a row."""
    if not isinstance(model, keras.Model):
        raise WrongAnswer(
            f"{name} should return a model, and yours returns a {type(model).__name__}. The last line makes one: `keras.Model(inputs, x)`."
        )
    if not model.built:
        raise WrongAnswer(f"{name}: the model does not know its input yet. It begins with `keras.Input`.")
    if model.input_shape != (None, inputs):
        raise WrongAnswer(f"{name}: the input should have the shape (None, {inputs}), and yours has {model.input_shape}. {reason}")


def check_layers(name: str, model: keras.Model, inputs: int, outputs: int, reasons: Mapping[int, str]) -> None:
    """Compare the kernels with two hidden layers and an output layer."""
    if model.output_shape != (None, outputs):
        given = model.output_shape[-1]
        reason = f" {reasons[given]}" if given in reasons else ""
        raise WrongAnswer(f"{name} should give {outputs} number{'s' * (outputs > 1)} a row, and yours gives {given}.{reason}")
    wanted = [(inputs, HIDDEN_UNITS), (HIDDEN_UNITS, HIDDEN_UNITS), (HIDDEN_UNITS, outputs)]
    found = [tuple(layer.kernel.shape) for layer in model.layers if hasattr(layer, "kernel")]
    if len(found) != 3:
        raise WrongAnswer(
            f"{name} should have three dense layers, two of them hidden; yours has {len(found)}."
            + " A layer counts only if the next one is called on its output." * (len(found) < 3)
        )
    if found != wanted:
        raise WrongAnswer(f"{name}: the kernels should have the shapes {wanted}, and yours have {found}. Each hidden layer has 64 units.")
    if len(model.weights) != 6:
        kinds = [type(layer).__name__ for layer in model.layers]
        raise WrongAnswer(f"{name} should have three kernels and three biases, and yours has {len(model.weights)} arrays: {kinds}.")


def run_dense(values: list, x, activations):
    """Compute a dense network from its kernels and biases, with any activations."""
    for kernel, bias, activation in zip(values[::2], values[1::2], activations, strict=True):
        x = ACTIVATIONS[activation](x @ kernel + bias)
    return x


def check_activations(name: str, model: keras.Model, rng: np.random.Generator, reasons: Mapping[str, str]) -> None:
    """Find the activations with which the three layers give what the model gives, and judge them."""
    values = [(rng.normal(size=array.shape) / np.sqrt(len(array))).astype("float32") for array in model.get_weights()]
    rows = rng.normal(0, 3, (50, model.input_shape[1])).astype("float32")

    def of_both_signs(compute):  # with the last weights turned around as well, so that outputs have both signs
        return np.concatenate([compute([*values[:-2], sign * values[-2], sign * values[-1]]) for sign in (1, -1)])

    def by_model(values):
        model.set_weights(values)
        return np.asarray(model(rows, training=False))

    given = of_both_signs(by_model)
    for first, second, last in product(ACTIVATIONS, repeat=3):
        wanted = of_both_signs(partial(run_dense, x=rows, activations=(first, second, last)))
        if np.allclose(given, wanted, atol=1e-4):
            break
    else:
        raise WrongAnswer(
            f"{name}: the layers have the right sizes, but the model computes something else. Is each used once, in order? "
            "And have the hidden ones ReLU or leaky ReLU?"
        )
    for which, found in (
        ("both hidden layers have", first),
        ("the first hidden layer has", first),
        ("the second hidden layer has", second),
    ):
        if found not in FOR_HIDDEN and (first == second or not which.startswith("both")):
            why = "Without one, two layers can do no more than one." if found == "no activation" else "Here they take ReLU or leaky ReLU."
            raise WrongAnswer(f"{name}: {which} {found}. {why}")
    if last != "no activation":
        reason = reasons["ReLU" if "ReLU" in last else last]
        raise WrongAnswer(f"{name}: the last layer has {last}. {reason}")


# 3. and 4. The losses


def sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def softplus(logits):
    """log(1 + exp(logits)), in double precision and for logits of any size."""
    return np.logaddexp(0, np.asarray(logits, dtype=float))


SMALL = (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12)  # what people add to a probability


def on_tape(name: str, loss: Callable) -> Callable:
    """Call a learner's loss as training does: on tensors, and with a tape that must be able to follow it."""

    def value_of(*logits):
        tensors = [tf.constant(one) for one in logits]
        with tf.GradientTape() as tape:
            tape.watch(tensors)
            value = loss(*tensors)
        if value is None:
            return None
        if not tf.is_tensor(value):
            raise WrongAnswer(
                f"{name} returns a {type(value).__name__}, and the tape can't follow how it came about. `np.` and `float()` leave TensorFlow: "
                "take `ops.`, or a loss of Keras."
            )
        if any(gradient is None for gradient in tape.gradient(value, tensors)):
            raise WrongAnswer(
                f"{name}: the loss does not depend on all logits that it is given, or the tape lost sight of them (`np.`, `float()`)."
            )
        return np.asarray(value, dtype=float)

    return value_of


def cross_entropy(label: float, values, from_logits: bool = True):
    """Keras's own, for a row of equal labels."""
    labels = np.full(np.shape(values), label, dtype="float32")
    return float(keras.losses.BinaryCrossentropy(from_logits=from_logits)(labels, np.asarray(values, dtype="float32")))


def check_discriminator_loss(answer, seed: int = 0) -> None:
    """How wrong the discriminator is, about real and about fake."""
    rng = np.random.default_rng(seed)
    name = "discriminator_loss"

    def column(*numbers):
        return np.array(numbers, dtype="float32")[:, None]

    def by_probabilities(real, fake):
        with np.errstate(all="ignore"):
            one = np.float32(1)
            return -np.mean(np.log(sigmoid(real))) - np.mean(np.log(one - sigmoid(fake)))

    def raised(amount):
        """With a small number added, so that the logarithm never gets 0."""
        return lambda r, f: -np.mean(np.log(sigmoid(r) + amount)) - np.mean(np.log(1 - sigmoid(f) + amount))

    check(
        name,
        on_tape(name, answer),
        lambda real, fake: softplus(-real).mean() + softplus(fake).mean(),
        cases=[
            (column(2, 0), column(-1, 1)),
            *((rng.normal(size=(count, 1)).astype("float32"), rng.normal(1, 2, (count, 1)).astype("float32")) for count in (3, 5)),
            (column(-200, 3), column(2, 40)),
        ],
        mistakes={
            "The labels are swapped: this loss is low if the discriminator calls fake points real. Real has label 1, fake has 0.": lambda r, f: (
                softplus(r).mean() + softplus(-f).mean()
            ),
            "Both kinds have label 1. The fake points should be told as such: label 0.": lambda r, f: (
                softplus(-r).mean() + softplus(-f).mean()
            ),
            "Both kinds have label 0. The real points should be told as such: label 1.": lambda r, f: (
                softplus(r).mean() + softplus(f).mean()
            ),
            "The sign is wrong: log of a probability is negative, and a loss is minus that.": lambda r, f: (
                -softplus(-r).mean() - softplus(f).mean()
            ),
            "You subtract the part of the fake points. Both parts are mistakes of the discriminator: add them.": lambda r, f: (
                softplus(-r).mean() - softplus(f).mean()
            ),
            "You take half of it. The loss is the mean over the real points *plus* the mean over the fake ones.": lambda r, f: (
                (softplus(-r).mean() + softplus(f).mean()) / 2
            ),
            "You add up over the points. Take the mean of each kind, so that the loss does not grow with the batch.": lambda r, f: (
                softplus(-r).sum() + softplus(f).sum()
            ),
            "You take sigmoid first, and then a loss for logits takes it a second time.": lambda r, f: (
                softplus(-sigmoid(r)).mean() + softplus(sigmoid(f)).mean()
            ),
            "These are logits, not probabilities: `BinaryCrossentropy(from_logits=True)`.": lambda r, f: (
                cross_entropy(1, r, False) + cross_entropy(0, f, False)
            ),
            "It is right until a logit is large: then sigmoid is rounded to 0 or 1, and the logarithm of 0 is infinite. Compute from the "
            "logits themselves (`ops.softplus`, or `from_logits=True`).": by_probabilities,
            "It is right until a logit is large: then sigmoid is rounded to 0 or 1, and the loss is cut off. Leave sigmoid out, and take "
            "`from_logits=True`.": lambda r, f: cross_entropy(1, sigmoid(r), False) + cross_entropy(0, sigmoid(f), False),
            **{
                f"It is right until a logit is large: {small} beside the probability keeps the logarithm finite, but cuts the loss off. Compute "
                "from the logits themselves (`ops.softplus`, or `from_logits=True`).": raised(small)
                for small in SMALL
            },
            "You compare the logits themselves. What counts is the logarithm of the probabilities.": lambda r, f: f.mean() - r.mean(),
            "You return a loss for each point. Asked is one number: the mean over the real points plus the mean over the fake ones.": lambda r, f: (
                softplus(-r) + softplus(f)
            ),
            "You take the logarithm of the logits, which may be negative. It belongs to the probabilities, D = sigmoid(logit).": lambda r, f: (
                -np.mean(np.log(r)) - np.mean(np.log(1 - f))
            ),
            "The logarithm is missing: −log D for a real point, −log(1 − D) for a fake one.": lambda r, f: (
                -np.mean(sigmoid(r)) - np.mean(1 - sigmoid(f))
            ),
            "The minus stands in the wrong place: −log D is softplus of *minus* the logit, without a minus before it.": lambda r, f: (
                -softplus(r).mean() - softplus(-f).mean()
            ),
            "Labels and logits are swapped: a loss of Keras wants the labels first, then the logits.": lambda r, f: (
                softplus(1) - r.mean() + softplus(0)
            ),
        },
    )


def check_generator_loss(answer, seed: int = 0) -> None:
    """How badly the generator deceives, in the form that does not saturate."""
    rng = np.random.default_rng(seed)
    name = "generator_loss"

    def by_probabilities(fake):
        with np.errstate(all="ignore"):
            return -np.mean(np.log(sigmoid(fake)))

    def raised(amount):
        """With a small number added, so that the logarithm never gets 0."""
        return lambda f: -np.mean(np.log(sigmoid(f) + amount))

    check(
        name,
        on_tape(name, answer),
        lambda fake: softplus(-fake).mean(),
        cases=[
            (np.array([[0], [1]], dtype="float32"),),
            *((rng.normal(1, 2, (count, 1)).astype("float32"),) for count in (3, 5)),
            (np.array([[-200], [3]], dtype="float32"),),
        ],
        mistakes={
            "This loss is low if the discriminator sees through the fake points. The generator wants them taken for real: label 1.": lambda f: (
                softplus(f).mean()
            ),
            "That is log(1 − D), the form that saturates: where the discriminator is sure, its slope is nearly 0, and the generator learns "
            "nothing. Take −log D.": lambda f: -softplus(f).mean(),
            "The sign is wrong: log of a probability is negative, and a loss is minus that.": lambda f: -softplus(-f).mean(),
            "You add up over the points. Take the mean, so that the loss does not grow with the batch.": lambda f: softplus(-f).sum(),
            "You take sigmoid first, and then a loss for logits takes it a second time.": lambda f: softplus(-sigmoid(f)).mean(),
            "These are logits, not probabilities: `BinaryCrossentropy(from_logits=True)`.": lambda f: cross_entropy(1, f, False),
            "It is right until a logit is large: then sigmoid is rounded to 0, and the logarithm of 0 is infinite. Compute from the logits "
            "themselves (`ops.softplus`, or `from_logits=True`).": by_probabilities,
            "It is right until a logit is large: then sigmoid is rounded to 0, and the loss is cut off. Leave sigmoid out, and take "
            "`from_logits=True`.": lambda f: cross_entropy(1, sigmoid(f), False),
            "You take the logits themselves. What counts is the logarithm of the probabilities.": lambda f: -f.mean(),
            **{
                f"It is right until a logit is large: {small} beside the probability keeps the logarithm finite, but cuts the loss off. Compute "
                "from the logits themselves (`ops.softplus`, or `from_logits=True`).": raised(small)
                for small in SMALL
            },
            "You return a loss for each point. Asked is one number, their mean.": lambda f: softplus(-f),
            "You take the logarithm of the logits, which may be negative. It belongs to the probabilities, D = sigmoid(logit).": lambda f: (
                -np.mean(np.log(f))
            ),
            "The logarithm is missing: −log D, not −D.": lambda f: -np.mean(sigmoid(f)),
            "Labels and logits are swapped: a loss of Keras wants the labels first, then the logits.": lambda f: softplus(1) - f.mean(),
            "You average first. Take the loss of each point, then the mean of the losses.": lambda f: softplus(-f.mean()),
        },
    )


# 5. The training step

# Of plain gradient descent, so that a change shows its gradient. One is not twice the other: a step half as long is another mistake.
RATE = {"generator": 0.3, "discriminator": 1.0}
LATENT_DIM = 3


def discriminator_loss(real_logits, fake_logits):
    return ops.mean(ops.softplus(-real_logits)) + ops.mean(ops.softplus(fake_logits))


def generator_loss(fake_logits):
    return ops.mean(ops.softplus(-fake_logits))


class Seen(layers.Layer):
    """Hands its input on, and keeps a copy of it, line by line and in a graph."""

    def __init__(self, seen: list):
        super().__init__()
        self.keep = seen.append

    def call(self, x):
        tf.numpy_function(self.keep, [x], [])
        return x

    def compute_output_shape(self, shape):
        return shape


def make_tiny(inputs: int, outputs: int, rng: np.random.Generator, seen: list | None = None) -> keras.Model:
    """Make a network with one hidden layer of four units and random weights."""
    start = keras.Input((inputs,))
    x = Seen(seen)(start) if seen is not None else start
    model = keras.Model(start, layers.Dense(outputs)(layers.Dense(4, activation="tanh")(x)))
    model.set_weights([rng.normal(size=array.shape) for array in model.get_weights()])
    return model


def run_tiny(values: list, x):
    """What a tiny network computes."""
    return ops.matmul(ops.tanh(ops.matmul(x, values[0]) + values[1]), values[2]) + values[3]


def slope(loss: Callable, values: list) -> list:
    """The gradient of a loss for the weights of a network."""
    tensors = [tf.constant(value) for value in values]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        value = loss(tensors)
    return [gradient.numpy() for gradient in tape.gradient(value, tensors)]


class Step:
    """One step of a learner's GAN: weights before and after, the noise it drew, the losses it returned."""

    def __init__(self, gan: keras.Model, seen: list, real: np.ndarray):
        self.real = real
        self.before = {which: getattr(gan, which).get_weights() for which in RATE}
        start, taken = len(seen), steps_taken(gan)
        self.logs = call_step(gan, real)
        self.noises = seen[start:]
        self.steps = {which: count - taken[which] for which, count in steps_taken(gan).items()}
        self.after = {which: getattr(gan, which).get_weights() for which in RATE}

    def fakes(self) -> list:
        """The fake points that the discriminator may have seen: of the generator before or after its own update."""
        return [run_tiny(values, noise) for noise in self.noises for values in (self.before["generator"], self.after["generator"])]

    def opponents(self) -> list[tuple]:
        """What the generator may have met: noise, and the discriminator before or after its own update."""
        return list(product(self.noises, (self.before["discriminator"], self.after["discriminator"])))

    def discriminator_slope(self, fake, loss: Callable, values: list) -> list:
        """The gradient of a loss of real and fake logits for the discriminator's weights."""
        return slope(lambda weights: loss(run_tiny(weights, self.real), run_tiny(weights, fake)), values)

    def generator_slope(self, noise, discriminator: list, loss: Callable, values: list) -> list:
        """The gradient of a loss of real and fake logits for the generator's weights."""
        real_logits = run_tiny(discriminator, self.real)
        return slope(lambda weights: loss(real_logits, run_tiny(discriminator, run_tiny(weights, noise))), values)

    def stayed(self, which: str) -> bool:
        return same(self.after[which], self.before[which])

    def moved(self, which: str, *moves: tuple[Callable, float], at_once: bool = False) -> bool:
        """Say whether a network went down these slopes at these rates, one after the other or all from the same place."""
        values = start = self.before[which]
        for slope_at, rate in moves:
            gradients = slope_at(start if at_once else values)
            values = [value - rate * gradient for value, gradient in zip(values, gradients, strict=True)]
        return same(self.after[which], values)


def steps_taken(gan: keras.Model) -> dict[str, int]:
    """How often each optimizer has moved its network."""
    return {which: int(getattr(gan, f"{which}_optimizer").iterations) for which in RATE}


def same(values: list, others: list) -> bool:
    return all(np.allclose(one, other, atol=1e-5) for one, other in zip(values, others, strict=True))


def call_step(gan: keras.Model, real: np.ndarray) -> Mapping:
    """Call a learner's train_step on a batch, and translate the errors that only a GAN has."""
    name = "train_step"
    before = gan.discriminator.get_weights()
    try:
        logs = call(name, lambda points: gan.train_step(tf.constant(points)), real)
    except WrongAnswer as error:
        said = str(error.__cause__)
        if "No gradients provided" in said:
            moved = any(np.any(one != other) for one, other in zip(before, gan.discriminator.get_weights(), strict=True))
            who = "generator" if moved else "discriminator or the generator"
            raise WrongAnswer(
                f"{name}: the tape finds no way from a loss back to the weights of the {who}. What the loss is made of must be computed inside "
                "`with tf.GradientTape()`: for the generator the fake points *and* their logits, without `.numpy()` and `stop_gradient` between."
            ) from error
        if "Unknown variable" in said:
            raise WrongAnswer(
                f"{name}: an optimizer gets the weights of the other network. Each network has its own: `self.generator_optimizer` for "
                "`self.generator.trainable_variables`, and the same for the discriminator."
            ) from error
        if "non-persistent" in said:
            raise WrongAnswer(
                f"{name}: a tape gives its gradients once, and is empty then. Take a tape for each of the two losses."
            ) from error
        raise
    if not isinstance(logs, Mapping) or set(logs) != {"discriminator_loss", "generator_loss"}:
        form = '{"discriminator_loss": …, "generator_loss": …}'
        given = f"the keys {sorted(map(str, logs))}" if isinstance(logs, Mapping) else f"a {type(logs).__name__}"
        raise WrongAnswer(f"{name} should return the two losses as {form}, for `fit` to show; yours returns {given}.")
    return logs


def explain(step: Step, which: str, slopes: list[Callable], own: Callable, other: Callable, mistakes: Mapping[str, Callable]) -> str | None:
    """Say what is wrong with the update of a network; None if nothing is.

    Args:
        step: what happened.
        which: "generator" or "discriminator".
        slopes: from a loss and weights to gradients, one function for each way to the fake points that is allowed.
        own, other: the loss of this network, and that of the other one, of real and fake logits.
        mistakes: sentence to the loss that who makes the mistake follows.
    """
    opponent = "generator" if which == "discriminator" else "discriminator"
    rate, other_rate = RATE[which], RATE[opponent]

    def followed(loss, rate):
        return any(step.moved(which, (partial(one, loss), rate)) for one in slopes)

    if followed(own, rate):
        return None
    if step.stayed(which):
        return f"stays as it was. It needs a step of its own: a tape, a gradient, `self.{which}_optimizer.apply(…)`."
    for sentence, loss in mistakes.items():
        if followed(loss, rate):
            return sentence
    for times in (0.5, 2):
        if followed(lambda real, fake, times=times: times * own(real, fake), rate):
            return f"follows {times} times its loss. The gradient is that of `self.{which}_loss(…)` as it is."
    if followed(own, other_rate):
        return f"is updated by the {opponent}'s optimizer. It has its own: `self.{which}_optimizer`."
    for one, another in product(slopes, repeat=2):
        if step.moved(which, (partial(one, own), rate), (partial(another, own), rate)):
            return "is updated twice in one step."
        for its_rate in (rate, other_rate):
            moves = (partial(one, own), rate), (partial(another, other), its_rate)
            if step.moved(which, *moves) or step.moved(which, *moves[::-1]) or step.moved(which, *moves, at_once=True):
                return (
                    f"is updated by the {opponent}'s loss as well, and so works against itself. The step of the {opponent} takes the "
                    f"gradient for `self.{opponent}.trainable_variables` alone."
                )
    if step.steps[which] > 1:
        return f"takes {step.steps[which]} steps in one `train_step`. In this exercise each network takes one."
    arguments = "real_logits, fake_logits" if which == "discriminator" else "fake_logits"
    return f"is not updated as it should be. Its loss is `self.{which}_loss({arguments})`, and the gradient is for its own weights."


def deceived(real_logits, fake_logits):
    """The generator's loss, of the same two arguments as the discriminator's."""
    return generator_loss(fake_logits)


def explain_discriminator(step: Step) -> str | None:
    mistakes = {
        "is updated with real and fake swapped: it learns to call the fake points real. The real logits come first, "
        "`discriminator_loss(real_logits, fake_logits)`.": lambda real, fake: discriminator_loss(fake, real),
        "goes up its slope: the optimizer goes down the gradient by itself, without another minus.": lambda real, fake: (
            -discriminator_loss(real, fake)
        ),
        "never sees fake points: both logits in its loss are those of the real ones.": lambda real, fake: discriminator_loss(real, real),
        "never sees real points: both logits in its loss are those of the fake ones.": lambda real, fake: discriminator_loss(fake, fake),
        "is updated with the generator's loss: it learns to be deceived. Each network has its own loss.": deceived,
    }
    slopes = [partial(step.discriminator_slope, fake) for fake in step.fakes()]
    return explain(step, "discriminator", slopes, discriminator_loss, deceived, mistakes)


def explain_generator(step: Step) -> str | None:
    mistakes = {
        "is updated with the discriminator's loss: it learns to make points that are found out. Its own is "
        "`self.generator_loss`.": discriminator_loss,
        "goes up its slope: the optimizer goes down the gradient by itself, without another minus.": lambda real, fake: (
            -generator_loss(fake)
        ),
    }
    slopes = [partial(step.generator_slope, *opponent) for opponent in step.opponents()]
    return explain(step, "generator", slopes, deceived, discriminator_loss, mistakes)


def check_noise(step: Step) -> None:
    """Check that each fake point has normally distributed noise of its own."""
    name = "train_step"
    if not step.noises:
        raise WrongAnswer(f"{name}: the generator is never called. The fake points are `self.generator(noise)`.")
    for noise in step.noises:
        if len(noise) != len(step.real):
            raise WrongAnswer(
                f"{name}: of {len(step.real)} real points you make {len(noise)} fake ones. Take as many fake points as real ones, "
                "`ops.shape(real_points)[0]`."
            )
    noise = step.noises[0]
    if len(noise) > 20 and len(np.unique(noise[:, 0])) < len(noise):
        raise WrongAnswer(f"{name}: several fake points have the same noise. The shape of the noise is (number of points, latent_dim).")
    if len(noise) > 20 and (abs(noise).max() <= 1 or not 0.7 < noise.std() < 1.3):
        raise WrongAnswer(f"{name}: the noise should be normally distributed, with mean 0 and deviation 1: `keras.random.normal(shape)`.")


def check_logs(step: Step) -> None:
    """Check the two losses that the step returns."""
    name = "train_step"
    before = step.before["discriminator"]
    real_logits = run_tiny(before, step.real)
    own = [float(discriminator_loss(real_logits, run_tiny(before, fake))) for fake in step.fakes()]
    others = [float(generator_loss(run_tiny(values, run_tiny(step.before["generator"], noise)))) for noise, values in step.opponents()]
    given = {key: float(value) for key, value in step.logs.items()}

    def among(value, values):
        return np.isclose(value, values, atol=1e-4).any()

    if among(given["discriminator_loss"], own) and among(given["generator_loss"], others):
        return
    if among(given["discriminator_loss"], others) and among(given["generator_loss"], own):
        raise WrongAnswer(f"{name}: the two losses that you return are swapped.")
    raise WrongAnswer(
        f"{name} updates both networks as it should, but the losses that it returns are not those from which it took the gradients."
    )


def check_graph(gan: keras.Model, seen: list, real: np.ndarray) -> None:
    """Check that the step still works as a graph, which `fit` makes of it, and draws new noise each time."""
    name = "train_step"
    step = tf.function(gan.train_step, input_signature=[tf.TensorSpec((None, 2))], autograph=True)
    start = len(seen)
    try:
        for _ in range(3):
            step(tf.constant(real))
    except Exception as error:
        raise WrongAnswer(
            f"{name} works line by line, but stops with {type(error).__name__} in the graph that `fit` makes of it. There "
            "`real_points.shape[0]` is not known (`ops.shape(real_points)[0]` is), and `.numpy()`, `float()` and `np.` don't work."
        ) from error
    drawn = seen[start:]
    if np.array_equal(drawn[0], drawn[-1]):
        raise WrongAnswer(
            f"{name}: under `fit` every step gets the same noise. `np.random` draws when the graph is made, once; `keras.random.normal` draws "
            "in every step."
        )


@hint("NameError", "What the pages define is not known here: what a GAN has is in `self`.")
@hint(
    "'GAN' object has no attribute",
    "This GAN has only what `Players` puts into `self`, and takes one step of each network.",
)
@hint(
    "is incompatible with the layer",
    "Noise has the shape (batch, self.latent_dim), and the discriminator wants points: what the generator makes of noise.",
)
@hint("_unique_id", "`apply` wants the gradients first, then the weights.")
def check_gan(answer, seed: int = 0) -> None:
    """One step of the game. How the weights have changed shows which gradients went where."""
    rng = np.random.default_rng(seed)
    for count in (64, 6):
        seen = []
        generator, discriminator = make_tiny(LATENT_DIM, 2, rng, seen), make_tiny(2, 1, rng)
        gan = answer(generator, discriminator)
        optimizers = [keras.optimizers.SGD(RATE[which]) for which in ("generator", "discriminator")]
        gan.compile(*optimizers, generator_loss, discriminator_loss)
        real = rng.normal(size=(count, 2)).astype("float32")
        seen.clear()
        step = Step(gan, seen, real)
        check_noise(step)
        for which, explain in (("discriminator", explain_discriminator), ("generator", explain_generator)):
            reason = explain(step)
            if reason:
                raise WrongAnswer(f"train_step: the {which} {reason}")
        check_logs(step)
        if np.array_equal(Step(gan, seen, real).noises[0], step.noises[0]):
            raise WrongAnswer("train_step draws the same noise in every step. Is there a fixed seed in it?")
    check_graph(gan, seen, real)
    right("GAN")


# 6. Counting modes


def check_count_modes(answer, seed: int = 0) -> None:
    """How many centres have enough points around them."""
    rng = np.random.default_rng(seed)
    three = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])
    eight_points = np.array([[0.1, 0], [0, 0.2], [-0.1, 0], [0.3, 0.4], [4, 0.5], [3.9, 0], [0.8, 4.8], [9, 9]])

    def inside(points, centres, radius):  # (centres, points)
        return np.array([[np.hypot(*(point - centre)) <= radius for point in points] for centre in centres])

    def count(points, centres, radius, share):
        return int((inside(points, centres, radius).sum(axis=1) >= share * len(points)).sum())

    def nearest(points, centres):
        return np.bincount(((points[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1), minlength=len(centres))

    def of_nearest(points, centres, radius, share):
        near = inside(points, centres, radius)
        distances = np.array([np.hypot(*(points - centre).T) for centre in centres])
        only = near & (np.arange(len(centres))[:, None] == distances.argmin(axis=0))
        return int((only.sum(axis=1) >= share * len(points)).sum())

    def per_axis(points, centres, radius):
        return (np.abs(points[:, None] - centres) <= radius).all(axis=2).sum(axis=0)

    def cloud(number):
        centres = np.array([[-2.0, -2.0], [-2, 2], [2, -2], [2, 2], [0, 0]])
        shares = rng.dirichlet([0.6] * 5)
        points = centres[rng.choice(5, size=number, p=shares)] + rng.normal(0, 0.5, (number, 2))
        return points, centres

    points, centres = cloud(200)
    other_points, other_centres = cloud(100)
    # Around the first centre lies exactly the share; around the second one point too few.
    edge = np.repeat([[0.0, 0.0], [4.0, 0.0], [20.0, 20.0]], [10, 9, 81], axis=0)
    # Around the third centre lies a quarter of the near points, but an eighth of all.
    far = np.repeat([[0.0, 0.1], [4.0, 0.1], [0.0, 4.2], [2.0, 2.0]], [1, 5, 2, 8], axis=0)
    check(
        "count_modes",
        answer,
        count,
        cases=[
            (eight_points, three, 1.0, 0.25),
            (edge, three, 1.0, 0.1),
            (far, three, 0.5, 0.25),
            (points, centres, 0.6, 0.05),
            (other_points, other_centres, 0.4, 0.02 + 0.01 * (seed % 3)),
            (np.vstack([points * 0.01 + 1, [[0.1, 0.0]]]), three, 0.5, 0.1),  # one point near a centre, all others near none
            (centres[[0, 0, 1, 4]] + [0.4, 0.4], centres, 0.5, 0.25),
            (np.repeat([[0.7, 0.0], [4.0, 0.7]], 5, axis=0), three, 0.6, 0.2),
            (np.repeat([[1.8, 0.0], [0.0, 5.2]], 5, axis=0), three, 2.0, 0.2),
            (np.repeat([[3.0, 4.0], [40.0, 5.0]], 5, axis=0), 10 * three, 5.0, 0.3),  # exactly as far as the radius
            (np.repeat([[1.9, 0.1], [0.3, 4.0]], 5, axis=0), three, 2.5, 0.3),  # near two centres at once
        ],
        mistakes={
            "It is as if a single point were enough. A mode counts only if at least `share` of all points lie near it: divide by the number of all points.": lambda p, c, r, s: (
                int(inside(p, c, r).any(axis=1).sum())
            ),
            "You give each point to its nearest centre, however far that is. Only points within `radius` count.": lambda p, c, r, s: int(
                (nearest(p, c) >= s * len(p)).sum()
            ),
            "You take the share of the points that lie near some centre. It is the share of *all* points.": lambda p, c, r, s: int(
                (inside(p, c, r).sum(axis=1) >= s * inside(p, c, r).any(axis=0).sum()).sum()
            ),
            "*At least* `share`: exactly that share is enough, so `>=`.": lambda p, c, r, s: int(
                (inside(p, c, r).sum(axis=1) > s * len(p)).sum()
            ),
            "A point exactly at the distance `radius` counts as well, so `<=`.": lambda p, c, r, s: int(
                (inside(p, c, np.nextafter(r, 0)).sum(axis=1) >= s * len(p)).sum()
            ),
            "You give each point to its nearest centre alone. If it lies within `radius` of two, it counts for both.": lambda p, c, r, s: (
                of_nearest(p, c, r, s)
            ),
            "You give each point to its nearest centre alone, and a point exactly at the distance `radius` is lost: it counts for every centre "
            "with distance `<=` radius.": lambda p, c, r, s: of_nearest(p, c, np.nextafter(r, 0), s),
            "You find no centre at all. Has `np.linalg.norm` an axis? Without one it makes one number of all the points.": lambda p, c, r, s: (
                0
            ),
            "You count one centre at most. Does `return` stand inside the loop?": lambda p, c, r, s: int(inside(p, c, r)[0].mean() >= s),
            "The squared distance is compared with the radius. Take the root, or square the radius.": lambda p, c, r, s: int(
                (inside(p, c, np.sqrt(r)).sum(axis=1) >= s * len(p)).sum()
            ),
            "You compare each coordinate with the radius: that is a square around the centre. Take the distance, "
            "`np.linalg.norm(…, axis=-1)`.": lambda p, c, r, s: int((per_axis(p, c, r) >= s * len(p)).sum()),
            "You add up the two coordinates' differences. The distance is the root of the sum of their squares.": lambda p, c, r, s: int(
                ((np.abs(p[:, None] - c).sum(axis=2) <= r).sum(axis=0) >= s * len(p)).sum()
            ),
            "You count the points that lie near a centre, not the centres.": lambda p, c, r, s: int(inside(p, c, r).any(axis=0).sum()),
            "You return the number of points for each centre. Count the centres that have enough.": lambda p, c, r, s: inside(p, c, r).sum(
                axis=1
            ),
            "You return for each centre whether it is found. Add that up.": lambda p, c, r, s: inside(p, c, r).sum(axis=1) >= s * len(p),
            "You count the modes that are missed.": lambda p, c, r, s: len(c) - count(p, c, r, s),
        },
    )


# 7. and 8. Transposed convolution


STAMP_FITS = (
    "A stamp needs a place of its own size, `kernel.shape[0]` rows and `kernel.shape[1]` columns, inside the result. Make the result whole, "
    "(size − 1) · stride + kernel along each axis; the padding is cut off at the end."
)


def stamp(image, kernel, stride, join=np.add):
    """Lay the kernel down for each pixel; `join` says what happens where two overlap."""
    strides = stride if isinstance(stride, tuple) else (stride, stride)
    sizes = [(size - 1) * step + width for size, step, width in zip(image.shape, strides, kernel.shape, strict=True)]
    result = np.zeros(sizes)
    for row, column in np.ndindex(image.shape):
        place = np.s_[row * strides[0] : row * strides[0] + kernel.shape[0], column * strides[1] : column * strides[1] + kernel.shape[1]]
        result[place] = join(result[place], image[row, column] * kernel)
    return result


def cut(result, padding, end=None):
    """Cut `padding` rows and columns off at the start, and `end` (as many, if not told) at the end."""
    end = padding if end is None else end
    return result[padding : result.shape[0] - end, padding : result.shape[1] - end]


def by_keras(image, kernel, stride, padding):
    """Keras cuts nothing with "valid", if the kernel is at least as large as the stride."""
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    result = ops.conv_transpose(image[None, :, :, None], kernel[:, :, None, None], strides=stride, padding="valid")
    return cut(np.asarray(result)[0, :, :, 0], padding)


@hint("broadcast", STAMP_FITS)
@hint(
    "Cannot cast", "The array of results has an integer dtype, and the products may be fractions: `np.zeros((rows, columns))` has floats."
)
def check_conv_transpose(answer, seed: int = 0) -> None:
    """A transposed convolution of one channel, with stride and padding, as Keras computes it."""
    rng = np.random.default_rng(seed)
    kernel = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])

    def last_wins(old, new):
        return new

    def largest(old, new):
        return np.where(np.abs(new) > np.abs(old), new, old)

    def mean_of_stamps(i, k, s, p):
        return cut(stamp(i, k, s) / np.maximum(stamp(np.ones_like(i), np.ones_like(k), s), 1), p)

    def empty_without_padding(i, k, s, p):
        result = stamp(i, k, s)
        return result[p:-p, p:-p] if p else np.zeros((0, 0))

    def every_other(i, k, s, p):
        result = np.zeros_like(stamp(i, k, s))
        for row, column in product(range(0, i.shape[0], s), range(0, i.shape[1], s)):
            result[row : row + k.shape[0], column : column + k.shape[1]] += i[row, column] * k
        return cut(result, p)

    def convolution(i, k, s, p):
        i = np.pad(i, p)
        result = np.zeros([(size - width) // s + 1 for size, width in zip(i.shape, k.shape, strict=True)])
        for row, column in np.ndindex(result.shape):
            result[row, column] = (i[row * s : row * s + k.shape[0], column * s : column * s + k.shape[1]] * k).sum()
        return result

    def as_same(i, k, s, p):
        over = [width - s for width in k.shape]
        result = stamp(i, k, s)
        return result[over[0] // 2 :, over[1] // 2 :][: i.shape[0] * s, : i.shape[1] * s]

    check(
        "conv_transpose",
        answer,
        by_keras,
        cases=[
            (np.array([[1, 2], [3, 4]]), kernel, 1, 0),
            (np.array([[1, 2], [3, 4]]), kernel, 2, 0),
            (np.array([[1, 2], [3, 4]]), kernel[:2], 1, 0),
            (np.array([[1, 2], [3, 4]]), kernel / 4, 2, 1),
            (rng.normal(size=(2, 3)), rng.normal(size=(4, 4)), 2, 1),
            (rng.normal(size=(3, rng.integers(4, 7))), rng.normal(size=(5, 4)), 3, 1),
            (rng.normal(size=(5, 4)), rng.normal(size=(3, 5)), 1, 2),
        ],
        mistakes={
            "Your result is as if the kernel were turned by 180°. A transposed convolution lays it down as it is.": lambda i, k, s, p: cut(
                stamp(i, k[::-1, ::-1], s), p
            ),
            "You transpose the kernel. What is transposed is the large matrix; the kernel is laid down as it is.": lambda i, k, s, p: cut(
                stamp(i, k.T, s), p
            ),
            "Where stamps overlap, the later one hides the earlier: add with `+=` instead of `=`.": lambda i, k, s, p: cut(
                stamp(i, k, s, last_wins), p
            ),
            "Where stamps overlap, you keep the larger. They are added up.": lambda i, k, s, p: cut(stamp(i, k, s, largest), p),
            "Where stamps overlap, you take the mean. They are added up.": mean_of_stamps,
            "The stride is missing: the stamp of the next pixel starts `stride` further on.": lambda i, k, s, p: cut(stamp(i, k, 1), p),
            "The result has the right size, but your stamps lie one pixel apart: the stamp of a pixel starts at `row * stride`, "
            "`column * stride`.": lambda i, k, s, p: cut(np.pad(stamp(i, k, 1), [(0, (size - 1) * (s - 1)) for size in i.shape]), p),
            "You take only every `stride`-th pixel of the small picture. Every pixel has a stamp; the stride moves it in the result.": every_other,
            "That is a convolution: it gathers, and makes the picture smaller. A transposed one lays the kernel down for each pixel.": convolution,
            "The stamps move by `stride` downwards, but one at a time to the right.": lambda i, k, s, p: cut(stamp(i, k, (s, 1)), p),
            "The stamps move by `stride` to the right, but one at a time downwards.": lambda i, k, s, p: cut(stamp(i, k, (1, s)), p),
            "The padding is missing: it cuts `padding` rows and columns off on every side of the result.": lambda i, k, s, p: stamp(
                i, k, s
            ),
            "You add zeros around the result. In a transposed convolution padding cuts off.": lambda i, k, s, p: np.pad(stamp(i, k, s), p),
            "You pad the small picture. In a transposed convolution padding cuts off from the result.": lambda i, k, s, p: stamp(
                np.pad(i, p), k, s
            ),
            "You cut at the top and on the left only. Padding cuts on all four sides.": lambda i, k, s, p: cut(stamp(i, k, s), p, 0),
            "You cut at the bottom and on the right only. Padding cuts on all four sides.": lambda i, k, s, p: cut(stamp(i, k, s), 0, p),
            "You cut the right number of rows and columns, but all at the bottom and on the right.": lambda i, k, s, p: cut(
                stamp(i, k, s), 0, 2 * p
            ),
            "You cut rows, but no columns.": lambda i, k, s, p: stamp(i, k, s)[p : stamp(i, k, s).shape[0] - p],
            "With padding 0 nothing is left: `result[0:-0]` is empty, for −0 is 0. Cut up to the size minus `padding`.": empty_without_padding,
            "You cut once, whatever `padding` says.": lambda i, k, s, p: cut(stamp(i, k, s), 1),
            'You cut to size · stride, as `"same"` does. Here `padding` says how much is cut.': as_same,
            "Your numbers are cut to whole ones: does the array of results have an integer dtype? `np.zeros((rows, columns))` has "
            "floats.": lambda i, k, s, p: cut(stamp(i, k, s, lambda old, new: np.trunc(old + new)), p),
        },
    )


def check_count_stamps(answer, seed: int = 0) -> None:
    """How many stamps lie on each pixel along one axis, without padding."""
    rng = np.random.default_rng(seed)

    def count(size, kernel, stride):
        return by_keras(np.ones((1, size)), np.ones((1, kernel)), (1, stride), 0)[0].astype(int)

    def by_hand(size, kernel, stride, length, start=0):
        counts = np.zeros(length, dtype=int)
        for pixel in range(start, size):
            counts[pixel * stride : pixel * stride + kernel] += 1
        return counts

    def full(size, kernel, stride):
        return (size - 1) * stride + kernel

    # A kernel is at least as wide as the stride.
    random_cases = [(int(rng.integers(3, 8)), int(rng.integers(stride, 7)), stride) for stride in (2, 3)]
    check(
        "count_stamps",
        answer,
        count,
        cases=[(3, 3, 2), (4, 4, 2), (5, 4, 3), (4, 3, 1), *random_cases],
        mistakes={
            "The stride is missing: the next stamp starts `stride` further on.": lambda n, k, s: by_hand(n, k, 1, full(n, k, 1)),
            "The result has the right length, but your stamps lie one pixel apart.": lambda n, k, s: by_hand(n, k, 1, full(n, k, s)),
            "The length is size · stride: something is cut off. Nothing is here: (size − 1) · stride + kernel.": lambda n, k, s: by_hand(
                n, k, s, n * s
            ),
            "The length is wrong: the last stamp starts at (size − 1) · stride, so (size − 1) · stride + kernel.": lambda n, k, s: by_hand(
                n, k, s, n * s + k
            ),
            "One stamp is missing: there is one for each of the `size` pixels.": lambda n, k, s: by_hand(n - 1, k, s, full(n, k, s)),
            "The first stamp is missing: pixel 0 has one too.": lambda n, k, s: by_hand(n, k, s, full(n, k, s), start=1),
            "You say where stamps lie, not how many: add with `+=` instead of `=`. (With a list of places, `+=` adds only once where a place "
            "occurs twice: take slices, or `np.add.at`.)": lambda n, k, s: np.minimum(count(n, k, s), 1),
            "You count as if there were no rim. At both ends fewer stamps overlap.": lambda n, k, s: np.resize(
                [len(range(phase, k, s)) for phase in range(s)], full(n, k, s)
            ),
            "Kernel and stride are swapped: each stamp is `kernel` wide, and starts `stride` after the last.": lambda n, k, s: by_hand(
                n, s, k, full(n, s, k)
            ),
            "These are the counts of one stride's worth of places, away from the rim. Asked are all, from the first place to the last.": lambda n, k, s: [
                len(range(phase, k, s)) for phase in range(s)
            ],
            "You mark where stamps start. Each lies on `kernel` places.": lambda n, k, s: np.bincount(
                np.arange(n) * s, minlength=full(n, k, s)
            ),
            "Your stamps are one place too short: the end of a slice does not belong to it.": lambda n, k, s: by_hand(
                n, k - 1, s, full(n, k, s)
            ),
            "Squared counts are those of a picture, rows times columns. Here there is one axis.": lambda n, k, s: count(n, k, s) ** 2,
            "That is for rows and columns, a table. Asked is one axis, a list.": lambda n, k, s: np.outer(count(n, k, s), count(n, k, s)),
        },
    )


# 9. and 10. Sizes and costs


def check_upscale_costs(answer, seed: int = 0) -> None:
    """Output shape, kernel shape and number of parameters of a layer, which is asked itself."""
    rng = np.random.default_rng(seed)

    def ask_keras(shape, filters, kernel_size, stride, padding):
        layer = layers.Conv2DTranspose(filters, kernel_size, strides=stride, padding=padding)
        layer.build((None, *shape))
        return tuple(layer.compute_output_shape((None, *shape))[1:]), tuple(layer.kernel.shape), layer.count_params()

    def wrong(size=None, output=None, kernel=None, parameters=None):
        """A mistake in one of the three values."""

        def mistake(shape, filters, kernel_size, stride, padding):
            right_output, right_kernel, right_parameters = ask_keras(shape, filters, kernel_size, stride, padding)
            if size:
                right_output = (*(size(one, kernel_size, stride, padding) for one in shape[:2]), filters)
            return (
                output(*right_output, shape[2]) if output else right_output,
                kernel(kernel_size, shape[2], filters) if kernel else right_kernel,
                parameters(right_parameters, kernel_size**2, shape[2], filters, right_output) if parameters else right_parameters,
            )

        return mistake

    def valid(n, k, s):
        return (n - 1) * s + k

    cases = [((4, 4, 8), 3, 5, 2, "valid"), ((4, 4, 8), 3, 5, 2, "same"), ((7, 5, 2), 6, 3, 3, "same"), ((5, 8, 4), 7, 4, 3, "valid")]
    for padding in ("valid", "same"):
        stride = int(rng.integers(2, 4))
        shape = tuple(int(size) for size in rng.integers(3, 12, 3))
        cases.append((shape, int(rng.integers(3, 9)) + shape[2], stride + int(rng.integers(1, 4)), stride, padding))
    check(
        "upscale_costs",
        answer,
        ask_keras,
        cases=cases,
        mistakes={
            "That is the size after a convolution, which makes smaller. A transposed one goes the other way: (size − 1) · stride + "
            "kernel.": wrong(size=lambda n, k, s, p: -(-n // s) if p == "same" else (n - k) // s + 1),
            "With `valid` the last stamp starts at (size − 1) · stride; you count one stamp more.": wrong(
                size=lambda n, k, s, p: n * s if p == "same" else n * s + k
            ),
            "With `valid` the last stamp is as wide as the kernel: (size − 1) · stride *plus kernel*.": wrong(
                size=lambda n, k, s, p: n * s if p == "same" else (n - 1) * s
            ),
            "You treat `valid` like `same`: `valid` cuts nothing off, and the kernel hangs over.": wrong(size=lambda n, k, s, p: n * s),
            "You treat `same` like `valid`: `same` cuts so much off that size · stride is left.": wrong(
                size=lambda n, k, s, p: valid(n, k, s)
            ),
            "`same` keeps the size only if the stride is 1. It leaves size · stride.": wrong(
                size=lambda n, k, s, p: n if p == "same" else valid(n, k, s)
            ),
            "The stride is missing.": wrong(size=lambda n, k, s, p: n if p == "same" else n - 1 + k),
            "A layer gives `filters` channels, not as many as its input has.": wrong(output=lambda h, w, f, c: (h, w, c)),
            "Height and width are swapped.": wrong(output=lambda h, w, f, c: (w, h, f)),
            "The width is computed from the height. Each has a size of its own.": wrong(output=lambda h, w, f, c: (h, h, f)),
            "The output shape has three sizes: height, width and channels.": wrong(output=lambda h, w, f, c: (h, w)),
            "`same` leaves size · stride, also if kernel − stride is odd: then the one row more is cut off at the end.": wrong(
                size=lambda n, k, s, p: n * s + (k - s) % 2 if p == "same" else valid(n, k, s)
            ),
            "`same` leaves size · stride: not (kernel − 1) / 2 is cut off on each side, but kernel − stride in all.": wrong(
                size=lambda n, k, s, p: valid(n, k, s) - 2 * ((k - 1) // 2) if p == "same" else valid(n, k, s)
            ),
            "The batch is no part of the output shape: leave out the first number, None.": wrong(output=lambda h, w, f, c: (None, h, w, f)),
            "The channels come last: (height, width, channels).": wrong(output=lambda h, w, f, c: (f, h, w)),
            "The kernel's channels are those of a convolution. In a transposed one they are swapped: (height, width, channels out, channels "
            "in).": wrong(kernel=lambda k, c, f: (k, k, c, f)),
            "That is the shape of one kernel. Keras keeps all in one array: (height, width, channels out, channels in).": wrong(
                kernel=lambda k, c, f: (k, k, c)
            ),
            "The kernel has no channels in: (height, width, channels out, channels in).": wrong(kernel=lambda k, c, f: (k, k, f)),
            "The kernel's shape has four sizes: (height, width, channels out, channels in).": wrong(kernel=lambda k, c, f: (k, k)),
            "The first two values are swapped: first the output shape, then the shape of the kernels.": lambda *case: tuple(
                ask_keras(*case)[index] for index in (1, 0, 2)
            ),
            "The kernels' channels in are missing from the count: each channel out has a kernel for *each* channel in.": wrong(
                parameters=lambda total, area, c, f, output: area * f + f
            ),
            "There is one bias for each channel out, not one for each kernel.": wrong(
                parameters=lambda total, area, c, f, output: total - f + c * f
            ),
            "The biases are missing, one for each channel out.": wrong(parameters=lambda total, area, c, f, output: total - f),
            "There is a bias for each channel *out*, not for each channel in.": wrong(
                parameters=lambda total, area, c, f, output: total - f + c
            ),
            "There is more than one bias: one for each channel out.": wrong(parameters=lambda total, area, c, f, output: total - f + 1),
            "The parameters don't depend on the size of the maps: the same stamp is used everywhere.": wrong(
                parameters=lambda total, area, c, f, output: output[0] * output[1] * total
            ),
        },
    )


def make_network() -> keras.Model:
    """Make the generator of exercise 10, as it stands there."""
    noise = keras.Input((32,))
    x = layers.Dense(4 * 3 * 16, activation="relu", name="dense")(noise)
    x = layers.Reshape((4, 3, 16), name="reshape")(x)
    x = layers.Conv2DTranspose(8, 4, strides=2, padding="same", activation="relu", name="up_1")(x)
    x = layers.Conv2DTranspose(8, 5, strides=2, activation="relu", name="up_2")(x)
    x = layers.UpSampling2D(2, name="resize")(x)
    x = layers.Conv2D(3, 3, padding="same", activation="tanh", name="picture")(x)
    return keras.Model(noise, x)


# Layer → what a mistake gives → what to say.
WRONG_SHAPES = {
    "dense": {
        (4, 3, 16): "A dense layer gives one row of numbers; `reshape` makes maps of them.",
        (32,): "That is the noise, its input.",
        (32, 192): "That is its kernel. Asked is what it gives.",
    },
    "reshape": {(192,): "Reshape gives what stands in its brackets.", (4, 3): "The channels are missing.", (3, 4, 16): "Height first."},
    "up_1": {
        (2, 2, 8): "That is a convolution, which halves. A transposed one with stride 2 doubles.",
        (8, 6, 16): "These are the channels of its input. It has 8 filters.",
        (10, 8, 8): '"same" cuts off what hangs over: size · stride is left.',
        (4, 3, 8): '"same" keeps the size only if the stride is 1.',
        (8, 6, 4): "The first number in the brackets is how many filters it has, the second the size of its kernel.",
        (8, 6): "The channels are missing.",
        (6, 8, 8): "Height first, then width.",
    },
    "up_2": {
        (16, 12, 8): 'Without `padding` it is "valid": nothing is cut off.',
        (21, 17, 8): "The last stamp starts at (size − 1) · stride; you count one stamp more.",
        (14, 10, 8): "The last stamp is as wide as the kernel: (size − 1) · stride plus kernel.",
        (2, 1, 8): "That is a convolution, which gets smaller.",
        (12, 10, 8): "You forget its stride.",
        (19, 15, 5): "The first number in the brackets is how many filters it has, the second the size of its kernel.",
        (19, 15): "The channels are missing.",
        (15, 19, 8): "Height first, then width.",
    },
    "resize": {
        (19, 15, 8): "It makes a square of 2×2 of each pixel: height and width double.",
        (21, 17, 8): "It makes a square of 2×2 of each pixel: height and width double.",
        (40, 32, 8): "It has no kernel that hangs over: height and width double, no more.",
        (38, 30, 16): "Resizing leaves the number of channels alone.",
        (38, 30, 3): "Resizing leaves the number of channels alone.",
        (38, 30): "The channels are missing.",
    },
    "picture": {
        (36, 28, 3): 'It has `padding="same"`, and keeps the size.',
        (76, 60, 3): "This one is an ordinary convolution, without a stride.",
        (38, 30, 8): "These are the channels of its input. It has 3 filters.",
        (38, 30): "The channels are missing.",
    },
}


def check_generator_by_hand(answer, seed: int = 0) -> None:
    """The output shape of each layer of a generator, found with a pencil."""
    name = "generator_by_hand"
    network = make_network()
    wanted = list(WRONG_SHAPES)
    table = call(name, answer)
    if not isinstance(table, Mapping):
        raise WrongAnswer(f'{name} should return a dictionary, {{"dense": …}}; yours returns {type(table).__name__}.')
    missing, unknown = [one for one in wanted if one not in table], [one for one in table if one not in wanted]
    if missing or unknown:
        about = f"what is missing is {', '.join(missing)}" if missing else f"there is no layer {', '.join(map(str, unknown))} to fill in"
        raise WrongAnswer(f"{name}: the dictionary should have the layers {', '.join(wanted)}, and {about}.")
    for layer in wanted:
        shape = tuple(network.get_layer(layer).output.shape[1:])
        given = table[layer]
        given = tuple(given) if isinstance(given, tuple | list | np.ndarray) else (given,)
        if given != shape:
            if given[:1] == (None,):
                reason = "The batch is no part of it: leave out the first number, None."
            elif sorted(given) == sorted(shape) and given[-2:] == shape[:2]:
                reason = "The channels come last: (height, width, channels)."
            else:
                formula = " Take the formula for each axis." if layer.startswith("up") else ""
                reason = WRONG_SHAPES[layer].get(given, f"Its input has the shape of the line above.{formula}")
            raise WrongAnswer(f"{name}: {layer} does not give {given}. {reason}")
    right(name)
