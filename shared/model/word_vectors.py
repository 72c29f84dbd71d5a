"""Words to vectors: gensim's Word2Vec on the captions and on English text from gensim's own wheel."""

import bz2
import re

import numpy as np
from gensim.models import Word2Vec
from gensim.test.utils import datapath

from shared.data.words import split_words
from shared.model.vocabulary import Vocabulary

WORD_DIM = 48
WIKIPEDIA = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"


def english_sentences() -> list[list[str]]:
    """Read the Lee news corpus and the Wikipedia extract that lie in gensim's wheel: lists of words."""
    with open(datapath("lee_background.cor"), encoding="latin-1") as file:
        sentences = [split_words(line) for line in file]
    with bz2.open(datapath(WIKIPEDIA), "rt", encoding="utf-8") as file:
        for line in file:
            # Prose only: a line of mark-up starts with a sign, a line of a table has no full stop.
            if line[0].isalpha() and ". " in line:
                sentences.append(split_words(re.sub(r"&\w+;|\[\[[^\]|]*\||<[^>]*>", " ", line)))
    return sentences


def train_word_vectors(captions: list[str], vocabulary: Vocabulary, seed: int) -> np.ndarray:
    """Train Word2Vec (skip-gram with negative sampling; Mikolov et al. 2013) and look the vocabulary up.

    Args:
        captions: N texts.
        vocabulary: its words get a row each.
        seed: of gensim; one worker, so that the same seed gives the same vectors.

    Returns:
        (V + 1, 48) float32, row i the vector of token id i, whitened; row 0, padding, is zero.
    """
    sentences = [split_words(caption) for caption in captions] + english_sentences()
    model = Word2Vec(sentences, vector_size=WORD_DIM, window=3, min_count=1, sg=1, epochs=3, seed=seed, workers=1)
    return np.concatenate([np.zeros((1, WORD_DIM)), whiten(model.wv[vocabulary.words])]).astype(np.float32)


def whiten(vectors: np.ndarray) -> np.ndarray:
    """Take away what all words share, and give every direction that is left the same variance.

    After so short a training all words are still alike: "red" and "blue" have a cosine of 0.99, "3" and "7" of 0.98.
    But which of them was said is what the picture depends on. (A stronger form of Mu & Viswanath 2018, Algorithm 1.)

    Args:
        vectors: (V, E).

    Returns:
        (V, E) of mean 0 and, where V is large enough, unit variance in every direction, no two correlated.
    """
    centred = vectors - vectors.mean(axis=0)  # (V, E) - (E,)
    variances, directions = np.linalg.eigh(centred.T @ centred / len(centred))  # (E, V) @ (V, E) -> (E,), (E, E)
    # Directions in which the words hardly differ are noise: they stay quieter.
    # (V, E) @ (E, E) / (E,) -> (V, E)
    return centred @ directions / np.sqrt(np.maximum(variances, 1e-4 * variances.max()))
