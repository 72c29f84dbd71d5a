"""A sentence to a vector, by attention: each head looks for one thing that a sentence may say."""

import keras
import numpy as np
from keras import layers, ops

from shared.model.vocabulary import PADDING

SENTENCE_DIM = 128
MEANING_DIM = 16
HEADS = 16


def make_sentence_encoder(word_vectors: np.ndarray, length: int, sentence_dim: int = SENTENCE_DIM, heads: int = HEADS) -> keras.Model:
    """Build the encoder: each head chooses words by their neighbours, and passes on what those words mean.

    The mean of the word vectors is the same for "red on blue" and "blue on red". Here each head gives every word a score,
    the sum of what the word itself and its two neighbours on either side contribute; what the head passes on is the mean
    of the words' meanings, so weighted, and nothing else (Lin et al. 2017, equations 5 to 7, with one linear convolution
    in place of LSTM and hidden layer). So a head that finds the ground's colour passes on the same for "blue" whatever
    stands on the ground: that is what makes combinations readable that training never had. And a word means the same to
    all heads: one that training has only as the colour of a ground is understood as the colour of an object.

    Args:
        word_vectors: (V + 1, E) float32, where the embedding starts; it is trained further.
        length: T, tokens in a sentence.
        sentence_dim: S, size of the sentence vector.
        heads: K.

    Returns:
        a model from tokens (B, T) int32 to sentence vectors (B, S) float32. Its layer "attention" gives (B, T, K), for
        each head weights that add up to 1 over the words.
    """
    tokens = keras.Input((length,), dtype="int32", name="tokens")
    start = keras.initializers.Constant(word_vectors)
    words = layers.Embedding(*word_vectors.shape, embeddings_initializer=start, name="word_vectors")(tokens)  # (B, T) -> (B, T, E)
    scores = layers.Conv1D(heads, 5, padding="same")(words)  # (B, T, K), each from five words
    is_word = ops.not_equal(tokens, PADDING)[:, :, None]  # (B, T, 1)
    attention = layers.Softmax(axis=1, name="attention")(scores, mask=is_word)  # over the words
    meanings = layers.Dense(MEANING_DIM, name="meaning")(words)  # (B, T, M), few numbers, the same for all heads
    chosen = layers.Dot(axes=1)([attention, meanings])  # (B, T, K), (B, T, M) -> (B, K, M)
    sentence_vector = layers.Dense(sentence_dim, name="sentence_vector")(layers.Flatten()(chosen))
    return keras.Model(tokens, sentence_vector, name="sentence_encoder")
