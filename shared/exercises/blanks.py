"""Blanks within a page: small exercises that answer at once, and never stop the page.

>>> @blank
... def check_double(answer, rng):
...     yield from compare(answer, lambda number: number + number, cases=[(2,), (3,)])
>>> check_double(lambda number: ...)
double is not written yet: put your own code in place of the dots.
>>> check_double(lambda number: number**2)
double(3) should give 6; yours gives 9.
>>> check_double(lambda number: 2 * number)
Right: double
"""

import functools
from collections.abc import Callable, Iterator
from typing import Any

from shared.exercises.answer import WrongAnswer
from shared.exercises.checking import compare, exercise  # noqa: F401  for the example above


def blank(check: Callable[..., Iterator[str]]) -> Callable[[Any], None]:
    """Make a check of a generator of complaints, as `exercise` does, that prints the first one."""
    checked = exercise(check)

    @functools.wraps(check)
    def printed(value: Any) -> None:
        try:
            checked(value)
        except WrongAnswer as error:
            print(error)

    return printed
