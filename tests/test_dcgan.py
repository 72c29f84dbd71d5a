"""Week 6's DCGAN: who may see which digit, who moves in a step, what is left out, and that the shipped model keeps its goals."""

import json

import keras
import numpy as np
import pytest
from click.testing import CliRunner
from keras import layers

from shared.data.digits import load_digit_images
from shared.evaluation.digit_judge import load_digit_judge, predict_digits, score_digits
from shared.model import dcgan
from shared.model.trained_model import load_network
from shared.paths import DCGAN_GENERATOR, WEEK_6
from shared.training import dcgan_runs


def test_no_digit_is_in_two_splits():
    splits = {name: load_digit_images(name) for name in ("digit_reference", "digit_others", "digit_judge", "dcgan")}
    assert {name: len(images) for name, (images, _) in splits.items()} == {
        "digit_reference": 2000,
        "digit_others": 2000,
        "digit_judge": 1000,
        "dcgan": 3000,
    }
    parts = {name: {image.tobytes() for image in images} for name, (images, _) in splits.items()}
    assert not parts["digit_reference"] & parts["dcgan"]
    assert not parts["digit_others"] & parts["digit_judge"]
    assert parts["digit_others"] | parts["digit_judge"] == parts["dcgan"]
    for images, labels in splits.values():
        assert images.shape[1:] == (32, 32, 1) and images.dtype == np.float32 and (images.min(), images.max()) == (-1, 1)
        assert len(set(np.bincount(labels, minlength=10))) == 1


def a_game():
    keras.utils.set_random_seed(0)
    return dcgan.DCGAN(dcgan.make_dcgan_generator(), dcgan.make_dcgan_discriminator())


def test_each_step_moves_one_network():
    gan = a_game()
    real, noise = load_digit_images("dcgan")[0][:8], dcgan_runs.make_noise(8)

    def weights():
        return [np.concatenate([w.numpy().ravel() for w in part.trainable_variables]) for part in (gan.generator, gan.discriminator)]

    at_first = weights()
    dcgan.discriminator_step(gan.generator, gan.discriminator, keras.optimizers.Adam(), real, noise)
    then = weights()
    dcgan.generator_step(gan.generator, gan.discriminator, keras.optimizers.Adam(), noise)
    moved = [[not np.array_equal(old, new) for old, new in zip(*pair, strict=True)] for pair in ((at_first, then), (then, weights()))]
    assert moved == [[False, True], [True, False]]


@pytest.mark.slow
def test_the_average_follows_the_generator_and_fixed_noise_is_drawn_each_epoch():
    gan = a_game()
    gan.compile(keras.optimizers.Adam(), keras.optimizers.Adam())
    before, noise = gan.ema_generator.get_weights()[0], dcgan_runs.make_noise(3)
    monitor = dcgan.GANMonitor(noise)
    gan.fit(load_digit_images("dcgan")[0][:32], batch_size=16, epochs=1, verbose=0, callbacks=[monitor])
    assert not np.array_equal(gan.ema_generator.get_weights()[0], before)
    assert not np.array_equal(gan.ema_generator.get_weights()[0], gan.generator.get_weights()[0])
    assert [images.shape for images in monitor.images] == [(3, 32, 32, 1)]
    np.testing.assert_allclose(monitor.images[-1], gan.ema_generator.predict(noise, verbose=0), atol=1e-6)


def test_the_discriminator_sees_pictures_a_little_changed_and_only_in_training():
    images = keras.Input((32, 32, 1))
    augment = keras.Model(images, dcgan.augmented(images))
    digits = load_digit_images("digit_others")[0][:200]
    np.testing.assert_array_equal(augment(digits, training=False), digits)
    seen = augment(digits, training=True).numpy()
    assert seen.min() >= -1 and seen.max() <= 1
    changed = np.abs(seen - digits).mean(axis=(1, 2, 3))
    assert (changed > 0.01).mean() > 0.9
    places = np.stack(np.meshgrid(range(32), range(32), indexing="ij"), axis=-1).reshape(-1, 2)
    middles = [[np.average(places, axis=0, weights=image.ravel() + 1) for image in images] for images in (seen, digits)]
    assert 1 < np.abs(np.subtract(*middles)).max() < 3.5  # pixels: a shift of 2, and what turning and scaling add


