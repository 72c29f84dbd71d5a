"""How far apart two sets of pictures are, and how far apart the pictures of one set."""

import numpy as np


def frechet_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Measure the Fréchet distance between two sets of features, each taken for a Gaussian.

    |μa - μb|² + tr(Σa + Σb - 2 (Σa Σb)^½) (Heusel et al. 2017, section 1 and equation 6). Σa Σb is not symmetric, but
    Σa^½ Σb Σa^½ is and has the same eigenvalues, and the trace of a root is the sum of the eigenvalues' roots.

    Args:
        a: (N, D) features.
        b: (M, D) features.

    Returns:
        0 for the same mean and covariance; it grows with every difference, and shrinks with N by a bias of about 1/N.
    """
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    covariance_a, covariance_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    values, vectors = np.linalg.eigh(covariance_a)  # (D, D) -> (D,), (D, D)
    root_a = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T  # (D, D) * (D,) @ (D, D) -> (D, D)
    product = np.maximum(np.linalg.eigvalsh(root_a @ covariance_b @ root_a), 0)
    shift = a.mean(axis=0) - b.mean(axis=0)  # (D,)
    return float(shift @ shift + np.trace(covariance_a) + np.trace(covariance_b) - 2 * np.sqrt(product).sum())


def kernel_distance(a: np.ndarray, b: np.ndarray, rng: np.random.Generator, subsets: int = 20, size: int = 1000) -> float:
    """Measure the kernel distance between two sets of features: no Gaussian, and no bias.

    The unbiased estimate of the squared maximum mean discrepancy under k(x, y) = (x·y/D + 1)³, as a mean over random
    subsets (Bińkowski et al. 2018, section 3 and equation 4).

    Args:
        a: (N, D) features.
        b: (M, D) features.
        rng: where the subsets come from.
        subsets: how many to average.
        size: rows of each, or all of a set that has fewer.

    Returns:
        0 on average for two samples of one distribution, so now and then slightly below 0.
    """
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    size = min(size, len(a), len(b))
    estimates = []
    for _ in range(subsets):
        x, y = rng.choice(a, size, replace=False), rng.choice(b, size, replace=False)
        estimates.append(_mean_of_pairs(_kernel(x, x)) + _mean_of_pairs(_kernel(y, y)) - 2 * _kernel(x, y).mean())
    return float(np.mean(estimates))


def _kernel(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    base = x @ y.T / x.shape[1] + 1  # (n, D) @ (D, m) -> (n, m)
    return base * base * base  # ten times as fast as ** 3


def _mean_of_pairs(kernel: np.ndarray) -> float:
    """The mean over pairs of two different rows: the diagonal, a row with itself, would be the bias."""
    return (kernel.sum() - np.trace(kernel)) / (len(kernel) * (len(kernel) - 1))


def mean_pairwise_distance(images: np.ndarray) -> float:
    """Measure how much the pictures of a group differ from one another.

    Args:
        images: (K, M, ...) float, K groups of M pictures.

    Returns:
        the root of the mean squared difference between the pixels of two pictures, averaged over the pairs of a group and
        over the groups; 0 if all M are the same.
    """
    groups = images.reshape(*images.shape[:2], -1)  # (K, M, pixels)
    first, second = np.triu_indices(images.shape[1], k=1)  # the M (M - 1) / 2 pairs
    return float(np.mean([np.sqrt(np.mean((group[first] - group[second]) ** 2, axis=1)) for group in groups]))
