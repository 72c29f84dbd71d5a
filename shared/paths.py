"""Where things lie. The only file that knows the folders of the weeks, and their order."""

from pathlib import Path

COURSE = Path(__file__).resolve().parents[1]
WEEKS = tuple(
    COURSE / name
    for name in (
        "week1_python",
        "week2_gradient_descent",
        "week3_cnn",
        "week4_gans",
        "week5_nlp",
        "week6_dcgan",
        "final_text2image",
    )
)
*_, WEEK_6, FINAL = WEEKS

SHIPPED_MODEL = FINAL / "model"
JUDGE = FINAL / "judge.keras"
ABLATION = FINAL / "ablation.csv"
DCGAN_GENERATOR, DIGIT_JUDGE = WEEK_6 / "generator.keras", WEEK_6 / "judge.keras"

OUT = COURSE / "out"  # what commands make; git ignores it
