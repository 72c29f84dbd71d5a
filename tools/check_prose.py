"""Plain English, checked: `python -m tools.check_prose`.

proselint reads what people read, the texts of all pages and Markdown files, without their code and formulas. What it doesn't
know stands in `vocabulary.csv`: words that this course avoids, and what to write instead.
"""

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from proselint.checks import __register__ as everything
from proselint.config import DEFAULT
from proselint.registry import CheckRegistry
from proselint.registry.checks import Check
from proselint.registry.checks.types import PreferredFormsSimple
from proselint.tools import LintFile

from shared.paths import COURSE
from tools.tidy_notebooks import course_notebooks

VOCABULARY = Path(__file__).with_name("vocabulary.csv")
# Fenced code, code in a line, formulas, where links lead, and numbers.
NOT_PROSE = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|\]\([^)\n]*\)|[\d.,]*\d", re.DOTALL)
# Straight quotes are what a keyboard has, "resume" is a verb here, and two exclamation marks are not too many for a page. What
# proselint takes for two spellings of one word includes "versicolor".
OFF = (
    "typography.symbols.curly_quotes",
    "typography.diacritical_marks",
    "typography.punctuation.exclamation",
    "spelling.consistency",
)


def texts(course: Path = COURSE) -> Iterator[tuple[str, str]]:
    """Give the name and the text of each page and Markdown file."""
    for path in course_notebooks(course):
        if path.stem != "assignment":  # made from the solution
            cells = nbformat.read(path, as_version=4).cells
            yield str(path.relative_to(course)), "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    for path in sorted([*course.glob("*.md"), *course.glob("[!.]*/*.md"), *course.glob(".github/**/*.md")]):
        if path.name != "mistakes.md" and path.parent.name != "out":  # mistakes.md is code and messages
            yield str(path.relative_to(course)), path.read_text(encoding="utf-8")


def prose_of(text: str) -> str:
    """Leave out what is no prose. Paragraphs and the cells of a table stay apart, so that no word seems to stand twice."""
    return re.sub(r"\n\s*\n|\|", "\n\n…\n\n", NOT_PROSE.sub("…", text))


def complaints(text: str) -> list[str]:
    """List what is wrong with a text, each in a sentence with the words around it."""
    registry = CheckRegistry()
    if not registry.checks:
        registry.register_many(everything)
        registry.register(vocabulary_check())
    prose = prose_of(text)
    if not prose.strip():
        return []
    file = LintFile("text", prose)
    found = file.lint({**DEFAULT, "checks": {**dict.fromkeys(OFF, False), "vocabulary": True, **DEFAULT["checks"]}})
    return [f"{result.check_result.message}  In: {_around(file.content, result.check_result.span)}" for result in found]


def vocabulary_check() -> Check:
    """Make a check of `vocabulary.csv`."""
    with VOCABULARY.open(encoding="utf-8", newline="") as file:
        forms = {line["avoid"]: line["instead"] for line in csv.DictReader(file)}
    return Check(check_type=PreferredFormsSimple(items=forms), path="vocabulary", message="Write '{}' in place of '{}'.")


def _around(text: str, span: tuple[int, int]) -> str:
    return " ".join(text[max(span[0] - 40, 0) : span[1] + 40].split())


def main() -> None:
    count = 0
    for name, text in texts():
        for complaint in complaints(text):
            print(f"{name}: {complaint}")
            count += 1
    if count:
        sys.exit(f"{count} to mend.")


if __name__ == "__main__":
    main()
