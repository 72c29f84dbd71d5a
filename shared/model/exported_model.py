"""A trained model as ONNX: it draws without TensorFlow, at once, and in a browser too."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from onnxruntime import InferenceSession

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.model.drawing_model import VOCABULARY_FILE, DrawingModel
from shared.model.vocabulary import Vocabulary

if TYPE_CHECKING:  # drawing needs neither Keras nor TensorFlow
    import keras

    from shared.model.trained_model import TrainedModel

EXPORTED_FILES = EXPORTED_ENCODER_FILE, EXPORTED_GENERATOR_FILE = ("sentence_encoder.onnx", "generator.onnx")


@dataclass(frozen=True)
class ExportedModel(DrawingModel):
    """What is needed to draw, and no more: the vocabulary and both networks as ONNX Runtime computes them."""

    sentence_encoder: InferenceSession
    generator: InferenceSession

    @property
    def latent_dim(self) -> int:
        return self.generator.get_inputs()[0].shape[1]

    def encode(self, tokens: np.ndarray) -> np.ndarray:
        return compute(self.sentence_encoder, tokens)

    def generate(self, noise: np.ndarray, sentence_vectors: np.ndarray) -> np.ndarray:
        return compute(self.generator, noise, sentence_vectors)

    @classmethod
    def load(cls, folder: Path) -> "ExportedModel":
        """Read an exported model from its folder.

        Raises:
            UserError: if a file is missing or truncated.
        """
        vocabulary = Vocabulary.load(folder / VOCABULARY_FILE)
        encoder, generator = (load_session(folder / name) for name in EXPORTED_FILES)
        read = [tensor.shape[1] for tensor in (*encoder.get_inputs(), *generator.get_inputs()[1:])]  # T, S
        if read != [vocabulary.length, encoder.get_outputs()[0].shape[1]]:
            raise UserError(f"The files in {folder} are not of one model: copy all of them together.")
        return cls(vocabulary, encoder, generator)


def compute(network: InferenceSession, *arrays: np.ndarray) -> np.ndarray:
    """Compute the output of a network from its inputs, given in their order."""
    return network.run(None, {tensor.name: array for tensor, array in zip(network.get_inputs(), arrays, strict=True)})[0]


def is_exported(folder: Path) -> bool:
    """Tell whether a folder of a model holds it as ONNX, too."""
    return all((folder / name).exists() for name in EXPORTED_FILES)


def load_session(path: Path) -> InferenceSession:
    """Read a network from its ONNX file.

    Raises:
        UserError: if the file is missing or truncated, or no network.
    """
    try:
        return InferenceSession(path, providers=["CPUExecutionProvider"])
    except Exception as error:  # whatever is wrong in a file that we did not write
        raise UserError(f"{path} can't be read as ONNX: it is missing, truncated, or no network. Copy or export it again.") from error


def export(model: "TrainedModel", folder: Path) -> None:
    """Write both networks of a trained model as ONNX files into its folder, each whole or not at all."""
    for name, network in zip(EXPORTED_FILES, (model.sentence_encoder, model.generator), strict=True):
        export_network(network, folder / name)


def export_network(network: "keras.Model", path: Path) -> None:
    """Write a Keras model as an ONNX file."""
    inputs = [np.zeros((1, *tensor.shape[1:]), tensor.dtype) for tensor in network.inputs]
    network(inputs if len(inputs) > 1 else inputs[0])  # Keras exports only a model that was called once
    with atomic_write(path) as temporary, warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # Keras's way to tf2onnx asks for numpy.object
        network.export(temporary, format="onnx", verbose=False)
