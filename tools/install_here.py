"""Install what the course needs into the Python that runs a notebook, where the notebook stands alone: see `tools/setup_cell.py`.

Only the standard library is imported: nothing else may be there yet.
"""

import importlib
import subprocess
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

COURSE = Path(__file__).resolve().parents[1]
# The notebook runs in Jupyter or Colab already, and theirs must stay as it is; the course itself is named in full below.
LEFT_OUT = ("#", "jupyter==", "nbval==", "-e ")


def requirements() -> list[str]:
    """List what pip has to install: the packages that pages use, each with its version, and the course with its commands."""
    lines = (COURSE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(LEFT_OUT)] + ["--editable", f"{COURSE}[emoji]"]


def loaded_versions() -> dict[str, str]:
    """Give the version of each installed package from which this process has loaded a module."""
    packages = packages_distributions()
    return {name: version(name) for module in {module.partition(".")[0] for module in sys.modules} for name in packages.get(module, [])}


def install() -> None:
    """Install the course's packages in the versions with which its pages were tried.

    Raises:
        SystemExit: with a sentence, if that fails, or if the kernel has to start again because it holds another version already.
    """
    before = loaded_versions()
    print("Installing what the course needs: some minutes, once in each new session.")
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off", *requirements()]
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if line.startswith("Collecting"):
                print(line.split()[1], end=" ", flush=True)
            if line.startswith("Installing"):
                print("\nAll are here; now they are unpacked.", flush=True)
    if pip.returncode:
        print("".join(lines[-10:]))
        sys.exit("Something could not be installed: the lines above say what. The course needs Python 3.11, 3.12 or 3.13.")
    importlib.invalidate_caches()
    if any(version(name) != held for name, held in before.items()):
        sys.exit("All is installed. Now restart the session (in Colab: Runtime, Restart session) and run the page from the top.")
    print("The course is ready.")
