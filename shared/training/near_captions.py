"""Near misses without a table of attributes: the captions that the encoder itself finds hard to tell apart.

Of a batch of random captions, one easy word gives away which is right, and the hard words are never learned. So a batch is
made of families: a picture, and others whose sentence vectors are near its own. What the encoder can't tell apart yet is what
lies near: first whatever it has not learned at all, later what is like it in meaning. As it learns, the families change
(hard negatives from the model itself: Xiong et al. 2021, section 4).
"""

import numpy as np

FAMILY = 8  # pictures
NEAREST, LEAST = 150, 32  # a family is drawn of the nearest 150th of the captions, at least of 32: mostly not the same in other words
FIRST_LOOK = 1_000  # steps of reading before the first look at the sentence vectors: until then they mean little


class NearCaptions:
    """Draws batches of families of near captions; of random pictures before the first look."""

    def __init__(self, count: int):
        """Begin without knowing what is near.

        Args:
            count: N, pictures of the data set.
        """
        self.count, self.nearest = count, min(max(count // NEAREST, LEAST), count - 1)
        self.directions: np.ndarray | None = None

    def look(self, sentence_vectors: np.ndarray) -> None:
        """See what is near now.

        Args:
            sentence_vectors: (N, S) float32, of the captions of all pictures.
        """
        self.directions = sentence_vectors / np.linalg.norm(sentence_vectors, axis=1, keepdims=True)

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Draw the pictures of a batch: (B,) integers, rows of the data set."""
        if self.directions is None:
            return rng.integers(self.count, size=count)
        first = rng.integers(self.count, size=-(-count // FAMILY))  # (B / 8,)
        cosines = self.directions[first] @ self.directions.T  # (B / 8, S) @ (S, N) -> (B / 8, N)
        cosines[np.arange(len(first)), first] = -np.inf
        near = np.argpartition(-cosines, self.nearest - 1, axis=1)[:, : self.nearest]  # in no order
        others = np.stack([rng.choice(row, FAMILY - 1, replace=self.nearest < FAMILY - 1) for row in near])
        return np.column_stack([first, others]).ravel()[:count]
