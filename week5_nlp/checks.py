"""The checks of week 5's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will: letter by letter, word by word, or by moving each number
a little. `mistakes.md` has the usual mistakes, so that a check can tell you more than *that* an answer is wrong.
"""

import math
import re  # noqa: F401 - mistakes use it
from collections import Counter
from collections.abc import Callable
from functools import partial

import keras
import matplotlib.pyplot as plt  # noqa: F401 - mistakes use it
import numpy as np
from gensim.models import KeyedVectors, Word2Vec
from keras import layers, ops  # noqa: F401 - mistakes use them
from matplotlib.text import Annotation
from sklearn.decomposition import PCA  # noqa: F401 - mistakes use it

from shared.base.seed import set_seed
from shared.data.captions import write_caption
from shared.data.scenes import all_combinations
from shared.data.words import split_words
from shared.exercises.answer import Answer, WrongAnswer, hint
from shared.exercises.checking import compare, exercise, recognised
from shared.exercises.comparison import kind_of, show
from shared.exercises.figure_checks import draw
from shared.exercises.remote import beside


@hint("string index out of range", "behind the last letter there is none. `text[i + 1 : i + 2]` is an empty text then, and no error.")
@exercise
def check_tokenise(answer, rng):
    """Words in lower case, with their inner apostrophes."""
    pool = ["Don't", "star", "CAFÉ", "7", "o'clock", "'left'", "it's", "Grün", "star"]

    def letter_by_letter(text):
        words, word = [], ""
        text = f" {text.lower()} "
        for before, sign, after in zip(text, text[1:], f"{text[2:]} ", strict=False):
            if sign.isalnum() or (sign == "'" and before.isalnum() and after.isalnum()):
                word += sign
            elif word:
                words.append(word)
                word = ""
        return words

    texts = [
        "Don't say 'red' to Zoë's 2 cats!",
        "A tiny Crimson 7, upper left",
        "Isn't it Pat O'Neill's?",
        "snake_case, rock 'n' roll",
        "rock ' roll",
        "a''b",
        "the cats'",
        "'tis so",
        "red, RED - and the dogs' red bowl",
        "?!",
        *(", ".join(rng.permutation(pool)) for _ in range(2)),
    ]
    yield from compare(answer, letter_by_letter, cases=[(text,) for text in texts])


@hint("unhashable type", "what is counted are words, not whole sentences: `for words in sentences for word in words`.")
@exercise
def check_build_vocabulary(answer, rng):
    """Words to ids, the most frequent first."""

    def one_by_one(sentences, min_count):
        counts, ids = dict(Counter(word for words in sentences for word in words)), {}
        while counts and (most := max(counts.values())) >= min_count:
            ids[word := min(word for word in counts if counts[word] == most)] = len(ids) + 2
            del counts[word]
        return ids

    def made_sentences():
        words = ["red", "blue", "seven", "star", "on", "a", "left", "ground"]
        return tuple(rng.choice(words, size=rng.integers(3, 8)).tolist() for _ in range(4))

    yield from compare(
        answer,
        one_by_one,
        cases=[
            ((["a", "red", "star"], ["a", "blue", "star"], ["red", "a"]), 2),
            ((["the", "star", "the", "the"], ["red", "star"], ["blue", "red"], ["blue", "zebra", "ant"]), 1),
            ((["the", "the", "the", "left"], ["up", "left"], ["up", "left"]), 3),
            *((made_sentences(), least) for least in (1, 2, 3)),
        ],
    )


