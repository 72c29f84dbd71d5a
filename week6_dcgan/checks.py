"""The checks of week 6's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will: with NumPy and by hand-made gradients, or with Keras
where you use NumPy. Beside it stands what the usual mistakes give, so that it can tell you more than *that* an answer
is wrong.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import permutations, product

import keras
import numpy as np
from keras import layers, ops

from shared.exercises.checking import WrongAnswer, call, check, difference, hint, right, show


def softplus(t):
    """log(1 + eᵗ) without overflow."""
    return np.logaddexp(0, t)


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


# 1. and 2. The losses


def check_loss(name: str, answer: Callable, expected: Callable, cases: list[tuple], large: list[tuple], mistakes: Mapping) -> None:
    """Check a loss on logits of ordinary size, naming mistakes; then on large ones, where careless formulas break."""
    if any(difference(call(name, answer, *case), expected(*case)) for case in cases):
        check(name, answer, expected, cases, mistakes)
    for case in large:
        given, wanted = np.asarray(call(name, answer, *case), dtype=float), expected(*case)
        if not difference(given, wanted):
            continue
        about = (
            f"{name} is right for small logits. For {' and '.join(map(show, case))} it should give {wanted:.6g}, and it gives {given:.6g}."
        )
        if np.isfinite(given):
            raise WrongAnswer(
                f"{about} Do you clip the probability? Then large mistakes cost too little. Softplus of the logits needs no clipping."
            )
        raise WrongAnswer(
            f"{about} Somewhere a sigmoid is rounded to 0 or 1, or an exponential is too large. Softplus of the logits does without both."
        )
    right(name)


def cross_entropy_of_probabilities(labels, probabilities):
    """What Keras's cross-entropy gives that is not told `from_logits=True`: it cuts its input to 0…1."""
    p = np.clip(probabilities, 1e-7, 1 - 1e-7)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))


def random_logits(rng, count: int) -> np.ndarray:
    return rng.normal(0, 2, size=count).astype("float32")


def check_discriminator_loss(answer, seed: int = 0) -> None:
    """−E[log D(x)] − E[log(1 − D(G(z)))] from logits."""
    rng = np.random.default_rng(seed)
    real, fake = np.log([3, 3, 1]).astype("float32"), np.log([1 / 9, 1, 3]).astype("float32")
    rows = int(rng.integers(4, 8))

    def expected(real, fake):
        real, fake = real.astype(float), fake.astype(float)
        return np.mean(softplus(-real)) + np.mean(softplus(fake))

    check_loss(
        "discriminator_loss",
        answer,
        expected,
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
        mistakes={
            "The labels are swapped: your loss is small when real pictures get small logits and generated ones large logits.": lambda r, f: (
                expected(f, r)
            ),
            "That is V, which the discriminator makes large. A loss is made small: the sign is turned round.": lambda r, f: -expected(r, f),
            "It is half of what it should be. The two means are added; it is not the mean of all logits together.": lambda r, f: (
                expected(r, f) / 2
            ),
            "You add up the rows. The loss is the mean over the real ones plus the mean over the generated ones.": lambda r, f: (
                expected(r, f) * len(r)
            ),
            "You return a number for each row. The loss is one number: take the mean.": lambda r, f: softplus(-r) + softplus(f),
            "The sigmoid is taken twice. You get logits; softplus of a logit has the sigmoid in it already.": lambda r, f: expected(
                sigmoid(r), sigmoid(f)
            ),
            "The generated pictures are missing: their part is the mean of −log(1 − D).": lambda r, f: np.mean(softplus(-r)),
            "The real pictures are missing: their part is the mean of −log D.": lambda r, f: np.mean(softplus(f)),
            "The generated pictures are treated like real ones: their part is −log(1 − D), not −log D.": lambda r, f: expected(r, -f),
            "The real pictures are treated like generated ones: their part is −log D, not −log(1 − D).": lambda r, f: expected(-r, f),
            "The logarithm is missing: you take 1 − D and D themselves.": lambda r, f: np.mean(1 - sigmoid(r)) + np.mean(sigmoid(f)),
            "You take the logits for probabilities. D is the sigmoid of a logit.": lambda r, f: (
                -np.mean(np.log(r)) - np.mean(np.log(1 - f))
            ),
            "Keras's cross-entropy takes your logits for probabilities: it needs to be told, `from_logits=True`.": lambda r, f: (
                cross_entropy_of_probabilities(1, r) + cross_entropy_of_probabilities(0, f)
            ),
            "The two parts are subtracted. Both are errors of the discriminator: add them.": lambda r, f: (
                np.mean(softplus(-r)) - np.mean(softplus(f))
            ),
            "That is the hinge loss. Asked for is the loss of the formula, with logarithms.": lambda r, f: (
                np.mean(np.maximum(0, 1 - r)) + np.mean(np.maximum(0, 1 + f))
            ),
            "That is the relativistic loss, which compares pairs. Here real and generated pictures are judged apart.": lambda r, f: np.mean(
                softplus(f - r)
            ),
        },
    )


