"""A trained model as Keras saves it: a folder of three files."""

from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.model.drawing_model import VOCABULARY_FILE, DrawingModel
from shared.model.exported_model import EXPORTED_FILES
from shared.model.vocabulary import Vocabulary

ENCODER_FILE, GENERATOR_FILE = "sentence_encoder.keras", "generator.keras"
MODEL_FILES = (VOCABULARY_FILE, ENCODER_FILE, GENERATOR_FILE)


@dataclass(frozen=True)
class TrainedModel(DrawingModel):
    """What is needed to draw and to train on: the vocabulary, the sentence encoder and the averaged generator."""

    sentence_encoder: keras.Model
    generator: keras.Model

    @property
    def latent_dim(self) -> int:
        return self.generator.input_shape[0][1]

    def encode(self, tokens: np.ndarray) -> np.ndarray:
        return self.sentence_encoder.predict(tokens, batch_size=256, verbose=0)

    def generate(self, noise: np.ndarray, sentence_vectors: np.ndarray) -> np.ndarray:
        return self.generator.predict([noise, sentence_vectors], batch_size=256, verbose=0)

    def save(self, folder: Path) -> None:
        """Write the three files of `MODEL_FILES`, each whole or not at all; what was exported before goes, as it is out of date."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in EXPORTED_FILES:
            (folder / name).unlink(missing_ok=True)
        for name, network in ((GENERATOR_FILE, self.generator), (ENCODER_FILE, self.sentence_encoder)):
            with atomic_write(folder / name) as temporary:
                network.save(temporary)
        self.vocabulary.save(folder / VOCABULARY_FILE)

    @classmethod
    def load(cls, folder: Path) -> "TrainedModel":
        """Read a model from its folder.

        Raises:
            UserError: if a file is missing or truncated, of another version, or holds code.
        """
        vocabulary = Vocabulary.load(folder / VOCABULARY_FILE)
        encoder, generator = (load_network(folder / name) for name in (ENCODER_FILE, GENERATOR_FILE))
        if encoder.input_shape[1] != vocabulary.length or generator.input_shape[1] != encoder.output_shape:
            raise UserError(f"The files in {folder} are not of one model: copy all three together.")
        return cls(vocabulary, encoder, generator)


def load_network(path: Path) -> keras.Model:
    """Load a Keras model without running code from its file.

    Raises:
        UserError: if the file is missing or truncated, was written by another version, or holds code.
    """
    if not path.exists():
        raise UserError(f"There is no {path.name} in {path.parent}: train it, or copy it again.")
    try:
        return keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # whatever is wrong in a file that we did not write
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        raise UserError(
            f"{path} can't be read as a model of Keras {keras.__version__}: truncated, or of another version ({reason})."
        ) from error
