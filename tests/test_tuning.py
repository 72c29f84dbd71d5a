"""The search for hyperparameters: stopped at any moment, it goes on, and what it writes can be trained with."""

import subprocess
import sys

import numpy as np
import optuna
import pytest
from optuna.trial import TrialState

from shared.base.errors import UserError
from shared.data.dataset import Dataset, save_dataset
from shared.model.hyperparameters import Hyperparameters
from shared.training.tuning import DEFAULTS, SEARCHED, draw_study, tune, value_of_defaults


@pytest.mark.training
@pytest.mark.parametrize("trainings", [1, 2])
def test_killed_in_a_training_the_search_goes_on(small_dataset, tmp_path, trainings):
    save_dataset(small_dataset, tmp_path / "data")
    command = [sys.executable, "-m", "tests.tune_quickly", str(tmp_path / "data"), str(tmp_path / "study")]
    process = subprocess.Popen([*command, "9"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for _ in range(trainings):
        while process.stdout.readline() != b"training\n":
            pass
    process.kill()
    process.wait()
    result = subprocess.run([*command, "2"], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    study = optuna.load_study(study_name="text2image", storage=f"sqlite:///{(tmp_path / 'study' / 'study.db').as_posix()}")
    states = [trial.state for trial in study.trials]
    assert states.index(TrialState.FAIL) == trainings - 1 and states.count(TrialState.FAIL) == 1
    assert TrialState.RUNNING not in states and states.count(TrialState.COMPLETE) >= 2
    assert value_of_defaults(study) == 0.25
    best = Hyperparameters.load(tmp_path / "study" / "hyperparameters.json")
    assert best.penalty_weight == study.best_params["penalty_weight"]
    assert (tmp_path / "study" / "study.png").stat().st_size > 5_000


def test_the_picture_says_what_decided():
    study = optuna.create_study(direction="maximize")
    distributions = {name: optuna.distributions.FloatDistribution(*bounds, log=True) for name, bounds in SEARCHED.items()}
    rng = np.random.default_rng(0)
    for _ in range(20):
        params = {name: float(rng.uniform(*bounds)) for name, bounds in SEARCHED.items()}
        study.add_trial(optuna.trial.create_trial(params=params, distributions=distributions, value=params["penalty_weight"]))
    most_important = draw_study(study).axes[0]
    assert most_important.get_xlabel() == "penalty weight"
    assert len(most_important.collections[0].get_offsets()) == 20


def test_only_scenes_are_tuned_on(tmp_path):
    own = Dataset(np.zeros((4, 32, 32, 3), np.uint8), np.array(["a cat", "a dog"] * 2), None)
    with pytest.raises(UserError, match="Only captioned scenes"):
        tune(own, tmp_path / "study", trainings=1, reading_steps=1, steps=1, seed=1)
    assert not (tmp_path / "study").exists()


def test_the_defaults_lie_within_what_is_searched():
    assert all(low < DEFAULTS[name] < high for name, (low, high) in SEARCHED.items())