def check_generator_loss(answer, seed: int = 0) -> None:
    """−E[log D(G(z))] from logits: the non-saturating loss."""
    rng = np.random.default_rng(seed)
    fake = np.log([1 / 9, 1, 3]).astype("float32")
    rows = int(rng.integers(4, 8))

    def expected(fake):
        return np.mean(softplus(-fake.astype(float)))

    check_loss(
        "generator_loss",
        answer,
        expected,
        cases=[(fake,), (random_logits(rng, rows),), (random_logits(rng, 5) - 1,)],
        large=[(np.array([-300, 2], "float32"),), (np.array([400, 1], "float32"),), (np.array([-30 - rng.integers(9), 1], "float32"),)],
        mistakes={
            "That is the saturating loss, the mean of log(1 − D). Its slope vanishes where the discriminator is sure; the non-saturating "
            "one is asked for.": lambda f: -np.mean(softplus(f)),
            "That is −log(1 − D), the discriminator's part: with it the generator learns to be recognised.": lambda f: np.mean(softplus(f)),
            "The sign is turned round: log D should become large, and a loss is made small.": lambda f: -expected(f),
            "The sigmoid is taken twice. You get logits; softplus of a logit has the sigmoid in it already.": lambda f: expected(
                sigmoid(f)
            ),
            "You add up the rows. The loss is their mean.": lambda f: expected(f) * len(f),
            "You return a number for each row. The loss is one number: take the mean.": lambda f: softplus(-f),
            "The logarithm is missing: you take 1 − D itself.": lambda f: np.mean(1 - sigmoid(f)),
            "That is the logarithm of the mean. The formula has the mean of the logarithms.": lambda f: -np.log(np.mean(sigmoid(f))),
            "You take the logits for probabilities. D is the sigmoid of a logit.": lambda f: -np.mean(np.log(f)),
            "Keras's cross-entropy takes your logits for probabilities: it needs to be told, `from_logits=True`.": lambda f: (
                cross_entropy_of_probabilities(1, f)
            ),
            "That is the generator's hinge loss. Asked for is the loss of the formula, with a logarithm.": lambda f: -np.mean(f),
        },
    )


# 3. and 4. Generator and discriminator from their tables


def weighted_layers(model: keras.Model) -> list:
    return [layer for layer in model.layers if layer.weights]


def check_is_model(name: str, model, input_shape: tuple, example: str) -> None:
    """Check that an answer is a model, and what it takes."""
    if not isinstance(model, keras.Model):
        raise WrongAnswer(f"{name} should return a model, and yours returns a {type(model).__name__}: `keras.Model(input, output)`.")
    if not model.built:
        raise WrongAnswer(f"{name}: the model does not know the size of its input yet. It begins with `keras.Input(…)`.")
    if model.input_shape != input_shape:
        raise WrongAnswer(f"{name}: the input should have the shape {input_shape}, and yours has {model.input_shape}. {example}")


def check_layers(name: str, model: keras.Model, table: list[tuple], reasons: Mapping) -> None:
    """Compare the layers that have weights with a table.

    Args:
        table: for each layer what it is called, its kind, its output shape, its kernel's shape (None for batch
            normalisation) and whether it has a bias.
        reasons: which layer and what it gives by mistake, to a sentence.
    """
    found = weighted_layers(model)
    norms = [layer for layer in found if isinstance(layer, layers.BatchNormalization)]
    wanted_norms = sum(kind is layers.BatchNormalization for _, kind, *_ in table)
    found_others = [layer for layer in found if layer not in norms]
    strange = [type(layer).__name__ for layer in found_others if not hasattr(layer, "kernel")]
    if strange:
        raise WrongAnswer(f"{name}: the table has no layer like {strange[0]}.")
    others = [row for row in table if row[1] is not layers.BatchNormalization]
    if len(found_others) < len(others):
        raise WrongAnswer(
            f"{name} should have {len(others)} layers with kernels, and yours has {len(found_others)}. A layer is lost if the next one does "
            "not take what it gave: does each line take the x of the line before?"
        )
    superfluous = Counter(type(layer) for layer in found_others) - Counter(kind for _, kind, *_ in others)
    if len(found_others) > len(others) and superfluous:
        raise WrongAnswer(f"{name}: your network has more {next(iter(superfluous)).__name__} layers than the table.")
    for number, (layer, (where, kind, output, kernel, bias)) in enumerate(zip(found_others, others, strict=False)):
        given = tuple(layer.output.shape[1:])
        if type(layer) is not kind:
            reason = reasons.get((number, type(layer).__name__), "")
            raise WrongAnswer(f"{name}: {where} should be a {kind.__name__}, and yours is a {type(layer).__name__}. {reason}".strip())
        if given != output:
            reason = reasons.get((number, given), f"Its kernel has the shape {tuple(layer.kernel.shape)}.")
            raise WrongAnswer(f"{name}: {where} should give the shape {output}, and yours gives {given}. {reason}")
        if tuple(layer.kernel.shape) != kernel:
            reason = reasons.get((number, "kernel"), "Look at the number and the size of the kernels, and at what comes before it.")
            raise WrongAnswer(
                f"{name}: {where} should have a kernel of the shape {kernel}, and yours has {tuple(layer.kernel.shape)}. {reason}"
            )
        if layer.use_bias != bias:
            why = (
                "Batch normalisation follows, and brings an offset of its own: `use_bias=False`."
                if layer.use_bias
                else "The table gives it one."
            )
            raise WrongAnswer(f"{name}: {where} has {'a' if layer.use_bias else 'no'} bias. {why}")
    if len(found_others) != len(others):
        raise WrongAnswer(f"{name} should have {len(others)} layers with kernels, and yours has {len(found_others)}.")
    if len(norms) != wanted_norms:
        raise WrongAnswer(f"{name}: {reasons['norms'].format(len(norms))}")
    for layer, (where, kind, output, *_) in zip(found, table, strict=True):
        if type(layer) is not kind or tuple(layer.output.shape[1:]) != output:
            raise WrongAnswer(f"{name}: {reasons['order'].format(where)}")


def fill(rng, model: keras.Model) -> list:
    """Give all weights random values, so that no activation is right by chance. Returns the layers that have some."""
    found = weighted_layers(model)
    for layer in found:
        if isinstance(layer, layers.BatchNormalization):
            size = layer.moving_mean.shape
            new = [rng.uniform(0.5, 1.5, size), rng.normal(size=size), rng.normal(size=size), rng.uniform(0.5, 2, size)]
            by_name = dict(zip(("gamma", "beta", "moving_mean", "moving_variance"), new, strict=True))
            new = [by_name[weight.name] for weight in layer.weights]
        else:
            numbers_in = np.prod(layer.kernel.shape) / layer.output.shape[-1]
            new = [rng.normal(size=weight.shape) / np.sqrt(numbers_in if len(weight.shape) > 1 else 4) for weight in layer.weights]
        layer.set_weights(new)
    return found


