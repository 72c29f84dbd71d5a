"""The checks of the final project's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will, or tries out what your network or your training does,
whatever its form. `mistakes.md` has the usual mistakes, so that a check can tell you more than *that* an answer is wrong.
"""

import re
import tempfile
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import cv2  # noqa: F401 - mistakes use it
import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops  # noqa: F401 - mistakes use ops

from shared.base.errors import UserError
from shared.base.pictures import resize
from shared.data.captions import write_caption
from shared.data.scenes import ATTRIBUTES, COLOURS, all_combinations, names
from shared.data.words import split_words
from shared.evaluation.judge import load_judge, predict_attributes
from shared.evaluation.likeness import SAME_MODEL, likeness
from shared.evaluation.measures import measure
from shared.evaluation.pairs import BOTH, Pair, new_pairs
from shared.evaluation.strict import examine, rates
from shared.exercises.answer import Answer, WrongAnswer, call, hint
from shared.exercises.checking import compare, exercise, recognised
from shared.exercises.comparison import difference, show
from shared.exercises.networks import WhileTraining, check_is_model, set_random_weights
from shared.exercises.remote import Remote, beside
from shared.model.generator import LATENT_DIM
from shared.model.hyperparameters import Hyperparameters
from shared.model.matching import Reader
from shared.model.text2image_gan import TextToImageGAN
from shared.model.trained_model import MODEL_FILES, TrainedModel
from shared.paths import SHIPPED_MODEL, SOLUTION_MODEL
from shared.training.batches import Batches


def run(answer: Answer, *arguments):
    """Call an answer with networks or functions: they are not copied, and too long for a message."""
    return call(answer.name, lambda: answer.value(*arguments))


# 1. The pictures


@hint("(-5:Bad argument) in function 'resize'", "it takes one picture, and the new size is a pair: `cv2.resize(image, (size, size), …)`.")
@hint("dims <= 2", "`cv2.resize` takes one picture at a time, and gives it back: loop over the pictures.")
@exercise
def check_load_pictures(answer, rng):
    """Two files to pictures in the model's range, and captions."""

    def block_by_block(folder, size):
        images, captions = (np.load(folder / f"{name}.npy") for name in ("images", "captions"))
        step = images.shape[1] // size
        means = images.reshape(len(images), size, step, size, step, 3).mean(axis=(2, 4))
        return rounded((means / 127.5 - 1, captions))

    def rounded(value):  # float32 has seven digits, and which way they were computed does not matter
        if isinstance(value, tuple | list):
            return tuple(map(rounded, value))
        array = np.asarray(value)
        return np.round(array.astype(float), 4) if array.dtype.kind in "fiu" else array

    with tempfile.TemporaryDirectory() as home:
        sizes = [(8, 4), (18, 6), (24, 6), (5, 5), *answer.more]
        cases = [(make_folder(Path(home) / f"scenes_{side}", rng, side, size), size) for side, size in sizes]
        yield from refuse_pickle(answer, Path(home) / "pickled")
        yield from compare(replace(answer, more=()), block_by_block, cases, read=rounded)
        kind = np.asarray(answer(*cases[0])[0]).dtype
    if kind != np.float32:
        yield f": the pictures are right, but their numbers are {kind}. Networks take float32, in half the memory: `.astype(np.float32)`."


def make_folder(folder: Path, rng, side: int, size: int) -> Path:
    """Make a folder of three random pictures. The mean of each block is a whole number, so that it does not matter when it is rounded."""
    folder.mkdir()
    step = side // size
    means = rng.integers(10, 246, (3, size, 1, size, 1, 3))
    reach = np.minimum(means, 255 - means) // 2
    change = rng.integers(-reach, reach + 1, (3, size, step, size, step, 3))
    images = means + change - np.roll(change, 1, axis=2)
    np.save(folder / "images.npy", images.reshape(3, side, side, 3).astype("uint8"))
    np.save(folder / "captions.npy", [write_caption(scene, rng) for scene in rng.choice(all_combinations(), size=3)])
    return folder


def refuse_pickle(answer: Answer, folder: Path) -> Iterator[str]:
    """Give a function a pickled file of harmless texts, which it must not open."""
    folder.mkdir()
    np.save(folder / "images.npy", np.zeros((2, 8, 8, 3), "uint8"))
    np.save(folder / "captions.npy", np.array(["a star", "a box"], dtype=object), allow_pickle=True)
    try:
        answer(folder, 4)
    except WrongAnswer as error:
        if "pickle" not in str(error):
            raise
    else:
        yield "opens a pickled file. Such a file may run code of a stranger: load with `allow_pickle=False`."


# 2. The text


COMMA = "the comma is still on the word: cut with `split_words`."


@hint("out of bounds for axis 1", "the array has `length` columns: how many words has the caption?")
@hint("seven,.", COMMA)
@hint("seven,'.", COMMA)
@hint("inhomogeneous", "the rows of an array have equal lengths: a short one is filled up with 0.")
@exercise
def check_encode(answer, rng):
    """Captions to rows of token ids; what cannot be read is refused."""
    captions = [write_caption(scene, rng) for scene in rng.choice(all_combinations(), size=6)]
    captions[0] = captions[0].upper() + "!"
    every_word = tuple(sorted({word for caption in captions for word in split_words(caption)}))
    page = ("a", "blue", "on", "red", "seven")
    small = ("a", "blue", "colour", "on", "red", "seven", "star")

    def word_by_word(captions, words, length):
        rows = [[1 + words.index(word) for word in split_words(caption)] for caption in captions]
        return np.array([row + [0] * (length - len(row)) for row in rows])

    check = partial(compare, expected=word_by_word, read=lambda value: value if isinstance(value, list) else np.asarray(value))
    cases = [(["A red seven, on blue", "Seven!"], page, 6), (["a blue-red STAR", "on red: color blue!"], small, 5)]
    yield from check(answer, cases=[*cases, (captions, every_word, 19), (captions[:2], every_word, 14)])
    try:
        yield from check(replace(answer, more=()), cases=[(["on red: color blue!"], small, 4)])
    except WrongAnswer:
        yield ": a caption of four words, “on red: color blue!”, is refused where `length` is 4. It just fits: only *more* than `length` words are too many."
    if np.asarray(answer(["a star"], small, 3)).dtype.kind not in "iu":
        yield ": the numbers are right, but they are floats. Ids are whole numbers: `np.zeros(…, dtype=int)`."
    for caption, named, what in (
        ("a pink seven", "pink", "a word that is not in `words`"),
        ("a red seven on a blue seven", "", "a caption of more than `length` words"),
    ):
        try:
            given = np.asarray(answer.value([caption], page, 6))
        except Exception as error:
            if named not in str(error):
                yield f": {what} is refused, as it should be. But the message, “{error}”, does not say which word: name it."
        else:
            why = f"{what} would be passed over, and the picture would ignore what was typed"
            if given.ndim and given.shape[-1] > 6:
                why = "the caption has more than `length` words, and so its row has more than `length` numbers"
            yield f"({show([caption])}, {show(page)}, 6) gives {show(given)}. It should stop with an error: {why}. `raise ValueError(…)` says so."


# 3. Near misses


@exercise
def check_near_misses(answer, rng):
    """The rows that differ in exactly one attribute."""
    rows = "seven red small, seven blue small, four red large, seven red small, four blue large, two red small, seven red large, three red small"
    small = np.array([row.split() for row in rows.split(", ")])
    page = small[[0, 1, 2, 3, 5]]
    few = rng.choice(["red", "blue", "green"], size=(40, 3))
    scenes = np.array([list(names(row).values()) for row in rng.choice(all_combinations()[:900], size=60)])

    def one_by_one(attributes, row):
        differ = [sum(a != b for a, b in zip(other, attributes[row], strict=True)) for other in attributes.tolist()]
        return np.array([other for other, count in enumerate(differ) if count == 1], dtype=int)

    yield from compare(
        answer,
        one_by_one,
        cases=[(page, 0), (small, 0), (few, 3), (scenes, int(rng.integers(60))), (few, int(rng.integers(4, 40))), (small, 4)],
        read=lambda value: value if isinstance(value, tuple) else np.asarray(value),
    )


# 4. and 5. The two networks

