"""Words to numbers: the list of words a model knows, and captions as rows of token ids."""

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.data.words import split_words

FORMAT = 1  # of vocabulary.json; a model of another format is refused
PADDING = 0  # token id of "no word"


@dataclass(frozen=True)
class Vocabulary:
    """The words that a model knows.

    Attributes:
        words: in alphabetical order; the token id of words[i] is i + 1, and 0 is padding.
        length: T, the words of the longest text that the model reads.
    """

    words: tuple[str, ...]
    length: int

    @classmethod
    def from_captions(cls, captions: Iterable[str]) -> "Vocabulary":
        """Collect the words of captions; texts half as long again as the longest can be read later."""
        split = [split_words(str(caption)) for caption in captions]
        return cls(tuple(sorted({word for words in split for word in words})), max(map(len, split)) * 3 // 2)

    def encode(self, captions: Iterable[str]) -> np.ndarray:
        """Turn captions into token ids.

        Args:
            captions: N texts.

        Returns:
            (N, T) int32; short texts end in padding.

        Raises:
            UserError: if a text is empty or too long, or has a word that is not in the vocabulary.
        """
        ids = {word: index + 1 for index, word in enumerate(self.words)}
        if "a" in ids:
            ids.setdefault("an", ids["a"])  # captions of training may have no word with a vowel after "a"
        captions = [str(caption) for caption in captions]
        tokens = np.full((len(captions), self.length), PADDING, dtype=np.int32)
        for row, caption in enumerate(captions):
            words = split_words(caption)
            if not words:
                raise UserError("The text is empty: type what to draw, for instance “a small red seven on a blue background”.")
            if len(words) > self.length:
                raise UserError(f"The text has {len(words)} words; this model reads {self.length} at the most.")
            for column, word in enumerate(words):
                if word not in ids:
                    raise UserError(self._unknown(word))
                tokens[row, column] = ids[word]
        return tokens

    def _unknown(self, word: str) -> str:
        near = difflib.get_close_matches(word, self.words, n=3, cutoff=0.6)
        nearest = f" Did you mean {' or '.join(near)}?" if near else ""
        known = ", ".join(self.words[:150]) + (", …" if len(self.words) > 150 else "")
        return f"This model does not know the word “{word[:40]}”.{nearest} It knows: {known}."

    def save(self, path: Path) -> None:
        """Write the vocabulary as JSON."""
        text = json.dumps({"format": FORMAT, "length": self.length, "words": self.words}, indent=1)
        with atomic_write(path) as temporary:
            temporary.write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Vocabulary":
        """Read a vocabulary from JSON.

        Raises:
            UserError: if the file is missing or broken, or of another version of the course.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            version, words, length = content["format"], tuple(content["words"]), int(content["length"])
        except FileNotFoundError as error:
            raise UserError(f"There is no {path.name} in {path.parent}: it is not the folder of a model.") from error
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise UserError(f"{path} can't be read: it is truncated, or no vocabulary. Copy or train the model again.") from error
        if version != FORMAT:
            raise UserError(f"{path.parent} holds a model of format {version}, this version reads format {FORMAT}: train it again.")
        return cls(words, length)
