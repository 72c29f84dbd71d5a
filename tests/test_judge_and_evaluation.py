"""The judge reads pictures, the distances obey their closed forms, and the evaluation can't be fooled."""

import zipfile

import keras
import numpy as np
import pytest

from shared.base.errors import UserError
from shared.base.pictures import to_model_range
from shared.data.captions import read_caption
from shared.data.held_out import combinations
from shared.data.scenes import ATTRIBUTES, to_indices
from shared.evaluation.distances import frechet_distance, kernel_distance, mean_pairwise_distance
from shared.evaluation.evaluate import evaluate, format_table
from shared.evaluation.intervals import bootstrap_interval
from shared.evaluation.judge import draw_scenes, extract_features, load_judge, make_judge, predict_attributes, train_judge

COUNT = 400
RATES = {"object", "colour", "size", "position", "ground", "all"}


@pytest.fixture(scope="module")
def judge():
    return load_judge()


@pytest.fixture(scope="module")
def of_real(judge):
    """The evaluation of a model that understands every caption and draws real reference pictures."""
    return evaluate(draw_what_is_read, judge, COUNT, seed=1, progress=False)


@pytest.fixture(scope="module")
def of_noise(judge):
    return evaluate(draw_noise, judge, COUNT, seed=1, progress=False)


def draw_what_is_read(captions: list[str], seed: int) -> np.ndarray:
    read_names = [read_caption(caption) for caption in captions]
    rows = to_indices(np.array([[found[name] for name in ATTRIBUTES] for found in read_names]))
    return draw_scenes(rows, np.random.default_rng(seed), "reference")


def draw_one_picture_a_caption(captions: list[str], seed: int) -> np.ndarray:
    return np.concatenate([draw_what_is_read([caption], seed=0) for caption in captions])


def draw_noise(captions: list[str], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(256, size=(len(captions), 32, 32, 3), dtype=np.uint8)


def best_constant_guess(held_out: bool) -> dict[str, float]:
    """How often a judge is right that reads the same, most frequent value from every picture."""
    rows = combinations(held_out)
    return {name: np.bincount(column).max() / len(rows) for name, column in zip(ATTRIBUTES, rows.T, strict=True)} | {"all": 0.01}


# Distances


def test_frechet_distance_of_a_set_to_itself_is_zero():
    a = np.random.default_rng(0).normal(size=(500, 8))
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-9)


def test_frechet_distance_of_a_shifted_set_is_the_squared_shift():
    a = np.random.default_rng(0).normal(size=(500, 3))
    assert frechet_distance(a, a + np.array([3, 0, 4])) == pytest.approx(25)


def test_frechet_distance_of_a_scaled_set():
    """For b = 3 a, the roots of the covariances commute: the distance is tr Σ · (3 - 1)², and the mean's |3μ - μ|²."""
    a = np.random.default_rng(0).normal(size=(500, 4))
    a -= a.mean(axis=0)
    assert frechet_distance(a, 3 * a) == pytest.approx(4 * np.trace(np.cov(a, rowvar=False)))