def normalise(x, layer):
    """What batch normalisation computes when the network is used."""
    deviation = np.sqrt(np.asarray(layer.moving_variance) + layer.epsilon)
    return (x - np.asarray(layer.moving_mean)) / deviation * np.asarray(layer.gamma) + np.asarray(layer.beta)


def around_norm(x, layer, activation, where):
    """Batch normalisation and an activation "after" it, as it should be, "before" it, or "both"."""
    x = normalise(x if where == "after" else activation(x), layer)
    return x if where == "before" else activation(x)


ACTIVATIONS = {
    "none": lambda x: x,
    "ReLU": ops.relu,
    "LeakyReLU(0.2)": lambda x: ops.leaky_relu(x, 0.2),
    "LeakyReLU() with its usual slope of 0.3": lambda x: ops.leaky_relu(x, 0.3),
    "LeakyReLU with a slope of 0.01": lambda x: ops.leaky_relu(x, 0.01),
    "tanh": ops.tanh,
    "sigmoid": ops.sigmoid,
}


def explain(name: str, given, run: Callable, hidden: str, last: str, count: int, sentences: Mapping) -> None:
    """Find activations with which the table's network computes what was given, and say which are wrong.

    Args:
        run: from the activations by place, and where each stands by its batch normalisation, to the network's output.
        hidden, last: the right activations.
        count: how many hidden ones there are.
        sentences: an activation of the last layer to what is wrong with it.
    """

    def same(activations, where=("after",) * count):
        return np.allclose(given, run([ACTIVATIONS[one] for one in activations], where), rtol=1e-3, atol=1e-3)

    wanted = [hidden] * count + [last]
    if same(wanted):
        return
    for where in product(("after", "before", "both"), repeat=count):
        if same(wanted, where):
            too = ", and again after it" if "both" in where else ""
            raise WrongAnswer(
                f"{name}: {hidden} comes before the batch normalisation{too}. First normalise, then {hidden}. (An `activation=` belongs to its "
                "own layer, and so comes before.)"
            )
    for one in ACTIVATIONS:
        if same([hidden] * count + [one]):
            raise WrongAnswer(f"{name}: {sentences.get(one, f'the last layer has the activation {one}.')}")
    for found in product(ACTIVATIONS, repeat=2):
        if same([found[0]] * count + [found[1]]):
            also = "" if found[1] == last else f" And {sentences.get(found[1], f'the last layer has {found[1]}.')}"
            what = "no activation" if found[0] == "none" else found[0]
            raise WrongAnswer(f"{name}: the hidden layers have {what}, and should have {hidden}.{also}")
    for place, one in product(range(count), ACTIVATIONS):
        if same([one if number == place else hidden for number in range(count)] + [last]):
            what = "no activation" if one == "none" else one
            raise WrongAnswer(f"{name}: hidden activation {place + 1} of {count} is {what}, and should be {hidden}.")
    raise WrongAnswer(
        f"{name}: the layers are the right ones, but the model computes something else. Is each used once, in the table's order?"
    )


@hint("A KerasTensor is symbolic", "a layer is made first, then called: `layers.BatchNormalization()(x)`.")
@hint("is not connected to", "the input comes first, then the output: `keras.Model(input, output)`.")
@hint("to a shape", "a shape is a tuple, even of one number: `keras.Input((latent_dim,))`.")
@hint("expected min_ndim=4", "a convolution needs height, width and channels: `Reshape((7, 7, 64))`.")
@hint("calling Reshape.call()", "it can't make more or fewer numbers than it gets. The dense layer gives 7 · 7 · 64.")
def check_make_generator(answer, seed: int = 0) -> None:
    """The generator of the table. Its form is free: what it computes counts."""
    rng = np.random.default_rng(seed)
    name = "make_generator"
    for latent_dim in (16, 5 + seed % 7):
        model = call(name, answer, latent_dim)
        check_is_model(f"{name}({latent_dim})", model, (None, latent_dim), "It takes noise: `keras.Input((latent_dim,))`.")
        norm = layers.BatchNormalization
        check_layers(
            f"{name}({latent_dim})",
            model,
            [
                ("the dense layer", layers.Dense, (3136,), (latent_dim, 3136), False),
                ("the first batch normalisation", norm, (7, 7, 64), None, None),
                ("the first transposed convolution", layers.Conv2DTranspose, (14, 14, 32), (4, 4, 32, 64), False),
                ("the second batch normalisation", norm, (14, 14, 32), None, None),
                ("the last transposed convolution", layers.Conv2DTranspose, (28, 28, 1), (4, 4, 1, 32), True),
            ],
            GENERATOR_REASONS,
        )
        if model.output_shape != (None, 28, 28, 1):
            raise WrongAnswer(f"{name}: the model should give pictures, (None, 28, 28, 1); yours gives {model.output_shape}.")
        dense, norm_1, first, norm_2, last = fill(rng, model)
        noise = rng.normal(size=(4, latent_dim)).astype("float32")

        def run(activations, where, dense=dense, norm_1=norm_1, first=first, norm_2=norm_2, last=last, noise=noise):
            x = ops.reshape(noise @ dense.kernel, (-1, 7, 7, 64))
            x = around_norm(x, norm_1, activations[0], where[0])
            x = ops.conv_transpose(x, first.kernel, strides=2, padding="same")
            x = around_norm(x, norm_2, activations[1], where[1])
            return activations[2](ops.conv_transpose(x, last.kernel, strides=2, padding="same") + last.bias)

        explain(name, np.asarray(model(noise, training=False)), run, "ReLU", "tanh", 2, GENERATOR_ENDS)
    right(name)


