"""Make the picture with which each page opens: the one that its cell tagged "cover" draws.

    python -m tools.make_covers [notebook …]

Without names: those of every page. `make page` calls it, so that a page never opens with what it no longer draws.
"""

import re
import sys
from base64 import b64decode
from pathlib import Path

import nbformat

from shared.base.files import atomic_write
from tools.tidy_notebooks import course_notebooks

TAG = "cover"
PIXELS = re.compile(r"data:image/(png|gif);base64,([^\"]+)")


def find_cover(page: Path) -> tuple[Path, bytes] | None:
    """Find where the cover of a page stands, and its bytes; None if no cell of the page is tagged."""
    for cell in nbformat.read(page, as_version=4).cells:
        if TAG in cell.metadata.get("tags", []):
            html = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
            if found := PIXELS.search(html):
                return page.parent / "covers" / f"{page.stem}.{found[1]}", b64decode(found[2])
    return None


def write_cover(page: Path) -> None:
    """Write the cover of a page, if it has one."""
    if cover := find_cover(page):
        path, data = cover
        path.parent.mkdir(exist_ok=True)
        with atomic_write(path) as temporary:
            temporary.write_bytes(data)


if __name__ == "__main__":
    for page in map(Path, sys.argv[1:]) if sys.argv[1:] else course_notebooks():
        write_cover(page)
