"""The site: its sources, what is changed for it, and, in Chromium, what its readers see. `make test-site` builds it first."""

import re
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from shared.paths import COURSE, FINAL, OUT, WEEKS
from tools.adapt_page import Site, adapted, terms_of
from tools.browser import address, headless_chromium, served
from tools.check_site import complaints, external_links, read_site
from tools.setup_cell import SOURCE, with_setup_cell
from tools.stage_site import course_texts, road_map, site_files, week_pages
from tools.tidy_notebooks import course_notebooks

SITE = OUT / "site"
REPOSITORY = "https://github.com/somebody/a-course"
GLOSSARY = (COURSE / "GLOSSARY.md").read_text(encoding="utf-8")
SHOWN = frozenset(path.relative_to(COURSE).as_posix() for path in site_files())
PLACES = Site(SHOWN, terms_of(GLOSSARY), REPOSITORY)
PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


def sources(name, *cells):
    """What Sphinx reads of each cell of a notebook."""
    notebook = new_notebook(cells=[new_markdown_cell("# A page"), *cells])
    return [cell.source for cell in nbformat.reads(adapted(name, nbformat.writes(notebook), PLACES), as_version=4).cells]


def test_every_page_but_the_solutions_is_shown():
    assert {path for path in course_notebooks() if path.stem != "solution"} <= {*site_files()}
    assert not [name for name in SHOWN if "solution" in name or "mistakes" in name]


def test_pages_come_in_the_order_of_their_numbers(tmp_path):
    for name in ("10_last.ipynb", "2_second.ipynb", "1_first.ipynb", "solution.ipynb", "assignment.ipynb", "README.md", "MORE.md"):
        (tmp_path / name).touch()
    names = [path.name for path in week_pages(tmp_path)]
    assert names == ["README.md", "1_first.ipynb", "2_second.ipynb", "10_last.ipynb", "assignment.ipynb", "MORE.md"]


def test_learners_texts_come_first():
    assert [path.name for path in course_texts()][:2] == ["README.md", "GLOSSARY.md"]


def test_start_page_has_each_week_and_a_picture_and_the_minutes_of_each_page():
    weeks = road_map()
    assert [week.assignment.name for week in weeks] == [f"{week.name}/assignment" for week in WEEKS]
    cards = [page for week in weeks for page in week.pages]
    assert [card for card in cards if not (card.cover and card.alt and card.minutes.isdigit())] == []
    assert weeks[-1].start == "final_project" and FINAL.name in weeks[-1].assignment.name


def test_links_to_what_the_site_lacks_lead_to_the_repository():
    text = "[a](2_pandas.ipynb) [b](checks.py) [c](../shared/base) [d](https://example.org/x) [e](#here) [f](../README.md#for-maintainers)"
    read = adapted("week1_python/README.md", text, PLACES)
    assert read == text.replace("(checks.py)", f"({REPOSITORY}/blob/main/week1_python/checks.py)").replace(
        "(../shared/base)", f"({REPOSITORY}/tree/main/shared/base)"
    )


def test_page_says_below_its_title_where_it_runs():
    first = sources("week1_python/1_numpy.ipynb")[0]
    assert first.startswith("# A page\n")
    assert "https://colab.research.google.com/github/somebody/a-course/blob/main/week1_python/1_numpy.ipynb" in first
    assert "https://mybinder.org/v2/gh/somebody/a-course/main?urlpath=lab/tree/week1_python/1_numpy.ipynb" in first
    assert "{download}`Download <1_numpy.ipynb>`" in first


def test_first_bold_use_of_a_term_leads_to_the_glossary():
    *_, text = sources("week1_python/1_numpy.ipynb", new_markdown_cell("An **array**, **arrays** and a **zebra**. **Goal:** none"))
    assert text == 'An <a class="term" href="../GLOSSARY.html#term-array">**array**</a>, **arrays** and a **zebra**. **Goal:** none'


def test_glossary_leads_to_sections():
    read = adapted("GLOSSARY.md", GLOSSARY, PLACES)
    assert '<span id="term-batch-size"></span>batch size' in read
    assert "[NumPy, section 1](#week1_python-1_numpy-1)" in read
    assert "(week1_python-1_numpy-1)=\n## 1. Arrays" in sources("week1_python/1_numpy.ipynb", new_markdown_cell("## 1. Arrays"))[-1]
    assert "can't be opened at a section" not in read


