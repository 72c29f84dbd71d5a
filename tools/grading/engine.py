"""A class graded on all cores of this machine, or on those of a cluster: with Dask, which replaces workers that die.

A submission travels as its files, so a worker needs the course and bubblewrap, and no folder of the instructor's.
"""

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from itertools import count
from pathlib import Path

import dask
from distributed import Client, KilledWorker, LocalCluster, as_completed

from shared.base.errors import UserError
from shared.paths import COURSE, WEEKS
from tools.grading.judge import Request, grade, ungraded
from tools.grading.limits import Limits
from tools.grading.results import Grade
from tools.grading.sandbox import PREFIX, clear_leftovers, files_of, why_no_sandbox
from tools.grading.submission import printable

MOST_ATTEMPTS = 2
CONNECT_SECONDS = 20
KILLER = "Grading this notebook ended the grader's process twice, so it was not tried again. Does it build a very large network?"
Files = dict[str, bytes | int]


@dataclass(frozen=True)
class Task:
    """A submission to be graded.

    Attributes:
        learner, week: names.
        folder: where it lies.
    """

    learner: str
    week: str
    folder: Path

    def pack(self, limits: Limits) -> Files:
        """Read its files: regular ones, never through a link. Of one that is too large, the size stands for it."""
        files: Files = {}
        for path, size in files_of(self.folder, limits):
            files[str(path.relative_to(self.folder))] = size if size > limits.file_bytes else path.read_bytes()
        return files


@cache
def course_digest(week: str) -> str:
    """Give what a grade depends on in the course: a week's exercises and checks, and all code."""
    paths = [COURSE / week / name for name in ("solution.ipynb", "checks.py", "mistakes.md")]
    for folder in ("shared", "tools/grading"):
        paths += sorted((COURSE / folder).rglob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def fingerprint(files: Files, week: str, request: Request) -> str:
    """Give what a grade depends on: the files, the course and the request."""
    digest = hashlib.sha256(course_digest(week).encode())
    digest.update(json.dumps(asdict(request), sort_keys=True).encode())
    for name, content in sorted(files.items()):
        digest.update(f"{len(name)} {name} {content if isinstance(content, int) else len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(b"" if isinstance(content, int) else content)
    return digest.hexdigest()


def grade_files(files: Files, week: str, request: Request, digest: str) -> Grade:
    """Grade a submission, in a worker.

    Raises:
        UserError: if the worker has another course, or no sandbox where one is required.
    """
    if course_digest(week) != digest:
        raise UserError("A worker has another version of the course: bring all machines to the same.")
    if request.sandboxed and why_no_sandbox():
        raise UserError(f"A worker has no sandbox: {why_no_sandbox()}.")
    _prepare_worker()
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary) / week
        folder.mkdir()
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as file:
                file.write(b"") if isinstance(content, int) else file.write(content)
                if isinstance(content, int):
                    file.truncate(content)  # takes no room
        return grade(folder, next(one for one in WEEKS if one.name == week), request)


@cache
def _prepare_worker() -> None:
    """Give this process the course's own settings, whatever those of the one who grades are, before it imports Keras or Matplotlib."""
    clear_leftovers()
    keras_home = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")
    os.environ |= {"KERAS_BACKEND": "tensorflow", "KERAS_HOME": keras_home, "MPLBACKEND": "Agg"}


@contextmanager
def connect(address: str, jobs: int) -> Iterator[Client]:
    """Reach a cluster, or start one on this machine.

    Args:
        address: of a scheduler, "tcp://…"; empty for this machine.
        jobs: how many submissions are graded at a time on this machine.

    Raises:
        UserError: if there is no scheduler at this address, or it has no worker.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # a worker that dies is dealt with here
    with dask.config.set({"distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s", "distributed.worker.daemon": True}):
        if not address:
            clear_leftovers()
            with (
                LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    processes=True,
                    memory_limit=0,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                ) as cluster,
                Client(cluster) as client,
            ):
                client.run_on_scheduler(_mark_at_once)
                yield client
            return
        try:
            client = Client(address)
        except OSError as error:
            raise UserError(f"There is no scheduler at {address}.") from error
        with client:
            client.run_on_scheduler(_mark_at_once)
            if not _count_workers(client):
                raise UserError(f"The scheduler at {address} has no worker.")
            yield client


def _mark_at_once(dask_scheduler) -> None:
    """Say of each task whose worker has died that it has: how often it is tried is counted here."""
    dask_scheduler.allowed_failures = 0


def _count_workers(client: Client) -> int:
    return len(client.scheduler_info(n_workers=-1)["workers"])


def grade_all(client: Client, tasks: Iterable[tuple[Task, Files, Request]], died: Callable[[Task], int]) -> Iterator[tuple[Task, Grade]]:
    """Grade submissions, as many at a time as there are workers.

    Args:
        client: of the cluster.
        tasks: submissions, their files and requests; taken when they are needed.
        died: called with a task whose worker has died; says how often that has happened.

    Yields:
        each submission with its grade, in the order in which they end.

    Raises:
        UserError: if a worker can't grade at all.
    """
    waiting, running, numbers = iter(tasks), {}, count()
    futures = as_completed()

    def submit(task: Task, files: Files, request: Request) -> None:
        key = f"{task.learner}/{task.week}/{next(numbers)}"  # readable, and another one each time
        future = client.submit(grade_files, files, task.week, request, course_digest(task.week), key=key)
        running[future.key] = task, files, request
        futures.add(future)

    def fill() -> None:
        while len(running) < max(1, _count_workers(client)) and (following := next(waiting, None)):
            submit(*following)

    fill()
    for future in futures:
        task, files, request = running.pop(future.key)
        error = future.exception() if future.status != "finished" else None
        if isinstance(error, KilledWorker):
            if died(task) >= MOST_ATTEMPTS:
                yield task, ungraded(task.week, KILLER)
            else:
                submit(task, files, request)
        elif isinstance(error, UserError):
            raise error
        elif error:
            yield task, ungraded(task.week, f"The notebook can't be graded ({type(error).__name__}: {printable(str(error))[:200]}).")
        else:
            yield task, future.result()
        del future
        fill()