GENERATOR_REASONS = {
    (0, (16,)): "Its numbers become 7·7 places with 64 channels.",
    (0, (49,)): "The channels are missing: 7 · 7 · 64 numbers.",
    (0, (784,)): "It does not draw the picture yet: it gives 7 · 7 · 64 numbers.",
    (0, (7, 7, 64)): "First the dense layer, then `Reshape((7, 7, 64))`.",
    (1, "Conv2D"): "A convolution shrinks a map or keeps it; its transpose, `Conv2DTranspose`, makes it larger.",
    (2, "Conv2D"): "A convolution shrinks a map or keeps it; its transpose, `Conv2DTranspose`, makes it larger.",
    (1, (7, 7, 32)): "Height and width are doubled: `strides=2`.",
    (1, (10, 10, 32)): 'Height and width are doubled, without a rim: `strides=2` and `padding="same"`.',
    (1, (16, 16, 32)): 'The stride is right. The result grows beyond 14 because the padding is missing: `padding="same"`.',
    (1, (14, 14, 64)): "The number of kernels decides the channels out: 32.",
    (1, (28, 28, 32)): "Height and width are doubled, not multiplied by 4.",
    (2, (14, 14, 1)): "Height and width are doubled: `strides=2`.",
    (2, (30, 30, 1)): 'The stride is right. The result grows beyond 28 because the padding is missing: `padding="same"`.',
    (2, (28, 28, 3)): "The pictures are grey: one channel.",
    "norms": "it should have 2 batch normalisations, after Reshape and after the first transposed convolution; yours has {}. The output "
    "layer has none: it would change the range of the pictures.",
    "order": "{} does not stand where the table has it. Batch normalisation comes after Reshape, with 64 channels, and after the first "
    "transposed convolution.",
}
GENERATOR_ENDS = {
    "none": "the last layer has no activation. Pictures lie between −1 and 1, and one activation has just this range.",
    "sigmoid": "the last layer has sigmoid, which gives 0 to 1. The real pictures lie between −1 and 1.",
    "ReLU": "the last layer has ReLU, which gives no negative numbers. The real pictures lie between −1 and 1.",
}


@hint("A KerasTensor is symbolic", "a layer is made first, then called: `layers.BatchNormalization()(x)`.")
@hint("is not connected to", "the input comes first, then the output: `keras.Model(input, output)`.")
@hint("expected min_ndim=4", "a picture has channels, even if it is one: `keras.Input((28, 28, 1))`.")
def check_make_discriminator(answer, seed: int = 0) -> None:
    """The discriminator of the table. Its form is free: what it computes counts."""
    rng = np.random.default_rng(seed)
    name = "make_discriminator"
    model = call(name, answer)
    check_is_model(name, model, (None, 28, 28, 1), "It takes grey pictures: `keras.Input((28, 28, 1))`.")
    check_layers(
        name,
        model,
        [
            ("the first convolution", layers.Conv2D, (14, 14, 32), (4, 4, 1, 32), True),
            ("the second convolution", layers.Conv2D, (7, 7, 64), (4, 4, 32, 64), False),
            ("the batch normalisation", layers.BatchNormalization, (7, 7, 64), None, None),
            ("the dense layer", layers.Dense, (1,), (3136, 1), True),
        ],
        DISCRIMINATOR_REASONS,
    )
    first, second, norm, dense = fill(rng, model)
    images = rng.uniform(-1, 1, (6, 28, 28, 1)).astype("float32")

    def run(activations, where):
        x = activations[0](ops.conv(images, first.kernel, strides=2, padding="same") + first.bias)
        x = around_norm(ops.conv(x, second.kernel, strides=2, padding="same"), norm, activations[1], where[1])
        return activations[2](ops.reshape(x, (len(images), -1)) @ dense.kernel + dense.bias)

    explain(name, np.asarray(model(images, training=False)), run, "LeakyReLU(0.2)", "none", 2, DISCRIMINATOR_ENDS)
    right(name)


DISCRIMINATOR_REASONS = {
    (0, (28, 28, 32)): "Height and width are halved by the convolution itself, without pooling: `strides=2`.",
    (0, (13, 13, 32)): 'The stride is right; 28 becomes 14 only with padding: `padding="same"`.',
    (0, (25, 25, 32)): 'The table shows that 28 becomes 14: `strides=2` and `padding="same"`.',
    (0, "Conv2DTranspose"): "That makes maps larger. The discriminator makes them smaller: `Conv2D` with a stride.",
    (1, "Conv2DTranspose"): "That makes maps larger. The discriminator makes them smaller: `Conv2D` with a stride.",
    (1, (14, 14, 64)): "Height and width are halved by the convolution itself, without pooling: `strides=2`.",
    (1, (6, 6, 64)): 'The stride is right; 14 becomes 7 only with padding: `padding="same"`.',
    (2, (7, 7, 1)): "It still has height and width: `Flatten` is missing before it.",
    (2, (2,)): "One logit is enough: large for real, small for generated.",
    (2, (10,)): "It does not tell digits apart, but real from generated: one logit.",
    (2, "kernel"): "`Flatten` hands it all 7 · 7 · 64 numbers. A global pooling throws the places away.",
    "norms": "it should have one batch normalisation, after the second convolution; yours has {}. The first layer has none: it sees the "
    "pictures as they are.",
    "order": "{} does not stand where the table has it. Batch normalisation comes after the second convolution.",
}
DISCRIMINATOR_ENDS = {
    "sigmoid": "the last layer has sigmoid. It should give a logit: the loss has the sigmoid in it, and it would be taken twice.",
    "tanh": "the last layer has tanh. It should give a logit, a number of any size.",
    "LeakyReLU(0.2)": "the last layer has LeakyReLU. It should give a logit, as the dense layer gives it.",
    "ReLU": "the last layer has ReLU. It should give a logit, a number of any size, also a negative one.",
}


