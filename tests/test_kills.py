"""Processes that are killed while a class is graded: nothing that was reported is lost, nothing is graded twice."""

import csv
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest

from shared.paths import COURSE, WEEKS
from tests import hostile
from tests.classroom import Classroom, hand_in
from tools.grading.database import Grades
from tools.grading.sandbox import why_no_sandbox

pytestmark = [pytest.mark.grading, pytest.mark.skipif(bool(why_no_sandbox()), reason=why_no_sandbox())]
WEEK = WEEKS[0]
CLASS = Classroom()
KILLS = 20
LEARNERS = 30
CLUSTER_CLASS, CLUSTER_HOSTILE, WORKERS = 200, 60, 4
HALF_AN_HOUR = 1800  # seconds; a test that waits longer fails


def start(folder, out, *more):
    """Start the grader. Returns its process, and the lines that it prints, as they come."""
    command = [sys.executable, "-u", "-m", "tools.grade", str(folder), "--out", str(out), "--cell-seconds", "60", *more]
    process = subprocess.Popen(
        command, cwd=COURSE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", bufsize=1
    )
    lines = []

    def read():
        lines.extend(iter(process.stdout.readline, ""))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    process.reader = thread
    return process, LinesOf(process, lines)


class LinesOf:
    """Lines that a process prints; whole only when it has ended."""

    def __init__(self, process, lines):
        self.process, self.lines = process, lines

    def graded(self):
        """List the learners whose grades were reported."""
        self.process.wait(HALF_AN_HOUR)
        self.process.reader.join(60)
        return [line.split()[1] for line in self.lines if line.startswith("[") and "points" in line and line.endswith("\n")]


def processes_of(process):
    try:
        return [one.pid for one in psutil.Process(process.pid).children(recursive=True)] + [process.pid]
    except psutil.NoSuchProcess:
        return []


def kill(pid):
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def scores(out):
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row["learner"]: (row["points"], row["note"]) for row in csv.DictReader(file)}


def test_whatever_is_killed_nothing_reported_is_lost_or_graded_twice(tmp_path):
    rng, folder, out = random.Random(1), tmp_path / "in", tmp_path / "out"
    for number in range(LEARNERS):
        hand_in(folder, f"learner{number:02}", WEEK, CLASS.notebook() if number % 3 else CLASS.blanks())
    reported, killed = [], 0
    process, said = start(folder, out, "--jobs", "2")
    while killed < KILLS:
        sleep(rng.uniform(0.2, 4))
        victims = processes_of(process)
        if victims and process.poll() is None:
            victim = process.pid if rng.random() < 0.3 else rng.choice(victims)
            kill(victim)
            killed += 1
        elif process.poll() == 0:
            break  # all graded before the last kill
        if process.poll() is not None or victim == process.pid:
            reported += said.graded()
            assert_known(out, reported)
            process, said = start(folder, out, "--jobs", "2")
    reported += said.graded()
    assert process.returncode == 0, said.lines[-5:]
    assert len(reported) == len(set(reported)), "graded twice"
    assert {learner: points for learner, (points, _) in scores(out).items()} == {
        f"learner{number:02}": "25" if number % 3 else "0" for number in range(LEARNERS)
    }
    process, said = start(folder, out)
    assert said.graded() == [] and process.returncode == 0 and any("Nothing has changed" in line for line in said.lines)


def assert_known(out, reported):
    if not reported:
        return  # there may be no database yet
    grades = Grades(f"sqlite:///{out / 'grades.db'}")
    assert {learner for learner, _ in grades.known()} >= set(reported)
    grades.close()


# A cluster, with PostgreSQL.


