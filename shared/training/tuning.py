"""The search for better hyperparameters: many short trainings, and a study that survives being stopped."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import optuna
from matplotlib.figure import Figure
from optuna.trial import FrozenTrial, TrialState
from tqdm import tqdm

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.data.dataset import Dataset
from shared.data.scenes import ATTRIBUTES
from shared.model.hyperparameters import IMAGE_SIZE, Hyperparameters
from shared.training.scoring import scene_scorer
from shared.training.train import train

# From, to; the learning rates and weights are drawn on a logarithmic scale.
SEARCHED = {
    "reading_share": (0.2, 0.6),
    "reading_learning_rate": (3e-4, 3e-3),
    "generator_learning_rate": (3e-4, 3e-3),
    "discriminator_learning_rate": (2e-4, 2e-3),
    "matching_weight": (0.5, 8.0),
    "penalty_weight": (0.02, 1.0),
}
BATCH_SIZES = (16, 32, 64)
DEFAULTS = {name: getattr(Hyperparameters, name) for name in (*SEARCHED, "batch_size")}
REPORTS = 6  # times that a training is scored, and may be given up
FINISHED = (TrialState.COMPLETE, TrialState.PRUNED)
FEWEST_FOR_IMPORTANCE = 4
MOST_STEPS = 10**9  # the minutes end a training, not the steps


def tune(dataset: Dataset, folder: Path, *, minutes: float, trial_minutes: float, seed: int) -> optuna.Study:
    """Search within a budget of minutes; the defaults are tried first, so that the best can be compared with them.

    A training that is worse than half of the others at the same minute is given up (Optuna's median pruner); what
    comes next is chosen by what went well (the tree-structured Parzen estimator, Bergstra et al. 2011). The score is
    the mean over the attributes of what the judge reads right from held-out combinations.

    Writes into `folder`: study.db (all that was tried; a search that is stopped goes on from it),
    hyperparameters.json (the best), study.png.

    Args:
        dataset: captioned scenes, with their attributes.
        folder: where the study is, or will be.
        minutes: of all trainings together, those of earlier calls included.
        trial_minutes: of one training.
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
        pruner=optuna.pruners.MedianPruner(n_startup_trials=3, n_warmup_steps=REPORTS // 2 - 1),
        load_if_exists=True,
    )
    # Drawn from the seed and what was already tried: a study that goes on doesn't repeat itself.
    study.sampler = optuna.samplers.TPESampler(seed=seed + len(study.trials), n_startup_trials=6)
    before = study.user_attrs.get("trial_minutes", trial_minutes)
    if before != trial_minutes:
        raise UserError(f"{folder} holds a study of trainings of {before} minutes: keep to it, or choose another folder.")
    study.set_user_attr("trial_minutes", trial_minutes)
    for killed in study.get_trials(states=[TrialState.RUNNING]):  # with the search
        study.tell(killed.number, state=TrialState.FAIL)
    if not study.get_trials(states=[*FINISHED, TrialState.WAITING]):
        study.enqueue_trial(DEFAULTS)

    form = "{l_bar}{bar}| {n:.1f} of {total:.0f} min{postfix}"
    with tqdm(total=minutes, initial=min(minutes, minutes_of(study)), desc="Tuning", bar_format=form) as bar:
        while minutes_of(study) < minutes:
            trial = study.ask()
            try:
                value = _score_of_training(trial, dataset, score, trial_minutes, seed)
                study.tell(trial, value)
            except optuna.TrialPruned:
                study.tell(trial, state=TrialState.PRUNED)
            _write_results(study, folder)
            bar.n = min(minutes, minutes_of(study))
            bar.set_postfix_str(f"{len(study.get_trials(states=FINISHED))} tried, best {study.best_value:.3f}")
    return study


def value_of_defaults(study: optuna.Study) -> float:
    """Look up what the defaults reached in the study."""
    values = (trial.value for trial in study.get_trials(states=[TrialState.COMPLETE]) if trial.params == DEFAULTS)
    return next(value for value in values if value is not None)


def _score_of_training(trial: optuna.Trial, dataset: Dataset, score: Callable, minutes: float, seed: int) -> float:
    """Train once, and give the score at the end; one that failed, or had no minute left to play, scores 0.

    Raises:
        optuna.TrialPruned: if others were better at the same minute.
    """
    chosen: dict[str, Any] = {
        name: trial.suggest_float(name, low, high, log=name != "reading_share") for name, (low, high) in SEARCHED.items()
    }
    batch_size = trial.suggest_categorical("batch_size", BATCH_SIZES)
    hyperparameters = Hyperparameters(**chosen, batch_size=batch_size, reading_steps=MOST_STEPS, steps=MOST_STEPS)
    values: list[float] = []

    def score_and_report(model) -> dict[str, float]:
        scores = score(model)
        values.append(float(np.mean([scores[f"held_out {attribute}"] for attribute in ATTRIBUTES])))
        trial.report(values[-1], step=len(values) - 1)
        if trial.should_prune():
            raise optuna.TrialPruned
        return scores

    checkpoint_minutes = minutes * (1 - hyperparameters.reading_share) / REPORTS
    try:
        with tempfile.TemporaryDirectory() as folder:
            train(
                dataset,
                Path(folder),
                hyperparameters,
                minutes=minutes,
                seed=seed,
                checkpoint_minutes=checkpoint_minutes,
                scorer=score_and_report,
            )
    except UserError:
        return 0.0
    return values[-1] if values else 0.0


def minutes_of(study: optuna.Study) -> float:
    """Add up how long the finished trainings of a study took."""
    return sum(trial.duration.total_seconds() / 60 for trial in study.get_trials(states=FINISHED) if trial.duration)


def _write_results(study: optuna.Study, folder: Path) -> None:
    """Write the best hyperparameters and the picture of the study."""
    best = Hyperparameters(**study.best_params)
    best.save(folder / "hyperparameters.json")
    with atomic_write(folder / "study.png") as temporary:
        draw_study(study).savefig(temporary, dpi=120)


def draw_study(study: optuna.Study) -> Figure:
    """Draw what each training reached and, once enough were finished, which hyperparameters decided it.

    The importance of a hyperparameter is its share of the variance of the scores (fANOVA, Hutter et al. 2014).
    """
    figure = Figure(figsize=(8, 3), layout="constrained")
    left, right = figure.subplots(1, 2)
    trials = study.get_trials(states=FINISHED)
    for state, marker, label in ((TrialState.COMPLETE, "o", "finished"), (TrialState.PRUNED, "x", "given up")):
        some = [trial for trial in trials if trial.state == state and trial.intermediate_values]
        left.scatter([trial.number for trial in some], [_last(trial) for trial in some], marker=marker, label=label)
    left.axhline(study.best_value, color="black", linestyle=":", label="best")
    left.set(title="Held-out rate, mean of five attributes", xlabel="training", ylabel="rate", ylim=(0, 1))
    left.legend()
    finished = study.get_trials(states=[TrialState.COMPLETE])
    right.set_title("What decided it")
    if len(finished) < FEWEST_FOR_IMPORTANCE:
        right.text(0.5, 0.5, f"needs {FEWEST_FOR_IMPORTANCE} finished trainings", ha="center", transform=right.transAxes)
        right.set_axis_off()
    else:
        evaluator = optuna.importance.FanovaImportanceEvaluator(seed=0)
        importances = optuna.importance.get_param_importances(study, evaluator=evaluator)
        names = list(importances)[::-1]
        right.barh([name.replace("_", " ") for name in names], [importances[name] for name in names])
        right.set(xlabel="share of the variance")
    return figure


def _last(trial: FrozenTrial) -> float:
    return trial.intermediate_values[max(trial.intermediate_values)]
