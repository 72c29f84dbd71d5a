"""Where things lie. The only file that knows the folders of the weeks, and their order."""

from pathlib import Path

COURSE = Path(__file__).resolve().parents[1]
WEEK_6, FINAL = COURSE / "week6_dcgan", COURSE / "final_text2image"
WEEKS = (
    COURSE / "week1_python",
    COURSE / "week2_gradient_descent",
    COURSE / "week3_cnn",
    COURSE / "week4_gans",
    COURSE / "week5_nlp",
    WEEK_6,
    FINAL,
)

SHIPPED_MODEL, EMOJI_MODEL, SOLUTION_MODEL = FINAL / "model", FINAL / "emoji_model", FINAL / "solution_model"
MODELS = {"scenes": SHIPPED_MODEL, "emoji": EMOJI_MODEL}  # those that ship with the course, by name
RECIPE = FINAL / "recipe.json"  # the hyperparameters of the model of scenes that ships
JUDGE = FINAL / "judge.keras"
TABLES = ("ablation", "baselines", "coverage", "emoji", "emoji_ablation", "leads", "seeds", "temperature", "variety", "without_attributes")
ABLATION, BASELINES, COVERAGE, EMOJI, EMOJI_ABLATION, LEADS, SEEDS, TEMPERATURE, VARIETY, WITHOUT_ATTRIBUTES = (
    FINAL / f"{name}.csv" for name in TABLES
)
GROUPS = FINAL / "groups.png"
DCGAN_GENERATOR, DIGIT_JUDGE = WEEK_6 / "generator.keras", WEEK_6 / "judge.keras"

OUT = COURSE / "out"  # what commands make; git ignores it
