"""What a submission may take, before the grader goes on to the next."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The limits for one submission.

    Attributes:
        cell_seconds: time for one cell, and for the test of one exercise.
        submission_seconds: time for all cells together.
        start_seconds: time for its Python to start.
        output_seconds: time for output that is on its way when a cell has ended or was interrupted.
        output_characters: what it may print and show, all in all; the rest is dropped.
        file_bytes: size of a file; a larger notebook is not read, a larger file beside it not copied.
        files_bytes: size of all files beside the notebook together.
        memory_bytes: address space of each of its processes.
        disk_bytes: what it may write, and the largest file; it lies in memory.
        processes: processes and threads at a time.
    """

    cell_seconds: int = 60
    submission_seconds: int = 300
    start_seconds: int = 60
    output_seconds: int = 10
    output_characters: int = 2_000_000
    file_bytes: int = 20_000_000
    files_bytes: int = 80_000_000
    memory_bytes: int = 6_000_000_000
    disk_bytes: int = 300_000_000
    processes: int = 256


DEFAULT_LIMITS = Limits()
