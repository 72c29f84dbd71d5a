"""Exercises that answer back: run a learner's function, compare, and name the likely mistake.

A check is a generator of complaints; the first one is the answer, and none means "Right". A week's `mistakes.md` has the
mistakes that are recognised (`shared.exercises.mistakes`).

>>> @exercise
... def check_double(answer, rng):
...     yield from compare(answer, lambda number: number + number, cases=[(2,), (3,)])
>>> check_double(lambda number: number**2)
Traceback (most recent call last):
shared.exercises.answer.WrongAnswer: double(3) should give 6; yours gives 9.
"""

import copy
import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from shared.exercises.answer import Answer, WrongAnswer, show_call
from shared.exercises.comparison import difference, kind_of, show
from shared.exercises.mistakes import read_mistakes, recognise, run_on


def exercise(check: Callable[..., Iterator[str]]) -> Callable[..., Any]:
    """Make a check of a generator of complaints, `check_<name>(answer, seed, more)`.

    It takes a learner's function or class, the seed of the random numbers (None: new ones each time), `more`, which makes of them
    cases beside the check's own, and by name whatever else the generator takes.
    It raises the first complaint as a `WrongAnswer`, with the exercise's name in front (see `Answer.wrong`). If there is none
    it prints "Right: <name>"; or it hands on the points that the generator returns, where an exercise is not all or nothing.
    """
    name = check.__name__.removeprefix("check_")

    @functools.wraps(check)
    def checked(value: Any, seed: int | None = 0, more: Callable | None = None, **others: Any) -> Any:
        path = Path(inspect.getfile(check)).with_name("mistakes.md")
        mistakes = read_mistakes(path).get(name, ()) if path.exists() else ()
        cases = tuple(more(np.random.default_rng(seed))) if more else ()
        answer = Answer(name, value, mistakes, check.__globals__, cases)
        try:
            complaint = next(check(answer, np.random.default_rng(seed), **others))
        except StopIteration as end:
            if end.value is None:
                print(f"Right: {name}")
            return end.value
        raise answer.wrong(complaint)

    return checked


def compare(
    answer: Answer,
    expected: Callable,
    cases: Iterable[tuple],
    returns: type | None = None,
    read: Callable[[Any], Any] = lambda value: value,
    through: Callable[[Callable], Callable] = lambda function: function,
) -> Iterator[str]:
    """Compare a learner's function with the expected one, and name the mistake that explains every case.

    Args:
        answer: what the learner wrote.
        expected: takes the arguments of a case, named as in the blank, and gives the right value.
        cases: arguments, a tuple for each call; the one that is easiest to read first.
        returns: the type that the answer must have, if only one will do.
        read: turns an answer into what is compared, where the exercise leaves its form open.
        through: wraps the learner's function, and those of the mistakes, where they need another way of calling.

    Yields:
        at most one complaint.

    Raises:
        WrongAnswer: if the function can't be called, see `call`.
    """
    cases = [*cases, *answer.more]
    function = through(answer.value) if callable(answer.value) else answer.value
    values = [Answer(answer.name, function)(*case) for case in cases]
    for value in values:
        if returns is not None and not isinstance(value, returns):
            yield f"should return a {returns.__name__}; yours returns {kind_of(value)}."
    given = [_read(answer, value, read) for value in values]
    wanted = [expected(*copy.deepcopy(case)) for case in cases]
    differences = [difference(one, other) for one, other in zip(given, wanted, strict=True)]
    if any(differences):
        parameters = ", ".join(inspect.signature(expected).parameters)
        yield recognised(answer, parameters, lambda mistake: run_on(cases, read)(through(mistake)), given) or next(
            f"{show_call('', case)} {phrase}." for case, phrase in zip(cases, differences, strict=True) if phrase
        )


def recognised(answer: Answer, parameters: str, run: Callable[[Callable], Any], given: Any) -> str | None:
    """Find the mistake that gives what the learner's answer gave, and complain of it; None if there is none.

    Args:
        answer: what the learner wrote.
        parameters: of the blank, "table, learning_rate"; of no account for a class.
        run: from a function or class to what it gives, a list of values.
        given: what the learner's answer gave: the same list.
    """

    def is_given(values: Any) -> bool:
        return not any(difference(one, other) for one, other in zip(given, values, strict=True))

    sentence = recognise(answer.mistakes, answer.name, parameters, answer.names, run, is_given)
    return sentence and f": {sentence}"


def _read(answer: Answer, value: Any, read: Callable) -> Any:
    try:
        return read(value)
    except WrongAnswer:
        raise
    except Exception as error:
        raise answer.wrong(f"returns {kind_of(value)} that can't be read as the exercise asks: {show(value)}.") from error
