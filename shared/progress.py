"""How far a learner is: what the checks said in the notebooks of this folder, as they were last run and saved.

Nothing is run, and nothing leaves the machine: a check that prints "Right: ranking" leaves that in its notebook.
"""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.paths import COURSE, WEEKS

ASSIGNMENT = "assignment.ipynb"
CHECK = re.compile(r"^check_(\w+)\(", re.MULTILINE)  # a cell that asks whether a blank or an exercise is right
MINUTES = re.compile(r"^\*\*Time:\*\* about (\d+) minutes", re.MULTILINE)
TITLE = re.compile(r"^# (.+)", re.MULTILINE)
BAR = 10  # characters of a full bar


@dataclass(frozen=True)
class Page:
    """A notebook: a page with its blanks, or an assignment with its exercises.

    Attributes:
        path: from the course's folder.
        title: its first heading.
        minutes: how long it says that it takes.
        checks: of each blank or exercise, in their order, whether it is right.
    """

    path: Path
    title: str
    minutes: int
    checks: dict[str, bool]

    @property
    def done(self) -> bool:
        return all(self.checks.values())


@dataclass(frozen=True)
class Week:
    """The pages of a week, the assignment last."""

    name: str
    pages: tuple[Page, ...]

    @property
    def assignment(self) -> Page:
        return self.pages[-1]


def read_progress(course: Path = COURSE) -> list[Week]:
    """Read the notebooks of all weeks.

    Raises:
        UserError: if a notebook is missing or no notebook.
    """
    weeks = []
    for folder in (course / week.name for week in WEEKS):
        weeks.append(Week(folder.name, tuple(read_page(path, course) for path in (*numbered_pages(folder), folder / ASSIGNMENT))))
    return weeks


def numbered_pages(week: Path) -> list[Path]:
    """List the pages of a week's folder in the order of their numbers."""
    return sorted(week.glob("[0-9]*_*.ipynb"), key=lambda page: int(page.name.partition("_")[0]))


def read_page(path: Path, course: Path) -> Page:
    """Read what the checks said in one notebook.

    Raises:
        UserError: if it is missing or no notebook.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells]
        printed = ["".join("".join(output.get("text", "")) for output in cell.get("outputs", ())) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path.relative_to(course)} can't be read as a notebook. Save it again, or copy it from the course.") from error
    title, minutes = TITLE.search(sources[0]), MINUTES.search(sources[0])
    checks = {
        check[1]: f"Right: {check[1]}" in said.splitlines()
        for source, said in zip(sources, printed, strict=True)
        for check in CHECK.finditer(source)
    }
    return Page(path.relative_to(course), title[1] if title else path.stem, int(minutes[1]) if minutes else 0, checks)


def next_step(weeks: list[Week]) -> tuple[Page, str] | None:
    """Find where to go on: the first week whose exercises aren't all right, there the first page with an open blank.

    Once an exercise of a week is right, its pages are taken as read.

    Returns:
        the page, and the name of the open blank or exercise; None if all exercises are right.
    """
    for week in weeks:
        if week.assignment.done:
            continue
        pages = week.pages[-1:] if any(week.assignment.checks.values()) else week.pages
        page = next(page for page in pages if not page.done)
        return page, next(name for name, right in page.checks.items() if not right)
    return None


def format_progress(weeks: list[Week], course: str | None = None) -> str:
    """Write a table of all weeks, and the next step, as Markdown that reads well in a terminal too.

    Args:
        course: the way to the course's folder from where the text will stand, for links; None for a terminal.
    """

    def link(page: Page, text: str) -> str:
        return text if course is None else f"[{text}]({course}/{page.path.as_posix()})"

    lines: list[tuple[str, ...]] = [("week", "exercises that are right", "blanks that are right", "takes about")]
    for week in weeks:
        exercises = week.assignment.checks.values()
        blanks = [right for page in week.pages[:-1] for right in page.checks.values()]
        filled = BAR * sum(exercises) // len(exercises)
        lines.append(
            (
                link(week.pages[0], week.name),
                f"{'█' * filled}{'░' * (BAR - filled)} {sum(exercises)} of {len(exercises)}",
                f"{sum(blanks)} of {len(blanks)}",
                f"{sum(page.minutes for page in week.pages) / 60:.0f} hours",
            )
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    table = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines]
    return "\n".join([*table, "", _describe(next_step(weeks), link)])


def _describe(step: tuple[Page, str] | None, link: Callable[[Page, str], str]) -> str:
    if step is None:
        return "All exercises are right. What next? Your own pictures: final_text2image/OWN_DATA.md"
    page, check = step
    what = "exercise" if page.path.name == ASSIGNMENT else "blank"
    return f"Next: {link(page, page.title)} ({page.path.as_posix()}), {what} {check}. The whole page takes about {page.minutes} minutes."


def write_start_page(weeks: list[Week], path: Path, course: Path = COURSE) -> None:
    """Write the table as the page with which JupyterLab opens."""
    way = Path(os.path.relpath(course, path.resolve().parent)).as_posix()
    text = f"""# Where you are

{format_progress(weeks, way)}

A check that prints *Right* counts once its notebook is saved. This page is renewed whenever JupyterLab starts (`make lab`); `make progress` prints it at any time. It is made from your own notebooks, and stays on your machine.

[What this course is]({way}/README.md) · [Glossary]({way}/GLOSSARY.md)
"""
    with atomic_write(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
