"""The figure of a training run: how the losses fell, and what the model draws."""

from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from shared.base.sheets import grid


def show_training(losses: dict[str, list[float]], images: np.ndarray, columns: int = 4) -> Figure:
    """Draw loss curves on the left and a grid of pictures on the right.

    Args:
        losses: the name of each curve, and its value after each epoch.
        images: (N, H, W, 3) uint8, N at least 1.
        columns: how many pictures in a row.
    """
    figure = plt.figure(figsize=(8, 3.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    styles = cycle(["-", "--", "-.", ":"])  # so that the curves differ without colour too
    for name, values in losses.items():
        left.plot(range(1, len(values) + 1), values, linestyle=next(styles), label=name)
    left.xaxis.get_major_locator().set_params(integer=True)  # there is no epoch 2.5
    left.set(xlabel="epoch", ylabel="loss", title="Losses")
    left.legend()
    right.imshow(grid(images, columns), interpolation="nearest")
    right.set(title="Samples")
    right.set_axis_off()
    return figure
