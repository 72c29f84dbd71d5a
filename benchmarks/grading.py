"""What grading costs: `python -m benchmarks.grading 50 200 800`.

Each class is graded from nothing, on all cores, in the sandbox if there is one: right notebooks of week 1, in which a sixth of the
answers are wrong. Printed are submissions a second and core, memory, where the time of a submission goes, and beside it what
nbclient takes to run the same cells in an ordinary kernel, without a grade; and from all this the hours for a large class.
"""

import argparse
import os
import shutil
import tempfile
import threading
from pathlib import Path
from statistics import fmean
from time import monotonic

import nbformat
import psutil
from nbclient import NotebookClient
from tqdm import tqdm

from shared.paths import WEEKS
from tools.grading.cells import grade_id, is_answer, is_test
from tools.grading.engine import Task, connect, grade_all
from tools.grading.judge import Request
from tools.grading.results import Seconds
from tools.grading.sandbox import why_no_sandbox

LEARNERS, ASSIGNMENTS, CORES = 20_000, 7, (2, 64, 512)
RUN = 40  # notebooks of a class that are run without being graded


def make_class(folder: Path, count: int) -> list[Task]:
    """Write submissions of week 1 into a folder."""
    week, tasks = WEEKS[0], []
    solution = nbformat.read(week / "solution.ipynb", as_version=4)
    for number in range(count):
        place = folder / f"learner{number:05}" / week.name
        place.mkdir(parents=True)
        notebook = solution.copy()
        notebook.cells = [cell.copy() for cell in solution.cells]
        for which, cell in enumerate(cell for cell in notebook.cells if is_answer(cell) and grade_id(cell)):
            if (number + which) % 6 == 0:
                cell.source = f"{grade_id(cell)} = lambda *arguments: 1"
        nbformat.write(notebook, place / "assignment.ipynb")
        tasks.append(Task(place.parent.name, week.name, place))
    return tasks


class Memory:
    """Watches the memory of this process and its children, in a thread."""

    def __init__(self):
        self.peak, self.ended = 0, threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        own = psutil.Process()
        while not self.ended.wait(1):
            total = 0
            for process in [own, *own.children(recursive=True)]:
                try:
                    total += process.memory_info().rss
                except psutil.Error:
                    continue
            self.peak = max(self.peak, total)


def run(folder: Path) -> float:
    """Run a submission's own cells as Jupyter would, without grading it. Returns seconds."""
    begin = monotonic()
    notebook = nbformat.read(folder / "assignment.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not is_test(cell)]
    NotebookClient(notebook, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(WEEKS[0])}}).execute()
    return monotonic() - begin


def measure(count: int, jobs: int) -> dict[str, float]:
    """Grade a class of that many. Returns seconds in all and means over the submissions, and bytes."""
    request = Request(not why_no_sandbox())
    folder = Path(tempfile.mkdtemp())
    memory = Memory()
    try:
        tasks = make_class(folder, count)
        with connect("", jobs) as client:
            begin = monotonic()
            stream = grade_all(client, ((task, task.pack(request.limits), request) for task in tasks), lambda task: 1)
            graded = list(tqdm(stream, f"Grading {count}", count, leave=False))
            measured = {"count": count, "seconds": monotonic() - begin, "bytes": memory.peak}
            for name in Seconds._fields:
                measured[name] = fmean(getattr(grade.seconds, name) for _, grade in graded)
            return measured | {"run": fmean(client.gather(client.map(run, [task.folder for task in tasks[:RUN]])))}
    finally:
        memory.ended.set()
        shutil.rmtree(folder)


def line(one: dict[str, float], jobs: int) -> str:
    """Write a class's line of the table."""
    rate = one["count"] / one["seconds"] / jobs
    times = [one["total"], one["start"], one["cells"], one["total"] - one["start"] - one["cells"], one["run"]]
    cells = [
        f"{one['count']:.0f}",
        f"{one['seconds']:.0f}",
        f"{rate:.2f}",
        f"{one['bytes'] / 1e9:.1f} GB",
        *(f"{time:.2f} s" for time in times),
    ]
    return f"| {' | '.join(cells)} |"


def for_large_classes(measured: list[dict[str, float]], jobs: int) -> str:
    """Write what follows for a large class, and how the time grows."""
    rate = measured[-1]["count"] / measured[-1]["seconds"] / jobs
    lines = ["", f"{LEARNERS:,} learners × {ASSIGNMENTS} assignments like week 1's:", "", "| cores | hours |", "| --- | --- |"]
    lines += [f"| {cores} | {LEARNERS * ASSIGNMENTS / rate / cores / 3600:.1f} |" for cores in CORES]
    if len(measured) > 1:
        first, last = measured[0], measured[-1]
        growth = (last["seconds"] / first["seconds"]) / (last["count"] / first["count"])
        lines += ["", f"From {first['count']:.0f} to {last['count']:.0f} submissions the time for each grows by a factor of {growth:.2f}."]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what grading costs.")
    parser.add_argument("counts", type=int, nargs="*", default=[50, 200], help="submissions in each class")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="submissions at a time, %(default)s if not given")
    arguments = parser.parse_args()
    print(
        "| submissions | seconds | a second and core | memory | one takes | start of Python | its own cells | tests and the rest | run, not graded |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    measured = []
    for count in arguments.counts:
        measured.append(measure(count, arguments.jobs))
        print(line(measured[-1], arguments.jobs), flush=True)
    print(for_large_classes(measured, arguments.jobs))


if __name__ == "__main__":
    main()
