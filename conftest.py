"""What pages need when pytest runs them; nothing of it without --nbval."""

import os
from pathlib import Path

OUT = Path(__file__).parent / "out"


def pytest_configure(config):
    if config.option.nbval:
        # As `make page` does: the pages are run without the settings of whoever runs them.
        os.environ.pop("MPLBACKEND", None)
        os.environ["IPYTHONDIR"] = str(OUT / "ipython")
        os.environ["MPLCONFIGDIR"] = str(OUT / "matplotlib")
        import matplotlib.font_manager  # noqa: F401  lists the fonts now: a page that has to wait for it shows a warning

        from tests.approximate import compare_approximately

        compare_approximately()
