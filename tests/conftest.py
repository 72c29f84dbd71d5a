"""What several tests share: small data, and a model trained for a moment."""

import sys

import pytest

from shared.data.dataset import make_scenes
from shared.model import word_vectors
from shared.model.hyperparameters import Hyperparameters
from shared.training.train import train
from tests.solved import Solved


@pytest.fixture(autouse=True)
def exact_arithmetic():
    """Undo `use_automatic_bfloat16`, which the commands set for good: the next test starts without it."""
    yield
    import tensorflow as tf  # only here: shared, imported before it, lets it start quietly

    tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": False})


@pytest.fixture(scope="session")
def small_dataset():
    """300 captioned scenes."""
    return make_scenes(300, seed=1)


@pytest.fixture(scope="session")
def quick_words():
    """Word vectors from the captions alone: the English texts take ten seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_vectors, "english_sentences", list)
        yield


@pytest.fixture(scope="session")
def small_training(small_dataset, quick_words, tmp_path_factory):
    """A folder in which eight steps were trained without a stop, and the model."""
    folder = tmp_path_factory.mktemp("training") / "model"
    model = train(small_dataset, folder, Hyperparameters(reading_steps=4, steps=8), checkpoint_minutes=60)
    return folder, model


@pytest.fixture(scope="module")
def solved():
    """Give the solved notebook of a week, with the week's folder as the place where it runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLBACKEND", "Agg")
        ready = {}

        def of(week):
            patch.chdir(week)
            if week not in ready:
                sys.modules.pop("checks", None)
                patch.syspath_prepend(week)
                ready[week] = Solved(week), sys.modules["checks"]
            solved, sys.modules["checks"] = ready[week]
            return solved

        yield of
        sys.modules.pop("checks", None)
