"""Scenes of two objects: apart and where they should be, said in either direction, held out without a leak."""

import doctest
import itertools
import re

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.base.errors import UserError
from shared.cli import main
from shared.data import captions, scenes, two_object_captions
from shared.data.captions import NEW_SYNONYMS, SYNONYMS, UNKNOWN_WORDS, WORDINGS
from shared.data.dataset import load_dataset, make_scenes, make_two_object_scenes
from shared.data.held_out import SETS, combinations
from shared.data.scenes import COLOUR_JITTER, COLOURS, names, to_indices
from shared.data.two_object_captions import OPPOSITES, PHRASES, TEMPLATES, complete_caption, read_caption, write_caption
from shared.data.two_object_sets import (
    KIND_OF_COLUMN,
    KINDS,
    PARTNERS_OF_OBJECT,
    SIDES,
    SIDES_OF_OBJECT,
    belongs,
    draw_families,
    draw_mixed_rows,
    draw_rows,
    new_things,
)
from shared.data.two_objects import (
    ATTRIBUTES,
    COLOUR,
    GAP,
    GROUND,
    OBJECT,
    PLACE,
    SECOND_COLOUR,
    SECOND_OBJECT,
    SECOND_SIZE,
    SIZE,
    SIZES,
    SWAPS,
    draw_masks,
    draw_scene,
    from_one_object,
    has_two,
    swap,
)

EVERY = np.concatenate([draw_rows(400, np.random.default_rng(0), which) for which in SETS])
rows = st.sampled_from(EVERY.tolist())
seeds = st.integers(0, 2**32 - 1)
few = settings(deadline=None, max_examples=40)


def box(mask) -> np.ndarray:
    """The first and the last row and column of an object: [[top, left], [bottom, right]]."""
    pixels = np.argwhere(mask > 0)
    return np.array([pixels.min(axis=0), pixels.max(axis=0)])


# Pictures


@few
@given(rows, seeds)
def test_objects_are_whole_apart_and_in_their_relation(row, seed):
    first, second = (box(mask) for mask in draw_masks(row, np.random.default_rng(seed)))
    along = 1 if names(row, ATTRIBUTES)["place"] == "left of" else 0
    assert second[0, along] - first[1, along] - 1 >= GAP
    assert min(first.min(), second.min()) >= 1 and max(first.max(), second.max()) <= 62
    apart = (second.sum(axis=0) - first.sum(axis=0)) / 2
    assert apart[along] >= 2 * abs(apart[1 - along])


def test_the_largest_objects_have_room():
    """By construction: every pair of sizes leaves a gap, in the drawing that comes out largest too."""
    row = EVERY[0].copy()
    row[[SIZE, SECOND_SIZE]] = list(SIZES).index("medium")
    sides = []
    for seed in range(280):
        row[[OBJECT, SECOND_OBJECT]] = seed % 14, seed // 14 % 14
        sides += [np.ptp(box(mask), axis=0).max() + 1 for mask in draw_masks(row, np.random.default_rng(seed))]
    assert min(sides) >= 23 and max(sides) <= 29
    assert 2 * 29 + GAP <= 62


@few
@given(rows, seeds)
def test_a_picture_has_ground_between_its_objects(row, seed):
    """The picture's own pixels: away from the masks there is one colour, and inside them the objects'."""
    image = draw_scene(row, np.random.default_rng(seed)).astype(int)
    masks = draw_masks(row, np.random.default_rng(seed))  # the same numbers, drawn first
    ground = image[(masks == 0).all(axis=0)]
    assert (ground == ground[0]).all()
    scene = names(row, ATTRIBUTES)
    assert np.abs(ground[0] - COLOURS[scene["ground"]]).max() <= COLOUR_JITTER + 1
    for mask, colour in zip(masks, ("colour", "second colour"), strict=True):
        inside = image[mask == mask.max()][0]
        assert (
            np.abs(inside - (COLOURS[scene["ground"]] + mask.max() * np.subtract(COLOURS[scene[colour]], COLOURS[scene["ground"]]))).max()
            <= 16
        )


def test_places_vary():
    row = EVERY[0]
    tops, lefts = zip(*(box(draw_masks(row, np.random.default_rng(seed))[0])[0] for seed in range(100)), strict=True)
    assert len(set(tops)) > 12 and len(set(lefts)) > 12


def test_same_seed_same_bytes():
    first, again, other = (make_two_object_scenes(12, seed) for seed in (1, 1, 2))
    for name in ("images", "captions", "attributes"):
        assert getattr(first, name).tobytes() == getattr(again, name).tobytes() != getattr(other, name).tobytes()


