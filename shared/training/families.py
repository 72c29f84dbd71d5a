"""Which pictures come together in a batch: families, whose captions are hard to tell apart.

The captions of a batch's other pictures are a picture's wrong captions. If the pictures came at random, the captions
would differ in almost every word: one easy word (the ground's colour) would give a wrong caption away, and the hard ones
(which digit?) would never be learned. So a batch is made of families. In one kind of family all differ in the same one
attribute, as near misses of each other. In the other, each two have two values in each other's place, "red on blue" and
"blue on red": without it, a reader that knows which colours there are, and not whose they are, is never wrong.

All are pictures of the training set, so new pairs stay unseen. And each caption serves the whole family: it is encoded
once, where wrong captions of its own for each picture would be twenty times as many.
"""

from collections.abc import Callable
from hashlib import blake2b
from itertools import combinations

import numpy as np

from shared.data.dataset import Dataset
from shared.model.hyperparameters import Hyperparameters

SWAPPED_PAIRS = 4  # in a family of swaps

RowSampler = Callable[[int, np.random.Generator], np.ndarray]


class Families:
    """Draws batches of families from a data set."""

    def __init__(self, attributes: np.ndarray):
        """Sort the pictures so that those of a family stand together.

        Args:
            attributes: (N, A) names of what each picture shows.
        """
        _, codes = np.unique(attributes, return_inverse=True)
        self.codes = codes.reshape(attributes.shape)
        self.near = [_Index(np.delete(self.codes, column, axis=1)) for column in range(attributes.shape[1])]
        self.swaps = [_Index(self.codes, _swapped(self.codes, pairs)) for pairs in _swaps_of(self.codes)]
        varied = np.array([index.varies(self.codes[:, column]) for column, index in enumerate(self.near)])  # (A, N)
        self.in_family = [np.flatnonzero(has) for has in varied]
        self.alone = np.flatnonzero(~varied.any(axis=0))

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Draw the pictures of a batch: family after family, each of a kind chosen at random.

        Args:
            count: B, how many.
            rng: where the choice comes from.

        Returns:
            (B,) integers, rows of the data set. A picture that has no near miss comes as often as any other.
        """
        batch: list[int] = []
        while len(batch) < count:
            if len(self.alone) and rng.random() < len(self.alone) / len(self.codes):
                batch.append(rng.choice(self.alone))
                continue
            kind = int(rng.integers(len(self.near) + len(self.swaps)))
            batch.extend(self._near_misses(kind, rng) if kind < len(self.near) else self._swaps(kind - len(self.near), rng))
        return np.array(batch[:count])

    def _near_misses(self, column: int, rng: np.random.Generator) -> np.ndarray:
        """Pictures that are alike but for one attribute, one picture for each of its values that occurs."""
        rows = self.in_family[column]
        if not len(rows):
            return rows
        alike = rng.permutation(self.near[column].find(rows[rng.integers(len(rows))]))
        _, first = np.unique(self.codes[alike, column], return_index=True)
        return alike[first]

    def _swaps(self, index: int, rng: np.random.Generator) -> list[int]:
        """Some pictures, each followed by one that has two of its values in each other's place, if there is one."""
        family = []
        for row in rng.integers(len(self.codes), size=SWAPPED_PAIRS):
            found = self.swaps[index].find(row)
            family += [row, rng.choice(found)] if len(found) else [row]
        return family


def _swaps_of(codes: np.ndarray) -> list[list[tuple[int, int]]]:
    """List what can be in each other's place: pairs of columns that have values in common, and all of these at once.

    At once only where no column is in two pairs: of two objects with a colour and a size each, both objects as a whole.
    """
    pairs = [pair for pair in combinations(range(codes.shape[1]), 2) if len(np.intersect1d(*codes[:, pair].T)) > 1]
    together: list[tuple[int, int]] = []
    for pair in pairs:
        if not set(pair) & {column for taken in together for column in taken}:
            together.append(pair)
    return [[pair] for pair in pairs] + ([together] if len(together) > 1 else [])


