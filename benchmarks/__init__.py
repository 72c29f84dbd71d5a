"""How fast a training step is, ours and PyTorch's: `python -m benchmarks.train_step`."""

import shared  # noqa: F401  TensorFlow starts quietly
