"""Training: the game is wired as it says, and can be stopped at any moment."""

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context

import h5py
import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from keras import ops

from shared.base.errors import UserError
from shared.base.precision import use_automatic_bfloat16
from shared.data.dataset import Dataset, make_scenes, save_dataset
from shared.data.held_out import combinations
from shared.data.scenes import names
from shared.model import word_vectors
from shared.model.discriminator import make_discriminator
from shared.model.generator import LATENT_DIM, make_generator
from shared.model.hyperparameters import Hyperparameters
from shared.model.matching import match_scores, matching_loss
from shared.model.text2image_gan import TextToImageGAN
from shared.model.trained_model import TrainedModel
from shared.model.word_vectors import whiten
from shared.training import train as training
from shared.training.batches import Batches
from shared.training.train import train
from shared.training.wrong_captions import wrong_caption_chooser
from tools.draw_curve import draw_curve


def test_matching_loss_by_hand():
    picture_vectors = np.array([[2.0, 0.0, 0.0, 0.0]], dtype=np.float32)
    sentence_vectors = np.array([[[1, 0, 0, 0], [0, 1, 0, 0], [-1, 0, 0, 0]]], dtype=np.float32)
    np.testing.assert_allclose(match_scores(picture_vectors, sentence_vectors), [[1, 0, -1]], atol=1e-6)
    by_hand = -np.log(np.e / (np.e + 1 + 1 / np.e))
    np.testing.assert_allclose(matching_loss(picture_vectors, sentence_vectors), by_hand, rtol=1e-5)


def test_batches_hold_right_and_wrong_captions(small_dataset):
    rows = np.arange(len(small_dataset.captions))
    batches = Batches(small_dataset.images, rows, wrong_caption_chooser(small_dataset), 64, (1, 0)).between(0, 5)
    for index in range(len(batches)):
        images, captions = batches[index]
        right, wrong = captions[:, 0], captions[:, 1:]
        np.testing.assert_allclose(images, small_dataset.images[right] / 127.5 - 1, atol=1e-6)
        differs = small_dataset.attributes[wrong] != small_dataset.attributes[right][:, None]
        assert differs.any(axis=2).all()


def test_wrong_captions_without_attributes_differ(small_dataset):
    captions = np.array(["a cat", "a dog", "a cow"] * 100)
    choose = wrong_caption_chooser(Dataset(small_dataset.images, captions, None))
    rows = np.arange(300)
    wrong = choose(rows, np.random.default_rng(0))
    assert (captions[wrong] != captions[rows][:, None]).all()


def test_the_discriminator_gets_wrong_captions():
    """Where every wrong caption is the right one it can only guess; real wrong captions change its loss."""
    gan = TextToImageGAN(make_generator(16, 8), make_discriminator(16, 8))
    gan.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-3))
    rng = np.random.default_rng(0)
    shapes = (8, 16, 16, 3), (8, LATENT_DIM), (8, 5, 8)
    images, noise, captions = (ops.convert_to_tensor(rng.standard_normal(shape), "float32") for shape in shapes)
    guess = gan.train_discriminator(images, ops.repeat(captions[:, :1], 5, axis=1), noise)
    assert float(guess["matching_real"]) == pytest.approx(np.log(5), rel=1e-4)
    for _ in range(30):
        learned = gan.train_discriminator(images, captions, noise)
    assert float(learned["matching_real"]) < 1.0


