"""What Sphinx reads in place of a page or text of the course: the same, with what only a web site can do.

The files stay as they are, and so do the copies that the site offers to download.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from os.path import relpath

import nbformat

from shared.paths import COURSE

LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s#:]+)(?=[)#])")
SECTION = re.compile(r"^## (?P<number>\d+)\. ", re.MULTILINE)
BOLD = re.compile(r"\*\*(?P<term>[^*\n]+?)\*\*(?!:)")
ENTRY = re.compile(
    r"^\| (?P<term>[^|]+?) \| (?P<meaning>.+) \| \[(?P<title>[^\]]+)\]\((?P<page>[^)]+)\.ipynb\), section (?P<number>\d+) \|$", re.MULTILINE
)
# On the site this is no longer true: its links lead to the section.
HOW_TO_FIND_A_SECTION = "A notebook can't be opened at a section, so go on from its head by the section's number. "
SLIDERS = re.compile(r"\binteract\(")
SLIDERS_STAND_STILL = """:::{note}
Sliders move only where the page runs: open it in Colab or Binder, or on your own computer. A picture above shows what they change.
:::"""


@dataclass(frozen=True)
class Site:
    """What a page must know of the site: its files and terms, and where the course is published."""

    shown: frozenset[str]  # from the root of the course
    terms: frozenset[str]  # of the glossary, as `plain` gives them
    repository: str  # to which links to all other files of the course lead


def adapted(name: str, text: str, site: Site) -> str:
    """Give what Sphinx reads of a page, whose text is that of the file `name`, from the root of the course."""
    if name.endswith(".ipynb"):
        return _notebook(name, text, site)
    if name == "GLOSSARY.md":
        text = ENTRY.sub(_entry, text.replace(HOW_TO_FIND_A_SECTION, ""))
    return _with_links(name, text, site)


def terms_of(glossary: str) -> frozenset[str]:
    """Give the terms of the glossary."""
    return frozenset(plain(match["term"]) for match in ENTRY.finditer(glossary))


def plain(term: str) -> str:
    """Give a term without what stands in brackets behind it: "axes (of a figure)" is "axes"."""
    return re.sub(r" \(.*\)", "", term).casefold()


def term_id(term: str) -> str:
    """Give the place of a term in the glossary: "batch size" is at #term-batch-size."""
    return "term-" + re.sub(r"\W+", "-", plain(term)).strip("-")


def _notebook(name: str, text: str, site: Site) -> str:
    notebook = nbformat.reads(text, as_version=4)
    new = set(site.terms)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            linked = _with_terms(name, cell.source, new)
            labelled = SECTION.sub(lambda match: f"({_label(name, match['number'])})=\n{match[0]}", linked)
            cell.source = _with_links(name, labelled, site)
    title, _, rest = notebook.cells[0].source.partition("\n")
    notebook.cells[0].source = f"{title}\n\n{_ways_to_run(name, site)}\n{rest}"
    notebook.cells = [shown for cell in notebook.cells for shown in (cell, *_note_below(cell))]
    return nbformat.writes(notebook)


def _ways_to_run(name: str, site: Site) -> str:
    """A line below the title: where this page can be run."""
    repository = site.repository.removeprefix("https://github.com/")
    return f""":::{{div}} ways-to-run
[Open in Colab](https://colab.research.google.com/github/{repository}/blob/main/{name})
[Open in Binder](https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/{name})
{{download}}`Download <{name.rpartition("/")[2]}>`
:::
"""


def _note_below(cell: nbformat.NotebookNode) -> Iterator[nbformat.NotebookNode]:
    if cell.cell_type == "code" and SLIDERS.search(cell.source) and not cell.outputs:
        yield nbformat.v4.new_markdown_cell(SLIDERS_STAND_STILL)


def _with_terms(name: str, markdown: str, new: set[str]) -> str:
    """Link the first bold use of each term to the glossary; `new` loses what is linked."""
    glossary = relpath("GLOSSARY.html", name.rpartition("/")[0])

    def link(match: re.Match) -> str:
        term = match["term"].casefold()
        found = next((one for one in (term, term.removesuffix("s")) if one in new), None)
        if not found:
            return match[0]
        new.remove(found)
        return f'<a class="term" href="{glossary}#{term_id(found)}">{match[0]}</a>'

    return BOLD.sub(link, markdown)


def _label(page: str, number: str) -> str:
    return f"{page.removesuffix('.ipynb').replace('/', '-')}-{number}".lower()


def _entry(match: re.Match) -> str:
    """A line of the glossary: its term can be linked to, and the link to its page leads to the section."""
    term = f'<span id="{escape(term_id(match["term"]))}"></span>{match["term"]}'
    return f"| {term} | {match['meaning']} | [{match['title']}, section {match['number']}](#{_label(match['page'], match['number'])}) |"


def _with_links(name: str, markdown: str, site: Site) -> str:
    """Let the links to files of the course that are not on the site lead to the repository."""

    def address(match: re.Match) -> str:
        target = (COURSE / name).parent.joinpath(match["target"]).resolve()
        if not target.is_relative_to(COURSE) or not target.exists():
            return match["target"]
        place = target.relative_to(COURSE).as_posix()
        return match["target"] if place in site.shown else f"{site.repository}/{'tree' if target.is_dir() else 'blob'}/main/{place}"

    return LINK.sub(address, markdown)