@pytest.fixture
def postgres(tmp_path):
    """Start a PostgreSQL server of one's own. Gives the URL of its database."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("PostgreSQL is not installed")
    home = Path(tempfile.mkdtemp(prefix="pg"))
    as_user = []
    if os.getuid() == 0:  # the server refuses root
        shutil.chown(home, "postgres", "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]

    def run(name, *arguments):
        subprocess.run([*as_user, programs[-1] / name, *arguments], check=True, capture_output=True, cwd="/")

    run("initdb", "-D", home / "data", "-U", "grader", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
    run("pg_ctl", "-D", home / "data", "-w", "-l", home / "log", "-o", f"-k {home} -c listen_addresses=''", "start")
    yield f"postgresql+psycopg://grader@/postgres?host={home}"
    run("pg_ctl", "-D", home / "data", "-m", "immediate", "stop")
    shutil.rmtree(home, ignore_errors=True)


def start_dask(name, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{name}", *arguments], cwd=COURSE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def start_worker(scheduler_file):
    return start_dask("worker", "--scheduler-file", str(scheduler_file), "--nthreads", "1", "--no-dashboard", "--memory-limit", "0")


def test_a_cluster_loses_workers_and_no_grade(tmp_path, postgres):
    rng, folder, out = random.Random(2), tmp_path / "in", tmp_path / "out"
    bad = [*hostile.PATCHES.values(), *hostile.HARM.values(), *hostile.SEARCHES.values()]
    outside = "OUTSIDE = {'course': '/none', 'submissions': '/none', 'grades': '/none', 'port': 9, 'pids': []}\n"
    is_hostile = {f"learner{number:03}": number % 10 < 10 * CLUSTER_HOSTILE // CLUSTER_CLASS for number in range(CLUSTER_CLASS)}
    for number, (learner, attacks) in enumerate(is_hostile.items()):
        hand_in(folder, learner, WEEK, CLASS.blanks(outside + bad[number % len(bad)]) if attacks else CLASS.notebook())
    scheduler_file = tmp_path / "scheduler.json"
    scheduler = start_dask("scheduler", "--scheduler-file", str(scheduler_file), "--port", "0", "--no-dashboard", "--host", "127.0.0.1")
    workers = [start_worker(scheduler_file) for _ in range(WORKERS)]
    try:
        give_up = monotonic() + HALF_AN_HOUR
        while not scheduler_file.exists() and monotonic() < give_up:
            sleep(0.2)
        from distributed import Client

        with Client(scheduler_file=str(scheduler_file)) as client:
            client.wait_for_workers(WORKERS, timeout=300)
            process, said = start(folder, out, "--cluster", client.scheduler.address, "--database", postgres)
            was_hit = set()
            while process.poll() is None and monotonic() < give_up:
                sleep(rng.uniform(4, 8))
                running = {worker: {key.partition("/")[0] for key in keys} for worker, keys in client.processing().items() if keys}
                running = {worker: learners for worker, learners in running.items() if not was_hit & learners}
                if running and len(was_hit) < 3 * WORKERS:  # no submission is hit twice, for then it is given up
                    address = rng.choice(sorted(running))
                    was_hit |= running[address]
                    pid = client.run(os.getpid, workers=[address]).get(address)
                    kill(pid)
        graded = said.graded()
        assert process.returncode == 0, said.lines[-5:]
        assert len(graded) == len(set(graded)) == CLUSTER_CLASS
        found = scores(out)
        wrong = {learner: found[learner] for learner, attacks in is_hostile.items() if found[learner][0] != ("0" if attacks else "25")}
        assert wrong == {} and len(was_hit) >= 3
    finally:
        for one in [*workers, scheduler]:
            for pid in processes_of(one):
                kill(pid)


def test_what_kills_its_worker_twice_is_marked_and_not_tried_again(tmp_path, monkeypatch):
    """A network so large that the worker ends while it is judged: here each worker ends when it sees a certain text."""
    from tools.grade import grade_class
    from tools.grading import engine
    from tools.grading.judge import Request

    hand_in(tmp_path / "in", "ada", WEEK, CLASS.blanks())
    hand_in(tmp_path / "in", "evil", WEEK, CLASS.blanks("# KILL"))
    monkeypatch.setattr(engine, "grade_files", end_or_grade)
    grade_class(tmp_path / "in", tmp_path / "out", Request(True), jobs=1)
    found = scores(tmp_path / "out")
    assert found["ada"] == ("0", "") and "ended the grader's process twice" in found["evil"][1]


def end_or_grade(files, week, request, digest):
    from tools.grading.engine import grade_files

    if any(b"# KILL" in content for content in files.values()):
        os._exit(9)
    return grade_files(files, week, request, digest)