# 5. A training step


class WhileTraining(layers.Layer):
    """Stands for batch normalisation: it does something else in training than in use."""

    def call(self, x, training=False):
        return x if training else 0.5 * x


def affine(inputs: int, kernel: np.ndarray, bias: np.ndarray) -> keras.Model:
    """A network of one dense layer with given weights: its gradients are easy to compute by hand."""
    start = keras.Input((inputs,))
    model = keras.Model(start, WhileTraining()(layers.Dense(kernel.shape[1])(start)))
    model.set_weights([kernel, bias])
    return model


MINIMAX = (lambda r, f: (sigmoid(r) - 1, sigmoid(f)), lambda r, f: softplus(-r).mean() + softplus(f).mean())
NON_SATURATING = (lambda f: sigmoid(f) - 1, lambda f: softplus(-f).mean())


def through_sigmoid(t, slope):
    """The slope for a logit, if the loss takes sigmoid(t) for the logit."""
    return slope * sigmoid(t) * (1 - sigmoid(t))


def both_slopes_through_sigmoid(r, f):
    return through_sigmoid(r, sigmoid(sigmoid(r)) - 1), through_sigmoid(f, sigmoid(sigmoid(f)))


def steps_by_hand(
    weights,
    real,
    noise,
    rates=(0.5, 0.25),
    order="DG",
    moves=("D", "G"),
    slopes=(MINIMAX[0], NON_SATURATING[0]),
    noise_for=(0, 1),
    uphill=(1, 1),
    training=((True, True, True), (True, True)),
    at_once=False,
    together=False,
):
    """One training step of affine networks, G(z) = zA + b and D(x) = xw + c, with gradients by hand.

    Args:
        weights: A, b, w, c.
        rates: learning rates of the generator and of the discriminator.
        order: which network's step comes first.
        moves: which networks the discriminator's step moves, and the generator's: "D", "G", "DG" or "".
        slopes: of the losses, for the logits.
        noise_for: which noise the discriminator's step uses, and the generator's.
        uphill: −1 for a step in the wrong direction.
        training: which calls have `training=True`: in the discriminator's step that of the generator, of the discriminator on real
            pictures and on fakes; in the generator's step that of the generator and of the discriminator. Without it a network gives
            half.
        at_once: both gradients are computed before either network moves.
        together: the two losses are added, and every network follows the sum.
    """
    start = dict(zip("Abwc", weights, strict=True))
    now = dict(start)

    def gradients(which, weights):
        A, b, w, c = weights.values()
        z = noise[noise_for[which == "G"]]
        scales = [1.0 if flag else 0.5 for flag in training[which == "G"]]
        of_generator, of_real, of_fake = scales[0], scales[1], scales[-1]
        fake = (z @ A + b) * of_generator
        r, f = (real @ w + c) * of_real, (fake @ w + c) * of_fake
        slope_r, slope_f = slopes[0](r, f) if which == "D" else (0 * r, slopes[1](f))
        slope_r, slope_f = slope_r * of_real / len(real), slope_f * of_fake / len(real)
        at_fake = slope_f @ w.T * of_generator
        return {
            "w": real.T @ slope_r + fake.T @ slope_f,
            "c": (slope_r + slope_f).sum(axis=0),
            "A": z.T @ at_fake,
            "b": at_fake.sum(axis=0),
        }

    if together:
        both = [gradients(which, start) for which in "DG"]
        return [start[key] - (rates[0] if key in "Ab" else rates[1]) * (both[0][key] + both[1][key]) for key in "Abwc"]
    for which in order:
        number = "DG".index(which)
        of = gradients(which, start if at_once else now)
        keys = {"D": "wc", "G": "Ab", "DG": "wcAb", "": ""}[moves[number]]
        now |= {key: now[key] - uphill[number] * rates[1 - number] * of[key] for key in keys}
    return list(now.values())


def sat(f):
    return -sigmoid(f)


