"""Anybody's own pictures become the two files that training reads."""

import io
import tarfile

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from shared.cli import main
from shared.data.dataset import load_dataset
from shared.data.own_pictures import crop_to_square, decode_image


def png(image):
    """A picture as the bytes of a PNG file; (H, W), (H, W, 3) RGB or (H, W, 4) RGBA."""
    order = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}
    return cv2.imencode(".png", cv2.cvtColor(image, order[image.shape[2]]) if image.ndim == 3 else image)[1].tobytes()


def plain(colour, height=20, width=20):
    return np.full((height, width, len(colour)), colour, dtype=np.uint8)


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def photos(tmp_path):
    """A folder of two pictures, one of them with two captions; a name with letters that not every system has."""
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "red.png").write_bytes(png(plain((200, 0, 0), 20, 30)))
    (folder / "grün.png").write_bytes(png(plain((0, 200, 0))))
    (folder / "captions.csv").write_text('file,caption\nred.png,"a red, plain picture"\ngrün.png,green\nred.png,red\n', encoding="utf-8")
    return folder


def test_a_folder_becomes_the_two_files(photos, tmp_path):
    result = run("pack", photos, tmp_path / "data", "--size", 16)
    assert result.exit_code == 0 and "3 captioned pictures" in result.output
    dataset = load_dataset(tmp_path / "data")
    assert dataset.images.shape == (3, 16, 16, 3) and dataset.attributes is None
    assert list(dataset.captions) == ["a red, plain picture", "green", "red"]
    np.testing.assert_array_equal(dataset.images[:, 0, 0], [[200, 0, 0], [0, 200, 0], [200, 0, 0]])


def test_pictures_of_every_kind_become_rgb():
    np.testing.assert_array_equal(decode_image(png(plain((9, 8, 7))), "x")[0, 0], [9, 8, 7])
    np.testing.assert_array_equal(decode_image(png(np.full((4, 4), 50, np.uint8)), "grey")[0, 0], [50, 50, 50])
    np.testing.assert_array_equal(decode_image(png(plain((9, 8, 7, 0))), "see-through")[0, 0], [255, 255, 255])
    np.testing.assert_array_equal(decode_image(png(plain((0, 0, 0, 51))), "one fifth black")[0, 0], [204, 204, 204])
    sixteen_bits = np.concatenate([plain((9, 8, 7, 255)), plain((0, 0, 0, 0))]).astype(np.uint16) * 257
    np.testing.assert_array_equal(decode_image(png(sixteen_bits), "16 bits, half see-through")[[0, -1], 0], [[9, 8, 7], [255, 255, 255]])
    assert decode_image(png(np.full((4, 4), 50_000, np.uint16)), "16 bits").dtype == np.uint8


def test_what_is_see_through_leaves_no_dark_rim(tmp_path):
    """A yellow disc on see-through black, as icons are: every pixel lies between yellow and white, at the rim too."""
    disc = cv2.circle(plain((0, 0, 0, 0), 99, 99), (49, 49), 30, (255, 220, 0, 255), thickness=-1, lineType=cv2.LINE_AA)
    small = crop_to_square(decode_image(png(disc), "disc"), 16).astype(int)
    assert small[..., 0].min() > 200 and small[..., 1].min() > 180
    assert small[8, 8].tolist() == [255, 220, 0] and small[0, 0].tolist() == [255, 255, 255]


def test_a_table_may_have_spaces_and_empty_lines(photos, tmp_path):
    (photos / "captions.csv").write_text('file, caption\nred.png, "red, plain" \n\n grün.png , grün \n,\n', encoding="utf-8")
    assert run("pack", photos, tmp_path / "data").exit_code == 0
    assert list(load_dataset(tmp_path / "data").captions) == ["red, plain", "grün"]


