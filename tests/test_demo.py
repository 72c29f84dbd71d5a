"""The demo in a real browser, clicking and typing: `make test-demo`, which builds it first."""

import json
import random
import re

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from shared import paths
from shared.base.errors import UserError
from shared.base.pictures import to_uint8
from shared.data.captions import NAMES, complete_caption, describes_scenes, write_caption
from shared.data.emoji import all_emoji
from shared.data.scenes import all_combinations
from shared.data.words import split_words
from shared.model.exported_model import ExportedModel, compute, load_session
from tests.mulberry import Mulberry
from tools.browser import address, headless_chromium, served, stop
from tools.build_demo import PAGE, RUNTIME, size_of

pytestmark = pytest.mark.browser

PATIENCE = 60_000  # milliseconds until a test gives up: a busy machine is slow, not wrong
FIRST_TEXT = "a yellow star on a blue background"
AXE = RUNTIME.parent / "axe-core" / "axe.min.js"
MODELS = {name: ExportedModel.load(folder) for name, folder in paths.MODELS.items()}
VOCABULARIES = {name: model.vocabulary for name, model in MODELS.items()}
DIGITS = load_session(paths.DCGAN_GENERATOR.with_suffix(".onnx"))
DIGIT_NOISE = DIGITS.get_inputs()[0].shape[1]


# What Python draws


def noise_of(latent_dim, rng):
    return rng.standard_normal(latent_dim)[None]


def sentence_vector(model, text, rng):
    if describes_scenes(model.vocabulary.words):
        text = complete_caption(text, rng)
    return model.encode(model.vocabulary.encode([text]))


def drawn(name, text, seed):
    """What the course's Python draws from the page's random numbers: (H, W, 3) uint8."""
    model, rng = MODELS[name], Mulberry(seed)
    vector = sentence_vector(model, text, rng)
    return to_uint8(model.generate(noise_of(model.latent_dim, rng), vector))[0]


def digit(noise):
    """What the course's Python draws from noise, (1, Z): (H, W, 3) uint8."""
    return np.repeat(to_uint8(compute(DIGITS, noise.astype(np.float32)))[0], 3, axis=2)


# What the browser shows


@pytest.fixture(scope="session")
def browser():
    expect.set_options(timeout=PATIENCE)
    with headless_chromium() as browser:
        yield browser


@pytest.fixture
def server():
    if not PAGE.exists():
        pytest.skip("make demo builds the page")
    with served(PAGE) as server:
        yield server


@pytest.fixture
def context(browser):
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.set_default_timeout(PATIENCE)
        yield context


@pytest.fixture
def page(context, server):
    page = context.new_page()
    mistakes = []
    page.on("pageerror", lambda mistake: mistakes.append(str(mistake)))
    page.goto(address(server))
    wait_for(page, "picture 1")
    yield page
    assert mistakes == []


def wait_for(page, words):
    expect(page.locator("#result")).to_contain_text(words)


def open_link(page, **said):
    page.evaluate("said => { location.hash = new URLSearchParams(said) }", said)


def shown(page):
    """The picture that the page shows: (H, W, 3) uint8."""
    side, pixels = page.evaluate(
        """() => {
            const canvas = document.getElementById("picture");
            return [canvas.width, Array.from(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data)];
        }"""
    )
    return np.array(pixels, np.uint8).reshape(-1, side, 4)[:, :, :3]


def same(picture, other):
    """Whether two pictures are the same within a grey level."""
    return picture.shape == other.shape and np.abs(picture.astype(int) - other).max() <= 1


# Pictures


def test_opening_the_page_draws_a_picture(page):
    assert page.input_value("#text") == FIRST_TEXT
    assert same(shown(page), drawn("scenes", FIRST_TEXT, 1))


