"""Figures in a page carry an alt text, animations move, and no figure stays open."""

from base64 import b64decode
from io import BytesIO

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from shared.base import figures


@pytest.fixture
def shown(monkeypatch):
    """What was shown: HTML, one after the other."""
    every = []
    monkeypatch.setattr(figures, "display", lambda html: every.append(html.data))
    return every


def picture(html):
    return Image.open(BytesIO(b64decode(html.partition("base64,")[2])))


def test_figure_has_an_alt_text(shown):
    plt.plot([1, 2])
    figures.show_figure('a line "up" & <right>')
    assert 'alt="a line &quot;up&quot; &amp; &lt;right&gt;"' in shown[0]
    assert picture(shown[0]).format == "PNG" and not plt.get_fignums()


def test_animation_has_all_its_frames(shown):
    def draw(number):
        plt.figure(figsize=(2, 1))
        plt.plot([0, number])

    figures.show_animation(draw, range(5), "a line that grows", seconds=0.1)
    moving = picture(shown[0])
    assert (moving.format, moving.n_frames) == ("GIF", 5) and not plt.get_fignums()
    moving.seek(4)
    assert moving.info["duration"] == 1100
