"""How Sphinx makes the site of what `tools/stage_site.py` has gathered: `make site`."""

import tomllib

from sphinx.application import Sphinx

from shared.paths import COURSE, FINAL, OUT, WEEKS
from tools.adapt_page import Site, adapted, terms_of
from tools.stage_site import site_files, week_pages

PROJECT = tomllib.loads((COURSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REPOSITORY = PROJECT["urls"]["Repository"]

project = "Text to image"
author = "The authors of this course"
copyright = f"{author}. Texts and pictures: CC BY 4.0; emoji, designed by OpenMoji (openmoji.org), and pictures derived from them: CC BY-SA 4.0. Code: MIT"
version = release = PROJECT["version"]
language = "en"

extensions = ["myst_nb", "sphinx_design"]
nb_execution_mode = "off"  # a page shows the outputs that it is stored with
myst_enable_extensions = ["colon_fence", "dollarmath", "html_image"]
myst_heading_anchors = 4
# A copy of MathJax stands beside the pages: formulas need no network.
MATHJAX = OUT / "npm" / "node_modules" / "mathjax" / "es5" / "tex-svg-full.js"
mathjax_path = MATHJAX.name

html_theme = "sphinx_book_theme"
html_use_index = False
html_title = "Text to image: a course on GANs"
html_static_path = ["static", str(MATHJAX)]
html_css_files = ["style.css"]
html_js_files = ["print.js"]
html_context = {"default_mode": "auto"}  # light or dark, as the reader's machine is set
html_theme_options = {
    "repository_url": REPOSITORY,
    "repository_branch": "main",
    "use_repository_button": True,
    "use_issues_button": True,
    "launch_buttons": {
        "colab_url": "https://colab.research.google.com",
        "binderhub_url": "https://mybinder.org",
        "notebook_interface": "jupyterlab",
    },
    "show_toc_level": 1,
}

SITE = Site(
    shown=frozenset(path.relative_to(COURSE).as_posix() for path in site_files()),
    terms=terms_of((COURSE / "GLOSSARY.md").read_text(encoding="utf-8")),
    repository=REPOSITORY,
)
# The pages of a week stand below its README, in the list of contents and in the order of "next".
CONTENTS = {f"{week.name}/README": [page.stem for page in week_pages(week)[1:]] for week in WEEKS if week != FINAL}


def adapt(app: Sphinx, name: str, source: list[str]) -> None:
    """Change what Sphinx reads, not the files."""
    path = str(app.env.doc2path(name, base=False))
    if path in SITE.shown:
        source[0] = adapted(path, source[0], SITE)
    if name in CONTENTS:
        source[0] += "\n\n```{toctree}\n:hidden:\n\n" + "\n".join(CONTENTS[name]) + "\n```\n"


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", adapt)
