"""The blanks within the pages: each has an answer folded away below it, which its check takes and which nothing else passes."""

import ast
import re
from itertools import pairwise

import nbformat
import pytest

from shared.exercises.mistakes import PART, PLACE, fill_in
from shared.paths import COURSE, WEEKS
from tests.solved import mistakes_of_blanks
from tools.tidy_notebooks import course_notebooks

MARK = "...  # your turn"
ANSWER = re.compile(r"<details>.*?```python\n(.*?)```.*?</details>", re.DOTALL)


def blanks():
    """Each blank as a test's parameters: its page, its code, the Markdown below it."""
    for path in course_notebooks():
        cells = nbformat.read(path, as_version=4).cells
        for cell, after in pairwise(cells):
            if cell.cell_type == "code" and MARK in cell.source:
                name = ast.parse(cell.source).body[0].name
                yield pytest.param(path, cell, after, id=f"{path.relative_to(COURSE)}:{name}")


def run(path, *sources):
    """Run code with what the page imports."""
    imports = [node for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code" for node in imports_of(cell.source)]
    names = {}
    for source in [*map(ast.unparse, imports), *sources]:
        exec(source, names)


def imports_of(source):
    try:
        return [node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
    except SyntaxError:  # lines that only IPython knows
        return []


@pytest.mark.parametrize(("path", "cell", "after"), list(blanks()))
def test_answer_below_a_blank_is_right_and_nothing_else(path, cell, after, capsys, monkeypatch):
    monkeypatch.syspath_prepend(path.parent)
    monkeypatch.delitem(__import__("sys").modules, "blanks", raising=False)
    function, *others = ast.parse(cell.source).body
    parameters, check = ast.unparse(function.args), ast.unparse(ast.Module(others, []))
    answer = ANSWER.search(after.source)
    assert answer, "no answer in Python is folded away below the blank"

    run(path, answer[1], check)
    assert capsys.readouterr().out == f"Right: {function.name}\n"
    for wrong in ("0", "None", "[1.0, 2.0]"):
        run(path, f"def {function.name}({parameters}):\n    return {wrong}", check)
        assert function.name in (said := capsys.readouterr().out) and "Right" not in said
    assert cell.outputs[0].text == f"{function.name} is not written yet: put your own code in place of the dots.\n"


def mistakes():
    """Each mistake of a blank as a test's parameters: its page, the blank, the message, what a learner types."""
    for path, cell, _ in (blank.values for blank in blanks()):
        name = ast.parse(cell.source).body[0].name
        for number, mistake in enumerate(mistakes_of_blanks(path.parent).get(name, ()), 1):
            yield pytest.param(path, cell, mistake.message, mistake.code, id=f"{name}-{number}")


@pytest.mark.parametrize(("path", "cell", "message", "code"), list(mistakes()))
def test_mistake_in_a_blank_is_named(path, cell, message, code, capsys, monkeypatch):
    monkeypatch.syspath_prepend(path.parent)
    monkeypatch.delitem(__import__("sys").modules, "blanks", raising=False)
    name = ast.parse(cell.source).body[0].name
    run(path, fill_in(re.sub(r"return \.\.\..*", PLACE, cell.source), name, code))
    said = capsys.readouterr().out
    assert message.removeprefix(PART).strip() in said if message.startswith(PART) else said == f"{name}: {message}\n"


def test_each_blank_with_mistakes_stands_on_a_page():
    on_pages = {(path.parent, ast.parse(cell.source).body[0].name) for path, cell, _ in (blank.values for blank in blanks())}
    assert {(week, name) for week in WEEKS for name in mistakes_of_blanks(week)} <= on_pages


TRIED = {  # what learners typed: the page, the answer, what it must be told
    "count_unknown, by a left merge": (
        "week1_python/2_pandas.ipynb",
        'def count_unknown(scenes, colours):\n    return scenes.merge(colours, on="colour", how="left")["looks"].isna().sum()',
        "Right: count_unknown",
    ),
    "count_unknown, by an inner merge": (
        "week1_python/2_pandas.ipynb",
        'def count_unknown(scenes, colours):\n    return len(scenes) - len(scenes.merge(colours, on="colour"))',
        "should give 1; yours gives 0",
    ),
    "share_of_colour, in a copy": (
        "week1_python/2_pandas.ipynb",
        'def share_of_colour(table):\n    table = table.copy()\n    table["sum"] = table.groupby("colour")["side"].transform("sum")\n    return table["side"] / table["sum"]',
        "Right: share_of_colour",
    ),
    "share_of_colour, in the caller's table": (
        "week1_python/2_pandas.ipynb",
        'def share_of_colour(table):\n    table["sum"] = table.groupby("colour")["side"].transform("sum")\n    return table["side"] / table["sum"]',
        "writes a new column into the caller's table",
    ),
    "only_first, as a list": ("week1_python/4_perceptron.ipynb", "def only_first():\n    return [2.0, -3, -1]", "Right: only_first"),
    "only_first, the weights as an array": (
        "week1_python/4_perceptron.ipynb",
        "def only_first():\n    return np.array([1, -1]), -0.5",
        "`return w1, w2, b`",
    ),
    "straight_line, in whole numbers": (
        "week6_dcgan/2_dcgan_mnist.ipynb",
        "def straight_line(start, end, t):\n    return start + t * (end - start)",
        "Right: straight_line",
    ),
    "rarest_share, digit by digit": (
        "week6_dcgan/2_dcgan_mnist.ipynb",
        "def rarest_share(read):\n    return min((read == digit).mean() * 100 for digit in range(10))",
        "Right: rarest_share",
    ),
    "rarest_share, without the zeros": (
        "week6_dcgan/2_dcgan_mnist.ipynb",
        "def rarest_share(read):\n    return min((read == digit).mean() * 100 for digit in range(1, 10))",
        "should give 0; yours gives 11.1",
    ),
    "patch_at, without the stride": (
        "week3_cnn/1_convolution.ipynb",
        "def patch_at(image, row, column, size, stride):\n    return image[row : row + size, column : column + size]",
        "patch_at([[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11], ",
    ),
    "weigh, into an array of whole numbers": (
        "week5_nlp/1_text_to_numbers.ipynb",
        "def weigh(counts):\n    result = np.zeros_like(counts)\n    for i in range(counts.shape[1]):\n        result[:, i] = counts[:, i] * np.log(len(counts) / sum(counts[:, i] > 0))\n    return result",
        "`np.zeros(counts.shape)`",
    ),
    "weigh, into an array of zeros": (
        "week5_nlp/1_text_to_numbers.ipynb",
        "def weigh(counts):\n    result = np.zeros(counts.shape)\n    for i in range(counts.shape[1]):\n        result[:, i] = counts[:, i] * np.log(len(counts) / sum(counts[:, i] > 0))\n    return result",
        "Right: weigh",
    ),
    "unknown_words, the example alone": (
        "final_text2image/5_gallery.ipynb",
        'def unknown_words(sentence, known):\n    return ["pink"]',
        "should give an empty list, []; yours gives ['pink']",
    ),
    "unknown_words, from an array": (
        "final_text2image/5_gallery.ipynb",
        "def unknown_words(sentence, known):\n    words = np.array(sentence.split())\n    return list(words[~np.isin(words, known)])",
        "Right: unknown_words",
    ),
}


@pytest.mark.parametrize(("page", "answer", "said"), list(TRIED.values()), ids=list(TRIED))
def test_an_answer_that_a_learner_tried(page, answer, said, capsys, monkeypatch):
    path = COURSE / page
    name = ast.parse(answer).body[0].name
    monkeypatch.syspath_prepend(path.parent)
    monkeypatch.delitem(__import__("sys").modules, "blanks", raising=False)
    run(path, answer, f"check_{name}({name})")
    assert said in capsys.readouterr().out


CUBE = """def slope_of_cube(number):
    x = keras.Variable(number)
    with tf.GradientTape() as tape:
        y = x**3
    return tape.gradient(y, x)"""
MEAN = """def fit_mean(self, X, y):
    self.mean_ = np.mean(y)
    return self"""


@pytest.mark.parametrize(
    ("answer", "old", "new", "said"),
    [
        (CUBE, "", "", "Right"),
        (CUBE, "(y, x)", "(y, x).numpy()", "Right"),
        (CUBE, "keras.Variable(number)", "tf.constant(number)", "Hint: the tape gives None when x is no `keras.Variable`"),
        (CUBE, "(y, x)", "(x, y).numpy()", "or when the result does not come first"),
        (CUBE, "x**3", "number**3", "Hint: `number` is no variable"),
        (CUBE, "tape.gradient(y, x)", "3 * number**2", "no tape has found them"),
        (CUBE, "tape.gradient(y, x)", "((number + 1e-5) ** 3 - (number - 1e-5) ** 3) / 2e-5", "no tape has found them"),
        (MEAN, "", "", "Right"),
        (MEAN, "np.mean(y)", "sum(y) / len(y)", "Right"),
        (MEAN, "return self", "", "did you forget `return`"),
        (MEAN, "return self", "return self.mean_", "should return the model itself, `return self`; yours returns 3"),
        (MEAN, "self.mean_ =", "mean_ =", "Yours stores nothing"),
        (MEAN, "self.mean_ =", "self.mean =", "Yours stores `mean`"),
        (MEAN, "np.mean", "np.sum", "with the y [1, 2, 6] `mean_` should be 3; yours is 9"),
    ],
)
def test_blanks_of_week_2_say_what_is_wrong(answer, old, new, said, capsys, monkeypatch):
    name = ast.parse(answer).body[0].name
    monkeypatch.syspath_prepend(WEEKS[1])
    monkeypatch.delitem(__import__("sys").modules, "blanks", raising=False)
    imports = f"import keras\nimport numpy as np\nimport tensorflow as tf\nfrom blanks import check_{name}\n"
    exec(imports + answer.replace(old, new) + f"\ncheck_{name}({name})", {})
    assert said in capsys.readouterr().out
