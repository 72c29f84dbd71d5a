"""The check of a figure of curves: lines, their labels and data, the axes' labels, a legend."""

from collections.abc import Callable, Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.exercises.checking import WrongAnswer, call, difference, show


def draw_figure(name: str, answer: Callable, *arguments) -> Figure:
    """Call a learner's function that draws, and give the figure that it returns.

    Raises:
        WrongAnswer: if it returns none.
    """
    plt.close("all")
    try:
        figure = call(name, answer, *arguments)
    finally:
        plt.close("all")  # a notebook shows the figures that are still open
    if isinstance(figure, Axes | np.ndarray):
        raise WrongAnswer(f"{name} returns the axes. The figure is the whole picture: `figure, axes = plt.subplots(…)`, `return figure`.")
    if not isinstance(figure, Figure):
        raise WrongAnswer(f"{name} should return the figure, and yours returns {type(figure).__name__}: `return figure`.")
    return figure


def draw(name: str, answer: Callable, *arguments) -> Axes:
    """Call a learner's function that draws one plot, and take the axes out of the figure that it returns.

    Raises:
        WrongAnswer: if it returns no figure, or one that has not exactly one pair of axes.
    """
    figure = draw_figure(name, answer, *arguments)
    if len(figure.axes) != 1:
        raise WrongAnswer(f"{name} should draw into one pair of axes, and your figure has {len(figure.axes)}.")
    return figure.axes[0]


def check_curves(name: str, axes: Axes, curves: Mapping[str, tuple], x_label: str, y_label: str) -> None:
    """Check the curves of one pair of axes.

    Args:
        name: of the exercise, for messages.
        axes: what the learner drew.
        curves: label of each line to (x, y), its data. The order, colours and styles are free.
        x_label, y_label: which words the axes' labels must have, in any case.

    Raises:
        WrongAnswer: with a sentence for the learner.
    """
    lines = axes.get_lines()
    if not lines and axes.collections:
        raise WrongAnswer(f"{name}: these are points (`scatter`). A curve over the epochs is a line: `axes.plot`.")
    if len(lines) != len(curves):
        raise WrongAnswer(f"{name} should draw {len(curves)} lines, and your axes have {len(lines)}.")
    labels = _check_labels(name, axes, list(curves))
    drawn = {label: (line.get_xdata(), line.get_ydata()) for label, line in zip(labels, lines, strict=True)}
    for label, (x, y) in curves.items():
        x_drawn, y_drawn = drawn[label]
        if difference(y_drawn, y):
            others = [other for other, (_, values) in curves.items() if other != label and not difference(y_drawn, values)]
            whose = f" It is the one of “{others[0]}”: the labels are swapped." if others else ""
            raise WrongAnswer(
                f"{name}: the line “{label}” should have the heights {show(np.asarray(y))}; yours has {show(y_drawn)}.{whose}"
            )
        if difference(x_drawn, x):
            raise WrongAnswer(f"{name}: the line “{label}” should lie over {show(np.asarray(x))}; yours lies over {show(x_drawn)}.")
    for which, wanted, found in (("x", x_label, axes.get_xlabel()), ("y", y_label, axes.get_ylabel())):
        if wanted not in found.lower():
            swapped = " The two labels are swapped." if wanted in (axes.get_xlabel() + axes.get_ylabel()).lower() else ""
            raise WrongAnswer(
                f"{name}: the {which} axis should be labelled “{wanted}”, and says {f'“{found}”' if found else 'nothing'}.{swapped}"
            )


def _check_labels(name: str, axes: Axes, wanted: list[str]) -> list[str]:
    """Check that a legend shows the label of each line, and give these labels in the order of the lines."""
    labels, legend = [line.get_label() for line in axes.get_lines()], axes.get_legend()
    if all(label.startswith("_") for label in labels):  # Matplotlib's own names
        if legend is None:
            raise WrongAnswer(
                f'{name}: the lines have no labels. Say which is which: `axes.plot(…, label="{wanted[0]}")`, `axes.legend()`.'
            )
        labels = [text.get_text() for text in legend.get_texts()]  # axes.legend([…]) labels the lines in their order
    elif legend is None:
        raise WrongAnswer(f"{name}: the lines have labels, but nothing shows them: what is missing is `axes.legend()`.")
    if len(legend.get_texts()) < len(wanted):
        raise WrongAnswer(
            f"{name}: the legend does not show all lines. It knows only what is drawn before it: call `axes.legend()` after the last line."
        )
    labels = [label.strip().lower() for label in labels]
    if sorted(labels) != sorted(wanted):
        raise WrongAnswer(f"{name}: the lines should be labelled {wanted}, and yours are labelled {labels}.")
    return labels
