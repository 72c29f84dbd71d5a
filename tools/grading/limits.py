"""What a submission may take, before the grader goes on to the next."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The limits for one submission.

    Attributes:
        cell_seconds: time for one cell.
        submission_seconds: time for all cells together.
        start_seconds: time for its Python to start.
        output_seconds: time for output that is on its way when a cell has ended or was interrupted.
        output_characters: what it may print, all in all; the rest is dropped.
        file_bytes: size of a file; a larger notebook is not read, a larger file of a model not copied.
    """

    cell_seconds: int = 60
    submission_seconds: int = 300
    start_seconds: int = 60
    output_seconds: int = 10
    output_characters: int = 100_000
    file_bytes: int = 20_000_000


DEFAULT_LIMITS = Limits()
