"""The report on a class: one HTML file that asks no server, sorts, prints, and fits a phone."""

import re
from collections import Counter
from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import quote

from shared.base.files import atomic_write
from tools.grading.feedback import make_page
from tools.grading.tables import Result

MOST_MESSAGES = 30
LONGEST_MESSAGE = 300
# Sorts a table by the column whose head is clicked. The only script, known to the policy by its digest.
SCRIPT = """
document.querySelectorAll("table.sorts th").forEach(head => head.addEventListener("click", () => {
  const table = head.closest("table"), place = [...head.parentNode.children].indexOf(head);
  const up = head.dataset.up !== "yes";
  const value = row => row.children[place].dataset.value ?? row.children[place].textContent;
  const rows = [...table.tBodies[0].rows].sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    const order = one !== "" && other !== "" && !isNaN(one) && !isNaN(other) ? one - other : one.localeCompare(other);
    return up ? order : -order;
  });
  head.parentNode.querySelectorAll("th").forEach(other => delete other.dataset.up);
  head.dataset.up = up ? "yes" : "no";
  table.tBodies[0].append(...rows);
}));
"""
STYLE = """
table.sorts th { cursor: pointer; } th[data-up=yes]::after { content: " ▲"; } th[data-up=no]::after { content: " ▼"; }
.bar { display: inline-block; height: .7rem; background: #00527a; vertical-align: middle; }
td.number, th.number { text-align: right; }
@media print { table { display: table; font-size: .75rem; } }
"""


def write_report(results: list[Result], missing: Iterable[tuple[str, str]], path: Path) -> None:
    """Write the report.

    Args:
        results: what counts for each learner and assignment.
        missing: learner and assignment of what was not handed in.
        path: the HTML file.
    """
    missing = list(missing)
    parts = [_summary(results), "<h2>Grades</h2>", _grades(results), "<h2>Which exercises are hard</h2>", _exercises(results)]
    parts += ["<h2>Which mistakes the class makes</h2>", _messages(results)]
    stopped = [one for one in results if one.grade.note]
    parts += ["<h2>Where something stood in the way</h2>"]
    parts += [
        _table(["learner", "assignment", "what"], [[one.person.name, one.week, one.grade.note] for one in stopped])
        if stopped
        else "<p>Nowhere.</p>"
    ]
    parts += ["<h2>Not handed in</h2>"]
    parts += [_table(["learner", "assignment"], [list(one) for one in missing]) if missing else "<p>Nothing is missing.</p>"]
    parts += [f"<script>{SCRIPT}</script>"]
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src '{_digest(SCRIPT)}'; base-uri 'none'; form-action 'none'"
    with atomic_write(path) as temporary:
        temporary.write_text(make_page("Grades of the class", "\n".join(parts), STYLE, policy), encoding="utf-8")


def _digest(script: str) -> str:
    import base64
    import hashlib

    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode('ascii')}"


def _summary(results: list[Result]) -> str:
    learners = len({one.learner for one in results})
    got, most = sum(one.total for one in results), sum(one.grade.max_score for one in results)
    share = f", on average {got / most:.0%} of the points" if most else ""
    return f"<p>{len(results)} submissions of {learners} learners{share}. A click on a column's head sorts by it.</p>"


def _grades(results: list[Result]) -> str:
    rows = []
    for one in results:
        page = f"feedback/{quote(one.learner)}/{quote(one.week)}.html"
        link = f'<a href="{escape(page)}">feedback</a>'
        cells: list[str | float] = [one.person.name, one.person.id, one.week, one.grade.score, one.grade.max_score, one.days, one.total]
        rows.append("".join(map(_cell, cells)) + f"<td>{link}</td>")
    return _body(["learner", "id", "assignment", "points", "of", "days late", "total", ""], rows)


def _exercises(results: list[Result]) -> str:
    shares: dict[tuple[str, str], list[float]] = {}
    for one in results:
        for name, grade in one.grade.exercises.items():
            shares.setdefault((one.week, name), []).append(grade.points / grade.max_points if grade.max_points else 1.0)
    rows = []
    for (week, name), own in sorted(shares.items(), key=lambda entry: sum(entry[1]) / len(entry[1])):
        solved = sum(own) / len(own)
        bar = f'<td data-value="{solved:.4f}"><span class="bar" style="width: {6 * solved:.2f}rem"></span> {solved:.0%}</td>'
        rows.append(_cell(week) + _cell(name) + bar + _cell(len(own)))
    return _body(["assignment", "exercise", "solved", "submissions"], rows)


def _messages(results: list[Result]) -> str:
    """Count messages, and take those for the same that differ in their numbers only."""
    counts: Counter[tuple[str, str, str]] = Counter()
    example: dict[tuple[str, str, str], str] = {}
    for one in results:
        for name, grade in one.grade.exercises.items():
            if grade.message and "is not written yet" not in grade.message:
                key = one.week, name, re.sub(r"-?\d[\d.e+-]*", "#", grade.message[:2000])
                counts[key] += 1
                example.setdefault(key, grade.message)
    rows = [
        [count, week, name, example[week, name, text][:LONGEST_MESSAGE]] for (week, name, text), count in counts.most_common(MOST_MESSAGES)
    ]
    return _table(["how often", "assignment", "exercise", "message"], rows) if rows else "<p>None.</p>"


def _table(head: list[str], rows: list[list]) -> str:
    return _body(head, ["".join(map(_cell, row)) for row in rows])


def _body(head: list[str], rows: list[str]) -> str:
    heads = "".join(f"<th>{escape(name)}</th>" for name in head)
    return f'<table class="sorts"><thead><tr>{heads}</tr></thead><tbody>{"".join(f"<tr>{row}</tr>" for row in rows)}</tbody></table>'


def _cell(value: str | float) -> str:
    return f"<td>{escape(value)}</td>" if isinstance(value, str) else f'<td class="number">{value:.6g}</td>'