def test_sliders_get_a_note_and_other_cells_none():
    assert "Sliders move only where the page runs" in sources("x/1_x.ipynb", new_code_cell("interact(draw, size=(1, 3));"))[-1]
    assert len(sources("x/1_x.ipynb", new_code_cell("print(1)"))) == 2


def test_check_finds_what_is_wrong(tmp_path):
    (tmp_path / "index.html").write_text(
        '<a href="b.html#here">b</a><a href="b.html#gone">b</a><a href="gone.html">c</a><a href="https://example.org/out">d</a>'
        '<img src="p.png"><img src="p.png" alt="a picture"><script src="https://example.org/x.js"></script>',
        encoding="utf-8",
    )
    (tmp_path / "b.html").write_text('<p id="here">', encoding="utf-8")
    (tmp_path / "p.png").touch()
    assert sorted(complaints(tmp_path)) == [
        "index.html fetches https://example.org/x.js when it is opened",
        "index.html has a broken link: b.html#gone",
        "index.html has a broken link: gone.html",
        'index.html has a picture without an alt text: <img src="p.png"/>',
    ]
    assert external_links(tmp_path) == ["https://example.org/out", "https://example.org/x.js"]


# The cell that fetches the course.


@pytest.mark.parametrize("path", course_notebooks(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_notebook_has_its_setup_cell(path):
    text = path.read_text(encoding="utf-8")
    assert text == with_setup_cell(text, path.parent.name), f"python -m tools.setup_cell {path.relative_to(COURSE)}"


@pytest.mark.parametrize("path", course_notebooks()[:6], ids=lambda path: path.stem)
def test_setup_cell_changes_nothing_else(path):
    before = nbformat.read(path, as_version=4).cells
    text = with_setup_cell(path.read_text(encoding="utf-8"), path.parent.name)
    after = nbformat.reads(text, as_version=4).cells
    assert with_setup_cell(text, path.parent.name) == text
    rest = [cell for cell in after if "remove-cell" not in cell.metadata.get("tags", [])]
    assert len(after) == len(rest) + 1
    assert [cell.source for cell in rest] == [cell.source for cell in before if "remove-cell" not in cell.metadata.get("tags", [])]
    counts = [cell.execution_count for cell in after if cell.cell_type == "code"]
    assert counts in ([None] * len(counts), [*range(1, len(counts) + 1)])


def test_setup_cell_does_nothing_in_the_course(monkeypatch):
    monkeypatch.chdir(WEEKS[0])
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("it runs a command"))
    before = [*sys.path]
    exec(SOURCE.format(repository=REPOSITORY, week=WEEKS[0].name), {})
    assert sys.path == before


def test_setup_cell_fetches_and_installs_the_course_where_it_is_not(tmp_path, monkeypatch):
    """With a course of one week, whose install only says that it was called."""
    course = tmp_path / "published"
    for name, text in {"tools/install_here.py": "def install():\n    print('installed')\n", "week1/checks.py": ""}.items():
        (course / name).parent.mkdir(parents=True)
        (course / name).write_text(text, encoding="utf-8")
    for command in (["init"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--message=a"]):
        subprocess.run(["git", *command], cwd=course, check=True, capture_output=True)
    alone = tmp_path / "alone"
    alone.mkdir()
    cell = SOURCE.format(repository=course.as_uri(), week="week1")
    program = f"{cell}\nprint(os.getcwd())\n{cell}\n"  # once more: now it does nothing
    done = subprocess.run([sys.executable, "-c", program], cwd=alone, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["installed", str((alone / "course" / "week1").resolve())]


# In Chromium. There is no other server than the site's own: what a page needs lies beside it.


@pytest.fixture(scope="module")
def browser():
    with headless_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site():
    if not (SITE / "index.html").exists():
        pytest.fail("there is no site yet: make site", pytrace=False)
    with served(SITE) as server:
        yield address(server)


@pytest.fixture
def open_page(browser, site):
    """Open a page of the built site; the page collects what it asks of the network, and its errors."""
    contexts = []

    def opened(name, viewport=LAPTOP, **options):
        contexts.append(browser.new_context(viewport=viewport, **options))
        page = contexts[-1].new_page()
        page.asked, page.errors = [], []
        page.route(lambda url: not url.startswith(site), lambda route: (page.asked.append(route.request.url), route.abort()))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
        page.goto(site + name)
        return page

    yield opened
    for context in contexts:
        context.close()


PAGES = ["index.html", "draw.html", "GLOSSARY.html", "README.html", "final_project.html"] + [
    path.relative_to(COURSE).with_suffix(".html").as_posix() for week in WEEKS for path in week_pages(week)
]


@pytest.mark.browser
def test_site_has_no_broken_link_no_wordless_picture_and_fetches_nothing():
    assert list(complaints(SITE)) == []
    assert {(SITE / name).resolve() for name in PAGES} <= {*read_site(SITE)}


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_phone_draws_its_formulas_and_needs_no_network(open_page, name):
    page = open_page(name, PHONE)
    formulas = page.locator(".math").count()
    page.wait_for_function("formulas => document.querySelectorAll('mjx-container').length >= formulas", arg=formulas)
    assert page.locator("[data-mjx-error]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert (page.asked, page.errors) == ([], [])


@pytest.mark.browser
def test_next_leads_through_the_whole_course(open_page, site):
    page, way = open_page("week1_python/README.html"), []
    while not page.url.endswith("emoji_model/README.html"):
        way.append(page.url.removeprefix(site))
        page.goto(page.locator("a.right-next").evaluate("link => link.href"))
    expected = [path.relative_to(COURSE).with_suffix(".html").as_posix() for week in WEEKS for path in week_pages(week)][:-1]
    expected.insert(expected.index(f"{FINAL.name}/1_dataset.html"), "final_project.html")
    assert way == expected


@pytest.mark.browser
def test_search_finds_a_page(open_page):
    page = open_page("search.html?q=broadcasting")
    page.locator("#search-results a", has_text="NumPy").first.wait_for()


@pytest.mark.browser
def test_answers_are_folded_away_until_they_are_asked_for(open_page):
    page = open_page("week4_gans/2_transposed_convolution.html")
    answer = page.locator("article details").first
    assert not answer.locator("p").first.is_visible()
    answer.locator("summary").click()
    assert answer.locator("p").first.is_visible()


@pytest.mark.browser
def test_outputs_are_shown_and_no_cell_for_machines(open_page):
    page = open_page("week4_gans/1_adversarial_game.html")
    assert page.locator("img[src^='data:image/gif']").count() >= 1
    assert "interact" not in " ".join(page.locator(".cell_output").all_inner_texts())
    text = page.locator("article").inner_text()
    assert "install_here" not in text
    assert "Sliders move only where the page runs" in text


@pytest.mark.browser
def test_term_leads_to_its_line_in_the_glossary(open_page):
    page = open_page("week1_python/1_numpy.html")
    page.locator("a.term", has_text="array").first.click()
    assert page.url.endswith("GLOSSARY.html#term-array")
    page.locator("tr", has=page.locator("#term-array")).get_by_role("link").click()
    assert page.url.endswith("1_numpy.html#week1-python-1-numpy-1")


@pytest.mark.browser
def test_dark_mode_follows_the_machine_and_figures_keep_their_white_ground(open_page):
    page = open_page("week3_cnn/2_overfitting.html", color_scheme="dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    red, green, blue = map(int, re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))[:3])
    assert max(red, green, blue) < 60
    grounds = page.evaluate("""() => [...document.querySelectorAll(".cell_output img")].map(picture => {
        const canvas = document.createElement("canvas");
        canvas.width = picture.naturalWidth;
        canvas.height = picture.naturalHeight;
        const context = canvas.getContext("2d");
        context.drawImage(picture, 0, 0);
        return context.getImageData(0, 0, 1, 1).data[3];
    })""")
    assert {*grounds} == {255}  # opaque: black axes would be lost on a dark page


@pytest.mark.browser
def test_printed_page_shows_its_answers(open_page, tmp_path):
    page = open_page("week4_gans/2_transposed_convolution.html")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("article details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("article details[open]").count() == 0
    page.pdf(path=tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
