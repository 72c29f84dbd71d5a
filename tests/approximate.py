"""How `pytest --nbval` compares what a page prints: word for word, and numbers after ≈ within a tolerance.

    trained  ≈ 0.97 of 1,000        agrees with        trained  ≈ 0.99 of 1,000

All numbers from the sign to the end of its line are approximate. So a page can print the number that a reader wants although
it differs a little from machine to machine.
"""

import re

ABSOLUTE, RELATIVE = 0.1, 0.1  # the tolerance: 0.1, or a tenth of a stored number above 1
SIGN = "≈"
NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d*)?")


def agree(stored: str, printed: str) -> bool:
    """Tell whether two outputs say the same."""
    lines, printed_lines = stored.split("\n"), printed.split("\n")
    return len(lines) == len(printed_lines) and all(map(_lines_agree, lines, printed_lines))


def _lines_agree(stored: str, printed: str) -> bool:
    (words, sign, rest), (printed_words, printed_sign, printed_rest) = stored.partition(SIGN), printed.partition(SIGN)
    if (words, sign) != (printed_words, printed_sign):
        return False
    numbers, printed_numbers = _numbers(rest), _numbers(printed_rest)
    if _without_numbers(rest) != _without_numbers(printed_rest) or len(numbers) != len(printed_numbers):
        return False
    return all(
        abs(number - other) <= max(ABSOLUTE, RELATIVE * abs(number)) + 1e-9 for number, other in zip(numbers, printed_numbers, strict=True)
    )


def _numbers(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in NUMBER.findall(text)]


def _without_numbers(text: str) -> list[str]:
    """The words between the numbers; the blanks in which shorter numbers are set don't count."""
    return [" ".join(words.split()) for words in NUMBER.split(text)]


class Output(str):
    """What a cell has printed: equal to what agrees with it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and agree(str(self), str(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def compare_approximately() -> None:
    """Let nbval compare outputs like that: it makes each of them ready for comparison with `sanitize`."""
    from nbval.plugin import IPyNbCell

    sanitize = IPyNbCell.sanitize

    def sanitize_and_wrap(self, text):
        sanitized = sanitize(self, text)
        return Output(sanitized) if isinstance(sanitized, str) else sanitized

    IPyNbCell.sanitize = sanitize_and_wrap
