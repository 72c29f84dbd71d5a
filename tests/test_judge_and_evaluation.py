"""The judge reads pictures, the distances obey their closed forms, and the evaluation can't be fooled."""

import json
import zipfile

import cv2
import keras
import numpy as np
import pytest

from shared.base.errors import UserError
from shared.base.pictures import to_model_range
from shared.data.captions import NEW_SYNONYMS
from shared.data.held_out import KINDS, combinations
from shared.data.scenes import ATTRIBUTES, COLOUR, GROUND, OBJECT
from shared.evaluation.copying import compare_copying, nearest_strokes
from shared.evaluation.distances import frechet_distance, kernel_distance, mean_pairwise_distance
from shared.evaluation.diversity import diversity
from shared.evaluation.evaluate import evaluate
from shared.evaluation.intervals import bootstrap_interval, interval_over_groups, wilson_interval
from shared.evaluation.judge import draw_scenes, extract_features, load_judge, make_judge, predict_attributes, train_judge
from shared.evaluation.manifolds import compare_manifolds
from shared.evaluation.pairs import new_pairs
from shared.evaluation.sheet import RED, draw_sheet
from shared.evaluation.table import format_table
from tests.painters import asked_for, grey, leak, noise, one_picture_a_caption, renderer

COUNT = 400
RATES = {"object", "colour", "size", "position", "ground", "all"}
PARTS = {"seen", *KINDS, "new templates", "new synonyms", "ceiling", "shuffled"}


@pytest.fixture(scope="module")
def judge():
    return load_judge()


@pytest.fixture(scope="module")
def of_real(judge):
    """The evaluation of a model that understands every caption and writes as training does."""
    return evaluate(renderer("generator"), judge, count=COUNT, progress=False)


@pytest.fixture(scope="module")
def of_noise(judge):
    return evaluate(noise, judge, count=COUNT, progress=False)


def best_constant_guess() -> dict[str, float]:
    """How often a reader is right that reads the same, most frequent value from every picture of training scenes."""
    rows = combinations("training")
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
    images = noise(["a"] * 10, seed=0)
    attributes, described = predict_attributes(loaded, images), extract_features(loaded, images)
    assert attributes.shape == (10, 5) and described.shape == (10, 128)
    assert np.array_equal(attributes, predict_attributes(trained, images))
    np.testing.assert_allclose(described, extract_features(trained, images), rtol=1e-5)
    assert path.stat().st_size < 1.3 * 4 * trained.count_params(), "Adam's state would make it three times its weights"


def test_reading_takes_pictures_as_the_model_takes_them():
    judge = make_judge()
    images = noise(["a"] * 3, seed=0)
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


# Intervals


def test_the_interval_of_a_rate_is_that_of_the_binomial():
    low, high = bootstrap_interval(np.arange(2000) < 1800, np.random.default_rng(0))
    half = 1.96 * np.sqrt(0.9 * 0.1 / 2000)
    assert (low, high) == pytest.approx((0.9 - half, 0.9 + half), abs=0.001)
    assert bootstrap_interval(np.ones(100, dtype=bool), np.random.default_rng(0)) == (1, 1)


def test_wilsons_interval_leaves_room_at_the_ends():
    assert wilson_interval(1, 1000) == pytest.approx((0.996173, 1), abs=1e-6)
    assert wilson_interval(0, 1000) == pytest.approx((0, 0.003827), abs=1e-6)
    half = 1.96 * np.sqrt(0.5 * 0.5 / 10_000)
    assert wilson_interval(0.5, 10_000) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-4)


def test_the_interval_over_groups_grows_with_their_spread_and_shrinks_with_their_number():
    rng = np.random.default_rng(0)
    of_equal = interval_over_groups(np.full(20, 0.9), rng)
    assert of_equal == pytest.approx((0.9, 0.9))
    spread = np.array([1.0, 0.6] * 10)
    low, high = interval_over_groups(spread, rng)
    half = 1.96 * spread.std() / np.sqrt(20)
    assert (low, high) == pytest.approx((0.8 - half, 0.8 + half), abs=0.02)


# Manifolds