@hint("out of bounds for axis 1", "of a longer sentence only the first `length` words count: `words[:length]`.")
@hint("inhomogeneous", "the rows of an array have equal lengths: a short one is filled up with 0, a long one is cut.")
@hint("KeyError", "a word that `ids` does not have gets 1: `ids.get(word, 1)`.")
@exercise
def check_encode(answer, rng):
    """Sentences to rows of token ids."""

    def word_by_word(sentences, ids, length):
        places = range(length)
        return np.array([[ids.get(words[place], 1) if place < len(words) else 0 for place in places] for words in sentences])

    ids = {"a": 2, "red": 3, "star": 4, "on": 5, "blue": 6}
    words = [*ids, "pink", "huge"]
    yield from compare(
        answer,
        word_by_word,
        cases=[
            ((["a", "red", "star"], ["a", "pink", "big", "red", "star"]), {"a": 2, "red": 3, "star": 4}, 4),
            ((["on", "red"], ["a"], ["red", "pink", "star", "on", "blue"]), ids, 6),
            ((["on", "red", "huge"], ["blue", "a", "star", "on"]), ids | {"blue": 300}, 3),
            *(
                (tuple(rng.choice(words, size=size).tolist() for size in rng.permutation([2, 5, 3, 8])), ids, int(rng.integers(4, 7)))
                for _ in range(3)
            ),
        ],
        read=lambda rows: rows if isinstance(rows, np.ndarray) else [list(row) for row in rows],
    )


@exercise
def check_skip_gram_pairs(answer, rng):
    """Centre and neighbour, without padding, in any order."""

    def ordered(pairs):
        return np.array(sorted((int(centre), int(neighbour)) for centre, neighbour in pairs))

    def by_distance(tokens, window):
        places = np.flatnonzero(tokens)
        near = np.abs(places[:, None] - places) <= window
        return ordered((tokens[i], tokens[j]) for i, j in np.argwhere(near & ~np.eye(len(places), dtype=bool)))

    def row(words, length):
        return np.pad(rng.integers(2, 9, size=words), (0, length - words))

    yield from compare(
        answer,
        by_distance,
        cases=[
            (np.array([7, 5, 7, 0]), 1),
            (np.array([4, 3, 9, 8, 2, 6]), 2),
            (np.array([3, 3, 5, 0, 0, 0]), 2),
            (np.array([300, 2, 300, 4, 0]), 3),
            (row(7, 9), 3),
            (row(6, 6), 1),
            (row(5, 8), 2),
        ],
        read=ordered,
    )


def loss_of(vector, contexts):
    """The loss in one product of probabilities; contexts (1 + K, E), the real neighbour first."""
    real, *drawn = (1 / (1 + math.exp(-np.dot(context, vector))) for context in contexts)
    return -math.log(real * math.prod(1 - probability for probability in drawn))


@exercise
def check_negative_sampling_loss(answer, rng):
    """−log of the probability that all 1 + K answers are right."""

    def in_one_product(centre, neighbour, negatives):
        return loss_of(centre, [neighbour, *negatives])

    yield from compare(
        answer,
        in_one_product,
        cases=[
            (np.array([1, 2]), np.array([1, 0]), np.array([[0, -1]])),
            (np.array([1.0, -1.0, 0.5]), np.array([2.0, 0.5, 1.0]), np.array([[1.0, 1.0, 1.0], [0.5, -1.0, 0.0]])),
            *((rng.normal(size=4), rng.normal(size=4), rng.normal(size=(count, 4))) for count in (3, 5)),
        ],
    )


@exercise
def check_cbow_step(answer, rng):
    """One step down the gradient in both tables, which is found by moving each number a little."""

    def numerically(word_vectors, context_vectors, neighbours, centre, negatives, learning_rate):
        tables = [word_vectors, context_vectors]
        changed = [table.copy() for table in tables]
        for which, table in enumerate(tables):
            for place in np.ndindex(table.shape):
                moved = [one.copy() for one in tables]
                slope = 0
                for side in (1, -1):
                    moved[which][place] = table[place] + side * 1e-5
                    slope += (
                        side * loss_of(sum(moved[0][row] for row in neighbours) / len(neighbours), moved[1][[centre, *negatives]]) / 2e-5
                    )
                changed[which][place] -= learning_rate * slope
        # A difference of losses is exact to about ten digits.
        return tuple(table.round(8) for table in changed)

    tables = np.array([[1.0, 0.0], [0.5, 0.0], [1.0, 4.0]]), np.array([[2.0, 1.0], [1.0, 0.0], [0.0, -1.0]])
    yield from compare(
        answer,
        numerically,
        cases=[
            (*tables, np.array([0, 2]), 1, np.array([2]), 1.0),
            (*rng.normal(size=(2, 5, 3)), np.array([1, 4, 0]), 3, np.array([2, 4]), 0.5),
            (*rng.normal(size=(2, 5, 3)), np.array([0, 3, 0]), 4, np.array([2, 0, 2]), 0.1),
            (*rng.normal(size=(2, 6, 4)), np.array([5]), 3, np.array([1, 1, 5, 2]), 0.3),
            (*rng.normal(size=(2, 6, 4)), np.array([1, 2, 1, 1]), 0, np.array([4, 0, 3]), 0.2),  # the centre is drawn too
        ],
        read=lambda tables: tuple(np.asarray(table, dtype=float) for table in tables),
    )


