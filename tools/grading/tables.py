"""An instructor's tables, read; and the tables of a class, written for whoever takes them.

What is read lies beside the learners' folders, and each table may be missing:

    roster.csv    learner,name,id,email          learner is the folder's name; id is the one that Canvas or Moodle has
    late.csv      learner,assignment,days
    by_hand.csv   learner,assignment,exercise,points,comment    without an exercise: a comment on the whole; without points: a comment
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook

from shared.base.errors import UserError
from shared.base.files import atomic_write
from tools.grading.results import Grade

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with these a spreadsheet takes a text for a formula
WHOLE = ""  # in place of an exercise: the whole notebook
LATE = "late"  # the same, for what late days cost


@dataclass(frozen=True)
class Person:
    """A learner, as the roster has them."""

    name: str
    id: str = ""
    email: str = ""


@dataclass(frozen=True)
class ByHand:
    """What an instructor gives by hand: points that count in place of the test's, None for a comment alone."""

    points: float | None
    comment: str


@dataclass(frozen=True)
class Lateness:
    """How late days cost points.

    Attributes:
        percent: of the points of an assignment, for each day.
        free_days: of each learner, in all; the first ones count as free.
    """

    percent: float = 10.0
    free_days: int = 0


@dataclass(frozen=True)
class Result:
    """What counts for a learner and an assignment.

    Attributes:
        grade: with the points given by hand.
        days: how late it was.
        total: the points that are left after late days.
        comments: by exercise, `WHOLE` for the whole notebook, `LATE` for what late days cost.
    """

    learner: str
    week: str
    person: Person
    grade: Grade
    days: int = 0
    total: float = 0.0
    comments: Mapping[str, str] = field(default_factory=dict)