MOST_WEIGHTS = 6_000_000
FEWEST_PIXELS = 1000  # of 1,024, that change


def check_form(model, sentence_dim: int, inputs: list[tuple], outputs: list[tuple], reasons: Mapping) -> Iterator[str]:
    """Check the form of a network from outside: what it takes and gives, its weights, that a file can hold it.

    Args:
        inputs, outputs: shapes without the batch.
        reasons: "inputs", "outputs" and wrong lists of shapes, to sentences.
    """
    yield from check_is_model(model, f"({sentence_dim})")
    for side, tensors, wanted in (("inputs", model.inputs, inputs), ("outputs", model.outputs, outputs)):
        given = [tuple(tensor.shape[1:]) for tensor in tensors]
        if given != wanted:
            reason = reasons["swapped"] if len(wanted) == 2 and given == wanted[::-1] else reasons.get(str(given), reasons[side])
            yield f"({sentence_dim}) should have {side} of the shapes {listed(wanted)}, and yours has {listed(given)}. {reason}"
    if model.count_params() > MOST_WEIGHTS:
        yield f"({sentence_dim}) has {model.count_params():,} weights, and {MOST_WEIGHTS:,} are the most. `summary()` shows which layer has them: most often a dense layer between two large maps."
    yield from refuse_code(model)


def refuse_code(model: keras.Model) -> Iterator[str]:
    """Refuse a network with layers that are not Keras's own."""
    for layer in model._flatten_layers():
        if isinstance(layer, layers.Lambda) or not type(layer).__module__.startswith("keras."):
            yield f"has a layer of the kind {type(layer).__name__}. It holds code of your own, and a file with code is not opened again: use Keras's own layers, or `keras.ops`."


def listed(shapes: list[tuple]) -> str:
    return " and ".join(f"(B, {', '.join(map(str, shape))})" for shape in shapes)


def give(answer: Answer, model: keras.Model, inputs) -> list[np.ndarray]:
    """Run a network: its outputs as a list of arrays."""
    given = call(answer.name, lambda: model(inputs, training=False))
    return [np.asarray(one) for one in (given if isinstance(given, list | tuple) else [given])]


def shake(model: keras.Model, rng, scale: float = 1.0) -> None:
    """Move all weights a little, so that none is 0 and nothing right by luck; larger kernels drive activations to their ends."""
    for weight in model.trainable_variables:
        value = np.asarray(weight)
        moved = value * (scale if value.ndim > 1 else 1) + rng.normal(0, 0.03, value.shape)
        weight.assign(moved.astype("float32"))


def check_bends(answer: Answer, model: keras.Model, one, other, read: Callable = lambda value: value) -> Iterator[str]:
    """Check that a network is not linear: half-way between two inputs it does not give the mean of what it gives for both."""
    between = keras.tree.map_structure(lambda a, b: (a + b) / 2, one, other)
    given = [[read(value) for value in give(answer, model, inputs)] for inputs in (one, other, between)]
    if all(np.abs(a + b - 2 * middle).max() < 1e-3 * np.abs(a - b).max() for a, b, middle in zip(*given, strict=True)):
        yield ": no layer in the middle has an activation, and without one many layers can do no more than one. Put a `LeakyReLU` behind each but the last."


def check_gradients(model: keras.Model, inputs, rng) -> Iterator[str]:
    """Check that every weight has a part in what the network gives."""
    with tf.GradientTape() as tape:
        given = model(inputs, training=True)
        given = given if isinstance(given, list | tuple) else [given]
        loss = sum(tf.reduce_sum(one * rng.normal(size=one.shape).astype("float32")) for one in given)
    variables = model.trainable_variables
    for variable, gradient in zip(variables, tape.gradient(loss, variables), strict=True):
        if gradient is None or not np.any(np.asarray(gradient)):
            yield f": no gradient reaches `{variable.path}`, so it would never learn. Does something behind it stop the gradient (`stop_gradient`, rounding, a comparison), or is all that comes from it multiplied by 0?"


def check_file(answer: Answer, model: keras.Model, inputs) -> Iterator[str]:
    """Check that a network comes back from a file as it was."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        again = call(answer.name, lambda: (model.save(path), keras.models.load_model(path, compile=False, safe_mode=True))[1])
    if any(difference(one, other) for one, other in zip(give(answer, again, inputs), give(answer, model, inputs), strict=True)):
        yield ": saved and loaded again, the model gives something else. Are all its layers Keras's own?"


GENERATOR_REASONS = {
    "swapped": "They are in the wrong order: the noise comes first, `keras.Model([noise, sentence], image)`.",
    "inputs": "It takes two: noise, `keras.Input((64,))`, and a sentence vector, `keras.Input((sentence_dim,))`.",
    "outputs": "It draws a coloured picture of 32 × 32 pixels.",
    str([(32, 32, 1)]): "The pictures have colours: three channels.",
    str([(16, 16, 3)]): "One doubling is missing: 4, 8, 16, 32.",
    str([(64, 64, 3)]): "One doubling too many: 4, 8, 16, 32.",
}
UNHEARD = {
    "sentence": "Is its input connected to what follows, or joined only on a branch that is not used?",
    "noise": "All pictures of one caption would be alike. Is its input connected to what follows?",
}


@exercise
def check_make_generator(answer, rng):
    """A generator by what it does: it draws, and both noise and sentence matter."""
    for sentence_dim in (128, int(rng.integers(20, 30))):
        model = answer(sentence_dim)
        yield from check_form(model, sentence_dim, [(LATENT_DIM,), (sentence_dim,)], [(32, 32, 3)], GENERATOR_REASONS)
        noise, sentences = (rng.normal(size=(2, 6, size)).astype("float32") for size in (LATENT_DIM, sentence_dim))
        if sentence_dim == 128:
            yield from check_file(answer, model, [noise[0], sentences[0]])
        shake(model, rng)
        moved_a_little = model.get_weights()
        shake(model, rng, scale=4)
        yield from check_range(*give(answer, model, [30 * noise[0], 30 * sentences[0]]))
        model.set_weights(moved_a_little)
        first, other_noise, other_sentence = (give(answer, model, [noise[one], sentences[two]])[0] for one, two in ((0, 0), (1, 0), (0, 1)))
        for what, other in (("sentence", other_sentence), ("noise", other_noise)):
            count = np.mean(np.sum(np.any(np.abs(first - other) > 1e-4, axis=-1), axis=(1, 2)))  # pixels of a picture that differ
            if count == 0:
                yield f": another {what}, and the picture is the same. {UNHEARD[what]}"
            if count < FEWEST_PIXELS:
                yield f": with another {what} only {count:.0f} of the 1,024 pixels change. It should reach all of them."
        yield from check_gradients(model, [noise[0], sentences[0]], rng)
        yield from check_bends(answer, model, *([n, s] for n, s in zip(noise, sentences, strict=True)), before_the_end)


def before_the_end(pictures: np.ndarray) -> np.ndarray:
    """Undo the tanh at a generator's end, or the sigmoid."""
    return np.arctanh(pictures.astype(float).clip(-0.9999, 0.9999))


def check_range(pictures: np.ndarray) -> Iterator[str]:
    """Check that pictures driven to their ends lie between −1 and 1, and reach both."""
    low, high = float(pictures.min()), float(pictures.max())
    if not np.isfinite(pictures).all():
        yield ": with large inputs the pixels are no numbers any more (NaN or infinite)."
    about = f": with large inputs the pixels lie between {low:.3g} and {high:.3g}, and should between −1 and 1."
    if high > 1.001 and low > -0.001:
        yield f"{about} There are no negative ones: a ReLU at the end?"
    if high > 1.001 or low < -1.001:
        yield f"{about} The last layer needs an activation that has just this range, and nothing behind it."
    if low > -0.001:
        yield f"{about} That is the range of a sigmoid; the real pictures lie between −1 and 1."
    if low > -0.9 or high < 0.9:
        yield f"{about} They should nearly reach both ends: black and white are colours too."


DISCRIMINATOR_REASONS = {
    "swapped": "They are in the wrong order: `keras.Model(image, [real_logits, picture_vectors])`.",
    "inputs": "It takes a coloured picture alone, `keras.Input((32, 32, 3))`: the sentence meets its picture vector only in the loss.",
    "outputs": "One logit for *is it real?*, and a vector of `sentence_dim` numbers for *what does it say?*, each from a dense layer.",
    str([(1,)]): "That is week 6's discriminator. This one has a second output, the picture vector.",
    str([(32, 32, 1)]): "The pictures have colours: three channels.",
}


