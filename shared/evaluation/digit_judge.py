"""A judge for handwritten digits: a small CNN that says which digit it sees, and how sure it is.

The GAN of week 6 has no captions, so the question is not whether a picture is what was asked for. It is how many
pictures can be read at all, whether all ten digits occur, and how far generated pictures are from real ones.

`python -m shared.evaluation.digit_judge` trains the judge that the course ships.
"""

from pathlib import Path

import keras
import numpy as np
from keras import layers

from shared.base.files import atomic_write
from shared.base.seed import set_seed
from shared.data.digits import load_digit_images
from shared.evaluation.distances import frechet_distance
from shared.evaluation.judge import judge_features
from shared.model.trained_model import load_network
from shared.paths import DIGIT_JUDGE

LEARNING_RATE, BATCH_SIZE = 2e-3, 128
SURE = 0.9  # the probability from which on the judge counts as sure


def make_digit_judge() -> keras.Model:
    """Build the judge, untrained: the body of week 3's judge, half as wide, with one head.

    Returns:
        a model from (B, 32, 32, 1) float32 in [-1, 1] to two outputs: the logits of ten digits (B, 10), and the features
        that they are computed from, (B, 128) and never negative.
    """
    images = keras.Input((32, 32, 1), name="images")
    features = judge_features(images, channels=(16, 32, 64, 64))
    return keras.Model(images, [layers.Dense(10, name="logits")(features), features], name="digit_judge")


def train_digit_judge(path: Path, copies: int = 60, epochs: int = 5, seed: int = 2) -> keras.Model:
    """Train a judge on augmented copies of its digits (week 3), and save it, whole or not at all.

    Turning and scaling blur a little. One copy in three is only shifted, by whole pixels: without these the judge
    read 2 in 100 of its own digits wrong, as they were too sharp for it.

    Args:
        path: where to save it, a name that ends in .keras, in a folder that exists.
        copies: of each digit, two thirds of them turned, shifted, slanted and scaled.
        epochs: how often each copy is seen.
        seed: of everything random.

    Returns:
        the trained judge.
    """
    set_seed(seed)
    black = {"fill_mode": "constant", "fill_value": -1.0}
    augment = keras.Sequential(
        [
            layers.RandomRotation(0.04, **black),
            layers.RandomTranslation(0.1, 0.1, **black),
            layers.RandomZoom((-0.15, 0.15), (-0.15, 0.15), **black),
            layers.RandomShear(0.2, 0.2, **black),
        ]
    )
    images, labels = load_digit_images("digit_judge")
    rng = np.random.default_rng(seed)
    augmented = np.concatenate(
        [augment(images, training=True) if copy % 3 else np.roll(images, rng.integers(-3, 4, 2), (1, 2)) for copy in range(copies)]
    )

    judge = make_digit_judge()
    trainer = keras.Model(judge.input, judge.output[0])  # it shares the layers, and keeps the optimizer to itself
    steps = epochs * len(augmented) // BATCH_SIZE
    trainer.compile(
        optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(LEARNING_RATE, steps)),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    trainer.fit(augmented, np.tile(labels, copies), batch_size=BATCH_SIZE, epochs=epochs, verbose=2)
    with atomic_write(path) as temporary:
        judge.save(temporary)
    return judge


def load_digit_judge(path: Path = DIGIT_JUDGE) -> keras.Model:
    """Load a trained judge.

    Raises:
        UserError: if the file is missing or broken.
    """
    return load_network(path)


def predict_digits(judge: keras.Model, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Read pictures.

    Args:
        judge: see `make_digit_judge`.
        images: (N, 32, 32, 1) float32 in [-1, 1].

    Returns:
        the probabilities of ten digits, (N, 10), and the features, (N, 128).
    """
    logits, features = judge.predict(images, batch_size=500, verbose=0)
    return keras.ops.convert_to_numpy(keras.ops.softmax(logits)), features


def score_digits(judge: keras.Model, images: np.ndarray) -> dict[str, float]:
    """Score pictures, generated or real.

    Args:
        judge: see `make_digit_judge`.
        images: (N, 32, 32, 1) float32 in [-1, 1], 2,000 where scores are compared: the distance depends on N.

    Returns:
        "sure", the share of the pictures of which the judge is sure; "rarest" and "commonest", the shares of these two
        digits; "fid_own", the Fréchet distance to the reference digits in the judge's features.
    """
    probabilities, features = predict_digits(judge, images)
    shares = np.bincount(probabilities.argmax(axis=1), minlength=10) / len(images)
    _, reference = predict_digits(judge, load_digit_images("digit_reference")[0])
    return {
        "sure": float((probabilities.max(axis=1) >= SURE).mean()),
        "rarest": float(shares.min()),
        "commonest": float(shares.max()),
        "fid_own": frechet_distance(features, reference),
    }


if __name__ == "__main__":
    judge = train_digit_judge(DIGIT_JUDGE)
    for split in ("reference", "others", "judge"):
        images, labels = load_digit_images(split)
        right = predict_digits(judge, images)[0].argmax(axis=1) == labels
        print(f"{split}: {right.mean():.4f} read right; {score_digits(judge, images)}")
