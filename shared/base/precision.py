"""Faster arithmetic on processors that have it."""

import tensorflow as tf
from archspec.cpu.detect import detected_info


def has_bfloat16() -> bool:
    """Tell whether this processor computes in bfloat16. One that doesn't would imitate it, ten times slower than float32."""
    return "avx512_bf16" in detected_info().features  # its own instructions: a virtual machine may lack some of its model's


def use_automatic_bfloat16() -> None:
    """Let oneDNN compute convolutions and matrix products in bfloat16 where the processor can; all else stays float32.

    `benchmarks/train_step.py` measures what it brings. With it, `BatchNormalization` needs a momentum of 0.9.
    """
    if has_bfloat16():
        tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
