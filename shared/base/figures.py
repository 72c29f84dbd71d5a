"""Figures and animations in a page, with words in place of the picture for whoever can't see it."""

from base64 import b64encode
from collections.abc import Callable, Iterable
from html import escape
from io import BytesIO
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import HTML, display
from PIL import Image

COLOURS = 64  # of an animation: enough for lines and maps, and a third of the bytes of 256


def show_figure(alt: str) -> None:
    """Show the figure, as `plt.show()` does, with an alt text: what a screen reader reads out in its place.

    JupyterLab has no place for an alt text in the pictures that Matplotlib sends, so this sends an HTML element.

    Args:
        alt: what there is to see, in a sentence or two.
    """
    data = BytesIO()
    plt.gcf().savefig(data, format="png", bbox_inches="tight")
    plt.close()
    _display(data.getvalue(), "png", alt)


def show_animation(draw: Callable[[Any], None], frames: Iterable[Any], alt: str, seconds: float = 0.2) -> None:
    """Show figures one after the other, again and again; the last one stays a second longer.

    Args:
        draw: draws a new figure of one size, such as with `plt.subplots`, from a frame.
        frames: what it draws, one after the other.
        alt: what there is to see, and what changes.
        seconds: how long each one stays.
    """
    images = []
    for frame in frames:
        draw(frame)
        canvas: Any = plt.gcf().canvas
        canvas.draw()
        picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        plt.close()
        images.append(picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE))
    durations = [round(1000 * seconds)] * len(images)
    durations[-1] += 1000
    data = BytesIO()
    images[0].save(data, format="gif", save_all=True, append_images=images[1:], duration=durations, loop=0)
    _display(data.getvalue(), "gif", alt)


def _display(data: bytes, kind: str, alt: str) -> None:
    display(HTML(f'<img alt="{escape(alt)}" src="data:image/{kind};base64,{b64encode(data).decode()}">'))
