"""The checks of the blanks within the pages of week 5. Read them if you like; you learn more if you first try without.

Each check computes what is right in another way than you will: from a dictionary, word by word, or from the loss itself.
"""

import math

import numpy as np

from shared.exercises.blanks import blank
from shared.exercises.checking import compare


@blank
def check_decode(answer, rng):
    """A row of token ids to its words, without the padding."""

    def from_a_dictionary(row, words):
        word_of = dict(enumerate(words, start=1))
        return [word_of[token] for token in row if token in word_of]

    colours, more = ["blue", "on", "red"], ["a", "blue", "grey", "ground", "on", "red", "seven", "star", "white"]
    cases = [([3, 2, 1, 0], colours), ([1], colours), ([*rng.integers(1, 10, size=6).tolist(), 0, 0], more), ([0, 0], more)]
    yield from compare(answer, from_a_dictionary, cases)


@blank
def check_weigh(answer, rng):
    """The counts times ln(N / df)."""

    def count_by_count(counts):
        texts = len(counts)
        weighed = np.zeros(counts.shape)
        for column, numbers in enumerate(counts.T.tolist()):
            having = sum(number > 0 for number in numbers)
            weighed[:, column] = [number * (math.log(texts) - math.log(having)) for number in numbers]
        return weighed

    many = rng.integers(0, 3, size=(5, 4))
    many[0] = 1  # every word is in a text
    cases = [(np.array([[2, 1], [1, 0]]),), (np.array([[1, 0, 3], [1, 2, 0], [1, 0, 1]]),), (many,)]
    for complaint in compare(answer, count_by_count, cases):
        whole = " Do you fill an array that holds whole numbers, as `np.zeros_like(counts)` does? It cuts off what stands after the point: take `np.zeros(counts.shape)`."
        yield complaint + whole * complaint.endswith("yours gives [[0, 0], [0, 0]].")


@blank
def check_score_slope(answer, rng):
    """The slope of the loss with respect to a score: the loss a little above minus the loss a little below."""

    def from_the_loss(score, label):
        def loss(value):
            return math.log1p(math.exp(-value if label == 1 else value))

        return (loss(score + 1e-5) - loss(score - 1e-5)) / 2e-5

    cases = [(1, 1), (-2, 0), (0.0, 1), (0.0, 0), *((float(score), label) for label, score in enumerate(rng.normal(size=2)))]
    yield from compare(answer, from_the_loss, cases)


@blank
def check_cbow_probability(answer, rng):
    """The sigmoid of the centre's context vector times the mean of the neighbours' vectors."""

    def number_by_number(neighbours, centre):
        score = sum(float(row @ centre) for row in neighbours) / len(neighbours)
        return (1 + math.tanh(score / 2)) / 2

    cases = [
        (np.array([[1, 0], [1, 2]]), np.array([1, 2])),
        (np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]]), np.array([1.0, 2.0])),
        (rng.normal(size=(4, 3)), rng.normal(size=3)),
    ]
    yield from compare(answer, number_by_number, cases)


@blank
def check_mean_of_words(answer, rng):
    """The mean of the rows whose token is not padding."""

    def row_by_row(vectors, tokens):
        total, number = np.zeros(vectors.shape[1]), 0
        for vector, token in zip(vectors, tokens.tolist(), strict=True):
            if token:
                total, number = total + vector, number + 1
        return total / number

    cases = [
        (np.array([[1, 3], [3, 1], [9, 9]]), np.array([4, 2, 0])),
        (rng.normal(size=(5, 2)), np.array([3, 1, 4, 1, 5])),
        (rng.normal(size=(6, 3)), np.array([7, 2, 8, 0, 0, 0])),
    ]
    yield from compare(answer, row_by_row, cases)


@blank
def check_attend(answer, rng):
    """The vectors, weighted by the softmax of the scores and added up."""

    def word_by_word(scores, vectors):
        parts = [math.exp(score) * vector for score, vector in zip(scores.tolist(), vectors, strict=True)]
        return sum(parts) / sum(math.exp(score) for score in scores.tolist())

    small = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]])
    cases = [(np.array([0, 0, 0]), small), (np.array([0, 0, 4]), small), (rng.normal(size=5), rng.normal(size=(5, 4)))]
    yield from compare(answer, word_by_word, cases)
