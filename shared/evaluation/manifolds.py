"""Are the drawn pictures like real ones, and is every kind of real picture drawn? Two questions, so two numbers.

A distance such as FID mixes both. Here a set of pictures is taken for the balls around them, each as wide as the way to
the fifth nearest picture of its own set.
"""

import numpy as np
from sklearn.neighbors import NearestNeighbors

NEIGHBOURS = 5
CHUNK = 1000  # pictures compared at a time


def compare_manifolds(drawn: np.ndarray, real: np.ndarray) -> dict[str, float]:
    """Compare two sets of features.

    Precision and recall: Kynkäänniemi et al. 2019, section 2. Density and coverage: Naeem et al. 2020, section 3; one odd
    real picture, whose ball is huge, changes these little.

    Args:
        drawn: (N, D) features of drawn pictures, N above 5.
        real: (M, D) features of real ones, M above 5.

    Returns:
        "precision", the share of drawn pictures in a ball of a real one; "recall", the share of real pictures in a ball
        of a drawn one; "density", in how many balls of real pictures a drawn one lies, of the 5 that a real one would;
        "coverage", the share of real pictures whose ball holds a drawn one. For two samples of one distribution density
        is 1 and coverage 0.97 on average; what the other two would be, only such samples can tell.
    """
    drawn, real = drawn.astype(np.float64), real.astype(np.float64)
    drawn_reach, real_reach = _reach(drawn), _reach(real)  # (N,), (M,)
    balls_of_real = _count_balls(drawn, real, real_reach)  # (N,)
    balls_of_drawn = _count_balls(real, drawn, drawn_reach)  # (M,)
    nearest, _ = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(drawn).kneighbors(real)  # (M, 1)
    return {
        "precision": float((balls_of_real > 0).mean()),
        "recall": float((balls_of_drawn > 0).mean()),
        "density": float(balls_of_real.mean() / NEIGHBOURS),
        "coverage": float((nearest[:, 0] <= real_reach).mean()),
    }


def _reach(features: np.ndarray) -> np.ndarray:
    """The way from each row to its fifth nearest other row, (N,)."""
    distances, _ = NearestNeighbors(n_neighbors=NEIGHBOURS, algorithm="brute").fit(features).kneighbors()
    return distances[:, -1]


def _count_balls(points: np.ndarray, centres: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Count the balls that hold each point: (P, D), (C, D) and (C,) to (P,)."""
    counts = []
    for start in range(0, len(points), CHUNK):
        some = points[start : start + CHUNK]
        squares = (some**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * some @ centres.T  # (CHUNK, C)
        counts.append((squares <= reach**2).sum(axis=1))
    return np.concatenate(counts)
