"""The checks of the final project's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will, or tries out what your network or your training does,
whatever its form. Beside it stands what the usual mistakes give, so that it can tell you more than *that* an answer is
wrong.
"""

import io
import re
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from functools import cache
from pathlib import Path

import cv2
import keras
import numpy as np
import tensorflow as tf
from keras import layers

from shared.base.errors import UserError
from shared.base.pictures import resize
from shared.data.captions import write_caption
from shared.data.held_out import combinations
from shared.data.scenes import ATTRIBUTES, all_combinations, names
from shared.data.words import split_words
from shared.evaluation.judge import load_judge, predict_attributes
from shared.exercises.checking import WrongAnswer, call, check, difference, hint, right, show
from shared.model.trained_model import TrainedModel
from shared.paths import SHIPPED_MODEL


def check_quietly(name: str, answer: Callable, *arguments, **named) -> None:
    """Check as `check` does, where more is still to be checked: say nothing if it is right."""
    with redirect_stdout(io.StringIO()):
        check(name, answer, *arguments, **named)


# 1. The pictures


@hint("(-5:Bad argument) in function 'resize'", "it takes one picture, and the new size is a pair: `cv2.resize(image, (size, size), …)`.")
@hint("dims <= 2", "`cv2.resize` takes one picture at a time, and gives it back: loop over the pictures.")
def check_load_pictures(answer, seed: int = 0) -> None:
    """Two files to pictures in the model's range, and captions."""
    rng = np.random.default_rng(seed)
    name = "load_pictures"
    with tempfile.TemporaryDirectory() as home:
        cases = [(made_folder(Path(home) / f"scenes_{side}", rng, side, size), size) for side, size in ((8, 4), (18, 6), (24, 6), (5, 5))]
        refuses_pickle(name, answer, Path(home) / "pickled")
        check_quietly(
            name,
            answer,
            lambda folder, size: rounded((scaled(mean_of_blocks(*read(folder), size)), read(folder)[1])),
            cases,
            read=rounded,
            mistakes=wrong_pictures(),
        )
        kind = np.asarray(answer(*cases[0])[0]).dtype
    if kind != np.float32:
        raise WrongAnswer(
            f"{name}: the pictures are right, but their numbers are {kind}. Networks take float32, in half the memory: `.astype(np.float32)`."
        )
    right(name)


