"""TensorFlow starts with oneDNN, and without the notes that nobody can act on: oneDNN is on, there is no GPU.

Three things keep this file from being shorter. TensorFlow writes the notes before it reads `TF_CPP_MIN_LOG_LEVEL`, so they
must be filtered out of the standard error. It is Keras that imports TensorFlow, whenever a page first needs it, so the filter
has to wait for that import. And on a processor without AVX TensorFlow says so and dies: a process of its own filters, which
still passes on what was said last.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder

NOTE = re.compile(rb"WARNING: All log messages before absl::InitializeLog|I\d{4} .+\.cc:\d+\]")


def quiet_tensorflow() -> None:
    """Let the next `import tensorflow`, Keras's included, be quiet, and compute with oneDNN.

    By itself TensorFlow takes oneDNN only on processors with instructions for neural networks. On one that has no more
    than AVX2, a step of training took nearly twice as long without it.
    """
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # after the import: only what ends the process
    sys.meta_path.insert(0, QuietStart())


class QuietStart(MetaPathFinder):
    """Finds TensorFlow where Python does, and filters what it writes while it is imported."""

    def find_spec(self, name, path=None, target=None):
        if name != "tensorflow" or not (spec := PathFinder.find_spec(name, path, target)):
            return None
        run = spec.loader.exec_module

        def run_filtered(module) -> None:
            with without_notes():
                run(module)

        spec.loader.exec_module = run_filtered
        return spec


@contextmanager
def without_notes() -> Iterator[None]:
    """Pass on the standard error of this process line by line, without TensorFlow's notes."""
    if sys.stderr is None:  # a service, started without
        yield
        return
    # In a session of its own: Ctrl-C is not for the filter.
    with subprocess.Popen([sys.executable, "-IS", __file__], stdin=subprocess.PIPE, start_new_session=True) as filtering:
        standard_error = os.dup(2)
        os.dup2(filtering.stdin.fileno(), 2)  # type: ignore[union-attr]  # it is a pipe
        try:
            yield
        finally:
            os.dup2(standard_error, 2)
            os.close(standard_error)


if __name__ == "__main__":
    for line in sys.stdin.buffer:
        if not NOTE.match(line):
            sys.stderr.buffer.write(line)
            sys.stderr.flush()