WRONG_STEPS = {
    "The discriminator's step moves the generator too: it is trained to be recognised. Hand over `discriminator.trainable_variables` alone.": {
        "moves": ("DG", "G")
    },
    "The generator's step moves the discriminator too: it is trained to be fooled. Hand over `generator.trainable_variables` alone.": {
        "moves": ("D", "DG")
    },
    "Each of your steps moves both networks. Each loss is for one of them: hand over its variables alone.": {"moves": ("DG", "DG")},
    "The generator's step moves the discriminator, and the generator stays. Hand over `generator.trainable_variables`, to `gradient` and to "
    "`apply`.": {"moves": ("D", "D")},
    "The discriminator's step moves the generator, and the discriminator stays. Hand over `discriminator.trainable_variables`, to "
    "`gradient` and to `apply`.": {"moves": ("G", "G")},
    "You add the two losses, and both networks follow the sum. Each network has a loss of its own, and so a gradient of its own.": {
        "together": True
    },
    "The labels are swapped in the discriminator's step: its loss takes the real logits first, then the generated ones.": {
        "slopes": (lambda r, f: (sigmoid(r), sigmoid(f) - 1), NON_SATURATING[0])
    },
    "The generator learns to be recognised: the sign of its loss is turned round, or its pictures have the label 0.": {
        "slopes": (MINIMAX[0], sigmoid)
    },
    "All labels are swapped: in this course real pictures have the label 1, and so do fakes in the generator's loss.": {
        "slopes": (lambda r, f: (sigmoid(r), sigmoid(f) - 1), sigmoid)
    },
    "The sigmoid is taken twice: the losses take the logits as the discriminator gives them.": {
        "slopes": (both_slopes_through_sigmoid, lambda f: through_sigmoid(f, sigmoid(sigmoid(f)) - 1))
    },
    "In the discriminator's step the sigmoid is taken twice: the loss takes the logits.": {
        "slopes": (both_slopes_through_sigmoid, NON_SATURATING[0])
    },
    "In the generator's step the sigmoid is taken twice: the loss takes the logits.": {
        "slopes": (MINIMAX[0], lambda f: through_sigmoid(f, sigmoid(sigmoid(f)) - 1))
    },
    "Your generator has the saturating loss, the mean of log(1 − D). It hardly moves while the discriminator is sure.": {
        "slopes": (MINIMAX[0], sat)
    },
    "The discriminator does not move. Is its gradient applied, by its own optimizer?": {"moves": ("", "G")},
    "The generator does not move. Is its gradient applied, by its own optimizer?": {"moves": ("D", "")},
    "Neither network moves. Apply the gradients: `optimizer.apply(gradients, variables)`.": {"moves": ("", "")},
    "The generator's step comes first. In Algorithm 1 the discriminator moves first.": {"order": "GD"},
    "The discriminator takes two steps. With k = 1 it takes one.": {"order": "DDG"},
    "The generator takes two steps. It takes one.": {"order": "DGG"},
    "Both gradients are computed before either network moves. The generator's step should meet the discriminator as it is *after* its "
    "step.": {"at_once": True},
    "Both gradients are computed from the same fakes, before either network moves. Take two steps, one after the other: when the "
    "discriminator has moved, the generator draws new fakes, of `noise[1]`.": {"at_once": True, "noise_for": (0, 0)},
    "Both steps use `noise[0]`. The generator's step takes `noise[1]`.": {"noise_for": (0, 0)},
    "Both steps use `noise[1]`. The discriminator's step takes `noise[0]`.": {"noise_for": (1, 1)},
    "The two halves of `noise` are swapped: `noise[0]` is for the discriminator's step.": {"noise_for": (1, 0)},
    "The optimizers are swapped: each network has its own.": {"rates": (0.25, 0.5)},
    "The generator's optimizer makes both steps. The discriminator has its own.": {"rates": (0.5, 0.5)},
    "The discriminator's optimizer makes both steps. The generator has its own.": {"rates": (0.25, 0.25)},
    "The discriminator's step goes uphill: turn the sign of its loss round.": {"uphill": (-1, 1)},
    "The networks are not called for training. Batch normalisation needs to know: `generator(noise, training=True)`.": {
        "training": ((False, False, False), (False, False))
    },
    "The generator is not called for training. Batch normalisation needs to know: `training=True`.": {
        "training": ((False, True, True), (False, True))
    },
    "The discriminator is not called for training. Batch normalisation needs to know: `training=True`.": {
        "training": ((True, False, False), (True, False))
    },
}


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
def check_train_step(answer, seed: int = 0) -> None:
    """A step of each network on affine ones, whose gradients are computed by hand."""
    rng = np.random.default_rng(seed)
    name = "train_step"
    weights = [rng.normal(size=shape) for shape in [(3, 2), (2,), (2, 1), (1,)]]
    real, noise = rng.normal(1, 1, size=(6, 2)), rng.normal(size=(2, 6, 3))
    data = real.astype("float32"), noise.astype("float32")

    def step():
        """Let the answer take its step with new networks; return the losses and all weights after it."""
        networks = affine(3, *weights[:2]), affine(2, *weights[2:])
        optimizers = keras.optimizers.SGD(0.5), keras.optimizers.SGD(0.25)

        def once():
            try:
                return answer(*networks, *optimizers, *data)
            except ValueError as error:
                if "No gradients" not in str(error):
                    raise
                who = "generator" if optimizers[1].iterations > 0 else "discriminator"
                raise WrongAnswer(
                    f"{name}: in the {who}'s step the gradient is empty: as far as the tape has seen, the loss does not depend on these "
                    f"variables. The {who} must be called *inside* the tape of its step, and so must all that comes after it; nothing on the "
                    "way may leave TensorFlow (`numpy()`) or stop the gradient (`stop_gradient`)."
                ) from error

        losses = call(name, once)
        for who, network in zip(("generator", "discriminator"), networks, strict=True):
            if len(network.trainable_variables) < 2:
                raise WrongAnswer(
                    f"{name}: after your step the {who} is frozen, `trainable = False`, and in the next one it could not move. You need not "
                    "freeze it: a step moves only the variables that you hand over."
                )
        return losses, [weight for network in networks for weight in network.get_weights()]

    losses, after = step()

    def same(**mistake):
        wanted = steps_by_hand(weights, real, noise, **mistake)
        return all(np.allclose(one, other, atol=1e-4) for one, other in zip(after, wanted, strict=True))

    if not same():
        for sentence, mistake in WRONG_STEPS.items():
            if same(**mistake):
                raise WrongAnswer(f"{name}: {sentence}")
        for flags in product((True, False), repeat=len(CALLS)):
            if same(training=(flags[:3], flags[3:])):
                missing = [which for which, flag in zip(CALLS, flags, strict=True) if not flag]
                raise WrongAnswer(f"{name}: you call without `training=True`: {'; '.join(missing)}.")
        if not all(np.allclose(one, other) for one, other in zip(step()[1], after, strict=True)):
            raise WrongAnswer(
                f"{name}: a second call with the same arguments leads elsewhere, so you draw random numbers of your own. The noise is given: "
                "`noise[0]` and `noise[1]`."
            )
        moved = [not np.allclose(one, other) for one, other in zip(after, weights, strict=True)]
        who = [which for which, did in (("generator", moved[0]), ("discriminator", moved[2])) if did]
        raise WrongAnswer(
            f"{name}: the networks do not end where the two steps of Algorithm 1 lead ({' and '.join(who) or 'neither network'} moved). "
            "Compute each loss once more on paper: which logits, which label, which variables?"
        )
    check_losses(name, losses, weights, real, noise)
    right(name)


