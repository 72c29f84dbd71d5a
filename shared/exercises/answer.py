"""The one seam through which checks reach what a learner wrote: call it on copies, and turn what goes wrong into a sentence."""

import copy
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.exercises.comparison import difference, kind_of, show
from shared.exercises.mistakes import Mistake
from shared.exercises.remote import Failure, Remote, RemoteError

A_LIST = "a list does not compute: make an array of it, `np.array(…)`, or take a loop"
# What NumPy and pandas say, and what it usually means.
HINTS = {
    "truth value of a": "`and`, `or`, `not` and `a < b < c` work on single values; for arrays take & | ~ or `np.logical_and`",
    "ufunc 'bitwise_": "& and | bind tighter than < and >: put each comparison in brackets, (a > 1) & (a < 5)",
    "only integer scalar arrays can be converted": "give the arrays as one list: np.concatenate([a, b])",
    "only 0-dimensional arrays can be converted": "this place wants one number, and it gets an array",
    "'list' and": A_LIST,
    "and 'list'": A_LIST,
    "can't multiply sequence by non-int": A_LIST,
    "could not be broadcast": "the two shapes don't fit each other: print both",
    "mismatch in its core dimension": "the inner sizes of a matrix product don't fit each other: print both shapes",
    "cannot reshape array": "the new shape needs as many numbers as the old one",
    "all the input array dimensions except": "the arrays are joined along the wrong axis, or their shapes don't fit: print both",
    "All arrays must be of the same length": "the columns of a table need the same number of rows",
    "_validate_params": "a class needs brackets to make an object: `LinearRegression()`",
    "KeyError": "there is no column or key of this name: print the names that there are",
}
# Where libraries and the course lie.
NOT_THE_LEARNERS = (sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parents[2]))


class WrongAnswer(Exception):
    """The learner's answer is wrong. A notebook shows the sentence alone, without a traceback."""

    def _render_traceback_(self) -> list[str]:  # IPython asks for it
        return [str(self)]


@dataclass(frozen=True)
class Answer:
    """What a learner wrote for an exercise.

    Attributes:
        name: of the exercise, for messages.
        value: what the learner wrote: a function, a class.
        mistakes: those of the exercise that are recognised, see `shared.exercises.mistakes`.
        names: what the code of the mistakes knows: the names of the week's checks.
        more: cases beside the check's own, of a hidden test.
    """

    name: str
    value: Any
    mistakes: tuple[Mistake, ...] = ()
    names: Mapping[str, Any] = field(default_factory=dict)
    more: tuple[tuple, ...] = ()

    def __call__(self, *arguments: Any) -> Any:
        """Call it, see `call`."""
        return call(self.name, self.value, *arguments)

    def wrong(self, complaint: str) -> WrongAnswer:
        """Make an error of a complaint, which goes on after the exercise's name.

        >>> answer = Answer("standardise", None)
        >>> for complaint in ("should be a function", "(3) gives 4.", ": the table is empty.", "You take one mean."):
        ...     print(answer.wrong(complaint))
        standardise should be a function
        standardise(3) gives 4.
        standardise: the table is empty.
        standardise: You take one mean.
        """
        between = "" if complaint[0] in ":(" else " " if complaint[0].islower() else ": "
        return WrongAnswer(f"{self.name}{between}{complaint}")


@contextmanager
def hint(pattern: str, sentence: str) -> Iterator[None]:
    """Add a sentence to a message that holds this pattern: what an error means in this exercise. Stands above a check, `@hint(…)`.

    It takes the place of the general hint: two are one too many.
    """
    try:
        yield
    except WrongAnswer as error:
        if pattern not in str(error):
            raise error from None
        general = next((text for text in map(_hint_text, HINTS.values()) if str(error).endswith(text)), "")
        raise WrongAnswer(f"{str(error).removesuffix(general)} Hint: {sentence}") from None


def call(name: str, answer: Callable, *arguments: Any) -> Any:
    """Call what the learner wrote, on copies of the arguments.

    Returns:
        what it returns, never None.

    Raises:
        WrongAnswer: if it is not written yet, stops with an error, returns nothing, or changes its arguments.
    """
    if not callable(answer):
        raise WrongAnswer(f"{name} should be a function, and it is {kind_of(answer)}: does the line `def {name}(…):` still stand?")
    handed = copy.deepcopy(arguments)
    try:
        value, handed = answer.call(handed) if isinstance(answer, Remote) else (answer(*handed), handed)
    except WrongAnswer:
        raise
    except (Exception, SystemExit) as error:
        failure = error.failure if isinstance(error, RemoteError) else failure_of(error)
        if failure.kind != "NotImplementedError" or not _is_blank(failure):
            raise WrongAnswer(_describe_failure(name, arguments, failure)) from error
        own = failure.where in (getattr(answer, "__name__", failure.where), *name.split("."), "__init__")
        which = name if own else f"{name} calls {failure.where}, and that"
        raise WrongAnswer(f"{which} is not written yet: put your own lines where it says `raise NotImplementedError`.") from error
    if value is ...:
        raise WrongAnswer(f"{name} is not written yet: put your own code in place of the dots.")
    if value is None:
        raise WrongAnswer(f"{name} returns nothing (None): did you forget `return`?")
    if any(difference(after, before) for after, before in zip(handed, arguments, strict=True)):
        raise WrongAnswer(
            f"{name} changes what it is given, and the caller still needs it. A slice is a view, `b = a` is only a second name for the same array, and `+=` writes into it: work on a copy, `.copy()`."
        )
    return value


def show_call(name: str, arguments: tuple) -> str:
    """Write a call as the learner would type it: a whole float keeps its point, `2.0`.

    >>> show_call("step", (2.0, 0.25, 2))
    'step(2.0, 0.25, 2)'
    """
    shown = (f"{value:.1f}" if isinstance(value, float) and value.is_integer() and abs(value) < 1e6 else show(value) for value in arguments)
    return f"{name}({', '.join(shown)})"


def failure_of(error: BaseException) -> Failure:
    """Say what is to be known of an error: its kind, its first line, the last line and function of the learner's on the way."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.line for frame in frames if frame.line and not frame.filename.startswith(NOT_THE_LEARNERS)]
    kind = "NotImplementedError" if isinstance(error, NotImplementedError) else type(error).__name__
    return Failure(kind, str(error), lines[-1] if lines else "", frames[-1].name if frames else "")


def _is_blank(failure: Failure) -> bool:
    """Whether a NotImplementedError is that of a blank. One from a library has a message."""
    return not failure.message.strip() or failure.line.startswith("raise NotImplementedError")


def _describe_failure(name: str, arguments: tuple, failure: Failure) -> str:
    where = f" in the line `{failure.line}`" if failure.line else ""
    kind, message = failure.kind, failure.message
    hint = next((_hint_text(hint) for pattern, hint in HINTS.items() if pattern in f"{kind}: {message}"), "")
    said = message.splitlines()[0].rstrip(".") if message.strip() else "no message"
    return f"{show_call(name, arguments)} stops{where} with {kind}: {said}.{hint}"


def _hint_text(hint: str) -> str:
    return f" Hint: {hint}."
