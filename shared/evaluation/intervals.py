"""How sure a rate is: its 95 % interval."""

import numpy as np

RESAMPLES = 10_000


def bootstrap_interval(correct: np.ndarray, rng: np.random.Generator) -> tuple[float, float]:
    """Find the 95 % interval of a rate by the bootstrap (Efron 1979, the percentile method).

    How many are right among N drawn with replacement from answers of which a share p is right is a binomial number of N
    and p: so the resamples need not be drawn one answer at a time.

    Args:
        correct: (N,) bool, which answers are right.
        rng: where the resamples come from.

    Returns:
        the bounds between which 95 % of the resampled rates lie.
    """
    rates = rng.binomial(len(correct), np.mean(correct), size=RESAMPLES) / len(correct)
    low, high = np.quantile(rates, (0.025, 0.975))
    return float(low), float(high)


def wilson_interval(rate: float, count: int) -> tuple[float, float]:
    """Find the 95 % interval of a rate by Wilson's score (Wilson 1927), which holds near 0 and 1 too.

    The bootstrap of 1,000 right answers of 1,000 is the point 1; the next answer may still be wrong.

    Args:
        rate: the share that is right, in [0, 1].
        count: of how many, 1 or more.

    Returns:
        the true rates under which the one found would not be unusual.
    """
    z = 1.96  # 95 % of a Gaussian lie within so many standard deviations
    middle = (rate + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z / (1 + z**2 / count) * np.sqrt(rate * (1 - rate) / count + z**2 / (4 * count**2))
    return float(max(middle - half, 0)), float(min(middle + half, 1))


def interval_over_groups(rates: np.ndarray, rng: np.random.Generator) -> tuple[float, float]:
    """Find the 95 % interval of a mean over groups by the bootstrap over groups, not over the answers in them.

    Whether a model draws pairs that it never saw is asked as often as there are pairs. More pictures of one pair say more
    about that pair, and nothing about the next.

    Args:
        rates: (G,) one rate a group.
        rng: where the resamples come from.

    Returns:
        the bounds between which 95 % of the resampled means lie.
    """
    means = rng.choice(rates, size=(RESAMPLES, len(rates))).mean(axis=1)  # (10,000, G) -> (10,000,)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)
