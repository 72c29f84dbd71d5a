"""`text2image doctor`: does this machine have what the course needs? A line a check, OK or what to do."""

import ctypes
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from shared.paths import COURSE, DCGAN_GENERATOR, DIGIT_JUDGE, JUDGE, SHIPPED_MODEL

OLDEST, NEWEST = (3, 11), (3, 13)  # Python
MEMORY, DISK = 4.0, 1.0  # GB: in all, and free
WINDOWS_AVX = 39  # PF_AVX_INSTRUCTIONS_AVAILABLE
INSTALL = "pip install -r requirements.txt -e .[dev,grade,tune,emoji] -c constraints.txt"
WANTED_IN_KERAS_JSON = {"backend": "tensorflow", "image_data_format": "channels_last", "floatx": "float32"}


class Problem(Exception):
    """Something is missing or unlike what the course needs. The message says what, and what to do."""


def check_python() -> str:
    """Python's version."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise Problem(f"{platform.python_version()}: the course needs 3.11 to 3.13. `make run PYTHON=python3.12` says which.")
    return f"{platform.python_version()}, {platform.system()} on {platform.machine()}"


def check_packages() -> str:
    """Each package of requirements.txt and constraints.txt that is installed, or must be, has the version pinned there."""
    direct, beneath = (read_pins(COURSE / name) for name in ("requirements.txt", "constraints.txt"))
    wrong = []
    for name, pinned in (beneath | direct).items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "missing" if name in direct else pinned  # of constraints.txt some belong to other systems
        if installed != pinned:
            wrong.append(f"{name} {installed} (pinned: {pinned})")
    if wrong:
        raise Problem(f"{', '.join(wrong)}. Install what is pinned: {INSTALL}")
    return f"{len(direct)} that the course uses itself, and those beneath them, as pinned"


def read_pins(path: Path) -> dict[str, str]:
    """Read the lines name==version of a requirements file."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", path.read_text(encoding="utf-8"), re.MULTILINE))


def check_processor() -> str:
    """TensorFlow's packages for Intel and AMD need AVX."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return f"{platform.machine()}, which needs no AVX"
    if not has_avx():
        raise Problem("it has no AVX, and TensorFlow needs it. Take another machine; pages 1 to 3 of week 1 run all the same.")
    return "has AVX"


def has_avx() -> bool:
    """Ask the system whether the processor has AVX."""
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.IsProcessorFeaturePresent(WINDOWS_AVX))
    if sys.platform == "darwin":
        return "AVX" in subprocess.run(["sysctl", "-n", "machdep.cpu.features"], capture_output=True, text=True).stdout
    return " avx " in Path("/proc/cpuinfo").read_text(encoding="utf-8")


def check_memory() -> str:
    """Training takes 1.7 GB, and every open page keeps its own."""
    total = psutil.virtual_memory().total / 2**30
    if total < 0.9 * MEMORY:  # a part is the system's own
        raise Problem(f"{total:.1f} GB, and {MEMORY:.0f} are needed. Keep one page open at a time, and close other programs.")
    return f"{total:.1f} GB, {psutil.virtual_memory().available / 2**30:.1f} of them free"


def check_disk() -> str:
    """Trainings and data sets are kept beside the course."""
    free = shutil.disk_usage(COURSE).free / 2**30
    if free < DISK:
        raise Problem(f"{free:.1f} GB free, and {DISK:.0f} is needed. Delete something; `out/` holds only what commands can make again.")
    return f"{free:.1f} GB free"


def check_kernel() -> str:
    """Notebooks run in this Python, and not in another one."""
    try:
        kernel = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel as error:
        raise Problem(f"Jupyter finds no kernel python3. Install it: {INSTALL}") from error
    if not Path(kernel.resource_dir).is_relative_to(sys.prefix):
        raise Problem(f"python3 is that of another Python ({kernel.resource_dir}). Start JupyterLab with `make lab`.")
    return "python3 belongs to this Python"


def check_keras() -> str:
    """Nothing makes Keras compute otherwise than the course expects: neither the environment nor keras.json."""
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    if backend != "tensorflow":
        raise Problem(f"KERAS_BACKEND is {backend}, and the course runs on tensorflow. Take the variable away.")
    path = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "keras.json"
    try:
        settings = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise Problem(f"{path} can't be read ({error}). Delete it: Keras makes a new one.") from error
    other = [f"{name} is {settings[name]}" for name, wanted in WANTED_IN_KERAS_JSON.items() if settings.get(name, wanted) != wanted]
    if other:
        raise Problem(f"{path}: {', '.join(other)}; the course needs {', '.join(WANTED_IN_KERAS_JSON.values())}. Delete the file.")
    return "backend tensorflow, channels last, float32"


def check_models() -> str:
    """The shipped models load, draw and read; in a process of their own, which may die."""
    command = [sys.executable, "-c", "from shared.doctor import draw_and_read; print(draw_and_read())"]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if result.returncode:
        said = result.stderr.strip().splitlines() or [f"it ended with {result.returncode}"]
        raise Problem(
            f"they do not load and draw: {said[-1]}. Put right what the lines above say, or copy the models from the course again."
        )
    return result.stdout.strip().splitlines()[-1]


def draw_and_read() -> str:
    """Draw with both generators, and read with both judges what they drew."""
    import numpy as np

    from shared.evaluation.digit_judge import predict_digits
    from shared.evaluation.judge import load_judge, predict_attributes
    from shared.model.exported_model import ExportedModel
    from shared.model.trained_model import TrainedModel, load_network

    caption = "a small red seven in the top left on a blue background"
    ExportedModel.load(SHIPPED_MODEL).draw([caption], seed=1)
    images = TrainedModel.load(SHIPPED_MODEL).draw([caption], seed=1)
    predict_attributes(load_judge(JUDGE), images)
    generator = load_network(DCGAN_GENERATOR)
    noise = np.zeros((1, *generator.input_shape[1:]), dtype=np.float32)
    predict_digits(load_network(DIGIT_JUDGE), generator.predict(noise, verbose=0))
    return f"drew “{caption}” and a digit"


CHECKS: dict[str, Callable[[], str]] = {
    "Python": check_python,
    "packages": check_packages,
    "processor": check_processor,
    "memory": check_memory,
    "disk": check_disk,
    "kernel": check_kernel,
    "Keras": check_keras,
    "models": check_models,
}


def examine(say: Callable[[str], None]) -> bool:
    """Run all checks, and say a line of each. Returns whether all is well."""
    well = True
    for name, check in CHECKS.items():
        try:
            say(f"OK    {name}: {check()}")
        except Problem as problem:
            well = False
            say(f"FAIL  {name}: {problem}")
    return well