SETTINGS = {
    "sg": (1, "It trains CBOW, gensim's default. Skip-gram is `sg=1`."),
    "hs": (0, "It uses the hierarchical softmax. Negative sampling alone is asked for, gensim's default."),
    "negative": (5, "It draws {} negatives a pair, not 5."),
    "vector_size": (16, "Its vectors have {} numbers, not 16: `vector_size`."),
    "window": (2, "Its window is {}, not 2."),
    "min_count": (1, "It leaves out words that occur fewer than {} times: `min_count`. Every word should get a vector."),
    "epochs": (20, "It trains for {} epochs, not 20."),
    "seed": (1, "Its seed is {}, not 1."),
    "workers": (1, "It has {} workers. Several take turns by chance, and the vectors differ from run to run: `workers=1`."),
}


@hint("argument 'size'", "how many numbers a word gets is `vector_size`.")
@hint("argument 'iter'", "how many times it reads the sentences is `epochs`.")
@exercise
def check_train_word2vec(answer, rng):
    """Settings as asked, and the vectors that gensim gives with them."""
    scenes = rng.choice(all_combinations(), size=1000)
    sentences = (["once", "upon", "a", "time"], *(split_words(write_caption(scene, rng)) for scene in scenes))
    try:
        model = answer(sentences)
    except WrongAnswer as error:  # without the thousand captions
        raise WrongAnswer(str(error).replace(show(sentences), "sentences")) from None
    if isinstance(model, KeyedVectors):
        yield "returns the word vectors, `wv`. The whole model is asked for."
    if not isinstance(model, Word2Vec):
        yield f"should return a gensim model, `Word2Vec(…)`; yours returns {type(model).__name__}."
    words = model.wv.index_to_key
    if max(map(len, words), default=0) == 1:
        yield ": its words are single letters. gensim wants lists of words, not texts."
    if any(" " in word for word in words):
        yield f": it takes {words[0]!r} for a word. gensim wants a list of words for each sentence."
    for setting, (wanted, sentence) in SETTINGS.items():
        if (found := getattr(model, setting)) != wanted and (setting, found) != ("min_count", 0):
            yield sentence.format(found)
    counts = Counter(word for words in sentences for word in words)
    if set(words) != set(counts):
        yield f": it knows {len(words)} words, and the sentences have {len(counts)}. Is it trained on `sentences`?"
    if any(model.wv.get_vecattr(word, "count") != counts[word] for word in counts):
        yield ": it has counted other sentences than those that it was given. Train on `sentences`."
    if model.train_count == 0:
        yield ": it has collected the words, and is not trained. `Word2Vec(sentences, …)` does both."
    if model.train_count > 1:
        yield f": it is trained {model.train_count} times. `Word2Vec(sentences, …)` trains already; `train` after that goes on."
    wanted = {setting: value for setting, (value, _) in SETTINGS.items()}
    if not np.allclose(model.wv[words], Word2Vec(sentences, **wanted).wv[words], atol=1e-4):
        if model.sample < 1e-3:
            yield ": `sample` makes it skip frequent words, and in captions nearly all are frequent: leave it away."
        yield ": it has the settings that are asked for, and other vectors than gensim gives with them. All else should be at gensim's defaults (`alpha`, `sample`, …)."


