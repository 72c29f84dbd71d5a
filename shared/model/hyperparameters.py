"""What is chosen before a training starts, and kept beside the model."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from shared.base.errors import UserError
from shared.base.files import atomic_write

IMAGE_SIZE = 32  # pixels of a side: what the shipped model draws, and the judge reads
CHECKPOINT_MINUTES = 2.0  # between two checkpoints of a training
BATCHES = ("families", "random")


@dataclass(frozen=True)
class Hyperparameters:
    """The hyperparameters of a training.

    Attributes:
        reading_steps: steps of the first phase, reading: matching alone.
        reading_batch_size: pictures in a step of reading.
        reading_learning_rate: learning rate of reading in the first half of its steps; then it falls to 0, as the other two do.
        reading_share: of the minutes, where a training is limited by minutes.
        copying_steps: steps of copying in place of the game, for captions that have one true picture each; see `shared.model.copying`.
        copying_learning_rate: learning rate of copying in the first half of its steps.
        steps: steps of the last phase, the game.
        batch_size: pictures in a step of the game.
        generator_learning_rate: learning rate of the generator in the first half of the game.
        discriminator_learning_rate: learning rate of the discriminator in the first half of the game.
        matching_weight: λ, how much matching counts beside realness.
        penalty_weight: γ, how much the two gradient penalties count.
        mixing: how far a sentence vector of the game lies at most on the way to another one, in 0–1.
        group_size: P, how many pictures of one caption the game's discriminator sees at once. With 2 the pictures of a caption
            vary more than with 1, and good ones come later.
        temperature: T, how large the noise is when the trained generator draws; in the game it is 1. See `at_temperature`.
        batches: "families", of the attributes where they are known (`shared.training.families`) and of near captions elsewhere
            (`shared.training.near_captions`); or "random".
    """

    reading_steps: int = 6_000
    reading_batch_size: int = 64
    reading_learning_rate: float = 1e-3
    reading_share: float = 0.4
    copying_steps: int = 0
    copying_learning_rate: float = 2e-3
    steps: int = 5_500
    batch_size: int = 32
    generator_learning_rate: float = 2e-3
    discriminator_learning_rate: float = 1e-3
    matching_weight: float = 2.0
    penalty_weight: float = 0.2
    mixing: float = 0.25
    group_size: int = 1
    temperature: float = 1.0
    batches: str = BATCHES[0]

    def save(self, path: Path) -> None:
        """Write the hyperparameters as JSON."""
        with atomic_write(path) as temporary:
            temporary.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Hyperparameters":
        """Read hyperparameters from JSON; what the file does not name keeps its default.

        Raises:
            UserError: if the file is missing or broken, or names a hyperparameter or a value that there is not.
        """
        try:
            given = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise UserError(f"There is no file {path}.") from error
        except (ValueError, OSError) as error:
            raise UserError(f"{path} can't be read as JSON ({error}).") from error
        defaults = {field.name: field.default for field in fields(cls)}
        if not isinstance(given, dict) or not set(given) <= set(defaults):
            raise UserError(f"{path} must be a JSON object with some of these names: {', '.join(defaults)}.")
        for name, value in given.items():
            if name == "batches":
                if value not in BATCHES:
                    raise UserError(f"{path}: batches must be one of {', '.join(BATCHES)}, not {value!r}.")
            elif type(value) not in (int, type(defaults[name])) or not (0 < value < float("inf") or value == defaults[name]):
                raise UserError(f"{path}: {name} must be a number above 0 like {defaults[name]}, not {value!r}.")
        return cls(**given)
