"""The layers of `shared/`: a layer imports only those before it, and one file knows the folders of the weeks."""

import ast
import re

import pytest

from shared.paths import COURSE, WEEKS

LAYERS = ("base", "data", "model", "evaluation", "training", "exercises")
SHARED = COURSE / "shared"
MODULES = sorted(SHARED.glob("*/*.py"))


def imported_layers(source):
    """List the layers of `shared` that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            package, _, rest = name.partition(".")
            if package == "shared" and not rest.startswith("paths"):
                yield rest.partition(".")[0]


def reaches_down(layer, source):
    allowed = LAYERS[: LAYERS.index(layer) + 1]
    return [other for other in imported_layers(source) if other not in allowed]


def name_of(path):
    return path.relative_to(SHARED).as_posix()


def test_every_folder_is_a_layer():
    assert {path.name for path in SHARED.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(LAYERS)
    assert {path.name for path in SHARED.glob("*.py")} == {"__init__.py", "paths.py", "cli.py", "doctor.py", "progress.py"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_layer_imports_only_those_before_it(path):
    assert reaches_down(path.parent.name, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sorted(SHARED.glob("*/__init__.py")), ids=name_of)
def test_a_layer_exports_nothing_again(path):
    assert [type(node) for node in ast.parse(path.read_text(encoding="utf-8")).body] == [ast.Expr]


@pytest.mark.parametrize(
    ("layer", "source", "found"),
    [
        ("base", "from shared.data.words import split_words", ["data"]),
        ("model", "import shared.training.train", ["training"]),
        ("data", "def late():\n    from shared import model", ["model"]),
        ("base", "from shared import cli", ["cli"]),
        ("training", "from shared.paths import OUT\nfrom shared.base.seed import SEED\nimport numpy.data", []),
    ],
)
def test_the_rule_finds_what_reaches_down(layer, source, found):
    assert reaches_down(layer, source) == found


def test_the_folders_of_the_weeks_stand_in_one_file():
    assert all((week / "solution.ipynb").exists() and (week / "checks.py").exists() for week in WEEKS)
    in_quotes = re.compile(f"""["'](?:{"|".join(week.name for week in WEEKS)})""")
    files = [path for folder in ("shared", "tools", "benchmarks") for path in (COURSE / folder).rglob("*.py")]
    assert [path for path in files if in_quotes.search(path.read_text(encoding="utf-8"))] == [SHARED / "paths.py"]