@exercise
def check_make_discriminator(answer, rng):
    """A discriminator by what it does: two answers, both of any size, both from the whole picture."""
    for sentence_dim in (128, int(rng.integers(20, 30))):
        model = answer(sentence_dim)
        yield from check_form(model, sentence_dim, [(32, 32, 3)], [(1,), (sentence_dim,)], DISCRIMINATOR_REASONS)
        images = np.clip(rng.uniform(-1, 1, (8, 1, 1, 3)) + rng.normal(0, 0.4, (8, 32, 32, 3)), -1, 1).astype("float32")
        if sentence_dim == 128:
            yield from check_file(answer, model, images)
        shake(model, rng)
        yield from check_sees(model, images)
        yield from check_gradients(model, images, rng)
        yield from check_name(model, images)
        yield from check_bends(answer, model, images[:4], images[4:])
        found = []
        for _ in range(16):  # new weights each time, so that either sign is as likely as the other
            for weight in model.trainable_variables:
                value = np.asarray(weight)
                weight.assign(rng.normal(0, 3 * value.std() if value.ndim > 1 else 0.03, value.shape).astype("float32"))
            found.append(give(answer, model, images))
        for what, values in zip(("real_logits", "picture_vectors"), zip(*found, strict=True), strict=True):
            yield from check_unbounded(what, np.array(values))


def check_sees(model: keras.Model, images: np.ndarray) -> Iterator[str]:
    """Check that each pixel has a part in both answers."""
    pixels = tf.constant(images)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(pixels)
        sums = [tf.reduce_sum(value) for value in model(pixels)]
    for what, value in zip(("real_logits", "picture_vectors"), sums, strict=True):
        gradient = tape.gradient(value, pixels)
        seen = 0 if gradient is None else np.any(np.asarray(gradient) != 0, axis=(0, 3)).sum()
        if seen == 0:
            yield f": {what} do not depend on the picture at all."
        if seen < FEWEST_PIXELS:
            yield f": {what} depend on {seen} of the 1,024 pixels only. Look at strides and paddings: which pixels are passed over?"


def check_name(model: keras.Model, images: np.ndarray) -> Iterator[str]:
    """Check that `Reader` finds by its name what it must leave alone, and nothing that it must train."""
    named = [variable for variable in model.trainable_variables if "real_logits" in variable.path]
    if not named:
        yield ': no layer has the name "real_logits". `Reader` looks for it, to leave that layer alone. Without it TensorFlow warns in exercise 9 that “gradients do not exist”: `layers.Dense(1, name="real_logits")`.'
    with tf.GradientTape() as tape:
        picture_vectors = tf.reduce_sum(model(images)[1])
    if any(gradient is not None for gradient in tape.gradient(picture_vectors, named)):
        yield ': the picture vectors come from a layer with the name "real_logits", and `Reader` leaves that layer alone: it would not learn to read. The name is for the dense layer with one number.'


def check_unbounded(what: str, values: np.ndarray) -> Iterator[str]:
    """Check that numbers of a network have no activation behind them."""
    low, high = float(values.min()), float(values.max())
    about = f": with large weights {what} lie between {low:.3g} and {high:.3g}. They should be numbers of any size and both signs."
    if low >= 0 and high <= 1.0001:
        yield f"{about} A sigmoid or softmax at the end? The loss has it in it already."
    if low >= 0:
        yield f"{about} A ReLU at the end? Leave the activation of the last layer out."
    if low >= -1.0001 and high <= 1.0001:
        yield f"{about} A tanh at the end, or a normalisation to length 1? Leave it out."
    if low > -1 or high < 1:
        yield f"{about} Is there an activation at the end, or a factor that makes everything small?"


# 6. The matching loss


@hint("Incompatible shapes: [", "do you sum over the pictures? The captions compete: `axis=1`.")
@exercise
def check_matching_loss(answer, rng):
    """Cross-entropy over the captions of a batch, of which one or more are right for a picture."""
    page = (
        np.array([[2, 0, 1, 1], [0, 2, 1, 1]], "float32"),
        np.array([[1, 0, 1, 1], [0, 2, 1, 1], [-1, 0, 1, 1]], "float32"),
        np.array([[True, False, True], [False, True, False]]),
    )

    def batch(pictures, captions, size, scale=1.0):
        scenes = rng.integers(3, size=captions)  # few scenes, so that some pictures have several right captions
        vectors = [(factor * rng.normal(size=(count, size))).astype("float32") for factor, count in ((scale, pictures), (1, captions))]
        return *vectors, scenes[:pictures, None] == scenes

    def expected(picture_vectors, sentence_vectors, fits):
        scores = picture_vectors.astype(float) @ sentence_vectors.T.astype(float) / np.sqrt(picture_vectors.shape[1])
        return np.mean([np.logaddexp.reduce(row) - np.logaddexp.reduce(row[right]) for row, right in zip(scores, fits, strict=True)])

    yield from compare(
        answer,
        expected,
        cases=[page, batch(5, 5, 9), batch(int(rng.integers(3, 7)), 8, 16), batch(4, 6, 25, 3)],
        read=lambda value: np.asarray(value, dtype=float),
    )
    large = (
        np.array([[40, 40], [300, 0], [-70, -71]], "float32"),
        np.array([[4, 4], [3, 3], [10, -2]], "float32"),
        np.array([[True, False, True], [False, True, False], [False, True, False]]),  # the last one has scores of −300 and less
    )
    given, wanted = np.asarray(answer(*large), dtype=float), expected(*large)
    if not np.isclose(given, wanted, rtol=1e-4):
        yield f"is right for small scores. For scores of some hundreds it should give {wanted:.6g}, and it gives {given:.6g}: an exponential is too large, a probability is rounded to 0, or a wrong caption keeps some weight. `logsumexp` stands any size."


# 7. Training


def make_networks() -> tuple[keras.Model, keras.Model, keras.Model]:
    """Make three tiny networks: generator, discriminator, sentence encoder."""
    side, length, words, size = 4, 5, 9, 4
    tokens = keras.Input((length,), dtype="int32")
    encoder = keras.Model(tokens, layers.Dense(size)(layers.Flatten()(layers.Embedding(words, 3)(tokens))))
    noise, sentence = keras.Input((6,)), keras.Input((size,))
    x = layers.Concatenate()([noise, sentence])
    x = layers.Dense(side * side * 3, activation="tanh")(layers.BatchNormalization(momentum=0.9)(x))
    generator = keras.Model([noise, sentence], layers.Reshape((side, side, 3))(x))
    image = keras.Input((side, side, 3))
    x = layers.LeakyReLU()(layers.Dense(8)(layers.Flatten()(image)))
    discriminator = keras.Model(image, [layers.Dense(1, name="real_logits")(x), layers.Dense(size)(x)])
    return generator, discriminator, encoder


