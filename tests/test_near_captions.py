"""Families of near captions: what lies near comes together, and nothing breaks where there is little to choose from."""

import numpy as np
import pytest

from shared.training.near_captions import FAMILY, NearCaptions


@pytest.fixture
def near():
    """Ten heaps of sentence vectors, 100 in each, that point ten ways; the length says nothing."""
    rng = np.random.default_rng(1)
    vectors = np.repeat(np.eye(10), 100, axis=0) + 0.1 * rng.normal(size=(1000, 10))
    captions = NearCaptions(1000)
    captions.look((vectors * rng.uniform(1, 9, (1000, 1))).astype(np.float32))
    return captions


def heaps(rows):
    return (rows // 100).reshape(-1, FAMILY)


def test_families_are_near(near):
    rows = near.draw(64, np.random.default_rng(1))
    assert rows.shape == (64,) and (heaps(rows) == heaps(rows)[:, :1]).all()
    assert len(set(heaps(rows)[:, 0])) > 3
    assert len(set(rows.reshape(-1, FAMILY)[0])) == FAMILY  # the first picture is not its own neighbour


def test_before_the_first_look_pictures_come_at_random():
    rows = NearCaptions(1000).draw(64, np.random.default_rng(1))
    assert (heaps(rows) != heaps(rows)[:, :1]).any(axis=1).all()


def test_a_family_is_drawn_of_many(near):
    """The nearest of all would mostly be the same in other words."""
    drawn = {int(row) for seed in range(300) for row in near.draw(FAMILY, _starting_with(0, seed))[1:]}
    assert len(drawn) == near.nearest == 32


def _starting_with(row, seed):
    class Generator:
        rng = np.random.default_rng(seed)

        def integers(self, count, size):
            return np.full(size, row)

        def choice(self, *arguments, **options):
            return self.rng.choice(*arguments, **options)

    return Generator()


@pytest.mark.parametrize("count", [2, 5, 9])
def test_few_captions_are_enough(count):
    captions = NearCaptions(count)
    captions.look(np.eye(count, dtype=np.float32))
    rows = captions.draw(13, np.random.default_rng(1))
    assert rows.shape == (13,) and set(rows) <= set(range(count))
