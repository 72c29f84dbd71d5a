"""The glossary: in order, and each term stands in the section that it names, or in the page's title."""

import functools
import re

import pytest

from shared.paths import COURSE
from tests.page_rules import Page

ROW = re.compile(r"\| (?P<term>[^|]+) \| (?P<meaning>[^|]+[.)]) \| \[[^\]]+\]\((?P<page>[^)]+\.ipynb)\), section (?P<section>\d+) \|")
LINES = (COURSE / "GLOSSARY.md").read_text(encoding="utf-8").split("| --- | --- | --- |\n")[1].splitlines()
ENTRIES = [ROW.fullmatch(line) for line in LINES]


@functools.cache
def sections(path):
    """The title of a page and what each of its numbered sections says, in small letters and without the stars of Markdown."""
    text = "\n".join(cell.source for cell in Page.read(COURSE / path).cells)
    starts = [*re.finditer(r"^## (?:(\d+)\.|What you learned)", text, re.MULTILINE)]
    ends = [start.start() for start in starts[1:]]
    title = text.partition("\n")[0]
    return {start[1]: (title + text[start.start() : end]).replace("*", "").casefold() for start, end in zip(starts, ends, strict=False)}


def test_every_line_has_the_form():
    assert [line for line, entry in zip(LINES, ENTRIES, strict=True) if not entry] == []


def test_entries_are_in_order_and_each_stands_once():
    terms = [entry["term"].casefold() for entry in ENTRIES if entry]
    assert terms == sorted(set(terms))


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry], ids=lambda entry: entry["term"])
def test_term_stands_where_the_glossary_says(entry):
    assert (COURSE / entry["page"]).exists()
    term = re.sub(r" \(.*\)", "", entry["term"]).casefold()
    assert re.search(rf"(?<!\w){re.escape(term)}", sections(entry["page"]).get(entry["section"], ""))
