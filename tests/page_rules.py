"""The rules of a page, each a function from a page to complaints: none means that the page keeps it."""

import ast
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from shared.paths import COURSE
from tools.make_covers import find_cover
from tools.setup_cell import TAG as SETUP
from tools.tidy_notebooks import course_notebooks, tidied

IGNORED = "nbval-ignore-output"
LONGEST_CELL, LONGEST_MEDIAN_CELL = 30, 6  # lines
LEAST_PREDICTIONS = 3  # that a page asks for
# Words with which a page says why an output isn't compared.
REASON = re.compile(
    r"\b(differ|var(y|ies)|every (run|machine)|each (run|machine)|another (run|machine)|your machine|version|seconds)", re.I
)
A_PLACE_ON_A_MACHINE = re.compile(
    r"(?<![\w.])/(home|root|Users|tmp|work|opt|usr|var|private)/|\b[A-Z]:\\|site-packages|ipykernel_\d|ipython-input"
)
CODE_OR_MATHEMATICS = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL)
SLIDERS = re.compile(r"\binteract\(")
PICTURE = re.compile(r'<img [^>]*src="data:image/')
WORDLESS = re.compile(r"!\[\s*\]\(|<img (?![^>]*alt=[\"'][^\"'])")
LINK = re.compile(r"\]\(<?([^)\s>]+)|(?:src|href)=[\"']([^\"']+)")


@dataclass(frozen=True)
class Page:
    """A notebook, and where it is."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> "Page":
        return cls(path, path.read_text(encoding="utf-8"))

    @functools.cached_property
    def cells(self) -> list[NotebookNode]:
        return nbformat.reads(self.text, as_version=4).cells

    @property
    def code(self) -> list[NotebookNode]:
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @functools.cached_property
    def syntax(self) -> list[ast.Module]:
        """The code cells, parsed; lines that only IPython knows (`!ls`, `%time`) are calls then."""
        return [ast.parse(TransformerManager().transform_cell(cell.source)) for cell in self.code]

    @property
    def kind(self) -> str:
        return self.path.stem if self.path.stem in ("assignment", "solution") else "page"


def prose(markdown: str) -> str:
    """The text of a Markdown cell or file without its code and mathematics."""
    return CODE_OR_MATHEMATICS.sub("", markdown)


def _markdown(page: Page) -> str:
    return "\n\n".join(prose(cell.source) for cell in page.cells if cell.cell_type == "markdown")


def _start(cell: NotebookNode) -> str:
    """What a complaint calls a cell: its number and its first line."""
    return f"{cell.get('id')}, {(cell.source.strip().splitlines() or ['(empty)'])[0][:60]!r}"


def _tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def _has_figure(cell: NotebookNode) -> bool:
    return any(PICTURE.search(output.get("data", {}).get("text/html", "")) for output in cell.get("outputs", []))


def _texts(cell: NotebookNode) -> Iterator[str]:
    """What a cell's outputs say in words: all but the pictures."""
    for output in cell.outputs:
        yield output.get("text", "")
        yield "\n".join(output.get("traceback", []))
        yield from (text for kind, text in output.get("data", {}).items() if kind.startswith("text/"))


def executed_in_order(page: Page) -> Iterator[str]:
    """Every code cell has run, once, from top to bottom."""
    counts = [cell.execution_count for cell in page.code]
    if counts != list(range(1, len(counts) + 1)):
        yield f"the execution counts are {counts}: make page PAGE={page.path.name}"


def never_executed(page: Page) -> Iterator[str]:
    """The blanks of an assignment come without outputs."""
    yield from (f"{_start(cell)} has run" for cell in page.code if cell.outputs or cell.execution_count)


def no_error(page: Page) -> Iterator[str]:
    """No cell stops with an error, unless it is tagged to show one, and none writes to the standard error."""
    for cell in page.code:
        for output in cell.outputs:
            if output.output_type == "error" and "raises-exception" not in _tags(cell):
                yield f"{_start(cell)} stops with {output.ename}"
            if output.get("name") == "stderr":
                yield f"{_start(cell)} writes to the standard error: {output.text[:80]!r}"


def nothing_of_this_machine(page: Page) -> Iterator[str]:
    """No output holds a path of the machine that ran the page."""
    for cell in page.code:
        for found in filter(None, map(A_PLACE_ON_A_MACHINE.search, _texts(cell))):
            yield f"{_start(cell)} shows {found.group()!r}"


def starts_quietly(page: Page) -> Iterator[str]:
    """`shared` is imported before Keras and TensorFlow: it filters what TensorFlow writes when it starts."""
    for cell in page.syntax:
        for node in ast.walk(cell):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", None) or ""]
            for name in names:
                if name.partition(".")[0] == "shared":
                    return
                if name.partition(".")[0] in ("keras", "tensorflow"):
                    yield f"line {node.lineno} imports {name} before shared"
                    return


