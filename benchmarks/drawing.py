"""How long a picture takes from the command to the file: `python -m benchmarks.drawing`.

Each command starts a new process, as at the prompt, in turn with one that only imports TensorFlow, which drawing once waited for.
"""

import subprocess
import sys
import tempfile
from statistics import median
from time import perf_counter

from tqdm import trange

ROUNDS = 7
CODE = "from shared.cli import main; main()"
COMMANDS = {
    "text2image generate, scenes": (CODE, "generate", "a small red seven on a blue background", "--out", "picture.png"),
    "text2image generate, emoji": (CODE, "generate", "a woman firefighter with dark skin", "--model", "emoji", "--out", "picture.png"),
    "text2image --help": (CODE, "--help"),
    "import tensorflow, no more": ("import tensorflow",),
}


def measure() -> dict[str, list[float]]:
    """Time each command in new processes: seconds from its start to its end, for each round."""
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        for _ in trange(ROUNDS, desc="rounds"):
            for name, (code, *arguments) in COMMANDS.items():
                start = perf_counter()
                subprocess.run([sys.executable, "-c", code, *arguments], cwd=folder, check=True, capture_output=True)
                seconds[name].append(perf_counter() - start)
    return seconds


if __name__ == "__main__":
    for name, values in measure().items():
        print(f"{name:30} {median(values):6.2f} s   ({min(values):.2f} to {max(values):.2f}, {ROUNDS} times)")
