"""Draw what training reached and when, from what it left behind: the model card's curve.

python -m tools.draw_curve my_model curve.png
"""

import sys
from pathlib import Path

import cv2
import matplotlib.figure
import numpy as np
import pandas as pd

from shared.base.files import atomic_write

MINUTES = (5, 10, 20)
CURVES = {  # column of log.csv: label, colour, line
    "seen all": ("all five attributes strictly right, training pairs", "tab:blue", "-"),
    "validation all": ("all five attributes strictly right, validation pairs", "tab:orange", "-"),
    "judge validation all": ("… by the judge alone", "tab:orange", ":"),
    "diversity": ("diversity, as a share of real pictures'", "tab:gray", "--"),
}


def draw_curve(folder: Path, out: Path) -> None:
    """Draw the rates against the minutes, and the sample sheets of 5, 10 and 20 minutes and of the end.

    Args:
        folder: of a training that has a scorer's columns in log.csv.
        out: the PNG file.
    """
    log = pd.read_csv(folder / "log.csv")
    reading, game = log[log["phase"] == "reading"], log[log["phase"] == "game"]
    figure = matplotlib.figure.Figure(figsize=(9, 6), layout="constrained")
    above, below = figure.subfigures(2, 1, height_ratios=(3, 2), squeeze=False)[:, 0]
    axes = above.subplots()
    axes.axvspan(0, reading["minutes"].max(), color="0.9", label="reading, before the game")
    for column, (label, colour, line) in CURVES.items():
        if column in game and game[column].notna().any():
            axes.plot(game["minutes"], game[column], line, color=colour, label=label)
    axes.set(xlabel="minutes of training", ylabel="share", xlim=(0, None), ylim=(0, 1.03))
    axes.legend(loc="best", fontsize=8)

    nearest = [game.iloc[(game["minutes"] - minutes).abs().argmin()] for minutes in MINUTES] + [game.iloc[-1]]
    lines = list({line["step"]: line for line in nearest}.values())  # each sheet once
    for axes, line in zip(below.subplots(1, len(lines), squeeze=False)[0], lines, strict=True):
        sheet = np.asarray(cv2.imread(str(folder / "samples" / f"game_{int(line['step']):06d}.png")))
        axes.imshow(sheet[: sheet.shape[0] // 2, :, ::-1])
        axes.set_axis_off()
        axes.set_title(f"{line['minutes']:.0f} minutes, step {int(line['step']):,}", fontsize=8)
    with atomic_write(out) as temporary:
        figure.savefig(temporary, dpi=100)


if __name__ == "__main__":
    draw_curve(Path(sys.argv[1]), Path(sys.argv[2]))