def one_title(page: Page) -> Iterator[str]:
    """One H1, the first line of the page."""
    titles = re.findall(r"^# .+", _markdown(page), re.MULTILINE)
    if len(titles) != 1:
        yield f"there are {len(titles)} titles: {titles}"
    if not (page.cells and page.cells[0].cell_type == "markdown" and page.cells[0].source.startswith("# ")):
        yield "the first line is no title"


def goal_needs_and_time(page: Page) -> Iterator[str]:
    """The first cell says what for, what one needs to know, and how long it takes."""
    first = page.cells[0].source if page.cells else ""
    for form in (r"\*\*Goal:\*\* \S", r"\*\*You need:\*\* \S", r"\*\*Time:\*\* about \d+ minutes"):
        if not re.search(f"^{form}", first, re.MULTILINE):
            yield f"the first cell has no line like {form}"


def numbered_sections(page: Page) -> Iterator[str]:
    """## 1. … to ## n. …, then ## What you learned."""
    *sections, last = re.findall(r"^## (.+)", _markdown(page), re.MULTILINE) or [""]
    numbers = [section.partition(".")[0] for section in sections]
    if numbers != [str(number) for number in range(1, len(sections) + 1)]:
        yield f"the sections are {sections}"
    if last != "What you learned":
        yield f"the last section is {last!r}, not 'What you learned'"


def leads_on(page: Page) -> Iterator[str]:
    """The last line leads to the next page: from the last page of a week to its assignment, from there to the next week."""
    following = dict(pairwise(_in_order(page))).get(_blanks(page.path))
    last = (page.cells[-1].source.strip().splitlines() or [""])[-1] if page.cells else ""
    if following and not _leads_to(following, page, last, "Next"):
        yield f"the last line is {last!r}, and the next page is {following.parent.name}/{following.name}"


def leads_back(page: Page) -> Iterator[str]:
    """A line of the first cell leads to the page before, from the first page of all to the README."""
    in_order = _in_order(page)
    before = dict(zip(in_order, [page.path.parents[1] / "README.md", *in_order], strict=False))[_blanks(page.path)]
    first = page.cells[0].source if page.cells else ""
    if not any(_leads_to(before, page, line, "Before") for line in first.splitlines()):
        yield f"the first cell has no line **Before:** that leads to {before.parent.name}/{before.name}"


def _leads_to(target: Path, page: Page, line: str, word: str) -> bool:
    link = re.fullmatch(rf"\*\*{word}:\*\* \[.+\]\((.+)\)", line)
    return bool(link) and (page.path.parent / link[1]).resolve() == target.resolve()


def _in_order(page: Page) -> list[Path]:
    """The pages in the order of the course. The blanks stand where their solution does."""
    return list(dict.fromkeys(map(_blanks, course_notebooks(page.path.parents[1]))))


def _blanks(path: Path) -> Path:
    return path.with_name("assignment.ipynb") if path.stem == "solution" else path


def figures_in_words(page: Page) -> Iterator[str]:
    """Every picture has an alt text: figures are shown with `show_figure("…")`, pictures of a Markdown cell are `![…](…)`."""
    for cell in page.cells:
        bundles = [output.get("data", {}) for output in cell.get("outputs", [])]
        wordless = [bundle for bundle in bundles if "image/png" in bundle or WORDLESS.search(bundle.get("text/html", ""))]
        if wordless or (cell.cell_type == "markdown" and WORDLESS.search(prose(cell.source))):
            yield f"{_start(cell)} has a picture without words"


def figures_with_numbers(page: Page) -> Iterator[str]:
    """nbval compares no picture, so a figure's cell or the next one prints something about it that is compared."""
    for cell, after in pairwise([*page.code, NotebookNode(outputs=[], metadata={})]):
        compared = [text for one in (cell, after) if IGNORED not in _tags(one) for text in _texts(one)]
        if _has_figure(cell) and not any(re.search(r"\d|True|False", re.sub(r"<img .*>", "", text)) for text in compared):
            yield f"{_start(cell)} draws, and nothing is printed beside it"


def opens_with_its_cover(page: Page) -> Iterator[str]:
    """The first cell shows what the page will make: the picture of its cell tagged `cover`, as `make page` keeps it."""
    cover = find_cover(page.path)
    if not cover:
        yield 'no cell that draws is tagged "cover"'
        return
    path, data = cover
    if not re.search(rf"!\[[^\]]+\]\(covers/{path.name}\)", page.cells[0].source):
        yield f"the first cell does not show covers/{path.name}"
    if not path.exists() or path.read_bytes() != data:
        yield f"covers/{path.name} is not what the page draws: python -m tools.make_covers {page.path.name} helps"


def asks_to_predict(page: Page) -> Iterator[str]:
    """The reader predicts three outputs or more, and finds the answer folded away below each."""
    texts = [cell.source for cell in page.cells if cell.cell_type == "markdown"]
    asked = [number for number, text in enumerate(texts) if "**Predict:**" in text]
    answered = [number for number in asked if any("<details>" in text for text in texts[number : number + 3])]
    if len(asked) < LEAST_PREDICTIONS:
        yield f"the page asks for {len(asked)} predictions"
    yield from (f"no answer is folded away below {texts[number][:60]!r}" for number in asked if number not in answered)


