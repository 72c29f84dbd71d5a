"""The trainings of the DCGAN whose results week 6 shows.

`python -m shared.training.dcgan_runs long` trains the generator that the course ships, `python -m shared.training.dcgan_runs
without` shows what becomes of the game without one ingredient. Both write into `week6_dcgan/`.
"""

import json
import time
from pathlib import Path

import click
import cv2
import keras
import numpy as np
import pandas as pd
from keras import layers

from shared.base.files import atomic_write
from shared.base.pictures import save_png, to_uint8
from shared.base.precision import use_automatic_bfloat16
from shared.base.seed import SEED, set_seed
from shared.base.sheets import grid
from shared.data.digits import load_digit_images
from shared.evaluation.digit_judge import load_digit_judge, score_digits
from shared.model.dcgan import DCGAN, LATENT_DIM, GANMonitor, augmented, make_dcgan_discriminator, make_dcgan_generator
from shared.model.trained_model import load_network
from shared.paths import DCGAN_GENERATOR, WEEK_6

BATCH_SIZE = 64
LEARNING_RATE, BETA_1 = 4e-3, 0.5
HALVED_AFTER = (120, 180)  # epochs: each time the learning rate is halved
LONG_EPOCHS, SHORT_EPOCHS = 230, 30
SAMPLES = 2000


def make_noise(count: int, seed: int = SEED) -> np.ndarray:
    """Draw noise for the generator: (count, Z) float32, normal."""
    return np.random.default_rng(seed).standard_normal((count, LATENT_DIM)).astype(np.float32)


