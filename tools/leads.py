"""What makes a training reach its goal sooner? Leads, each alone and with three seeds: the model card's table.

    python -m tools.leads scenes

Each is the default training with one change. Written down are the step of the game and the processor seconds, those of reading
included, at which what is drawn of validation pairs is first strictly right as often as the goal says; and the end. `scenes` is
what `text2image data scenes --count 40000` made. What is in the table already is not trained again, and a training that was
stopped goes on.
"""

import math
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import process_time
from unittest.mock import patch

import numpy as np
import pandas as pd
import tensorflow as tf
from keras import ops

from shared.base.precision import use_automatic_bfloat16
from shared.data.dataset import Dataset, load_dataset
from shared.data.scenes import COLOUR, GROUND
from shared.model.gan_losses import generator_loss, relativistic_generator_loss
from shared.model.hyperparameters import IMAGE_SIZE, Hyperparameters
from shared.model.matching import Reader, match_scores, matching_loss
from shared.model.text2image_gan import EMA_MOMENTUM, PENALTY_SHARE, TextToImageGAN
from shared.model.trained_model import TrainedModel
from shared.paths import LEADS, OUT
from shared.training.families import Families
from shared.training.scoring import scene_scorer
from shared.training.train import train
from tools.comparison import read_table, write_table

SEEDS = (1, 2, 3)
GOAL = 0.87  # of "validation all"
CHECKPOINT_MINUTES = 0.25
TIME = "processor seconds"
TRAIN, GENERATOR, DISCRIMINATOR = "shared.training.train", "shared.model.generator", "shared.model.discriminator"


class RampedGAN(TextToImageGAN):
    """Whether the picture fits the caption counts a tenth at first and all of it after 500 steps."""

    def conditional_logits(self, images, sentence_vectors):
        """Judge pictures with a caption each."""
        share = ops.minimum(0.1 + 0.9 * ops.cast(self.steps_done, "float32") / 500, 1)
        real_logits, picture_vectors = self.discriminator(images, training=True)
        match = ops.sum(picture_vectors * sentence_vectors, axis=1) / math.sqrt(sentence_vectors.shape[1])
        return real_logits[:, 0] + share * match, picture_vectors


class ExtraLossGAN(TextToImageGAN):
    """The generator has one more loss."""

    def train_step(self, batch):
        """Take one step; the real pictures are kept for the generator."""
        self.real_images = batch[0]
        return super().train_step(batch)

    def train_generator(self, real_logits, sentence_vectors, captions, fits, noise):
        """Learn as ever, and from the extra loss."""
        with tf.GradientTape() as tape:
            fake_images = self.generator([noise, sentence_vectors], training=True)
            fake_logits, picture_vectors = self.conditional_logits(fake_images, sentence_vectors)
            game = relativistic_generator_loss(real_logits, fake_logits)
            matching = matching_loss(picture_vectors, captions, fits)
            loss = game + self.matching_weight * matching + self.extra_loss(fake_images, sentence_vectors, noise)
        variables = self.generator.trainable_variables
        self.generator_optimizer.apply(tape.gradient(loss, variables), variables)
        return {"generator": game, "matching_fake": matching}


