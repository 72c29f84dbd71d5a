"""Which captions are wrong for a picture, and hard to tell from the right one.

A random wrong caption differs in almost every word, so one easy word (the ground's colour) gives it away and
the hard ones (which digit?) are never learned. Two kinds are hard. A near miss differs in one attribute. A
swap has two values in each other's place, "red on blue" for "blue on red": without it, a reader that knows
which colours there are, and not whose they are, is never wrong.

Both are captions of other pictures of the training set, so held-out combinations stay unseen.
"""

from collections.abc import Callable
from itertools import combinations

import numpy as np

from shared.data.dataset import Dataset
from shared.model.hyperparameters import Hyperparameters

MOST_NEAR_MISSES = 7  # an attribute
SWAPS = 2  # for two attributes that can swap
RANDOM_WRONG = 16  # wrong captions a picture where they are chosen at random


class WrongCaptions:
    """For each picture of a data set, find the pictures whose captions are wrong for it by a little."""

    def __init__(self, attributes: np.ndarray):
        """Sort the pictures so that those alike stand together.

        Args:
            attributes: (N, A) names of what each picture shows.
        """
        _, codes = np.unique(attributes, return_inverse=True)
        self.codes = codes.reshape(attributes.shape)
        # Each search: where to look, which columns must differ, how many to draw.
        self.searches = []
        for column in range(attributes.shape[1]):
            values = len(np.unique(self.codes[:, column]))
            count = min(max(values // 2, 1), MOST_NEAR_MISSES)
            self.searches.append((_Index(np.delete(self.codes, column, axis=1)), [column], count))
        for first, second in combinations(range(attributes.shape[1]), 2):
            if len(np.intersect1d(self.codes[:, first], self.codes[:, second])) > 1:
                swapped = self.codes.copy()
                swapped[:, [first, second]] = self.codes[:, [second, first]]
                self.searches.append((_Index(self.codes, swapped), [first, second], SWAPS))

    def choose(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Choose wrong captions for pictures: near misses in each attribute, then swaps where two can swap.

        An attribute of V values gets V // 2 near misses: which of 14 objects it is takes more questions than which of
        3 sizes.

        Where the data set has no such caption, that of any picture that differs is taken instead.

        Args:
            rows: (B,) integers, pictures of the data set.
            rng: where the choice comes from.

        Returns:
            (B, W) integers: the pictures whose captions are wrong for `rows`.
        """
        return np.stack([self._choose(index, columns, rows, rng) for index, columns, count in self.searches for _ in range(count)], axis=1)

    def _choose(self, index: "_Index", columns: list[int], rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        chosen = index.draw(rows, rng)
        for attempt in range(50):
            right = (self.codes[chosen][:, columns] == self.codes[rows][:, columns]).all(axis=1)
            again = np.flatnonzero(right)
            if len(again) == 0:
                break
            everyone = len(self.codes)
            chosen[again] = index.draw(rows[again], rng) if attempt < 20 else rng.integers(everyone, size=len(again))
        return chosen


def wrong_caption_chooser(dataset: Dataset, kind: str = Hyperparameters.wrong_captions) -> Callable:
    """Choose near misses and swaps; captions of any other pictures where `kind` is "random" or the attributes are unknown."""
    if dataset.attributes is None or kind == "random":
        _, same = np.unique(dataset.captions, return_inverse=True)

        def choose_random(rows, rng):
            wrong = rng.integers(len(same), size=(len(rows), RANDOM_WRONG))
            # Twenty tries: a caption that most pictures share may still meet itself.
            for _ in range(20):
                again = same[wrong] == same[rows][:, None]
                wrong[again] = rng.integers(len(same), size=again.sum())
            return wrong

        return choose_random
    return WrongCaptions(dataset.attributes).choose


class _Index:
    """Rows of a table, filed by what they hold: draw one that holds what another row asks for."""

    def __init__(self, filed: np.ndarray, asked: np.ndarray | None = None):
        both = filed if asked is None else np.concatenate([filed, asked])
        _, group = np.unique(both, axis=0, return_inverse=True)
        filed_group, asked_group = group[: len(filed)], group[-len(filed) :]
        self.order = np.argsort(filed_group, kind="stable")
        self.start = np.searchsorted(filed_group[self.order], asked_group, side="left")
        self.stop = np.searchsorted(filed_group[self.order], asked_group, side="right")

    def draw(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw for each row one of the rows that hold what it asks for; the row itself where there is none."""
        start, stop = self.start[rows], self.stop[rows]
        drawn = self.order[np.minimum(rng.integers(start, np.maximum(stop, start + 1)), len(self.order) - 1)]
        return np.where(stop > start, drawn, rows)
