"""The loop of a training: step after step, and every few minutes a checkpoint and a line in the log."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from tqdm import tqdm

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.training.batches import Batches
from shared.training.workers import Workers

LOOK = 20  # steps between two looks at the losses, for the progress bar
ROUND = 500  # steps between two calls of `Phase.on_round`


class Log:
    """The clock of a training, and the lines of log.csv: one each time that something is kept."""

    def __init__(self, path: Path):
        """Read the lines of earlier runs; the clock goes on from the last of them, now."""
        self.path = path
        self.lines = pd.read_csv(path).to_dict("records") if path.exists() else []
        self.started = monotonic() - 60 * (self.lines[-1]["minutes"] if self.lines else 0)

    def minutes(self) -> float:
        """Minutes that the training has taken, whatever it did in them: earlier runs, and all since this log was opened."""
        return (monotonic() - self.started) / 60

    def cut(self, phase: str, step: int) -> None:
        """Forget what came after the checkpoint that training goes on from."""
        self.lines = [line for line in self.lines if line["phase"] != phase or line["step"] <= step]

    def write(self, phase: str, step: int, values: dict[str, float]) -> None:
        """Add a line."""
        line = {"phase": phase, "step": step, "minutes": self.minutes()} | values
        self.lines.append({name: round(value, 4) if isinstance(value, float) else value for name, value in line.items()})
        with atomic_write(self.path) as temporary:
            pd.DataFrame(self.lines).to_csv(temporary, index=False)


class Losses:
    """Adds up the losses of many steps; they stay on the device until somebody asks."""

    def __init__(self):
        self.steps, self.sums = 0, {}

    def add(self, losses: dict) -> None:
        """Add those of one step."""
        self.sums = {name: self.sums[name] + loss for name, loss in losses.items()} if self.steps else losses
        self.steps += 1

    def means(self) -> dict[str, float]:
        """Give their means.

        Raises:
            UserError: if one is no number.
        """
        means = {name: float(total) / self.steps for name, total in self.sums.items()}
        if not all(np.isfinite(mean) for mean in means.values()):
            raise UserError("A loss is no longer a number (NaN): training has failed. The last checkpoint is kept; check the data.")
        return means


@dataclass(frozen=True)
class Phase:
    """One phase of a training.

    Attributes:
        name: in the progress bar and in the log.
        model: compiled; its `train_step` goes from a batch to losses by name, and counts the steps in `steps_done`.
        batches: what it learns from.
        steps: in all, when the phase ends at the latest.
        minutes: of the whole training, when the phase ends at the latest.
        checkpoint: file of all its weights, the optimizers' too.
        on_checkpoint: called after each checkpoint; what it returns goes into the log.
        on_round: called with the number of a step, before every five hundredth and before the first that is taken.
    """

    name: str
    model: keras.Model
    batches: Batches
    steps: int
    minutes: float
    checkpoint: Path
    on_checkpoint: Callable[[], dict[str, float]] = dict
    on_round: Callable[[int], None] = lambda step: None

    def stream(self, first: int, workers: Workers) -> Iterator[tuple[tf.Tensor, ...]]:
        """Make the batches from `first` on, round after round."""
        batches = replace(self.batches, worker=workers.index, workers=workers.count)
        for start in range(first - first % ROUND, self.steps, ROUND):
            self.on_round(max(start, first))
            yield from batches.stream(max(start, first), min(start + ROUND, self.steps))


def run_phase(phase: Phase, log: Log, checkpoint_minutes: float, workers: Workers) -> None:
    """Train one phase from its checkpoint, if there is one, to its last step or minute.

    Args:
        phase: what to train.
        log: gets a line with each checkpoint.
        checkpoint_minutes: minutes between two checkpoints.
        workers: who trains; the first of them writes.

    Raises:
        UserError: if a loss is no longer a number, or if the workers have different checkpoints.
    """
    if phase.checkpoint.exists():
        phase.model.load_weights(phase.checkpoint)
    step = int(phase.model.steps_done.numpy())
    if not workers.agree(step):
        raise UserError("The workers have different checkpoints: give each the same folder, on a shared disk or as a copy.")
    log.cut(phase.name, step)
    if step >= phase.steps:
        return
    take_step = workers.share(phase.model.train_step)
    losses, kept = Losses(), log.minutes()

    def keep() -> None:
        """Write a checkpoint and a line of the log, and begin again to add up losses."""
        nonlocal losses, kept
        if workers.index == 0:
            means = losses.means()
            save_checkpoint(phase.model, phase.checkpoint)
            log.write(phase.name, step, means | phase.on_checkpoint())
        losses, kept = Losses(), log.minutes()

    with tqdm(total=phase.steps, initial=step, desc=phase.name, unit="step", mininterval=1, leave=None) as bar:
        batches = phase.stream(step, workers)
        while step < phase.steps and not workers.any(log.minutes() >= phase.minutes):
            latest = take_step(next(batches))
            losses.add(latest)
            step += 1
            bar.update()
            if step % LOOK == 0:
                bar.set_postfix({name: f"{float(loss):.2f}" for name, loss in latest.items()}, refresh=False)
            if log.minutes() >= kept + checkpoint_minutes:
                keep()
        if losses.steps:
            keep()


def save_checkpoint(model: keras.Model, path: Path) -> None:
    """Write all weights, the optimizers' too, whole or not at all."""
    with atomic_write(path) as temporary:
        model.save_weights(temporary)
