"""The search for better hyperparameters: many short trainings, and a study that survives being stopped."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import optuna
from matplotlib.figure import Figure
from optuna.trial import TrialState
from tqdm import tqdm

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.data.dataset import Dataset
from shared.data.scenes import ATTRIBUTES
from shared.model.hyperparameters import IMAGE_SIZE, Hyperparameters
from shared.training.scoring import scene_scorer
from shared.training.train import train

# From, to; all are drawn on a logarithmic scale.
SEARCHED = {
    "reading_learning_rate": (3e-4, 3e-3),
    "generator_learning_rate": (3e-4, 6e-3),
    "discriminator_learning_rate": (2e-4, 3e-3),
    "matching_weight": (0.5, 8.0),
    "penalty_weight": (0.02, 1.0),
}
DEFAULTS = {name: getattr(Hyperparameters, name) for name in SEARCHED}
FEWEST_FOR_IMPORTANCE = 4


def tune(dataset: Dataset, folder: Path, *, trainings: int, reading_steps: int, steps: int, seed: int) -> optuna.Study:
    """Search with so many trainings; the defaults are tried first, so that the best can be compared with them.

    All trainings are equally long, in steps, so the machine's speed plays no part. What is tried next is chosen by what
    went well (the tree-structured Parzen estimator, Bergstra et al. 2011). The score is the mean over the attributes of
    what the judge and the pixels both read right from validation pairs.

    Writes into `folder`: study.db (all that was tried; a search that is stopped goes on from it),
    hyperparameters.json (the best), study.png.

    Args:
        dataset: captioned scenes, with their attributes.
        folder: where the study is, or will be.
        trainings: all together, those of earlier calls included.
        reading_steps: of one training.
        steps: of the game of one training.
        seed: of everything random.

    Raises:
        UserError: if no judge can score what is drawn, or `folder` holds a study of another length of training.
    """
    score = scene_scorer(dataset, IMAGE_SIZE)
    if score is None:
        raise UserError("Only captioned scenes can be tuned on, as `text2image data` makes them: the judge reads nothing else.")
    folder.mkdir(parents=True, exist_ok=True)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        storage=f"sqlite:///{(folder / 'study.db').resolve().as_posix()}",
        study_name="text2image",
        direction="maximize",
        load_if_exists=True,
    )
    # Drawn from the seed and what was already tried: a study that goes on doesn't repeat itself.
    study.sampler = optuna.samplers.TPESampler(seed=seed + len(study.trials), n_startup_trials=6)
    length = [reading_steps, steps]
    before = study.user_attrs.get("steps", length)
    if before != length:
        raise UserError(
            f"{folder} holds a study of trainings of {before[0]} and {before[1]} steps: keep to them, or choose another folder."
        )
    study.set_user_attr("steps", length)
    for killed in study.get_trials(states=[TrialState.RUNNING]):  # with the search
        study.tell(killed.number, state=TrialState.FAIL)
    if not study.get_trials(states=[TrialState.COMPLETE, TrialState.WAITING]):
        study.enqueue_trial(DEFAULTS)

    with tqdm(total=trainings, initial=min(finished(study), trainings), desc="Tuning", unit="training") as bar:
        while finished(study) < trainings:
            trial = study.ask()
            chosen: dict[str, Any] = {name: trial.suggest_float(name, low, high, log=True) for name, (low, high) in SEARCHED.items()}
            hyperparameters = Hyperparameters(**chosen, reading_steps=reading_steps, steps=steps)
            study.tell(trial, _score_of_training(dataset, hyperparameters, score, seed))
            _write_results(study, folder)
            bar.update()
            bar.set_postfix_str(f"best {study.best_value:.3f}")
    return study


def finished(study: optuna.Study) -> int:
    """Count the trainings that a study has to its end."""
    return len(study.get_trials(states=[TrialState.COMPLETE]))


def value_of_defaults(study: optuna.Study) -> float:
    """Look up what the defaults reached in the study."""
    values = (trial.value for trial in study.get_trials(states=[TrialState.COMPLETE]) if trial.params == DEFAULTS)
    return next(value for value in values if value is not None)


def _score_of_training(dataset: Dataset, hyperparameters: Hyperparameters, score: Callable, seed: int) -> float:
    """Train once, and score the model; a training that failed scores 0."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            scores = score(train(dataset, Path(folder), hyperparameters, seed=seed))
    except UserError:
        return 0.0
    return float(np.mean([scores[f"validation {attribute}"] for attribute in ATTRIBUTES]))


def _write_results(study: optuna.Study, folder: Path) -> None:
    """Write the best hyperparameters and the picture of the study."""
    Hyperparameters(**study.best_params).save(folder / "hyperparameters.json")
    with atomic_write(folder / "study.png") as temporary:
        draw_study(study).savefig(temporary, dpi=120)


def draw_study(study: optuna.Study) -> Figure:
    """Draw the score of each training against each hyperparameter, the most important first.

    The importance of a hyperparameter is its share of the variance of the scores (fANOVA, Hutter et al. 2014).
    """
    trials = study.get_trials(states=[TrialState.COMPLETE])
    importances = dict.fromkeys(SEARCHED, 0.0)
    if len(trials) >= FEWEST_FOR_IMPORTANCE:
        evaluator = optuna.importance.FanovaImportanceEvaluator(seed=0)
        importances = optuna.importance.get_param_importances(study, evaluator=evaluator)
    figure = Figure(figsize=(10, 3), layout="constrained")
    every = figure.subplots(1, len(SEARCHED), sharey=True)
    for axes, (name, importance) in zip(every, importances.items(), strict=True):
        axes.scatter([trial.params[name] for trial in trials], [trial.value for trial in trials], s=12)
        axes.axvline(DEFAULTS[name], color="black", linestyle=":", label="default")
        axes.set(xscale="log", xlabel=name.replace("_", " ").replace(" rate", "\nrate"), ylim=(0, 1))
        if len(trials) >= FEWEST_FOR_IMPORTANCE:
            axes.set_title(f"importance {importance:.2f}", fontsize=10)
    every[0].set_ylabel("mean of five strict rates,\nvalidation pairs")
    every[0].legend(fontsize=8)
    return figure
