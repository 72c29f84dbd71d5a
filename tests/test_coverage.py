"""The coverage curve holds out what it says."""

import numpy as np
import pytest

from shared.data.held_out import SETS, pair_sets
from tools.coverage import LEAST, SHARES, kept_scenes


def pairs_of(scenes, columns):
    return np.unique(scenes[:, columns], axis=0)


@pytest.mark.parametrize(("share", "objects", "grounds"), [(1 / 8, 98, 34), (1 / 4, 84, 32), (1 / 2, 56, 21)])
def test_a_share_of_the_pairs_is_held_out_and_all_test_pairs_are(share, objects, grounds):
    """Of 112 pairs of object and colour and of 42 of colour and ground; 14 and 8 of them are test pairs."""
    scenes = kept_scenes(share, np.random.default_rng(1))
    assert not (pair_sets(scenes) == SETS.index("test")).any()
    for columns, left in (([0, 1], objects), ([1, 4], grounds)):
        pairs = pairs_of(scenes, columns)
        assert len(pairs) == left
        for side in (0, 1):
            assert np.unique(pairs[:, side], return_counts=True)[1].min() >= LEAST


def test_a_larger_share_holds_out_the_same_and_more():
    fewer_and_fewer = [{tuple(scene) for scene in kept_scenes(share, np.random.default_rng(1))} for share in SHARES]
    assert fewer_and_fewer[0] > fewer_and_fewer[1] > fewer_and_fewer[2]
