"""Three other conditional GANs under the same protocol: the model card's table.

    python -m tools.baselines scenes

All have networks of our size, our data and as many steps as `text2image train` by default; `scenes` is what
`text2image data scenes --count 40000` made. What is in the table already is not trained again, and a training that was stopped goes on.
"""

import math
import sys
from functools import partial
from pathlib import Path

import keras
import numpy as np
from keras import layers, ops

from shared.base.pictures import resize, to_uint8
from shared.base.precision import use_automatic_bfloat16
from shared.base.seed import SEED, set_seed
from shared.data.captions import read_caption
from shared.data.dataset import Dataset, load_dataset
from shared.data.scenes import ATTRIBUTES, to_indices
from shared.evaluation.drawing import Draw
from shared.evaluation.judge import load_judge
from shared.model.discriminator import CHANNELS
from shared.model.generator import LATENT_DIM, make_generator
from shared.model.hyperparameters import CHECKPOINT_MINUTES, IMAGE_SIZE, Hyperparameters
from shared.model.text2image_gan import TextToImageGAN
from shared.paths import BASELINES, OUT
from shared.training.batches import Batches
from shared.training.families import row_sampler, scene_numbers
from shared.training.learning_rates import ConstantThenLinear
from shared.training.loop import Log, Phase, run_phase
from shared.training.train import train
from shared.training.workers import MeanAdam, Workers
from tools.ablation import REED, VariantGAN
from tools.comparison import read_table, strict_rates, training_minutes, write_table

OURS = Hyperparameters()
REEDS = Hyperparameters(batches="random", mixing=0.0)
NO_TEXT = Hyperparameters(batches="random", matching_weight=0.0)
CODES = sum(len(values) for values in ATTRIBUTES.values())  # numbers of a one-hot code of five attributes


class TextIgnored(TextToImageGAN):
    """The game without the text: is the picture real? Nobody asks whether it fits."""

    def conditional_logits(self, images, sentence_vectors):
        """Judge pictures alone."""
        real_logits, picture_vectors = self.discriminator(images, training=True)
        return real_logits[:, 0], picture_vectors


class OneHotPlanes(TextToImageGAN):
    """The conditional GAN of many tutorials: beside a picture's three planes one of 0 or 1 for each value; no text."""

    def conditional_logits(self, images, codes):
        """Judge pictures with their codes."""
        planes = ops.broadcast_to(codes[:, None, None], (*images.shape[:3], CODES))  # (B, K) -> (B, H, H, K)
        logits = self.discriminator(ops.concatenate([images, planes], axis=-1), training=True)
        return logits[:, 0], codes


def make_planes_discriminator() -> keras.Model:
    """Build our discriminator's trunk for pictures (B, H, H, 3 + K), with one logit."""
    image = keras.Input((IMAGE_SIZE, IMAGE_SIZE, 3 + CODES))
    x = layers.LeakyReLU(negative_slope=0.2)(layers.Conv2D(CHANNELS, 3, padding="same")(image))
    for channels in (2 * CHANNELS, 4 * CHANNELS, 8 * CHANNELS):
        x = layers.LeakyReLU(negative_slope=0.2)(layers.Conv2D(channels, 4, strides=2, padding="same")(x))
    return keras.Model(image, layers.Dense(1, dtype="float32")(layers.Flatten()(x)))


def one_hot(rows: np.ndarray) -> np.ndarray:
    """Code scenes, (N, 5) integers, as (N, 36) float32 of 0 and 1."""
    codes = [np.eye(len(values), dtype=np.float32)[rows[:, column]] for column, values in enumerate(ATTRIBUTES.values())]
    return np.concatenate(codes, axis=1)


def train_planes(dataset: Dataset, folder: Path, hyperparameters: Hyperparameters) -> Draw:
    """Train the one with planes; it knows the attributes, so it needs no encoder and has nothing to read first."""
    set_seed(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    log, h = Log(folder / "log.csv"), hyperparameters
    game = OneHotPlanes(make_generator(IMAGE_SIZE, CODES), make_planes_discriminator(), 0.0, h.penalty_weight)
    rates = h.generator_learning_rate, h.discriminator_learning_rate
    game.compile(*(MeanAdam(ConstantThenLinear(rate, h.steps), beta_1=0.5, beta_2=0.99) for rate in rates))
    images, codes = resize(dataset.images, IMAGE_SIZE), one_hot(to_indices(np.asarray(dataset.attributes)))
    scenes, draw_rows = scene_numbers(dataset), row_sampler(dataset, h.batches)
    batches = Batches(images, codes, scenes, draw_rows, h.batch_size, (SEED, 1), LATENT_DIM)
    phase = Phase("game", game, batches, h.steps, math.inf, folder / "game.weights.h5")
    run_phase(phase, log, CHECKPOINT_MINUTES, Workers())

    def draw(captions: list[str], seed: int) -> np.ndarray:
        noise = np.random.default_rng(seed).standard_normal((len(captions), LATENT_DIM)).astype(np.float32)
        asked = [read_caption(caption) for caption in captions]
        rows = to_indices(np.array([[values[name] for name in ATTRIBUTES] for values in asked]))
        return to_uint8(game.ema_generator.predict([noise, one_hot(rows)], batch_size=256, verbose=0))

    return draw


def train_text(dataset: Dataset, folder: Path, hyperparameters: Hyperparameters, game=TextToImageGAN) -> Draw:
    """Train one that is given sentence vectors."""
    return train(dataset, folder, hyperparameters, seed=SEED, resume=True, game=game).draw


MODELS = {
    "ours": partial(train_text, hyperparameters=OURS),
    "GAN-CLS (Reed et al. 2016): one wrong caption, at random": partial(
        train_text, hyperparameters=REEDS, game=partial(VariantGAN, variant=REED)
    ),
    "the attributes as one-hot planes, no text": partial(train_planes, hyperparameters=NO_TEXT),
    "ours, but the text is ignored": partial(train_text, hyperparameters=NO_TEXT, game=TextIgnored),
}


def compare(scenes: Path, trainings: Path) -> None:
    """Train and measure each, and write the table.

    Args:
        scenes: a folder that `text2image data` made.
        trainings: where the trainings are kept.
    """
    use_automatic_bfloat16()
    dataset, judge, lines = load_dataset(scenes), load_judge(), read_table(BASELINES)
    for number, (name, train_model) in enumerate(MODELS.items()):
        if any(line["model"] == name for line in lines):
            continue
        print(name)
        folder = trainings / str(number)
        draw = train_model(dataset, folder)
        lines.append({"model": name, "minutes": training_minutes(folder), **strict_rates(draw, judge)})
        write_table(lines, BASELINES)


if __name__ == "__main__":
    compare(Path(sys.argv[1]), OUT / "baselines")
