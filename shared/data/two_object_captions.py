"""The English of two objects: the same words in another order are another picture.

"A green triangle right of a red seven" is the scene of "a red seven left of a green triangle"; "a green seven left of
a red triangle" is not. One object is described and read as captions.py does it.
"""

import numpy as np

from shared.base.errors import UserError
from shared.data import captions
from shared.data.captions import GROUND_NOUNS, WORDINGS, choose, refuse_same_colour, refuse_two, spot_names, synonyms_of, with_articles
from shared.data.scenes import names
from shared.data.two_objects import ATTRIBUTES, NONE, ONE_OBJECT, RELATIONS, SIZES, has_two
from shared.data.words import split_words

OPPOSITES = {"left of": "right of", "above": "below", "right of": "left of", "below": "above"}
PHRASES = {
    "left of": ("left of", "to the left of"),
    "right of": ("right of", "to the right of"),
    "above": ("above", "higher up than"),
    "below": ("below", "under", "lower down than"),
}
# The places of the words: {one} stands in the {relation} to {other}, "it" is what was named first, A is "a" or "an".
TEMPLATES = (
    "{one} {relation} {other} on A {ground} {noun}",
    "on A {ground} {noun}, {one} {relation} {other}",
    "{one} is {relation} {other}, {ground} {noun}",
    "{relation} {other}, {one} on {ground}",
    "A {ground} {noun} with {one} {relation} {other}",
    "{other} and, {relation} it, {one} against A {ground} {noun}",
    "against A {ground} {noun}, {relation} {other}, {one}",
    "{one} on A {ground} {noun}, {relation} {other}",
    "A {ground} {noun} and {other} with {one} {relation} it",
    "{relation} {other} is {one}, on {ground}",
)
NEW_TEMPLATES = (TEMPLATES[1], TEMPLATES[9])  # kept out of training
TRAINING_TEMPLATES = tuple(template for template in TEMPLATES if template not in NEW_TEMPLATES)
RELATION_WORDS = {tuple(phrase.split()): relation for relation, phrases in PHRASES.items() for phrase in phrases}


def write_caption(row, rng: np.random.Generator, wording: str = "training") -> str:
    """Describe a scene of one object or two in one of many ways.

    Args:
        row: eight integers, indices into `two_objects.ATTRIBUTES`.
        rng: where the choice of words, of their order and of the object to begin with comes from.
        wording: one of `captions.WORDINGS`.

    Returns:
        a caption that names all attributes, such as "a tiny crimson 7 left of a green medium star on a blue ground".

    Raises:
        ValueError: if there is no such wording.
    """
    if wording not in WORDINGS:
        raise ValueError(f"no wording {wording!r}, only {', '.join(WORDINGS)}")
    if not has_two(row):
        return captions.write_caption([row[column] for column in ONE_OBJECT], rng, wording)
    scene = names(row, ATTRIBUTES)
    template = choose(NEW_TEMPLATES if wording == "new templates" else TRAINING_TEMPLATES, rng)
    return _write(scene, template, rng, wording, turned=rng.random() < 0.5)


def read_caption(text: str) -> dict[str, str]:
    """Read which attributes a caption of one object or two names.

    An object's noun closes its description: the sizes and colours since the noun before are its own. What follows a
    relation is what the other object is left of, right of, above or below.

    >>> read_caption("right of a red 7, a star on blue")
    {'colour': 'red', 'object': 'seven', 'second object': 'star', 'place': 'left of', 'ground': 'blue'}

    Args:
        text: what somebody typed; words that name no attribute are passed over.

    Returns:
        attribute to value, of the attributes that the text names: those of `two_objects.ATTRIBUTES`. Two objects
        without a relation between them come in the order of the text, without "place".

    Raises:
        UserError: if the text names three objects, two values for one attribute, a size that two objects can't have, or
            one colour for an object and the ground.
    """
    words = split_words(text)
    objects, ground = _find_objects(words)
    if len(objects) < 2:
        scene = captions.read_caption(text)
        return {"place" if name == "position" else name: value for name, value in scene.items()}
    if len(objects) > 2:
        named = ", ".join(scene["object"] for scene, _ in objects)
        raise UserError(
            f'The text names {len(objects)} objects ({named}), and a picture has one or two: "a red seven left of a green star".'
        )
    for scene, _ in objects:
        if scene.get("size", "small") not in SIZES:
            raise UserError(f"Of two objects each is {' or '.join(SIZES)}: beside a {scene['size']} one there is no room.")
        if ground and scene.get("colour") == ground:
            refuse_same_colour(ground)
    (first, second), place = _find_relation(words, objects)
    read = first | {f"second {name}": value for name, value in second.items()}
    return read | ({"place": place} if place else {}) | ({"ground": ground} if ground else {})