def test_half_of_the_pictures_are_shifted_by_up_to_two_pixels(monkeypatch):
    monkeypatch.setattr(dcgan, "TURN", 0.0)
    monkeypatch.setattr(dcgan, "ZOOM", 0.0)
    keras.utils.set_random_seed(0)
    images = keras.Input((32, 32, 1))
    digits = load_digit_images("digit_others")[0][:1500]
    seen = keras.Model(images, dcgan.augmented(images))(digits, training=True).numpy()
    shifts = {(down, right): np.roll(digits, (down, right), axis=(1, 2)) for down in range(-2, 3) for right in range(-2, 3)}
    is_shift = {shift: np.abs(shifted - seen).max(axis=(1, 2, 3)) < 1e-5 for shift, shifted in shifts.items()}
    assert np.any(list(is_shift.values()), axis=0).all() and all(found.any() for found in is_shift.values())
    assert 0.4 < is_shift[0, 0].mean() < 0.65


@pytest.mark.parametrize(
    ("ingredient", "kinds"),
    [
        ("batch normalisation", (layers.BatchNormalization,)),
        ("convolutions", (layers.Conv2D, layers.Conv2DTranspose)),
        ("ReLU and LeakyReLU", (layers.ReLU, layers.LeakyReLU)),
    ],
)
def test_an_ingredient_is_left_out_of_both_networks(ingredient, kinds):
    complete, incomplete = dcgan_runs.ablated_networks("nothing"), dcgan_runs.ablated_networks(ingredient)
    for network, reduced in zip(complete, incomplete, strict=True):
        assert any(isinstance(layer, kinds) for layer in network.layers)
        assert not any(isinstance(layer, kinds) for layer in reduced.layers)
        assert (reduced.input_shape, reduced.output_shape) == (network.input_shape, network.output_shape)
        assert 0.95 < reduced.count_params() / network.count_params() < 1.05


def test_the_judge_reads_digits_that_it_has_never_seen():
    judge = load_digit_judge()
    for split in ("digit_reference", "digit_others"):
        images, labels = load_digit_images(split)
        assert (predict_digits(judge, images)[0].argmax(axis=1) == labels).mean() > 0.97
    assert score_digits(judge, load_digit_images("digit_reference")[0])["fid_own"] < 0.01


def test_the_shipped_scores_are_those_of_the_shipped_generator():
    stored = json.loads((WEEK_6 / "scores.json").read_text(encoding="utf-8"))
    generator, judge = load_network(DCGAN_GENERATOR), load_digit_judge()
    images = generator.predict(dcgan_runs.make_noise(dcgan_runs.SAMPLES), batch_size=500, verbose=0)
    assert score_digits(judge, images) == pytest.approx(stored["generated"], rel=0.02, abs=0.002)


def test_the_shipped_scores_reach_the_goals():
    scores = json.loads((WEEK_6 / "scores.json").read_text(encoding="utf-8"))
    generated, real = scores["generated"], scores["real"]
    assert generated["sure"] >= 0.9 and generated["fid_own"] <= 3 * real["fid_own"]
    assert generated["rarest"] > 0.05 and generated["commonest"] < 0.15


def test_the_command_explains_itself():
    shown = CliRunner().invoke(dcgan_runs.main, ["long", "--epochs", "0"])
    assert shown.exit_code == 2 and "not in the range" in shown.output
    assert all(name in CliRunner().invoke(dcgan_runs.main, ["--help"]).output for name in ("long", "score", "without"))
