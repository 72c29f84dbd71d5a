"""What the checks of networks share: a model's form, its layers against a table, and the activations that explain what it gives."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from shared.exercises.comparison import kind_of

ACTIVATIONS: dict[str, Callable] = {
    "no activation": lambda x: x,
    "ReLU": ops.relu,
    "LeakyReLU(0.2)": lambda x: ops.leaky_relu(x, 0.2),
    "LeakyReLU() with its usual slope of 0.3": lambda x: ops.leaky_relu(x, 0.3),
    "LeakyReLU with a slope of 0.01": lambda x: ops.leaky_relu(x, 0.01),
    "sigmoid": ops.sigmoid,
    "tanh": ops.tanh,
    "softmax": lambda x: ops.exp(x) / ops.sum(ops.exp(x), axis=-1, keepdims=True),  # Keras's own warns of a single number
}


def check_is_model(model: Any, call: str = "") -> Iterator[str]:
    """Complain if an answer is no model, or one without an input.

    Args:
        model: what the learner's function returned.
        call: how it was called, for messages: "(16)", or nothing.
    """
    if not isinstance(model, keras.Model):
        yield f"should return a model, and yours returns {kind_of(model)}. The last line makes one: `keras.Model(…, …)`."
    if not model.built:
        yield f"{call}: the model does not know the size of its input yet. It begins with `keras.Input(…)`."


def check_input(model: Any, shape: tuple, example: str, call: str = "") -> Iterator[str]:
    """Complain if an answer is no model, or has not one input of this shape.

    Args:
        model, call: see `check_is_model`.
        shape: with the batch, (None, 28, 28, 1).
        example: a sentence about the right input.
    """
    yield from check_is_model(model, call)
    if model.input_shape != shape:
        yield f"{call}: the input should have the shape {shape}, and yours has {model.input_shape}. {example}"


def with_kernels(model: keras.Model) -> list[keras.Layer]:
    """List the layers that have a kernel, in the model's order."""
    return [layer for layer in model.layers if hasattr(layer, "kernel")]


def compare_layers(found: list[keras.Layer], table: list[tuple], reasons: Mapping[tuple, str], call: str = "") -> Iterator[str]:
    """Compare layers that have kernels with those of a table, as far as there are some of both.

    Args:
        found: see `with_kernels`.
        table: of each layer what it is called, its class, the shapes of its output (without the batch) and of its kernel, and
            whether it has a bias.
        reasons: (number of the layer, and the name of its wrong class, its wrong output shape or "kernel") to a sentence more.
        call: see `check_is_model`.
    """
    for number, (layer, (where, kind, output, kernel, bias)) in enumerate(zip(found, table, strict=False)):
        given, given_kernel, given_kind = tuple(layer.output.shape[1:]), tuple(layer.kernel.shape), type(layer).__name__
        if type(layer) is not kind:
            yield f"{call}: {where} should be a {kind.__name__}, and yours is a {given_kind}. {reasons.get((number, given_kind), '')}".strip()
        if given != output:
            reason = reasons.get((number, given), f"Its kernel has the shape {given_kernel}.")
            yield f"{call}: {where} should give the shape {output}, and yours gives {given}. {reason}"
        if given_kernel != kernel:
            reason = reasons.get((number, "kernel"), "Look at the number and the size of the kernels, and at what comes before it.")
            yield f"{call}: {where} should have a kernel of the shape {kernel}, and yours has {given_kernel}. {reason}"
        if layer.use_bias and not bias:
            yield f"{call}: {where} has a bias. Batch normalisation follows, and brings an offset of its own: `use_bias=False`."
        if bias and not layer.use_bias:
            yield f"{call}: {where} has no bias. The table gives it one."


def set_random_weights(model: keras.Model, rng: np.random.Generator) -> list[np.ndarray]:
    """Give a model random weights, with which no activation is right by chance and none at its end. Returns them, as `get_weights`."""
    for layer in model.layers:
        for weight in layer.weights:
            if len(weight.shape) > 1:
                inputs = math.prod(weight.shape) / layer.output.shape[-1]
                value = rng.normal(size=weight.shape) / math.sqrt(inputs)
            elif weight.name in ("gamma", "moving_variance"):
                value = rng.uniform(0.5, 2, weight.shape)
            else:
                value = rng.normal(0, 0.5, weight.shape)
            weight.assign(value)
    return model.get_weights()


def find_activations(
    given: np.ndarray, run: Callable[[list[Callable]], Any], candidates: Iterable[tuple[str, ...]]
) -> tuple[str, ...] | None:
    """Find the activations with which a network computes what was given.

    Args:
        given: what the learner's model gave.
        run: from activations, in the order of the layers, to what the right network would give with them.
        candidates: their names in `ACTIVATIONS`, the likelier the earlier.

    Returns:
        the first candidate that fits, or None.
    """

    def fits(names: tuple[str, ...]) -> bool:
        return np.allclose(given, run([ACTIVATIONS[name] for name in names]), rtol=1e-4, atol=1e-5)

    return next(filter(fits, candidates), None)


@keras.saving.register_keras_serializable("exercises")
class WhileTraining(layers.Layer):
    """Stands for batch normalisation, which gives something else in training than in use: here twice as much."""

    def call(self, x: Any, training: bool = False) -> Any:
        return x if training else 0.5 * x
