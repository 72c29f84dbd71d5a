"""Drawing what captions say: the same steps, whatever computes the two networks."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from shared.base.pictures import to_uint8
from shared.data import captions as one_object
from shared.data import two_object_captions as two_objects
from shared.model.vocabulary import Vocabulary

VOCABULARY_FILE = "vocabulary.json"


@dataclass(frozen=True)
class DrawingModel(ABC):
    """A vocabulary and two networks: captions become sentence vectors, and these with noise become pictures."""

    vocabulary: Vocabulary

    @property
    @abstractmethod
    def latent_dim(self) -> int:
        """Z, the numbers of noise for one picture."""

    @abstractmethod
    def encode(self, tokens: np.ndarray) -> np.ndarray:
        """Turn token ids, (N, T) int32, into sentence vectors, (N, S) float32."""

    @abstractmethod
    def generate(self, noise: np.ndarray, sentence_vectors: np.ndarray) -> np.ndarray:
        """Turn noise, (N, Z), and sentence vectors, (N, S), into pictures, (N, H, H, 3) float32 in [-1, 1]."""

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
        words = self.vocabulary.words
        complete = two_objects.complete_caption if two_objects.describes_two_objects(words) else one_object.complete_caption
        if one_object.describes_scenes(words):
            tokens = self.vocabulary.encode([complete(str(caption), rng) for caption in captions])
        noise = rng.standard_normal((len(tokens), self.latent_dim)).astype(np.float32)
        return to_uint8(self.generate(noise, self.encode(tokens)))
