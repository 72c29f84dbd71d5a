"""The English of the scenes: writing captions, and reading back what they name.

Writing makes the data. Reading (`read_caption`) never steers the model, which learns the words by itself; it
only finds contradictions, tells what a caption leaves open, and lets the judge know what was asked for.
"""

from collections.abc import Iterator
from typing import NoReturn

import numpy as np

from shared.base.errors import UserError
from shared.data.scenes import ATTRIBUTES, DIGITS, names
from shared.data.words import split_words

SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    "object": {word: (word, str(value)) for value, word in enumerate(DIGITS)}
    | {"circle": ("circle", "disc"), "square": ("square", "box"), "triangle": ("triangle",), "star": ("star",)},
    "colour": {
        "red": ("red", "crimson", "scarlet"),
        "orange": ("orange", "tangerine"),
        "yellow": ("yellow", "golden"),
        "green": ("green", "emerald"),
        "blue": ("blue", "azure"),
        "purple": ("purple", "violet"),
        "black": ("black",),
        "white": ("white",),
    },
    "size": {"small": ("small", "tiny", "little"), "medium": ("medium", "mid-sized"), "large": ("large", "big", "huge")},
    "position": {
        "top left": ("top left", "upper left"),
        "top right": ("top right", "upper right"),
        "bottom left": ("bottom left", "lower left"),
        "bottom right": ("bottom right", "lower right"),
        "centre": ("centre", "middle"),
    },
}
SYNONYMS["ground"] = {name: SYNONYMS["colour"][name] for name in ATTRIBUTES["ground"]}
GROUND_NOUNS = ("ground", "background", "backdrop")
PREPOSITIONS = ("on", "against", "over", "upon")  # a colour after one of these is the ground's
# The places of the words: A is "a" or "an", in_position is "in the top left" or "at the top left".
TEMPLATES = (
    "A {size} {colour} {object} {in_position} on A {ground} {noun}",
    "on A {ground} {noun}, A {size} {colour} {object}, {position}",
    "A {size} {colour} {object} on A {ground} {noun}, {in_position}",
    "{in_position}, A {size} {colour} {object} on {ground}",
    "A {ground} {noun} with A {size} {colour} {object} {in_position}",
    "A {colour} {size} {object} on {ground} {in_position}",
    "{size} {colour} {object}, {position}, {ground} {noun}",
    "A {size} {colour} {object} against A {ground} {noun} {in_position}",
    "A {colour} {object}, {size}, {in_position}, on A {ground} {noun}",
    "A {size} {object}, {colour}, {position}, on {ground}",
)
# Kept out of training: two templates, and of each attribute a synonym for one value. Of these "azure" is known as a
# ground's colour and "golden" as an object's, and "lower left" from "lower right"; "disc" and "huge" are new words.
NEW_TEMPLATES = (TEMPLATES[1], TEMPLATES[8])
TRAINING_TEMPLATES = tuple(template for template in TEMPLATES if template not in NEW_TEMPLATES)
NEW_SYNONYMS = {
    "object": {"circle": "disc"},
    "colour": {"blue": "azure"},
    "size": {"large": "huge"},
    "position": {"bottom left": "lower left"},
    "ground": {"yellow": "golden"},
}
UNKNOWN_WORDS = ("disc", "huge")
WORDINGS = ("training", "new templates", "new synonyms")
# Every name of a value, as words.
NAMES = {
    (attribute, tuple(split_words(synonym))): value
    for attribute in ("object", "colour", "size", "position")
    for value, synonyms in SYNONYMS[attribute].items()
    for synonym in synonyms
}


def write_caption(row, rng: np.random.Generator, wording: str = "training") -> str:
    """Describe a scene in one of many ways.

    Args:
        row: five integers, indices into `ATTRIBUTES`.
        rng: where the choice of words and of their order comes from.
        wording: one of `WORDINGS`: "training"; "new templates", those kept out of training; or "new synonyms", those kept
            out, wherever the scene has one whose words are known.

    Returns:
        a caption that names all five attributes, such as "a tiny crimson 7 against a blue ground in the upper left".

    Raises:
        ValueError: if there is no such wording.
    """
    if wording not in WORDINGS:
        raise ValueError(f"no wording {wording!r}, only {', '.join(WORDINGS)}")
    templates = NEW_TEMPLATES if wording == "new templates" else TRAINING_TEMPLATES
    scene = {name: choose(synonyms_of(name, value, wording), rng) for name, value in names(row).items()}
    in_position = f"{choose(('in', 'at'), rng)} the {scene['position']}"
    text = choose(templates, rng).format(**scene, in_position=in_position, noun=choose(GROUND_NOUNS, rng))
    return with_articles(text)


def synonyms_of(attribute: str, value: str, wording: str) -> tuple[str, ...]:
    """List the synonyms of a value that a wording chooses from: what is new about it if the wording asks for that, else training's."""
    new = NEW_SYNONYMS[attribute].get(value)
    if wording == "new synonyms" and new and new not in UNKNOWN_WORDS:
        return (new,)
    return training_synonyms(attribute, value)


def training_synonyms(attribute: str, value: str) -> tuple[str, ...]:
    """List the synonyms of a value that captions of training have."""
    return tuple(synonym for synonym in SYNONYMS[attribute][value] if synonym != NEW_SYNONYMS[attribute].get(value))


