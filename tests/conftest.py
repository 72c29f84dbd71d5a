"""What several tests share: small data, and a model trained for a moment."""

import pytest
import tensorflow as tf

from shared.data.dataset import make_scenes
from shared.model import word_vectors
from shared.model.hyperparameters import Hyperparameters
from shared.training.train import train


@pytest.fixture(autouse=True)
def exact_arithmetic():
    """Undo `use_automatic_bfloat16`, which the commands set for good: the next test starts without it."""
    yield
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
