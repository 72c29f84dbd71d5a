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
