"""Every page of the course keeps the rules of `page_rules`, and every rule can be broken."""

import ast
import importlib
import json
import subprocess
import sys
from base64 import b64decode
from itertools import count
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from shared.paths import COURSE, WEEKS
from tests import page_rules
from tests.page_rules import RULES, Page, bare, broken_links, definition, missing_code, prose
from tools.tidy_notebooks import course_notebooks, tidied

READMES = [path for path in [*COURSE.glob("*.md"), *COURSE.glob("[a-z]*/*.md")] if path.parent.name != "out"]
# What a page writes in the open and later pages import: page, file in shared/, function.
EXPLAINED = [
    ("week1_python/3_matplotlib.ipynb", "base/training_figure.py", "show_training"),
    ("week3_cnn/3_data_augmentation.ipynb", "evaluation/judge.py", "judge_features"),
    ("week3_cnn/3_data_augmentation.ipynb", "evaluation/judge.py", "make_judge"),
    ("week5_nlp/1_text_to_numbers.ipynb", "data/words.py", "split_words"),
    ("week5_nlp/3_sentence_vectors.ipynb", "model/word_vectors.py", "whiten"),
    ("week5_nlp/3_sentence_vectors.ipynb", "model/sentence_encoder.py", "make_sentence_encoder"),
    ("week6_dcgan/1_gan_losses.ipynb", "model/gan_losses.py", "discriminator_loss"),
    ("week6_dcgan/1_gan_losses.ipynb", "model/gan_losses.py", "generator_loss"),
    ("week6_dcgan/1_gan_losses.ipynb", "model/gan_losses.py", "relativistic_discriminator_loss"),
    ("week6_dcgan/1_gan_losses.ipynb", "model/gan_losses.py", "relativistic_generator_loss"),
    ("week6_dcgan/1_gan_losses.ipynb", "model/dcgan.py", "discriminator_step"),
    ("week6_dcgan/1_gan_losses.ipynb", "model/dcgan.py", "generator_step"),
    ("week6_dcgan/2_dcgan_mnist.ipynb", "model/dcgan.py", "make_dcgan_generator"),
    ("week6_dcgan/2_dcgan_mnist.ipynb", "model/dcgan.py", "augmented"),
    ("week6_dcgan/2_dcgan_mnist.ipynb", "model/dcgan.py", "make_dcgan_discriminator"),
    ("week6_dcgan/2_dcgan_mnist.ipynb", "model/dcgan.py", "DCGAN"),
    ("week6_dcgan/2_dcgan_mnist.ipynb", "model/dcgan.py", "GANMonitor"),
    ("final_text2image/1_dataset.ipynb", "base/pictures.py", "resize"),
    ("final_text2image/1_dataset.ipynb", "base/pictures.py", "to_model_range"),
    ("final_text2image/1_dataset.ipynb", "base/pictures.py", "to_uint8"),
    ("final_text2image/2_text_encoder.ipynb", "model/matching.py", "match_scores"),
    ("final_text2image/2_text_encoder.ipynb", "model/matching.py", "matching_loss"),
    ("final_text2image/3_conditional_gan.ipynb", "model/generator.py", "affine_block"),
    ("final_text2image/3_conditional_gan.ipynb", "model/generator.py", "make_generator"),
    ("final_text2image/3_conditional_gan.ipynb", "model/discriminator.py", "make_discriminator"),
    ("final_text2image/3_conditional_gan.ipynb", "model/discriminator.py", "deviations"),
    ("final_text2image/3_conditional_gan.ipynb", "model/text2image_gan.py", "conditional_logits"),
    ("final_text2image/3_conditional_gan.ipynb", "model/text2image_gan.py", "gradient_penalty"),
    ("final_text2image/3_conditional_gan.ipynb", "model/text2image_gan.py", "train_discriminator"),
    ("final_text2image/3_conditional_gan.ipynb", "model/text2image_gan.py", "train_generator"),
    ("final_text2image/3_conditional_gan.ipynb", "model/text2image_gan.py", "update_ema"),
    ("final_text2image/4_evaluation.ipynb", "evaluation/distances.py", "frechet_distance"),
    ("final_text2image/4_evaluation.ipynb", "evaluation/distances.py", "mean_pairwise_distance"),
    ("final_text2image/4_evaluation.ipynb", "evaluation/intervals.py", "bootstrap_interval"),
    ("final_text2image/4_evaluation.ipynb", "evaluation/intervals.py", "wilson_interval"),
    ("final_text2image/4_evaluation.ipynb", "evaluation/intervals.py", "interval_over_groups"),
]


def name_of(value):
    return getattr(value, "__name__", None) or value.relative_to(COURSE).as_posix()


