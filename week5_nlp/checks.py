"""The checks of week 5's assignment. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will: letter by letter, word by word, or by moving each number
a little. Beside it stands what the usual mistakes give, so that it can tell you more than *that* an answer is wrong.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
from gensim.models import KeyedVectors, Word2Vec
from matplotlib.axes import Axes
from matplotlib.text import Annotation, Text

from shared.data.captions import write_caption
from shared.data.scenes import all_combinations
from shared.data.words import split_words
from shared.exercises.checking import WrongAnswer, call, check, hint, right, show
from shared.exercises.figure_checks import draw

# 1. A tokeniser


def check_tokenise(answer, seed: int = 0) -> None:
    """Words in lower case, with their inner apostrophes."""
    rng = np.random.default_rng(seed)
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

    def by(pattern):
        return lambda text: re.findall(pattern, text.casefold())

    texts = [
        "Don't say 'red' to Zoë's 2 cats!",
        "A tiny Crimson 7, upper left",
        "Isn't it Pat O'Neill's?",
        "snake_case, rock 'n' roll",
        "red, RED - and the dogs' red bowl",
        "?!",
        *(", ".join(rng.permutation(pool)) for _ in range(2)),
    ]
    check(
        "tokenise",
        answer,
        letter_by_letter,
        cases=[(text,) for text in texts],
        mistakes={
            "The words are not in lower case: *Red* and *red* are the same word.": lambda text: re.findall(r"[^\W_]+(?:'[^\W_]+)*", text),
            "You cut at spaces only, so punctuation stays at the words.": lambda text: text.casefold().split(),
            "You cut at the apostrophe, so *don't* is two words. One with a letter on both sides belongs to the word.": by(r"[^\W_]+"),
            "The apostrophe is lost: *don't* becomes *dont*.": lambda text: by(r"[^\W_]+")(text.replace("'", "")),
            "Quotation marks stay: in *'red'* the two `'` have a letter on one side only, and go.": by(r"(?:[^\W_]|')+"),
            "Quotation marks stay, and the underscore is taken for a letter: `\\w` has it, `[^\\W_]` has not.": by(r"[\w']+"),
            "Letters such as ë are cut out: a to z is not all there is. `[^\\W_]` knows the letters of all languages.": by(
                r"[a-z0-9]+(?:'[a-z0-9]+)*"
            ),
            "The underscore is taken for a letter: `\\w` has it, `[^\\W_]` has not.": by(r"\w+(?:'\w+)*"),
            "`findall` gives only what the brackets caught. `(?:…)` are brackets that catch nothing.": by(r"[^\W_]+('[^\W_]+)*"),
            "The last word is lost if nothing stands behind it. After the loop it still waits to be added.": lambda text: (
                letter_by_letter(text)[:-1] if text[-1].isalnum() else letter_by_letter(text)
            ),
            "The digits are lost. *7* is a word too.": by(r"[^\W\d_]+(?:'[^\W\d_]+)*"),
            "Only one apostrophe of a word is kept: *O'Neill's* has two.": by(r"[^\W_]+(?:'[^\W_]+)?"),
            "A word that occurs twice stands twice in the list.": lambda text: list(dict.fromkeys(letter_by_letter(text))),
            "The words should keep their order, and a word that occurs twice stands twice in the list.": lambda text: sorted(
                set(letter_by_letter(text))
            ),
            "The words should keep their order; yours are sorted.": lambda text: sorted(letter_by_letter(text)),
        },
    )


# 2. A vocabulary


@hint("unhashable type", "what is counted are words, not whole sentences: `for words in sentences for word in words`.")
def check_build_vocabulary(answer, seed: int = 0) -> None:
    """Words to ids, the most frequent first."""
    rng = np.random.default_rng(seed)

    def occurrences(sentences):
        return Counter(word for words in sentences for word in words)

    def one_by_one(sentences, min_count):
        counts, ids = dict(occurrences(sentences)), {}
        while counts and (most := max(counts.values())) >= min_count:
            ids[word := min(word for word in counts if counts[word] == most)] = len(ids) + 2
            del counts[word]
        return ids

    def wrong(first=2, key=lambda word, count: (-count, word), enough=lambda count, least: count >= least, count=occurrences):
        """What a mistake in one of the steps gives."""

        def vocabulary(sentences, min_count):
            counts = count(sentences)
            words = sorted((word for word in counts if enough(counts[word], min_count)), key=lambda word: key(word, counts[word]))
            return {word: index + first for index, word in enumerate(words)}

        return vocabulary

    def made_sentences():
        words = ["red", "blue", "seven", "star", "on", "a", "left", "ground"]
        return tuple(rng.choice(words, size=rng.integers(3, 8)).tolist() for _ in range(4))

    check(
        "build_vocabulary",
        answer,
        one_by_one,
        cases=[
            ((["a", "red", "star"], ["a", "blue", "star"], ["red", "a"]), 2),
            ((["the", "star", "the", "the"], ["red", "star"], ["blue", "red"], ["blue", "zebra", "ant"]), 1),
            ((["the", "the", "the", "left"], ["up", "left"], ["up", "left"]), 3),
            *((made_sentences(), least) for least in (1, 2, 3)),
        ],
        mistakes={
            "Your ids begin at 0. That is padding; 1 is for unknown words, so the words begin at 2.": wrong(first=0),
            "Your ids begin at 1. That is for unknown words, so the words begin at 2.": wrong(first=1),
            "Your ids follow the alphabet. The most frequent word gets 2.": wrong(key=lambda word, count: word),
            "The rarest word comes first. The most frequent word gets 2.": wrong(key=lambda word, count: (count, word)),
            "Equally frequent words stand in the order in which they occur (as `Counter.most_common` leaves them). They should follow the "
            "alphabet.": wrong(key=lambda word, count: -count),
            "Equally frequent words stand in the reverse order of the alphabet. Is the whole sorting reversed? Sort by minus the "
            "count.": wrong(key=lambda word, count: (-count, *(-ord(letter) for letter in word), 0)),
            "A word that occurs exactly `min_count` times has an id too: `>=`.": wrong(enough=lambda count, least: count > least),
            "You don't look at `min_count`: words that occur fewer times get no id.": wrong(enough=lambda count, least: True),
            "You count in how many sentences a word is. If it occurs twice in one, both count.": wrong(
                count=lambda sentences: Counter(word for words in sentences for word in set(words))
            ),
            "Keys and values are swapped: the dictionary leads from words to ids.": lambda sentences, min_count: {
                index: word for word, index in one_by_one(sentences, min_count).items()
            },
            "You return the words. Asked for is a dictionary from words to ids.": lambda sentences, min_count: list(
                one_by_one(sentences, min_count)
            ),
        },
    )


# 3. Token ids


@hint("out of bounds for axis 1", "of a longer sentence only the first `length` words count: `words[:length]`.")
@hint("inhomogeneous", "the rows of an array have equal lengths: a short one is filled up with 0, a long one is cut.")
@hint("KeyError", "a word that `ids` does not have gets 1: `ids.get(word, 1)`.")
def check_encode(answer, seed: int = 0) -> None:
    """Sentences to rows of token ids."""
    rng = np.random.default_rng(seed)

    def word_by_word(sentences, ids, length):
        return np.array([[wanted_id(words, ids, place) for place in range(length)] for words in sentences])

    def wanted_id(words, ids, place):
        return 0 if place >= len(words) else ids.get(words[place], 1)

    def wrong(look_up=lambda word, ids: ids.get(word, 1), cut=lambda row, length: row[:length], filler=0, in_front=False):
        """What a mistake in one of the steps gives."""

        def encoded(sentences, ids, length):
            rows = [cut([look_up(word, ids) for word in words], length) for words in sentences]
            rows = [[number for number in row if number is not None] for row in rows]
            padding = [[filler] * (length - len(row)) for row in rows]
            pairs = zip(padding, rows, strict=True) if in_front else zip(rows, padding, strict=True)
            return np.array([one + other for one, other in pairs])

        return encoded

    def of_the_longest(sentences, ids, length):
        return word_by_word(sentences, ids, max(map(len, sentences)))

    ids = {"a": 2, "red": 3, "star": 4, "on": 5, "blue": 6}
    words = [*ids, "pink", "huge"]
    check(
        "encode",
        answer,
        word_by_word,
        cases=[
            ((["a", "red", "star"], ["a", "pink", "big", "red", "star"]), dict(list(ids.items())[:3]), 4),
            ((["on", "red"], ["a"], ["red", "pink", "star", "on", "blue"]), ids, 6),
            *(
                (tuple(rng.choice(words, size=size).tolist() for size in rng.permutation([2, 5, 3, 8])), ids, int(rng.integers(4, 7)))
                for _ in range(3)
            ),
        ],
        mistakes={
            "The padding stands in front. It should fill the end of a row.": wrong(in_front=True),
            "Unknown words are left out, and the others move up. They get the id 1.": wrong(
                look_up=lambda word, ids: ids.get(word), cut=lambda row, length: [number for number in row if number is not None][:length]
            ),
            "Unknown words get 0. That is padding; unknown is 1.": wrong(look_up=lambda word, ids: ids.get(word, 0)),
            "Padding is 0, unknown is 1: you have swapped them.": wrong(look_up=lambda word, ids: ids.get(word, 0), filler=1),
            "You fill up with 1. That is for unknown words; padding is 0.": wrong(filler=1),
            "Of a long sentence you keep the last words. The first `length` count.": wrong(cut=lambda row, length: row[-length:]),
            "Each word gets an id one too high: the numbers in `ids` are the token ids.": wrong(
                look_up=lambda word, ids: ids.get(word, 0) + 1
            ),
            "Your rows are as long as the longest sentence. They should have `length` numbers, however long the sentences are.": of_the_longest,
        },
        read=lambda rows: rows if isinstance(rows, np.ndarray) else [list(row) for row in rows],
    )


# 4. Skip-gram pairs


def check_skip_gram_pairs(answer, seed: int = 0) -> None:
    """Centre and neighbour, without padding, in any order."""
    rng = np.random.default_rng(seed)

    def ordered(pairs):
        return np.array(sorted((int(centre), int(neighbour)) for centre, neighbour in pairs))

    def by_distance(tokens, window):
        places = np.flatnonzero(tokens)
        near = np.abs(places[:, None] - places) <= window
        return ordered((tokens[i], tokens[j]) for i, j in np.argwhere(near & ~np.eye(len(places), dtype=bool)))

    def wrong(
        near=lambda i, j, window: i != j and abs(i - j) <= window, allowed=lambda centre, neighbour: True, words=lambda tokens: tokens != 0
    ):
        """What a mistake in one of the conditions gives."""

        def pairs(tokens, window):
            kept = tokens[words(tokens)]
            places = np.ndindex(len(kept), len(kept))
            return ordered((kept[i], kept[j]) for i, j in places if near(i, j, window) and allowed(kept[i], kept[j]))

        return pairs

    def around_the_end(tokens, window):
        words = tokens[tokens != 0]
        steps = [step for step in range(-window, window + 1) if step]
        return ordered((words[i], words[i + step]) for i in range(len(words)) for step in steps if i + step < len(words))

    def whole_windows(tokens, window):
        words = tokens[tokens != 0]
        inner = range(window, len(words) - window)
        return ordered((words[i], words[i + step]) for i in inner for step in range(-window, window + 1) if step)

    def row(*sizes):
        tokens = np.zeros(sizes[1], dtype=int)
        tokens[: sizes[0]] = rng.integers(2, 9, size=sizes[0])
        return tokens

    check(
        "skip_gram_pairs",
        answer,
        by_distance,
        cases=[
            (np.array([7, 5, 7, 0]), 1),
            (np.array([4, 3, 9, 8, 2, 6]), 2),
            (np.array([3, 3, 5, 0, 0, 0]), 2),
            (row(7, 9), 3),
            (row(6, 6), 1),
            (row(5, 8), 2),
        ],
        mistakes={
            "Each word is paired with itself too. Leave out the place of the centre, `j != i`.": wrong(
                near=lambda i, j, window: abs(i - j) <= window
            ),
            "Padding is in your pairs. 0 is no word.": wrong(words=lambda tokens: tokens == tokens),
            "Padding is a neighbour in your pairs, though never a centre. 0 is no word.": lambda tokens, window: ordered(
                pair for pair in wrong(words=lambda tokens: tokens == tokens)(tokens, window) if pair[0]
            ),
            "Padding is a centre in your pairs, though never a neighbour. 0 is no word.": lambda tokens, window: ordered(
                pair for pair in wrong(words=lambda tokens: tokens == tokens)(tokens, window) if pair[1]
            ),
            "The neighbours on the left are missing, or those on the right: both sides count, for each centre.": wrong(
                near=lambda i, j, window: 0 < j - i <= window
            ),
            "The neighbours on the right are missing, or those on the left: both sides count, for each centre.": wrong(
                near=lambda i, j, window: 0 < i - j <= window
            ),
            "The last neighbour on the right is missing: `range(a, b)` ends before b.": wrong(
                near=lambda i, j, window: i != j and -window <= j - i < window
            ),
            "Your windows are too narrow. `window` places on *each* side: with 2 up to four neighbours.": wrong(
                near=lambda i, j, window: i != j and abs(i - j) < window
            ),
            "You take the words directly beside each other, whatever `window` says.": wrong(near=lambda i, j, window: abs(i - j) == 1),
            "You take only the words that are exactly `window` places away. Those between count too.": wrong(
                near=lambda i, j, window: abs(i - j) == window
            ),
            "You take every word of the row, whatever `window` says.": wrong(near=lambda i, j, window: i != j),
            "The first words get neighbours from the end of the row: `tokens[-1]` is the last one. Begin at `max(0, i - window)`.": around_the_end,
            "The first and the last words are never the centre. They are too, with fewer neighbours.": whole_windows,
            "A word has no pair with the same word beside it. Compare places, not words: `j != i`.": wrong(
                allowed=lambda centre, neighbour: centre != neighbour
            ),
            "A pair that occurs twice should be listed twice. A set keeps it once.": lambda tokens, window: ordered(
                {tuple(pair) for pair in by_distance(tokens, window).tolist()}
            ),
        },
        read=ordered,
    )


# 5. and 6. Negative sampling


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def loss_of(vector, contexts) -> float:
    """The loss in one product of probabilities; contexts (1 + K, E), the real neighbour first."""
    probabilities = [sigmoid(float(np.dot(context, vector))) for context in contexts]
    return -math.log(probabilities[0] * math.prod(1 - probability for probability in probabilities[1:]))


def check_negative_sampling_loss(answer, seed: int = 0) -> None:
    """−log of the probability that all 1 + K answers are right."""
    rng = np.random.default_rng(seed)

    def wrong(formula):
        """What another formula of the scores gives."""
        return lambda centre, neighbour, negatives: formula(neighbour @ centre, negatives @ centre)

    check(
        "negative_sampling_loss",
        answer,
        lambda centre, neighbour, negatives: loss_of(centre, [neighbour, *negatives]),
        cases=[
            (np.array([1.0, 2.0]), np.array([1.0, 0.0]), np.array([[0.0, -1.0]])),
            (np.array([1.0, -1.0, 0.5]), np.array([2.0, 0.5, 1.0]), np.array([[1.0, 1.0, 1.0], [0.5, -1.0, 0.0]])),
            *((rng.normal(size=4), rng.normal(size=4), rng.normal(size=(count, 4))) for count in (3, 5)),
        ],
        mistakes={
            "The negatives should score low: their product gets a minus inside the sigmoid.": wrong(
                lambda real, others: -np.log(sigmoid(real)) - np.log(sigmoid(others)).sum()
            ),
            "The signs are swapped: the neighbour should score high, the negatives low.": wrong(
                lambda real, others: -np.log(sigmoid(-real)) - np.log(sigmoid(others)).sum()
            ),
            "That is the log of the probabilities, and is higher the better. The loss is *minus* that.": wrong(
                lambda real, others: np.log(sigmoid(real)) + np.log(sigmoid(-others)).sum()
            ),
            "The two parts have different signs: both logs are taken with a minus.": wrong(
                lambda real, others: -np.log(sigmoid(real)) + np.log(sigmoid(-others)).sum()
            ),
            "The negatives are missing.": wrong(lambda real, others: -np.log(sigmoid(real))),
            "The real neighbour is missing.": wrong(lambda real, others: -np.log(sigmoid(-others)).sum()),
            "Only the first negative counts. There are K of them.": wrong(
                lambda real, others: -np.log(sigmoid(real)) - np.log(sigmoid(-others[0]))
            ),
            "You take the mean over the neighbour and the negatives. The formula adds them up.": wrong(
                lambda real, others: (-np.log(sigmoid(real)) - np.log(sigmoid(-others)).sum()) / (1 + len(others))
            ),
            "You take the mean over the negatives. The formula adds them up.": wrong(
                lambda real, others: -np.log(sigmoid(real)) - np.log(sigmoid(-others)).mean()
            ),
            "You add the products of the negatives up before the sigmoid. Each negative has a sigmoid and a log of its own.": wrong(
                lambda real, others: -np.log(sigmoid(real)) - np.log(sigmoid(-others.sum()))
            ),
            "The logarithm is missing.": wrong(lambda real, others: -sigmoid(real) - sigmoid(-others).sum()),
            "The sigmoid is missing, or its log: the scores are no probabilities.": wrong(lambda real, others: -real + others.sum()),
            "That is the softmax over neighbour and negatives. Here each has a sigmoid of its own.": wrong(
                lambda real, others: np.log(np.exp(real) + np.exp(others).sum()) - real
            ),
            "You take the logarithm to the base 2. `np.log` is the one to the base e.": wrong(
                lambda real, others: -np.log2(sigmoid(real)) - np.log2(sigmoid(-others)).sum()
            ),
            "You take the logarithm to the base 10. `np.log` is the one to the base e.": wrong(
                lambda real, others: -np.log10(sigmoid(real)) - np.log10(sigmoid(-others)).sum()
            ),
        },
    )


def check_negative_sampling_step(answer, seed: int = 0) -> None:
    """One step down the gradient in both tables, which is found by moving each number a little."""
    rng = np.random.default_rng(seed)

    def numerically(centre_vectors, context_vectors, centre, neighbour, negatives, learning_rate):
        rows = [neighbour, *negatives]
        tables = [centre_vectors, context_vectors]
        changed = [table.copy() for table in tables]
        for which, table in enumerate(tables):
            for place in np.ndindex(table.shape):
                moved = [one.copy() for one in tables]
                slope = 0
                for side in (1, -1):
                    moved[which][place] = table[place] + side * 1e-5
                    slope += side * loss_of(moved[0][centre], moved[1][rows]) / 2e-5
                changed[which][place] -= learning_rate * slope
        # A difference of losses is exact to about ten digits.
        return tuple(table.round(8) for table in changed)

    def wrong(
        labels=lambda count: np.eye(1, count)[0],
        errors=lambda scores, labels: sigmoid(scores) - labels,
        rate=lambda rate: rate,
        repeated=True,
        first=None,
        counted=slice(None),
        changes=(True, True),
        one_table=False,
        rows=lambda centre, neighbour, negatives: (centre, [neighbour, *negatives]),
    ):
        """What a mistake in one of the parts gives."""

        def step(centre_vectors, context_vectors, centre, neighbour, negatives, learning_rate):
            new = [centre_vectors.copy(), centre_vectors.copy() if one_table else context_vectors.copy()]
            centre, chosen = rows(centre, neighbour, negatives)
            chosen, learning_rate = np.array(chosen), rate(learning_rate)
            vector, contexts = new[0][centre].copy(), new[1][chosen].copy()
            error = errors(contexts @ vector, labels(len(chosen)))

            def change_centre():
                if changes[0]:
                    new[0][centre] -= learning_rate * error[counted] @ contexts[counted]

            def change_contexts():
                change = learning_rate * np.outer(error, vector)
                if changes[1] and repeated:
                    np.subtract.at(new[1], chosen, change)
                elif changes[1]:
                    new[1][chosen] -= change

            if first == "centre":
                change_centre()
                vector = new[0][centre].copy()
                change_contexts()
            elif first == "contexts":
                change_contexts()
                contexts = new[1][chosen].copy()
                change_centre()
            else:
                change_centre()
                change_contexts()
            return tuple(new)

        return step

    def gradients(centre_vectors, context_vectors, centre, neighbour, negatives, learning_rate):
        rows = np.array([neighbour, *negatives])
        error = sigmoid(context_vectors[rows] @ centre_vectors[centre]) - np.eye(1, len(rows))[0]
        return error @ context_vectors[rows], np.outer(error, centre_vectors[centre])

    def changed_rows(centre_vectors, context_vectors, centre, neighbour, negatives, learning_rate):
        centre_gradient, context_gradients = gradients(centre_vectors, context_vectors, centre, neighbour, negatives, learning_rate)
        contexts = context_vectors[[neighbour, *negatives]]
        return centre_vectors[centre] - learning_rate * centre_gradient, contexts - learning_rate * context_gradients

    def in_a_loop(first=None):
        """What one small step after the other gives."""

        def step(centre_vectors, context_vectors, centre, neighbour, negatives, learning_rate):
            tables = centre_vectors, context_vectors
            for index, row in enumerate([neighbour, *negatives]):
                only_this = wrong(labels=np.zeros if index else np.ones, first=first)
                tables = only_this(*tables, centre, row, [], learning_rate)
            return tables

        return step

    tables = np.array([[1.0, 2.0], [0.5, 0.0], [1.0, 1.0]]), np.array([[2.0, 1.0], [1.0, 0.0], [0.0, -1.0]])
    check(
        "negative_sampling_step",
        answer,
        numerically,
        cases=[
            (*tables, 0, 1, np.array([2]), 1.0),
            (*rng.normal(size=(2, 5, 3)), 3, 0, np.array([2, 4]), 0.5),
            (*rng.normal(size=(2, 5, 3)), 1, 4, np.array([2, 0, 2]), 0.1),
            (*rng.normal(size=(2, 6, 4)), 2, 3, np.array([1, 1, 5, 2]), 0.3),
        ],
        mistakes={
            "You go up the gradient: the loss grows. A step is *minus* the learning rate times the gradient.": wrong(
                rate=lambda rate: -rate
            ),
            "A word that was drawn twice is changed once: `contexts[rows] -= …` does only one of the two. `np.subtract.at`, or a loop, does "
            "both.": wrong(repeated=False),
            "The context vectors are changed by the centre vector *after* its step. Take a copy of the row before.": wrong(first="centre"),
            "The centre vector is changed by the context vectors *after* their step. Take copies of the rows before.": wrong(
                first="contexts"
            ),
            "The learning rate is missing.": wrong(rate=lambda rate: 1.0),
            "The labels are swapped: the neighbour has the label 1, the negatives 0.": wrong(labels=lambda count: 1 - np.eye(1, count)[0]),
            "All labels are 1 in your step. The negatives have the label 0.": wrong(labels=np.ones),
            "All labels are 0 in your step. The real neighbour has the label 1.": wrong(labels=np.zeros),
            "The sigmoid is missing: the error is probability − label, and a score is no probability.": wrong(
                errors=lambda scores, labels: scores - labels
            ),
            "You multiply the error by the slope of the sigmoid. With this loss that cancels: the slope is probability − label.": wrong(
                errors=lambda scores, labels: (sigmoid(scores) - labels) * sigmoid(scores) * (1 - sigmoid(scores))
            ),
            "The centre vector learns from the real neighbour only. The negatives change it too.": wrong(counted=slice(1)),
            "The centre vector learns from the negatives only. The real neighbour changes it too.": wrong(counted=slice(1, None)),
            "The negatives are missing.": wrong(rows=lambda centre, neighbour, negatives: (centre, [neighbour])),
            "The centre vectors don't change.": wrong(changes=(False, True)),
            "The context vectors don't change.": wrong(changes=(True, False)),
            "You take the mean over neighbour and negatives. The loss adds them up.": wrong(
                errors=lambda scores, labels: (sigmoid(scores) - labels) / len(scores)
            ),
            "You look the contexts up in the table of the centres. They have a table of their own.": wrong(one_table=True),
            "Centre and neighbour are swapped: `centre` is a row of the centre vectors.": wrong(
                rows=lambda centre, neighbour, negatives: (neighbour, [centre, *negatives])
            ),
            "The two tables are swapped: `centre` is a row of the centre vectors, the others are rows of the context vectors.": (
                lambda centre_vectors, context_vectors, *others: wrong()(context_vectors, centre_vectors, *others)[::-1]
            ),
            "Your loop reads what it has just changed. All errors and changes come from the tables before the step: read from those that "
            "you were given, write into the copies.": in_a_loop("centre"),
            "Your loop changes a context, and then the centre by the changed context. All errors and changes come from the tables before "
            "the step: read from those that you were given, write into the copies.": in_a_loop("contexts"),
            "Your loop takes each error after the change before it. All errors come from the tables before the step: read from those that "
            "you were given, write into the copies.": in_a_loop(),
            "You return the gradients. Asked for are the two tables after the step.": gradients,
            "You return the rows that change. Asked for are both tables, with all their rows.": changed_rows,
        },
        read=lambda tables: tuple(np.asarray(table, dtype=float) for table in tables),
    )


# 7. Word2Vec with gensim

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
ALIKE = {
    "colour": "red crimson scarlet orange yellow golden green emerald blue azure purple violet black white tangerine",
    "digit": "zero one two three four five six seven eight nine 0 1 2 3 4 5 6 7 8 9",
}


@hint("argument 'size'", "how many numbers a word gets is `vector_size`.")
@hint("argument 'iter'", "how many times it reads the sentences is `epochs`.")
def check_train_word2vec(answer, seed: int = 0) -> None:
    """Settings as asked, and words used alike near each other."""
    name = "train_word2vec"
    rng = np.random.default_rng(seed)
    scenes = rng.choice(all_combinations(), size=1000)
    sentences = (["once", "upon", "a", "time"], *(split_words(write_caption(scene, rng)) for scene in scenes))
    try:
        model = call(name, answer, sentences)
    except WrongAnswer as error:  # without the thousand captions
        raise WrongAnswer(str(error).replace(show(sentences), "sentences")) from None
    if isinstance(model, KeyedVectors):
        raise WrongAnswer(f"{name} returns the word vectors, `wv`. The whole model is asked for.")
    if not isinstance(model, Word2Vec):
        raise WrongAnswer(f"{name} should return a gensim model, `Word2Vec(…)`; yours returns {type(model).__name__}.")
    words = model.wv.index_to_key
    if max(map(len, words), default=0) == 1:
        raise WrongAnswer(f"{name}: its words are single letters. gensim wants lists of words, not texts.")
    if any(" " in word for word in words):
        raise WrongAnswer(f"{name}: it takes {words[0]!r} for a word. gensim wants a list of words for each sentence.")
    for setting, (wanted, sentence) in SETTINGS.items():
        if (found := getattr(model, setting)) != wanted:
            raise WrongAnswer(f"{name}: {sentence.format(found)}")
    wanted = {word for words in sentences for word in words}
    if not words or set(words) != wanted:
        raise WrongAnswer(f"{name}: it knows {len(words)} words, and the sentences have {len(wanted)}. Is it trained on `sentences`?")
    counts = Counter(word for words in sentences for word in words)
    if any(model.wv.get_vecattr(word, "count") != counts[word] for word in counts):
        raise WrongAnswer(f"{name}: it has counted other sentences than those that it was given. Train on `sentences`.")
    if model.train_count == 0:
        raise WrongAnswer(f"{name}: it has collected the words, and is not trained. `Word2Vec(sentences, …)` does both.")
    for kind, group in ALIKE.items():
        group = group.split()
        nearest = [model.wv.most_similar(word, topn=1)[0][0] for word in group]
        if sum(word in group for word in nearest) < 0.7 * len(group):
            reason = " `sample` makes it skip frequent words, and in captions nearly all are: leave it away." if model.sample < 1e-3 else ""
            raise WrongAnswer(
                f"{name}: for most words for a {kind} the nearest word is another kind of word. It has hardly learned.{reason}"
            )
    right(name)


# 8. The nearest words


def check_nearest_words(answer, seed: int = 0) -> None:
    """The words of the largest cosine, without the word itself."""
    rng = np.random.default_rng(seed)

    def cosine(one, other):
        return math.fsum(one * other) / math.hypot(*one) / math.hypot(*other)

    def wrong(likeness=cosine, itself=False):
        """What another measure gives."""

        def nearest(word, words, vectors, count):
            own = vectors[words.index(word)]
            others = [other for other in words if itself or other != word]
            return sorted(others, key=lambda other: -likeness(own, vectors[words.index(other)]))[:count]

        return nearest

    def rows(word, words, vectors, count):
        return [words.index(other) for other in wrong()(word, words, vectors, count)]

    words = ["red", "blue", "three", "3", "left", "small", "star", "on"]

    def made(word, count):
        # Of very different lengths, so that cosine, product and distance give different words.
        return word, words, rng.normal(size=(8, 3)) * rng.uniform(0.2, 4, size=(8, 1)), count

    check(
        "nearest_words",
        answer,
        wrong(),
        cases=[
            ("red", ["red", "blue", "3", "up"], np.array([[1.0, 0.0], [3.0, 1.0], [0.5, 0.5], [-1.0, 0.0]]), 2),
            ("b", ["a", "b", "c", "d"], np.array([[4.0, 0.0], [1.0, 1.0], [2.0, 1.0], [-3.0, -3.0]]), 3),
            made("left", 4),
            made("star", 3),
            made("red", 5),
            made("on", 2),
        ],
        mistakes={
            "The word itself is among its nearest. Leave it out.": wrong(itself=True),
            "The word itself has taken a place: you leave it out, and return one word too few.": lambda word, words, vectors, count: (
                wrong()(word, words, vectors, count - 1)
            ),
            "You take the product of the vectors, and long vectors win. The cosine divides by both lengths.": wrong(np.dot),
            "You take the product of the vectors, and the word itself is among its nearest. The cosine divides by both lengths.": wrong(
                np.dot, itself=True
            ),
            "You take the distance of the vectors. The cosine is the angle between them, whatever their lengths.": wrong(
                lambda one, other: -np.linalg.norm(one - other)
            ),
            "You take the distance of the vectors, and the word itself is among its nearest. The cosine is the angle between them.": wrong(
                lambda one, other: -np.linalg.norm(one - other), itself=True
            ),
            "The farthest words come first: `argsort` begins with the smallest.": wrong(lambda one, other: -cosine(one, other)),
            "The right words in the wrong order: the nearest comes first.": lambda *case: wrong()(*case)[::-1],
            "You take the size of the cosine without its sign. −1 is the opposite direction, and as far as can be.": wrong(
                lambda one, other: abs(cosine(one, other))
            ),
            "You return row numbers. Asked for are the words.": rows,
        },
    )


# 9. Words in the plane


def check_draw_words(answer, seed: int = 0) -> None:
    """A point for each word, at the place that PCA gives it, and the word beside it."""
    rng = np.random.default_rng(seed)
    name = "draw_words"
    for words in (["red", "blue", "up"], ["red", "blue", "three", "3", "left", "small", "star"]):
        vectors = 2 + rng.normal(size=(len(words), 5)) * [2.0, 1.5, 1.0, 0.6, 0.4]
        axes = draw(name, answer, words, vectors)
        points = drawn_points(name, axes, len(words))
        check_points(name, points, vectors)
        check_words(name, axes, points, words)
    right(name)


def drawn_points(name: str, axes: Axes, count: int) -> np.ndarray:
    """Collect the points of a figure (V, 2), in the order in which they were drawn."""
    drawn = [np.asarray(one.get_offsets()) for one in axes.collections] + [line.get_xydata() for line in axes.get_lines()]
    points = np.concatenate([np.zeros((0, 2)), *drawn])
    if len(points) != count:
        raise WrongAnswer(f"{name} should draw {count} points for {count} words; yours draws {len(points)}.")
    return points


def project(vectors: np.ndarray, centre: bool = True) -> np.ndarray:
    """Principal components by the singular values: (V, E) to (V, 2)."""
    vectors = vectors - vectors.mean(axis=0) if centre else vectors
    left, sizes, _ = np.linalg.svd(vectors, full_matrices=False)
    return left[:, :2] * sizes[:2]


def check_points(name: str, points: np.ndarray, vectors: np.ndarray) -> None:
    """Compare the distances between points: PCA leaves open which way the axes run."""

    def distances(points):
        return np.linalg.norm(points[:, None] - points, axis=-1)

    def same(wanted):
        return np.allclose(distances(points), distances(wanted), rtol=1e-3, atol=1e-3)

    if same(project(vectors)):
        return
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled = (vectors - vectors.mean(axis=0)) / vectors.std(axis=0)
    mistakes = {
        "You draw the first two numbers of each vector. PCA finds the two directions in which the words differ most.": vectors[:, :2],
        "You bring the vectors to length 1 first. Leave them as they are.": project(unit),
        "You standardise the vectors first. Leave them as they are.": project(scaled),
        "The mean is still in the vectors: PCA takes it off before it looks for directions (`PCA` of scikit-learn does).": project(
            vectors, centre=False
        ),
        "Both directions are equally wide in your figure. Leave `whiten` of PCA at False.": project(vectors)
        / project(vectors).std(axis=0, ddof=1),
    }
    for sentence, wanted in mistakes.items():
        if same(wanted):
            raise WrongAnswer(f"{name}: {sentence}")
    if np.allclose(np.sort(distances(points), axis=None), np.sort(distances(project(vectors)), axis=None), rtol=1e-3, atol=1e-3):
        raise WrongAnswer(f"{name}: the points are the right ones, in another order than the words.")
    raise WrongAnswer(f"{name}: the points are not where PCA puts them: `PCA(n_components=2).fit_transform(vectors)`.")


def check_words(name: str, axes: Axes, points: np.ndarray, words: list[str]) -> None:
    """Check that each word is written once, and nearer to its point than to any other."""
    texts = {text.get_text().strip(): text for text in axes.texts}
    missing = [word for word in words if word not in texts]
    if not texts:
        raise WrongAnswer(f"{name}: there are points, and no words. `axes.annotate(word, point)` writes one.")
    if missing:
        raise WrongAnswer(f"{name}: what is not written in the figure is {', '.join(missing)}.")
    where = np.array([place_of(texts[word]) for word in words])
    nearest = np.linalg.norm(where[:, None] - points, axis=-1).argmin(axis=1)
    for row, found in enumerate(nearest):
        if found != row:
            raise WrongAnswer(
                f"{name}: “{words[row]}” is written at the point of “{words[found]}”. Is the order of words and points the same?"
            )


def place_of(text: Text) -> tuple[float, float]:
    """The point that a text belongs to, in the numbers of the axes."""
    return text.xy if isinstance(text, Annotation) else text.get_position()


# 10. A sentence vector

LEAST = 0.01  # of its length: what counts as a change
SWAPPED = [
    ("red on blue", "blue on red"),
    ("seven left of star", "star left of seven"),
    ("a red seven on a blue ground", "a blue seven on a red ground"),
    ("a small blue three in the top left on a red ground", "a small red three in the top left on a blue ground"),
    ("at the top left on a red ground is a small blue", "at the top left on a blue ground is a small red"),
]


def check_sentence_vector(answer, seed: int = 0) -> None:
    """Four properties of any useful sentence vector; how it has them is free."""
    name = "sentence_vector"
    rng = np.random.default_rng(seed)
    known = sorted({word for pair in SWAPPED for text in pair for word in text.split()} | {"green"})
    vectors = {word: rng.normal(size=8) for word in known}

    def vector_of(text: str) -> np.ndarray:
        return read_vector(name, call(name, answer, np.array([vectors[word] for word in text.split()])), text)

    def unlike(one: str, other: str) -> bool:
        before, after = vector_of(one), vector_of(other)
        return np.linalg.norm(before - after) > LEAST * max(np.linalg.norm(before), np.linalg.norm(after))

    sizes = {text: len(vector_of(text)) for text in ("red on blue", "a red seven on blue", "red", SWAPPED[3][0])}
    if len(set(sizes.values())) > 1:
        described = ", ".join(f"{size} for {len(text.split())}" for text, size in sizes.items())
        glued = all(size == 8 * len(text.split()) for text, size in sizes.items())
        reason = " One long row of all words is too long for the next sentence." if glued else ""
        raise WrongAnswer(f"{name}: how many numbers it gives depends on how many words there are: {described}.{reason}")
    if unlike("red on blue", "red on blue"):
        raise WrongAnswer(f"{name} gives another vector for the same sentence each time. If there is chance in it, it needs a fixed seed.")
    for one, other in SWAPPED:
        if not unlike(one, other):
            reason = why_no_order(vector_of, vectors)
            raise WrongAnswer(f"{name} gives the same vector for “{one}” and “{other}”, to 1 %.{reason}")
    for text in ("red on blue", "a red seven on a blue ground"):
        words = text.split()
        for place in range(len(words)):
            changed = " ".join([*words[:place], "green", *words[place + 1 :]])
            if not unlike(text, changed):
                raise WrongAnswer(f"{name} gives the same vector for “{text}” and “{changed}”, to 1 %. Does every word count?")
    right(name)


def read_vector(name: str, value, text: str) -> np.ndarray:
    """Read what a learner returned for a sentence as an array of one axis."""
    try:
        vector = np.asarray(value, dtype=float)
    except (TypeError, ValueError) as error:
        raise WrongAnswer(f"{name} should return an array of numbers; for “{text}” it returns {show(value)}.") from error
    if vector.ndim != 1:
        rows = " One row for each word is no sentence vector yet." if vector.shape[:1] == (len(text.split()),) else ""
        raise WrongAnswer(f"{name} should return an array of one axis; for “{text}” yours has the shape {vector.shape}.{rows}")
    if not np.isfinite(vector).all():
        raise WrongAnswer(f"{name} has numbers that are infinite or not a number for “{text}”.")
    return vector


def why_no_order(vector_of: Callable, vectors: Mapping) -> str:
    """Say which of the usual ways an order was lost in."""

    def differences(reduce: Callable) -> np.ndarray:
        """How far the answer is from a pooling of the word vectors, for three sentences of one length."""
        texts = ["red on blue", "seven in green", "a small star"]
        return np.array([vector_of(text) - reduce([vectors[word] for word in text.split()], axis=0) for text in texts])

    pooled = vector_of("red on blue").shape == (8,)
    for word, reduce in {"mean": np.mean, "sum": np.sum, "maximum": np.max}.items():
        if pooled and np.allclose(differences(reduce), 0):
            return f" The {word} of the word vectors does not ask in which order they come."
        if pooled and np.allclose(differences(reduce), differences(reduce)[0]):
            return f" You add something for each place, and then take the {word}: whatever stands where, the same is added. Multiply by it."
    if np.linalg.norm(vector_of("red on blue") - vector_of("blue on red")) > 1e-6:
        return (
            " It sees the order at the ends of a sentence only. If you join neighbours and take the mean or the maximum of each number by "
            "itself, it is lost again which stood together: multiply the joined pair by a matrix, and take the ReLU, first."
        )
    return " Whatever you do with each word by itself, and then add up, has no order."
