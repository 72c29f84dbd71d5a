"""The page that a learner gets back: what was handed in, what it printed and drew, and what the tests say.

No script, style, frame or handler of a learner's runs when somebody opens it: Markdown and tables go through a sanitiser,
pictures are checked to be some, all else is text; and a content security policy stands behind that. Formulas become MathML,
which browsers draw themselves.
"""

import base64
import re
from collections.abc import Mapping
from html import escape, unescape

import mistune
import nbformat
import nh3
from latex2mathml.converter import convert

from tools.grading.cells import TEST, grade_id, is_answer, is_test
from tools.grading.results import ExerciseGrade, Grade

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
LONGEST_TEXT = 10_000  # characters of one output
LARGEST_PICTURE = 1_000_000  # bytes, as does the largest table
LARGEST_PAGE = 8_000_000
LONGEST_FORMULA = 500
PNG = b"\x89PNG\r\n\x1a\n"
FORMULA = re.compile(r"\$\$([^$]{1,2000})\$\$|(?<![\\\w$])\$(?!\s)([^$\n]{1,500})(?<!\s)\$(?!\w)")
ANSI = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
TAGS = (
    "a b blockquote br caption code del div em h1 h2 h3 h4 h5 h6 hr i li ol p pre s span strong sub sup table tbody td tfoot th thead tr ul"
)
ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}}
MATHML = (
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd mstyle mpadded mphantom"
)
MATHML_ATTRIBUTES = (
    "display xmlns mathvariant stretchy fence form separator lspace rspace columnalign width height depth linethickness accent"
)
TEXT = mistune.create_markdown(escape=True, plugins=["table", "strikethrough"])

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: #222; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; } h3 { font-size: 1.1rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f6f6; padding: .5rem; margin: .3rem 0; font-size: .85rem; }
pre.out { background: none; border-left: 3px solid #ccc; }
pre.error { background: none; border-left: 4px solid #a33b00; }
img { max-width: 100%; }
table { border-collapse: collapse; display: block; overflow-x: auto; max-width: 100%; font-size: .9rem; }
td, th { border-bottom: 1px solid #ddd; padding: .2rem .6rem; text-align: left; vertical-align: top; }
.right { color: #00527a; font-weight: bold; } .wrong { color: #a33b00; font-weight: bold; }
.note { border-left: 4px solid #a33b00; padding-left: .6rem; }
.comment { border-left: 4px solid #00527a; padding-left: .6rem; }
@media print { body { max-width: none; } h3 { break-after: avoid; } }
"""
TABLE = re.compile(r'<table class="grades">.*?</table>', re.DOTALL)
HEADING = re.compile(rf'<h3 id="{TEST}([^"]*)">.*?</h3>')  # of a test
BY_HAND = re.compile(r"<!-- by hand -->.*?<!-- so far -->", re.DOTALL)  # where comments given by hand are put in
NOTHING_BY_HAND = "<!-- by hand --><!-- so far -->"


def feedback_page(notebook: nbformat.NotebookNode, title: str, grade: Grade) -> str:
    """Make the page of a graded notebook."""
    parts = [f'<p class="note">{escape(grade.note)}</p>' if grade.note else "", NOTHING_BY_HAND, _table(grade.exercises)]
    room = LARGEST_PAGE
    for cell in notebook.cells:
        part = _cell(cell, grade.exercises)
        room -= len(part)
        if room < 0:
            parts.append('<p class="note">The rest of the notebook is not shown: it is too long.</p>')
            break
        parts.append(part)
    return make_page(f"{title}: {grade.score:g} of {grade.max_score:g} points", "\n".join(parts))


def make_page(title: str, body: str, style: str = "", policy: str = POLICY) -> str:
    """Make a page of safe HTML."""
    return PAGE.format(policy=escape(policy), title=escape(title), style=STYLE + style, body=body)


def with_comments(page: str, title: str, comments: Mapping[str, str], exercises: Mapping[str, ExerciseGrade]) -> str:
    """Write what was given by hand into a page.

    Args:
        page: what `feedback_page` made.
        title: of the page, the name of the week.
        comments: of exercises, and of "" for the whole notebook.
        exercises: with the points as they count.
    """
    score, most = sum(one.points for one in exercises.values()), sum(one.max_points for one in exercises.values())
    heading = escape(f"{title}: {score:g} of {most:g} points")
    page = re.sub(r"(?<=<title>)[^<]*(?=</title>)|(?<=<h1>)[^<]*(?=</h1>)", lambda _: heading, page, count=2)
    lines = [f"<p class='comment'>{escape(f'{name}: ' if name else '')}{escape(text)}</p>" for name, text in comments.items() if text]
    page = TABLE.sub(lambda _: _table(exercises), page, count=1)
    page = HEADING.sub(lambda found: _heading(unescape(found[1]), exercises), page)
    return BY_HAND.sub(lambda _: f"<!-- by hand -->{''.join(lines)}<!-- so far -->", page, count=1)


def _table(exercises: Mapping[str, ExerciseGrade]) -> str:
    rows = [
        f'<tr><td><a href="#{escape(TEST + name)}">{escape(name)}</a></td><td>{_verdict(one)}</td><td>{one.points:g} of {one.max_points:g}</td></tr>'
        for name, one in exercises.items()
    ]
    return f'<table class="grades"><tr><th>exercise</th><th></th><th>points</th></tr>{"".join(rows)}</table>'


def _verdict(one: ExerciseGrade) -> str:
    if one.points >= one.max_points:
        return '<span class="right">right</span>'
    return f'<span class="wrong">{"in part" if one.points else "not right yet"}</span>'


def _heading(name: str, exercises: Mapping[str, ExerciseGrade]) -> str:
    one, name = exercises[name], escape(name)
    return f'<h3 id="{TEST}{name}">Test of <code>{name}</code>: {_verdict(one)}, {one.points:g} of {one.max_points:g}</h3>'


def _cell(cell: nbformat.NotebookNode, exercises: Mapping[str, ExerciseGrade]) -> str:
    if cell.cell_type == "markdown":
        return markdown(cell.source)
    if cell.cell_type != "code":
        return f"<pre>{escape(_cut(cell.source))}</pre>"
    name = str(grade_id(cell) or "")
    head = ""
    if is_test(cell) and name.removeprefix(TEST) in exercises:
        head = _heading(name.removeprefix(TEST), exercises)
    elif is_answer(cell):
        head = f"<h3>Your <code>{escape(name)}</code></h3>"
    return "\n".join([head, f"<pre>{escape(_cut(cell.source))}</pre>", *map(_output, cell.get("outputs", []))])


def markdown(text: str) -> str:
    """Write a learner's or the course's Markdown as HTML that holds nothing but text, tables, links and formulas."""
    formulas: list[str] = []

    def keep(found: re.Match) -> str:
        formulas.append(_formula(found[1] or found[2], "block" if found[1] else "inline"))
        return f"\ue000{len(formulas) - 1}\ue001"

    html = clean(str(TEXT(FORMULA.sub(keep, text[:LONGEST_TEXT].replace("\ue000", "").replace("\ue001", "")))))
    return re.sub(r"\ue000(\d{1,5})\ue001", lambda found: formulas[int(found[1])], html)


def clean(html: str) -> str:
    """Keep of HTML what is text, tables and links to other pages."""

    def leads_somewhere(tag: str, name: str, value: str) -> str | None:
        """A link to a file of the course leads nowhere from here."""
        return value if name != "href" or value.startswith(("http://", "https://", "mailto:", "#")) else None

    return nh3.clean(
        html, tags=set(TAGS.split()), attributes=ATTRIBUTES, attribute_filter=leads_somewhere, url_schemes={"http", "https", "mailto"}
    )


def _formula(source: str, display: str) -> str:
    if len(source) <= LONGEST_FORMULA:
        try:
            made = convert(unescape(source), display=display)
            tags = set(MATHML.split())
            attributes = {tag: set(MATHML_ATTRIBUTES.split()) for tag in tags}
            return nh3.clean(made, tags=tags, attributes=attributes, generic_attribute_prefixes=set())
        except Exception:  # what TeX does not know, is shown as it was typed
            pass
    return f"<code>{escape(source)}</code>"


def _output(output: dict) -> str:
    kind = output["output_type"]
    if kind == "error":
        return f'<pre class="error">{escape(_cut(output["evalue"]))}</pre>'
    if kind == "stream":
        return f'<pre class="out">{escape(_cut(ANSI.sub("", output["text"])))}</pre>'
    data = output["data"]
    if picture := _picture(str(data.get("image/png", ""))):
        return picture
    html = str(data.get("text/html", ""))
    if 0 < len(html) <= LARGEST_PICTURE and "<table" in html:
        return clean(html)
    return f'<pre class="out">{escape(_cut(str(data.get("text/plain", ""))))}</pre>'


def _picture(text: str) -> str:
    """Show a PNG, if it is one, at its own size."""
    if not 0 < len(text) <= 4 / 3 * LARGEST_PICTURE:
        return ""
    try:
        data = base64.b64decode(text)
    except ValueError:
        return ""
    if not data.startswith(PNG):
        return ""
    return f'<img alt="a figure of this cell" src="data:image/png;base64,{base64.b64encode(data).decode("ascii")}">'


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}\n… ({len(text) - LONGEST_TEXT:,} characters more)"