def test_the_middle_of_a_picture_is_kept():
    image = np.zeros((10, 30, 3), np.uint8)
    image[:, 10:20] = 255
    assert (crop_to_square(image, 16) == 255).all()
    assert (crop_to_square(image.transpose(1, 0, 2), 16) == 255).all()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (None, ["no captions.csv", "columns file and caption"]),
        ("", ["can't be read as a table"]),
        ("name,text\nred.png,red\n", ["columns file and caption", "name, text"]),
        ("file,caption\n", ["no line"]),
        ("file,caption\nred.png,\n", ["line 2", "missing"]),
        ("file,caption\n\nred.png,red\nred.png,!?\n", ["line 4", "'!?'", "no word"]),
        ("file;caption\nred.png;red\n", ["a comma between", "file;caption"]),
        ("file,caption\nred.png,a red, round thing\n", ["more values", "into quotes"]),
        ("file,caption\nred.png,red\nred.png,a red, round thing\n", ["commas in quotes", "line 3"]),
        ("file,caption\na\0b.png,red\n", ["no such file"]),
        ("file,caption\nred.png,red\nblue.png,blue\n", ["blue.png", "no such file"]),
        ("file,caption\ncaptions.csv,red\n", ["no picture that OpenCV can read"]),
    ],
)
def test_a_folder_that_cannot_be_packed_is_one_sentence(photos, tmp_path, table, words):
    if table is None:
        (photos / "captions.csv").unlink()
    else:
        (photos / "captions.csv").write_text(table, encoding="utf-8")
    result = run("pack", photos, tmp_path / "data")
    assert result.exit_code == 2 and "Traceback" not in result.output and not (tmp_path / "data").exists()
    assert [word for word in words if word not in result.output] == [], result.output


def test_a_size_that_does_not_divide_is_one_sentence(photos, tmp_path):
    result = run("pack", photos, tmp_path / "data", "--size", 30)
    assert result.exit_code == 2 and "must divide by 4" in result.output


def archive(path, files):
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


@pytest.fixture
def downloads(tmp_path):
    """The two archives of the flowers in small: their form, with made-up content."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    jpegs = [cv2.imencode(".jpg", plain((0, 0, 250 - number), 40, 60))[1].tobytes() for number in (0, 9, 18)]  # blue, green, red
    archive(
        folder / "102flowers.tgz", {f"jpg/image_0000{number}.jpg": jpeg for number, jpeg in enumerate(jpegs, 1)} | {"jpg/notes.txt": b"x"}
    )
    ten = "".join(f"this flower has {number} red petals\n" for number in range(10))
    archive(
        folder / "cvpr2016_flowers.tar.gz",
        {
            "cvpr2016_flowers/text_c10/class_00001/image_00001.txt": ten.encode(),
            "cvpr2016_flowers/text_c10/class_00002/image_00003.txt": "\n the petals are rédish \n".encode("latin-1"),
            "cvpr2016_flowers/text_c10/class_00001.t7": b"\x00",
        },
    )
    return folder


def test_flowers_become_the_two_files(downloads, tmp_path):
    result = run("flowers", downloads, tmp_path / "data")
    assert result.exit_code == 0 and "4 captioned pictures" in result.output
    dataset = load_dataset(tmp_path / "data")
    assert dataset.images.shape == (4, 64, 64, 3) and dataset.images[0, 30, 30, 0] > 200 > 50 > dataset.images[0, 30, 30, 2]
    assert dataset.captions[2] == "this flower has 2 red petals" and dataset.captions[3].startswith("the petals are r")


@pytest.mark.parametrize("name", ["102flowers.tgz", "cvpr2016_flowers.tar.gz"])
def test_broken_downloads_are_one_sentence(downloads, tmp_path, name):
    path = downloads / name
    content = path.read_bytes()
    for spoiled, words in ((None, "download it"), (content[: len(content) // 2], "download it again"), (b"<html>", "download it again")):
        path.unlink(missing_ok=True)
        if spoiled is not None:
            path.write_bytes(spoiled)
        result = run("flowers", downloads, tmp_path / "data")
        assert result.exit_code == 2 and name in result.output and words in result.output, result.output
        assert not (tmp_path / "data").exists()


def test_archives_of_something_else_are_one_sentence(downloads, tmp_path):
    archive(downloads / "102flowers.tgz", {"photo.jpg": b""})
    result = run("flowers", downloads, tmp_path / "data")
    assert result.exit_code == 2 and "No photo of 102flowers.tgz has a caption" in result.output