def check_losses(name: str, losses, weights, real, noise) -> None:
    """Check the two losses that a step returns, each before its own step."""
    A, b, w, c = weights
    before = MINIMAX[1](real @ w + c, (noise[0] @ A + b) @ w + c)
    *_, w_after, c_after = steps_by_hand(weights, real, noise)
    wanted = before, NON_SATURATING[1]((noise[1] @ A + b) @ w_after + c_after)
    if not isinstance(losses, tuple | list) or len(losses) != 2:
        raise WrongAnswer(
            f"{name}: the networks move as they should. It should return two losses, `return a, b`; yours returns {show(losses)}."
        )
    given = tuple(float(np.asarray(loss)) for loss in losses)
    if not np.allclose(given, wanted, atol=1e-3):
        swapped = " They are in the wrong order: the discriminator's comes first." if np.allclose(given[::-1], wanted, atol=1e-3) else ""
        raise WrongAnswer(
            f"{name}: the networks move as they should. The losses should be {wanted[0]:.4f} and {wanted[1]:.4f}, each as it was for its "
            f"step; yours are {given[0]:.4f} and {given[1]:.4f}.{swapped}"
        )


# 6. The formation of the digits


@hint("axes don't match array", "there are five axes, and the last is one channel: `snapshots[..., 0]` has four.")
@hint("cannot reshape array", "take all sizes from `snapshots.shape`: not every picture has 28 rows.")
def check_formation_picture(answer, seed: int = 0) -> None:
    """All snapshots in one picture: a row for each epoch, a column for each noise."""
    rng = np.random.default_rng(seed)
    name = "formation_picture"
    small = np.array([[[-1, 1], [0.2, -0.6]], [[-0.2, 1], [1, 1]], [[-1, -1], [0.6, -1]]], "float32").reshape(1, 3, 2, 2, 1)
    small = np.concatenate([small, -small])

    def pixel_by_pixel(snapshots):
        epochs, count, height, width, _ = snapshots.shape
        picture = np.zeros((epochs * height, count * width), "uint8")
        for epoch, number, row, column in np.ndindex(epochs, count, height, width):
            picture[epoch * height + row, number * width + column] = round((float(snapshots[epoch, number, row, column, 0]) + 1) * 127.5)
        return picture

    def read(value):
        value = np.asarray(value)
        return (
            value[:, :, 0].astype(int)
            if value.ndim == 3 and value.shape[2] == 1
            else value.astype(int)
            if value.dtype == "uint8"
            else value
        )

    def shades(change):
        """A wrong scale of the pixels, and the rest right."""

        def wrong(snapshots):
            epochs, count, height, width, _ = snapshots.shape
            return change(snapshots[..., 0].transpose(0, 2, 1, 3).reshape(epochs * height, count * width))

        return wrong

    def arranged(change):
        """A wrong order of the pictures or pixels, and the rest right."""
        return lambda snapshots: pixel_by_pixel(change(snapshots))

    def in_order(axes):
        """`transpose` with other axes than (0, 2, 1, 3), and then `reshape`."""

        def wrong(snapshots):
            epochs, count, height, width, _ = snapshots.shape
            pixels = snapshots[..., 0].transpose(axes).reshape(epochs * height, count * width)
            return np.round((pixels + 1) * 127.5)

        return wrong

    called = ("epoch", "picture", "row", "column")
    orders = {
        f"The strokes are torn: before `reshape` your axes are {', '.join(called[axis] for axis in axes)}. One row of the whole picture "
        "needs epoch, row, picture, column.": in_order(axes)
        for axes in permutations(range(4))
        if axes not in ((0, 1, 2, 3), (0, 2, 1, 3))
    }
    cases = [
        (np.array([[[[-1, 1]], [[1, 1]]], [[[-1, -1]], [[1, -1]]]], "float32")[..., None],),  # the example
        (small,),
        (rng.uniform(-1, 1, (3, 4, 5, 5, 1)).astype("float32"),),
        (rng.uniform(-1, 1, (int(rng.integers(4, 7)), 2, 4, 4, 1)).astype("float32"),),
    ]
    if all(not difference(call(name, answer, *case), pixel_by_pixel(*case)) for case in cases):
        kind = np.asarray(call(name, answer, *cases[0])).dtype
        if kind != "uint8":
            raise WrongAnswer(
                f'{name}: the picture is right, but its numbers are {kind}. Pictures for people are uint8: `.astype("uint8")`.'
            )
    check(
        name,
        answer,
        pixel_by_pixel,
        cases,
        read=read,
        mistakes={
            "The strokes are torn: `reshape` alone cuts each picture into rows and lays them side by side. Bring the axes into the order "
            "epoch, row, picture, column first: `transpose`.": lambda s: np.round((s.reshape(s.shape[0] * s.shape[2], -1) + 1) * 127.5),
            "Rows and columns of the picture are swapped: an epoch is a row, a noise a column.": arranged(lambda s: s.swapaxes(0, 1)),
            "Each small picture is turned: its rows have become columns.": arranged(lambda s: s.swapaxes(2, 3)),
            "The epochs stand from the last to the first. Time goes down.": arranged(lambda s: s[::-1]),
            "All pictures of the last epoch only: `snapshots` has one set for each epoch.": arranged(lambda s: s[-1:]),
            "All pictures stand in one column.": lambda s: pixel_by_pixel(s.reshape(-1, 1, *s.shape[2:])),
            "All pictures stand in one row.": lambda s: pixel_by_pixel(s.reshape(1, -1, *s.shape[2:])),
            "Your numbers are cut to whole ones. Round them first: `np.round`.": shades(lambda p: np.trunc((p + 1) * 127.5)),
            "Your numbers are not whole. Round them, `np.round`, and make uint8 of them.": shades(lambda p: (p + 1) * 127.5),
            "You make whole numbers first, and between −1 and 1 only three are left. Scale first, then round, then `astype`.": shades(
                lambda p: np.trunc((np.trunc(p) + 1) * 127.5)
            ),
            "All that is below 0 has become black. Add 1 and halve it *before* you multiply by 255.": shades(
                lambda p: np.round(np.clip(p, 0, 1) * 255)
            ),
            "You stretch these snapshots from their smallest to their largest number. The scale is fixed: −1 is 0, and 1 is 255.": shades(
                lambda p: np.round((p - p.min()) / (p.max() - p.min()) * 255)
            ),
            "The pixels lie between 0 and 1. Multiply by 255.": shades(lambda p: (p + 1) / 2),
            "The pixels still lie between −1 and 1. −1 should become 0, and 1 should become 255.": shades(lambda p: p),
            "Between 0 and 1 the pixels are cut to 0 or 1: multiply by 255 *before* you make uint8 of them.": shades(
                lambda p: np.trunc((p + 1) / 2)
            ),
            "You multiply by 255 what lies between −1 and 1. Add 1 and halve it first.": shades(lambda p: np.round(p * 255)),
            "You multiply by 255 what lies between −1 and 1, and uint8 wraps round. Add 1 and halve it first.": shades(
                lambda p: np.round(p * 255).astype(int).astype("uint8")
            ),
            "You multiply by 255 what lies between −1 and 1, and uint8 cuts it and wraps round. Add 1 and halve it first, and round.": shades(
                lambda p: (p * 255).astype(int).astype("uint8")
            ),
            "Black and white are swapped: −1 becomes 0, black.": shades(lambda p: np.round((1 - p) * 127.5)),
        }
        | orders,
    )