class PairedGAN(ExtraLossGAN):
    """For 300 steps the generator is also told how far it is from the real picture, 8 × 8 pixels; at step 800 no longer."""

    def extra_loss(self, fake_images, sentence_vectors, noise):
        """The mean distance of the pixels, ten times."""
        weight = ops.clip((800 - ops.cast(self.steps_done, "float32")) / 500, 0, 1)
        drawn, real = (ops.average_pool(images, IMAGE_SIZE // 8, IMAGE_SIZE // 8) for images in (fake_images, self.real_images))
        return 10 * weight * ops.mean(ops.abs(drawn - real))


class HalfwayGAN(ExtraLossGAN):
    """What the generator draws half-way between two captions must look real, too (Reed et al. 2016, eq. 5)."""

    def extra_loss(self, fake_images, sentence_vectors, noise):
        """Half the loss of what lies between."""
        between = (sentence_vectors + ops.roll(sentence_vectors, 1, axis=0)) / 2
        logits, _ = self.conditional_logits(self.generator([noise, between], training=True), between)
        return generator_loss(logits) / 2


class SlowAverageGAN(TextToImageGAN):
    """The average of the generator moves as slowly at first as it does later."""

    def update_ema(self):
        """Move the average towards the generator."""
        for mean, weight in zip(self.ema_generator.weights, self.generator.weights, strict=True):
            mean.assign(EMA_MOMENTUM * mean + (1 - EMA_MOMENTUM) * weight)


class RarePenaltyGAN(TextToImageGAN):
    """The penalties are paid in every fourth step, four times as much."""

    def gradient_penalty(self, images, sentence_vectors):
        """The penalty, or 0."""
        return tf.cond(
            self.steps_done % 4 == 0, lambda: 4 * super(RarePenaltyGAN, self).gradient_penalty(images, sentence_vectors), lambda: 0.0
        )


class CalmReader(Reader):
    """An eighth of the pictures pays for steep match scores while reading, as it will in the game."""

    def train_step(self, batch):
        """Take one step."""
        images, tokens, fits = batch
        some = images[: images.shape[0] // PENALTY_SHARE]
        with tf.GradientTape() as tape:
            _, picture_vectors = self.discriminator(images, training=True)
            sentence_vectors = self.sentence_encoder(tokens, training=True)
            with tf.GradientTape() as inner:
                inner.watch(some)
                scores = match_scores(self.discriminator(some, training=True)[1], sentence_vectors[: some.shape[0]])
                own = ops.sum(ops.diagonal(scores))
            penalty = ops.mean(ops.sum(inner.gradient(own, some) ** 2, axis=(1, 2, 3)))
            loss = matching_loss(picture_vectors, sentence_vectors, fits) + Hyperparameters.penalty_weight / 2 * penalty
        variables = self.matching_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        self.steps_done.assign_add(1)
        return {"matching": loss}


def colours_first(dataset: Dataset, _: str) -> Callable[[int, np.random.Generator], np.ndarray]:
    """Draw every second family such that its pictures differ in the object's colour or in the ground's."""
    families = Families(np.asarray(dataset.attributes))
    draw = families.draw

    def draw_rows(count: int, rng: np.random.Generator) -> np.ndarray:
        batch: list[int] = []
        while len(batch) < count:
            if rng.random() < 0.5:
                batch.extend(families._near_misses(int(rng.choice([COLOUR, GROUND])), rng))
            else:
                batch.extend(draw(8, rng))
        return np.array(batch[:count])

    return draw_rows


@dataclass(frozen=True)
class Lead:
    """One change of the default training.

    Attributes:
        name: in the table.
        changes: hyperparameters.
        game: the class of the game.
        patches: what is put in place of what, by its full name.
        random_first: reading steps in random batches, before those of families.
        same_reading: reading is the default's, and is not trained again.
    """

    name: str
    changes: dict = field(default_factory=dict)
    game: type[TextToImageGAN] = TextToImageGAN
    patches: dict = field(default_factory=dict)
    random_first: int = 0
    same_reading: bool = True


OURS = Lead("ours", same_reading=False)
LEADS_TRIED = (
    OURS,
    Lead("sentence vectors as they are", {"mixing": 0.0}),
    Lead("… and half-way between two must look real", {"mixing": 0.0}, HalfwayGAN),
    Lead("the caption counts little at first", game=RampedGAN),
    Lead("first also the distance to the real picture", game=PairedGAN),
    Lead("a slow average from the beginning", game=SlowAverageGAN),
    Lead("penalties in every fourth step", game=RarePenaltyGAN),
    Lead("batches of 64, half the steps", {"batch_size": 64, "steps": Hyperparameters.steps // 2}),
    Lead("learning rates that don't fall", patches={f"{TRAIN}.ConstantThenLinear": lambda rate, steps: rate}, same_reading=False),
    Lead("a quarter of the reading", {"reading_steps": Hyperparameters.reading_steps // 4}, same_reading=False),
    Lead("reading begins with 200 random batches", random_first=200, same_reading=False),
    Lead("penalties while reading", patches={f"{TRAIN}.Reader": CalmReader}, same_reading=False),
    Lead("families of colours and grounds more often", patches={f"{TRAIN}.row_sampler": colours_first}, same_reading=False),
    Lead("twice the channels", patches={f"{GENERATOR}.CHANNELS": 256, f"{DISCRIMINATOR}.CHANNELS": 32}, same_reading=False),
)


def run(lead: Lead, dataset: Dataset, seed: int, trainings: Path) -> dict:
    """Train with one lead and seed: a line of the table."""
    folder, ours = trainings / f"{LEADS_TRIED.index(lead)}_{seed}", trainings / f"0_{seed}"
    hyperparameters = replace(Hyperparameters(), **lead.changes)
    if lead.same_reading and not folder.exists():
        begin_with_reading_of(ours, folder)
    score = scene_scorer(dataset, IMAGE_SIZE)
    assert score is not None
    started = process_time()

    def scorer(model: TrainedModel) -> dict[str, float]:
        return {**score(model), TIME: process_time() - started}

    options: dict = {"seed": seed, "checkpoint_minutes": CHECKPOINT_MINUTES, "resume": True, "scorer": scorer, "game": lead.game}
    with ExitStack() as stack:
        for name, other in lead.patches.items():
            stack.enter_context(patch(name, other))
        if lead.random_first and not folder.exists():
            random = replace(hyperparameters, batches="random", reading_steps=lead.random_first, steps=1)
            train(dataset, folder, random, **options)
            (folder / "checkpoint" / "game.weights.h5").unlink()
        train(dataset, folder, hyperparameters, **options)
    log = pd.read_csv(folder / "log.csv")
    game = log[log["phase"] == "game"]
    reached = game[game["validation all"] >= GOAL]
    before = reading_seconds(ours) if lead.same_reading else 0.0
    return {
        "lead": lead.name,
        "seed": seed,
        "goal at step": int(reached["step"].iloc[0]) if len(reached) else None,
        f"goal at {TIME}": float(reached[TIME].iloc[0]) + before if len(reached) else None,
        TIME: float(game[TIME].iloc[-1]) + before,
        **{name: float(game[name].iloc[-1]) for name in ("seen all", "validation all", "validation ground", "diversity")},
    }


def begin_with_reading_of(other: Path, folder: Path) -> None:
    """Copy what another training has read, so that only the game is left."""
    (folder / "checkpoint").mkdir(parents=True)
    for name in ("vocabulary.json", "checkpoint/reading.weights.h5"):
        shutil.copy(other / name, folder / name)
    log = pd.read_csv(other / "log.csv")
    log[log["phase"] == "reading"].to_csv(folder / "log.csv", index=False)


def reading_seconds(folder: Path) -> float:
    """Processor seconds of a training's reading, on one core as many as its minutes say."""
    log = pd.read_csv(folder / "log.csv")
    return 60 * float(log.loc[log["phase"] == "reading", "minutes"].iloc[-1])


def compare(scenes: Path, trainings: Path) -> None:
    """Train with every lead and seed, and write the table.

    Args:
        scenes: a folder that `text2image data` made.
        trainings: where the trainings are kept.
    """
    use_automatic_bfloat16()
    dataset, lines = load_dataset(scenes), read_table(LEADS)
    for seed in SEEDS:
        for lead in LEADS_TRIED:
            if any((line["lead"], line["seed"]) == (lead.name, seed) for line in lines):
                continue
            print(f"{lead.name}, seed {seed}", flush=True)
            lines.append(run(lead, dataset, seed, trainings))
            write_table(lines, LEADS)


if __name__ == "__main__":
    compare(Path(sys.argv[1]), OUT / "leads")
