"""A DCGAN that writes handwritten digits (Radford et al. 2015), and the runs whose results week 6 shows.

`python -m shared.dcgan long` trains the generator that the course ships, `python -m shared.dcgan without` shows what
becomes of the game without one ingredient. Both write into `week6_dcgan/`.
"""

import json
import time
from pathlib import Path

import click
import cv2
import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import layers, ops

from shared.dataset import to_uint8
from shared.digit_judge import load_digit_images, load_digit_judge, score_digits
from shared.files import whole
from shared.gan_losses import discriminator_loss, generator_loss
from shared.precision import use_automatic_bfloat16
from shared.seed import SEED, set_seed
from shared.sheet import grid, save_png
from shared.trained_model import load_network

FOLDER = Path(__file__).resolve().parents[1] / "week6_dcgan"
LATENT_DIM = 48
BATCH_SIZE = 64
LEARNING_RATE, BETA_1 = 4e-3, 0.5
HALVED_AFTER = (120, 180)  # epochs: each time the learning rate is halved
SHIFT, TURN, ZOOM = 2 / 32, 0.03, 0.1  # of a picture's side: 2 pixels; of a full turn: 11 degrees; of its size
SHIFTED = 0.5  # share of the pictures: if all were shifted, nobody could tell that real digits stand in the middle
LONG_EPOCHS, SHORT_EPOCHS = 230, 30
SAMPLES = 2000


