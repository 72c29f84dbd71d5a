"""Draw the final project's networks, how data flows through them, and where each loss attaches: page 3's diagram.

python -m tools.draw_networks final_text2image/networks.svg
"""

import sys
from pathlib import Path

import keras
import matplotlib
import matplotlib.figure
import numpy as np
from keras import layers
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from shared.base.files import atomic_write
from shared.base.pictures import resize
from shared.data.scenes import draw_scene
from shared.model.discriminator import make_discriminator
from shared.model.generator import LATENT_DIM, make_generator
from shared.model.hyperparameters import IMAGE_SIZE
from shared.model.sentence_encoder import HEADS, SENTENCE_DIM
from shared.model.trained_model import TrainedModel
from shared.paths import SHIPPED_MODEL

TEXT = "a small yellow seven in the top left on a black background"
SCENE = (7, 2, 0, 0, 4)  # the same, as a row of attributes: a pair of training
SEED = 2
GENERATOR, DISCRIMINATOR, ENCODER, GREY = "#2a6fb0", "#c65d1e", "#3b8a4a", "#555555"
LOSSES = (  # who learns from it, formula, in words
    (DISCRIMINATOR, "softplus(ℓ(fake) − ℓ(real))", "of two pictures with one caption, score the real one higher"),
    (GENERATOR, "softplus(ℓ(real) − ℓ(fake))", "… be the one that is scored higher"),
    (DISCRIMINATOR, "λ M(real)", "read: choose a real picture’s caption among all captions of the batch"),
    (GENERATOR, "λ M(fake)", "draw so that the caption that was asked for is chosen"),
    (DISCRIMINATOR, "γ/2 (‖∇ℓ(real)‖² + ‖∇ℓ(fake)‖²)", "don’t let ℓ jump where a picture changes a little"),
)


def draw_networks(out: Path) -> None:
    """Draw the diagram.

    Args:
        out: an SVG or PNG file.
    """
    matplotlib.rcParams["svg.hashsalt"] = "networks"  # the same file each time
    figure = matplotlib.figure.Figure(figsize=(10, 8.65))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    real = resize(draw_scene(SCENE, np.random.default_rng(SEED))[None], IMAGE_SIZE)[0]
    fake = TrainedModel.load(SHIPPED_MODEL).draw([TEXT], SEED)[0]
    draw_text_path(axes)
    draw_generator(axes, fake)
    draw_discriminator(axes, real)
    draw_losses(axes)
    axes.set(xlim=(0, 110), ylim=(-28, 67), aspect="equal")  # after the pictures, each of which changes them
    with atomic_write(out) as temporary:
        metadata = {"Date": None} if out.suffix == ".svg" else None
        figure.savefig(temporary, dpi=150, metadata=metadata, format=out.suffix[1:])


def feature_maps(network: keras.Model) -> list[str]:
    """List the shapes of a network's feature maps, such as 4×4×128; what it draws in the end, three channels, is none."""
    kinds = (layers.Reshape, layers.Conv2D, layers.Conv2DTranspose)
    shapes = [layer.output.shape[1:] for layer in network.layers if isinstance(layer, kinds)]
    return ["×".join(map(str, shape)) for shape in shapes if shape[0] > 1 and shape[-1] > 3]


def draw_text_path(axes: Axes) -> None:
    """From the caption to the sentence vector, in the middle row."""
    box(axes, 1, 29, 23, 9, GREY, "“a small yellow seven\nin the top left on a\nblack background”")
    arrow(axes, (24, 33.5), (28, 33.5), GREY)
    box(axes, 28, 29, 18, 9, ENCODER, f"sentence encoder\n{HEADS} heads of attention\n(learns while reading)", filled=True)
    arrow(axes, (46, 33.5), (50, 33.5), ENCODER)
    bar(axes, 50, 28, 11, ENCODER)
    label(axes, 53, 33.5, f"sentence vector s\n{SENTENCE_DIM} numbers", ENCODER, ha="left")


def draw_generator(axes: Axes, fake: np.ndarray) -> None:
    """From noise and sentence vector to a picture, in the upper row, from left to right."""
    label(axes, 1, 64, "Generator", GENERATOR, ha="left", size=12, weight="bold")
    bar(axes, 4, 49, 9, GREY)
    label(axes, 6.5, 53.5, f"noise z\n{LATENT_DIM} numbers", GREY, ha="left")
    maps = [(26, 4), (39, 6), (54, 8.5), (71, 12)]
    texts = feature_maps(make_generator(IMAGE_SIZE, SENTENCE_DIM))
    for (x, side), (following, _), text in zip(maps, [*maps[1:], (95, 0)], texts, strict=True):
        square(axes, x, 54, side, GENERATOR, text, below=False)
        arrow(axes, (x + side, 54), (following, 54), GENERATOR)
    picture(axes, fake, 95, 47.5, 13, "generated picture")
    # The condition: one line under the row, from which an arrow leads into each block.
    axes.plot([4.6, 4.6, 77], [49, 43, 43], color=GREY, linewidth=1.4, solid_joinstyle="round")
    arrow(axes, (50.6, 39), (50.6, 43), ENCODER, head=False)
    axes.plot(50.6, 43, "o", color=ENCODER, markersize=5)
    for x, side in maps:
        arrow(axes, (x + side / 2, 43), (x + side / 2, 54 - side / 2), GREY)
    label(axes, 6, 44.2, "condition [z, s]", GREY, ha="left")
    label(axes, 78.5, 43.6, "scales and shifts each\nfeature map: γ, β", GREY, ha="left")