def test_one_object_is_drawn_as_ever():
    five = combinations("training")[::3000]
    for row, eight in zip(five, from_one_object(five), strict=True):
        assert not has_two(eight)
        assert (draw_scene(eight, np.random.default_rng(1)) == scenes.draw_scene(row, np.random.default_rng(1))).all()


# Sets


@pytest.mark.parametrize("which", SETS)
def test_scenes_of_a_set_can_be_seen_and_told_apart(which):
    for row in draw_mixed_rows(1000, np.random.default_rng(1), which)[1::2]:
        scene = names(row, ATTRIBUTES)
        assert scene["ground"] not in (scene["colour"], scene["second colour"])
        assert (scene["object"], scene["colour"]) != (scene["second object"], scene["second colour"])
        assert scene["size"] in SIZES and scene["second size"] in SIZES and scene["place"] in ("left of", "above")


def things(row) -> set[tuple]:
    """What could be held out about a scene, by names: written without the tables that decide it."""
    scene = names(row, ATTRIBUTES)
    found = {("object-colour", scene["object"], scene["colour"]), ("colour-ground", scene["colour"], scene["ground"])}
    if scene["second object"] == "none":
        return found
    pair = sorted([scene["object"], scene["second object"]])
    sides = [("side", scene["object"], scene["place"]), ("side", scene["second object"], OPPOSITES[scene["place"]])]
    second = {("object-colour", scene["second object"], scene["second colour"]), ("colour-ground", scene["second colour"], scene["ground"])}
    return found | second | {("pair", *pair), *sides}


def test_training_is_free_of_all_that_is_held_out():
    """What a held-out scene has and training has not is what is new about it; no two sets share any of it."""
    drawn = {which: draw_mixed_rows(12_000, np.random.default_rng(1), which) for which in SETS}
    in_training = set().union(*map(things, drawn["training"]))
    new = {which: set().union(*map(things, drawn[which])) - in_training for which in ("validation", "test")}
    assert all(things(row) & new[which] for which in new for row in drawn[which])
    assert not new["validation"] & new["test"]
    count = {which: {kind: sum(thing[0] == kind for thing in new[which]) for kind in ("object-colour", "pair", "side")} for which in new}
    assert count == {"validation": {"object-colour": 7, "pair": 7, "side": 4}, "test": {"object-colour": 14, "pair": 14, "side": 7}}


def test_a_data_set_for_training_holds_none():
    attributes = to_indices(make_two_object_scenes(150, seed=1).attributes, ATTRIBUTES)
    assert (new_things(attributes) == 0).all()
    assert has_two(attributes).sum() == 75


def test_what_is_held_out_is_alike_from_both_objects():
    assert (PARTNERS_OF_OBJECT == PARTNERS_OF_OBJECT.T).all() and not PARTNERS_OF_OBJECT.diagonal().any()
    for table, side in itertools.product((PARTNERS_OF_OBJECT, SIDES_OF_OBJECT), (0, 1)):
        assert (table == 0).mean(axis=side).min() >= 0.5
    assert [OPPOSITES[side] for side in SIDES] == [*SIDES[2:], *SIDES[:2]]  # the second object's side, two columns on


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("which", ["validation", "test"])
def test_a_kind_is_new_in_one_way(which, kind):
    new = new_things(draw_rows(200, np.random.default_rng(1), which, kind))
    mine = KINDS.index(kind) == KIND_OF_COLUMN
    assert set(new[:, mine].max(axis=1)) == {SETS.index(which)} and not new[:, ~mine].any()


@pytest.mark.parametrize("which", SETS)
def test_scenes_come_in_families_of_near_misses_and_swaps(which):
    """Most scenes of two objects differ from the first of their family in one attribute, or in what a swap exchanges."""
    drawn = draw_families(2000, np.random.default_rng(1), which)
    assert belongs(drawn, which).all()
    first, found = drawn[0], {kind: 0 for kind in [*ATTRIBUTES, *SWAPS]}
    for row in drawn[1:]:
        differing = np.flatnonzero(row != first)
        swaps = [what for what in SWAPS if (swap(first, what) == row).all()]
        if swaps:
            found[swaps[0]] += 1
        elif len(differing) == 1:
            found[list(ATTRIBUTES)[differing[0]]] += 1
        else:
            first = row
    assert sum(found.values()) > 1000 and min(found.values()) >= 5


def test_training_has_every_value_many_times():
    drawn = draw_rows(4000, np.random.default_rng(1))
    for columns, least in (((OBJECT, SECOND_OBJECT), 200), ((COLOUR, SECOND_COLOUR), 200), ((PLACE,), 1000), ((GROUND,), 200)):
        counts = np.unique(drawn[:, columns], return_counts=True)[1]
        assert counts.min() >= least