def links_work(page: Page) -> Iterator[str]:
    """Every relative link leads to a file of the course."""
    yield from broken_links(_markdown(page), page.path.parent)


def broken_links(markdown: str, folder: Path) -> Iterator[str]:
    """The relative links of a text in `folder` that lead nowhere."""
    for link in (one or other for one, other in LINK.findall(markdown)):
        if not re.match(r"[a-z]+:|#", link) and not (folder / link.partition("#")[0]).exists():
            yield f"there is no {link}"


def code_exists(page: Page) -> Iterator[str]:
    """Every file and module of the course that a page names is there."""
    yield from missing_code("\n".join(cell.source for cell in page.cells))


def missing_code(text: str) -> Iterator[str]:
    """The files (shared/data/digits.py) and modules (python -m tools.ablation) that a text names and that aren't there."""
    modules = [f"{module.replace('.', '/')}.py" for module in re.findall(r"python -m ((?:shared|tools)[\w.]*)", text)]
    named = modules + re.findall(r"\b(?:shared|tools|tests|benchmarks)/[\w/]+\.py\b", text)
    yield from (f"there is no {name}" for name in named if not (COURSE / name).exists())


def small_cells(page: Page) -> Iterator[str]:
    """No code cell is longer than 30 lines, empty ones aside."""
    for cell, lines in zip(page.code, _line_counts(page), strict=True):
        if lines > LONGEST_CELL:
            yield f"{_start(cell)} has {lines} lines"


def most_cells_tiny(page: Page) -> Iterator[str]:
    """The median of the code cells is at most 6 lines, empty ones aside; the cell that fetches the course is no part of the page."""
    counts = zip(page.code, _line_counts(page), strict=True)
    middle = median([lines for cell, lines in counts if SETUP not in _tags(cell)] or [0])
    if middle > LONGEST_MEDIAN_CELL:
        yield f"the median cell has {middle} lines"


def _line_counts(page: Page) -> list[int]:
    return [sum(bool(line.strip()) for line in cell.source.splitlines()) for cell in page.code]


def capitals_are_used(page: Page) -> Iterator[str]:
    """A hyperparameter that nothing reads misleads."""
    names = [node for cell in page.syntax for node in ast.walk(cell) if isinstance(node, ast.Name)]
    assigned = {node.id for node in names if isinstance(node.ctx, ast.Store) and re.fullmatch(r"[A-Z][A-Z0-9_]+", node.id)}
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    yield from (f"{name} is never used" for name in sorted(assigned - read))


def outputs_are_compared(page: Page) -> Iterator[str]:
    """At most one code cell in ten is not compared, and the page says why. None is skipped; sliders leave nothing to compare."""
    ignored = [cell for cell in page.code if IGNORED in _tags(cell) and not SLIDERS.search(cell.source)]
    if 10 * len(ignored) > len(page.code):
        yield f"{len(ignored)} of {len(page.code)} code cells are not compared"
    for before, cell, after in zip(
        [NotebookNode(source=""), *page.cells], page.cells, [*page.cells[1:], NotebookNode(source="")], strict=False
    ):
        if cell in ignored and not REASON.search("\n".join([before.source, cell.source, after.source])):
            yield f"{_start(cell)} is not compared, and no words beside it say why"
        if "nbval-skip" in _tags(cell) or re.search(r"^\s*#\s*(NBVAL|PYTEST_VALIDATE)_", cell.source, re.MULTILINE):
            yield f"{_start(cell)} is kept from nbval in another way than the tag {IGNORED}"


def is_tidy(page: Page) -> Iterator[str]:
    """The metadata have their one form."""
    if tidied(page.text) != page.text:
        yield f"python tools/tidy_notebooks.py {page.path.name} helps"


def definition(syntax: list[ast.Module], name: str) -> ast.stmt | None:
    """The function or class of that name in a page or file."""
    return next((node for module in syntax for node in module.body if getattr(node, "name", None) == name), None)


def bare(defined: ast.stmt) -> str:
    """What a definition does, written out: without docstrings, types and decorators."""
    copy = ast.parse(ast.unparse(defined))
    for node in ast.walk(copy):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.decorator_list = []
            if ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
    return ast.unparse(copy)


EVERYWHERE = [
    no_error,
    nothing_of_this_machine,
    starts_quietly,
    one_title,
    goal_needs_and_time,
    leads_on,
    leads_back,
    links_work,
    code_exists,
    small_cells,
    is_tidy,
]
EXECUTED = [executed_in_order, figures_in_words, outputs_are_compared]
RULES = {
    "page": [
        *EVERYWHERE,
        *EXECUTED,
        numbered_sections,
        figures_with_numbers,
        most_cells_tiny,
        capitals_are_used,
        opens_with_its_cover,
        asks_to_predict,
    ],
    "solution": [*EVERYWHERE, *EXECUTED, capitals_are_used],
    "assignment": [*EVERYWHERE, never_executed],
}