def draw_discriminator(axes: Axes, real: np.ndarray) -> None:
    """From a picture to what is thought of it, in the lower row, from right to left."""
    label(axes, 108, 24, "Discriminator", DISCRIMINATOR, ha="right", size=12, weight="bold")
    picture(axes, real, 95, 2, 13, "real picture,\nsame caption")
    maps = [(70, 12), (57, 8.5), (47, 6), (39, 4)]
    texts = feature_maps(make_discriminator(IMAGE_SIZE, SENTENCE_DIM))
    arrow(axes, (95, 10), (83.2, 10), DISCRIMINATOR)
    arrow(axes, (96.5, 44), (83.2, 14), DISCRIMINATOR, bend=-0.18)
    for (x, side), (following, width), text in zip(maps, [*maps[1:], (0, 0)], texts, strict=True):
        square(axes, x, 10, side, DISCRIMINATOR, text)
        if width:
            arrow(axes, (x, 10), (following + width + 1.1, 10), DISCRIMINATOR)
    box(axes, 24, 13, 11, 5.5, DISCRIMINATOR, "u: real?\n1 number")
    box(axes, 24, 2, 11, 5.5, DISCRIMINATOR, f"f: what is it?\n{SENTENCE_DIM} numbers")
    arrow(axes, (39, 11), (35, 15), DISCRIMINATOR)
    arrow(axes, (39, 9), (35, 5), DISCRIMINATOR)
    box(axes, 1, 13, 17, 5.5, GREY, "ℓ = u + f·s / √S\nreal, and as asked?")
    box(axes, 1, 2, 17, 5.5, GREY, "M: which caption?\nsoftmax over f·s / √S")
    arrow(axes, (24, 15.75), (18, 15.75), DISCRIMINATOR)
    arrow(axes, (24, 4.75), (18, 4.75), DISCRIMINATOR)
    arrow(axes, (24, 6.5), (18, 13.6), DISCRIMINATOR)
    arrow(axes, (50.6, 28), (11, 18.7), ENCODER, bend=-0.12)
    label(axes, 36, 24.6, "s", ENCODER, size=11)
    for shift in range(5):
        bar(axes, 10.5 + 1.8 * shift, -7, 5, ENCODER)
    arrow(axes, (14.7, -1.8), (14.7, 1.9), ENCODER)
    label(axes, 20.5, -4.5, "s of every caption of the batch, right and wrong ones", ENCODER, ha="left")


def draw_losses(axes: Axes) -> None:
    """Number the places where the losses attach, and say below what each of them wants, in the colour of who learns."""
    places = ((3, 21), (7, 21), (3, -0.5), (7, -0.5), (91, 12.3))
    for number, ((x, y), (colour, formula, meaning)) in enumerate(zip(places, LOSSES, strict=True), start=1):
        line = -9.6 - 3.2 * number
        for centre in ((x, y), (3, line)):
            axes.add_patch(Circle(centre, 1.5, facecolor=colour, edgecolor="none", zorder=5))
            label(axes, *centre, str(number), "white", weight="bold", zorder=6)
        label(axes, 6.5, line, formula, colour, ha="left", weight="bold")
        label(axes, 43, line, meaning, "black", ha="left")
    label(axes, 6.5, -9.8, "The discriminator learns from the orange losses, the generator from the blue ones:", "black", ha="left")


def label(axes: Axes, x: float, y: float, text: str, colour: str, ha: str = "center", va: str = "center", size: float = 9, **style) -> None:
    """Write a text."""
    axes.text(x, y, text, color=colour, ha=ha, va=va, fontsize=size, linespacing=1.35, **style)


def box(axes: Axes, x: float, y: float, width: float, height: float, colour: str, text: str, filled: bool = False) -> None:
    """Draw a box with a text in it."""
    face = colour if filled else "white"
    patch = FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=1", facecolor=face, edgecolor=colour, linewidth=1.4)
    axes.add_patch(patch)
    label(axes, x + width / 2, y + height / 2, text, "white" if filled else colour)


def bar(axes: Axes, x: float, y: float, height: float, colour: str) -> None:
    """Draw a vector, as a column of numbers."""
    for step in range(8):
        cell = FancyBboxPatch((x, y + step * height / 8), 1.2, height / 8, boxstyle="square,pad=0", facecolor=colour, edgecolor="white")
        cell.set_alpha((0.5, 0.9, 0.35, 0.7, 1.0, 0.45, 0.8, 0.6)[step])
        axes.add_patch(cell)


def square(axes: Axes, x: float, middle: float, side: float, colour: str, text: str, below: bool = True) -> None:
    """Draw feature maps, as a stack of squares, with their shape."""
    for shift in (1.6, 0.8, 0):
        corner = (x + shift * 0.6, middle - side / 2 + shift * 0.6)
        axes.add_patch(FancyBboxPatch(corner, side, side, boxstyle="square,pad=0", facecolor="white", edgecolor=colour, linewidth=1.2))
    label(axes, x + side / 2, middle + (-side / 2 - 2 if below else side / 2 + 3), text, colour, size=8)


def picture(axes: Axes, image: np.ndarray, x: float, y: float, side: float, text: str) -> None:
    """Show a picture, with a text below it."""
    axes.imshow(image, extent=(x, x + side, y, y + side), interpolation="nearest", zorder=3)
    label(axes, x + side / 2, y - 0.8, text, "black", size=8, va="top")


def arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], colour: str, bend: float = 0.0, head: bool = True) -> None:
    """Draw an arrow."""
    style = "-|>,head_length=4,head_width=2.2" if head else "-"
    axes.add_patch(
        FancyArrowPatch(start, end, arrowstyle=style, connectionstyle=f"arc3,rad={bend}", color=colour, linewidth=1.4, shrinkA=0, shrinkB=0)
    )


if __name__ == "__main__":
    draw_networks(Path(sys.argv[1]))
