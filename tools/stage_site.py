"""Gather what the site is built from: `python -m tools.stage_site`, which `make site` calls.

Into `out/site_source` come the pages, texts and pictures of the course, as they are and found by pattern, so that no list of
them has to be kept; and the pages that only the site has, made from the templates in `site/`. `site/conf.py` then says how
Sphinx makes the site of them.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import jinja2
import nbformat
from PIL import Image

from shared.paths import COURSE, FINAL, OUT, WEEKS
from shared.progress import MINUTES, numbered_pages

STAGE, DEMO, TEMPLATES = OUT / "site_source", OUT / "demo", COURSE / "site"
FOR_LEARNERS = ("README.md", "GLOSSARY.md")  # of the texts at the root
FINAL_PROJECT = ("final_project", "Final project: text to image")  # its own README is a model's card
NOT_SHOWN = ("solution.ipynb", "mistakes.md")
PICTURES = ("*.png", "*.gif", "*.svg", "covers/*")
ROAD_MAP = re.compile(r"^\| \[.+?\]\((?P<folder>\w+)/README\.md\) \| <img .+?> \| (?P<gives>.+) \|$", re.MULTILINE)
COVER = re.compile(r"!\[(?P<alt>.+?)\]\((?P<path>covers/.+?)\)")


@dataclass(frozen=True)
class Card:
    """What the start page says of a page."""

    name: str  # from the root, without .ipynb
    title: str
    minutes: str
    cover: str  # "" if it has none, as an assignment
    alt: str


@dataclass(frozen=True)
class Week:
    """What the start page says of a week."""

    start: str  # the page that stands before the others, without .md
    title: str
    gives: str  # to the final model
    pages: list[Card]
    assignment: Card


def week_pages(week: Path) -> list[Path]:
    """List what a week's folder shows, in reading order: README, numbered pages, assignment, other texts, cards of models.

    The README of the final project is a model's card, and stands last.
    """
    readme = [week / "README.md"]
    texts = sorted({*week.glob("*.md")} - {*readme})
    first, last = ([], readme) if week == FINAL else (readme, [])
    pages = [*first, *numbered_pages(week), week / "assignment.ipynb", *texts, *last, *sorted(week.glob("*/README.md"))]
    return [page for page in pages if page.name not in NOT_SHOWN]


def course_texts() -> list[Path]:
    """List the texts at the root: first those for learners, then the others from A to Z."""
    first = [COURSE / name for name in FOR_LEARNERS]
    return [*first, *sorted({*COURSE.glob("*.md")} - {*first})]


def site_files() -> list[Path]:
    """List the pages, texts and pictures of the course that the site shows."""
    pictures = [picture for week in WEEKS for pattern in PICTURES for picture in sorted(week.glob(pattern))]
    return [*course_texts(), COURSE / "demo" / "screenshot.png", *(page for week in WEEKS for page in week_pages(week)), *pictures]


def road_map() -> list[Week]:
    """Read what the start page says of the weeks; what each gives to the final model stands in README.md."""
    gives = {row["folder"]: row["gives"] for row in ROAD_MAP.finditer(_first_text(COURSE / "README.md"))}
    weeks = []
    for week in WEEKS:
        *pages, assignment = [_card(page) for page in week_pages(week) if page.suffix == ".ipynb"]
        start, title = FINAL_PROJECT if week == FINAL else (f"{week.name}/README", _title(week / "README.md"))
        weeks.append(Week(start, title, gives[week.name], pages, assignment))
    return weeks


def stage() -> None:
    """Make the folder that Sphinx reads. Copies keep their times: Sphinx reads again only what has changed."""
    shutil.rmtree(STAGE, ignore_errors=True)
    for path in site_files():
        target = STAGE / path.relative_to(COURSE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
        if path.parent.name == "covers":
            _write_still(path, target)
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), undefined=jinja2.StrictUndefined, trim_blocks=True)
    names = {
        "weeks": road_map(),
        "further": [path.stem for path in course_texts()[len(FOR_LEARNERS) :]],
        "after_the_pages": [page.relative_to(COURSE).with_suffix("").as_posix() for page in week_pages(FINAL) if page.suffix == ".md"],
        "demo": (DEMO / "index.html").exists(),
    }
    for template in TEMPLATES.glob("*.md.jinja"):
        (STAGE / template.stem).write_text(environment.get_template(template.name).render(names), encoding="utf-8")


def _card(page: Path) -> Card:
    text = _first_text(page)
    cover, minutes = COVER.search(text), MINUTES.search(text)
    return Card(
        name=page.relative_to(COURSE).with_suffix("").as_posix(),
        title=_title(page),
        minutes=minutes[1] if minutes else "",
        cover=_still(Path(page.parent.name, cover["path"])).as_posix() if cover else "",
        alt=cover["alt"] if cover else "",
    )


def _write_still(cover: Path, target: Path) -> None:
    """Write the last frame of a cover: twenty animations at once would make the start page restless."""
    with Image.open(cover) as picture:
        picture.seek(getattr(picture, "n_frames", 1) - 1)
        picture.convert("RGB").save(_still(target))


def _still(cover: Path) -> Path:
    return cover.with_suffix(".still.png")


def _title(path: Path) -> str:
    return _first_text(path).partition("\n")[0].removeprefix("# ")


def _first_text(path: Path) -> str:
    """Give the first cell of a notebook, or all of a text."""
    return nbformat.read(path, as_version=4).cells[0].source if path.suffix == ".ipynb" else path.read_text(encoding="utf-8")


if __name__ == "__main__":
    stage()
