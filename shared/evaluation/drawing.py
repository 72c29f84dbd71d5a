"""What can be measured: anything that draws captions."""

from collections.abc import Callable

import numpy as np

# Called with N captions and a seed, returns (N, H, H, 3) uint8, the pictures: a trained model's `draw`, or in a test the
# renderer or noise.
Draw = Callable[[list[str], int], np.ndarray]