# 7. Loss curves


def curve(numbers: str) -> np.ndarray:
    return np.array(numbers.split(), dtype=float)


# Measured in games of eight clumps, as on the page: 1000 steps each, means of 40. At the end A hits two, B eight, C one.
CURVES = {
    "A": {
        "discriminator": curve(
            "0.33 0.02 0.02 0.03 0.08 0.17 0.27 0.33 0.35 0.33 0.32 0.28 0.26 0.23 0.22 0.20 0.22 0.21 0.21 0.23 0.22 0.23 0.24 0.23 0.22"
        ),
        "generator": curve(
            "2.68 6.36 8.18 9.30 9.48 8.09 6.46 5.35 4.70 4.43 4.39 4.40 4.77 5.08 5.34 5.73 6.00 6.24 6.14 6.30 6.19 6.36 6.15 6.14 6.26"
        ),
    },
    "B": {
        "discriminator": curve(
            "1.33 1.25 1.32 1.37 1.34 1.32 1.25 1.17 1.15 1.18 1.23 1.24 1.25 1.26 1.30 1.32 1.33 1.34 1.33 1.34 1.35 1.35 1.35 1.35 1.35"
        ),
        "generator": curve(
            "0.88 0.93 0.85 0.79 0.72 0.74 0.77 0.87 0.94 0.93 0.92 0.89 0.89 0.88 0.84 0.82 0.81 0.80 0.80 0.80 0.78 0.78 0.77 0.77 0.76"
        ),
    },
    "C": {
        "discriminator": curve(
            "1.18 1.31 1.39 1.58 1.51 1.35 1.03 0.98 0.57 2.17 1.49 1.37 1.36 1.27 1.03 0.94 0.77 1.47 1.11 1.24 0.74 1.88 1.11 1.44 1.15"
        ),
        "generator": curve(
            "1.02 1.01 0.96 0.89 1.03 0.81 1.22 1.21 1.75 2.28 2.49 1.49 0.82 0.79 1.25 1.11 1.51 1.04 1.65 0.63 1.42 1.76 2.96 0.55 1.14"
        ),
    },
}
ANSWERS = {"A": "too strong", "B": "healthy", "C": "collapsed"}
WORDS = ("healthy", "collapsed", "too strong")
CLUES = {  # what it is, and what was said
    (
        "too strong",
        "healthy",
    ): "A low loss of the discriminator is no success of the game: it is hardly ever fooled. And where is the generator's loss?",
    ("too strong", "collapsed"): "Its curves don't swing in the second half. They have parted; which of the two networks is winning?",
    ("healthy", "too strong"): "Its discriminator is nearly as unsure as one that knows nothing, whose loss is 1.386.",
    ("healthy", "collapsed"): "Look at the second half: its curves hardly move any more.",
    ("collapsed", "healthy"): "Look at the second half: do its curves settle?",
    (
        "collapsed",
        "too strong",
    ): "The loss of its discriminator is around 1.2, far from 0: it is often fooled. What do the curves do in the second half?",
}


def check_read_curves(answer, seed: int = 0) -> None:
    """Which of three games is which."""
    name = "read_curves"
    given = call(name, answer)
    if not isinstance(given, Mapping) or sorted(map(str, given)) != sorted(ANSWERS):
        raise WrongAnswer(
            f'{name} should return a dictionary with the games A, B and C, {{"A": "…", "B": "…", "C": "…"}}; yours is {show(given)}.'
        )
    said = {game: str(word).strip().lower() for game, word in given.items()}
    unknown = [word for word in said.values() if word not in WORDS]
    if unknown:
        raise WrongAnswer(f"{name}: “{unknown[0]}” is none of the words. They are {', '.join(WORDS)}.")
    if len(set(said.values())) < 3:
        raise WrongAnswer(f"{name}: each of the three words belongs to one game, and you use one of them twice.")
    for game, word in said.items():
        if word != ANSWERS[game]:
            raise WrongAnswer(f"{name}: game {game} is not “{word}”. {CLUES[ANSWERS[game], word]}")
    right(name)