def new_synonyms(row) -> dict[str, str]:
    """Find what is new about a scene in the wording "new synonyms": attribute to synonym, often none, never unknown words."""
    found = {name: NEW_SYNONYMS[name].get(value) for name, value in names(row).items()}
    return {name: synonym for name, synonym in found.items() if synonym and synonym not in UNKNOWN_WORDS}


def read_caption(text: str) -> dict[str, str]:
    """Read which attributes a caption names.

    A colour belongs to the ground if "on", "against", "over" or "upon" stands before it or "ground",
    "background" or "backdrop" behind it, and to the object otherwise.

    >>> read_caption("a scarlet 7 on blue")
    {'colour': 'red', 'object': 'seven', 'ground': 'blue'}

    Args:
        text: what somebody typed; words that name no attribute are passed over.

    Returns:
        attribute to value, of the attributes that the text names.

    Raises:
        UserError: if the text names two values for one attribute, or one colour for object and ground.
    """
    return {attribute: value for attribute, (value, _, _) in _find_names(split_words(text)).items()}


def describes_scenes(words) -> bool:
    """Tell whether a vocabulary is that of the scenes: it has every word of the captions of training."""
    return {word for (_, name) in NAMES for word in name} - set(UNKNOWN_WORDS) <= set(words)


def complete_caption(text: str, rng: np.random.Generator) -> str:
    """Fill in at random what a caption leaves open; the words that are there stay as they are.

    >>> complete_caption("a red seven on blue", np.random.default_rng(0))
    'a red big seven on blue in the bottom right'

    Args:
        text: a caption that names any number of the five attributes.
        rng: where the missing attributes come from.

    Returns:
        a caption that names all five.

    Raises:
        UserError: if the text names two values for one attribute, or one colour for object and ground.
    """
    words = split_words(text)
    found = _find_names(words)
    values = {attribute: value for attribute, (value, _, _) in found.items()}
    missing = [attribute for attribute in ATTRIBUTES if attribute not in found]
    for attribute in missing:
        taken = {"colour": values.get("ground"), "ground": values.get("colour")}.get(attribute)
        values[attribute] = choose([value for value in ATTRIBUTES[attribute] if value != taken], rng)
    if not missing:
        return " ".join(words)
    words_of = {name: split_words(choose(training_synonyms(name, values[name]), rng)) for name in missing}
    # Before the object's word if there is one, else behind the last word that describes it.
    at = found["object"][1] if "object" in found else max((found[name][2] for name in ("size", "colour") if name in found), default=0)
    words[at:at] = [word for name in ("size", "colour", "object") if name in missing for word in words_of[name]]
    if "position" in missing:
        words += ["in", "the", *words_of["position"]]
    if "ground" in missing:
        words += ["on", _article(words_of["ground"][0]), *words_of["ground"], "ground"]
    return " ".join(words)


def _find_names(words: list[str]) -> dict[str, tuple[str, int, int]]:
    """Find the words that name attributes: attribute to (value, first word, one behind the last word)."""
    found: dict[str, tuple[str, int, int]] = {}
    for attribute, value, start, end in spot_names(words):
        if attribute in found and found[attribute][0] != value:
            _, first_start, first_end = found[attribute]
            refuse_two(attribute, " ".join(words[first_start:first_end]), " ".join(words[start:end]))
        found.setdefault(attribute, (value, start, end))
    if "colour" in found and "ground" in found and found["colour"][0] == found["ground"][0]:
        refuse_same_colour(found["colour"][0])
    return found


def spot_names(words: list[str]) -> Iterator[tuple[str, str, int, int]]:
    """Go through a text: each name of a value as (attribute, value, first word, one behind the last word), "ground" for its colour."""
    start = 0
    while start < len(words):
        for (attribute, name), value in NAMES.items():
            end = start + len(name)
            if tuple(words[start:end]) == name:
                yield "ground" if attribute == "colour" and _describes_ground(words, start, end) else attribute, value, start, end
                start = end - 1
                break
        start += 1


def refuse_two(attribute: str, first: str, second: str) -> NoReturn:
    """Tell that a text names two values for one attribute, as they were typed."""
    whose = "the ground's colour" if attribute == "ground" else f"the {attribute}"
    raise UserError(f'The text contradicts itself: "{first}" and "{second}" for {whose}. Keep one of the two.')


def refuse_same_colour(colour: str) -> NoReturn:
    """Tell that an object would not be seen on its ground."""
    raise UserError(f"The object and the ground would both be {colour}, so nothing would be visible. Give them two colours.")


def _describes_ground(words: list[str], start: int, end: int) -> bool:
    before = [word for word in words[:start] if word not in ("a", "an", "the")][-1:]
    return any(word in GROUND_NOUNS for word in words[end : end + 1]) or any(word in PREPOSITIONS for word in before)


def choose(options, rng: np.random.Generator):
    """Pick one of several, each as likely."""
    return options[int(rng.integers(len(options)))]


def with_articles(text: str) -> str:
    """Write "a" or "an" for each A, by the sound that follows."""
    words = text.split()
    for index, word in enumerate(words):
        if word == "A":
            words[index] = _article(words[index + 1])
    return " ".join(words)


def _article(following: str) -> str:
    return "an" if following[0] in "aeiou8" and not following.startswith("one") else "a"