@exercise
def check_draw_words(answer, rng):
    """A point for each word, at the place that PCA gives it, and the word beside it."""
    lists = [["red", "blue", "up"], ["red", "blue", "three", "3", "left", "small", "star"], *(words for (words,) in answer.more)]
    tables = [2 + rng.normal(size=(len(words), 5)) * [2.0, 1.5, 1.0, 0.6, 0.4] for words in lists]
    for words, vectors in [*zip(lists, tables, strict=True), (lists[0], np.eye(3))]:
        axes = draw(answer, words, vectors)
        if any(len(line.get_xydata()) > 1 and line.get_linestyle() not in ("None", "", " ") for line in axes.get_lines()):
            yield ": a line joins the points, and words have no order in the plane. Draw points only: `scatter`."
        points = points_of(axes)
        if len(points) != len(words):
            yield f"should draw {len(words)} points for {len(words)} words; yours draws {len(points)}."
        yield from compare_points(answer, points, words, vectors)
        yield from compare_words(axes, points, words)


def points_of(axes):
    """The points of a figure (V, 2), in the order in which they were drawn."""
    drawn = [np.asarray(one.get_offsets()) for one in axes.collections] + [line.get_xydata() for line in axes.get_lines()]
    return np.concatenate([np.zeros((0, 2)), *drawn])


def distances(points):
    return np.linalg.norm(points[:, None] - points, axis=-1)


def compare_points(answer, points, words, vectors):
    """Compare the distances between points: PCA leaves open which way the axes run."""
    left, sizes, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    given, wanted = distances(points), distances(left[:, :2] * sizes[:2])
    if not np.allclose(given, wanted, rtol=1e-3, atol=1e-3):

        def run(mistake):
            return [distances(points_of(draw(Answer(answer.name, mistake), words, vectors)))]

        if complaint := recognised(answer, "words, vectors", run, [given]):
            yield complaint
        if np.allclose(np.sort(given, axis=None), np.sort(wanted, axis=None), rtol=1e-3, atol=1e-3):
            yield ": the points are the right ones, in another order than the words."
        yield ": the points are not where PCA puts them: `PCA(n_components=2).fit_transform(vectors)`."


def compare_words(axes, points, words):
    """Check that each word is written once, and nearer to its point than to any other."""
    texts = {text.get_text().strip(): text for text in axes.texts}
    if not texts:
        yield ": there are points, and no words. `axes.annotate(word, point)` writes one."
    if missing := [word for word in words if word not in texts]:
        yield f": what is not written in the figure is {', '.join(missing)}."
    for word in words:
        place = texts[word].xy if isinstance(texts[word], Annotation) else texts[word].get_position()
        nearest = words[np.linalg.norm(points - place, axis=1).argmin()]
        if nearest != word:
            yield f": “{word}” is written at the point of “{nearest}”. Is the order of words and points the same?"


LEAST = 0.01  # of its length: what counts as a change
NUMBERS = 32  # of each word's vector: with fewer two words are now and then alike by chance
SWAPPED = [
    ("red on blue", "blue on red"),
    ("seven left of star", "star left of seven"),
    ("a red seven on a blue ground", "a blue seven on a red ground"),
    ("a small blue three in the top left on a red ground", "a small red three in the top left on a blue ground"),
    ("at the top left on a red ground is a small blue", "at the top left on a blue ground is a small red"),
]
COLUMNS = "If you multiply pairs by a matrix and take the maximum: has it negative numbers too (`rng.normal`), and enough columns, say 128?"
TWELVE = "a small red seven on a blue ground in the top left"


