"""The diagram of the networks says what they are, and is the same each time."""

import cv2
import pytest

from shared.model.discriminator import make_discriminator
from shared.model.generator import make_generator
from tools.draw_networks import draw_networks, feature_maps


def test_feature_maps_are_those_of_the_networks():
    assert feature_maps(make_generator(16, 8)) == ["2×2×128", "4×4×64", "8×8×32", "16×16×16"]
    assert feature_maps(make_discriminator(16, 8)) == ["16×16×16", "8×8×32", "4×4×64", "2×2×128"]


@pytest.mark.slow
def test_the_diagram_is_the_same_each_time(tmp_path):
    for name in ("one.svg", "again.svg", "picture.png"):
        draw_networks(tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "again.svg").read_bytes()
    picture = cv2.imread(str(tmp_path / "picture.png"))
    assert picture.shape[1] == 1500 and (picture[0, 0] == 255).all() and len(set(picture[..., 0].ravel())) > 100
