"""Real photos with captions: the Oxford-102 flowers, described by people for Reed et al. 2016.

Two archives, which you download yourself and put into one folder as they are:

    102flowers.tgz            the photos, jpg/image_00001.jpg to jpg/image_08189.jpg
                              (Nilsback & Zisserman 2008, Visual Geometry Group, University of Oxford)
    cvpr2016_flowers.tar.gz   the captions, …/text_c10/class_00001/image_06734.txt, ten lines of English each
                              (Reed, Akata, Lee & Schiele 2016, "Learning deep representations of fine-grained visual descriptions")
"""

import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tqdm import tqdm

from shared.base.errors import UserError
from shared.data.dataset import Dataset
from shared.data.own_pictures import crop_to_square, decode_image
from shared.data.words import split_words

PHOTOS, CAPTIONS = "102flowers.tgz", "cvpr2016_flowers.tar.gz"
CAPTIONS_EACH = 3  # of ten: with all of them the pictures would take a gigabyte


def read_flowers(folder: Path, size: int) -> Dataset:
    """Read photos and captions from the two archives; nothing is unpacked to the disk.

    Args:
        folder: holds 102flowers.tgz and cvpr2016_flowers.tar.gz.
        size: side of the pictures that come out; longer sides are cropped to the middle.

    Returns:
        up to 24,567 rows: each photo with its first three captions, without attributes.

    Raises:
        UserError: if an archive is missing or broken, or no photo has a caption.
    """
    captions = {}
    for name, content in _members(folder / CAPTIONS, r"(?:^|/)text_c10/[^/]+/(image_\d+)\.txt$", "Reading captions"):
        lines = content.decode("utf-8", errors="replace").splitlines()
        captions[name] = [line.strip() for line in lines if split_words(line)][:CAPTIONS_EACH]
    images, texts = [], []
    for name, content in _members(folder / PHOTOS, r"(?:^|/)jpg/(image_\d+)\.jpg$", "Reading photos"):
        if captions.get(name):
            images += [crop_to_square(decode_image(content, f"{PHOTOS}: {name}.jpg"), size)] * len(captions[name])
            texts += captions[name]
    if not texts:
        raise UserError(f"No photo of {PHOTOS} has a caption in {CAPTIONS}: are these the archives that `text2image flowers --help` names?")
    return Dataset(np.stack(images), np.array(texts), None)


def _members(path: Path, pattern: str, doing: str) -> Iterator[tuple[str, bytes]]:
    """Read the files of an archive whose path in it fits a pattern: what its group holds, and the content."""
    if not path.exists():
        raise UserError(f"There is no {path.name} in {path.parent}: download it, and leave it packed.")
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in tqdm(archive, desc=doing, unit=""):
                fits = re.search(pattern, member.name)
                if fits and (file := archive.extractfile(member)):
                    yield fits[1], file.read()
    except (tarfile.TarError, OSError, EOFError) as error:
        raise UserError(f"{path} can't be read to its end ({error}): download it again.") from error
