"""Training: the game is wired as it says, and can be stopped at any moment."""

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import h5py
import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from keras import ops

from shared.base.errors import UserError
from shared.base.precision import has_bfloat16, use_automatic_bfloat16
from shared.base.seed import set_seed
from shared.data.dataset import Dataset, make_scenes, save_dataset
from shared.model import word_vectors
from shared.model.copying import Copier, copying_loss
from shared.model.discriminator import deviations, make_discriminator
from shared.model.generator import LATENT_DIM, at_temperature, make_generator
from shared.model.hyperparameters import Hyperparameters
from shared.model.matching import match_scores, matching_loss
from shared.model.sentence_encoder import make_sentence_encoder
from shared.model.text2image_gan import TextToImageGAN
from shared.model.trained_model import TrainedModel
from shared.model.word_vectors import whiten
from shared.training import loop
from shared.training import train as training
from shared.training.batches import Batches
from shared.training.families import row_sampler, scene_numbers
from shared.training.loop import Log, Losses
from shared.training.near_captions import NearCaptions
from shared.training.train import describe_stop, train
from tools.draw_curve import draw_curve

NO_BFLOAT16 = "this processor does not compute in bfloat16"


def test_matching_loss_by_hand():
    picture_vectors = np.array([[2.0, 0.0, 0.0, 0.0]], dtype=np.float32)
    sentence_vectors = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [-1, 0, 0, 0], [1, 0, 0, 0]], dtype=np.float32)
    np.testing.assert_allclose(match_scores(picture_vectors, sentence_vectors), [[1, 0, -1, 1]], atol=1e-6)
    every = 2 * np.e + 1 + 1 / np.e
    for fits, right in (([True, False, False, False], np.e), ([True, False, False, True], 2 * np.e)):
        np.testing.assert_allclose(matching_loss(picture_vectors, sentence_vectors, np.array([fits])), -np.log(right / every), rtol=1e-5)


@pytest.fixture
def game_batches(small_dataset):
    """Batches of the game whose sentence vectors say from which row they come, and are not mixed."""
    rows = np.arange(len(small_dataset.captions), dtype=np.float32)[:, None]
    return Batches(small_dataset.images, rows, scene_numbers(small_dataset), row_sampler(small_dataset), 16, (1, 1), latent_dim=8)


def test_batches_know_which_caption_fits_which_picture(small_dataset, game_batches):
    for number in range(5):
        images, own, texts, fits, noise = game_batches[number]
        own, texts = own[:, 0].astype(int), texts[:, 0].astype(int)
        np.testing.assert_allclose(images, small_dataset.images[own] / 127.5 - 1, atol=1e-6)
        same = (small_dataset.attributes[own][:, None] == small_dataset.attributes[texts]).all(axis=2)
        np.testing.assert_array_equal(fits, same)
        assert fits.diagonal().all() and not fits.all()
        assert noise.shape == (2, 16, 8) and noise.std() > 0.8


def test_a_stream_has_the_batches_in_their_order(game_batches):
    streamed = list(game_batches.stream(3, 6).as_numpy_iterator())
    assert len(streamed) == 3
    for number, batch in enumerate(streamed, start=3):
        for array, expected in zip(batch, game_batches[number], strict=True):
            np.testing.assert_array_equal(array, expected)


@pytest.mark.parametrize("count", [2, 4])
def test_shares_of_workers_are_the_whole_batch(game_batches, count):
    images, own, texts, fits, noise = game_batches[7]
    shares = [replace(game_batches, worker=index, workers=count)[7] for index in range(count)]
    for position, whole, axis in ((0, images, 0), (1, own, 0), (3, fits, 0), (4, noise, 1)):
        np.testing.assert_array_equal(np.concatenate([share[position] for share in shares], axis=axis), whole)
    for share in shares:
        np.testing.assert_array_equal(share[2], texts)