@exercise
def check_sentence_vector(answer, rng):
    """Four properties of any useful sentence vector; how it has them is free."""
    known = sorted({word for pair in SWAPPED for text in pair for word in text.split()} | {"green"})
    vectors = {word: rng.normal(size=NUMBERS) for word in known}

    def vector_of(text):
        return read_vector(answer, text, answer(np.array([vectors[word] for word in text.split()])))

    def unlike(one, other):
        before, after = vector_of(one), vector_of(other)
        return np.linalg.norm(before - after) > LEAST * max(np.linalg.norm(before), np.linalg.norm(after))

    read_vector(answer, "one two three", answer(np.eye(3)))
    sizes = {text: len(vector_of(text)) for text in ("red on blue", "a red seven on blue", "red", SWAPPED[3][0])}
    if len(set(sizes.values())) > 1:
        described = ", ".join(f"{size} for {len(text.split())}" for text, size in sizes.items())
        glued = all(size == NUMBERS * len(text.split()) for text, size in sizes.items())
        reason = " One long row of all words is too long for the next sentence." if glued else ""
        yield f": how many numbers it gives depends on how many words there are: {described}.{reason}"
    if unlike("red on blue", "red on blue"):
        yield "gives another vector for the same sentence each time. If there is chance in it, it needs a fixed seed."
    for one, other in SWAPPED:
        if not unlike(one, other):
            yield f"gives the same vector for “{one}” and “{other}”, to 1 %.{why_no_order(vector_of, vectors)}"
    for text in ("red on blue", "a red seven on a blue ground", "red"):
        for changed in replaced(text.split()):
            if not unlike(text, changed):
                yield f"gives the same vector for “{text}” and “{changed}”, to 1 %. Does every word count? {COLUMNS}"
    words = TWELVE.split()
    for changed in [*replaced(words), *swapped(words, 1)]:
        if not unlike(TWELVE, changed):
            yield f"gives the same vector for “{TWELVE}” and “{changed}”, to 1 %. Every one of twelve words should count, in its place. Do your weights fall too fast from word to word? {COLUMNS}"


def replaced(words):
    """Write a sentence with another word in each place."""
    return [" ".join([*words[:place], "green", *words[place + 1 :]]) for place in range(len(words))]


def swapped(words, apart):
    """Write a sentence with two words swapped that stand so far apart, 1 for neighbours, in each place."""
    pairs = [(place, place + apart) for place in range(len(words) - apart)]
    return [" ".join(words[{one: other, other: one}.get(place, place)] for place in range(len(words))) for one, other in pairs]


def read_vector(answer, text, value):
    """Read what a learner returned for a sentence as an array of one axis."""
    try:
        vector = np.asarray(value, dtype=float)
    except (TypeError, ValueError) as error:
        raise answer.wrong(f"should return an array of numbers; for “{text}” it returns {show(value)}.") from error
    if vector.ndim != 1:
        rows = " One row for each word is no sentence vector yet." if vector.shape[:1] == (len(text.split()),) else ""
        raise answer.wrong(f"should return an array of one axis; for “{text}” yours has the shape {vector.shape}.{rows}")
    if not np.isfinite(vector).all():
        raise answer.wrong(f"has numbers that are infinite or not a number for “{text}”.")
    return vector


def why_no_order(vector_of, vectors):
    """Say which of the usual ways an order was lost in."""

    def differences(reduce):
        """How far the answer is from a pooling of the word vectors, for three sentences of one length."""
        texts = ["red on blue", "seven in green", "a small star"]
        return np.array([vector_of(text) - reduce([vectors[word] for word in text.split()], axis=0) for text in texts])

    if vector_of("red on blue").shape == (NUMBERS,):
        for word, reduce in {"mean": np.mean, "sum": np.sum, "maximum": np.max}.items():
            if np.allclose(differences(reduce), 0):
                return f" The {word} of the word vectors does not ask in which order they come."
            if np.allclose(differences(reduce), differences(reduce)[0]):
                return f" You add something for each place, and then take the {word}: whatever stands where, the same is added. Multiply by it."

    def same(one, other):
        before, after = vector_of(one), vector_of(other)
        return np.linalg.norm(before - after) <= 1e-5 * np.linalg.norm(before)

    words = TWELVE.split()
    if all(same(TWELVE, changed) for changed in swapped(words, 1)):
        return " Whatever you do with each word by itself, and then add up, has no order."
    if all(same(TWELVE, changed) for changed in swapped(words, 2)):
        return " Places 1 and 3 have the same weight, and so have 2 and 4: give each place its own."
    if same(TWELVE, " ".join(reversed(words))):
        return " Read backwards, a sentence gives the same vector. Are your weights the same from both ends? Or is what you make of two neighbours the same both ways, as a product is?"
    return f" It sees the order at the ends of a sentence only, or hardly at all. If you weight words by their place: do the weights fall too fast? If you join neighbours and take the mean or the maximum of each number by itself, it is lost again which stood together: multiply the joined pair by a matrix, and take the ReLU, first. {COLUMNS}"


# 10. A reader, which is trained here