def _read(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Read a table with a heading. Yields each row's line number and its cells.

    Raises:
        UserError: if a column is missing, or the file is no text.
    """
    if not path.is_file():
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not written in UTF-8: save it as “CSV UTF-8”.") from error
    first = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(), delimiter=max(",;\t", key=first.count))
    missing = [name for name in needed if name not in (reader.fieldnames or [])]
    if missing:
        raise UserError(f"{path} needs a column {missing[0]}; its first line is: {first.strip()[:100]}")
    for row in reader:
        yield reader.line_num, {str(name): (value or "").strip() for name, value in row.items() if isinstance(value, str | None)}


def _number(path: Path, line: int, text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        raise UserError(f"{path}, line {line}: “{text[:30]}” is no number.") from error


def read_roster(path: Path) -> dict[str, Person]:
    """Read who the learners are, by the names of their folders.

    Raises:
        UserError: if it can't be read.
    """
    rows = _read(path, ("learner", "name"))
    return {row["learner"]: Person(row["name"], row.get("id", ""), row.get("email", "")) for _, row in rows}


def read_by_hand(path: Path) -> dict[tuple[str, str, str], ByHand]:
    """Read what is given by hand, by learner, assignment and exercise.

    Raises:
        UserError: if it can't be read.
    """
    return {
        (row["learner"], row["assignment"], row.get("exercise", WHOLE)): ByHand(
            _number(path, line, row["points"]) if row.get("points") else None, row.get("comment", "")
        )
        for line, row in _read(path, ("learner", "assignment"))
    }


def read_late(path: Path) -> dict[tuple[str, str], int]:
    """Read how many days late an assignment was, by learner and assignment.

    Raises:
        UserError: if it can't be read.
    """
    rows = _read(path, ("learner", "assignment", "days"))
    return {(row["learner"], row["assignment"]): round(_number(path, line, row["days"])) for line, row in rows}


def combine(
    entries: Iterable[tuple[str, str, Grade]],
    roster: Mapping[str, Person],
    late: Mapping[tuple[str, str], int],
    by_hand: Mapping[tuple[str, str, str], ByHand],
    rule: Lateness,
) -> Iterator[Result]:
    """Put together what counts, in the order of `entries`, learner by learner."""
    free: dict[str, int] = {}
    for learner, week, grade in entries:
        exercises, comments = dict(grade.exercises), {}
        for name in (*exercises, WHOLE):
            given = by_hand.get((learner, week, name))
            if given and given.points is not None and name in exercises:
                exercises[name] = exercises[name]._replace(points=given.points)
            if given and given.comment:
                comments[name] = given.comment
        counted = Grade(exercises, grade.note)
        days = max(0, late.get((learner, week), 0))
        used = min(days, free.setdefault(learner, rule.free_days))
        free[learner] -= used
        total = counted.score * max(0.0, 1 - rule.percent / 100 * (days - used))
        if total < counted.score:
            comments = {LATE: f"{days} days, so {total:.6g} of the {counted.score:g} points count."} | comments
        yield Result(learner, week, roster.get(learner, Person(learner)), counted, days, total, comments)


def write_tables(results: list[Result], folder: Path) -> None:
    """Write grades.csv and exercises.csv, and the files that Canvas, Moodle and spreadsheets take.

    Raises:
        OSError: if the folder can't be written to.
    """
    head = ["learner", "name", "id", "assignment", "points", "of", "days late", "total", "note"]
    rows: list[list] = [
        [one.learner, one.person.name, one.person.id, one.week, one.grade.score, one.grade.max_score, one.days, one.total, one.grade.note]
        for one in results
    ]
    _write_csv(folder / "grades.csv", head, rows)
    exercises: list[list] = [
        [one.learner, one.week, name, *grade, one.comments.get(name, "")] for one in results for name, grade in one.grade.exercises.items()
    ]
    exercise_head = ["learner", "assignment", "exercise", "points", "of", "message", "comment"]
    _write_csv(folder / "exercises.csv", exercise_head, exercises)
    _write_gradebooks(results, folder)
    with atomic_write(folder / "grades.xlsx") as temporary:
        book = Workbook(write_only=True)
        sheets: list[tuple[str, list[str], list[list]]] = [("grades", head, rows), ("exercises", exercise_head, exercises)]
        for title, columns, lines in sheets:
            sheet = book.create_sheet(title)
            sheet.append(columns)
            for line in lines[:1_000_000]:
                sheet.append([_cell(value) for value in line])
        book.save(temporary)


def _write_gradebooks(results: list[Result], folder: Path) -> None:
    """Write a line for each learner and a column for each assignment, as Canvas and Moodle import them."""
    weeks = {one.week: one.grade.max_score for one in sorted(results, key=lambda one: one.week) if one.grade.max_score}
    learners: dict[str, tuple[Person, dict[str, float]]] = {}
    for one in results:
        learners.setdefault(one.learner, (one.person, {}))[1][one.week] = round(one.total, 2)
    points = [[totals.get(week, "") for week in weeks] for _, totals in learners.values()]
    people = [(learner, person) for learner, (person, _) in learners.items()]
    canvas = [[person.name, person.id, "", learner, "", *own] for (learner, person), own in zip(people, points, strict=True)]
    possible = ["    Points Possible", "", "", "", "", *weeks.values()]
    _write_csv(folder / "canvas.csv", ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *weeks], [possible, *canvas])
    moodle = [[person.id or learner, person.email, person.name, *own] for (learner, person), own in zip(people, points, strict=True)]
    _write_csv(folder / "moodle.csv", ["ID number", "Email address", "Full name", *weeks], moodle)


def _write_csv(path: Path, head: list[str], rows: list[list]) -> None:
    with atomic_write(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *([_text(value) for value in row] for row in rows)])


def _text(value: str | float) -> str:
    text = value if isinstance(value, str) else f"{value:.6g}"
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _cell(value: str | float) -> str | float:
    """Write a value for a spreadsheet, which takes no control characters, and 32,767 characters at most."""
    return "".join(sign for sign in _text(value) if sign >= " " or sign == "\n")[:32_000] if isinstance(value, str) else value
