"""A trained model as a folder of three files, and drawing with it."""

from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from shared.captions import complete_caption, describes_scenes
from shared.dataset import to_uint8
from shared.errors import UserError
from shared.files import whole
from shared.vocabulary import Vocabulary

SHIPPED_MODEL = Path(__file__).parents[1] / "final_text2image" / "model"


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
        """Write generator.keras, sentence_encoder.keras and vocabulary.json, each whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("generator", "sentence_encoder"):
            with whole(folder / f"{name}.keras") as temporary:
                getattr(self, name).save(temporary)
        self.vocabulary.save(folder / "vocabulary.json")

    @classmethod
    def load(cls, folder: Path) -> "TrainedModel":
        """Read a model from its folder.

        Raises:
            UserError: if a file is missing or truncated, of another version, or holds code.
        """
        vocabulary = Vocabulary.load(folder / "vocabulary.json")
        encoder, generator = (load_network(folder / f"{name}.keras") for name in ("sentence_encoder", "generator"))
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