@pytest.mark.parametrize(
    ("path", "rule"), [(path, rule) for path in course_notebooks() for rule in RULES[Page(path, "").kind]], ids=name_of
)
def test_page(path, rule):
    complaints = list(rule(Page.read(path)))
    if complaints:
        pytest.fail("\n".join([rule.__doc__, *complaints]), pytrace=False)


@pytest.mark.parametrize("path", READMES, ids=name_of)
def test_links_of_a_readme_work(path):
    text = path.read_text(encoding="utf-8")
    assert [*broken_links(prose(text), path.parent), *missing_code(text)] == []


@pytest.mark.parametrize(("path", "file", "name"), EXPLAINED)
def test_page_writes_what_later_pages_import(path, file, name):
    module = ast.parse((COURSE / "shared" / file).read_text(encoding="utf-8"))
    # A page may write a method as a function of its own first.
    classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
    imported = definition([module, *classes], name)
    page = Page.read(COURSE / path).syntax
    written = definition(page, name)
    assert bare(with_numbers(written, page)) == bare(with_numbers(imported, [module]))


def with_numbers(defined, syntax):
    """Write a constant's value in place of its name: a page may call GENERATOR_CHANNELS what its module calls CHANNELS."""
    values = constants(syntax)

    class WithNumbers(ast.NodeTransformer):
        def visit_Name(self, node):
            return ast.Constant(values[node.id]) if node.id in values else node

    return WithNumbers().visit(ast.parse(ast.unparse(defined))).body[0]


def constants(syntax):
    """The numbers in capitals that a page or module gives a name, or imports from `shared`."""
    values = {}
    for node in (node for module in syntax for node in module.body):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("shared."):
            capitals = [alias.name for alias in node.names if alias.name.isupper()]
            values |= {name: getattr(importlib.import_module(node.module), name) for name in capitals}
        if isinstance(node, ast.Assign):
            values |= dict(assigned(node))
    return {name: value for name, value in values.items() if name.isupper() and isinstance(value, int | float)}


def assigned(node):
    """Each name and number of an assignment such as `STEPS, LEARNING_RATE = 700, 1e-3`."""
    names, numbers = (getattr(side, "elts", [side]) for side in (node.targets[0], node.value))
    for name, number in zip(names, numbers, strict=False):
        try:
            yield ast.unparse(name), ast.literal_eval(number)
        except ValueError:  # not written as a number
            continue


@pytest.mark.parametrize(("number", "same"), [("3", True), ("4", False)])
def test_a_constant_may_have_another_name_and_not_another_value(number, same):
    module = ast.parse("ROWS = 3\ndef rows(x, count=ROWS):\n    return x[:count] * LIMIT\nLIMIT = -1e9")
    page = [ast.parse(f"FEW, LOW = {number}, -1e9"), ast.parse("def rows(x, count=FEW):\n    return x[:count] * LOW")]
    written, imported = (bare(with_numbers(definition(syntax, "rows"), syntax)) for syntax in (page, [module]))
    assert (written == imported) is same


# A page that keeps every rule, and what breaks each of them.

