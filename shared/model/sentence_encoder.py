"""A sentence to a vector, by an encoder that respects the order of the words."""

import keras
import numpy as np
from keras import layers

SENTENCE_DIM = 128


def make_sentence_encoder(word_vectors: np.ndarray, length: int, sentence_dim: int = SENTENCE_DIM) -> keras.Model:
    """Build the encoder: two convolutions over neighbouring words, then the maximum over the sentence.

    The mean of the word vectors is the same for "red on blue" and "blue on red". A convolution sees which word
    stands beside which, five words at a time after two of them.

    Args:
        word_vectors: (V + 1, E) float32, where the embedding starts; it is trained further.
        length: T, tokens in a sentence.
        sentence_dim: S, size of the sentence vector.

    Returns:
        a model from tokens (B, T) int32 to sentence vectors (B, S) float32.
    """
    tokens = keras.Input((length,), dtype="int32", name="tokens")
    start = keras.initializers.Constant(word_vectors)
    x = layers.Embedding(*word_vectors.shape, embeddings_initializer=start, name="word_vectors")(tokens)  # (B, T) -> (B, T, E)
    x = layers.Conv1D(128, 3, padding="same", activation="relu")(x)  # (B, T, 128), each place from three words
    x = layers.Conv1D(128, 3, padding="same", activation="relu")(x)
    x = layers.GlobalMaxPooling1D()(x)  # (B, T, 128) -> (B, 128)
    sentence_vector = layers.Dense(sentence_dim, name="sentence_vector")(x)
    return keras.Model(tokens, sentence_vector, name="sentence_encoder")
