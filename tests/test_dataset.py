"""The data set: the same bytes from the same seed, read back as written, and checked before anybody trains on it."""

import hashlib

import numpy as np
import pytest

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.base.pictures import resize, to_model_range, to_uint8
from shared.data.dataset import Dataset, load_dataset, make_scenes, save_dataset, scene_rows
from shared.data.held_out import SETS, pair_sets
from shared.data.scenes import names

DIGESTS = {
    "images.npy": "2c2ca64dca3f142702db64a5fd9720f3c2fd60d9204cd6f041f06bd4a1ee221c",
    "captions.npy": "1c8c16a952e4fde054a4e425877f55424a53cb9b461134a1e4ba640622c2b96f",
    "attributes.npy": "480c775b38680acaddc6274d006327a86d888ca0ac7ca70a79f5a14793b83874",
}
IMAGES = np.random.default_rng(1).integers(0, 256, (3, 16, 16, 3), dtype=np.uint8)
CAPTIONS = np.array(["a red seven", "a blue star", "a green box"])


def write(folder, **arrays):
    """Write arrays as NAME.npy into a folder, sound ones where nothing is given."""
    for name, array in ({"images": IMAGES, "captions": CAPTIONS} | arrays).items():
        np.save(folder / f"{name}.npy", array)


def refuse(folder, told: str):
    with pytest.raises(UserError) as caught:
        load_dataset(folder)
    assert told in str(caught.value)


def test_same_bytes_on_every_machine(tmp_path):
    save_dataset(make_scenes(count=200, seed=1), tmp_path)
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.iterdir()} == DIGESTS


def test_what_is_saved_is_loaded(tmp_path):
    saved = make_scenes(count=20, seed=2)
    save_dataset(saved, tmp_path / "new" / "folder")
    loaded = load_dataset(tmp_path / "new" / "folder")
    assert loaded.images.shape == (20, 64, 64, 3) and loaded.images.dtype == np.uint8
    for name in ("images", "captions", "attributes"):
        assert getattr(loaded, name).tobytes() == getattr(saved, name).tobytes()


@pytest.mark.parametrize("which", SETS)
def test_scenes_are_of_the_set_that_was_asked_for(which):
    sets = pair_sets(scene_rows(make_scenes(count=50, seed=1, which=which)))
    assert np.isin(sets, (0, SETS.index(which))).all() and (sets.max(axis=1) == SETS.index(which)).all()


def test_scenes_are_known_by_their_attributes():
    dataset = make_scenes(count=20, seed=1)
    assert [list(names(row).values()) for row in scene_rows(dataset)] == dataset.attributes.tolist()
    assert scene_rows(Dataset(IMAGES, CAPTIONS, None)) is None
    assert scene_rows(Dataset(IMAGES, CAPTIONS, dataset.attributes[:3, :4])) is None
    assert scene_rows(Dataset(IMAGES, CAPTIONS, np.array([["cat", "red", "small", "centre", "blue"]] * 3))) is None


def test_own_pictures_need_no_attributes(tmp_path):
    save_dataset(Dataset(IMAGES, CAPTIONS, None), tmp_path)
    assert load_dataset(tmp_path).attributes is None


@pytest.mark.parametrize(
    "arrays, told",
    [
        ({"images": IMAGES[:0], "captions": CAPTIONS[:0]}, "no picture"),
        ({"images": IMAGES[..., 0]}, "colour"),
        ({"images": IMAGES[..., :1]}, "colour"),
        ({"images": IMAGES.astype(np.float32)}, "uint8"),
        ({"images": np.full(IMAGES.shape, np.nan)}, "NaN"),
        ({"images": IMAGES[:, :12]}, "square"),
        ({"images": np.zeros((3, 18, 18, 3), dtype=np.uint8)}, "divides by 4"),
        ({"captions": CAPTIONS[:2]}, "3 pictures and 2 captions"),
        ({"captions": CAPTIONS[:, None]}, "one line of text a picture"),
        ({"captions": CAPTIONS.astype("S")}, "unicode"),
        ({"captions": np.array(["a red seven", " , ", "a star"])}, "Caption 1"),
        ({"captions": np.array(["a red seven", "", "a star"])}, "Caption 1"),
        ({"captions": np.array(["a star"] * 3)}, "the same"),
        ({"captions": CAPTIONS.astype(object)}, "captions.npy can't be read"),
        ({"attributes": np.array(["seven", "star", "box"])}, "attributes.npy"),
        ({"attributes": np.array([["seven"], ["star"]])}, "attributes.npy"),
        ({"attributes": np.zeros((3, 2))}, "attributes.npy"),
    ],
)
def test_unfit_data_is_refused(tmp_path, arrays, told):
    write(tmp_path, **arrays)
    refuse(tmp_path, told)


@pytest.mark.parametrize("name", ["images", "captions"])
def test_missing_file(tmp_path, name):
    write(tmp_path)
    (tmp_path / f"{name}.npy").unlink()
    refuse(tmp_path, f"no file {name}.npy")


@pytest.mark.parametrize("name", ["images", "captions"])
@pytest.mark.parametrize("kept", [0, 5, 50, 127, 128, 140])
def test_truncated_file(tmp_path, name, kept):
    write(tmp_path)
    path = tmp_path / f"{name}.npy"
    path.write_bytes(path.read_bytes()[:kept])
    refuse(tmp_path, f"{name}.npy can't be read")


def test_archive_under_the_name_of_an_array(tmp_path):
    write(tmp_path)
    with open(tmp_path / "images.npy", "wb") as file:
        np.savez(file, images=IMAGES)
    refuse(tmp_path, "images.npy can't be read")


def test_a_file_is_written_whole(tmp_path):
    path = tmp_path / "captions.npy"
    with atomic_write(path) as temporary:
        temporary.write_text("old")
        assert not path.exists()
    assert path.read_text() == "old"


@pytest.mark.parametrize("trouble", [OSError("disk full"), KeyboardInterrupt()])
def test_trouble_while_writing_leaves_the_old_file_and_nothing_else(tmp_path, trouble):
    path = tmp_path / "captions.npy"
    path.write_text("old")
    with pytest.raises(type(trouble)), atomic_write(path) as temporary:
        temporary.write_text("ne")
        raise trouble
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_trouble_while_saving_leaves_no_file(tmp_path):
    with pytest.raises(ValueError):
        save_dataset(Dataset(IMAGES.astype(object), CAPTIONS, None), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_resize_averages():
    halves = np.zeros((1, 64, 64, 3), dtype=np.uint8)
    halves[:, :, 1::2] = 200
    assert (resize(halves, 32) == 100).all() and resize(halves, 32).shape == (1, 32, 32, 3)
    assert resize(halves, 64) is halves


def test_uint8_survives_the_range_of_models():
    every = np.arange(256, dtype=np.uint8)
    scaled = to_model_range(every)
    assert scaled.dtype == np.float32 and scaled.min() == -1 and scaled.max() == 1
    assert (to_uint8(scaled) == every).all()
    assert to_uint8(np.array([-1.5, 1.5])).tolist() == [0, 255]