def read(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    return np.load(folder / "images.npy"), np.load(folder / "captions.npy")


def rounded(value):
    """Round numbers, in tuples too: float32 has seven digits, and which way they were computed does not matter."""
    if isinstance(value, tuple | list):
        return tuple(map(rounded, value))
    array = np.asarray(value)
    return np.round(array.astype(float), 4) if array.dtype.kind in "fiu" else array


def scaled(images: np.ndarray) -> np.ndarray:
    return (images.astype(float) / 127.5 - 1).astype("float32")


def mean_of_blocks(images: np.ndarray, captions: np.ndarray, size: int) -> np.ndarray:
    """What INTER_AREA computes where the new size divides the old one."""
    step = images.shape[1] // size
    return images.reshape(len(images), size, step, size, step, 3).mean(axis=(2, 4))


def made_folder(folder: Path, rng, side: int, size: int) -> Path:
    """Make a folder of three random pictures. All means are whole numbers, so that it does not matter when they are rounded."""
    folder.mkdir()
    step = side // size
    images = rng.integers(0, 256, (3, side, side, 3))
    blocks = images.reshape(3, size, step, size, step, 3)
    middle = np.rint(blocks.mean(axis=(2, 4))).astype(int).clip(10, 245)
    over = blocks.sum(axis=(2, 4)) - middle * step**2
    while over.any():  # move one pixel of each block after another until the sum is right
        row, column = rng.integers(step, size=2)
        before = blocks[:, :, row, :, column]
        after = np.clip(before - over, 0, 255)
        over -= before - after
        blocks[:, :, row, :, column] = after
    np.save(folder / "images.npy", images.astype("uint8"))
    np.save(folder / "captions.npy", [write_caption(scene, rng) for scene in rng.choice(all_combinations(), size=3)])
    return folder


def refuses_pickle(name: str, answer: Callable, folder: Path) -> None:
    """Give a function a pickled file of harmless texts, which it must not open."""
    folder.mkdir()
    np.save(folder / "images.npy", np.zeros((2, 8, 8, 3), "uint8"))
    np.save(folder / "captions.npy", np.array(["a star", "a box"], dtype=object), allow_pickle=True)
    try:
        call(name, answer, folder, 4)
    except WrongAnswer as error:
        if "allow_pickle=False" in str(error) or "pickle" in str(error):
            return
        raise
    raise WrongAnswer(f"{name} opens a pickled file. Such a file may run code of a stranger: load with `allow_pickle=False`.")


def wrong_pictures() -> dict[str, Callable]:
    """What the usual mistakes make of a folder."""

    def resized(images, size, method=cv2.INTER_AREA):
        return np.stack([cv2.resize(image, (size, size), interpolation=method) for image in images])

    def wrong(small, scale=scaled):
        return lambda folder, size: rounded((scale(small(read(folder)[0], size)), read(folder)[1]))

    def area(scale):
        return wrong(resized, scale)

    cropped = "You cut a piece out of each picture. Resizing keeps all that is on it, only smaller."
    return {
        "That is what OpenCV does if nothing is said, INTER_LINEAR: some pixels count more than others. Say `interpolation=cv2.INTER_AREA`.": wrong(
            lambda images, size: resized(images, size, cv2.INTER_LINEAR)
        ),
        "One pixel of many is picked, and the others are thrown away, as INTER_NEAREST does. INTER_AREA takes their mean.": wrong(
            lambda images, size: resized(images, size, cv2.INTER_NEAREST)
        ),
        "That is INTER_CUBIC. INTER_AREA takes the mean of all pixels that fall together.": wrong(
            lambda images, size: resized(images, size, cv2.INTER_CUBIC)
        ),
        "The pictures have their old size: `size` is the side that they should have.": wrong(lambda images, size: images),
        cropped: wrong(lambda images, size: images[:, :size, :size]),
        "The pixels lie between 0 and 1. They should lie between −1 and 1.": area(lambda images: images / 255),
        "The pixels still lie between 0 and 255. They should lie between −1 and 1.": area(lambda images: images),
        "0 becomes −0.5 and 255 becomes 0.5. The range is −1 to 1.": area(lambda images: images / 255 - 0.5),
        "You divide by 128, and 255 does not become 1: half of 255 is 127.5.": area(lambda images: images / 128 - 1),
        "You divide by 127, and 255 becomes more than 1: half of 255 is 127.5.": area(lambda images: images / 127 - 1),
        "Whole numbers of 8 bits cannot be negative: 0 − 1 starts again at 255. Make float32 of them before you subtract.": area(
            lambda images: (images - np.uint8(128)) / 127.5
        ),
        "The pixels are cut to whole numbers again, −1, 0 or 1: scale last, and keep the floats.": area(
            lambda images: scaled(images).astype(int)
        ),
        "Red and blue are swapped. The file has red first, so there is nothing to convert: only OpenCV's own `imread` has blue first.": area(
            lambda images: scaled(images[..., ::-1])
        ),
        "Rows and columns of the pictures are swapped.": area(lambda images: scaled(images.swapaxes(1, 2))),
        "The two values are in the wrong order: the pictures come first.": lambda folder, size: rounded(
            (read(folder)[1], scaled(resized(read(folder)[0], size)))
        ),
        "The captions are missing: `return images, captions`.": lambda folder, size: rounded(scaled(resized(read(folder)[0], size))),
        "Each picture is scaled by its own darkest and brightest pixel, so that a grey picture becomes black and white. Every picture is scaled "
        "alike: 0 is −1, and 255 is 1.": area(
            lambda images: np.float32([2 * (image - image.min()) / np.ptp(image.astype(float)) - 1 for image in images])
        ),
    }


# 2. The text


@hint("out of bounds for axis 1", "the array has `length` columns: how many words has the caption?")
@hint("inhomogeneous", "the rows of an array have equal lengths: a short one is filled up with 0.")
def check_encode(answer, seed: int = 0) -> None:
    """Captions to rows of token ids; what cannot be read is refused."""
    rng = np.random.default_rng(seed)
    name = "encode"
    scenes = rng.choice(all_combinations(), size=6)
    captions = [write_caption(scene, rng) for scene in scenes]
    captions[0] = captions[0].upper() + "!"
    words = tuple(sorted({word for caption in captions for word in split_words(caption)}))
    small = ("a", "blue", "colour", "on", "red", "seven", "star")

    def word_by_word(captions, words, length):
        rows = [[1 + words.index(word) for word in split_words(caption)] for caption in captions]
        return np.array([row + [0] * (length - len(row)) for row in rows])

    def wrong(split=split_words, first=1, filler=0, in_front=False):
        def encoded(captions, words, length):
            rows = [[first + words.index(word) if word in words else 0 for word in split(caption)] for caption in captions]
            padding = [[filler] * (length - len(row)) for row in rows]
            pairs = zip(padding, rows, strict=True) if in_front else zip(rows, padding, strict=True)
            return np.array([one + other for one, other in pairs])

        return encoded

    def plain(pattern, change=str.casefold):
        return lambda caption: re.findall(pattern, change(caption))

    check_quietly(
        name,
        answer,
        word_by_word,
        cases=[
            (["A red star, on blue", "Seven"], small, 6),
            (["a blue-red STAR", "on red: color blue!"], small, 5),
            (captions, words, 19),
            (captions[:2], words, 14),
        ],
        read=lambda value: value if isinstance(value, list) else np.asarray(value),
        mistakes={
            "Your ids begin at 0, and 0 is padding: the first word of the list has the id 1.": wrong(first=0),
            "Your ids begin at 2. That was week 5, where 1 stood for unknown words; here `words[0]` has the id 1.": wrong(first=2),
            "The padding stands in front. It comes behind the words.": wrong(in_front=True),
            "The padding is −1. It should be 0.": wrong(filler=-1),
            "You cut at spaces only, so that commas stay at the words, and *red,* is not in the list.": wrong(
                lambda text: text.casefold().split()
            ),
            "You cut at spaces only, and capital letters stay too: neither *red,* nor *Red* is in the list.": wrong(str.split),
            "The words are not in lower case: *Red* and *red* are the same word.": wrong(plain(r"[^\W_]+", str)),
            "A hyphen does not belong to a word: *blue-red* is two words.": wrong(plain(r"[^\W_]+(?:-[^\W_]+)*")),
            "*color* is *colour*: `split_words` brings American spelling into British.": wrong(plain(r"[^\W_]+")),
            "The rows are turned into columns: each caption has a row.": lambda captions, words, length: (
                word_by_word(captions, words, length).T
            ),
            "The ids follow the order in which words occur. They follow `words`.": lambda captions, words, length: word_by_word(
                captions, tuple(dict.fromkeys(word for caption in captions for word in split_words(caption))), length
            ),
        },
    )
    if np.asarray(answer(["a star"], small, 3)).dtype.kind not in "iu":
        raise WrongAnswer(f"{name}: the numbers are right, but they are floats. Ids are whole numbers: `np.zeros(…, dtype=int)`.")
    refuses(name, answer, "a pink star", small, "pink", "a word that is not in `words`")
    refuses(name, answer, "a red star on a blue star", small, "", "a caption of more than `length` words")
    right(name)


def refuses(name: str, answer: Callable, caption: str, words: tuple, named: str, what: str) -> None:
    """Check that a caption that cannot be encoded raises an error."""
    try:
        given = answer([caption], words, 5)
    except Exception as error:
        if named in str(error):
            return
        raise WrongAnswer(
            f"{name}: {what} is refused, as it should be. But the message, “{error}”, does not say which word: name it."
        ) from error
    raise WrongAnswer(
        f"{name}({show([caption])}, {show(words)}, 5) gives {show(np.asarray(given))}. It should stop with an error: {what} would be passed over, "
        "and the picture would ignore what was typed. `raise ValueError(…)` says so."
    )


# 3. Near misses


def check_near_misses(answer, seed: int = 0) -> None:
    """The rows that differ in exactly one attribute."""
    rng = np.random.default_rng(seed)
    small = np.array(
        [
            ["seven", "red", "small"],
            ["seven", "blue", "small"],
            ["four", "red", "large"],
            ["seven", "red", "small"],
            ["four", "blue", "large"],
            ["two", "red", "small"],
            ["seven", "red", "large"],
            ["three", "red", "small"],
        ]
    )
    few = rng.choice(["red", "blue", "green"], size=(40, 3))
    scenes = np.array([list(names(row).values()) for row in rng.choice(all_combinations()[:900], size=60)])

    def one_by_one(attributes, row):
        found = []
        for other in range(len(attributes)):
            differ = 0
            for column in range(attributes.shape[1]):
                differ += str(attributes[other][column]) != str(attributes[row][column])
            if differ == 1:
                found.append(other)
        return np.array(found, dtype=int)

    def rows_where(condition):
        return lambda attributes, row: np.flatnonzero(condition((attributes != attributes[row]).sum(axis=1), attributes.shape[1]))

    check(
        "near_misses",
        answer,
        one_by_one,
        cases=[(small, 0), (few, 3), (scenes, int(rng.integers(60))), (few, int(rng.integers(4, 40))), (small, 4)],
        read=lambda value: value if isinstance(value, tuple) else np.asarray(value),
        mistakes={
            "The picture itself and those with the same attributes are among them: they differ in none, and their captions are true.": rows_where(
                lambda differ, count: differ <= 1
            ),
            "You list all pictures that differ in at least one attribute. A near miss differs in exactly one.": rows_where(
                lambda differ, count: differ >= 1
            ),
            "You list the pictures that *agree* in exactly one attribute. A near miss differs in exactly one.": rows_where(
                lambda differ, count: differ == count - 1
            ),
            "You list the pictures that agree in every attribute. Their captions are true of this picture too.": rows_where(
                lambda differ, count: differ == 0
            ),
            "You list the pictures that differ in two attributes.": rows_where(lambda differ, count: differ == 2),
            "You return how many there are. Asked for are their row numbers.": lambda a, row: len(one_by_one(a, row)),
            "You return True or False for each picture. Asked for are row numbers: `np.flatnonzero` finds them.": lambda a, row: np.isin(
                np.arange(len(a)), one_by_one(a, row)
            ),
            "You return a tuple, as `np.where` and `np.nonzero` do, or a second pair of brackets: take its first part.": lambda a, row: (
                one_by_one(a, row),
            ),
            "You return a column, as `np.argwhere` does: `np.flatnonzero` gives plain numbers.": lambda a, row: one_by_one(a, row)[:, None],
            "You return the attributes of the near misses. Asked for are their row numbers.": lambda a, row: a[one_by_one(a, row)],
            "You count from 1. The first picture has the number 0.": lambda a, row: one_by_one(a, row) + 1,
            "The first near miss of each attribute only: list them all.": lambda a, row: np.sort(
                [
                    next(other for other in one_by_one(a, row) if a[other, column] != a[row, column])
                    for column in range(a.shape[1])
                    if any(a[other, column] != a[row, column] for other in one_by_one(a, row))
                ]
            ),
            "They should ascend; yours go from the last to the first.": lambda a, row: one_by_one(a, row)[::-1],
            "The last picture is missing: `range(len(attributes))` has all of them.": lambda a, row: one_by_one(a, row)[
                one_by_one(a, row) < len(a) - 1
            ],
            "Only pictures behind `row` are looked at. Those before it count too.": lambda a, row: one_by_one(a, row)[
                one_by_one(a, row) > row
            ],
        },
    )


# 4. and 5. The two networks

LATENT_DIM = 64
MOST_WEIGHTS = 6_000_000
FEWEST_PIXELS = 1000  # of 1,024, that change


def build(name: str, answer: Callable, sentence_dim: int, inputs: list[tuple], outputs: list[tuple], reasons: Mapping) -> keras.Model:
    """Build a network and check its form from outside: what it takes and gives, its weights, that a file can hold it.

    Args:
        inputs, outputs: shapes without the batch.
        reasons: "inputs", "outputs" and wrong lists of shapes, to sentences.
    """
    model = call(name, answer, sentence_dim)
    title = f"{name}({sentence_dim})"
    if not isinstance(model, keras.Model):
        raise WrongAnswer(f"{name} should return a model, and yours returns a {type(model).__name__}: `keras.Model(…, …)`.")
    if not model.built:
        raise WrongAnswer(f"{title}: the model does not know the size of its input yet. It begins with `keras.Input(…)`.")
    for side, tensors, wanted in (("inputs", model.inputs, inputs), ("outputs", model.outputs, outputs)):
        given = [tuple(tensor.shape[1:]) for tensor in tensors]
        if given != wanted:
            reason = reasons["swapped"] if len(wanted) == 2 and given == wanted[::-1] else reasons.get(str(given), reasons[side])
            raise WrongAnswer(f"{title} should have {side} of the shapes {listed(wanted)}, and yours has {listed(given)}. {reason}")
    if model.count_params() > MOST_WEIGHTS:
        raise WrongAnswer(
            f"{title} has {model.count_params():,} weights, and {MOST_WEIGHTS:,} are the most. `summary()` shows which layer has them: most often a "
            "dense layer between two large maps."
        )
    refuse_code(title, model)
    return model


def refuse_code(title: str, model: keras.Model) -> None:
    """Refuse a network with layers that are not Keras's own."""
    for layer in model._flatten_layers():
        if isinstance(layer, layers.Lambda) or not type(layer).__module__.startswith("keras."):
            raise WrongAnswer(
                f"{title} has a layer of the kind {type(layer).__name__}. It holds code of your own, and a file with code is not opened again: "
                "use Keras's own layers, or `keras.ops`."
            )


def listed(shapes: list[tuple]) -> str:
    return " and ".join(f"(B, {', '.join(map(str, shape))})" for shape in shapes)


def give(name: str, model: keras.Model, inputs, training: bool = False) -> list[np.ndarray]:
    """Run a network: its outputs as a list of arrays."""
    given = call(name, lambda: model(inputs, training=training))
    return [np.asarray(one) for one in (given if isinstance(given, list | tuple) else [given])]


def shake(model: keras.Model, rng, scale: float = 1.0) -> None:
    """Move all weights a little, so that none is 0 and nothing right by luck; larger kernels drive activations to their ends."""
    for weight in model.trainable_variables:
        value = np.asarray(weight)
        moved = value * (scale if value.ndim > 1 else 1) + rng.normal(0, 0.03, value.shape)
        weight.assign(moved.astype("float32"))


def check_gradients(name: str, model: keras.Model, inputs, rng) -> None:
    """Check that every weight has a part in what the network gives."""
    with tf.GradientTape() as tape:
        given = model(inputs, training=True)
        given = given if isinstance(given, list | tuple) else [given]
        loss = sum(tf.reduce_sum(one * rng.normal(size=one.shape).astype("float32")) for one in given)
    variables = model.trainable_variables
    for variable, gradient in zip(variables, tape.gradient(loss, variables), strict=True):
        if gradient is None or not np.any(np.asarray(gradient)):
            raise WrongAnswer(
                f"{name}: no gradient reaches `{variable.path}`, so it would never learn. Does something behind it stop the gradient "
                "(`stop_gradient`, rounding, a comparison), or is all that comes from it multiplied by 0?"
            )


def check_file(name: str, model: keras.Model, inputs) -> None:
    """Check that a network comes back from a file as it was."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        again = call(name, lambda: (model.save(path), keras.models.load_model(path, compile=False, safe_mode=True))[1])
    if any(difference(one, other) for one, other in zip(give(name, again, inputs), give(name, model, inputs), strict=True)):
        raise WrongAnswer(f"{name}: saved and loaded again, the model gives something else. Are all its layers Keras's own?")


def changed_pixels(one: np.ndarray, other: np.ndarray) -> float:
    """How many pixels of a picture differ, the mean over the pictures."""
    return float(np.mean(np.sum(np.any(np.abs(one - other) > 1e-4, axis=-1), axis=(1, 2))))


GENERATOR_REASONS = {
    "swapped": "They are in the wrong order: the noise comes first, `keras.Model([noise, sentence], image)`.",
    "inputs": "It takes two: noise, `keras.Input((64,))`, and a sentence vector, `keras.Input((sentence_dim,))`.",
    "outputs": "It draws a coloured picture of 32 × 32 pixels.",
    str([(32, 32, 1)]): "The pictures have colours: three channels.",
    str([(16, 16, 3)]): "One doubling is missing: 4, 8, 16, 32.",
    str([(64, 64, 3)]): "One doubling too many: 4, 8, 16, 32.",
}


def check_make_generator(answer, seed: int = 0) -> None:
    """A generator by what it does: it draws, and both noise and sentence matter."""
    rng = np.random.default_rng(seed)
    name = "make_generator"
    for sentence_dim in (48, 20 + seed % 7):
        model = build(name, answer, sentence_dim, [(LATENT_DIM,), (sentence_dim,)], [(32, 32, 3)], GENERATOR_REASONS)
        noise, sentences = (rng.normal(size=(2, 6, size)).astype("float32") for size in (LATENT_DIM, sentence_dim))
        if sentence_dim == 48:
            check_file(name, model, [noise[0], sentences[0]])
        shake(model, rng)
        moved_a_little = model.get_weights()
        shake(model, rng, scale=4)
        check_range(name, *give(name, model, [30 * noise[0], 30 * sentences[0]]))
        model.set_weights(moved_a_little)
        (first,), (other_noise,), (other_sentence,) = (
            give(name, model, [noise[one], sentences[two]]) for one, two in ((0, 0), (1, 0), (0, 1))
        )
        for what, other in (("sentence", other_sentence), ("noise", other_noise)):
            count = changed_pixels(first, other)
            if count == 0:
                raise WrongAnswer(f"{name}: another {what}, and the picture is the same. {UNHEARD[what]}")
            if count < FEWEST_PIXELS:
                raise WrongAnswer(f"{name}: with another {what} only {count:.0f} of the 1,024 pixels change. It should reach all of them.")
        check_gradients(name, model, [noise[0], sentences[0]], rng)
    right(name)


UNHEARD = {
    "sentence": "Is its input connected to what follows, or joined only on a branch that is not used?",
    "noise": "All pictures of one caption would be alike. Is its input connected to what follows?",
}


def check_range(name: str, pictures: np.ndarray) -> None:
    """Check that pictures driven to their ends lie between −1 and 1, and reach both."""
    low, high = float(pictures.min()), float(pictures.max())
    if not np.isfinite(pictures).all():
        raise WrongAnswer(f"{name}: with large inputs the pixels are no numbers any more (NaN or infinite).")
    about = f"{name}: with large inputs the pixels lie between {low:.3g} and {high:.3g}, and should between −1 and 1."
    if high > 1.001 and low > -0.001:
        raise WrongAnswer(f"{about} There are no negative ones: a ReLU at the end?")
    if high > 1.001 or low < -1.001:
        raise WrongAnswer(f"{about} The last layer needs an activation that has just this range, and nothing behind it.")
    if low > -0.001:
        raise WrongAnswer(f"{about} That is the range of a sigmoid; the real pictures lie between −1 and 1.")
    if low > -0.9 or high < 0.9:
        raise WrongAnswer(f"{about} They should nearly reach both ends: black and white are colours too.")


DISCRIMINATOR_REASONS = {
    "swapped": "They are in the wrong order: `keras.Model(image, [real_logits, picture_vectors])`.",
    "inputs": "It takes a coloured picture alone, `keras.Input((32, 32, 3))`: the sentence meets its picture vector only in the loss.",
    "outputs": "One logit for *is it real?*, and a vector of `sentence_dim` numbers for *what does it say?*, each from a dense layer.",
    str([(1,)]): "That is week 6's discriminator. This one has a second output, the picture vector.",
    str([(32, 32, 1)]): "The pictures have colours: three channels.",
}


def check_make_discriminator(answer, seed: int = 0) -> None:
    """A discriminator by what it does: two answers, both of any size, both from the whole picture."""
    rng = np.random.default_rng(seed)
    name = "make_discriminator"
    for sentence_dim in (48, 20 + seed % 7):
        model = build(name, answer, sentence_dim, [(32, 32, 3)], [(1,), (sentence_dim,)], DISCRIMINATOR_REASONS)
        images = np.clip(rng.uniform(-1, 1, (8, 1, 1, 3)) + rng.normal(0, 0.4, (8, 32, 32, 3)), -1, 1).astype("float32")
        if sentence_dim == 48:
            check_file(name, model, images)
        shake(model, rng)
        check_sees(name, model, images)
        check_gradients(name, model, images, rng)
        found = []
        for _ in range(16):  # new weights each time, so that either sign is as likely as the other
            for weight in model.trainable_variables:
                value = np.asarray(weight)
                weight.assign(rng.normal(0, 3 * value.std() if value.ndim > 1 else 0.03, value.shape).astype("float32"))
            found.append(give(name, model, images))
        for what, values in zip(("real_logits", "picture_vectors"), zip(*found, strict=True), strict=True):
            check_unbounded(name, what, np.concatenate([one.ravel() for one in values]))
    right(name)


def check_sees(name: str, model: keras.Model, images: np.ndarray) -> None:
    """Check that each pixel has a part in both answers."""
    pixels = tf.constant(images)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(pixels)
        answers = {what: tf.reduce_sum(value) for what, value in zip(("real_logits", "picture_vectors"), model(pixels), strict=True)}
    for what, value in answers.items():
        gradient = tape.gradient(value, pixels)
        seen = 0 if gradient is None else np.any(np.asarray(gradient) != 0, axis=(0, 3)).sum()
        if seen == 0:
            raise WrongAnswer(f"{name}: {what} do not depend on the picture at all.")
        if seen < FEWEST_PIXELS:
            raise WrongAnswer(
                f"{name}: {what} depend on {seen} of the 1,024 pixels only. Look at strides and paddings: which pixels are passed over?"
            )


def check_unbounded(name: str, what: str, values: np.ndarray) -> None:
    """Check that numbers of a network have no activation behind them."""
    low, high = float(values.min()), float(values.max())
    about = f"{name}: with large weights {what} lie between {low:.3g} and {high:.3g}. They should be numbers of any size and both signs."
    if low >= 0 and high <= 1.0001:
        raise WrongAnswer(f"{about} A sigmoid or softmax at the end? The loss has it in it already.")
    if low >= 0:
        raise WrongAnswer(f"{about} A ReLU at the end? Leave the activation of the last layer out.")
    if low >= -1.0001 and high <= 1.0001:
        raise WrongAnswer(f"{about} A tanh at the end, or a normalisation to length 1? Leave it out.")
    if low > -1 or high < 1:
        raise WrongAnswer(f"{about} Is there an activation at the end, or a factor that makes everything small?")


# 6. The matching loss


def check_matching_loss(answer, seed: int = 0) -> None:
    """Cross-entropy over the captions of a picture, the right one first."""
    rng = np.random.default_rng(seed)
    page = np.array([[2, 0, 1, 1]], "float32"), np.array([[[1, 0, 1, 1], [0, 2, 1, 1], [-1, 0, 1, 1]]], "float32")

    def vectors(pictures, captions, size, scale=1.0):
        return (scale * rng.normal(size=(pictures, size))).astype("float32"), rng.normal(size=(pictures, captions, size)).astype("float32")

    def scores(f, s, root=np.sqrt):
        return np.einsum("bs,bks->bk", f.astype(float), s.astype(float)) / root(f.shape[1])

    def loss(scores, right_one=0):
        most = scores.max(axis=1)
        return most + np.log(np.exp(scores - most[:, None]).sum(axis=1)) - scores[:, right_one]

    def expected(f, s):
        return loss(scores(f, s)).mean()

    def unit(t):
        return t / np.linalg.norm(t, axis=-1, keepdims=True)

    check_quietly(
        "matching_loss",
        answer,
        expected,
        cases=[page, vectors(5, 4, 9), vectors(int(rng.integers(3, 7)), 6, 16), vectors(4, 4, 25, 3)],
        read=lambda value: np.asarray(value, dtype=float),
        mistakes={
            "The division by √S is missing: the longer the vectors, the larger the scores.": lambda f, s: loss(
                scores(f, s, lambda S: 1)
            ).mean(),
            "You divide the scores by S. It should be √S.": lambda f, s: loss(scores(f, s, lambda S: S)).mean(),
            "You divide by the root of the number of captions. It should be the root of S, the size of a vector.": lambda f, s: loss(
                scores(f, s, lambda S: np.sqrt(s.shape[1]))
            ).mean(),
            "You take the last caption for the right one. It comes first.": lambda f, s: loss(scores(f, s), -1).mean(),
            "The sign is turned round: the loss must be small where the right caption wins.": lambda f, s: -expected(f, s),
            "You add up the pictures. The loss is their mean.": lambda f, s: expected(f, s) * len(f),
            "You return a number for each picture. The loss is one number: take the mean.": lambda f, s: loss(scores(f, s)),
            "You return a probability. The loss is minus its logarithm.": lambda f, s: np.exp(-loss(scores(f, s))).mean(),
            "You take the mean of the probabilities, and then the logarithm. The logarithm comes first.": lambda f, s: (
                -np.log(np.exp(-loss(scores(f, s))).mean())
            ),
            "The softmax runs over the pictures of the batch. It is the captions of one picture that compete: axis 1.": lambda f, s: (
                np.mean(np.log(np.exp(scores(f, s)[:, 0]).sum()) - scores(f, s)[:, 0])
            ),
            "The right caption is missing below the fraction: it competes with the wrong ones, `logsumexp` of *all* scores.": lambda f, s: (
                np.mean(np.log(np.exp(scores(f, s)[:, 1:]).sum(axis=1)) - scores(f, s)[:, 0])
            ),
            "That asks of each caption by itself whether it fits, with a sigmoid. Here the captions compete: softmax.": lambda f, s: (
                np.mean(np.logaddexp(0, np.concatenate([-scores(f, s)[:, :1], scores(f, s)[:, 1:]], axis=1)))
            ),
            "That is the score of the right caption without its competitors.": lambda f, s: -scores(f, s)[:, 0].mean(),
            "That is the difference of the right score and the mean of the wrong ones. Softmax makes the hardest one count most.": lambda f, s: (
                np.mean(scores(f, s)[:, 1:].mean(axis=1) - scores(f, s)[:, 0])
            ),
            "You divide each vector by its length first, so that scores are cosines. The product alone, divided by √S, is asked for.": lambda f, s: (
                loss(scores(unit(f), unit(s))).mean()
            ),
            "The scores are cosines. The product, divided by √S, is asked for.": lambda f, s: loss(
                scores(unit(f), unit(s), lambda S: 1)
            ).mean(),
            "The softmax is taken twice: give the loss the scores as they are, or say `from_logits=True`.": lambda f, s: loss(
                np.exp(-np.stack([loss(scores(f, s), k) for k in range(s.shape[1])], axis=1))
            ).mean(),
        },
    )
    f, s = np.array([[40, 40], [300, 0]], "float32"), np.array([[[4, 4], [3, 3]], [[1, 0], [2, 0]]], "float32")
    given = np.asarray(call("matching_loss", answer, f, s), dtype=float)
    if not np.isclose(given, expected(f, s), rtol=1e-4):
        raise WrongAnswer(
            f"matching_loss is right for small scores. For scores of some hundreds it should give {expected(f, s):.4g}, and it gives {given:.4g}: an "
            "exponential is too large, or a probability is rounded to 0. `logsumexp` stands any size."
        )
    right("matching_loss")


# 7. Training

TINY = {"pictures": 24, "side": 4, "tokens": 5, "words": 9, "sentence": 4, "noise": 6, "wrong": 3}


class Watched:
    """Three tiny networks that note down how they are used, and what a training needs beside them."""

    def __init__(self, rng, reading_steps: int):
        self.rng, self.reading_steps = rng, reading_steps
        self.read, self.shown, self.shown_in_game, self.asked, self.wrong = [], [], [], [], {"reading": 0, "game": 0}
        side, size = TINY["side"], TINY["sentence"]
        tokens = keras.Input((TINY["tokens"],), dtype="int32")
        x = layers.Flatten()(layers.Embedding(TINY["words"], 3)(tokens))
        self.encoder = keras.Model(tokens, self.watch(self.on_read)(layers.Dense(size)(x)))
        noise, sentence = keras.Input((TINY["noise"],)), keras.Input((size,))
        x = layers.Concatenate()([noise, self.watch(self.on_asked)(sentence)])
        x = layers.Dense(side * side * 3, activation="tanh")(layers.BatchNormalization(momentum=0.9)(x))
        self.generator = keras.Model([noise, sentence], layers.Reshape((side, side, 3))(x))
        image = keras.Input((side, side, 3))
        x = layers.LeakyReLU()(layers.Dense(8)(layers.Flatten()(self.watch(self.on_shown)(image))))
        self.discriminator = keras.Model(image, [layers.Dense(1, name="real_logits")(x), layers.Dense(size)(x)])
        self.networks = self.generator, self.discriminator, self.encoder
        for network in self.networks:
            network.set_weights(
                [np.abs(w) if w.ndim == 1 and w.any() else rng.normal(0, 0.4, w.shape) * (w.ndim > 1) for w in network.get_weights()]
            )
        self.images = rng.integers(0, 256, (TINY["pictures"], side, side, 3)).astype("uint8")
        self.tokens = rng.integers(1, TINY["words"], (TINY["pictures"], TINY["tokens"])).astype("int32")
        self.start = [network.get_weights() for network in self.networks]
        self.first_vectors = self.vectors()
        self.before_game = None

    def watch(self, note: Callable) -> layers.Layer:
        """Make a layer that changes nothing, and hands on what passes in training."""

        class Watch(layers.Layer):
            def call(self, x, training=False):
                if training and hasattr(x, "numpy"):
                    note(x.numpy())
                return tf.identity(x)

        return Watch()

    def on_read(self, vectors):
        self.read.append((len(vectors), len(self.asked)))

    def on_shown(self, images):
        (self.shown_in_game if self.asked else self.shown).append(images)

    def on_asked(self, vectors):
        if self.before_game is None:
            self.before_game = self.discriminator.get_weights()
        self.asked.append(vectors)

    def choose_wrong(self, rows, rng):
        self.wrong["game" if len(self.read) >= self.reading_steps else "reading"] += 1
        return (rows[:, None] + rng.integers(1, TINY["pictures"], size=(len(rows), TINY["wrong"]))) % TINY["pictures"]

    def vectors(self) -> np.ndarray:
        return np.asarray(self.encoder(self.tokens, training=False))


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
@hint("__len__() should return", "`between(first, last)` chooses the batches before `last`; the game counts its own from 0.")
@hint("is incompatible with the layer", "how long is the noise? `generator.input_shape[0][1]` knows.")
@hint("not enough values to unpack", "the game's batches need noise too: `latent_dim`, the last argument of `Batches`.")
def check_train(answer, seed: int = 0) -> None:
    """Reading, then the game, on tiny networks that note down how they are used."""
    rng = np.random.default_rng(seed)
    name = "train"
    reading_steps, steps = 4 + seed % 2, 3
    watched = Watched(rng, reading_steps)
    with step_by_step():
        result = call(
            name,
            lambda: answer(*watched.networks, watched.images, watched.tokens, watched.choose_wrong, reading_steps, steps),
        )
    check_phases(name, watched, reading_steps, steps)
    check_what_was_seen(name, watched)
    check_movement(name, watched, reading_steps, steps)
    check_average(name, watched, result)
    right(name)


def moved(before: list, after: list) -> float:
    """The largest change of a weight."""
    return max(float(np.abs(one - other).max()) for one, other in zip(before, after, strict=True))


def check_phases(name: str, watched: Watched, reading_steps: int, steps: int) -> None:
    """Check that both phases were run, in their order and length."""
    reads, games = len(watched.read), len(watched.asked)
    if not reads:
        raise WrongAnswer(
            f"{name}: the sentence encoder is never trained. Before the game comes the reading: `Reader`, its `compile` and `fit`."
        )
    if not games:
        raise WrongAnswer(
            f"{name}: the game is not played: the generator never draws for training. `TextToImageGAN`, its `compile` and `fit`."
        )
    if watched.read[0][1]:
        raise WrongAnswer(
            f"{name}: the game comes before the reading. A discriminator that cannot read yet has nothing to ask of the generator."
        )
    if reads == steps and games in (reading_steps, 2 * reading_steps):
        raise WrongAnswer(f"{name}: `reading_steps` and `steps` are swapped.")
    for phase, found, wanted, allowed in (("reading", reads, reading_steps, (1,)), ("game", games, steps, (1, 2))):
        if found not in [wanted * times for times in allowed]:
            taken = found // allowed[-1]
            raise WrongAnswer(
                f"{name}: the {phase} should take {wanted} steps, and yours takes {taken}. Where does `between(first, last)` begin and end?"
            )


def check_what_was_seen(name: str, watched: Watched) -> None:
    """Check pictures, wrong captions and sentence vectors."""
    pixels = np.concatenate([images.ravel() for images in watched.shown])
    if pixels.max() > 1.01 or pixels.min() < -1.01:
        raise WrongAnswer(
            f"{name}: the discriminator is shown real pictures with pixels from {pixels.min():.3g} to {pixels.max():.3g}. `Batches` takes uint8 and scales "
            "it to −1…1."
        )
    if pixels.max() < -0.9:
        raise WrongAnswer(
            f"{name}: the real pictures are nearly black when the discriminator sees them: they are scaled twice. `Batches` takes uint8, and scales by "
            "itself."
        )
    per_picture = watched.read[0][0] / len(watched.shown[0])
    if not watched.wrong["reading"] or per_picture != 1 + TINY["wrong"]:
        raise WrongAnswer(
            f"{name}: in the reading the wrong captions do not come from `choose_wrong`. Hand it on to `Batches`."
            if not watched.wrong["reading"]
            else f"{name}: the reading sees {per_picture:g} captions a picture. `choose_wrong` gives {TINY['wrong']} wrong ones, and the right one "
            f"stands before them."
        )
    if not watched.wrong["game"]:
        raise WrongAnswer(f"{name}: in the game the wrong captions do not come from `choose_wrong`. Hand it on to its `Batches` too.")
    real = (watched.images / 127.5 - 1).reshape(len(watched.images), -1)
    in_game = np.concatenate(watched.shown_in_game).reshape(-1, real.shape[1])  # real and generated ones
    if np.abs(in_game[:, None] - real).max(axis=2).min() > 0.01:
        raise WrongAnswer(
            f"{name}: in the game the discriminator sees no picture of `images` as it is. `Batches` takes uint8 and scales it to −1…1 by itself; "
            "scaled twice, all pictures are nearly black."
        )
    used = np.concatenate(watched.asked)

    def are(vectors):
        return np.abs(used[:, None] - vectors).max(axis=2).min(axis=1).max() < 1e-4

    if are(watched.vectors()):
        return
    if are(watched.first_vectors):
        raise WrongAnswer(
            f"{name}: the sentence vectors of the game are those of the encoder *before* it learned to read. Compute them after the reading's `fit`."
        )
    raise WrongAnswer(f"{name}: the generator is given sentence vectors that the encoder does not give for any row of `tokens`.")


def check_movement(name: str, watched: Watched, reading_steps: int, steps: int) -> None:
    """Check that each network learns in its phase, neither hardly nor wildly. Adam moves a weight by its rate in each step."""
    generator, discriminator, encoder = watched.networks
    end = generator.get_weights()
    learned = [place for place, weight in enumerate(generator.weights) if weight.trainable]
    start, end = ([weights[place] for place in learned] for weights in (watched.start[0], end))
    moves = {
        "in the reading the encoder": moved(watched.start[2], encoder.get_weights()) / reading_steps,
        "in the reading the discriminator": moved(watched.start[1], watched.before_game) / reading_steps,
        "in the game the discriminator": moved(watched.before_game, discriminator.get_weights()) / steps,
        "in the game the generator": moved(start, end) / steps,
    }
    for who, rate in moves.items():
        if rate < 3e-5:
            much = "does not move" if rate == 0 else f"hardly moves, no weight by more than {rate:.1g} a step"
            raise WrongAnswer(f"{name}: {who} {much}. Look at the learning rate of its optimizer: 0.001 is a good beginning.")
        if rate > 0.02:
            raise WrongAnswer(
                f"{name}: {who} jumps: a weight moves by {rate:.1g} a step. Its learning rate is too high: 0.001 is a good beginning."
            )


def check_average(name: str, watched: Watched, result) -> None:
    """Check that the averaged generator is returned."""
    if isinstance(result, keras.callbacks.History):
        raise WrongAnswer(f"{name} returns what `fit` returns, the history. Return the averaged generator.")
    if not isinstance(result, keras.Model):
        raise WrongAnswer(f"{name} should return a model, the averaged generator; yours returns {show(result)}.")
    generator, discriminator, encoder = watched.networks
    if result in (discriminator, encoder):
        raise WrongAnswer(f"{name} returns another network than the generator.")
    wanted = [weight.shape for weight in generator.get_weights()]
    if [weight.shape for weight in result.get_weights()] != wanted:
        raise WrongAnswer(f"{name} returns the game as a whole, or another network. Return its averaged generator, `ema_generator`.")
    kernel = next(index for index, weight in enumerate(watched.start[0]) if weight.ndim == 2)
    start, last, given = (weights[kernel] for weights in (watched.start[0], generator.get_weights(), result.get_weights()))
    if np.allclose(given, start, rtol=0, atol=1e-9):
        raise WrongAnswer(f"{name} returns a generator that has learned nothing, with the weights of the beginning.")
    if result is generator or np.abs(given - start).mean() > 0.5 * np.abs(last - start).mean():
        raise WrongAnswer(
            f"{name} returns the generator as the last step left it. Return the average over the steps, which the game keeps: it draws more steadily."
        )


# 8. Drawing


class WhileTraining(layers.Layer):
    """Stands for batch normalisation: it does something else in training than in use."""

    def call(self, x, training=False):
        return -x if training else x


@precise_and_quiet()
@hint(
    "is incompatible with the layer",
    "the generator takes noise first, then sentence vectors. How long is the noise? `generator.input_shape[0][1]` knows.",
)
@hint("cannot mix tensors and non-tensors", "make both inputs arrays: `predict` returns one, and `np.asarray` makes one.")
def check_draw(answer, seed: int = 0) -> None:
    """Tokens to pictures for people."""
    rng = np.random.default_rng(seed)
    name = "draw"
    for latent_dim, count in ((6, 5), (9 + seed % 3, 4)):
        tokens = rng.integers(1, 9, (count, 5)).astype("int32")
        encoder, generator = tiny_networks(rng, latent_dim)
        number = int(rng.integers(1, 1000))

        def run(generator=generator, encoder=encoder, tokens=tokens, number=number):
            return answer(generator, encoder, tokens, number)

        pictures = call(name, run)
        check_drawn(name, np.asarray(pictures), generator, encoder, tokens, number)
    right(name)


def tiny_networks(rng, latent_dim: int) -> tuple[keras.Model, keras.Model]:
    """Make an encoder and a generator of few weights, whose pictures have all shades."""
    tokens = keras.Input((5,), dtype="int32")
    encoder = keras.Model(tokens, WhileTraining()(layers.Dense(4)(layers.Flatten()(layers.Embedding(9, 3)(tokens)))))
    noise, sentence = keras.Input((latent_dim,)), keras.Input((4,))
    x = WhileTraining()(layers.Concatenate()([noise, sentence]))
    x = layers.Dense(32 * 32 * 3, activation="tanh")(x)
    generator = keras.Model([noise, sentence], layers.Reshape((32, 32, 3))(x))
    for network in (encoder, generator):
        network.set_weights([rng.normal(0, 0.4, weight.shape) for weight in network.get_weights()])
    return encoder, generator


def check_drawn(name: str, given: np.ndarray, generator: keras.Model, encoder: keras.Model, tokens: np.ndarray, seed: int) -> None:
    """Compare pictures with what should be drawn, and name mistakes."""
    shape = (len(tokens), generator.input_shape[0][1])

    def draw(noise, vectors_training=False, training=False):
        vectors = np.asarray(encoder(tokens, training=vectors_training))
        return np.asarray(generator([noise.astype("float32"), vectors], training=training), dtype=float)

    def noise(seed):
        return np.random.default_rng(seed).standard_normal(shape)

    def people(x):
        return np.round((x + 1) * 127.5)

    def same(x):
        return given.shape == x.shape and np.abs(given.astype(float) - x).max() <= 1 and np.mean(np.abs(given - x) > 0.01) < 0.02

    x = draw(noise(seed))
    if same(people(x)):
        if given.dtype != np.uint8:
            raise WrongAnswer(
                f'{name}: the pictures are right, but their numbers are {given.dtype}. Pictures for people are uint8: `.astype("uint8")`.'
            )
        return
    if given.shape != x.shape:
        raise WrongAnswer(f"{name}: {len(tokens)} captions should give pictures of the shape {x.shape}; yours has {given.shape}.")
    short = np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)
    uniform = np.random.default_rng(seed)
    wrong = {
        "The pixels are cut to whole numbers. Round them first: `np.round`.": np.trunc((x + 1) * 127.5),
        "The pixels still lie between −1 and 1. −1 should become 0, and 1 should become 255.": x,
        "The pixels lie between 0 and 1. Multiply by 255.": (x + 1) / 2,
        "Between −1 and 1 the pixels are cut to whole numbers: scale them before you make uint8 of them.": np.trunc(x)
        .astype(int)
        .astype("uint8"),
        "You multiply by 255 what lies between −1 and 1, and uint8 wraps round. Add 1 and halve it first.": np.round(x * 255)
        .astype(int)
        .astype("uint8"),
        "You multiply by 127.5 without adding 1 first, and uint8 wraps round.": np.round(x * 127.5).astype(int).astype("uint8"),
        "The noise is always the same: it should come from `seed`. Yours comes from the seed 0.": people(draw(noise(0))),
        "The noise is always the same: it should come from `seed`. Yours comes from the seed 1.": people(draw(noise(1))),
        "All pictures have the same noise. Each gets its own: the shape is (N, Z).": people(
            draw(np.repeat(noise(seed)[:1], len(tokens), axis=0))
        ),
        "The noise is all zeros: then a caption has one picture only.": people(draw(np.zeros(shape))),
        "The noise is uniform between 0 and 1. The generator learned with normal noise.": people(draw(uniform.random(shape))),
        "The noise is uniform between −1 and 1. The generator learned with normal noise.": people(
            draw(np.random.default_rng(seed).uniform(-1, 1, shape))
        ),
        'The noise is drawn as float32, and those are other numbers: draw it as the statement says, then `.astype("float32")`.': people(
            draw(short)
        ),
        "The noise is drawn by the old `np.random.seed`. Take `np.random.default_rng(seed)`.": people(
            draw(np.random.RandomState(seed).standard_normal(shape))
        ),
        "The networks are called with `training=True`. In use, batch normalisation takes what it has learned: `predict` does.": people(
            draw(noise(seed), vectors_training=True, training=True)
        ),
        "The generator is called with `training=True`. In use, batch normalisation takes what it has learned: `predict` does.": people(
            draw(noise(seed), training=True)
        ),
        "Black and white are swapped: −1 becomes 0, black.": people(-x),
    }
    for sentence, pictures in wrong.items():
        if same(pictures):
            raise WrongAnswer(f"{name}: {sentence}")
    raise WrongAnswer(
        f"{name}: other pictures come out: pixel [0, 0, 0] of the first should be {people(x)[0, 0, 0, 0]:.0f}, and it is {given[0, 0, 0, 0]}. Is the noise "
        "`np.random.default_rng(seed).standard_normal((N, Z))`, and drawn before anything else is?"
    )


# 9. The learner's own model

CEILING = {"object": 0.97195, "colour": 0.99975, "size": 0.99675, "position": 0.99895, "ground": 1.0}  # of scores.json
ENOUGH = 0.8  # of the ceiling gives all points
EACH = 2  # points an attribute
PICTURES = 600
STEPS_OF_A_WALK = 200
LARGEST_FILE = 20_000_000  # bytes; a larger one is not graded
COPY = 4  # of 255: the mean difference of two pictures below which they are of one model
ALIKE = 1  # of 255: the same for two pictures of one caption

REASONS = {
    "object": "it is learned last, so train longer. Sentence vectors must tell a three from an eight: was the reading long enough?",
    "colour": "it comes after position and ground, so train longer. Is *red on blue* drawn as *blue on red*? `WrongCaptions` swaps the two.",
    "size": "it comes after position and ground, so train longer. What teaches it is wrong captions that differ in the size alone, of `WrongCaptions`.",
    "position": "it comes early, soon after the ground. Does the sentence reach the generator's small maps, and does the matching loss fall?",
    "ground": "it is learned first of all. Has the discriminator learned to read before the game, and is `tokens` that of these captions?",
}


@precise_and_quiet()
def check_my_model(answer, seed: int = 0) -> float:
    """Let a model draw combinations that it never saw, and let the judge read them. Returns the points."""
    name = "my_model"
    model = load_model(name, call(name, answer))
    rng = np.random.default_rng([9, seed])
    asked = rng.choice(combinations(held_out=True), size=PICTURES)
    captions = [write_caption(scene, rng) for scene in asked]
    pictures = draw_with(name, model, captions, seed)
    check_is_own(name, model, pictures, captions, seed)
    rates, points = obedience(asked, predict_attributes(load_judge(), pictures))
    total = round(float(points.sum()), 1)
    lines = describe(rates, points)
    if total == 0:
        raise WrongAnswer(
            f"{name}: no attribute is read more often than by chance. Does the sentence reach the generator? Draw two captions with the same noise, "
            f"and look whether the pictures differ. {' '.join(lines)}"
        )
    print(f"{name}: {total:g} of {EACH * len(ATTRIBUTES)} points", *lines, sep="\n")
    if total == EACH * len(ATTRIBUTES):
        right(name)
    return total


@cache
def best_guess() -> np.ndarray:
    """Find how often each attribute is met by always showing what is asked for most often."""
    every = combinations(held_out=True)
    return np.array([np.bincount(column).max() / len(every) for column in every.T])


def obedience(asked: np.ndarray, found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Compare what was asked with what was read, both (N, 5). Returns the rate and the points of each attribute.

    The points begin three standard errors above the best that a picture can do which ignores its text.
    """
    chance = best_guess()
    none = chance + 3 * np.sqrt(chance * (1 - chance) / len(asked))
    full = ENOUGH * np.array([CEILING[attribute] for attribute in ATTRIBUTES])
    rates = np.mean(asked == found, axis=0)
    return rates, EACH * np.clip((rates - none) / (full - none), 0, 1)


def describe(rates: np.ndarray, points: np.ndarray) -> list[str]:
    """Write a line for each attribute, with the likely reason where more than half of its points are missing."""
    lines = []
    for attribute, rate, got in zip(ATTRIBUTES, rates, points, strict=True):
        state = "at chance" if got == 0 else "rarely obeyed"
        why = f", {state}: {REASONS[attribute]}" if got < EACH / 2 and points.any() else "."
        lines.append(
            f"{attribute}: read as asked in {rate:.2f}, in real pictures in {CEILING[attribute]:.2f}; {got:.1f} of {EACH} points{why}"
        )
    return lines


def load_model(name: str, folder) -> TrainedModel:
    """Load the folder that a learner names."""
    if not isinstance(folder, str | Path):
        raise WrongAnswer(f'{name} should return the folder of your model, `return Path("my_model")`; yours returns {show(folder)}.')
    place = Path(folder).resolve()
    if place.parent != Path.cwd().resolve():
        raise WrongAnswer(
            f"{name}: the folder must lie beside this notebook, so that it is handed in with it. “{place.name}” lies elsewhere."
        )
    if place == SHIPPED_MODEL.resolve():
        raise WrongAnswer(
            f"{name}: the folder “{place.name}” is that of the model that comes with the course. Train one of your own, into another."
        )
    if not place.is_dir():
        raise WrongAnswer(
            f'{name}: there is no folder “{place.name}” beside this notebook. `TrainedModel(vocabulary, sentence_encoder, generator).save(Path("{place.name}"))` '
            "makes it."
        )
    large = [path.name for path in place.iterdir() if path.stat().st_size > LARGEST_FILE]
    if large:
        raise WrongAnswer(
            f"{name}: {large[0]} has more than {LARGEST_FILE // 1_000_000} MB, and such a file is not graded. Build a smaller network."
        )
    try:
        model = TrainedModel.load(Path(place.name))
    except UserError as error:
        code = " It has a layer with code of your own; only Keras's own layers are loaded." if re.search("Lambda|class", str(error)) else ""
        raise WrongAnswer(f"{name}: {error}{code}") from error
    for network in (model.generator, model.sentence_encoder):
        refuse_code(name, network)
    return model


def draw_with(name: str, model: TrainedModel, captions: list[str], seed: int) -> np.ndarray:
    """Draw captions at the judge's size."""
    try:
        with np.errstate(invalid="ignore"):  # of a training that went astray
            pictures = model.draw(captions, seed)
    except UserError as error:
        raise WrongAnswer(
            f"{name}: a new caption can't be read. {error} Were there all words and lengths in your training captions?"
        ) from error
    if pictures.ndim != 4 or pictures.shape[1] != pictures.shape[2] or pictures.shape[3] != 3:
        raise WrongAnswer(f"{name}: the model should draw square pictures in colour, (B, 32, 32, 3), and draws {pictures.shape}.")
    if pictures.min() == pictures.max():
        raise WrongAnswer(f"{name}: all that it draws is one even colour. Has the training gone astray (NaN)? Watch its losses.")
    return resize(pictures, 32)


def check_is_own(name: str, model: TrainedModel, pictures: np.ndarray, captions: list[str], seed: int) -> None:
    """Find the model of the course, stored pictures, and pictures that noise does not change."""
    shipped = TrainedModel.load(SHIPPED_MODEL)
    if mean_difference(pictures[:100], shipped.draw(captions[:100], seed)) < COPY or same_weights(model.generator, shipped.generator):
        raise WrongAnswer(f"{name}: this is the model that comes with the course. Train one of your own.")
    if mean_difference(pictures[:100], draw_with(name, model, captions[:100], seed + 1)) < ALIKE:
        raise WrongAnswer(
            f"{name}: with another noise come the same pictures. A caption has many pictures: does the noise reach the generator?"
        )
    if jumps(model, captions[:8], seed) > 0.5:
        raise WrongAnswer(
            f"{name}: between two captions the pictures don't change bit by bit, they jump from one to the next, as stored pictures do. "
            "A generator draws all that lies between."
        )


def mean_difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def same_weights(one: keras.Model, other: keras.Model) -> bool:
    """Whether the weights of two networks are nearly the same."""
    pairs = list(zip(one.get_weights(), other.get_weights(), strict=False))
    if any(a.shape != b.shape for a, b in pairs) or len(one.weights) != len(other.weights):
        return False
    return sum(np.square(a - b).sum() for a, b in pairs) < 0.2 * sum(np.square(b).sum() for _, b in pairs)


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


def check_rates(answer, seed: int = 0) -> None:
    """How often each attribute was read as asked, and all of them at once."""
    rng = np.random.default_rng(seed)
    attributes = list(ATTRIBUTES)

    def scenes(count, share):
        asked = rng.choice(all_combinations(), size=count).astype(int)
        found = np.where(rng.random((count, 5)) < np.array(share), asked, rng.choice(all_combinations(), size=count))
        return asked, found

    def one_by_one(asked, found):
        pairs = [list(zip(one, other, strict=True)) for one, other in zip(asked.tolist(), found.tolist(), strict=True)]
        each = {name: sum(pair[place][0] == pair[place][1] for pair in pairs) / len(pairs) for place, name in enumerate(attributes)}
        return each | {"all": sum(all(a == b for a, b in pair) for pair in pairs) / len(pairs)}

    def wrong(change=lambda value: value, everything=None, order=None):
        def given(asked, found):
            table = one_by_one(asked, found)
            if everything:
                table["all"] = everything(asked == found)
            if order:
                table = dict(zip([*order(attributes), "all"], table.values(), strict=True))
            return rounded({name: change(value) for name, value in table.items()})

        return given

    def rounded(table):
        return {str(name): round(float(value), 6) for name, value in dict(table).items()}

    small = np.array([[7, 0, 1, 2, 3], [3, 4, 0, 0, 1], [12, 5, 2, 4, 5], [1, 1, 1, 1, 1]])
    other = np.array([[7, 0, 1, 2, 3], [8, 4, 0, 0, 1], [12, 2, 2, 4, 1], [1, 1, 0, 1, 1]])
    check(
        "rates",
        answer,
        lambda asked, found: rounded(one_by_one(asked, found)),
        cases=[(small, other), scenes(64, [0.7, 0.9, 0.8, 0.95, 0.6]), scenes(int(rng.integers(20, 40)), [0.5, 0.8, 0.9, 0.6, 0.7])],
        read=rounded,
        mistakes={
            "`all` is the mean of the five rates. It should be the share of pictures in which all five are right at once.": wrong(
                everything=lambda right: right.mean()
            ),
            "`all` is the product of the five rates. The attributes are not independent: count the pictures in which all five are right.": wrong(
                everything=lambda right: np.prod(right.mean(axis=0))
            ),
            "`all` is the share of pictures in which *any* attribute is right.": wrong(everything=lambda right: right.any(axis=1).mean()),
            "`all` is the smallest of the five rates. Two attributes may be wrong in different pictures: count those in which all five are "
            "right.": wrong(everything=lambda right: right.mean(axis=0).min()),
            "`all` asks whether every picture is right. It is a share of the pictures: `.all(axis=1).mean()`.": wrong(
                everything=lambda right: right.all()
            ),
            "`all` is missing: the share of pictures in which all five attributes are right.": lambda asked, found: {
                name: value for name, value in rounded(one_by_one(asked, found)).items() if name != "all"
            },
            "You count what is wrong. A rate is the share that is right.": wrong(lambda value: 1 - value),
            "The rates are in per cent. They should lie between 0 and 1.": wrong(lambda value: 100 * value),
            "You count pictures. A rate is their share: divide by N.": lambda asked, found: rounded(
                {name: len(asked) * value for name, value in one_by_one(asked, found).items()}
            ),
            "The names stand in the order of the alphabet, and the columns don't. They stand as in `ATTRIBUTES`.": wrong(order=sorted),
            "The names stand at the wrong columns: the order is that of `ATTRIBUTES`.": wrong(order=lambda names: names[::-1]),
            "The names are numbers. Use those of `ATTRIBUTES`.": lambda asked, found: rounded(
                dict(zip([*range(5), "all"], one_by_one(asked, found).values(), strict=True))
            ),
        },
    )


# 11. A search

LIMITS = {"generator_learning_rate": (3e-4, 3e-3), "matching_weight": (0.5, 8.0)}
TRIALS = 400


@hint("not subscriptable", "`score` takes the whole dictionary: `score(settings)`.")
def check_search(answer, seed: int = 0) -> None:
    """Random search: what is drawn, how often, and which one wins."""
    name = "search"
    result, calls = try_search(name, answer, TRIALS, seed)
    check_number(name, calls, TRIALS)
    check_drawn_settings(name, calls)
    check_best(name, result, calls)
    for trials in (1, 7):
        result, few = try_search(name, answer, trials, seed + 5)
        check_number(name, few, trials)
        check_best(name, result, few)
    again, other = (try_search(name, answer, TRIALS, number)[1] for number in (seed, seed + 1))
    if again != calls:
        raise WrongAnswer(
            f"{name}: the same seed gives other settings when it is called again. All must come from `np.random.default_rng(seed)`."
        )
    if other == calls:
        raise WrongAnswer(f"{name}: another seed gives the same settings. Is `seed` used?")
    right(name)


def value_of(settings: Mapping) -> float:
    """A score for settings: always below 0, and best near one place."""
    places = [np.log(settings[name] / low) / np.log(high / low) for name, (low, high) in LIMITS.items()]
    return float(-1 - np.abs(np.array(places) - (0.3, 0.6)).sum())


def try_search(name: str, answer: Callable, trials: int, seed: int) -> tuple:
    """Run a search. Returns what it returns, and the settings that it tried."""
    calls = []

    def score(settings):
        if not isinstance(settings, Mapping) or set(settings) != set(LIMITS):
            raise WrongAnswer(
                f'{name}: `score` wants {{"generator_learning_rate": …, "matching_weight": …}}; yours calls it with {show(settings)}.'
            )
        settings = {key: float(value) for key, value in settings.items()}
        for key, (low, high) in LIMITS.items():
            if not low * (1 - 1e-9) <= settings[key] <= high * (1 + 1e-9):
                raise WrongAnswer(
                    f"{name}: {key} should lie between {low:g} and {high:g}, and {settings[key]:.4g} is tried. {outside(settings[key], low, high)}"
                )
        calls.append(settings)
        return value_of(settings)

    return call(name, lambda: answer(score, trials, seed)), calls


def outside(value: float, low: float, high: float) -> str:
    """Guess why a value lies outside its limits."""
    if np.log(low) <= value <= np.log(high) or np.log10(low) <= value <= np.log10(high):
        return "That is its logarithm: the way back is `np.exp`, or `10 **`."
    return "Draw the logarithm uniformly between the logarithms of the limits, and go back with the same base."


def check_number(name: str, calls: list, trials: int) -> None:
    if len(calls) == trials:
        return
    if len(calls) == trials + 1:
        raise WrongAnswer(
            f"{name}: `score` is called {trials + 1} times for {trials} trials. Each call is a whole training: keep what it gave."
        )
    if len(calls) == 2 * trials:
        raise WrongAnswer(f"{name}: `score` is called twice in each trial. Each call is a whole training: keep what it gave.")
    raise WrongAnswer(f"{name}: `score` should be called {trials} times, once for each trial, and it is called {len(calls)} times.")


def check_drawn_settings(name: str, calls: list) -> None:
    """Check that settings are log-uniform, and the two of a trial independent."""
    logs = []
    for key, (low, high) in LIMITS.items():
        values = np.array([settings[key] for settings in calls])
        if len(set(values.tolist())) == 1:
            raise WrongAnswer(
                f"{name}: all trials have the same {key}, {values[0]:.4g}. Is the generator of random numbers made anew in each trial?"
            )
        if len(set(values.tolist())) < 0.9 * len(values):
            raise WrongAnswer(
                f"{name}: only {len(set(values.tolist()))} different values of {key} are tried in {len(values)} trials: a grid is no random search."
            )
        logs.append(np.log(values / low) / np.log(high / low))
        if distance_to_uniform(logs[-1]) < 0.12:
            continue
        if distance_to_uniform((values - low) / (high - low)) < 0.12:
            raise WrongAnswer(
                f"{name}: {key} is drawn uniformly, so that {np.mean(values < np.sqrt(low * high)):.0%} of the trials lie below {np.sqrt(low * high):.2g}, the "
                "middle of the logarithmic scale. It should be half of them: draw the logarithm uniformly."
            )
        raise WrongAnswer(
            f"{name}: {key} lies within its limits, but is not log-uniform: {np.mean(logs[-1] < 0.5):.0%} of the trials lie below "
            f"{np.sqrt(low * high):.2g}, and all between {values.min():.2g} and {values.max():.2g}. Are the limits' logarithms of one base?"
        )
    if abs(np.corrcoef(*logs)[0, 1]) > 0.25:
        raise WrongAnswer(
            f"{name}: the two settings go together: where one is high, so is the other, or the reverse. Draw a number for each."
        )


def distance_to_uniform(values: np.ndarray) -> float:
    """How far a sample is from uniform on 0…1: the largest distance between the shares below a place (Kolmogorov and Smirnov)."""
    values = np.sort(values)
    return float(np.abs(values - (np.arange(len(values)) + 0.5) / len(values)).max())


def check_best(name: str, result, calls: list) -> None:
    """Check that the best settings are returned, with their score."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise WrongAnswer(f"{name} should return two values, the best settings and their score; yours returns {show(result)}.")
    settings, value = result
    if isinstance(value, Mapping) and not isinstance(settings, Mapping):
        raise WrongAnswer(f"{name}: the two values are in the wrong order: the settings come first.")
    if not isinstance(settings, Mapping):
        raise WrongAnswer(
            f"{name}: of {len(calls)} trials one is the best, and yours returns {show(settings)} as its settings. Scores may be negative: a search that "
            "begins with a best of 0 never finds a better one."
        )
    values = [value_of(one) for one in calls]
    best = calls[int(np.argmax(values))]
    given = {key: float(one) for key, one in settings.items()}
    if given == best:
        if difference(value, max(values)):
            raise WrongAnswer(
                f"{name}: the settings are the best ones, but their score was {max(values):.4g}, and yours returns {show(value)}."
            )
        return
    if not difference(value, max(values)):
        raise WrongAnswer(
            f"{name}: the score is the best one, but the settings are not those that had it. Do you fill one dictionary again and again? Make a new one "
            "in each trial."
        )
    if given == calls[int(np.argmin(values))]:
        raise WrongAnswer(f"{name}: the settings with the lowest score are returned. A high score is good.")
    if given == calls[-1]:
        raise WrongAnswer(f"{name}: the last settings are returned. Keep the best ones so far, and compare.")
    if given == calls[0]:
        raise WrongAnswer(f"{name}: the first settings are returned. Keep the best ones so far, and compare.")
    raise WrongAnswer(
        f"{name}: the best of {len(calls)} trials had the score {max(values):.4g}, and yours returns settings with {show(value)}."
    )