def test_the_discriminator_gets_wrong_captions():
    """Where every caption is the same it can only guess; real wrong captions change its loss."""
    gan = TextToImageGAN(make_generator(16, 8), make_discriminator(16, 8))
    gan.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-3))
    rng = np.random.default_rng(0)
    shapes = (8, 16, 16, 3), (8, LATENT_DIM), (8, 8)
    images, noise, captions = (ops.convert_to_tensor(rng.standard_normal(shape), "float32") for shape in shapes)
    fits = ops.eye(8, dtype="bool")
    guess, _ = gan.train_discriminator(images, captions, ops.repeat(captions[:1], 8, axis=0), fits, noise)
    assert float(guess["matching_real"]) == pytest.approx(np.log(8), rel=1e-4)
    for _ in range(30):
        learned, _ = gan.train_discriminator(images, captions, captions, fits, noise)
    assert float(learned["matching_real"]) < 1.0


def test_deviations_by_hand():
    found = deviations(ops.array([[1.0, 5.0], [3.0, 5.0], [0.0, 0.0], [0.0, 4.0]]), 2)
    assert found.numpy().tolist() == [[1, 0], [1, 0], [0, 2], [0, 2]]


def test_a_discriminator_of_groups_sees_the_other_picture_and_only_for_realness():
    discriminator = make_discriminator(16, 8, group_size=2)
    images = np.random.default_rng(1).uniform(-1, 1, (4, 16, 16, 3)).astype("float32")
    logits, vectors = discriminator(images)
    images[1] = 0  # the other picture of the first group
    other_logits, other_vectors = discriminator(images)
    changed = np.abs(logits - other_logits).ravel() > 1e-6
    assert changed.tolist() == [True, True, False, False]
    assert np.allclose(vectors[0], other_vectors[0], atol=1e-6)


@pytest.mark.training
def test_a_training_in_groups(small_dataset, quick_words, tmp_path):
    model = train(small_dataset, tmp_path, Hyperparameters(reading_steps=2, steps=2, group_size=2), checkpoint_minutes=60)
    assert model.draw(["a red seven on blue"], 1).shape == (1, 32, 32, 3)
    with pytest.raises(UserError, match="a multiple of 16"):
        train(small_dataset, tmp_path / "other", Hyperparameters(group_size=2, batch_size=24))


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


def test_half_as_warm_is_half_the_noise():
    generator, rng = make_generator(16, 8, latent_dim=4), np.random.default_rng(1)
    noise, vectors = rng.standard_normal((3, 4)).astype("float32"), rng.standard_normal((3, 8)).astype("float32")
    cooler = at_temperature(generator, 0.5)
    np.testing.assert_allclose(cooler([noise, vectors]), generator([noise / 2, vectors]), atol=1e-6)
    assert cooler.input_shape == generator.input_shape


@pytest.mark.training
def test_a_training_whose_model_draws_without_warmth_draws_always_the_same(small_dataset, quick_words, tmp_path):
    plan = Hyperparameters(reading_steps=2, steps=2, temperature=1e-9)
    model, text = train(small_dataset, tmp_path, plan, checkpoint_minutes=60), ["a small red seven in the top left on a blue ground"]
    np.testing.assert_array_equal(model.draw(text, seed=1), model.draw(text, seed=2))


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
    assert (folder / "samples" / "game_000008.png").stat().st_size > 1000
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
    """Train eight steps, and beside them three and, stopped while it draws and resumed, five more; for a process of its own.

    Returns:
        the weights after the three steps, after the eight, and after the three and five.
    """
    word_vectors.english_sentences = list  # they take ten seconds
    dataset = make_scenes(300, seed=1)
    eight, drawn = Hyperparameters(reading_steps=4, steps=8), []

    def stop_at_three(model):
        drawn.append(model)
        if len(drawn) == 3:
            raise KeyboardInterrupt
        return {}

    train(dataset, folder / "whole", eight, checkpoint_minutes=60)
    with pytest.raises(KeyboardInterrupt):
        train(dataset, folder / "parts", eight, checkpoint_minutes=0, scorer=stop_at_three)
    after_three = _networks(folder / "parts")
    train(dataset, folder / "parts", eight, checkpoint_minutes=60, resume=True)
    return after_three, _networks(folder / "whole"), _networks(folder / "parts")