def _swapped(codes: np.ndarray, pairs: list[tuple[int, int]]) -> np.ndarray:
    """Exchange columns, pair by pair."""
    swapped = codes.copy()
    for first, second in pairs:
        swapped[:, [first, second]] = codes[:, [second, first]]
    return swapped


def grouped(draw_rows: RowSampler, scenes: np.ndarray, size: int) -> RowSampler:
    """Draw groups: P pictures of one scene stand together, and the scenes are as another sampler draws them.

    Args:
        draw_rows: draws the scenes, a picture for each.
        scenes: (N,) or (N, K) integers, see `scene_numbers`; pictures with the same first number belong together.
        size: P; the pictures of a batch are a multiple of it.
    """
    if size == 1:
        return draw_rows
    pictures_of = _Index(scenes.reshape(len(scenes), -1)[:, :1])

    def draw(count: int, rng: np.random.Generator) -> np.ndarray:
        alike = [pictures_of.find(row) for row in draw_rows(count // size, rng)]
        return np.concatenate([rng.choice(found, size, replace=len(found) < size) for found in alike])

    return draw


def evenly(scenes: np.ndarray) -> RowSampler:
    """Draw each scene as often as every other, however many captions it has: a picture of it, with one of them.

    Args:
        scenes: (N,) or (N, K) integers, see `scene_numbers`; pictures with the same last number are of one scene.
    """
    last = scenes.reshape(len(scenes), -1)[:, -1:]  # (N, 1)
    pictures_of, firsts = _Index(last), np.unique(last, return_index=True)[1]
    return lambda count, rng: np.array([rng.choice(pictures_of.find(row)) for row in rng.choice(firsts, count)])


def row_sampler(dataset: Dataset, kind: str = Hyperparameters.batches) -> RowSampler:
    """Draw batches of families; of any pictures where `kind` is "random" or the attributes are unknown."""
    if dataset.attributes is None or kind == "random":
        return lambda count, rng: rng.integers(len(dataset.images), size=count)
    return Families(dataset.attributes).draw


def scene_numbers(dataset: Dataset) -> np.ndarray:
    """Number what the pictures show: the caption of one fits another if one of their numbers is the same.

    Returns:
        (N,) integers, equal where the attributes are; where these are unknown (N, 2), the caption's number and the picture's.
    """
    if dataset.attributes is not None:
        return _number(dataset.attributes)
    digests = np.array([blake2b(image.tobytes(), digest_size=8).digest() for image in dataset.images])
    return np.column_stack([_number(dataset.captions), _number(digests)])


def _number(rows: np.ndarray) -> np.ndarray:
    """Number rows: (N,) integers, equal where the rows are."""
    return np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)


class _Index:
    """Rows of a table, filed by what they hold: find those that hold what another row asks for."""

    def __init__(self, filed: np.ndarray, asked: np.ndarray | None = None):
        both = filed if asked is None else np.concatenate([filed, asked])
        _, group = np.unique(both, axis=0, return_inverse=True)
        group = group.reshape(-1)
        filed_group, asked_group = group[: len(filed)], group[-len(filed) :]
        self.order = np.argsort(filed_group, kind="stable")
        self.start = np.searchsorted(filed_group[self.order], asked_group, side="left")
        self.stop = np.searchsorted(filed_group[self.order], asked_group, side="right")
        self.group = filed_group

    def varies(self, codes: np.ndarray) -> np.ndarray:
        """Tell which of the filed rows are in a group whose codes, (N,) integers, are not all the same: (N,) bool."""
        groups = np.unique(np.stack([self.group, codes]), axis=1)[0]
        return np.bincount(groups, minlength=self.group.max() + 1)[self.group] > 1

    def find(self, row: np.integer) -> np.ndarray:
        """The rows that hold what `row` asks for."""
        return self.order[self.start[row] : self.stop[row]]
