"""From what people type to words: lower case, no punctuation, one spelling."""

import re

# British spelling inside, either one accepted.
SPELLING = {"color": "colour", "colored": "coloured", "center": "centre", "centered": "centred", "gray": "grey"}


def split_words(text: str) -> list[str]:
    """Split a text into words.

    >>> split_words("A tiny Crimson 7, in the CENTER!")
    ['a', 'tiny', 'crimson', '7', 'in', 'the', 'centre']

    Args:
        text: any text. Case and punctuation make no difference, nor does American spelling.

    Returns:
        the words in order; an empty list if the text holds no letter and no digit.
    """
    words = re.findall(r"[^\W_]+", text.casefold())
    return [SPELLING.get(word, word) for word in words]
