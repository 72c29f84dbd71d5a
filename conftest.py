"""What pytest needs before it starts: one thread for each of several processes; and, with --nbval, what pages need."""

import os
from pathlib import Path

OUT = Path(__file__).parent / "out"

if "PYTEST_XDIST_WORKER" in os.environ:
    # Several processes share the cores. Where each has several threads too, they wait for each other, and that costs
    # processor time. Set here, before NumPy and TensorFlow start; pages and commands that are run inherit it.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")


def pytest_configure(config):
    if config.option.nbval:
        # As `make page` does: the pages are run without the settings of whoever runs them.
        os.environ.pop("MPLBACKEND", None)
        os.environ["IPYTHONDIR"] = str(OUT / "ipython")
        os.environ["MPLCONFIGDIR"] = str(OUT / "matplotlib")
        import matplotlib.font_manager  # noqa: F401  lists the fonts now: a page that has to wait for it shows a warning

        from tests.approximate import compare_approximately

        compare_approximately()