READING = {"sentences": 1500, "epochs": 10, "batch_size": 64, "learning_rate": 5e-3}
NEW_SENTENCES = 500
WANTED = 0.95  # of the new sentences
MOST_PARAMETERS = 200_000
COLOURS = ["red", "blue", "green", "black", "white", "yellow"]
THINGS = ["star", "seven", "circle", "square", "three", "nine"]
OTHER_WORDS = ["a", "big", "small", "is", "to", "the", "left", "right", "of"]
EXAMPLES = [  # those of the statement: a sentence, the colour of what is on the left, the other colour
    ("a red star is to the left of a small blue seven", "red", "blue"),
    ("a red star is to the right of a small blue seven", "blue", "red"),
    ("to the left of a red star is a small blue seven", "blue", "red"),
    ("to the right of a red star is a small blue seven", "red", "blue"),
]


def write_sentence(colours: list[str], rng: np.random.Generator) -> tuple[str, str, str]:
    """Write a sentence about two things. Returns it, the colour of the thing on the left, and the other colour."""
    one, other = (str(colour) for colour in rng.choice(colours, size=2, replace=False))
    first, second = (f"a {rng.choice(['', 'big ', 'small '])}{colour} {rng.choice(THINGS)}" for colour in (one, other))
    side = str(rng.choice(["left", "right"]))
    if rng.integers(2):
        return (f"{first} is to the {side} of {second}", *((one, other) if side == "left" else (other, one)))
    return (f"to the {side} of {first} is {second}", *((other, one) if side == "left" else (one, other)))


def learn_to_read(
    make: Callable, sizes: tuple, tokens: np.ndarray, labels: np.ndarray | None = None, new_tokens: np.ndarray | None = None
) -> dict | None:
    """Build a learner's model, and train it if there are labels; runs beside the learner's code, where layers of the learner's own are known.

    Returns:
        what kind of thing it is, its shapes, its number of parameters and, if it can be trained, its "logits" for new sentences.
    """
    set_seed()
    model = make(*sizes)
    if model is None:
        return None
    if not isinstance(model, keras.Model) or not model.built:
        return {"kind": "" if isinstance(model, keras.Model) else kind_of(model)}
    form = {"input": str(model.input_shape), "output": str(model.output_shape), "parameters": model.count_params()}
    if form["input"] != f"(None, {sizes[1]})" or form["output"] != f"(None, {sizes[2]})" or form["parameters"] > MOST_PARAMETERS:
        return form
    model(tokens[:2])  # line by line, so that an error says where it is
    if labels is None:
        return form
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(READING["learning_rate"]), loss, jit_compile=False)
    model.fit(tokens, labels, READING["batch_size"], READING["epochs"], verbose=0)
    return form | {"logits": np.asarray(model.predict(new_tokens, verbose=0))}


@hint("NameError", "What a page defines is not known here: what a reader needs, your function is given.")
@hint("to a shape", "A shape is a tuple, and a tuple of one number has a comma: `(length,)`.")
@hint("Embedding.call", "The table of word vectors needs a row for each id, 0 included: `layers.Embedding(vocabulary_size, …)`.")
@hint("must be KerasTensors", "A model is built before there are any sentences: it begins with `keras.Input`.")
@exercise
def check_make_reader(answer, rng):
    """A model from token ids to the colour of what is on the left, trained and then asked about sentences that it has not seen."""
    for sizes in [(22, 16, 6), (30, 12, 4)]:  # built only: the sizes of the statement, and others
        tokens = np.full((2, sizes[1]), sizes[0] - 1, dtype="int32")
        yield from check_form(Answer(answer.name, partial(beside, answer.value, learn_to_read, sizes, tokens))(), sizes)
    for number_of_colours, length in answer.more or [(6, 16)]:
        colours = COLOURS[:number_of_colours]
        words = rng.permutation([*OTHER_WORDS, *colours, *THINGS])
        ids = {str(word): number for number, word in enumerate(words, 1)}
        scenes = [write_sentence(colours, rng) for _ in range(READING["sentences"] + NEW_SENTENCES - len(EXAMPLES))]
        scenes = scenes[: READING["sentences"]] + EXAMPLES + scenes[READING["sentences"] :]
        tokens = np.zeros((len(scenes), length), dtype="int32")
        for row, (text, *_) in zip(tokens, scenes, strict=True):
            row[: len(text.split())] = [ids[word] for word in text.split()]
        left, other = np.array([[colours.index(colour) for colour in scene[1:]] for scene in scenes]).T
        yield from check_reader(answer, (len(ids) + 1, length, number_of_colours), tokens, left, other, scenes, rng)


