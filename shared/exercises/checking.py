"""Exercises that answer back: run a learner's function, compare, and name the likely mistake.

A known mistake is a function too: it computes what one gets who makes it. If it explains every answer, its
sentence is the answer; otherwise the learner sees one call, what it should give and what it gives.

>>> check(
...     "double",
...     lambda number: number * number,
...     expected=lambda number: number + number,
...     cases=[(2,), (3,)],
...     mistakes={"You multiply the number by itself, not by 2.": lambda number: number**2},
... )
Traceback (most recent call last):
shared.exercises.checking.WrongAnswer: double: You multiply the number by itself, not by 2.
"""

import copy
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

# What NumPy and pandas say, and what it usually means.
HINTS = {
    "truth value of a": "`and`, `or`, `not` and `a < b < c` work on single values; for arrays take & | ~ or `np.logical_and`",
    "ufunc 'bitwise_": "& and | bind tighter than < and >: put each comparison in brackets, (a > 1) & (a < 5)",
    "only integer scalar arrays can be converted": "give the arrays as one list: np.concatenate([a, b])",
    "only 0-dimensional arrays can be converted": "this place wants one number, and it gets an array",
    "'list' and": "a list does not compute: make an array of it, `np.array(…)`, or take a loop",
    "could not be broadcast": "the two shapes don't fit each other: print both",
    "mismatch in its core dimension": "the inner sizes of a matrix product don't fit each other: print both shapes",
    "cannot reshape array": "the new shape needs as many numbers as the old one",
    "all the input array dimensions except": "the arrays are joined along the wrong axis, or their shapes don't fit: print both",
    "All arrays must be of the same length": "the columns of a table need the same number of rows",
    "_validate_params": "a class needs brackets to make an object: `LinearRegression()`",
    "KeyError": "there is no column or key of this name: print the names that there are",
}
NOT_THE_LEARNERS = (sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parents[1]))  # where libraries and the course lie
SHOWN = 30  # numbers of an array that a message still shows


class WrongAnswer(Exception):
    """The learner's answer is wrong. A notebook shows the sentence alone, without a traceback."""

    def _render_traceback_(self) -> list[str]:  # IPython asks for it
        return [str(self)]


def check(
    name: str,
    answer: Callable,
    expected: Callable,
    cases: Iterable[tuple],
    mistakes: Mapping[str, Callable],
    returns: type | None = None,
    read: Callable[[Any], Any] = lambda value: value,
) -> None:
    """Compare a learner's function with the expected one, and print one line if it is right.

    Args:
        name: of the exercise, for messages.
        answer: what the learner wrote.
        expected: takes the arguments of a case and gives the right value.
        cases: arguments, a tuple for each call; the one that is easiest to read first.
        mistakes: sentence to a function that gives what this mistake gives. It may raise for a case, and then
            does not explain it.
        returns: the type that the answer must have, if only one will do.
        read: turns an answer into what is compared, where the exercise leaves its form open.

    Raises:
        WrongAnswer: with a sentence for the learner.
    """
    cases = list(cases)
    given = [_read(name, call(name, answer, *case), returns, read) for case in cases]
    wanted = [expected(*copy.deepcopy(case)) for case in cases]
    differences = [difference(one, other) for one, other in zip(given, wanted, strict=True)]
    if any(differences):
        for sentence, mistake in mistakes.items():
            if _explains(mistake, cases, given):
                raise WrongAnswer(f"{name}: {sentence}")
        first = next(index for index, phrase in enumerate(differences) if phrase)
        raise WrongAnswer(f"{show_call(name, cases[first])} {differences[first]}.")
    right(name)


@contextmanager
def hint(sign: str, sentence: str) -> Iterator[None]:
    """Add a sentence to a message that has this sign: what an error means in this exercise. Stands above a check, `@hint(…)`.

    It takes the place of the general hint: two are one too many.
    """
    try:
        yield
    except WrongAnswer as error:
        if sign not in str(error):
            raise error from None
        general = next((text for text in map(_hint_text, HINTS.values()) if str(error).endswith(text)), "")
        raise WrongAnswer(f"{str(error).removesuffix(general)} Hint: {sentence}") from None


def right(name: str) -> None:
    """Say that an exercise is solved."""
    print(f"Right: {name}")


def call(name: str, answer: Callable, *arguments: Any) -> Any:
    """Call what the learner wrote, on copies of the arguments.

    Returns:
        what it returns, never None.

    Raises:
        WrongAnswer: if it is not written yet, stops with an error, returns nothing, or changes its arguments.
    """
    if not callable(answer):
        raise WrongAnswer(f"{name} should be a function, and it is {_kind(answer)}: does the line `def {name}(…):` still stand?")
    handed = copy.deepcopy(arguments)
    try:
        value = answer(*handed)
    except NotImplementedError as error:
        where = traceback.extract_tb(error.__traceback__)[-1].name
        own = where in (getattr(answer, "__name__", where), *name.split("."), "__init__")
        which = name if own else f"{name} calls {where}, and that"
        raise WrongAnswer(f"{which} is not written yet: put your own lines where it says `raise NotImplementedError`.") from error
    except WrongAnswer:
        raise
    except (Exception, SystemExit) as error:
        raise WrongAnswer(_describe_error(name, arguments, error)) from error
    if value is None:
        raise WrongAnswer(f"{name} returns nothing (None): did you forget `return`?")
    if any(difference(after, before) for after, before in zip(handed, arguments, strict=True)):
        raise WrongAnswer(
            f"{name} changes what it is given, and the caller still needs it. A slice is a view, `b = a` is only a second name for the same array, and `+=` writes into it: work on a copy, `.copy()`."
        )
    return value


