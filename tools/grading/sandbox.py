"""A kernel for a stranger's notebook: in bubblewrap, where it can harm nobody.

It sees the system read-only, a temporary home, `shared/`, what a learner sees of the week, and copies of what was handed
in. It has no network, sees and signals no other process, and has no variable of the grader's. It gets its kernel's
connection through a folder, and nothing else goes in or out. When bubblewrap ends, all ends.

Elsewhere than on Linux, and without bubblewrap, a submission has the rights of the one who grades.
"""

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import KernelManager

from shared.exercises.mistakes import without_right_answers
from shared.paths import COURSE, SHIPPED_MODEL
from tools.grading.limits import DEFAULT_LIMITS, Limits

PREFIX = "grade-"  # of all temporary folders
INSIDE = Path("/course")  # where the course lies in the sandbox
MOST_FILES = 200  # that are copied of a submission
ALLOWED_VARIABLES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # what a processor needs to compute rightly
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
SETTINGS = ("/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/usr/local")
FIRST_USER = 200_000  # an unprivileged number for each worker, so that each has its own count of processes
# Files are copied into the sandbox, where they may be changed; then the one who does so gives up all that is left of root.
ENTER = 'cp -r /given/. . && cp -r /visible/. / && cp "$1" /tmp/kernel.json && chmod -R a+rwX . /tmp/kernel.json /home/learner; shift; exec "$@"'


@cache
def why_no_sandbox() -> str:
    """Say why submissions can't be run in a sandbox here, "" if they can."""
    if sys.platform != "linux":
        return "bubblewrap is for Linux"
    if not shutil.which("bwrap"):
        return "bubblewrap is not installed (apt install bubblewrap)"
    command = [*_isolated(DEFAULT_LIMITS), sys.executable, "-c", "import ipykernel"]
    tried = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    return "" if tried.returncode == 0 else f"bubblewrap does not work here ({tried.stderr.strip()[:200]})"


def make_kernel(week: Path, submission: Path, folder: Path, limits: Limits, sandboxed: bool) -> tuple[KernelManager, dict]:
    """Prepare the kernel of a submission; it is not started yet. Returns it, and how to start it.

    Args:
        week: folder of the course.
        submission: folder that the notebook was handed in with; regular files beside it are copied.
        folder: a temporary one.
        limits: what the submission may take.
        sandboxed: whether it runs in bubblewrap.
    """
    given, run = folder / "given", folder / "run"
    given.mkdir()
    run.mkdir(mode=0o777)
    run.chmod(0o777)  # the kernel makes its sockets there; closed again by `close_folder`
    copy_submission(submission, given, limits)
    if sandboxed:
        command, environment = _bubblewrap(week, given, run, limits), {"PATH": "/usr/bin:/bin"}
    else:
        place = folder / "course" / week.name
        shutil.copytree(visible_course(week) / INSIDE.name, folder / "course", copy_function=shutil.copyfile)
        shutil.copytree(given, place, dirs_exist_ok=True)
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
        environment = {
            name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "TEMP", "TMP", *ALLOWED_VARIABLES)
        }
        environment |= _variables(folder / "course", folder)
    manager = KernelManager(kernel_spec_manager=_OneKernel(command, environment), shutdown_wait_time=1)
    manager.connection_file = str(run / "kernel.json")
    if os.name == "posix":
        manager.transport, manager.ip = "ipc", str(run / "k")
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return manager, {"cwd": str(folder if sandboxed else place), "env": environment, **silent}


def close_folder(folder: Path) -> None:
    """Close the folder of a kernel that has started: nobody can write into it any more."""
    (folder / "run").chmod(0o555)


class _OneKernel(KernelSpecManager):
    """Knows one kernel, the sandbox."""

    def __init__(self, command: list[str], environment: dict[str, str]):
        super().__init__()
        self.spec = KernelSpec(argv=command, env=environment, language="python", interrupt_mode="message")

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return self.spec


def files_of(folder: Path, limits: Limits) -> Iterator[tuple[Path, int]]:
    """Find the files of a submission, one folder deep, with their sizes: no links, pipes or devices, and not too many."""
    left, count = limits.files_bytes, MOST_FILES
    if folder.is_symlink() or not folder.is_dir():
        return
    entries = sorted(os.scandir(folder), key=lambda entry: (not entry.name.endswith(".ipynb"), entry.name))  # notebooks come first
    for entry in entries:
        inside = [entry]
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            inside = sorted(os.scandir(entry.path), key=lambda one: one.name)
        for one in inside:
            if not one.is_file(follow_symlinks=False):
                continue
            size = one.stat(follow_symlinks=False).st_size
            count, left = count - 1, left - min(size, limits.file_bytes)
            if count >= 0 and left >= 0:
                yield Path(one.path), size


def copy_submission(source: Path, target: Path, limits: Limits) -> None:
    """Copy the files of a submission, but for notebooks and what is too large."""
    for path, size in files_of(source, limits):
        if path.suffix != ".ipynb" and size <= limits.file_bytes:
            copy = target / path.relative_to(source)
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, copy, follow_symlinks=False)


