"""The check of a figure of curves: lines, their labels and data, the axes' labels, a legend."""

from collections.abc import Iterator, Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shared.exercises.answer import Answer
from shared.exercises.comparison import difference, show


def draw_figure(answer: Answer, *arguments) -> Figure:
    """Call a learner's function that draws, and give the figure that it returns.

    Raises:
        WrongAnswer: if it returns none.
    """
    plt.close("all")
    try:
        figure = answer(*arguments)
    finally:
        plt.close("all")  # a notebook shows the figures that are still open
    if isinstance(figure, Axes | np.ndarray):
        raise answer.wrong("returns the axes. The figure is the whole picture: `figure, axes = plt.subplots(…)`, `return figure`.")
    if not isinstance(figure, Figure):
        raise answer.wrong(f"should return the figure, and yours returns {type(figure).__name__}: `return figure`.")
    return figure


def draw(answer: Answer, *arguments) -> Axes:
    """Call a learner's function that draws one plot, and take the axes out of the figure that it returns.

    Raises:
        WrongAnswer: if it returns no figure, or one that has not exactly one pair of axes.
    """
    figure = draw_figure(answer, *arguments)
    if len(figure.axes) != 1:
        raise answer.wrong(f"should draw into one pair of axes, and your figure has {len(figure.axes)}.")
    return figure.axes[0]


def compare_curves(axes: Axes, curves: Mapping[str, tuple], x_label: str, y_label: str) -> Iterator[str]:
    """Compare the curves of one pair of axes with the wanted ones.

    Args:
        axes: what the learner drew.
        curves: label of each line to (x, y), its data. The order, colours and styles are free.
        x_label, y_label: which words the axes' labels must have, in any case.

    Yields:
        complaints; only the first one is to be trusted.
    """
    lines = axes.get_lines()
    if not lines and axes.collections:
        yield ": these are points (`scatter`). A curve over the epochs is a line: `axes.plot`."
    if len(lines) != len(curves):
        yield f"should draw {len(curves)} lines, and your axes have {len(lines)}."
    labels, legend = [str(line.get_label()) for line in lines], axes.get_legend()
    nameless = [label.startswith("_") for label in labels]  # Matplotlib's own names
    if legend is None and all(nameless):
        yield f': the lines have no labels. Say which is which: `axes.plot(…, label="{next(iter(curves))}")`, `axes.legend()`.'
    shown = [text.get_text() for text in legend.get_texts()] if legend else []
    if legend is None:
        yield ": the lines have labels, but nothing shows them: what is missing is `axes.legend()`."
    if all(nameless):
        labels = shown  # axes.legend([…]) labels the lines in their order
    if len(shown) < len(curves) and any(nameless):
        yield f': the legend shows only lines with a label. Give each line one: `axes.plot(…, label="{next(iter(curves))}")`.'
    if len(shown) < len(curves):
        yield ": the legend does not show all lines. It knows only what is drawn before it: call `axes.legend()` after the last line."
    labels = [label.strip().lower() for label in labels]
    if sorted(labels) != sorted(curves):
        yield f": the lines should be labelled {list(curves)}, and yours are labelled {labels}."
    drawn = {label: (line.get_xdata(), line.get_ydata()) for label, line in zip(labels, lines, strict=True)}
    for label, (x, y) in curves.items():
        x_drawn, y_drawn = drawn[label]
        if difference(y_drawn, y):
            other = next((other for other, (_, values) in curves.items() if other != label and not difference(y_drawn, values)), None)
            twice = other and not difference(drawn[other][1], y_drawn)
            whose = (f" You draw “{other}” twice." if twice else f" It is the one of “{other}”: the labels are swapped.") if other else ""
            yield f": the line “{label}” should have the heights {show(np.asarray(y))}; yours has {show(y_drawn)}.{whose}"
        if difference(x_drawn, x):
            yield f": the line “{label}” should lie over {show(np.asarray(x))}; yours lies over {show(x_drawn)}."
    for which, wanted, found in (("x", x_label, axes.get_xlabel()), ("y", y_label, axes.get_ylabel())):
        if wanted not in found.lower():
            swapped = " The two labels are swapped." if wanted in (axes.get_xlabel() + axes.get_ylabel()).lower() else ""
            yield f": the {which} axis should be labelled “{wanted}”, and says {f'“{found}”' if found else 'nothing'}.{swapped}"