def train_dcgan(generator: keras.Model, discriminator: keras.Model, epochs: int, callbacks: list, seed: int = SEED) -> DCGAN:
    """Play the game with the 3,000 digits of the split "dcgan".

    Args:
        generator, discriminator: not yet trained.
        epochs: of 47 steps.
        callbacks: of `fit`.
        seed: of the order, the noise and the shifts.

    Returns:
        the game; its `ema_generator` is the trained generator.
    """
    set_seed(seed)
    gan = DCGAN(generator, discriminator)
    images = load_digit_images("dcgan")[0]
    steps = -(-len(images) // BATCH_SIZE)  # of an epoch
    learning_rates = [LEARNING_RATE / 2**times for times in range(len(HALVED_AFTER) + 1)]
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([epoch * steps for epoch in HALVED_AFTER], learning_rates)
    gan.compile(keras.optimizers.Adam(schedule, beta_1=BETA_1), keras.optimizers.Adam(schedule, beta_1=BETA_1))
    gan.fit(images, batch_size=BATCH_SIZE, epochs=epochs, callbacks=callbacks, verbose=2)
    return gan


class ScoreLog(keras.callbacks.Callback):
    """Writes the mean losses of each epoch to a file, and with every tenth line and the last the scores; keeps the generator then."""

    def __init__(self, path: Path):
        """Write to `path`, a name that ends in .csv, and to generator.keras beside it."""
        super().__init__()
        self.path = path
        self.lines: list[dict[str, float]] = []
        self.steps: list[dict[str, float]] = []
        self.judge, self.started = load_digit_judge(), time.process_time()

    def on_train_batch_end(self, batch, logs=None):
        self.steps.append({name: float(loss) for name, loss in logs.items()})

    def on_epoch_end(self, epoch, logs=None):
        line = {"epoch": epoch + 1, "processor_minutes": (time.process_time() - self.started) / 60}
        line |= pd.DataFrame(self.steps).mean().to_dict()
        self.steps = []
        if line["epoch"] % 10 == 0 or line["epoch"] == self.params["epochs"]:
            line |= score_digits(self.judge, self.model.ema_generator.predict(make_noise(SAMPLES), batch_size=500, verbose=0))
            with atomic_write(self.path.with_name("generator.keras")) as temporary:
                self.model.ema_generator.save(temporary)
        self.lines.append(line)
        with atomic_write(self.path) as temporary:
            pd.DataFrame(self.lines).round(4).to_csv(temporary, index=False)


def ablate_layers(network: keras.Model, kind: type, instead: str = "linear") -> keras.Model:
    """Build a network again, untrained, with another activation in place of each layer of a kind.

    Args:
        network: the complete one.
        kind: the layers that fall out. What follows them gets the biases that `BatchNormalization` made superfluous.
        instead: the activation; "linear" does nothing.
    """

    def clone(layer):
        if isinstance(layer, kind):
            return layers.Activation(instead)
        bias = {"use_bias": True} if kind is layers.BatchNormalization and hasattr(layer, "use_bias") else {}
        return type(layer).from_config(layer.get_config() | bias)

    return keras.models.clone_model(network, clone_function=clone, call_function=lambda layer, *inputs, **_: layer(*inputs))


def make_dense_generator() -> keras.Model:
    """Build a generator of dense layers, with about as many weights as `make_dcgan_generator` has."""
    noise = keras.Input((LATENT_DIM,))
    x = noise
    for units in (256, 384):
        x = layers.Dense(units, use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.ReLU()(x)
    return keras.Model(noise, layers.Reshape((32, 32, 1))(layers.Dense(32 * 32, activation="tanh")(x)))


def make_dense_discriminator() -> keras.Model:
    """Build a discriminator of dense layers, with about as many weights as `make_dcgan_discriminator` has."""
    images = keras.Input((32, 32, 1))
    x = layers.LeakyReLU(0.2)(layers.Dense(160)(layers.Flatten()(augmented(images))))
    x = layers.Dense(64, use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    return keras.Model(images, layers.Dense(1)(layers.LeakyReLU(0.2)(x)))


def ablated_networks(ingredient: str) -> tuple[keras.Model, keras.Model]:
    """Build generator and discriminator without one ingredient of a DCGAN, or with all of them ("nothing")."""
    generator, discriminator = make_dcgan_generator(), make_dcgan_discriminator()
    match ingredient:
        case "batch normalisation":
            return ablate_layers(generator, layers.BatchNormalization), ablate_layers(discriminator, layers.BatchNormalization)
        case "convolutions":
            return make_dense_generator(), make_dense_discriminator()
        case "ReLU and LeakyReLU":
            return ablate_layers(generator, layers.ReLU, "sigmoid"), ablate_layers(discriminator, layers.LeakyReLU, "sigmoid")
    return generator, discriminator


def save_formation(images: list[np.ndarray], folder: Path) -> None:
    """Save what a `GANMonitor` kept: eight epochs as formation.png, a row each, and some more as formation.gif; most of them early."""

    def epochs(count: int) -> np.ndarray:
        return np.unique(np.geomspace(1, len(images), count).round().astype(int)) - 1

    pictures = to_uint8(np.repeat(np.stack(images), 3, axis=-1))  # (epochs, N, 32, 32, 3)
    save_png(grid(pictures[epochs(8), :12].reshape(-1, 32, 32, 3), columns=12), folder / "formation.png")
    animation = cv2.Animation()
    animation.frames = [grid(pictures[epoch], columns=8, zoom=2) for epoch in epochs(60)]
    animation.durations = [150] * (len(animation.frames) - 1) + [2500]  # milliseconds
    with atomic_write(folder / "formation.gif") as temporary:
        cv2.imwriteanimation(str(temporary), animation)


def save_scores() -> None:
    """Write scores.json: the scores of generator.keras, and beside them those of real digits, the floor and the ceiling."""
    generator, judge = load_network(DCGAN_GENERATOR), load_digit_judge()
    scores = {
        "generated": score_digits(judge, generator.predict(make_noise(SAMPLES), batch_size=500, verbose=0)),
        "real": score_digits(judge, load_digit_images("digit_others")[0]),
    }
    text = json.dumps(scores, indent=2)
    with atomic_write(WEEK_6 / "scores.json") as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")
    click.echo(text)


@click.group()
def main() -> None:
    """Train what week 6 shows; it writes into the folder of week 6 and shows a line an epoch."""
    use_automatic_bfloat16()


@main.command()
@click.option("--epochs", type=click.IntRange(min=1), default=LONG_EPOCHS, show_default=True, help="47 steps each.")
def long(epochs: int) -> None:
    """The long run: generator.keras, losses.csv, scores.json, formation.png, formation.gif."""
    set_seed()
    monitor = GANMonitor(make_noise(24, seed=7))
    train_dcgan(make_dcgan_generator(), make_dcgan_discriminator(), epochs, [monitor, ScoreLog(WEEK_6 / "losses.csv")])
    save_formation(monitor.images, WEEK_6)
    save_scores()


@main.command(name="without")
@click.option("--epochs", type=click.IntRange(min=1), default=SHORT_EPOCHS, show_default=True, help="47 steps each.")
def train_without(epochs: int) -> None:
    """The short runs, complete and without one ingredient each: without.csv, and without.png with a row of pictures each."""
    judge, lines = load_digit_judge(), []
    pictures: list[np.ndarray] = []
    for ingredient in ("nothing", "batch normalisation", "convolutions", "ReLU and LeakyReLU"):
        set_seed()
        gan = train_dcgan(*ablated_networks(ingredient), epochs, [])
        images = gan.ema_generator.predict(make_noise(SAMPLES), batch_size=500, verbose=0)
        lines.append({"without": ingredient, **score_digits(judge, images)})
        pictures.extend(to_uint8(np.repeat(images[:12], 3, axis=-1)))
        save_png(grid(np.array(pictures), columns=12), WEEK_6 / "without.png")
        with atomic_write(WEEK_6 / "without.csv") as temporary:
            pd.DataFrame(lines).round(4).to_csv(temporary, index=False)


if __name__ == "__main__":
    main()