@cache
def visible_course(week: Path) -> Path:
    """Lay out what a learner sees of a week, once for this process: no solutions, tests, hidden tests or right answers."""
    root = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    course = root / INSIDE.name
    shutil.copytree(COURSE / "shared", course / "shared", ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(course, quiet=2, workers=1)
    place = course / week.name
    place.mkdir()
    for path in [week / "checks.py", week / "judge.keras", *(SHIPPED_MODEL.iterdir() if SHIPPED_MODEL.parent == week else [])]:
        if path.is_file():
            copy = place / path.relative_to(week)
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, copy)
    (place / "mistakes.md").write_text(without_right_answers(week / "mistakes.md"), encoding="utf-8")
    import matplotlib
    import matplotlib.font_manager

    fonts = root / "home" / "learner" / ".cache" / "matplotlib"  # a list that takes seconds to make
    fonts.mkdir(parents=True)
    for path in Path(matplotlib.get_cachedir()).glob("fontlist*.json"):
        shutil.copyfile(path, fonts / path.name)
    for path in [root, *root.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return root


def _variables(course: Path, home: Path) -> dict[str, str]:
    """Give the variables of a learner's Python, the same whoever grades, wherever."""
    allowed = {name: os.environ[name] for name in ALLOWED_VARIABLES if name in os.environ}
    return {
        "HOME": str(home),
        "USER": "learner",
        "PYTHONPATH": str(course),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "KERAS_BACKEND": "tensorflow",
        "OMP_NUM_THREADS": "1",  # many learners share a machine
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "MPLCONFIGDIR": str(home / ".cache" / "matplotlib"),
        "IPYTHONDIR": str(home / ".ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
        **allowed,
    }


def _isolated(limits: Limits) -> list[str]:
    """Start the command of bubblewrap: namespaces, the system read-only, Python, a temporary home."""
    command = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    command += ["--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"]
    if os.getuid() == 0:  # root stays root up to `setpriv`: the kernel counts no processes of a root that is only renamed
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            command += ["--cap-add", capability]
    else:
        command += ["--unshare-user"]
    for path in map(Path, SYSTEM):
        if path.is_symlink():
            command += ["--symlink", os.readlink(path), str(path)]
        elif path.is_dir():
            command += ["--ro-bind", str(path), str(path)]
    for setting in SETTINGS:
        command += ["--ro-bind-try", setting, setting]
    command += ["--proc", "/proc", "--dev", "/dev"]
    for place in ("/dev/shm", "/tmp", "/home/learner"):
        command += ["--perms", "0777", "--size", str(limits.disk_bytes), "--tmpfs", place]
    prefixes = [Path(prefix) for prefix in (sys.base_prefix, sys.prefix)]
    for prefix in dict.fromkeys([*prefixes, *(prefix.resolve() for prefix in prefixes)]):  # each may be reached by a link
        if not prefix.is_relative_to("/usr"):
            command += [*_folders_above(prefix), "--ro-bind", str(prefix), str(prefix)]
    return command


def _folders_above(path: Path) -> list[str]:
    """Make the folders above a path: those that bubblewrap makes by itself, only root can enter."""
    made = [parent for parent in reversed(path.parents) if str(parent) not in ("/", "/tmp", "/dev/shm")]
    return [word for parent in made for word in ("--perms", "0755", "--dir", str(parent))]


def _bubblewrap(week: Path, given: Path, run: Path, limits: Limits) -> list[str]:
    visible, place = visible_course(week), INSIDE / week.name
    command = [*_isolated(limits), "--perms", "0755", "--dir", str(INSIDE)]
    command += ["--ro-bind", str(visible / INSIDE.name / "shared"), str(INSIDE / "shared")]
    command += ["--perms", "0777", "--size", str(limits.disk_bytes), "--tmpfs", str(place)]
    command += ["--ro-bind", str(given), "/given", "--ro-bind", str(visible / INSIDE.name / week.name), f"/visible{place}"]
    command += ["--ro-bind", str(visible / "home"), "/visible/home"]
    command += [*_folders_above(run), "--bind", str(run), str(run), "--chdir", str(place)]
    for name, value in _variables(INSIDE, Path("/home/learner")).items():
        command += ["--setenv", name, value]
    command += ["--setenv", "PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin"]
    command += ["sh", "-c", ENTER, "sh", "{connection_file}"]
    command += ["prlimit", f"--as={limits.memory_bytes}", f"--nproc={limits.processes}", f"--fsize={limits.disk_bytes}"]
    command += ["--nofile=1024", "--core=0", "--"]
    if os.getuid() == 0:
        user = FIRST_USER + os.getpid() % 1_000_000
        command += ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--bounding-set=-all", "--no-new-privs", "--"]
    return [*command, sys.executable, "-m", "ipykernel_launcher", "-f", "/tmp/kernel.json", "--log-level=ERROR"]


def clear_leftovers() -> None:
    """Remove the temporary folders of processes that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        owner = path.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and not _is_alive(int(owner)):
            shutil.rmtree(path, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    if os.name == "nt":  # there a signal of 0 would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