@pytest.mark.parametrize(
    ("model", "text", "seed"),
    [
        ("scenes", "a big green three in the centre on a yellow ground", 1),
        ("scenes", "On AZURE, a tiny 7!", 2),
        ("scenes", "star", 4_000_000_000),
        ("emoji", "woman firefighter with dark skin", 1),
        ("emoji", "Panda", 7),
    ],
)
def test_pixels_are_those_of_python(page, model, text, seed):
    open_link(page, model=model, text=text, seed=seed)
    wait_for(page, f"picture {seed}")
    assert same(shown(page), drawn(model, text, seed))


def test_typing_draws_each_sentence(page):
    page.fill("#text", "")
    page.locator("#text").press_sequentially("a white circle on red")
    wait_for(page, complete_caption("a white circle on red", Mulberry(1)))  # not what is drawn while the last words are missing
    assert same(shown(page), drawn("scenes", "a white circle on red", 1))


def test_what_the_sentence_leaves_open_stands_out(page):
    page.fill("#text", "a small red seven")
    caption = complete_caption("a small red seven", Mulberry(1))
    wait_for(page, caption)
    assert "".join(page.locator("#result em").all_inner_texts()).split() == caption.split()[4:]
    expect(page.locator("#result small")).to_contain_text("in bold, what you left open")
    expect(page.locator("#picture")).to_have_attribute("aria-label", f"Drawn: {caption}, picture 1")


def test_another_draws_the_next_picture(page):
    page.click("#another")
    wait_for(page, "picture 2")
    assert same(shown(page), drawn("scenes", FIRST_TEXT, 2))
    assert "seed=2" in page.url


def test_each_kind_of_picture_keeps_its_sentence(page):
    page.fill("#text", "a black box")
    page.get_by_label("Emoji").check()
    wait_for(page, "woman")
    page.get_by_label("Digits").check()
    wait_for(page, "a digit")
    expect(page.locator("#text")).to_be_hidden()
    page.get_by_label("Scenes").check()
    wait_for(page, "a black")
    assert page.input_value("#text") == "a black box"


# Words


def test_an_unknown_word_is_answered_with_the_nearest(page):
    page.fill("#text", "a red elefant triangel")
    expect(page.locator("#message")).to_contain_text("does not know the word “elefant”")
    page.fill("#text", "a RED triangel, big")
    expect(page.locator("#message")).to_contain_text("“triangel”. Did you mean triangle or orange?")
    page.click("#message >> text=triangle")
    wait_for(page, "triangle")
    assert page.input_value("#text") == "a RED triangle, big"
    expect(page.locator("#message")).to_be_empty()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The text is empty"),
        ("red " * 20, "The text has 20 words; this model reads 19 at the most."),
        ("a red blue star", 'The text contradicts itself: "red" and "blue" for the colour. Keep one of the two.'),
        ("a red star on crimson", "The object and the ground would both be red"),
    ],
    ids=["empty", "long", "contradiction", "one colour"],
)
def test_a_text_that_cannot_be_drawn_is_answered(page, text, message):
    before = shown(page)
    page.fill("#text", text)
    expect(page.locator("#message")).to_contain_text(message)
    assert (shown(page) == before).all()


def test_a_link_to_a_text_that_cannot_be_drawn(page):
    open_link(page, model="emoji", text="xyzzy")
    expect(page.locator("#message")).to_contain_text("does not know the word “xyzzy”")
    wait_for(page, "No picture yet.")