def test_whitened_words_share_nothing():
    """Vectors that are nearly the same, as Word2Vec's of colours are, come out as different as can be."""
    rng = np.random.default_rng(0)
    alike = 5 + 0.01 * rng.standard_normal((60, 8)) * np.linspace(1, 3, 8)
    white = whiten(alike)
    np.testing.assert_allclose(white.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(white.T @ white / len(white), np.eye(8), atol=1e-6)


def test_the_curve_of_a_training(small_training, tmp_path):
    folder, _ = small_training
    draw_curve(folder, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").stat().st_size > 10_000


def test_same_noise_other_caption_other_picture(small_training):
    _, model = small_training
    texts = ["a small red seven in the top left on a blue ground", "a small blue seven in the top left on a red ground"]
    vectors = model.sentence_encoder.predict(model.vocabulary.encode(texts), verbose=0)
    noise = np.ones((2, model.generator.input_shape[0][1]), dtype=np.float32)
    first, second = model.generator.predict([noise, vectors], verbose=0)
    assert np.abs(first - second).max() > 1e-3


def test_other_noise_same_caption_other_picture(small_training):
    _, model = small_training
    text = ["a small red seven in the top left on a blue ground"]
    assert (model.draw(text, seed=1) != model.draw(text, seed=2)).any()
    np.testing.assert_array_equal(model.draw(text, seed=1), model.draw(text, seed=1))


def test_word_order_reaches_the_sentence_vector_and_the_mean_would_lose_it(small_training):
    _, model = small_training
    tokens = model.vocabulary.encode(["red on blue", "blue on red"])
    means = ops.mean(model.sentence_encoder.get_layer("word_vectors")(tokens), axis=1)
    np.testing.assert_allclose(means[0], means[1], atol=1e-6)
    vectors = model.sentence_encoder.predict(tokens, verbose=0)
    assert np.abs(vectors[0] - vectors[1]).max() > 1e-3


def test_training_leaves_a_model_a_log_and_a_sheet(small_training):
    folder, model = small_training
    log = pd.read_csv(folder / "log.csv")
    assert list(log["phase"]) == ["reading", "game"] and list(log["step"]) == [4, 8]
    assert log[["matching", "matching_real", "matching_fake"]].notna().any().all()
    assert (folder / "samples" / "step_000008.png").stat().st_size > 1000
    loaded = TrainedModel.load(folder)
    text = ["a small red seven in the top left on a blue ground"]
    np.testing.assert_array_equal(loaded.draw(text, seed=3), model.draw(text, seed=3))


def _networks(folder):
    """All weights of the generator and the discriminator at the last checkpoint, one after the other."""
    with h5py.File(folder / "checkpoint" / "game.weights.h5") as file:
        weights = []
        for network in ("generator", "discriminator"):
            file[network].visititems(lambda _, item: weights.append(np.ravel(item)) if isinstance(item, h5py.Dataset) else None)
    return np.concatenate(weights)


def _whole_and_resumed(folder):
    """Train eight steps, and beside them three and, resumed, five more; for a process of its own.

    Returns:
        the weights after the three steps, after the eight, and after the three and five.
    """
    word_vectors.english_sentences = list  # they take ten seconds
    dataset = make_scenes(300, seed=1)
    eight, three = (Hyperparameters(reading_steps=4, steps=steps) for steps in (8, 3))
    train(dataset, folder / "whole", eight, checkpoint_minutes=60)
    train(dataset, folder / "parts", three, checkpoint_minutes=60)
    after_three = _networks(folder / "parts")
    train(dataset, folder / "parts", eight, checkpoint_minutes=60, resume=True)
    return after_three, _networks(folder / "whole"), _networks(folder / "parts")


@pytest.mark.slow
def test_resumed_training_equals_uninterrupted(tmp_path, monkeypatch):
    # Sums of several threads come out a little different each time, and Adam makes much of it: one thread it is.
    for setting in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.setenv(setting, "1")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        after_three, whole, resumed = pool.submit(_whole_and_resumed, tmp_path).result()
    assert np.linalg.norm(whole - resumed) < 0.01 * np.linalg.norm(whole - after_three)


def test_resume_is_asked_for(small_training, small_dataset):
    folder, _ = small_training
    with pytest.raises(UserError, match="--resume"):
        train(small_dataset, folder, Hyperparameters(reading_steps=4, steps=8), checkpoint_minutes=60)


def test_resume_refuses_other_captions(small_training, small_dataset, tmp_path):
    folder, _ = small_training
    other = Dataset(small_dataset.images, np.char.replace(small_dataset.captions, "red", "ruby"), None)
    with pytest.raises(UserError, match="other captions"):
        train(other, folder, Hyperparameters(reading_steps=4, steps=8), resume=True)


@pytest.mark.slow
def test_own_pictures_of_another_size_train(quick_words, tmp_path):
    rng = np.random.default_rng(0)
    own = Dataset(rng.integers(0, 256, (40, 36, 36, 3), dtype=np.uint8), np.array(["a cat", "two dogs"] * 20), None)
    model = train(own, tmp_path / "model", Hyperparameters(reading_steps=2, steps=2), image_size=20)
    assert model.draw(["two cat"], seed=1).shape == (1, 20, 20, 3)


@pytest.mark.slow
@pytest.mark.parametrize("batches", [3, 17, 33])
def test_killed_at_any_moment_training_resumes(small_dataset, tmp_path, batches):
    """Really killed: what is on disk is always whole, and what was kept is not done again."""
    save_dataset(small_dataset, tmp_path / "data")
    command = [sys.executable, "-m", "tests.train_quickly", str(tmp_path / "data"), str(tmp_path / "model")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for _ in range(batches):
        process.stdout.readline()
    process.kill()
    process.wait()
    checkpoints = tmp_path / "model" / "checkpoint"
    begun = (checkpoints / "reading.weights.h5").exists()
    log = pd.read_csv(tmp_path / "model" / "log.csv") if begun else None
    result = subprocess.run([*command, "--resume"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    after = pd.read_csv(tmp_path / "model" / "log.csv")
    assert after["step"].iloc[-1] == 30
    assert not after.duplicated(["phase", "step"]).any()
    done = 0 if log is None else log.groupby("phase")["step"].max().sum()
    asked_for = result.stdout.count("batch")
    assert asked_for <= 40 - done + 4  # Keras looks at the first batch of each phase, and one ahead


def batch_and_moving_statistics_differ_by(momentum, steps):
    """Show a generator many batches, then draw one with its own statistics and one with the moving ones.

    Returns:
        the mean absolute difference of the pictures, and how many times too large or too small the worst moving
        variance is.
    """
    keras.utils.set_random_seed(0)
    generator = make_generator(16, 8)
    normalisations = [layer for layer in generator.layers if isinstance(layer, keras.layers.BatchNormalization)]
    for layer in normalisations:
        layer.momentum = momentum or layer.momentum
    rng = np.random.default_rng(0)

    def batch(size):
        return [tf.constant(rng.standard_normal((size, dim)), tf.float32) for dim in (LATENT_DIM, 8)]

    draw = tf.function(lambda noise, sentences: generator([noise, sentences], training=True))  # as in a step of the game
    for _ in range(steps):
        draw(*batch(32))
    inputs = batch(512)
    inferred = generator(inputs, training=False)
    moving_variances = [layer.moving_variance.numpy() for layer in normalisations]  # the next call changes them
    *features, trained = keras.Model(generator.inputs, [*(layer.input for layer in normalisations), generator.output])(
        inputs, training=True
    )
    ratios = [moving / np.var(maps, axis=(0, 1, 2)) for moving, maps in zip(moving_variances, features, strict=True)]
    return float(ops.mean(ops.abs(inferred - trained))), max(np.maximum(ratio, 1 / ratio).max() for ratio in ratios)


def test_low_precision_keeps_the_moving_statistics():
    use_automatic_bfloat16()
    difference, variance = batch_and_moving_statistics_differ_by(momentum=None, steps=60)
    assert difference < 0.05 and variance < 1.3


@pytest.mark.slow
def test_low_precision_would_lose_the_moving_statistics_at_the_momentum_of_keras():
    """With 0.99 each update is smaller than what bfloat16 can hold: the test above sees that."""
    use_automatic_bfloat16()
    ones = tf.fill((64, 64), 1.001)
    product = tf.function(lambda: tf.nn.relu(ones @ ones) @ ones)
    if np.array_equal(product(), tf.nn.relu(ones @ ones) @ ones):
        pytest.skip("this processor does not compute in bfloat16")
    difference, variance = batch_and_moving_statistics_differ_by(momentum=0.99, steps=600)
    assert difference > 0.1 and variance > 1.6


@pytest.fixture
def clock(monkeypatch):
    """Let each look at the clock of a training take 0.6 seconds, however fast this machine is."""
    monkeypatch.setattr(training, "monotonic", (seconds * 0.6 for seconds in count()).__next__)


def test_minutes_end_a_training(small_dataset, quick_words, tmp_path, clock):
    endless = Hyperparameters(reading_share=0.5, reading_steps=10**6, steps=10**6)
    train(small_dataset, tmp_path / "model", endless, minutes=0.1)
    minutes = pd.read_csv(tmp_path / "model" / "log.csv").groupby("phase")["minutes"].max()
    assert 0.05 <= minutes["reading"] < 0.08 and 0.1 <= minutes["game"] < 0.15


def test_minutes_that_end_before_there_is_a_model_say_so(small_dataset, quick_words, tmp_path, clock):
    with pytest.raises(UserError, match="no model"):
        train(small_dataset, tmp_path / "model", Hyperparameters(reading_share=0.9), minutes=0.01)
    assert (tmp_path / "model" / "checkpoint" / "reading.weights.h5").exists()
    assert "There is no model yet" in training.describe_stop(tmp_path / "model")
    assert "nothing was kept" in training.describe_stop(tmp_path)


def test_random_wrong_captions_are_asked_for():
    attributes = np.array([list(names(row).values()) for row in combinations(held_out=False)])
    every = Dataset(None, np.array([" ".join(row) for row in attributes]), attributes)
    rows = np.arange(300)
    for kind, fewest, most in (("near misses", 1, 2), ("random", 3, 5)):
        wrong = wrong_caption_chooser(every, kind)(rows, np.random.default_rng(0))
        assert fewest <= (attributes[wrong] != attributes[rows][:, None]).sum(axis=2).mean() <= most


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "can't be read as JSON"),
        ("[1]", "must be a JSON object"),
        ('{"learning_rate": 1}', "with some of these names"),
        ('{"generator_learning_rate": "fast"}', "a number above 0 like 0.001"),
        ('{"batch_size": 0}', "above 0"),
        ('{"batch_size": 3.5}', "a number above 0 like 32"),
        ('{"wrong_captions": "easy"}', "one of near misses, random"),
        (None, "There is no file"),
    ],
)
def test_hyperparameters_that_are_none(text, message, tmp_path):
    path = tmp_path / "hyperparameters.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=message):
        Hyperparameters.load(path)


def test_hyperparameters_come_back(tmp_path):
    chosen = Hyperparameters(batch_size=16, wrong_captions="random")
    chosen.save(tmp_path / "hyperparameters.json")
    assert Hyperparameters.load(tmp_path / "hyperparameters.json") == chosen
