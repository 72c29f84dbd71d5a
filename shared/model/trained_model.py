"""A trained model as a folder of three files, and drawing with it."""

from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.base.pictures import to_uint8
from shared.data.captions import complete_caption, describes_scenes
from shared.model.vocabulary import Vocabulary

VOCABULARY_FILE, ENCODER_FILE, GENERATOR_FILE = MODEL_FILES = ("vocabulary.json", "sentence_encoder.keras", "generator.keras")


@dataclass(frozen=True)
class TrainedModel:
    """What is needed to draw: the vocabulary, the sentence encoder and the averaged generator."""

    vocabulary: Vocabulary
    sentence_encoder: keras.Model
    generator: keras.Model

    def draw(self, captions: list[str], seed: int) -> np.ndarray:
        """Draw one picture a caption; the same seed draws the same pictures.

        Where the model knows the words of the scenes, what a caption leaves open is filled in at random.

        Args:
            captions: N texts.
            seed: of the noise, and of what is filled in.

        Returns:
            (N, H, H, 3) uint8, RGB.

        Raises:
            UserError: if a text is empty, too long or contradicts itself, or has a word unknown to the model.
        """
        rng = np.random.default_rng(seed)
        tokens = self.vocabulary.encode(captions)
        if describes_scenes(self.vocabulary.words):
            tokens = self.vocabulary.encode([complete_caption(str(caption), rng) for caption in captions])
        noise = rng.standard_normal((len(tokens), self.generator.input_shape[0][1])).astype(np.float32)
        sentence_vectors = self.sentence_encoder.predict(tokens, batch_size=256, verbose=0)
        return to_uint8(self.generator.predict([noise, sentence_vectors], batch_size=256, verbose=0))

    def save(self, folder: Path) -> None:
        """Write the three files of `MODEL_FILES`, each whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
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
