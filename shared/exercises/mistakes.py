"""Mistakes as data: what learners type, and what they are told. Each is written once, in a week's `mistakes.md`.

A heading names an exercise, or several that share mistakes, or a blank on a page. Below it, in a block of Python, stand
answers, each under a comment, its message:

    ## standardise

    ```python
    return (table - table.mean(axis=0)) / table.std(axis=0)

    # You take one mean of the whole table. Each column has its own: `axis=0`.
    return (table - table.mean()) / table.std()
    # The mean is gone, but the division by the standard deviation is missing.
     / table.std(axis=0) →
    # … did you forget `return`
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    ```

An answer is what a learner types in place of `raise NotImplementedError`, or the whole cell if it defines the exercise's
name itself. It may also be a change of the right answer, which stands before the first comment: `old → new`, or for whole
lines those that go, each after `- `, and those that come, each after `+ `.

The check recognises a mistake by computing what its answer gives: see `recognise`. A message that begins with … is only a
part of what somebody else says, Python or a rule of the check; the tests look for it.
"""

import copy
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np

PART = "…"
PLACE = "### PLACE OF THE ANSWER"
ARROW = re.compile(r" →(?: |$)", re.MULTILINE)


@dataclass(frozen=True)
class Mistake:
    """A wrong answer, and what the learner is told.

    Attributes:
        message: the sentence, or after … a part of what somebody else says.
        code: what a learner types who makes it.
    """

    message: str
    code: str

    @property
    def is_recognised(self) -> bool:
        """Whether the check says this sentence because of this code."""
        return not self.message.startswith(PART)

    def build(self, name: str, parameters: str, names: Mapping[str, Any]) -> Callable:
        """Make the function or class that the learner would have written.

        Args:
            name: of the exercise.
            parameters: as the blank has them, "table, learning_rate".
            names: what the code knows, such as np.
        """
        own = dict(names)
        exec(fill_in(f"def {name}({parameters}):\n    {PLACE}", name, self.code), own)
        return own[name]


def fill_in(blank: str, name: str, code: str) -> str:
    """Put an answer into the `PLACE` of a blank, as far indented, unless it is a whole cell already."""
    if re.search(rf"^(?:def|class) {name}\b|^{name} =", code, re.MULTILINE):
        return code
    return re.sub(rf"^( *){PLACE}", lambda place: textwrap.indent(code, place[1]), blank, flags=re.MULTILINE)


@cache
def read_mistakes(path: Path) -> dict[str, tuple[Mistake, ...]]:
    """Read a file of mistakes: the exercises' names, each with its mistakes in their order.

    Raises:
        ValueError: if a change does not fit the right answer that it should change.
    """
    exercises: dict[str, tuple[Mistake, ...]] = {}
    for exercise, right, messages in _read_sections(path):
        found = tuple(Mistake(message, _change(right, code, f"{path.name}, {exercise}: {message}")) for message, code in messages)
        exercises[exercise] = exercises.get(exercise, ()) + found
    return exercises


def read_right_answers(path: Path) -> dict[str, str]:
    """Read the right answers that the changes in a file of mistakes start from, by exercise."""
    return {exercise: right for exercise, right, _ in _read_sections(path) if right}


def without_right_answers(path: Path) -> str:
    """Write a file of mistakes out, each change applied, so that no right answer stands in it: for where a submission runs."""
    blocks = {
        exercise: "".join(f"# {mistake.message}\n{mistake.code}\n" for mistake in mistakes)
        for exercise, mistakes in read_mistakes(path).items()
    }
    return "\n".join(f"## {exercise}\n\n```python\n{block}```\n" for exercise, block in blocks.items())


def _read_sections(path: Path) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Yield of each heading and exercise: its name, its right answer ("" without), its messages with their code."""
    rights: dict[str, str] = {}
    for section in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, rest = section.partition("\n")
        block = re.search(r"^```python\n(.*?)^```", rest, re.MULTILINE | re.DOTALL)
        first, *entries = re.split(r"^# ", block[1] if block else "", flags=re.MULTILINE)
        pairs = [entry.partition("\n")[::2] for entry in entries]
        for exercise in heading.split(", "):
            rights[exercise] = first.strip("\n") or rights.get(exercise, "")
            yield exercise, rights[exercise], [(message.strip(), code.strip("\n")) for message, code in pairs]


def _change(right: str, code: str, where: str) -> str:
    """Apply a change to the right answer; code that is none stays as it is."""
    if ARROW.search(code):
        changes = [ARROW.split(line) for line in code.splitlines()]
    elif re.match(r"-(?: |$)", code):
        hunks = re.findall(r"((?:^-.*\n)+)((?:^\+.*(?:\n|\Z))+)", code, re.MULTILINE)
        if "".join(map("".join, hunks)) != code:
            raise ValueError(f"{where}: a change is lines after - and then lines after +.")
        changes = [["\n".join(line[2:] for line in part.splitlines()) for part in hunk] for hunk in hunks]
    else:
        return code
    for old, *new in changes:
        if len(new) != 1 or old not in right:
            raise ValueError(f"{where}: this does not change the right answer: {old!r}")
        right = right.replace(old, new[0])
    return right.strip("\n")


def recognise(
    mistakes: tuple[Mistake, ...],
    name: str,
    parameters: str,
    names: Mapping[str, Any],
    run: Callable[[Callable], Any],
    is_given: Callable[[Any], bool],
) -> str | None:
    """Find the mistake that explains what a learner's answer gave.

    Args:
        mistakes: of the exercise.
        name: of the exercise.
        parameters: as the blank has them.
        names: what their code knows.
        run: from a function or class to what it gives, as the check has run the learner's.
        is_given: tells whether that is what the learner's answer gave.

    Returns:
        its sentence, or None. A mistake that raises an error explains nothing.
    """
    for mistake in mistakes:
        if mistake.is_recognised:
            with suppress(Exception), np.errstate(all="ignore"), redirect_stdout(StringIO()):
                if is_given(run(mistake.build(name, parameters, names))):
                    return mistake.message
    return None


def run_on(cases: list[tuple], read: Callable[[Any], Any] = lambda value: value) -> Callable[[Callable], list]:
    """Make a `run` that calls a function on copies of some cases."""
    return lambda function: [read(function(*copy.deepcopy(case))) for case in cases]
