"""How fast is a training step, and how much memory does it take? Our three precisions and PyTorch's, in one run.

    python -m benchmarks.train_step

Each runs in a process of its own, for its peak memory, and is warmed up before it is timed. They take turns, several rounds
of them, so that whatever else the machine does slows all alike. The figures are to be compared with each other, not with
those of another machine: what counts is the last line, our best divided by PyTorch's best.
"""

import argparse
import json
import subprocess
import sys
import time
from importlib.util import find_spec
from statistics import median

from tqdm import tqdm

from shared.model.hyperparameters import Hyperparameters

KERAS = {f"Keras, {precision}": precision for precision in ("float32", "automatic bfloat16", "mixed_bfloat16")}
TORCH = {  # by name: whether channels come last, and whether convolutions and matrix products are in bfloat16
    "PyTorch, float32": (False, False),
    "PyTorch, channels last": (True, False),
    "PyTorch, channels last, bfloat16": (True, True),
}
WARM_UP, SECONDS, ROUNDS = 5, 10, 3  # steps before, and at least so many seconds of them; how often each is measured
NO_TORCH = "PyTorch is not installed, so only our own step is measured. To compare: pip install -e '.[bench]'"


def measure(name: str) -> tuple[float, float]:
    """Measure one of `KERAS` or `TORCH` in this process: pictures a second, and peak memory in GB."""
    if name in KERAS:
        from benchmarks.keras_game import keras_step

        step = keras_step(KERAS[name])
    else:
        from benchmarks.torch_game import torch_step

        step = torch_step(*TORCH[name])
    for _ in range(WARM_UP):
        step()
    steps, started = 0, time.perf_counter()
    while (taken := time.perf_counter() - started) < SECONDS:
        step()
        steps += 1
    return steps * Hyperparameters.batch_size / taken, peak_memory()


def peak_memory() -> float:
    """The most memory that this process has held, in GB."""
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset / 2**30
    import resource

    unit = 1 if sys.platform == "darwin" else 2**10  # of ru_maxrss, in bytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def take_turns(names: list[str], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Measure each so many times, in turns, each time in a new process."""
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    turns = [name for _ in range(rounds) for name in names]
    for name in (bar := tqdm(turns, unit="run", leave=None)):
        bar.set_description(name)
        speed, memory = json.loads(run_module("benchmarks.train_step", "--only", name))
        measured[name].append((speed, memory))
    return measured


def run_module(*arguments: str) -> str:
    """Run a module in a process of its own: what it prints. If it fails, its own message has said why, and this ends too."""
    finished = subprocess.run([sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True)
    if finished.returncode:
        sys.exit(finished.returncode)
    return finished.stdout


def report(measured: dict[str, list[tuple[float, float]]]) -> str:
    """Write the table, and what our best is of PyTorch's best.

    Args:
        measured: by name, pictures a second and peak memory in GB of each round.

    Returns:
        lines; the speed is the median of the rounds, with the slowest and the fastest in brackets.
    """
    lines, speeds = [], {}
    for name, rounds in measured.items():
        of_rounds, memory = [speed for speed, _ in rounds], max(memory for _, memory in rounds)
        speeds[name] = median(of_rounds)
        span = f"({min(of_rounds):.0f} to {max(of_rounds):.0f})"
        lines.append(f"{name:34} {speeds[name]:6.0f} pictures/s {span:16} {memory:6.2f} GB peak")
    ours, theirs = ([name for name in speeds if name in group] for group in (KERAS, TORCH))
    if theirs:
        our_best, their_best = max(ours, key=speeds.__getitem__), max(theirs, key=speeds.__getitem__)
        lines.append(f"{our_best} ÷ {their_best}: {speeds[our_best] / speeds[their_best]:.2f}")
    return "\n".join(lines)


def main() -> None:
    """Read the command line, measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train_step", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each is measured, in turns (default {ROUNDS})")
    parser.add_argument("--only", choices=[*KERAS, *TORCH], help="measure this one, once, in this process")
    arguments = parser.parse_args()
    if arguments.only:
        print(json.dumps(measure(arguments.only)))
        return
    if arguments.rounds < 1:
        parser.error("--rounds must be 1 or more.")
    names = [*KERAS]
    if find_spec("torch"):
        print("Checking that both compute the same …", flush=True)
        run_module("benchmarks.same_losses")
        names += TORCH
    else:
        print(NO_TORCH, flush=True)
    print(report(take_turns(names, arguments.rounds)))


if __name__ == "__main__":
    main()
