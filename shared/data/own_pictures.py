"""Anybody's own pictures: a folder of image files and a captions.csv, made into a data set."""

from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from tqdm import tqdm

from shared.base.errors import UserError
from shared.base.pictures import resize
from shared.data.dataset import Dataset
from shared.data.words import split_words

TABLE = "captions.csv"


def pack_folder(folder: Path, size: int) -> Dataset:
    """Read a folder of pictures with their captions.

    Args:
        folder: holds captions.csv, a table with the columns file and caption, and the files that it names (PNG, JPEG
            and whatever else OpenCV reads). A file may have several lines: each caption comes with its picture.
        size: side of the pictures that come out; longer sides are cropped to the middle.

    Returns:
        one picture and one caption a line, without attributes.

    Raises:
        UserError: if the table or a picture is missing or broken, or a line has no caption with a word in it.
    """
    table = _read_table(folder / TABLE)
    images = {}
    for name in tqdm(table["file"].unique(), desc="Reading pictures", unit=""):
        path = folder / name
        try:
            content = path.read_bytes()
        except (OSError, ValueError) as error:  # ValueError: a name that no file can have
            raise UserError(f"{TABLE} names {name}, and there is no such file in {folder}.") from error
        images[name] = crop_to_square(decode_image(content, str(path)), size)
    return Dataset(np.stack([images[name] for name in table["file"]]), table["caption"].to_numpy(dtype=str), None)


def _read_table(path: Path) -> pd.DataFrame:
    if not path.exists():
        raise UserError(f"There is no {path.name} in {path.parent}: a table with the columns file and caption.")
    try:
        # Blank lines stay for now, so that a complaint names the line that an editor shows.
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", skipinitialspace=True, skip_blank_lines=False)
    except (ValueError, OSError) as error:
        raise UserError(
            f"{path} can't be read as a table of comma-separated values in UTF-8, captions with commas in quotes ({error})."
        ) from error
    if not {"file", "caption"} <= set(table.columns):
        raise UserError(f"{path} must have the columns file and caption, with a comma between them, and has {', '.join(table.columns)}.")
    if not isinstance(table.index, pd.RangeIndex):  # pandas takes what is too much for names of the lines
        raise UserError(f"{path} has more values in a line than columns in its head: put captions with commas into quotes.")
    table = table.apply(lambda column: column.str.strip())
    table = table[(table != "").any(axis=1)]
    if table.empty:
        raise UserError(f"{path} has no line below its head.")
    for line, row in table.iterrows():
        if not row["file"] or not row["caption"]:
            raise UserError(f"{path}, line {line + 2}: the file or the caption is missing.")
        if not split_words(row["caption"]):
            raise UserError(f"{path}, line {line + 2}: the caption {row['caption']!r} has no word in it.")
    return table


def decode_image(content: bytes, name: str) -> np.ndarray:
    """Turn the content of an image file into (H, W, 3) uint8, RGB; what is see-through is laid on white.

    Raises:
        UserError: if it is no picture.
    """
    data = np.frombuffer(content, dtype=np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if len(data) else None
    if image is None:
        raise UserError(f"{name} is no picture that OpenCV can read: broken, or another kind of file.")
    if image.ndim == 3 and image.shape[2] == 4 and image.dtype.kind == "u":
        image = image / (2 ** (8 * image.itemsize) - 1)  # 8 or 16 bits become 0…1
        opaque = image[:, :, 3:]
        plain = np.round(255 * (image[:, :, :3] * opaque + 1 - opaque)).astype(np.uint8)
    else:
        plain = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))  # grey, 16 bits, turned by the camera: all become plain
    return cv2.cvtColor(plain, cv2.COLOR_BGR2RGB)


def crop_to_square(image: np.ndarray, size: int) -> np.ndarray:
    """Crop a picture, (H, W, 3) uint8, to the square in its middle and resize it to (size, size, 3)."""
    height, width, _ = image.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return resize(image[None, top : top + side, left : left + side], size)[0]