def draw_any_rows(pictures: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw rows of pictures, each as likely as any other."""
    return rng.integers(pictures, size=count)


@contextmanager
def notes(networks: tuple, record: dict) -> Iterator[None]:
    """Note every step of a training, the batches that it takes, and where the networks stand."""

    def states():
        return [network.get_weights() for network in networks]

    def noting(phase: str, train_step: Callable) -> Callable:
        def noted(model, batch):
            if phase not in record["steps"]:
                record["before"][phase] = states()
            record["steps"].append(phase)
            for name in ("optimizer",) if phase == "reading" else ("generator_optimizer", "discriminator_optimizer"):
                optimizer = getattr(model, name)
                settings = {"kind": type(optimizer).__name__} | {beta: getattr(optimizer, beta, None) for beta in ("beta_1", "beta_2")}
                record["optimizers"].setdefault(name, settings | {"rates": []})["rates"].append(float(optimizer.learning_rate))
            logs = train_step(model, batch)
            record["states"][phase].append(states())
            return logs

        return noted

    get_batch = Batches.__getitem__

    def noted_batch(batches, number):
        known = record["batches"]["game" if batches.latent_dim else "reading"]
        if not any(batches is one for one in known):
            known.append(batches)
        return get_batch(batches, number)

    with (
        patch.object(Batches, "__getitem__", noted_batch),
        patch.object(Reader, "train_step", noting("reading", Reader.train_step)),
        patch.object(TextToImageGAN, "train_step", noting("game", TextToImageGAN.train_step)),
    ):
        yield


def observe_training(function: Callable, start: list, images: np.ndarray, tokens: np.ndarray, scenes: np.ndarray, *steps: int) -> dict:
    """Let a learner's training run on tiny networks; runs beside the learner's code.

    Args:
        function: the learner's.
        start: weights of the three networks.
        images, tokens, scenes: the data.
        steps: of the reading, of the game.

    Returns:
        of each phase its "batches" (what they are made of), and the weights "before" it and after each step ("states"); the
        "steps" in their order; of the "optimizers" their settings and their rate in each step; the weights "after" all; and of
        the "result" its kind, its weights and how it looks.
    """
    networks = make_networks()
    for network, weights in zip(networks, start, strict=True):
        network.set_weights(weights)
    record: dict = {"steps": [], "optimizers": {}, "before": {}} | {name: {"reading": [], "game": []} for name in ("batches", "states")}
    with step_by_step(), notes(networks, record):
        result = function(*networks, images, tokens, scenes, partial(draw_any_rows, len(images)), *steps)
    if result is None:
        return {"result": None}
    kind = "history" if isinstance(result, keras.callbacks.History) else "network" if isinstance(result, keras.Model) else "other"
    weights = result.get_weights() if kind == "network" else []
    is_other = any(result is one for one in networks[1:])
    record["result"] = {"kind": kind, "weights": weights, "is other": is_other, "text": show(result) if kind == "other" else ""}
    names = "images", "texts", "scenes", "batch_size", "seed", "latent_dim", "mixing"
    record["batches"] = {
        phase: [
            {name: getattr(batches, name) for name in names} | {"drawn": batches.draw_rows(50, np.random.default_rng(1))}
            for batches in several
        ]
        for phase, several in record["batches"].items()
    }
    return record | {"after": [network.get_weights() for network in networks]}


class Watched:
    """A training that was watched on three tiny networks, and what it had to work with."""

    def __init__(self, rng):
        self.networks = make_networks()
        self.start = [set_random_weights(network, rng) for network in self.networks]
        pictures, side, length, words = 24, 4, 5, 9
        self.images = rng.integers(0, 256, (pictures, side, side, 3)).astype("uint8")
        self.tokens = rng.integers(1, words, (pictures, length)).astype("int32")
        self.scenes = rng.integers(8, size=pictures)
        self.first_vectors = self.vectors()

    def draw_rows(self, count, rng):
        return draw_any_rows(len(self.images), count, rng)

    def vectors(self) -> np.ndarray:
        return np.asarray(self.networks[2](self.tokens, training=False))

    def run(self, function: Callable, *steps: int) -> dict | None:
        """Let a learner's training run, here or where it lives. Returns the result, and keeps the rest."""
        record = beside(function, observe_training, self.start, self.images, self.tokens, self.scenes, *steps)
        if record["result"] is None:
            return None
        self.steps, self.before, self.states, self.after = (record[name] for name in ("steps", "before", "states", "after"))
        self.optimizers = {name: SimpleNamespace(**one) for name, one in record["optimizers"].items()}
        self.batches = {phase: [SimpleNamespace(**one) for one in several] for phase, several in record["batches"].items()}
        for network, weights in zip(self.networks, self.after, strict=True):
            network.set_weights(weights)
        return record["result"]


@contextmanager
def precise_and_quiet() -> Iterator[None]:
    """Compute with all digits, also after a training in bfloat16; and keep back the advice not to make many networks."""
    logger, options, bfloat16 = tf.get_logger(), tf.config.optimizer, "auto_mixed_precision_onednn_bfloat16"
    before = logger.level, options.get_experimental_options().get(bfloat16, False)
    logger.setLevel("ERROR")
    options.set_experimental_options({bfloat16: False})
    try:
        yield
    finally:
        logger.setLevel(before[0])
        options.set_experimental_options({bfloat16: before[1]})


@contextmanager
def step_by_step() -> Iterator[None]:
    """Let TensorFlow run functions line by line, without making graphs of them first: for a few steps that is faster."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tf.config.run_functions_eagerly(True)
        try:
            yield
        finally:
            tf.config.run_functions_eagerly(False)


@hint(
    "Unknown variable", "an optimizer keeps a memory for the weights that it began with. Reader, generator and discriminator need one each."
)
@hint("call `compile()`", "Reader and game are compiled before they are fitted; see page 3 for what each `compile` takes.")
@hint(
    "is incompatible with the layer",
    "in the reading `texts` are the tokens, in the game the sentence vectors; and the noise is `generator.input_shape[0][1]` numbers long.",
)
@hint("not enough values to unpack", "the game's batches need noise too: `latent_dim` of `Batches`.")
@hint(
    "Only integers, slices",
    "`Batches` takes the sentence vectors as a NumPy array: `sentence_encoder.predict(tokens)`, or `ops.convert_to_numpy` of what you have.",
)
@hint("must be an iterable, not int", "`seed` is a pair of numbers, such as `(1, 0)`.")
@hint("argument: 'sentence_encoder'", "here the encoder learns, too: `Reader(discriminator, sentence_encoder)`.")
@hint("object is not callable", "`Batches` takes images, texts, scenes and `draw_rows`, in this order.")
@exercise
def check_train(answer, rng):
    """Reading, then the game, on tiny networks whose every step is noted down."""
    reading_steps, steps = int(rng.integers(4, 6)), 3
    watched = Watched(rng)
    result = Answer(answer.name, partial(watched.run, answer.value))(reading_steps, steps)
    yield from check_phases(watched.steps, reading_steps, steps)
    yield from check_batches(watched)
    yield from check_sentence_vectors(watched)
    yield from check_movement(watched, reading_steps, steps)
    yield from check_average(watched, result)
    yield from check_first_steps(watched)
    yield from check_settings(watched)


def check_phases(taken: list[str], reading_steps: int, steps: int) -> Iterator[str]:
    """Check that both phases were run, in their order and length."""
    reads, games = taken.count("reading"), taken.count("game")
    if not reads:
        yield ": the sentence encoder is never trained. Before the game comes the reading: `Reader`, its `compile` and `fit`."
    if not games:
        yield ": the game is not played: no batch reaches `TextToImageGAN`. It needs its `compile` and `fit`, and `stream(0, steps)`: each phase counts its own batches from 0."
    if taken[0] == "game":
        yield ": the game comes before the reading. A discriminator that cannot read yet has nothing to ask of the generator."
    if reads == steps and games == reading_steps:
        yield ": `reading_steps` and `steps` are swapped."
    for phase, found, wanted in (("reading", reads, reading_steps), ("game", games, steps)):
        if found != wanted:
            yield f": the {phase} should take {wanted} steps, and yours takes {found}. Where does `stream(first, last)` begin and end?"


def check_batches(watched: Watched) -> Iterator[str]:
    """Check what both phases learn from: pictures, how they come together, which captions fit; and that the game begins anew."""
    for phase, several in watched.batches.items():
        if not several:
            yield f": the {phase} doesn't learn from `Batches`."
        for batches in several:
            if batches.images.dtype != np.uint8:
                low, high = batches.images.min(), batches.images.max()
                yield f": in the {phase} `Batches` is given pictures with pixels from {low:.3g} to {high:.3g}. It takes uint8, and scales them to −1…1 by itself."
            if not np.array_equal(batches.drawn, watched.draw_rows(50, np.random.default_rng(1))):
                yield f": in the {phase} the pictures of a batch don't come together as `draw_rows` draws them. Hand it on to `Batches`: it makes their captions hard to tell apart."
            fit, wanted = (scenes[:, None] == scenes for scenes in (batches.scenes, watched.scenes))
            if not np.array_equal(fit, wanted):
                which = "its own caption alone counts" if fit.sum() == len(fit) else "other captions count"
                yield f": in the {phase} {which} as right for a picture. Those of all pictures that show the same do: hand `scenes` on to `Batches`."
    reading, game = ({tuple(batches.seed) for batches in several} for several in watched.batches.values())
    if reading & game:
        yield ": both phases have the same `seed`, so the game sees the pictures in the order of the reading. Give each its own, such as `(1, 0)` and `(1, 1)`."


OPTIMIZERS = {"optimizer": "reading's", "generator_optimizer": "generator's", "discriminator_optimizer": "discriminator's"}


def check_settings(watched: Watched) -> Iterator[str]:
    """Check what the statement asks of mixing and optimizers, and that nothing is swapped; numbers may be others than the course's."""
    good, (reading, game) = Hyperparameters(), (several[0] for several in watched.batches.values())
    if not game.mixing:
        yield ": the game doesn't mix: `mixing` is 0. A new pair's sentence vector lies between those of training, and nobody would look at what is drawn there. `Hyperparameters().mixing` is a good value."
    if (reading.batch_size, game.batch_size) == (good.batch_size, good.reading_batch_size):
        yield f": the batch sizes are swapped. A batch of the reading has {good.reading_batch_size} pictures (`reading_batch_size`), and one of the game {good.batch_size} (`batch_size`)."
    rates = [watched.optimizers[name].rates[0] for name in ("generator_optimizer", "discriminator_optimizer")]
    if np.allclose(rates, (good.discriminator_learning_rate, good.generator_learning_rate), rtol=1e-3, atol=0):
        yield f": the game's learning rates are swapped: {good.generator_learning_rate} is the generator's, and {good.discriminator_learning_rate} the discriminator's. `compile` takes the generator's optimizer first."
    for name, whose in OPTIMIZERS.items():
        steps, beta_1 = ("reading_steps", None) if name == "optimizer" else ("steps", 0.5)
        yield from check_optimizer(watched.optimizers[name], f"the {whose} optimizer", steps, beta_1)


def check_optimizer(optimizer: SimpleNamespace, which: str, steps: str, beta_1: float | None) -> Iterator[str]:
    """Check that an optimizer is the statement's Adam, and that its rate falls in the second half of its phase."""
    if "Adam" not in optimizer.kind:
        yield f": {which} is {optimizer.kind}, and Adam is asked for."
    if optimizer.beta_2 != 0.99:
        yield f": {which} has a `beta_2` of {optimizer.beta_2}. It should be 0.99."
    if beta_1 and optimizer.beta_1 != beta_1:
        yield f": {which} has a `beta_1` of {optimizer.beta_1}. In the game it should be {beta_1}."
    first, last = optimizer.rates[0], optimizer.rates[-1]
    if last > 0.99 * first:
        yield f": the learning rate of {which} doesn't fall in the second half of its phase. `ConstantThenLinear(rate, {steps})` does that."
    if last < 0.01 * first:
        yield f": the learning rate of {which} is 0 before its phase ends, so that the last steps learn nothing. How many steps does the phase have? `ConstantThenLinear(rate, {steps})`."


def check_sentence_vectors(watched: Watched) -> Iterator[str]:
    """Check of which encoder the sentence vectors of the game are."""
    for batches in watched.batches["game"]:
        if np.allclose(batches.texts, watched.vectors(), atol=1e-4):
            continue
        if np.allclose(batches.texts, watched.first_vectors, atol=1e-4):
            yield ": the sentence vectors of the game are those of the encoder *before* it learned to read. Compute them after the reading's `fit`."
        yield ": the sentence vectors of the game are not those that the encoder gives for `tokens`, row after row."


def check_movement(watched: Watched, reading_steps: int, steps: int) -> Iterator[str]:
    """Check that each network learns in its phase, neither hardly nor wildly. Adam moves a weight by its rate in each step."""

    def moved(before, after, steps):
        return max(float(np.abs(one - other).max()) for one, other in zip(before, after, strict=True)) / steps

    generator, discriminator, encoder = watched.after
    learned = [place for place, weight in enumerate(watched.networks[0].weights) if weight.trainable]
    start, end = ([weights[place] for place in learned] for weights in (watched.start[0], generator))
    before_game = watched.before["game"][1]
    moves = {
        "in the reading the encoder": moved(watched.start[2], encoder, reading_steps),
        "in the reading the discriminator": moved(watched.start[1], before_game, reading_steps),
        "in the game the discriminator": moved(before_game, discriminator, steps),
        "in the game the generator": moved(start, end, steps),
    }
    for who, rate in moves.items():
        if rate < 3e-5:
            much = "does not move" if rate == 0 else f"hardly moves, no weight by more than {rate:.1g} a step"
            yield f": {who} {much}. Look at the learning rate of its optimizer: 0.001 is a good beginning."
        if rate > 0.02:
            yield f": {who} jumps: a weight moves by {rate:.1g} a step. Its learning rate is too high: 0.001 is a good beginning."


def check_average(watched: Watched, result: Mapping) -> Iterator[str]:
    """Check that the averaged generator is returned."""
    if result["kind"] == "history":
        yield "returns what `fit` returns, the history. Return the averaged generator."
    if result["kind"] != "network":
        yield f"should return a model, the averaged generator; yours returns {result['text']}."
    if result["is other"]:
        yield "returns another network than the generator."
    if [np.shape(weight) for weight in result["weights"]] != [weight.shape for weight in watched.start[0]]:
        yield "returns the game as a whole, or another network. Return its averaged generator, `ema_generator`."
    kernel = next(index for index, weight in enumerate(watched.start[0]) if weight.ndim == 2)
    start, last, given = (weights[kernel] for weights in (watched.start[0], watched.after[0], result["weights"]))
    if np.allclose(given, start, rtol=0, atol=1e-9):
        yield "returns a generator that has learned nothing, with the weights of the beginning."
    if np.allclose(given, last, rtol=0, atol=1e-7):
        yield "returns the generator as the last step left it. Return the average over the steps, which the game keeps: it draws more steadily."
    shares = np.stack([state[0][kernel].ravel() - start.ravel() for state in watched.states["game"]], axis=1)
    left = given.ravel() - start.ravel() - shares @ np.linalg.lstsq(shares, given.ravel() - start.ravel(), rcond=None)[0]
    if np.abs(left).max() > 1e-3 * np.abs(shares).max():
        yield "returns a generator that is no average over the steps of the game. Return the one that the game keeps, `ema_generator`."


def check_first_steps(watched: Watched) -> Iterator[str]:
    """Compute the first step of each phase once more: each weight went the way that its gradient says, whatever the optimizer."""
    (reading, *_), (game, *_) = watched.batches["reading"], watched.batches["game"]
    for batches in (reading, game):
        batches.again = Batches(
            *(watched.images, batches.texts, watched.scenes, watched.draw_rows, int(batches.batch_size), tuple(batches.seed)),
            int(batches.latent_dim),
            float(batches.mixing),
        )

    def stand(states: list) -> list:
        for network, weights in zip(watched.networks, states, strict=True):
            network.set_weights(weights)
        return [[np.array(one) for one in network.trainable_variables] for network in watched.networks]

    def same_way(before: list, mine: list, theirs: list) -> bool:
        """Whether most weights that moved at all moved the same way; of some the gradient is nearly 0."""
        one, other = (np.concatenate([(b - a).ravel() for a, b in zip(before, after, strict=True)]) for after in (mine, theirs))
        moved = np.abs(one) > 1e-3 * np.abs(one).max()
        return bool(np.mean(np.sign(one[moved]) == np.sign(other[moved])) > 0.8)

    with step_by_step():
        generator, discriminator, encoder = watched.networks
        before, after = stand(watched.start), stand(watched.states["reading"][0])
        stand(watched.start)
        reader = Reader(discriminator, encoder)
        reader.compile(keras.optimizers.SGD(1e-3))
        reader.train_step(tuple(map(tf.constant, reading.again[0])))
        mine = [[np.array(one) for one in network.trainable_variables] for network in watched.networks]
        for which, place in (("discriminator", 1), ("sentence encoder", 2)):
            if not same_way(before[place], mine[place], after[place]):
                yield f": in the reading the {which} does not go where the matching loss leads. Let `Reader` train both."
        after = stand(watched.states["game"][0])
        before = stand(watched.before["game"])
        gan = TextToImageGAN(generator, discriminator)
        gan.compile(keras.optimizers.SGD(1e-3), keras.optimizers.SGD(1e-3))
        images, sentences, captions, fits, noise = map(tf.constant, game.again[0])
        _, real_logits = gan.train_discriminator(images, sentences, captions, fits, noise[0])
        mine = [np.array(one) for one in discriminator.trainable_variables]
        discriminator.set_weights(watched.states["game"][0][1])
        gan.train_generator(real_logits, sentences, captions, fits, noise[1])
        ways = {"discriminator": (before[1], mine, after[1])}
        ways["generator"] = (before[0], [np.array(one) for one in generator.trainable_variables], after[0])
        for which, way in ways.items():
            if not same_way(*way):
                yield f": in the game the {which} does not go where its loss leads. Let `TextToImageGAN` train both."


# 8. Drawing


@precise_and_quiet()
@hint(
    "is incompatible with the layer",
    "the generator takes noise first, then sentence vectors. How long is the noise? `generator.input_shape[0][1]` knows.",
)
@hint("cannot mix tensors and non-tensors", "make both inputs arrays: `predict` returns one, and `np.asarray` makes one.")
@exercise
def check_draw(answer, rng):
    """Tokens to pictures for people."""
    cases = []
    for latent_dim, count in ((6, 5), (int(rng.integers(9, 12)), 4), *answer.more):
        tokens = rng.integers(1, 9, (count, 5)).astype("int32")
        cases.append((*make_tiny(rng, latent_dim), tokens, int(rng.integers(2, 1000))))
    drawn = [np.asarray(run(answer, *case)) for case in cases]

    def expected(generator, sentence_encoder, tokens, seed):
        noise = np.random.default_rng(seed).standard_normal((len(tokens), generator.input_shape[0][1])).astype("float32")
        return np.round((np.asarray(generator([noise, np.asarray(sentence_encoder(tokens))])) + 1) * 127.5)

    def are_those_of(function):  # but for rounding
        apart = [np.abs(given.astype(float) - function(*case)) for given, case in zip(drawn, cases, strict=True)]
        return [one.max() <= 1 and np.mean(one > 0.01) < 0.02 for one in apart]

    for given, (*_, tokens, _) in zip(drawn, cases, strict=True):
        if given.shape != (len(tokens), 32, 32, 3):
            yield f": {len(tokens)} captions should give pictures of the shape {(len(tokens), 32, 32, 3)}; yours has {given.shape}."
    right = are_those_of(expected)
    if not all(right):
        wrong = right.index(False)
        parameters = "generator, sentence_encoder, tokens, seed"
        yield recognised(answer, parameters, are_those_of, [True] * len(cases)) or describe_pixels(drawn[wrong], expected(*cases[wrong]))
    if drawn[0].dtype != np.uint8:
        yield f': the pictures are right, but their numbers are {drawn[0].dtype}. Pictures for people are uint8: `.astype("uint8")`.'


def describe_pixels(given: np.ndarray, wanted: np.ndarray) -> str:
    """Say how far pictures are from the right ones, (N, 32, 32, 3), and where most."""
    apart = np.abs(given.astype(float) - wanted)
    if apart.max() <= 2:
        return f": the pictures are nearly right, but {np.mean(apart > 0.01):.0%} of the numbers are off by 1 or 2. Half of 255 is 127.5: `(x + 1) * 127.5`, then `np.round`."
    picture, *place = np.unravel_index(apart.argmax(), apart.shape)
    where = f"pixel [{', '.join(map(str, place))}] of picture {picture}"
    return f": other pictures come out: {where} should be {wanted[picture, *place]:.0f}, and it is {given[picture, *place]:g}. Is the noise `np.random.default_rng(seed).standard_normal((N, Z))`, and drawn before anything else is?"


def make_tiny(rng, latent_dim: int) -> list[keras.Model]:
    """Make a generator and an encoder of few weights, whose pictures have all shades."""
    noise, sentence = keras.Input((latent_dim,)), keras.Input((4,))
    x = layers.Dense(32 * 32 * 3, activation="tanh")(WhileTraining()(layers.Concatenate()([noise, sentence])))
    tokens = keras.Input((5,), dtype="int32")
    vectors = WhileTraining()(layers.Dense(4)(layers.Flatten()(layers.Embedding(9, 3)(tokens))))
    networks = [keras.Model([noise, sentence], layers.Reshape((32, 32, 3))(x)), keras.Model(tokens, vectors)]
    for network in networks:
        set_random_weights(network, rng)
    return networks


# 9. The learner's own model

# Of each strict rate: how many points it can bring, and from which rate on it brings them all.
POINTS = dict.fromkeys(ATTRIBUTES, 1) | {"all": 3, "worst pair": 2}
FULL = dict.fromkeys(ATTRIBUTES, 0.90) | {"all": 0.80, "worst pair": 0.50}
PICTURES = 150  # of each new pair: an error of 0.01 for "all", and of 0.04 for a pair
STEPS_OF_A_WALK = 200
LARGEST_FILE = 20_000_000  # bytes; a larger one is not graded
ALIKE = 1  # of 255: the mean difference of two pictures of one caption below which noise changes nothing
COMPARED = 100  # pictures

REASONS = {
    "object": "it takes long, so train longer. Sentence vectors must tell a three from an eight: was the reading long enough?",
    "colour": "it comes after position and size, so train longer. Is *red on blue* drawn as *blue on red*? Families hold such pairs.",
    "size": "it comes soon after the position, so train longer. It is learned from families that differ in size alone: does `draw_rows` draw them?",
    "position": "it comes first. Does the sentence reach the generator's small maps, and does the matching loss fall?",
    "ground": "it comes late: in new pairs some of the object's colour leaks into it. Is `mixing` above 0, and was the game long enough?",
}
OF_THE_COURSE = {SHIPPED_MODEL: "the model that comes with the course", SOLUTION_MODEL: "the model of the course's solution"}


@precise_and_quiet()
@exercise
def check_my_model(answer, rng, which="validation"):
    """Let a model draw new pairs, and let both readers look. Returns the points."""
    folder, model = yield from load_model(answer)
    pairs = [pair for pair in new_pairs(which) if pair.kind != BOTH]
    asked = np.concatenate([rng.choice(pair.rows, size=PICTURES) for pair in pairs])
    print(f"my_model: drawing and reading {len(asked):,} pictures of {len(pairs)} new pairs …")
    captions, seed = [write_caption(scene, rng) for scene in asked], int(rng.integers(1000))
    pictures = yield from draw_with(model, captions, seed)
    yield from check_noise(model, pictures, captions, seed)
    yield from check_is_own(model, folder, captions, seed)

    with redirect_stderr(StringIO()):  # the progress bar of the strokes' reader
        right = examine(load_judge(), pictures, asked).strict
    found = measure_rates(right)
    points = give_points(found, asked)
    total = round(sum(points.values()), 1)
    lines = [*describe_rates(found, points), describe_worst_pair(pairs, pictures, asked, right, points)]
    if total == 0:
        yield f": nothing is drawn right more often than by chance. Does the sentence reach the generator? Draw two captions with the same noise, and look whether the pictures differ. {' '.join(lines)}"
    print(f"my_model: {total:g} of {sum(POINTS.values())} points", *lines, sep="\n")
    if total == sum(POINTS.values()):
        print("Right: my_model")
    return total


def measure_rates(right: np.ndarray) -> dict[str, float]:
    """Count what is strictly right, (N, 5) bool, pair after pair: a rate for each attribute, "all" and the "worst pair"."""
    of_pairs = right.all(axis=1).reshape(-1, PICTURES).mean(axis=1)
    return rates(right) | {"worst pair": float(of_pairs.min())}


def give_points(found: dict[str, float], asked: np.ndarray) -> dict[str, float]:
    """Give points for rates: in proportion, from what guessing reaches to `FULL`.

    The best guess without the text is to show always what is asked for most often; and guesses have luck, up to three
    standard errors.
    """
    most = {name: np.bincount(column).max() for name, column in zip(ATTRIBUTES, asked.T, strict=True)}
    most["all"] = np.unique(asked, axis=0, return_counts=True)[1].max()
    points = {}
    for name, rate in found.items():
        chance = most.get(name, 0) / len(asked)
        none = chance + 3 * np.sqrt(chance * (1 - chance) / len(asked))
        points[name] = POINTS[name] * float(np.clip((rate - none) / (FULL[name] - none), 0, 1))
    return points


def describe_rates(found: dict[str, float], points: dict[str, float]) -> list[str]:
    """Write a line for each rate but the worst pair's; the weakest attribute's says what is likely to help it."""
    weakest = min(ATTRIBUTES, key=lambda name: found[name])
    lines = [
        f"{'all at once' if name == 'all' else name}: right in {found[name]:.2f} of the pictures; {show_points(name, points)}."
        for name in (*ATTRIBUTES, "all")
    ]
    if points[weakest] < POINTS[weakest]:
        lines[list(ATTRIBUTES).index(weakest)] += f" The weakest: {REASONS[weakest]}"
    return lines


def describe_worst_pair(pairs: list[Pair], pictures: np.ndarray, asked: np.ndarray, right: np.ndarray, points: dict[str, float]) -> str:
    """Write the line of the pair that is right least often, with what is wrong with it most often."""
    worst = int(right.all(axis=1).reshape(-1, PICTURES).mean(axis=1).argmin())
    own = slice(worst * PICTURES, (worst + 1) * PICTURES)
    column = int(right[own].mean(axis=0).argmin())
    wrong = ~right[own, column]
    fault = describe_fault(column, pictures[own][wrong], asked[own][wrong]) if wrong.any() else ""
    return f"worst pair: {pairs[worst].name}: {right[own].all(axis=1).mean():.0%} right{fault}; {show_points('worst pair', points)}."


def show_points(name: str, points: dict[str, float]) -> str:
    return f"{round(points[name], 2):g} of {POINTS[name]} point{'s' * (POINTS[name] > 1)}"


def describe_fault(column: int, pictures: np.ndarray, asked: np.ndarray) -> str:
    """Say what pictures show that are wrong in one attribute, as it goes on after a comma.

    Args:
        column: of the attribute.
        pictures, asked: (N, 32, 32, 3) and (N, 5), N at least 1.
    """
    attribute, values = list(ATTRIBUTES.items())[column]
    read = predict_attributes(load_judge(), pictures)[:, column]
    misread = read[read != asked[:, column]]
    begin = f", wrong mostly in its {attribute},"
    if 2 * len(misread) >= len(read):
        return f"{begin} which looks like {values[np.bincount(misread).argmax()]}"
    measured = getattr(measure(pictures), attribute) if attribute in ("colour", "ground") else np.empty((0, 3))
    measured = measured[~np.isnan(measured).any(axis=1)]  # where something is shown
    if not len(measured):
        return f"{begin} which the judge reads as asked, and the measures don't"
    red, green, blue = np.median(measured, axis=0).astype(int)
    value = values[np.bincount(asked[:, column]).argmax()]
    return f"{begin} which is ({red}, {green}, {blue}) in place of {value}, {COLOURS[value]}"


def read_files(function: Callable) -> dict | None:
    """Read the files of the model that a learner names; runs beside the learner's code.

    Returns:
        its "folder"; whether that lies "here", beside the notebook; and the "files", whose names lead to their bytes, None if
        there is no folder, and to their sizes if they are too large. What is no path, is shown as "text".
    """
    folder = function()
    if folder is None:
        return None
    if not isinstance(folder, str | Path):
        return {"text": show(folder)}
    place, files = Path(folder).resolve(), None
    if place.is_dir():
        sizes = {path: path.stat().st_size for path in place.iterdir() if path.is_file()}
        files = {
            path.name: size if size > LARGEST_FILE else path.read_bytes()
            for path, size in sizes.items()
            if path.name in MODEL_FILES or size > LARGEST_FILE
        }
    return {"folder": place.name, "here": place.parent == Path.cwd().resolve(), "files": files}


def load_model(answer: Answer) -> Generator[str, None, tuple[Path, TrainedModel]]:
    """Find and load the folder that a learner names. What was handed in comes as bytes, and is loaded here."""
    found = Answer(answer.name, partial(beside, answer.value, read_files))()
    if "text" in found:
        yield f'should return the folder of your model, `return Path("my_model")`; yours returns {found["text"]}.'
    name = Path(str(found["folder"])).name
    if not found["here"]:
        yield f": the folder must lie beside this notebook, so that it is handed in with it. “{name}” lies elsewhere."
    place = Path.cwd() / name
    if place == SHIPPED_MODEL and not isinstance(answer.value, Remote):
        yield f": the folder “{name}” is that of {OF_THE_COURSE[place]}. Train one of your own, into another."
    if found["files"] is None:
        yield f': there is no folder “{name}” beside this notebook. `TrainedModel(vocabulary, sentence_encoder, generator).save(Path("{name}"))` makes it.'
    large = [file for file, content in found["files"].items() if not isinstance(content, bytes)]
    if large:
        yield f": {large[0]} has more than {LARGEST_FILE // 1_000_000} MB, and such a file is not graded. Build a smaller network."
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / name
        copy.mkdir()
        for file in MODEL_FILES:
            if file in found["files"]:
                (copy / file).write_bytes(found["files"][file])
        try:
            model = TrainedModel.load(copy)
        except UserError as error:
            code = (
                " It has a layer with code of your own; only Keras's own layers are loaded."
                if re.search("Lambda|class", str(error))
                else ""
            )
            yield f": {str(error).replace(str(copy), name)}{code}"
    yield from refuse_code(model.generator)
    yield from refuse_code(model.sentence_encoder)
    return copy if isinstance(answer.value, Remote) else place, model


def draw_with(model: TrainedModel, captions: list[str], seed: int) -> Generator[str, None, np.ndarray]:
    """Draw captions at the judge's size."""
    try:
        with np.errstate(invalid="ignore"):  # of a training that went astray
            pictures = model.draw(captions, seed)
    except UserError as error:
        yield f": a new caption can't be read. {error} Were there all words and lengths in your training captions?"
    if pictures.ndim != 4 or pictures.shape[1] != pictures.shape[2] or pictures.shape[3] != 3:
        yield f": the model should draw square pictures in colour, (B, 32, 32, 3), and draws {pictures.shape}."
    if pictures.min() == pictures.max():
        yield ": all that it draws is one even colour. Has the training gone astray (NaN)? Watch its losses."
    return resize(pictures, 32)


def check_noise(model: TrainedModel, pictures: np.ndarray, captions: list[str], seed: int) -> Iterator[str]:
    """Find pictures that noise does not change."""
    others = resize(model.draw(captions[:COMPARED], seed + 1), 32)
    if np.abs(pictures[:COMPARED].astype(float) - others).mean() < ALIKE:
        yield ": with another noise come the same pictures. A caption has many pictures: does the noise reach the generator?"


def check_is_own(model: TrainedModel, folder: Path, captions: list[str], seed: int) -> Iterator[str]:
    """Find the models of the course, by what they draw, and stored pictures."""
    for other, whose in OF_THE_COURSE.items():
        if other != folder and other.is_dir() and likeness(model, TrainedModel.load(other), captions[:COMPARED]) > SAME_MODEL:
            yield f": it draws, stroke by stroke, what {whose} draws. Train one of your own."
    if folder == SOLUTION_MODEL:
        print("my_model: this is the model of the course's solution. Handed in, it has no points.")
    if jumps(model, captions[:8], seed) > 0.5:
        yield ": between two captions the pictures don't change bit by bit, they jump from one to the next, as stored pictures do. A generator draws all that lies between."


def jumps(model: TrainedModel, captions: list[str], seed: int) -> float:
    """Walk from caption to caption and from noise to noise in small steps. Returns the share of the way in the largest 5 % of steps."""
    vectors = model.sentence_encoder.predict(model.vocabulary.encode(captions), verbose=0)
    noise = np.random.default_rng(seed).standard_normal((len(captions), model.generator.input_shape[0][1]))
    shares = np.linspace(0, 1, STEPS_OF_A_WALK)[:, None]
    largest = []
    for first in range(0, len(captions), 2):
        way = [((1 - shares) * points[first] + shares * points[first + 1]).astype("float32") for points in (noise, vectors)]
        pictures = np.asarray(model.generator(way, training=False))
        steps = np.sort(np.sqrt(np.square(np.diff(pictures, axis=0)).sum(axis=(1, 2, 3))))
        largest.append(steps[-STEPS_OF_A_WALK // 20 :].sum() / max(steps.sum(), 1e-9))
    return float(np.median(largest))


# 10. Rates


@exercise
def check_rates(answer, rng):
    """How often each attribute was read as asked, and all of them at once."""

    def scenes(count, share):
        asked = rng.choice(all_combinations(), size=count).astype(int)
        found = np.where(rng.random((count, 5)) < np.array(share), asked, rng.choice(all_combinations(), size=count))
        return asked, found

    def one_by_one(asked, found):
        pairs = list(zip(asked.tolist(), found.tolist(), strict=True))
        each = {name: sum(a[place] == b[place] for a, b in pairs) / len(pairs) for place, name in enumerate(ATTRIBUTES)}
        return rounded(each | {"all": sum(a == b for a, b in pairs) / len(pairs)})

    def rounded(table):
        return {str(name): round(float(value), 6) for name, value in dict(table).items()}

    small = np.array([[7, 0, 1, 2, 3], [3, 4, 0, 0, 1], [12, 5, 2, 4, 5], [1, 1, 1, 1, 1]])
    other = np.array([[7, 0, 1, 2, 3], [8, 4, 0, 0, 1], [12, 2, 2, 4, 1], [1, 1, 0, 1, 1]])
    yield from compare(
        answer,
        one_by_one,
        cases=[
            (small[:2], other[:2]),
            (small, other),
            scenes(64, [0.7, 0.9, 0.8, 0.95, 0.6]),
            scenes(int(rng.integers(20, 40)), [0.5, 0.8, 0.9, 0.6, 0.7]),
        ],
        read=rounded,
    )


# 11. A search

LIMITS = {"generator_learning_rate": (3e-4, 3e-3), "matching_weight": (0.5, 8.0)}
TRIALS = 400


@hint("not subscriptable", "`score` takes the whole dictionary: `score(settings)`.")
@exercise
def check_search(answer, rng):
    """Random search: what is drawn, how often, and which one wins."""
    seed = int(rng.integers(1000))
    result, calls = try_search(answer, TRIALS, seed)
    yield from check_number(calls, TRIALS)
    yield from check_drawn_settings(calls)
    yield from check_source(calls, seed)
    yield from check_best(result, calls)
    for trials in (1, 7):
        result, few = try_search(answer, trials, seed + 5)
        yield from check_number(few, trials)
        yield from check_best(result, few)
    again, other = (try_search(answer, TRIALS, number)[1] for number in (seed, seed + 1))
    if again != calls:
        yield ": the same seed gives other settings when it is called again. All must come from `np.random.default_rng(seed)`."
    if other == calls:
        yield ": another seed gives the same settings. Is `seed` used?"


def value_of(settings: Mapping) -> float:
    """A score for settings: always below 0, and best near one place."""
    places = [np.log(settings[name] / low) / np.log(high / low) for name, (low, high) in LIMITS.items()]
    return float(-1 - np.abs(np.array(places) - (0.3, 0.6)).sum())


def try_search(answer: Answer, trials: int, seed: int) -> tuple:
    """Run a search. Returns what it returns, and the settings that it tried."""
    calls = []

    def score(settings):
        if not isinstance(settings, Mapping) or set(settings) != set(LIMITS):
            raise answer.wrong(
                f': `score` wants {{"generator_learning_rate": …, "matching_weight": …}}; yours calls it with {show(settings)}.'
            )
        settings = {key: float(value) for key, value in settings.items()}
        for key, (low, high) in LIMITS.items():
            value = settings[key]
            if not low * (1 - 1e-9) <= value <= high * (1 + 1e-9):
                why = "Draw the logarithm uniformly between the logarithms of the limits, and go back with the same base."
                if np.log(low) <= value <= np.log(high) or np.log10(low) <= value <= np.log10(high):
                    why = "That is its logarithm: the way back is `np.exp`, or `10 **`."
                raise answer.wrong(f": {key} should lie between {low:g} and {high:g}, and {value:.4g} is tried. {why}")
        calls.append(settings)
        return value_of(settings)

    return run(answer, score, trials, seed), calls


def check_number(calls: list, trials: int) -> Iterator[str]:
    """Check that each trial is scored once."""
    if len(calls) == trials + 1:
        yield f": `score` is called {trials + 1} times for {trials} trials. Each call is a whole training: keep what it gave."
    if len(calls) == 2 * trials:
        yield ": `score` is called twice in each trial. Each call is a whole training: keep what it gave."
    if len(calls) != trials:
        yield f": `score` should be called {trials} times, once for each trial, and it is called {len(calls)} times."


def check_drawn_settings(calls: list) -> Iterator[str]:
    """Check that settings are log-uniform, and the two of a trial independent."""
    logs = []
    for key, (low, high) in LIMITS.items():
        values, middle = np.array([settings[key] for settings in calls]), np.sqrt(low * high)
        different = len(set(values.tolist()))
        if different == 1:
            yield f": all trials have the same {key}, {values[0]:.4g}. Is the generator of random numbers made anew in each trial?"
        if different < 0.9 * len(values):
            yield f": only {different} different values of {key} are tried in {len(values)} trials: a grid is no random search."
        logs.append(np.log(values / low) / np.log(high / low))
        if not is_uniform(logs[-1]) and is_uniform((values - low) / (high - low)):
            yield f": {key} is drawn uniformly, so that {np.mean(values < middle):.0%} of the trials lie below {middle:.2g}, the middle of the logarithmic scale. It should be half of them: draw the logarithm uniformly."
        if not is_uniform(logs[-1]):
            yield f": {key} lies within its limits, but is not log-uniform: {np.mean(values < middle):.0%} of the trials lie below {middle:.2g}, and all between {values.min():.2g} and {values.max():.2g}. Are the limits' logarithms of one base?"
    if abs(np.corrcoef(*logs)[0, 1]) > 0.25:
        yield ": the two settings go together: where one is high, so is the other, or the reverse. Draw a number for each."


def check_source(calls: list, seed: int) -> Iterator[str]:
    """Find settings that NumPy's old generator has drawn, in whatever order."""
    places = [np.log(settings[key] / low) / np.log(high / low) for settings in calls for key, (low, high) in LIMITS.items()]
    if np.allclose(np.sort(places), np.sort(np.random.RandomState(seed).random_sample(len(places))), atol=1e-6):
        yield ": the numbers come from NumPy's old generator, which `np.random.seed` sets for all code at once. All must come from `np.random.default_rng(seed)`."


def is_uniform(values: np.ndarray) -> bool:
    """Whether a sample is as good as uniform on 0…1, by the largest distance between the shares below a place (Kolmogorov and Smirnov)."""
    return np.abs(np.sort(values) - (np.arange(len(values)) + 0.5) / len(values)).max() < 0.12


def check_best(result, calls: list) -> Iterator[str]:
    """Check that the best settings are returned, with their score."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        yield f"should return two values, the best settings and their score; yours returns {show(result)}."
    settings, value = result
    if isinstance(value, Mapping) and not isinstance(settings, Mapping):
        yield ": the two values are in the wrong order: the settings come first."
    if not isinstance(settings, Mapping):
        yield f": of {len(calls)} trials one is the best, and yours returns {show(settings)} as its settings. Scores may be negative: a search that begins with a best of 0 never finds a better one."
    values = [value_of(one) for one in calls]
    best, worst = int(np.argmax(values)), int(np.argmin(values))
    given, is_best_score = {key: float(one) for key, one in settings.items()}, not difference(value, max(values))
    if given == calls[best] and is_best_score:
        return
    if given == calls[best]:
        yield f": the settings are the best ones, but their score was {max(values):.4g}, and yours returns {show(value)}."
    if is_best_score:
        yield ": the score is the best one, but the settings are not those that had it. Do you fill one dictionary again and again? Make a new one in each trial."
    if given == calls[worst]:
        yield ": the settings with the lowest score are returned. A high score is good."
    for place, which in ((-1, "last"), (0, "first")):
        if given == calls[place]:
            yield f": the {which} settings are returned. Keep the best ones so far, and compare."
    yield f": the best of {len(calls)} trials had the score {max(values):.4g}, and yours returns settings with {show(value)}."