@pytest.mark.training
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


@pytest.mark.training
def test_own_pictures_of_another_size_train(quick_words, tmp_path):
    rng = np.random.default_rng(0)
    own = Dataset(rng.integers(0, 256, (40, 36, 36, 3), dtype=np.uint8), np.array(["a cat", "two dogs"] * 20), None)
    model = train(own, tmp_path / "model", Hyperparameters(reading_steps=2, steps=2), image_size=20)
    assert model.draw(["two cat"], seed=1).shape == (1, 20, 20, 3)


@pytest.mark.training
def test_copying_takes_the_place_of_the_game_and_resumes(quick_words, tmp_path, monkeypatch):
    """Without attributes, so that near captions are looked for, too."""
    scenes = make_scenes(60, seed=1)
    own, looks = Dataset(scenes.images, scenes.captions, None), []
    monkeypatch.setattr("shared.training.train.FIRST_LOOK", 0)
    monkeypatch.setattr(NearCaptions, "look", lambda self, vectors: looks.append(vectors.shape))
    plan = Hyperparameters(reading_steps=2, copying_steps=3)
    folder = tmp_path / "model"
    model = train(own, folder, plan, image_size=16)
    assert sorted(path.name for path in (folder / "samples").iterdir()) == ["copying_000003.png"]
    captions = own.captions[:4].tolist()
    np.testing.assert_array_equal(TrainedModel.load(folder).draw(captions, 1), model.draw(captions, 1))
    again = train(own, folder, plan, image_size=16, resume=True)
    np.testing.assert_array_equal(again.draw(captions, 1), model.draw(captions, 1))  # the encoder that copying has taught, too
    train(own, folder, replace(plan, copying_steps=4, reading_steps=3), image_size=16, resume=True)
    log = pd.read_csv(folder / "log.csv")  # nothing more is read
    assert log[["phase", "step"]].to_numpy().tolist() == [["reading", 2], ["copying", 3], ["copying", 4]]
    assert looks == [(60, 128)]  # before reading


@pytest.mark.training
def test_copying_learns_to_copy():
    """Generator and encoder copy one picture for each of two words: they come nearer, each to its own, and both networks learn."""
    set_seed(1)
    encoder = make_sentence_encoder(np.eye(3, 8, dtype=np.float32), length=2, sentence_dim=8)
    copier = Copier(make_generator(16, 8, latent_dim=4), encoder)
    copier.compile(keras.optimizers.Adam(2e-3))
    before = encoder.get_weights()
    images = np.stack([np.full((16, 16, 3), -0.8), np.full((16, 16, 3), 0.8)]).astype(np.float32)
    batch = tf.constant(images), tf.constant([[1, 0], [2, 0]]), None, None, tf.zeros((2, 2, 4))
    losses = [float(copier.train_step(batch)["copying"]) for _ in range(60)]
    assert losses[-1] < 0.5 * losses[0]
    assert any((old != new).any() for old, new in zip(before, encoder.get_weights(), strict=True))
    assert float(copying_loss(images, images)) == 0 and float(copying_loss(images, images[::-1])) == pytest.approx(3.2)


@pytest.mark.training
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
    assert asked_for <= 40 - done + 2  # each phase looks at its first batch for the shapes


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


@pytest.mark.skipif(not Path("/proc/cpuinfo").exists(), reason="only Linux lists the instructions in a file")
def test_bfloat16_is_used_where_the_processor_has_it():
    assert has_bfloat16() == ("avx512_bf16" in Path("/proc/cpuinfo").read_text(encoding="utf-8").split())


@pytest.mark.skipif(not has_bfloat16(), reason=NO_BFLOAT16)
def test_low_precision_keeps_the_moving_statistics():
    use_automatic_bfloat16()
    difference, variance = batch_and_moving_statistics_differ_by(momentum=None, steps=60)
    assert difference < 0.05 and variance < 1.3