def test_two_samples_of_one_distribution_have_density_1_and_coverage_97():
    rng = np.random.default_rng(0)
    found = compare_manifolds(rng.normal(size=(2000, 3)), rng.normal(size=(2000, 3)))
    assert found["density"] == pytest.approx(1, abs=0.05)
    assert found["coverage"] == pytest.approx(1 - 1 / 2**5, abs=0.015)  # Naeem et al. 2020, lemma 2
    assert found["precision"] > 0.95 and found["recall"] > 0.95


def test_what_is_unlike_lacks_precision_and_what_is_left_out_lacks_recall():
    rng = np.random.default_rng(0)
    real = rng.normal(size=(600, 3)) * [5, 1, 1]
    far = compare_manifolds(rng.normal(size=(600, 3)) + 50, real)
    assert far == {"precision": 0, "recall": 0, "density": 0, "coverage": 0}
    half = compare_manifolds(real[real[:, 0] > 0] + 0.01, real)  # only a half of what there is
    assert half["precision"] == 1 and half["recall"] < 0.7 and half["coverage"] < 0.7
    both = compare_manifolds(np.concatenate([real + 0.01, rng.normal(size=(600, 3)) + 50]), real)
    assert both["precision"] == 0.5 and both["density"] < 0.7 and both["coverage"] == 1


# Copying


@pytest.fixture(scope="module")
def training():
    rows = np.random.default_rng(0).choice(combinations("training"), size=3000)
    return draw_scenes(rows, np.random.default_rng(1), "generator"), rows


@pytest.fixture(scope="module")
def unseen():
    rows = np.random.default_rng(2).choice(combinations("training"), size=300)
    return draw_scenes(rows, np.random.default_rng(3), "reference"), rows


@pytest.mark.parametrize("shift", [(0, 0), (1, 0), (-1, 1), (2, -2)])
def test_a_copy_is_found_also_when_shifted(training, unseen, shift):
    images, rows = training[0][:300], training[1][:300]
    found = compare_copying((np.roll(images, shift, axis=(1, 2)), rows), unseen, training)
    assert found["suspicious"] > 0.9 and found["drawn"] < 0.5 * found["real"]


def test_a_copy_in_other_colours_is_found(training, unseen):
    images, rows = training[0][:300], training[1][:300]
    other = np.flatnonzero((rows[:, COLOUR] < 6) & (rows[:, GROUND] < 4))  # neither is black or white
    found = compare_copying((255 - images[other], rows[other]), unseen, training)
    assert found["suspicious"] > 0.9


def test_real_pictures_are_no_copies(training, unseen):
    rows = np.random.default_rng(4).choice(combinations("training"), size=300)
    others = draw_scenes(rows, np.random.default_rng(5), "reference"), rows
    found = compare_copying(others, unseen, training)
    assert found["suspicious"] < 0.05 and found["drawn"] == pytest.approx(found["real"], rel=0.1)


def test_a_copy_is_at_no_distance(training):
    assert nearest_strokes((training[0][:50], training[1][:50]), training).max() < 1e-3


def test_only_the_same_layout_is_compared(training):
    images, rows = training
    seven_only = rows[:, OBJECT] == 7
    found = nearest_strokes((images[:100], rows[:100]), (images[seven_only], rows[seven_only]))
    assert len(found) == np.isin(rows[:100, OBJECT], 7).sum()


# Pairs


@pytest.mark.parametrize(("which", "count"), [("test", (14, 8, 14)), ("validation", (7, 4, 7))])
def test_every_new_pair_is_listed_once_and_holds_all_its_scenes(which, count):
    pairs = new_pairs(which)
    assert tuple(sum(pair.kind == kind for pair in pairs) for kind in KINDS) == count
    assert len({pair.name for pair in pairs}) == len(pairs)
    listed = np.concatenate([pair.rows for pair in pairs])
    assert sorted(map(tuple, listed)) == sorted(map(tuple, combinations(which)))


