"""Faster arithmetic on processors that have it."""

import tensorflow as tf


def use_automatic_bfloat16() -> None:
    """Let oneDNN compute convolutions and matrix products in bfloat16 where it pays; all else stays float32.

    `benchmarks/train_step.py` measures what it brings. With it, `BatchNormalization` needs a momentum of 0.9.
    """
    tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