def check_form(found, sizes):
    """Check what kind of thing a learner has built, its shapes and its number of parameters."""
    call = f"({', '.join(map(str, sizes))})"
    if "input" not in found:
        does = f"yours returns {found['kind']}" if found["kind"] else "yours does not know the size of its input yet"
        yield f"should return a model that begins with `keras.Input((length,))`, `keras.Model(…, …)`; {does}."
    if found["input"] != f"(None, {sizes[1]})":
        yield f"{call}: the input should have the shape (None, {sizes[1]}), and yours has {found['input']}. It gets rows of `length` token ids."
    if found["output"] != f"(None, {sizes[2]})":
        yield f"{call}: the output should have the shape (None, {sizes[2]}), and yours has {found['output']}. It gives one logit for each colour: the last layer is `layers.Dense(colours)`."
    if found["parameters"] > MOST_PARAMETERS:
        yield f"{call}: your model has {found['parameters']:,} parameters, and at most {MOST_PARAMETERS:,} are allowed."


def check_reader(answer, sizes, tokens, left, other, scenes, rng):
    """Train a learner's reader on the first sentences, and ask it about the others."""
    new = slice(READING["sentences"], None)
    shuffled = tokens[new].copy()
    for row in shuffled:
        count = np.count_nonzero(row)
        row[:count] = rng.permutation(row[:count])
    asked = np.concatenate([tokens[new], shuffled])
    known = slice(READING["sentences"])
    found = Answer(answer.name, partial(beside, answer.value, learn_to_read, sizes, tokens[known], left[known], asked))()
    yield from check_form(found, sizes)
    both = np.asarray(found["logits"], dtype=float)
    if both.shape != (len(asked), sizes[2]) or not np.isfinite(both).all():
        yield ": after the training its logits are not finite numbers. Does something divide by 0, or take the logarithm of it?"
    if (both >= 0).all():
        ends = "softmax or sigmoid" if (both <= 1).all() else "ReLU"
        yield f": no logit is ever negative. Does the last layer have an activation, such as {ends}? A logit may be any number."
    logits, after_shuffling = np.split(both, 2)
    said, left, other = logits.argmax(axis=1), left[new], other[new]
    right, either = np.mean(said == left), np.mean((said == left) | (said == other))
    if right >= WANTED:
        return
    wrong = scenes[new][int(np.argmax(said != left))]
    start = f"is right about {100 * right:.0f} % of {len(said)} new sentences, and {100 * WANTED:.0f} % are asked for."
    example = f" Of “{wrong[0]}” it says {COLOURS[said[np.argmax(said != left)]]}."
    if np.ptp(logits, axis=0).max() < 1e-3:
        yield ": it gives the same logits for every sentence. Does what reaches the last layer depend on the words? (At the end of a row there is padding.)"
    if np.allclose(logits, after_shuffling, atol=1e-3):
        yield f"{start} If the words of a sentence are shuffled it says the same, so it doesn't see their order. A mean, a sum or a maximum of word vectors has none: look at several words at once before you pool."
    if either > 0.9 and right < 0.7:
        yield f"{start} It finds both colours, and guesses which of them is meant.{example} *Left* or *right* decides, which may stand nine words from that colour. Which layer of yours sees both? With attention, a wider window of each score is the shortest way. A convolution needs to see only from *left* to the colour behind *of*, if a ReLU or a maximum follows. If each place has numbers of its own, a hidden layer with ReLU can see two words together."
    if right < 0.7:
        yield f"{start} It has hardly learned anything (guessing among all colours is right about {100 / sizes[2]:.0f} %). Token ids are names, not amounts: does it begin with `layers.Embedding`? Is all that follows called on what comes before?"
    yield f"{start}{example} It is on the right way. Give it more units or a wider window, or another kind of layer."