@pytest.mark.parametrize(
    ("model", "before", "group", "chip", "after"),
    [
        ("scenes", "", "Object", "star", "star"),
        ("scenes", "star", "Colour", "orange", "orange star"),
        ("scenes", "a crimson 7 on blue", "Colour", "orange", "an orange 7 on blue"),
        ("scenes", "an orange star", "Size", "small", "an orange small star"),
        ("scenes", "a star on an azure ground", "Ground", "red", "a star on a red ground"),
        ("scenes", "a red star", "Ground", "blue", "a red star on blue"),
        ("scenes", "a star in the upper left", "Position", "bottom right", "a star in the bottom right"),
        ("scenes", "a red blue star", "Size", "large", "a red blue star large"),
        ("emoji", "woman teacher with dark skin", "Work", "cook", "woman cook with dark skin"),
        ("emoji", "man judge", "Skin", "light skin", "man judge with light skin"),
        ("emoji", "man judge", "Others", "panda", "panda"),
    ],
)
def test_a_chip_adds_itself_or_takes_the_place_of_its_like(page, model, before, group, chip, after):
    page.get_by_label(model.capitalize()).check()
    page.fill("#text", before)
    page.get_by_role("group", name=group).get_by_role("button", name=chip, exact=True).click()
    assert page.input_value("#text") == after


def test_all_words_are_listed(page):
    page.get_by_label("Emoji").check()
    page.click("summary")
    assert page.locator("#all-words button").all_inner_texts() == list(VOCABULARIES["emoji"].words)
    page.fill("#text", "blue")
    page.locator("#all-words").get_by_role("button", name="heart", exact=True).click()
    wait_for(page, "blue heart")


def test_the_page_offers_only_what_can_be_drawn():
    for name, vocabulary in VOCABULARIES.items():
        model = json.loads((PAGE / "tables.json").read_text(encoding="utf-8"))["models"][name]
        chips = [text for group in model["chips"] for chip in group["chips"] for text in (chip["words"], chip.get("added", chip["words"]))]
        vocabulary.encode([model["firstText"], model["walkText"], *chips])


