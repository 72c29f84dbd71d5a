"""Are two models one and the same? Told by what they draw: layers can be renamed, weights permuted or rescaled.

What is compared are the strokes that both draw for the same captions, whatever their colours, and from noise that is all
zeros, so that no permutation of the noise hides a copy either.
"""

import numpy as np

from shared.base.pictures import resize, to_uint8
from shared.evaluation.measures import measure
from shared.model.trained_model import TrainedModel

# From this likeness on two models count as one. A copy has 1.00, a copy that was trained on for 10 steps of the game at the
# full learning rate 0.97 (for 300 steps at a tenth of it 0.98); two trainings with one recipe and one seed have 0.87.
SAME_MODEL = 0.94
SIZE = 32  # of the pictures compared


def likeness(one: TrainedModel, other: TrainedModel, captions: list[str]) -> float:
    """Compare the strokes of two models.

    Args:
        one, other: two models that know the words of the captions.
        captions: N texts; 100 are enough for an error of 0.01.

    Returns:
        the correlation of their strokes, pixel by pixel, its mean over the captions: 1 for a copy.

    Raises:
        UserError: if a caption can't be read.
    """
    first, second = (_standardised(_strokes(model, captions)) for model in (one, other))
    return float((first * second).mean(axis=1).mean())  # (N, H²) * (N, H²) -> (N,) -> a number


def _strokes(model: TrainedModel, captions: list[str]) -> np.ndarray:
    """How strongly each pixel differs from the ground, in the pictures that a model draws without noise: (N, H²)."""
    sentence_vectors = model.sentence_encoder.predict(model.vocabulary.encode(captions), batch_size=256, verbose=0)
    no_noise = np.zeros((len(captions), model.generator.input_shape[0][1]), dtype=np.float32)
    images = to_uint8(model.generator.predict([no_noise, sentence_vectors], batch_size=256, verbose=0))
    return measure(resize(images, SIZE)).strength.reshape(len(captions), -1)


def _standardised(strokes: np.ndarray) -> np.ndarray:
    """Bring each row to mean 0 and variance 1; one in which nothing is drawn stays 0."""
    centred = strokes - strokes.mean(axis=1, keepdims=True)
    return centred / np.maximum(strokes.std(axis=1, keepdims=True), 1e-6)