def test_frechet_distance_where_the_covariances_do_not_commute():
    """For Gaussians in two dimensions tr (Σa Σb)^½ has the closed form √(tr Σa Σb + 2 √(det Σa Σb))."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(500, 2)) @ [[1, 2], [0, 1]], rng.normal(size=(400, 2)) @ [[3, 0], [-1, 1]]
    covariance_a, covariance_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    product = covariance_a @ covariance_b
    root = np.sqrt(np.trace(product) + 2 * np.sqrt(np.linalg.det(product)))
    shift = np.sum((a.mean(axis=0) - b.mean(axis=0)) ** 2)
    assert frechet_distance(a, b) == pytest.approx(shift + np.trace(covariance_a) + np.trace(covariance_b) - 2 * root)


def test_kernel_distance_of_constant_sets_has_a_closed_form():
    """With only x in one set and only y in the other: k(x, x) + k(y, y) - 2 k(x, y)."""
    a, b = np.tile([2.0, 0.0], (10, 1)), np.tile([0.0, 2.0], (12, 1))
    assert kernel_distance(a, b, np.random.default_rng(0)) == pytest.approx(27 + 27 - 2)


def test_kernel_distance_has_no_bias():
    rng = np.random.default_rng(0)
    same = [kernel_distance(rng.normal(size=(50, 4)), rng.normal(size=(50, 4)), rng, subsets=1) for _ in range(400)]
    assert abs(np.mean(same)) < 4 * np.std(same) / np.sqrt(len(same))
    assert kernel_distance(rng.normal(size=(200, 4)), rng.normal(1, size=(200, 4)), rng) > 0.5


def test_pictures_that_are_all_the_same_have_no_diversity():
    picture = np.random.default_rng(0).random((3, 1, 4, 4, 3))
    assert mean_pairwise_distance(np.repeat(picture, 5, axis=1)) == 0


def test_diversity_is_the_mean_over_pairs_and_groups():
    """Pairs of 0, 1 and 3 are 1, 2 and 3 apart; those of the second group are twice as far."""
    group = np.array([0.0, 1.0, 3.0])[:, None, None, None] * np.ones((3, 2, 2, 3))
    assert mean_pairwise_distance(np.stack([group, 2 * group])) == pytest.approx((2 + 4) / 2)


# The judge


@pytest.mark.slow
def test_a_judge_is_saved_whole_without_its_optimizer_and_reads_the_same_when_loaded(tmp_path):
    path = tmp_path / "judge.keras"
    trained = train_judge(path, count=128, epochs=1)
    assert list(tmp_path.iterdir()) == [path]
    loaded = load_judge(path)
    images = draw_noise(["a"] * 10, seed=0)
    attributes, described = predict_attributes(loaded, images), extract_features(loaded, images)
    assert attributes.shape == (10, 5) and described.shape == (10, 128)
    assert np.array_equal(attributes, predict_attributes(trained, images))
    np.testing.assert_allclose(described, extract_features(trained, images), rtol=1e-5)
    assert path.stat().st_size < 1.3 * 4 * trained.count_params(), "Adam's state would make it three times its weights"


def test_reading_takes_pictures_as_the_model_takes_them():
    judge = make_judge()
    images = draw_noise(["a"] * 3, seed=0)
    logits = judge(to_model_range(images), training=False)
    assert predict_attributes(judge, images)[:, 0].tolist() == np.argmax(logits["object"], axis=1).tolist()


def test_a_missing_judge_is_named(tmp_path):
    with pytest.raises(UserError, match=r"There is no nowhere\.keras"):
        load_judge(tmp_path / "nowhere.keras")


def test_a_broken_judge_is_named(tmp_path):
    path = tmp_path / "judge.keras"
    make_judge().save(path)
    whole = path.read_bytes()
    for broken in (whole[:1000], whole[: len(whole) // 2], b"", b"not a model"):
        path.write_bytes(broken)
        with pytest.raises(UserError, match="truncated"):
            load_judge(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", "{}")
    with pytest.raises(UserError, match="truncated"):
        load_judge(path)


def test_another_model_is_no_judge(tmp_path):
    path = tmp_path / "judge.keras"
    keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Flatten()]).save(path)
    with pytest.raises(UserError, match="no judge of object, colour"):
        load_judge(path)


# The evaluation


def test_the_result_has_exactly_the_promised_keys(of_real):
    parts = {"seen", "held_out", "ceiling", "shuffled"}
    assert set(of_real) == parts | {"diversity", "fid", "fid_floor", "kid", "kid_floor", "n", "seed"}
    assert all(set(of_real[part]) == RATES for part in parts)
    assert (of_real["n"], of_real["seed"]) == (COUNT, 1)


def test_the_judge_reads_real_handwriting(of_real):
    assert of_real["ceiling"]["object"] > 0.93  # 0.95 and more on enough pictures


def test_real_pictures_reach_the_ceiling(of_real):
    for part in ("seen", "held_out"):
        for name in RATES:
            assert of_real[part][name] == pytest.approx(of_real["ceiling"][name], abs=0.06), (part, name)
    assert of_real["diversity"] == pytest.approx(1, abs=0.1)
    assert of_real["fid"] < 1.3 * of_real["fid_floor"]  # the floor's handwriting is another, this one's is the same


def test_pictures_against_other_captions_are_at_chance(of_real):
    for name, chance in best_constant_guess(held_out=False).items():
        assert of_real["shuffled"][name] < chance + 0.1, name


def test_noise_is_at_chance(of_noise):
    for part, held_out in (("seen", False), ("held_out", True)):
        for name, chance in best_constant_guess(held_out).items():
            assert of_noise[part][name] < chance + 0.1, (part, name)


def test_noise_is_far_from_real_pictures(of_noise, of_real):
    assert of_noise["fid"] > 3 * max(of_noise["fid_floor"], of_real["fid"])
    assert of_noise["kid"] > 3 * max(of_noise["kid_floor"], of_real["kid"])


def test_a_model_that_draws_one_picture_a_caption_has_no_diversity(judge):
    result = evaluate(draw_one_picture_a_caption, judge, count=10, progress=False)
    assert result["diversity"] == 0


@pytest.mark.slow
def test_the_same_seed_gives_the_same_result(judge):
    first, second = (evaluate(draw_noise, judge, 20, seed=5, progress=False) for _ in range(2))
    assert first == second


def test_the_interval_of_a_rate_is_that_of_the_binomial():
    low, high = bootstrap_interval(np.arange(2000) < 1800, np.random.default_rng(0))
    half = 1.96 * np.sqrt(0.9 * 0.1 / 2000)
    assert (low, high) == pytest.approx((0.9 - half, 0.9 + half), abs=0.001)
    assert bootstrap_interval(np.ones(100, dtype=bool), np.random.default_rng(0)) == (1, 1)


def test_the_table_holds_every_rate_and_says_whose_fid_it_is(of_real):
    table = format_table(of_real)
    for part in ("seen", "held_out", "ceiling", "shuffled"):
        for name in RATES:
            assert f"{of_real[part][name]:.3f} (" in table
    assert "FID-own" in table and "KID-own" in table