def describes_two_objects(words) -> bool:
    """Tell whether a vocabulary is that of scenes with two objects: it has the words of the relations, too."""
    return captions.describes_scenes(words) and {word for phrase in RELATION_WORDS for word in phrase} <= set(words)


def complete_caption(text: str, rng: np.random.Generator) -> str:
    """Fill in at random what a caption of one object or two leaves open.

    >>> complete_caption("a star right of a red 7", np.random.default_rng(0))
    'a red medium seven to the left of a violet medium star on an emerald backdrop'

    A caption of two objects that leaves something open is written anew. That of one object, and one that says all, keep
    their words.

    Args:
        text: a caption that names any number of the attributes.
        rng: where the missing attributes and the new words come from.

    Returns:
        a caption that names all attributes.

    Raises:
        UserError: as `read_caption` does.
    """
    read = read_caption(text)
    if "second object" not in read:
        return captions.complete_caption(text, rng)
    scene = dict(read)
    for name in ATTRIBUTES:
        if name not in read:
            taken = [scene.get("ground")] if name.endswith("colour") else [scene.get("colour"), scene.get("second colour")]
            choices = {"size": SIZES, "second size": SIZES, "place": RELATIONS}.get(name, ATTRIBUTES[name])
            scene[name] = choose([value for value in choices if value != NONE and value not in taken], rng)
    if scene == read:
        return " ".join(split_words(text))
    return _write(scene, TRAINING_TEMPLATES[0], rng, "training")


def _write(scene: dict[str, str], template: str, rng: np.random.Generator, wording: str, turned: bool = False) -> str:
    """Put the words of a scene of two objects into a template; turned: seen from the second one."""
    one, other = (_describe(scene, which, rng, wording) for which in ("", "second "))
    relation = scene["place"]
    if turned:
        one, other, relation = other, one, OPPOSITES[relation]
    text = template.format(
        one=one,
        other=other,
        relation=choose(PHRASES[relation], rng),
        ground=choose(synonyms_of("ground", scene["ground"], wording), rng),
        noun=choose(GROUND_NOUNS, rng),
    )
    return with_articles(text)


def _describe(scene: dict[str, str], which: str, rng: np.random.Generator, wording: str) -> str:
    """Name an object with its size and colour, in either order; which: "" for the first, "second " for the other."""
    size, colour, noun = (choose(synonyms_of(name, scene[which + name], wording), rng) for name in ("size", "colour", "object"))
    return f"A {size} {colour} {noun}" if rng.random() < 0.5 else f"A {colour} {size} {noun}"


def _find_objects(words: list[str]) -> tuple[list[tuple[dict[str, str], int]], str | None]:
    """Find the objects that a text names, each with the number of its noun's word, and the ground's colour."""
    objects: list[tuple[dict[str, str], int]] = []
    typed: dict[str, tuple[str, str]] = {}  # attribute to value and words, since the last noun; the ground's stay
    for attribute, value, start, end in spot_names(words):
        if attribute == "position":
            continue
        name = " ".join(words[start:end])
        if typed.get(attribute, (value,))[0] != value:
            refuse_two(attribute, typed[attribute][1], name)
        typed.setdefault(attribute, (value, name))
        if attribute == "object":
            objects.append(({key: said for key, (said, _) in typed.items() if key != "ground"}, start))
            typed = {key: said for key, said in typed.items() if key == "ground"}
    return objects, typed["ground"][0] if "ground" in typed else None


def _find_relation(words: list[str], objects: list[tuple[dict[str, str], int]]) -> tuple[list[dict[str, str]], str | None]:
    """Put two objects into the order of a row: the left or the upper one first, and the first one's place.

    Raises:
        UserError: if the text names two relations that differ.
    """
    found: tuple[list[dict[str, str]], str] | None = None
    described = [scene for scene, _ in objects]
    for start in range(len(words)):
        for phrase, relation in RELATION_WORDS.items():
            end = start + len(phrase)
            if tuple(words[start:end]) != phrase:
                continue
            following = [index for index, (_, noun) in enumerate(objects) if noun >= end]
            if words[end : end + 1] == ["it"]:
                other = 0
            elif following:
                other = following[0]
            else:
                continue
            ordered = [described[1 - other], described[other]]
            if relation in ("right of", "below"):
                ordered, relation = ordered[::-1], OPPOSITES[relation]
            if found and found != (ordered, relation):
                raise UserError("The text contradicts itself: it places one object in two ways. Keep one of the two.")
            found = ordered, relation
    return found or (described, None)
