"""What the pages show, counted: `python -m tools.count_cells`.

A cell that prints True or False makes its reader trust a test; one that prints the number lets them see. An ignored output
is compared with nothing.
"""

import re
from pathlib import Path

import nbformat

from shared.paths import COURSE
from tools.tidy_notebooks import course_notebooks

MOST_BOOLEANS, MOST_IGNORED = 40, 1 / 20  # in the whole course; of the printing cells
LEAST = {"widgets": 7, "animations": 6, "blanks": 20}
BOOLEAN = re.compile(r"\b(True|False)\b")
COLUMNS = ("printing", "booleans", "ignored", "figures", "widgets", "animations", "blanks")


def count_cells(path: Path) -> dict[str, int]:
    """Count a notebook's code cells by what they show, and those whose output is ignored."""
    counts = dict.fromkeys(COLUMNS, 0)
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        html = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
        printed = "".join(output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)
        counts["printing"] += bool(printed)
        counts["booleans"] += bool(BOOLEAN.search(printed))
        counts["ignored"] += "nbval-ignore-output" in cell.metadata.get("tags", [])
        counts["figures"] += "data:image/png" in html
        counts["widgets"] += bool(re.search(r"\binteract\(", cell.source))
        counts["animations"] += "data:image/gif" in html
        counts["blanks"] += "...  # your turn" in cell.source
    return counts


def main() -> None:
    total = dict.fromkeys(COLUMNS, 0)
    print(f"{'':44}" + "".join(f"{name:>11}" for name in COLUMNS))
    for path in course_notebooks():
        if path.stem == "assignment":
            continue
        counts = count_cells(path)
        total = {name: total[name] + counts[name] for name in COLUMNS}
        print(f"{path.relative_to(COURSE)!s:44}" + "".join(f"{counts[name]:11}" for name in COLUMNS))
    print(f"{'in all':44}" + "".join(f"{total[name]:11}" for name in COLUMNS))
    print(f"Of {total['printing']} printing cells {total['booleans']} show True or False; at most {MOST_BOOLEANS} should.")
    print(f"{total['ignored']} are compared with nothing; at most {MOST_IGNORED * total['printing']:.0f} should.")
    print("There should be at least " + ", ".join(f"{count} {name}" for name, count in LEAST.items()) + ".")


if __name__ == "__main__":
    main()