def test_an_unknown_set_or_kind_is_refused():
    for which, kind in (("held out", None), ("test", "new"), ("training", KINDS[0])):
        with pytest.raises(ValueError):
            draw_rows(1, np.random.default_rng(0), which, kind)


# Captions


def named(row) -> dict[str, str]:
    return {name: value for name, value in names(row, ATTRIBUTES).items() if value != "none"}


def test_example_in_docstring():
    results = doctest.testmod(two_object_captions)
    assert results.attempted and not results.failed


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("which", SETS)
def test_what_is_written_can_be_read(which, wording):
    rng = np.random.default_rng(1)
    for row in draw_mixed_rows(1000, rng, which):
        caption = write_caption(row, rng, wording)
        assert read_caption(caption) == named(row), caption
        assert not re.search(r"\ba (?!one)[aeiou8]", caption) and not re.search(r"\ban (one|[^aeiou8])", caption)


def captions_of(wording: str, count: int = 3000) -> list[str]:
    rng = np.random.default_rng(1)
    return [write_caption(row, rng, wording) for row in draw_rows(count, rng)]


def skeleton(caption: str) -> str:
    """A caption without what it says: the order of its parts."""
    text = re.sub(r"\b(ground|background|backdrop)\b", "NOUN", caption)
    for phrases in sorted(PHRASES.values(), key=lambda phrases: -max(map(len, phrases))):
        for phrase in sorted(phrases, key=len, reverse=True):
            text = re.sub(rf"\b{phrase}\b", "RELATION", text)
    text = re.sub(rf"\b({'|'.join(sum(SYNONYMS['object'].values(), ()))})\b", "OBJECT", text)
    kept = ("OBJECT", "NOUN", "RELATION", "on", "against", "and", "with", "it", "is")
    return " ".join(word for word in re.findall(r"\w+|,", text) if word in (*kept, ","))


def test_new_templates_are_new():
    training, new = ({skeleton(caption) for caption in captions_of(wording)} for wording in ("training", "new templates"))
    assert len(training) == len(TEMPLATES) - 2 and len(new) == 2 and not training & new


def test_new_synonyms_are_new():
    """Words that training never has are in no wording; "azure" is no object's colour there and "golden" no ground's."""
    for wording in WORDINGS:
        words = set(" ".join(captions_of(wording)).replace(",", "").split())
        assert not words & set(UNKNOWN_WORDS)
    for caption in captions_of("training") + captions_of("new templates"):
        assert not re.search(r"\bgolden (ground|background|backdrop)\b|\b(on|against) golden\b", caption)
        for at in [match.start() for match in re.finditer(r"\bazure\b", caption)]:
            assert re.search(r"(on|against)( an)? $|^an $", caption[:at]) or re.match(r"azure (ground|background|backdrop)", caption[at:])
    assert NEW_SYNONYMS["colour"]["blue"] == "azure"
    row = next(row for row in EVERY if names(row, ATTRIBUTES)["second colour"] == "blue")
    assert all("azure" in write_caption(row, np.random.default_rng(seed), "new synonyms") for seed in range(50))


def test_all_words_of_new_wordings_occur_in_training():
    known, *new = (set(" ".join(captions_of(wording)).replace(",", "").split()) for wording in WORDINGS)
    assert not set().union(*new) - known


def test_both_directions_are_said():
    row = EVERY[0]
    assert names(row, ATTRIBUTES)["place"] in PHRASES
    said = [write_caption(row, np.random.default_rng(seed)) for seed in range(200)]
    there, back = (
        [any(phrase in caption for phrase in PHRASES[place]) for caption in said]
        for place in (names(row, ATTRIBUTES)["place"], OPPOSITES[names(row, ATTRIBUTES)["place"]])
    )
    assert 60 < sum(there) < 140 and sum(there) + sum(back) == 200
    assert len(set(said)) > 150


def test_order_matters():
    same = (
        "a red seven left of a green triangle",
        "a green triangle right of a red 7",
        "left of a green triangle, a red seven",
        "a green triangle and, left of it, a red seven",
        "A green triangle with a RED 7 to the left of it!",
    )
    assert len({tuple(sorted(read_caption(text).items())) for text in same}) == 1
    swapped = (
        "a green seven left of a red triangle",
        "a red triangle left of a green seven",
        "a red seven right of a green triangle",
        "a red seven above a green triangle",
    )
    assert len({tuple(sorted(read_caption(text).items())) for text in (same[0], *swapped)}) == 5