PNG = new_output("display_data", {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure size 640x480 with 1 Axes>"})
IMAGE = '<img alt="a line" src="data:image/png;base64,iVBORw0KGgo=">'


def figure(image):
    return new_output("display_data", {"text/html": image, "text/plain": "<IPython.core.display.HTML object>"})


FIGURE = figure(IMAGE)


def good_cells():
    return [
        new_markdown_cell(
            "# A page\n\n![a line](covers/1_page.png)\n\n**Goal:** to see.\n\n**You need:** [a page](1_page.ipynb).\n\n"
            "**Time:** about 5 minutes\n\n**Before:** [The course](../README.md)"
        ),
        new_code_cell("from shared.base.seed import set_seed\n\nimport keras"),
        new_markdown_cell("## 1. Numbers\n\n```\n# no title, [no link](nowhere)\n```"),
        new_code_cell("EPOCHS = 3\nEPOCHS", outputs=[new_output("stream", text="3\n"), FIGURE], metadata={"tags": ["cover"]}),
        *(new_code_cell("1") for _ in range(8)),
        *(new_markdown_cell(f"**Predict:** {n}?\n\n<details><summary>Answer</summary>\n\n1\n\n</details>") for n in range(3)),
        new_markdown_cell("## What you learned\n\n- To see.\n\n**Next:** [Assignment](assignment.ipynb)"),
    ]


@pytest.fixture
def page(tmp_path):
    """Make a page of cells, in a week that has an assignment."""

    def make(cells, ran=True):
        counts = count(1)
        for cell in cells:
            if cell.cell_type == "code" and ran:
                cell.execution_count = next(counts)
        folder = tmp_path / WEEKS[0].name
        (folder / "covers").mkdir(parents=True, exist_ok=True)
        (folder / "covers" / "1_page.png").write_bytes(b64decode("iVBORw0KGgo="))
        (tmp_path / "README.md").touch()
        text = tidied(nbformat.writes(new_notebook(cells=cells)))
        for name in ("1_page.ipynb", "assignment.ipynb"):
            (folder / name).write_text(text, encoding="utf-8")
        return Page.read(folder / "1_page.ipynb")

    return make


def broken_rules(page):
    return [rule.__name__ for rule in RULES["page"] if list(rule(page))]


def test_a_good_page_keeps_every_rule(page):
    assert broken_rules(page(good_cells())) == []


def replace(number, old, new):
    """Spoil the source of a cell."""

    def spoil(cells):
        assert old in cells[number].source
        cells[number].source = cells[number].source.replace(old, new)

    return spoil


def output(number, *outputs):
    return lambda cells: cells[number].update(outputs=list(outputs))


def tag(number, name):
    return lambda cells: cells[number].metadata.update(tags=[name])


SPOILED = [
    ("no_error", output(4, new_output("error", ename="ValueError", evalue="", traceback=[]))),
    ("no_error", output(4, new_output("stream", name="stderr", text="Warning"))),
    ("nothing_of_this_machine", output(4, new_output("stream", text="saved in /home/ada/course"))),
    ("nothing_of_this_machine", output(4, new_output("stream", text="saved in C:\\course"))),
    ("nothing_of_this_machine", output(4, new_output("execute_result", {"text/plain": "'/tmp/x.png'"}))),
    ("starts_quietly", replace(1, "from shared.base.seed import set_seed\n\nimport keras", "import keras")),
    ("starts_quietly", replace(1, "from shared.base.seed import set_seed\n\nimport keras", "from keras import ops\nimport shared")),
    ("one_title", lambda cells: cells.insert(4, new_markdown_cell("# Another title"))),
    ("one_title", replace(0, "# A page", "A page\n\n# The title")),
    ("goal_needs_and_time", replace(0, "**Goal:**", "Goal:")),
    ("goal_needs_and_time", replace(0, "**You need:** [a page](1_page.ipynb).", "")),
    ("goal_needs_and_time", replace(0, "about 5 minutes", "an hour")),
    ("numbered_sections", replace(2, "## 1.", "## 2.")),
    ("numbered_sections", replace(-1, "## What you learned", "## The end")),
    ("leads_on", replace(-1, "(assignment.ipynb)", "(1_page.ipynb)")),
    ("leads_on", lambda cells: cells.append(new_code_cell("1"))),
    ("leads_back", replace(0, "(../README.md)", "(assignment.ipynb)")),
    ("leads_back", replace(0, "**Before:**", "Before:")),
    ("figures_in_words", output(3, new_output("stream", text="3\n"), FIGURE, PNG)),
    ("figures_in_words", output(3, new_output("stream", text="3\n"), figure(IMAGE.replace("a line", "")))),
    ("figures_in_words", replace(0, "# A page", "# A page\n\n![](1_page.ipynb)")),
    ("figures_with_numbers", output(3, FIGURE)),
    ("opens_with_its_cover", tag(3, "figure")),
    ("opens_with_its_cover", replace(0, "![a line](covers/1_page.png)", "")),
    ("opens_with_its_cover", output(3, new_output("stream", text="3\n"), figure(IMAGE.replace("iVBORw0KGgo", "iVBORw0KGgs")))),
    ("asks_to_predict", replace(-2, "**Predict:**", "Guess:")),
    ("asks_to_predict", replace(-2, "<details>", "")),
    ("links_work", replace(0, "(1_page.ipynb)", "(2_page.ipynb#title)")),
    ("links_work", replace(0, "# A page", '# A page\n\n<img src="page.png" alt="a page">')),
    ("code_exists", replace(0, "# A page", "# A page\n\nIt is in `shared/scenes.py`.")),
    ("code_exists", replace(0, "# A page", "# A page\n\n`python -m shared.training` does it.")),
    ("small_cells", replace(4, "1", "1\n" * 31)),
    ("most_cells_tiny", lambda cells: [cell.update(source="1\n" * 7) for cell in cells[4:10]]),
    ("capitals_are_used", replace(3, "EPOCHS = 3", "EPOCHS = 3\nBATCH_SIZE = 32")),
    ("outputs_are_compared", tag(4, "nbval-ignore-output")),
    (
        "outputs_are_compared",
        lambda cells: [cells[n].update(metadata={"tags": ["nbval-ignore-output"]}, source="1  # varies") for n in (4, 5)],
    ),
    ("outputs_are_compared", tag(4, "nbval-skip")),
    ("outputs_are_compared", replace(4, "1", "# NBVAL_IGNORE_OUTPUT\n1")),
]


@pytest.mark.parametrize(("rule", "spoil"), SPOILED)
def test_a_spoiled_page_breaks_one_rule(page, rule, spoil):
    cells = good_cells()
    spoil(cells)
    assert broken_rules(page(cells)) == [rule]


def test_a_cell_run_twice_breaks_the_order(page):
    ran = page(good_cells())
    assert broken_rules(Page(ran.path, ran.text.replace('"execution_count": 5', '"execution_count": 12'))) == ["executed_in_order"]


def test_a_cell_not_run_breaks_the_order(page):
    assert broken_rules(page(good_cells(), ran=False)) == ["executed_in_order"]


def test_blanks_have_not_run(page):
    assert not list(page_rules.never_executed(page([new_code_cell("1")], ran=False)))
    assert list(page_rules.never_executed(page([new_code_cell("1")])))


def test_words_beside_an_output_say_why_it_is_not_compared(page):
    cells = good_cells()
    cells[4].update(source="1  # the time differs on every machine", metadata={"tags": ["nbval-ignore-output"]})
    assert broken_rules(page(cells)) == []


def test_an_error_may_be_shown_on_purpose(page):
    cells = good_cells()
    cells[4].update(outputs=[new_output("error", ename="ValueError", evalue="", traceback=[])], metadata={"tags": ["raises-exception"]})
    assert broken_rules(page(cells)) == []


def test_the_same_function_may_lack_types_and_docstring_and_nothing_else():
    written, imported, other = (
        definition([ast.parse(f"ROWS = 3\ndef double{code}")], "double")
        for code in (
            "(x):\n    # twice\n    return 2 * x",
            '(x: int) -> int:\n    """Twice x."""\n    return 2*x',
            "(x):\n    return 3 * x",
        )
    )
    assert bare(written) == bare(imported) != bare(other)


# Tidy notebooks.


def test_tidy_keeps_what_a_page_says_and_drops_the_rest(tmp_path):
    marks = {"tags": ["nbval-ignore-output"], "nbgrader": {"grade_id": "x"}}
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "HBox()"}
    outputs = [new_output("stream", text="a\n"), new_output("stream", text="b\n")]
    slider = new_code_cell("interact(draw)", outputs=[new_output("display_data", widget), FIGURE])
    cell = new_code_cell(
        "1", outputs=outputs, execution_count=7, metadata=marks | {"execution": {"iopub.status.idle": "1"}, "scrolled": True}
    )
    path = tmp_path / "page.ipynb"
    notebook = new_notebook(
        cells=[new_markdown_cell("é"), cell, slider], metadata={"widgets": {}, "language_info": {"name": "python", "version": "3.11.7"}}
    )
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    command = [sys.executable, str(COURSE / "tools" / "tidy_notebooks.py"), str(tmp_path)]
    checked = subprocess.run([*command, "--check"], capture_output=True, text=True)
    assert checked.returncode == 1 and "page.ipynb: not tidy" in checked.stdout
    assert subprocess.run(command, check=True, capture_output=True).returncode == 0
    text = path.read_text(encoding="utf-8")
    assert subprocess.run([*command, "--check"]).returncode == 0 and tidied(text) == text and text.endswith("}\n") and "é" in text
    first, second, third = nbformat.reads(text, as_version=4).cells
    assert (first.id, second.id, third.id) == ("cell-1", "cell-2", "cell-3") and first.metadata == {} and third.outputs == []
    assert second.metadata == marks and second.execution_count == 7 and second.source == "1"
    assert [output.text for output in second.outputs] == ["a\nb\n"]
    assert set(nbformat.reads(text, as_version=4).metadata) == {"kernelspec", "language_info"}


def test_tidy_names_a_file_that_is_no_notebook(tmp_path):
    path = tmp_path / "page.ipynb"
    path.write_text("<<<<<<< HEAD\n{}", encoding="utf-8")
    command = [sys.executable, str(COURSE / "tools" / "tidy_notebooks.py"), str(path)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 1 and "page.ipynb is no notebook" in result.stderr and "Traceback" not in result.stderr


def test_jupyterlab_knows_our_settings():
    settings = json.loads((COURSE / "tools" / "jupyterlab" / "overrides.json").read_text(encoding="utf-8"))
    for plugin, values in settings.items():
        package, name = plugin.split(":")
        schema = Path(sys.prefix, "share", "jupyter", "lab", "schemas", package, f"{name}.json")
        assert values.keys() <= json.loads(schema.read_text(encoding="utf-8"))["properties"].keys()