def difference(given: Any, wanted: Any) -> str | None:
    """Say how a value differs from the wanted one.

    Numbers may differ by rounding; a list is as good as an array.

    Returns:
        None if they are the same, otherwise a phrase that goes on after the call: "should give 3; yours gives 4".
    """
    if isinstance(wanted, tuple):
        if not isinstance(given, (tuple, list)):
            return f"should return {len(wanted)} values, `return a, b`; yours returns {_kind(given)}"
        if len(given) != len(wanted):
            return f"should return {len(wanted)} values, and yours returns {len(given)}"
        for number, (one, other) in enumerate(zip(given, wanted, strict=True), 1):
            phrase = difference(one, other)
            if phrase and isinstance(other, tuple):
                phrase = f"should be {show(other)}; yours is {show(one)}"
            if phrase:
                return f"returns {len(wanted)} values, and number {number} {phrase}"
        return None
    if isinstance(wanted, pd.DataFrame):
        return _table_difference(given, wanted)
    if isinstance(wanted, Mapping):
        return None if given == wanted else f"should give {show(wanted)}; yours gives {show(given)}"
    return _array_difference(given, wanted)


def show(value: Any) -> str:
    """Write a value in one line, as short as a reader needs it."""
    if hasattr(value, "numpy"):  # a tensor
        value = value.numpy()
    if isinstance(value, pd.DataFrame):
        return f"a table {show(value.to_dict('list'))}"
    if isinstance(value, pd.Series):
        return show(value.to_dict())
    if isinstance(value, tuple):
        return f"({', '.join(map(show, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, Path):
        return repr(value.name)
    if isinstance(value, np.ndarray):
        if value.size > SHOWN:
            return f"an array of shape {value.shape}"
        value = np.round(value.astype(float), 4).tolist() if value.dtype.kind == "f" else value.tolist()
    elif isinstance(value, np.generic):
        value = value.item()
    text = f"{value:.6g}" if isinstance(value, float) else " ".join(repr(value).split())
    return text if len(text) <= 300 else text[:300] + " …"


def show_call(name: str, arguments: tuple) -> str:
    """Write a call as the learner would type it."""
    return f"{name}({', '.join(map(show, arguments))})"


def _read(name: str, value: Any, returns: type | None, read: Callable) -> Any:
    if returns is not None and not isinstance(value, returns):
        raise WrongAnswer(f"{name} should return a {returns.__name__}; yours returns {_kind(value)}.")
    try:
        return read(value)
    except Exception as error:
        raise WrongAnswer(f"{name} returns {_kind(value)} that can't be read as the exercise asks: {show(value)}.") from error


def _explains(mistake: Callable, cases: list[tuple], given: list) -> bool:
    with suppress(Exception), np.errstate(all="ignore"):
        return not any(difference(value, mistake(*copy.deepcopy(case))) for case, value in zip(cases, given, strict=True))
    return False


def _describe_error(name: str, arguments: tuple, error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.line for frame in frames if frame.line and not frame.filename.startswith(NOT_THE_LEARNERS)]
    where = f" in the line `{lines[-1]}`" if lines else ""
    kind = type(error).__name__
    hint = next((_hint_text(hint) for sign, hint in HINTS.items() if sign in f"{kind}: {error}"), "")
    said = str(error).splitlines()[0].rstrip(".") if str(error) else "no message"
    return f"{show_call(name, arguments)} stops{where} with {kind}: {said}.{hint}"


def _hint_text(hint: str) -> str:
    return f" Hint: {hint}."


def _array_difference(given: Any, wanted: Any) -> str | None:
    wanted_array = np.asarray(wanted)
    try:
        array = np.asarray(given)
    except ValueError:  # rows of different lengths
        return f"should give {show(wanted)}; yours gives rows of different lengths"
    if array.size == wanted_array.size == 0:  # an empty list has no more to say than an empty array
        return None
    kinds = {"b": "True or False", "U": "text", "O": "text"}
    form = kinds.get(wanted_array.dtype.kind, "numbers")
    if kinds.get(array.dtype.kind, "numbers") != form:
        return f"should give {form}, {show(wanted)}; yours gives {_kind(given)}: {show(given)}"
    if array.shape != wanted_array.shape:
        return f"should give {_shape(wanted_array)}, {show(wanted)}; yours gives {_shape(array)}, {show(given)}"
    same = np.isclose(array, wanted_array, rtol=1e-5, atol=1e-8, equal_nan=True) if form == "numbers" else array == wanted_array
    if np.all(same):
        return None
    if array.size > SHOWN:
        place = tuple(int(index) for index in np.argwhere(~same)[0])
        at = ", ".join(map(str, place))
        return f"should have {show(wanted_array[place])} at [{at}]; yours has {show(array[place])} there"
    return f"should give {show(wanted)}; yours gives {show(given)}"


def _table_difference(given: Any, wanted: pd.DataFrame) -> str | None:
    if not isinstance(given, pd.DataFrame):
        return f"should give a DataFrame; yours gives {_kind(given)}"
    if list(given.columns) != list(wanted.columns):
        return f"should give the columns {list(wanted.columns)}; yours gives {list(given.columns)}"
    for column in wanted.columns:
        phrase = difference(given[column].to_numpy(), wanted[column].to_numpy())
        if phrase:
            return f"has a column {column!r} that {phrase}"
    return None


def _shape(array: np.ndarray) -> str:
    return f"the shape {array.shape}" if array.ndim else "a single value"


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        return f"an array of {value.dtype}"
    kind = type(value).__name__
    return f"{'an' if kind[0].lower() in 'aeio' else 'a'} {kind}"