def test_what_is_left_open_is_not_read():
    assert read_caption("a star below a red 7") == {"object": "seven", "colour": "red", "second object": "star", "place": "above"}
    assert read_caption("a red seven and a star") == {"object": "seven", "colour": "red", "second object": "star"}
    assert read_caption("a red seven at the top left") == {"object": "seven", "colour": "red", "place": "top left"}
    assert read_caption("") == {}


@pytest.mark.parametrize(
    "text, told",
    [
        ("a red 7, a star and a blue box", r"names 3 objects \(seven, star, square\), and a picture has one or two"),
        ("a red blue 7 left of a star", '"red" and "blue" for the colour'),
        ("a 7 left of a star on red, blue ground", '"red" and "blue" for the ground\'s colour'),
        ("a 7 left of a star, above it", "two ways"),
        ("a huge 7 left of a star", "each is small or medium"),
        ("a star left of a red 7 on red", "would both be red"),
        ("a red blue 7", '"red" and "blue" for the colour'),
    ],
)
def test_what_cannot_be_drawn_is_told(text, told):
    with pytest.raises(UserError, match=told):
        read_caption(text)


# Swaps


@few
@given(rows, st.sets(st.sampled_from(["size", "colour", "second size", "second colour", "place", "ground"])), seeds)
def test_completing_a_caption(row, said, seed):
    """All is named afterwards, and what was said still holds; a caption that says all stays as it is."""
    scene = named(row)
    one, other = (" ".join(scene[which + name] for name in ("size", "colour") if which + name in said) for which in ("", "second "))
    text = f"{one} {scene['object']} {scene['place'] if 'place' in said else 'and'} {other} {scene['second object']}"
    text = " ".join(f"{text} {'on ' + scene['ground'] if 'ground' in said else ''}".split())
    completed = complete_caption(text, np.random.default_rng(seed))
    read = read_caption(completed)
    assert set(read) == set(scene) and read["ground"] not in (read["colour"], read["second colour"])
    kept = {"object", "second object", *said}
    assert {name: read[name] for name in kept} == {name: scene[name] for name in kept}
    assert (completed == text) == (len(said) == 6)


def test_a_caption_of_one_object_is_completed_as_ever():
    rng, again = np.random.default_rng(0), np.random.default_rng(0)
    assert complete_caption("a red seven", rng) == captions.complete_caption("a red seven", again)


@pytest.mark.parametrize("what", SWAPS)
def test_a_swap_exchanges_one_thing(what):
    swapped = swap(EVERY, what)
    assert (swap(swapped, what) == EVERY).all() and (swapped != EVERY).any(axis=1).mean() > 0.8
    assert (swap(EVERY[0], what) == swapped[0]).all()
    exchanged = {"colour": [COLOUR, SECOND_COLOUR], "object": [OBJECT, SECOND_OBJECT]}
    others = [column for column in range(8) if column not in exchanged.get(what, range(7))] if what != "place" else [PLACE, GROUND]
    assert (swapped[:, others] == EVERY[:, others]).all()
    # A valid scene still: nothing unseen, and no two alike.
    assert (swapped[:, [OBJECT, COLOUR]] != swapped[:, [SECOND_OBJECT, SECOND_COLOUR]]).any(axis=1).all()
    one = from_one_object(combinations("training")[:5])
    assert (swap(one, what) == one).all()


def test_a_swap_can_lead_out_of_training():
    drawn = draw_rows(500, np.random.default_rng(1))
    assert belongs(drawn, "training").all()
    assert 0 < belongs(swap(drawn, "colour"), "training").mean() < 1


# The command


def test_the_command(tmp_path):
    result = CliRunner().invoke(main, ["data", str(tmp_path / "two"), "--objects", "2", "--count", "20", "--seed", "3"])
    assert result.exit_code == 0, result.output
    dataset, expected = load_dataset(tmp_path / "two"), make_two_object_scenes(20, 3)
    assert (dataset.images == expected.images).all() and (dataset.captions == expected.captions).all()
    assert dataset.attributes is not None and dataset.attributes.shape == (20, 8)
    assert CliRunner().invoke(main, ["data", str(tmp_path / "one"), "--count", "20", "--seed", "3"]).exit_code == 0
    assert (load_dataset(tmp_path / "one").images == make_scenes(20, 3).images).all()


@pytest.mark.parametrize("objects", ["0", "3"])
def test_other_numbers_of_objects_are_told(tmp_path, objects):
    result = CliRunner().invoke(main, ["data", str(tmp_path / "new"), "--objects", objects])
    assert result.exit_code == 2 and f"--objects {objects}: a scene has one object" in result.output
    assert not (tmp_path / "new").exists()