@pytest.mark.slow
@pytest.mark.skipif(not has_bfloat16(), reason=NO_BFLOAT16)
def test_low_precision_would_lose_the_moving_statistics_at_the_momentum_of_keras():
    """With 0.99 each update is smaller than what bfloat16 can hold: the test above sees that."""
    use_automatic_bfloat16()
    difference, variance = batch_and_moving_statistics_differ_by(momentum=0.99, steps=600)
    assert difference > 0.1 and variance > 1.6


class Clock:
    """A clock that each look moves on by 0.6 seconds, however fast this machine is."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        self.seconds += 0.6
        return self.seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(loop, "monotonic", clock)
    return clock


@pytest.mark.training
def test_minutes_end_a_training(small_dataset, quick_words, tmp_path, clock):
    endless = Hyperparameters(reading_share=0.5, reading_steps=10**6, steps=10**6)
    train(small_dataset, tmp_path / "model", endless, minutes=0.2)
    minutes = pd.read_csv(tmp_path / "model" / "log.csv").groupby("phase")["minutes"].max()
    assert 0.1 <= minutes["reading"] < 0.14 and 0.2 <= minutes["game"] < 0.24


def test_minutes_that_end_before_there_is_a_model_say_so(small_dataset, quick_words, tmp_path, clock):
    with pytest.raises(UserError, match="no model"):
        train(small_dataset, tmp_path / "model", Hyperparameters(reading_share=0.9), minutes=0.1)
    assert (tmp_path / "model" / "checkpoint" / "reading.weights.h5").exists()
    assert "There is no model yet" in describe_stop(tmp_path / "model")
    assert "nothing was kept" in describe_stop(tmp_path)


@pytest.mark.training
def test_minutes_are_those_of_everything(small_dataset, quick_words, tmp_path, clock, monkeypatch):
    """Ten minutes for word vectors, twenty for each score, and in a second run those of the first."""
    learn = training.train_word_vectors

    def learn_slowly(*arguments):
        clock.seconds += 600
        return learn(*arguments)

    def score_slowly(model):
        clock.seconds += 1200
        return {}

    monkeypatch.setattr(training, "train_word_vectors", learn_slowly)
    for steps in (1, 2):
        plan = Hyperparameters(reading_steps=1, steps=steps)
        train(small_dataset, tmp_path / "model", plan, checkpoint_minutes=60, scorer=score_slowly, resume=steps > 1)
        clock.seconds += 10**6  # between the runs
    log = pd.read_csv(tmp_path / "model" / "log.csv")
    np.testing.assert_allclose(log["minutes"], [10, 30, 50], atol=0.3)


def test_a_log_forgets_what_comes_after_the_checkpoint(tmp_path, clock):
    log = Log(tmp_path / "log.csv")
    for step in (2, 4, 6):
        log.write("game", step, {"discriminator": 0.123456})
    log.cut("game", 4)
    log.write("game", 5, {})
    assert list(pd.read_csv(log.path)["step"]) == [2, 4, 5]
    assert list(pd.read_csv(log.path)["discriminator"])[:2] == [0.1235, 0.1235]


def test_losses_that_are_no_numbers_end_a_training():
    losses = Losses()
    for loss in (1.0, 2.0):
        losses.add({"matching": tf.constant(loss)})
    assert losses.means() == {"matching": 1.5}
    losses.add({"matching": tf.constant(np.nan)})
    with pytest.raises(UserError, match="NaN"):
        losses.means()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "can't be read as JSON"),
        ("[1]", "must be a JSON object"),
        ('{"learning_rate": 1}', "with some of these names"),
        ('{"generator_learning_rate": "fast"}', r"a number above 0 like 0\.00"),
        ('{"batch_size": 0}', "above 0"),
        ('{"batch_size": 3.5}', "a number above 0 like 32"),
        ('{"batches": "easy"}', "one of families, random"),
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
    chosen = Hyperparameters(batch_size=16, batches="random")
    chosen.save(tmp_path / "hyperparameters.json")
    assert Hyperparameters.load(tmp_path / "hyperparameters.json") == chosen