def test_a_pair_is_named_by_its_words():
    for pair in new_pairs("test"):
        for row in pair.rows[:: len(pair.rows) // 3]:
            colour, thing, ground = ATTRIBUTES["colour"][row[COLOUR]], ATTRIBUTES["object"][row[OBJECT]], ATTRIBUTES["ground"][row[GROUND]]
            names = dict(zip(KINDS, (f"{colour} {thing}", f"{colour} on {ground}", f"{colour} {thing} on {ground}"), strict=True))
            assert pair.name == names[pair.kind]


# The evaluation


def test_the_result_has_exactly_the_promised_keys(of_real):
    distances = {"fid", "fid_floor", "kid", "kid_floor", "manifolds", "manifolds_real"}
    assert set(of_real) == {"rates", "new_pairs", "by_pair", "chance", "diversity", "copying", "pairs", "count", "seed"} | distances
    assert set(of_real["rates"]) == PARTS
    for found in of_real["rates"].values():
        assert set(found) == {"n", "judge", "pixels", "strict", "interval"}
        assert all(set(found[reader]) == RATES for reader in ("judge", "pixels", "strict"))
    assert len(of_real["by_pair"]) == 18 and all(line["n"] == COUNT // 20 for line in of_real["by_pair"])
    assert (of_real["pairs"], of_real["count"], of_real["seed"], of_real["copying"]) == ("validation", COUNT, 1, None)
    assert json.loads(json.dumps(of_real))["new_pairs"] == of_real["new_pairs"]


def test_real_pictures_reach_the_ceiling(of_real):
    rates = of_real["rates"]
    for part in PARTS - {"shuffled"}:
        for name in RATES:
            assert rates[part]["strict"][name] == pytest.approx(rates["ceiling"]["strict"][name], abs=0.06), (part, name)
    assert rates["ceiling"]["strict"]["all"] > 0.92
    assert of_real["diversity"] == pytest.approx(1, abs=0.1)


def test_strict_is_never_more_than_either_reader(of_real, of_noise):
    for result in (of_real, of_noise):
        for found in result["rates"].values():
            assert all(found["strict"][name] <= min(found["judge"][name], found["pixels"][name]) for name in RATES)


def test_a_model_that_draws_as_training_does_is_at_the_floor(of_real):
    assert 0.5 < of_real["fid"] / of_real["fid_floor"] < 2  # so few pictures scatter
    for name, value in of_real["manifolds"].items():
        assert value == pytest.approx(of_real["manifolds_real"][name], abs=0.08), name


def test_distances_are_those_of_independent_samples(judge, of_real):
    """Pictures of the same scenes are much nearer to each other: FID's floor would be too low, and the model's value too."""
    rng = np.random.default_rng(0)
    rows, others = rng.choice(combinations("training"), size=(2, COUNT))
    drawn = (rows, "reference"), (rows, "generator"), (others, "generator")
    real, same, independent = (extract_features(judge, draw_scenes(scenes, rng, split)) for scenes, split in drawn)
    too_near, right = frechet_distance(same, real), frechet_distance(independent, real)
    assert too_near < 0.4 * right
    assert min(of_real["fid"], of_real["fid_floor"]) > 0.6 * right


def test_pictures_against_other_captions_are_at_chance(of_real):
    for name, chance in best_constant_guess().items():
        assert of_real["rates"]["shuffled"]["strict"][name] < chance + 0.06, name


def test_chances_are_exact(of_real):
    assert of_real["chance"] == {"object": 1 / 14, "colour": 1 / 8, "size": 1 / 3, "position": 1 / 5, "ground": 1 / 6, "all": 1 / 8820}


def test_noise_is_at_chance(of_noise):
    for part in PARTS - {"ceiling"}:
        for name, chance in best_constant_guess().items():
            assert of_noise["rates"][part]["strict"][name] < chance + 0.1, (part, name)
    assert of_noise["new_pairs"]["all"]["rate"] == 0


def test_noise_is_far_from_real_pictures(of_noise):
    assert of_noise["fid"] > 3 * of_noise["fid_floor"]
    assert of_noise["kid"] > 3 * abs(of_noise["kid_floor"])
    assert of_noise["manifolds"]["coverage"] < 0.1


def test_grey_pictures_are_all_wrong(judge):
    result = evaluate(grey, judge, count=60, progress=False)
    assert all(result["rates"][part]["strict"]["all"] == 0 for part in PARTS - {"ceiling"})


@pytest.mark.slow
def test_a_leak_takes_the_strict_rate_and_not_the_judges(judge):
    def draw(captions, seed):
        return leak(renderer()(captions, seed), asked_for(captions))

    found = evaluate(draw, judge, count=200, progress=False)["rates"]["seen"]
    assert found["judge"]["ground"] > 0.8
    assert found["strict"]["ground"] < 0.05 and found["strict"]["all"] < 0.05


@pytest.mark.slow
def test_one_pair_that_fails_is_named(judge):
    def draw(captions, seed):
        """Red objects on blue come out on yellow."""
        rows = asked_for(captions)
        red_on_blue = (rows[:, COLOUR] == ATTRIBUTES["colour"].index("red")) & (rows[:, GROUND] == ATTRIBUTES["ground"].index("blue"))
        rows[red_on_blue, GROUND] = ATTRIBUTES["ground"].index("yellow")
        return draw_scenes(rows, np.random.default_rng(seed), "reference")

    result = evaluate(draw, judge, count=400, progress=False)
    assert result["new_pairs"]["worst"] == "red on blue"
    line = next(line for line in result["by_pair"] if line["pair"] == "red on blue")
    assert line["all"] == line["ground"] == 0 and line["object"] > 0.7
    mean = result["new_pairs"]["ground"]
    assert mean["rate"] == pytest.approx(10 / 11, abs=0.01)  # each of 11 pairs counts as one
    assert mean["low"] < 0.8  # and a twelfth might be another like it
    assert "worst pair: red on blue" in format_table(result)


def test_new_wording_is_drawn_from_captions_that_have_it(judge):
    heard = []

    def draw(captions, seed):
        heard.append(captions)
        return noise(captions, seed)

    evaluate(draw, judge, count=40, progress=False)
    new = {name: words for name, words in (("colour", "azure"), ("position", "lower left"), ("ground", "golden"))}
    assert set(new.values()) < {word for words in NEW_SYNONYMS.values() for word in words.values()}
    of_new_synonyms = heard[3]  # after those of seen pairs, of new pairs and of new templates
    assert len(of_new_synonyms) == 40 and all(any(words in caption for words in new.values()) for caption in of_new_synonyms)
    assert not any("disc" in caption or "huge" in caption for captions in heard for caption in captions)


def test_a_model_that_draws_one_picture_a_caption_has_no_diversity():
    assert diversity(one_picture_a_caption, combinations("training")[::1000], np.random.default_rng(0), 32) == 0


def test_the_same_seed_gives_the_same_result(judge):
    first, second = (evaluate(noise, judge, count=20, seed=5, progress=False) for _ in range(2))
    assert first == second


@pytest.mark.slow
def test_copies_are_looked_for_where_training_is_given(judge, training):
    images, rows = training

    def draw(captions, seed):
        """For each caption a training picture of the same layout, if there is one."""
        asked = asked_for(captions)
        nearest = [np.abs(rows[:, [0, 2, 3]].astype(int) - row[[0, 2, 3]]).sum(axis=1).argmin() for row in asked]
        return np.roll(images[nearest], 1, axis=2)

    assert evaluate(draw, judge, count=200, training=training, progress=False)["copying"]["suspicious"] > 0.8


# What is read


def test_the_table_holds_every_rate_and_says_whose_fid_it_is(of_real):
    table = format_table(of_real)
    for part in PARTS:
        for reader in ("judge", "pixels", "strict"):
            line = f"  {part:18}" + "".join(f"{of_real['rates'][part][reader][name]:9.3f}" for name in (*ATTRIBUTES, "all"))
            assert line in table
    for line in of_real["by_pair"]:
        assert line["pair"] in table
    assert "FID-own" in table and "KID-own" in table and "refused" in table
    assert "model card" not in table
    assert "for the model card, once" in format_table(of_real | {"pairs": "test"})


@pytest.mark.slow
def test_the_sheet_marks_what_is_wrong(judge, of_real, of_noise, tmp_path):
    for name, draw, result in (("right", renderer("generator"), of_real), ("wrong", noise, of_noise)):
        draw_sheet(draw, judge, result, tmp_path / f"{name}.png")
    right, wrong = (cv2.imread(str(tmp_path / f"{name}.png"))[:, :, ::-1] for name in ("right", "wrong"))
    assert right.shape == wrong.shape and right.shape[0] > 1000
    marked = [(sheet == RED).all(axis=2).sum() for sheet in (right, wrong)]
    assert marked[1] > 5 * marked[0]
