"""The judge: a small CNN that reads the five attributes from a picture.

It learns from handwriting that the generator never sees, and is asked about pictures of handwriting that
neither of them has seen. It draws all combinations alike, the held-out ones as often as any other, so that it
expects none of them more than the rest.

`python -m shared.evaluation.judge` trains the judge that the course ships.
"""

import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import keras
import numpy as np
from keras import layers
from tqdm import tqdm

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.base.pictures import resize, to_model_range
from shared.base.seed import set_seed
from shared.data.scenes import ATTRIBUTES, OBJECT, all_combinations, draw_scene
from shared.model.hyperparameters import IMAGE_SIZE
from shared.model.trained_model import load_network
from shared.paths import JUDGE

TRAINING_BATCH, READING_BATCH = 128, 500
LEARNING_RATE = 2e-3


def judge_features(images: keras.KerasTensor, channels: tuple[int, ...] = (32, 64, 128, 128)) -> keras.KerasTensor:
    """Build the body of a judge, of which the heads see the last layer, "features".

    Args:
        images: (B, H, H, C), H divisible by 8.
        channels: of each convolution.

    Returns:
        (B, 128), never negative.
    """
    x = images
    for filters, stride in zip(channels, (1, 2, 2, 1), strict=True):
        x = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)  # in the end (B, H / 4, H / 4, channels)
        x = layers.BatchNormalization(momentum=0.9)(x)
        x = layers.ReLU()(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Flatten()(x)
    x = layers.Dropout(0.3)(x)
    return layers.Dense(128, activation="relu", name="features")(x)


def make_judge(image_size: int = IMAGE_SIZE) -> keras.Model:
    """Build the judge, untrained.

    Args:
        image_size: side of the pictures, divisible by 8.

    Returns:
        a model from (B, image_size, image_size, 3) float32 in [-1, 1] to a dict: each name of `ATTRIBUTES` to
        its logits, (B, number of values). The layer "features", (B, 128) and never negative, comes before them.
    """
    images = keras.Input((image_size, image_size, 3), name="images")
    x = judge_features(images)
    logits = {name: layers.Dense(len(values), name=name)(x) for name, values in ATTRIBUTES.items()}
    return keras.Model(images, logits, name="judge")


def draw_scenes(rows: Iterable, rng: np.random.Generator, split: str, size: int = IMAGE_SIZE) -> np.ndarray:
    """Draw real scenes at the size at which they are judged.

    Args:
        rows: N rows of five integers, indices into `ATTRIBUTES`.
        rng: where the handwriting and the jitter come from.
        split: whose handwriting, see `shared.data.digits.load_digits`.
        size: side of the pictures.

    Returns:
        (N, size, size, 3) uint8, RGB.
    """
    return np.concatenate([resize(draw_scene(row, rng, split)[None], size) for row in rows])


def train_judge(path: Path, count: int = 150_000, epochs: int = 5, seed: int = 2) -> keras.Model:
    """Train a judge and save it, whole or not at all, without the optimizer's state.

    Args:
        path: where to save it, a name that ends in .keras, in a folder that exists.
        count: scenes to learn from, drawn from all combinations with the judge's handwriting.
        epochs: the object is learned last; see its accuracy in the progress bar before taking fewer.
        seed: of everything random.

    Returns:
        the trained judge.
    """
    set_seed(seed)
    rng = np.random.default_rng(seed)
    rows = rng.choice(all_combinations(), size=count)
    images = draw_scenes(tqdm(rows, desc="Drawing scenes for the judge", unit=""), rng, "judge")

    judge = make_judge()
    # The trainer shares the judge's layers. It takes uint8, a quarter of the memory, and keeps the optimizer to itself.
    pixels = keras.Input(images.shape[1:], dtype="uint8")
    trainer = keras.Model(pixels, judge(layers.Rescaling(1 / 127.5, offset=-1)(pixels)))
    steps = epochs * math.ceil(count / TRAINING_BATCH)
    trainer.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(LEARNING_RATE, steps)),
        loss={name: keras.losses.SparseCategoricalCrossentropy(from_logits=True) for name in ATTRIBUTES},
        metrics={"object": "accuracy"},
    )
    labels = {name: rows[:, column] for column, name in enumerate(ATTRIBUTES)}
    trainer.fit(images, labels, batch_size=TRAINING_BATCH, epochs=epochs)

    with atomic_write(path) as temporary:
        judge.save(temporary)
    return judge


def load_judge(path: Path = JUDGE) -> keras.Model:
    """Load a trained judge.

    Raises:
        UserError: if the file is missing or broken, or no judge of these attributes.
    """
    judge = load_network(path)
    if judge.output_shape != make_judge().output_shape:
        raise UserError(
            f"{path} is a model, but no judge of {', '.join(ATTRIBUTES)}. Restore it from the repository, or train it: python -m shared.evaluation.judge"
        )
    return judge


def predict_attributes(judge: keras.Model, images: np.ndarray) -> np.ndarray:
    """Read the attributes from pictures.

    Args:
        judge: see `make_judge`.
        images: (N, H, H, 3) uint8.

    Returns:
        (N, 5) uint8, indices into `ATTRIBUTES`.
    """
    logits = judge.predict(to_model_range(images), batch_size=READING_BATCH, verbose=0)
    best = [logits[name].argmax(axis=1) for name in ATTRIBUTES]  # five times (N, number of values) -> (N,)
    return np.stack(best, axis=1).astype(np.uint8)  # (N, 5)


def extract_features(judge: keras.Model, images: np.ndarray) -> np.ndarray:
    """Describe pictures by what the judge's heads see of them, its penultimate layer.

    Args:
        judge: see `make_judge`.
        images: (N, H, H, 3) uint8.

    Returns:
        (N, 128) float32, 0 or more.
    """
    return _until_features(judge).predict(to_model_range(images), batch_size=READING_BATCH, verbose=0)


@cache  # compiled once a judge
def _until_features(judge: keras.Model) -> keras.Model:
    return keras.Model(judge.input, judge.get_layer("features").output)


if __name__ == "__main__":
    judge = train_judge(JUDGE)
    rng = np.random.default_rng(3)
    rows = rng.choice(all_combinations(), size=4000)
    right = predict_attributes(judge, draw_scenes(tqdm(rows, desc="Drawing reference scenes", unit=""), rng, "reference")) == rows
    print(f"Right on {len(rows)} reference scenes: the object {right[:, OBJECT].mean():.4f}, everything {right.all(axis=1).mean():.4f}")
    print(f"Saved to {JUDGE}")