def make_dcgan_generator(latent_dim: int = LATENT_DIM) -> keras.Model:
    """Build the generator, untrained: 4 → 8 → 16 → 32 pixels, and half as many channels each time.

    Args:
        latent_dim: Z, how many numbers of noise a picture is made of.

    Returns:
        a model from noise (B, Z) to pictures (B, 32, 32, 1) in [-1, 1].
    """
    noise = keras.Input((latent_dim,), name="noise")
    x = layers.Dense(4 * 4 * 192, use_bias=False)(noise)
    x = layers.Reshape((4, 4, 192))(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    x = layers.ReLU()(x)
    for channels in (96, 48):
        x = layers.Conv2DTranspose(channels, 4, strides=2, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.ReLU()(x)
    images = layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")(x)
    return keras.Model(noise, images, name="generator")


def augmented(images: keras.KerasTensor) -> keras.KerasTensor:
    """Turn and scale pictures, and shift some of them, each in its own way; in training only.

    Args:
        images: (B, 32, 32, 1) in [-1, 1]; what comes in from outside is black, -1.

    Returns:
        as many pictures of the same size.
    """
    moved = layers.RandomTranslation(SHIFT, SHIFT, fill_mode="constant", fill_value=-1.0, interpolation="nearest")(images)
    change = layers.Dropout(1 - SHIFTED, noise_shape=(None, 1, 1, 1))(moved - images)  # drops that of whole pictures
    x = images + SHIFTED * change  # what it keeps, it has divided by SHIFTED
    x = layers.RandomRotation(TURN, fill_mode="constant", fill_value=-1.0)(x)
    return layers.RandomZoom((-ZOOM, ZOOM), (-ZOOM, ZOOM), fill_mode="constant", fill_value=-1.0)(x)


def make_dcgan_discriminator() -> keras.Model:
    """Build the discriminator, untrained: 32 → 16 → 8 → 4 pixels, and twice as many channels each time.

    In training it sees every picture, real or generated, turned and scaled a little, and half of them shifted: 3,000 are
    few, and it would know them by heart (Zhao et al. 2020; Karras et al. 2020, section 2.2, on changing only a part).

    Returns:
        a model from pictures (B, 32, 32, 1) to logits (B, 1), large for real.
    """
    images = keras.Input((32, 32, 1), name="images")
    x = augmented(images)
    x = layers.Conv2D(32, 4, strides=2, padding="same")(x)
    x = layers.LeakyReLU(0.2)(x)
    for channels in (64, 128):
        x = layers.Conv2D(channels, 4, strides=2, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.LeakyReLU(0.2)(x)
    logits = layers.Dense(1)(layers.Flatten()(x))
    return keras.Model(images, logits, name="discriminator")


def discriminator_step(generator: keras.Model, discriminator: keras.Model, optimizer: keras.Optimizer, real, noise):
    """Take a step of the discriminator, towards telling real pictures from generated ones.

    Args:
        generator, discriminator: both networks; only the second moves.
        optimizer: of the discriminator.
        real: (B, 32, 32, 1) float32 in [-1, 1].
        noise: (B, Z) float32.

    Returns:
        the discriminator's loss before the step.
    """
    fake = generator(noise, training=True)
    with tf.GradientTape() as tape:
        real_logits = discriminator(real, training=True)
        fake_logits = discriminator(fake, training=True)
        loss = discriminator_loss(real_logits, fake_logits)
    variables = discriminator.trainable_variables
    optimizer.apply(tape.gradient(loss, variables), variables)
    return loss


def generator_step(generator: keras.Model, discriminator: keras.Model, optimizer: keras.Optimizer, noise, loss_of=generator_loss):
    """Take a step of the generator, towards pictures that the discriminator takes for real: as above, the other way round."""
    with tf.GradientTape() as tape:
        fake = generator(noise, training=True)
        loss = loss_of(discriminator(fake, training=True))
    variables = generator.trainable_variables
    optimizer.apply(tape.gradient(loss, variables), variables)
    return loss


class DCGAN(keras.Model):
    """The game of the two networks, for `fit`, and the running average of the generator, which is shown and shipped."""

    def __init__(self, generator: keras.Model, discriminator: keras.Model):
        """Put the game together: see `make_dcgan_generator` and `make_dcgan_discriminator`."""
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        self.average = keras.models.clone_model(generator)
        self.average.set_weights(generator.get_weights())

    def compile(self, generator_optimizer: keras.Optimizer, discriminator_optimizer: keras.Optimizer):
        """Give each network an optimizer of its own."""
        super().compile()
        self.generator_optimizer = generator_optimizer
        self.discriminator_optimizer = discriminator_optimizer

    def train_step(self, real_images):
        """Take one step of each network, the discriminator first.

        Args:
            real_images: (B, 32, 32, 1) float32 in [-1, 1].

        Returns:
            both losses by name.
        """
        networks = self.generator, self.discriminator
        shape = ops.shape(real_images)[0], self.generator.input_shape[-1]
        noise, more_noise = keras.random.normal(shape), keras.random.normal(shape)
        real_loss = discriminator_step(*networks, self.discriminator_optimizer, real_images, noise)
        fake_loss = generator_step(*networks, self.generator_optimizer, more_noise)
        self.follow()
        return {"discriminator": real_loss, "generator": fake_loss}

    def follow(self):
        """Move the average towards the generator, less and less.

        So it is made of the last tenth of all steps for the most part, however many there were (Karras et al. 2024, section 3.1).
        """
        step = ops.cast(self.generator_optimizer.iterations, "float32")
        momentum = step / (step + 9)
        for mean, weight in zip(self.average.weights, self.generator.weights, strict=True):
            mean.assign(momentum * mean + (1 - momentum) * weight)


class Formation(keras.callbacks.Callback):
    """Keeps what the average draws from fixed noise: `images` has an array (N, 32, 32, 1) of each epoch."""

    def __init__(self, noise: np.ndarray):
        """Keep the noise, (N, Z) float32."""
        super().__init__()
        self.noise, self.images = noise, []

    def on_epoch_end(self, epoch, logs=None):
        self.images.append(ops.convert_to_numpy(self.model.average(self.noise, training=False)))


def make_noise(count: int, seed: int = SEED) -> np.ndarray:
    """Draw noise for the generator: (count, Z) float32, normal."""
    return np.random.default_rng(seed).standard_normal((count, LATENT_DIM)).astype(np.float32)


def train_dcgan(generator: keras.Model, discriminator: keras.Model, epochs: int, callbacks: list, seed: int = SEED) -> DCGAN:
    """Play the game with the 3,000 digits of the split "training".

    Args:
        generator, discriminator: not yet trained.
        epochs: of 47 steps.
        callbacks: of `fit`.
        seed: of the order, the noise and the shifts.

    Returns:
        the game; its `average` is the trained generator.
    """
    set_seed(seed)
    gan = DCGAN(generator, discriminator)
    images = load_digit_images("training")[0]
    steps = -(-len(images) // BATCH_SIZE)  # of an epoch
    rates = [LEARNING_RATE / 2**times for times in range(len(HALVED_AFTER) + 1)]
    rate = keras.optimizers.schedules.PiecewiseConstantDecay([epoch * steps for epoch in HALVED_AFTER], rates)
    gan.compile(keras.optimizers.Adam(rate, beta_1=BETA_1), keras.optimizers.Adam(rate, beta_1=BETA_1))
    gan.fit(images, batch_size=BATCH_SIZE, epochs=epochs, callbacks=callbacks, verbose=2)
    return gan


class Log(keras.callbacks.Callback):
    """Writes the mean losses of each epoch to a file, and with every tenth line and the last the scores; keeps the generator then."""

    def __init__(self, path: Path):
        """Write to `path`, a name that ends in .csv, and to generator.keras beside it."""
        super().__init__()
        self.path, self.lines, self.steps = path, [], []
        self.judge, self.started = load_digit_judge(), time.process_time()

    def on_train_batch_end(self, batch, logs=None):
        self.steps.append({name: float(loss) for name, loss in logs.items()})

    def on_epoch_end(self, epoch, logs=None):
        line = {"epoch": epoch + 1, "processor_minutes": (time.process_time() - self.started) / 60}
        line |= pd.DataFrame(self.steps).mean().to_dict()
        self.steps = []
        if line["epoch"] % 10 == 0 or line["epoch"] == self.params["epochs"]:
            line |= score_digits(self.judge, self.model.average.predict(make_noise(SAMPLES), batch_size=500, verbose=0))
            with whole(self.path.with_name("generator.keras")) as temporary:
                self.model.average.save(temporary)
        self.lines.append(line)
        with whole(self.path) as temporary:
            pd.DataFrame(self.lines).round(4).to_csv(temporary, index=False)


def without(network: keras.Model, kind: type, instead: str = "linear") -> keras.Model:
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


def networks_without(ingredient: str) -> tuple[keras.Model, keras.Model]:
    """Build generator and discriminator without one ingredient of a DCGAN, or with all of them ("nothing")."""
    generator, discriminator = make_dcgan_generator(), make_dcgan_discriminator()
    match ingredient:
        case "batch normalisation":
            return without(generator, layers.BatchNormalization), without(discriminator, layers.BatchNormalization)
        case "convolutions":
            return make_dense_generator(), make_dense_discriminator()
        case "ReLU and LeakyReLU":
            return without(generator, layers.ReLU, "sigmoid"), without(discriminator, layers.LeakyReLU, "sigmoid")
    return generator, discriminator


def save_formation(images: list[np.ndarray], folder: Path) -> None:
    """Save what a `Formation` kept: eight epochs as formation.png, a row each, and some more as formation.gif; most of them early."""

    def epochs(count: int) -> np.ndarray:
        return np.unique(np.geomspace(1, len(images), count).round().astype(int)) - 1

    pictures = to_uint8(np.repeat(np.stack(images), 3, axis=-1))  # (epochs, N, 32, 32, 3)
    save_png(grid(pictures[epochs(8), :12].reshape(-1, 32, 32, 3), columns=12), folder / "formation.png")
    animation = cv2.Animation()
    animation.frames = [grid(pictures[epoch], columns=8, zoom=2) for epoch in epochs(60)]
    animation.durations = [150] * (len(animation.frames) - 1) + [2500]  # milliseconds
    with whole(folder / "formation.gif") as temporary:
        cv2.imwriteanimation(str(temporary), animation)


def save_scores() -> None:
    """Write scores.json: the scores of generator.keras, and beside them those of real digits, the floor and the ceiling."""
    generator, judge = load_network(FOLDER / "generator.keras"), load_digit_judge()
    scores = {
        "generated": score_digits(judge, generator.predict(make_noise(SAMPLES), batch_size=500, verbose=0)),
        "real": score_digits(judge, load_digit_images("others")[0]),
    }
    text = json.dumps(scores, indent=2)
    (FOLDER / "scores.json").write_text(text + "\n", encoding="utf-8")
    click.echo(text)


@click.group()
def main() -> None:
    """Train what week 6 shows; it writes into week6_dcgan/ and shows a line an epoch."""
    use_automatic_bfloat16()


@main.command()
@click.option("--epochs", type=click.IntRange(min=1), default=LONG_EPOCHS, show_default=True, help="47 steps each.")
def long(epochs: int) -> None:
    """The long run: generator.keras, losses.csv, scores.json, formation.png, formation.gif."""
    set_seed()
    formation = Formation(make_noise(24, seed=7))
    train_dcgan(make_dcgan_generator(), make_dcgan_discriminator(), epochs, [formation, Log(FOLDER / "losses.csv")])
    save_formation(formation.images, FOLDER)
    save_scores()


@main.command(name="without")
@click.option("--epochs", type=click.IntRange(min=1), default=SHORT_EPOCHS, show_default=True, help="47 steps each.")
def train_without(epochs: int) -> None:
    """The short runs, complete and without one ingredient each: without.csv, and without.png with a row of pictures each."""
    judge, lines, pictures = load_digit_judge(), [], []
    for ingredient in ("nothing", "batch normalisation", "convolutions", "ReLU and LeakyReLU"):
        set_seed()
        gan = train_dcgan(*networks_without(ingredient), epochs, [])
        images = gan.average.predict(make_noise(SAMPLES), batch_size=500, verbose=0)
        lines.append({"without": ingredient, **score_digits(judge, images)})
        pictures.extend(to_uint8(np.repeat(images[:12], 3, axis=-1)))
        save_png(grid(np.array(pictures), columns=12), FOLDER / "without.png")
        with whole(FOLDER / "without.csv") as temporary:
            pd.DataFrame(lines).round(4).to_csv(temporary, index=False)


if __name__ == "__main__":
    main()