def texts_to_read():
    """Some hundred texts, as people type them and worse."""
    rng, choice = np.random.default_rng(1), random.Random(1)
    captions = [write_caption(row, rng) for row in rng.choice(all_combinations(), 60)]
    names = [str(emoji) for emoji in rng.choice(np.array(all_emoji()[0], dtype=object), 40)]
    known = [word for _, name in NAMES for word in name] + ["on", "against", "a", "the", "ground", "backdrop", "with"]
    halves = [" ".join(choice.choices(known, k=choice.randint(1, 6))) for _ in range(150)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    typos = []
    for word in choice.choices([*VOCABULARIES["emoji"].words, *VOCABULARIES["scenes"].words], k=120):
        place = choice.randrange(len(word))
        typos.append(word[:place] + choice.choice(["", choice.choice(letters), word[place] * 2]) + word[place + 1 :])
    strange = [
        *("", " ", "\n", "?!", "_", "red_star", "mid-sized", "a mid-sized box", "a gray center", "COLORED", "a 7th star", "77", "seven7"),
        *(
            "A RED\tSTAR\n on  blue.",
            "“a red star”",
            "a red star…on blue",
            "red/star",
            "don't",
            "a.b.c",
            "10 o'clock",
            "x" * 300,
            "red " * 30,
        ),
        *(
            "Straße",
            "STRASSE",
            "ﬁve",
            "ﬁre",
            "İstanbul",
            "ǅ",
            "ΣΊΣΥΦΟΣ",
            "Ꭰꭰ",
            "naïve",
            "nai\u0308ve",
            "réunion",
            "RÉUNION",
            "CÔTE D’IVOIRE",
        ),
        *(
            "７",
            "Ⅶ",
            "x²",
            "½",
            "一",
            "red 赤",
            "кошка",
            "قطة",
            "🙂",
            "a 🙂 star",
            "👩🏿‍🚒",
            "red\u200bstar",
            "red\u00a0star",
            "\ufeffred",
            "constructor",
        ),
        *(
            "a one",
            "an eight",
            "an 8",
            "an astronaut",
            "a orange star",
            "star on a",
            "on",
            "on red",
            "red on",
            "the the the",
            "red red star",
            "blue ground blue",
        ),
        *("toString", "__proto__", "hasOwnProperty", "ⓐ", "ⓇⒺⒹ", "𝐫𝐞𝐝", "𝟕", "ß", "ŉ", "ΐ", "ẞ", "a\u0345", "µ", "ſtar"),
    ]
    return [*captions, *(caption.upper() for caption in captions[:20]), *names, *halves, *typos, *strange]


READ_IN_THE_BROWSER = """async ([texts, seed]) => {
    const [{ Captions }, { Random }, { Vocabulary }, { splitWords }] = await Promise.all(
        ["captions", "random", "vocabulary", "words"].map((name) => import(new URL(`${name}.js`, document.baseURI))));
    const { words, models } = await (await fetch("tables.json")).json();
    const attempt = (read) => { try { return read() } catch (error) { return error.message } };
    const captions = new Captions({ ...models.scenes.captions, ...words });
    const [scenes, emoji] = [models.scenes, models.emoji].map((model) => new Vocabulary(model.vocabulary, words));
    return texts.map((text) => [
        splitWords(text, words),
        attempt(() => Array.from(scenes.encode(text))),
        attempt(() => Array.from(emoji.encode(text))),
        attempt(() => captions.complete(text, new Random(seed))),
    ]);
}"""


def attempt(read):
    try:
        return read()
    except UserError as error:
        return str(error)


def test_the_browser_reads_as_python_does(page):
    texts, seed = texts_to_read(), 5
    read = page.evaluate(READ_IN_THE_BROWSER, [texts, seed])
    for text, in_browser in zip(texts, read, strict=True):
        in_python = [
            split_words(text),
            *(attempt(lambda text=text, name=name: VOCABULARIES[name].encode([text])[0].tolist()) for name in ("scenes", "emoji")),
            attempt(lambda text=text: complete_caption(text, Mulberry(seed))),
        ]
        assert in_browser == in_python, text


# Links and files


def test_a_link_reopens_model_sentence_and_seed(page, context):
    open_link(page, model="emoji", text="red heart & “crown”?", seed=5)
    page.fill("#text", "blue heart")
    wait_for(page, "blue heart")
    page.click("#another")
    wait_for(page, "picture 6")
    other = context.new_page()
    other.goto(page.url)
    wait_for(other, "picture 6")
    assert other.input_value("#text") == "blue heart"
    assert same(shown(other), drawn("emoji", "blue heart", 6))


@pytest.mark.parametrize("link", ["#model=toString&seed=-1&noise=a", "#seed=1e99&to", "#%", "#model=digits&noise=,9&text=x"])
def test_a_broken_link_opens_the_page_all_the_same(context, server, link):
    page = context.new_page()
    page.goto(address(server) + link)
    wait_for(page, "picture 1")


def test_the_link_is_copied(page, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.fill("#text", "a green square")
    wait_for(page, "square")
    page.click("#copy")
    expect(page.locator("#copied")).to_contain_text("copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_the_picture_is_saved_with_the_same_pixels(page, tmp_path):
    with page.expect_download() as download:
        page.click("#save")
    assert download.value.suggested_filename == "a-yellow-star-on-a-blue-background-1.png"
    download.value.save_as(tmp_path / "picture.png")
    saved = cv2.imread(str(tmp_path / "picture.png"))[:, :, ::-1]
    zoom = len(saved) // len(shown(page))
    assert zoom > 1
    assert (saved == shown(page).repeat(zoom, axis=0).repeat(zoom, axis=1)).all()


def test_an_emoji_says_whose_drawings_it_comes_from(page):
    expect(page.locator("#attribution")).to_be_hidden()
    page.get_by_label("Emoji").check()
    wait_for(page, "woman")
    expect(page.locator("#attribution")).to_contain_text("All emojis designed by OpenMoji")
    expect(page.locator("#attribution")).to_contain_text("a network that has learned from them")
    expect(page.locator("#attribution a").first).to_have_attribute("href", "https://creativecommons.org/licenses/by-sa/4.0/")
    with page.expect_download() as download:
        page.click("#save")
    assert "openmoji-cc-by-sa" in download.value.suggested_filename


# Walks and sliders


def step_to(page, step):
    page.locator("#step").fill(str(step))


def test_a_walk_leads_from_one_picture_to_the_other(page):
    start, end = "a small red three in the top left on white", "a large blue three in the bottom right on white"
    page.fill("#text", start)
    page.fill("#walk-text", end)
    page.click("#walk-start")
    wait_for(page, "On the way from")
    expect(page.locator("#step")).not_to_have_value("0")  # it plays
    page.get_by_role("button", name="Pause").click()
    step_to(page, 0)
    assert same(shown(page), drawn("scenes", start, 1))
    step_to(page, 24)
    assert same(shown(page), drawn("scenes", end, 1))
    assert "to=a+large+blue" in page.url
    page.fill("#text", "a white star")
    wait_for(page, "picture 1")
    expect(page.locator("#walk-player")).to_be_hidden()


def test_a_walk_to_an_unknown_word_is_answered(page):
    page.fill("#walk-text", "a red cicle")
    page.click("#walk-start")
    expect(page.locator("#walk-message")).to_contain_text("“cicle”. Did you mean circle?")
    page.click("#walk-message >> text=circle")
    assert page.input_value("#walk-text") == "a red circle"


def test_who_prefers_less_motion_plays_by_hand(browser, server):
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(address(server) + "#to=a+blue+circle")
        wait_for(page, "On the way from")
        expect(page.get_by_role("button", name="Play")).to_be_visible()
        assert page.input_value("#step") == "0"


def test_sliders_change_the_noise(page):
    open_link(page, model="digits", seed=3)
    wait_for(page, "a digit picture 3")
    sliders = page.get_by_role("slider").and_(page.locator("#sliders input"))
    noise = noise_of(DIGIT_NOISE, Mulberry(3))
    assert same(shown(page), digit(noise))
    sliders.nth(1).fill("2.5")
    page.wait_for_function("location.hash.includes('noise=')")
    picture = shown(page)
    assert not same(picture, digit(noise))
    noise[0, :6] = [float(slider.input_value()) for slider in sliders.all()]
    assert noise[0, 1] == 2.5
    assert same(picture, digit(noise))
    page.reload()
    wait_for(page, "a digit")
    assert same(shown(page), picture)
    page.click("#another")
    wait_for(page, "picture 4")
    assert same(shown(page), digit(noise_of(DIGIT_NOISE, Mulberry(4))))


def test_digits_walk_along_the_sphere(page):
    open_link(page, model="digits", seed=3)
    wait_for(page, "a digit picture 3")
    page.click("#walk-start")
    wait_for(page, "On the way from one digit to another")
    page.get_by_role("button", name="Pause").click()
    step_to(page, 12)
    rng = Mulberry(3)
    start, end = noise_of(DIGIT_NOISE, rng), noise_of(DIGIT_NOISE, rng)
    angle = np.arccos((start @ end.T).item() / np.linalg.norm(start) / np.linalg.norm(end))
    assert same(shown(page), digit(np.sin(angle / 2) * (start + end) / np.sin(angle)))


# Everybody, everywhere


def test_nothing_comes_from_elsewhere_and_all_is_small(browser, server):
    with browser.new_context(service_workers="block") as context:
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address(server))
        for model in ("Emoji", "Digits"):
            page.get_by_label(model).check()
            wait_for(page, "picture 1")
    assert {url.split("#")[0] for url in asked if not url.startswith(address(server)) and not url.startswith("blob:")} == set()
    assert size_of(PAGE) <= 15e6


def test_it_works_offline_once_opened(page, server):
    expect(page.locator("#offline")).to_contain_text("without a network")
    stop(server)
    page.get_by_label("Digits").check()
    wait_for(page, "a digit")
    page.reload()
    wait_for(page, "a digit picture 1")
    for model, text in (("Emoji", "crown"), ("Scenes", "a small black star on white in the middle")):
        page.get_by_label(model).check()
        page.fill("#text", text)
        wait_for(page, text)
        assert same(shown(page), drawn(model.lower(), text, 1))


@pytest.mark.parametrize("missing", ["generator.onnx", "onnxruntime.packed", "tables.json", "worker.js", "onnxruntime.mjs"])
def test_what_cannot_be_loaded_is_said(context, server, missing):
    context.route(f"**/{missing}", lambda route: route.fulfill(status=404))
    page = context.new_page()
    page.goto(address(server))
    wait_for(page, "The networks can’t be loaded. Check the connection, then open this page again.")
    expect(page.locator("#progress")).to_be_hidden()


TELL_OF_BROKEN_WORKERS = """globalThis.Worker = class extends Worker {
    constructor(...given) {
        super(...given);
        this.addEventListener("error", () => { document.documentElement.dataset.worker = "broken" });
    }
}"""


def test_what_broke_before_the_page_asked_is_said(context, server):
    waiting = []
    context.route("**/tables.json", lambda route: waiting.append(route))
    context.route("**/onnxruntime.mjs", lambda route: route.fulfill(status=404))
    page = context.new_page()
    page.add_init_script(TELL_OF_BROKEN_WORKERS)
    page.goto(address(server))
    expect(page.locator("html")).to_have_attribute("data-worker", "broken")
    waiting[0].continue_()
    wait_for(page, "The networks can’t be loaded.")


@pytest.mark.parametrize("lacking", ["WebAssembly", "DecompressionStream"])
def test_an_old_browser_is_told_what_it_lacks(context, server, lacking):
    context.add_init_script(f"delete globalThis.{lacking}")
    page = context.new_page()
    page.goto(address(server))
    wait_for(page, "This browser can't run the networks")
    expect(page.locator("#progress")).to_be_hidden()


@pytest.mark.parametrize("model", ["scenes", "emoji", "digits"])
def test_a_narrow_screen_needs_no_sideways_scrolling(browser, server, model):
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(f"{address(server)}#model={model}&to=a+red+heart+star")
        wait_for(page, "picture 1") if model == "scenes" else wait_for(page, "On the way from")
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_dark_mode(browser, server):
    papers = {}
    for scheme in ("light", "dark"):
        with browser.new_context(color_scheme=scheme) as context:
            page = context.new_page()
            page.goto(address(server))
            colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
            papers[scheme] = np.mean([int(number) for number in re.findall(r"\d+", colour)[:3]])
    assert papers["dark"] < 60 < 200 < papers["light"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("model", ["scenes", "emoji", "digits"])
def test_axe_finds_nothing(browser, server, model, scheme):
    with browser.new_context(color_scheme=scheme, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(f"{address(server)}#model={model}")
        wait_for(page, "picture 1")
        page.click("#walk-start")
        wait_for(page, "On the way from")
        if model != "digits":
            page.click("summary")
            page.fill("#text", "a red hart")
            expect(page.locator("#message")).to_contain_text("hart")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = page.evaluate("async () => (await axe.run()).violations")
        assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in violations] == []


def test_everything_is_reached_by_keyboard(page):
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.name || document.activeElement.textContent"))
    assert (
        reached.index("model") < reached.index("text") < reached.index("another") < reached.index("walk-text") < reached.index("walk-start")
    )
    assert {"save", "copy", "seven", "orange"} <= set(reached)
    page.locator("[name=model]:checked").focus()
    page.keyboard.press("ArrowRight")
    wait_for(page, "woman firefighter")
    page.locator("#another").focus()
    page.keyboard.press("Enter")
    wait_for(page, "picture 2")
    assert page.locator("#another").evaluate("button => getComputedStyle(button).outlineWidth") == "3px"
