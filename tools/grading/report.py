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

BINS = 10  # of a histogram
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
td.share { white-space: nowrap; } .bar { display: inline-block; height: .7rem; background: #00527a; vertical-align: middle; }
td.number, th.number { text-align: right; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: 0; width: 17rem; } figcaption { text-align: center; font-size: .9rem; }
svg rect { fill: #00527a; } svg text { font-size: 10px; text-anchor: middle; fill: #222; }
@media (max-width: 40rem) { td, th { padding: .15rem .3rem; overflow-wrap: anywhere; } table { font-size: .8rem; } }
@media print { table { display: table; font-size: .75rem; } }
"""


def write_report(results: list[Result], missing: Iterable[tuple[str, str]], path: Path) -> None:
    """Write the report.

    Args:
        results: what counts for each learner and assignment.
        missing: learner and assignment of what was not handed in.
        path: the HTML file.
    """
    absent = dict.fromkeys(missing)
    handed_in = [one for one in results if (one.learner, one.week) not in absent]
    stopped = [[one.person.name, one.week, one.grade.note] for one in handed_in if one.grade.note]
    sections = {
        "How the class did": _histograms(handed_in),
        "Which exercises are hard": _exercises(handed_in),
        "Which mistakes the class makes": _messages(handed_in),
        "Where something stood in the way": _table(["learner", "assignment", "what"], stopped) if stopped else "<p>Nowhere.</p>",
        "Not handed in": _table(["learner", "assignment"], [list(one) for one in absent]) if absent else "<p>Nothing is missing.</p>",
        "Grades": _grades(results),
    }
    parts = [_summary(handed_in)]
    parts += [f'<p>{" · ".join(f"""<a href="#part{number}">{title}</a>""" for number, title in enumerate(sections))}</p>']
    parts += [f'<h2 id="part{number}">{title}</h2>\n{body}' for number, (title, body) in enumerate(sections.items())]
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


def _histograms(results: list[Result]) -> str:
    """Draw how many notebooks got which share of the points, for each assignment."""
    pictures = []
    for week in sorted({one.week for one in results}):
        shares = [one.total / one.grade.max_score for one in results if one.week == week and one.grade.max_score]
        counts = Counter(min(int(share * BINS), BINS - 1) for share in shares)
        most = max(counts.values(), default=1)
        bars = []
        for number in range(BINS):
            height = 70 * counts[number] / most
            bars.append(f'<rect x="{5 + 20 * number}" y="{90 - height:.1f}" width="18" height="{height:.1f}"/>')
            if counts[number]:
                bars.append(f'<text x="{14 + 20 * number}" y="{86 - height:.1f}">{counts[number]}</text>')
        axis = "".join(f'<text x="{5 + 2 * percent}" y="104">{percent}</text>' for percent in (0, 50, 100))
        said = f"{week}: {len(shares)} notebooks by their share of the points"
        pictures.append(
            f'<figure><svg viewBox="-4 0 222 108" role="img" aria-label="{escape(said)}">{"".join(bars)}{axis}</svg>'
            f"<figcaption>{escape(week)}, % of the points</figcaption></figure>"
        )
    return f'<div class="pictures">{"".join(pictures)}</div>' if pictures else "<p>There are no grades yet.</p>"


def _grades(results: list[Result]) -> str:
    rows = []
    for one in results:
        page = f"feedback/{quote(one.learner)}/{quote(one.week)}.html"
        cells: list[str | float] = [one.person.name, one.week, one.total]
        more: list[str | float] = [one.grade.score, one.grade.max_score, one.days, one.person.id]
        rows.append("".join(map(_cell, cells)) + f'<td><a href="{escape(page)}">feedback</a></td>' + "".join(map(_cell, more)))
    return _body(["learner", "assignment", "total", "", "points", "of", "days late", "id"], rows)


def _exercises(results: list[Result]) -> str:
    shares: dict[tuple[str, str], list[float]] = {}
    for one in results:
        for name, grade in one.grade.exercises.items():
            shares.setdefault((one.week, name), []).append(grade.points / grade.max_points if grade.max_points else 1.0)
    rows = []
    for (week, name), own in sorted(shares.items(), key=lambda entry: sum(entry[1]) / len(entry[1])):
        solved = sum(own) / len(own)
        bar = f'<td class="share" data-value="{solved:.4f}"><span class="bar" style="width: {5 * solved:.2f}em"></span> {solved:.0%}</td>'
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
