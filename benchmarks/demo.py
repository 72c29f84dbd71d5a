"""How long the demo takes to draw: `make benchmark-demo`.

The first picture counts from opening the page, from this machine and with an empty cache, in a new browser each time; the next
ones from an edit of the sentence until the picture is on the page.
"""

from statistics import median
from time import perf_counter

from playwright.sync_api import Page
from tqdm import trange

from tools.browser import address, headless_chromium, served
from tools.build_demo import PAGE

ROUNDS = 7
TEXTS = [f"a {size} {colour} {thing} on white" for size in ("small", "large") for colour in ("red", "blue") for thing in ("three", "star")]
# Types a sentence and waits until it stands below its picture; gives the milliseconds.
NEXT = """text => new Promise((resolve) => {
    const [field, result] = [document.getElementById("text"), document.getElementById("result")];
    const start = performance.now();
    const drawn = new MutationObserver(() => { drawn.disconnect(); resolve(performance.now() - start); });
    drawn.observe(result, { childList: true });
    field.value = text;
    field.dispatchEvent(new Event("input"));
})"""


def first_picture(page: Page, url: str) -> float:
    """Open the page; seconds until its first picture."""
    start = perf_counter()
    page.goto(url)
    page.wait_for_selector("#another:enabled")
    return perf_counter() - start


def measure(url: str) -> tuple[list[float], list[float]]:
    """Open the page in one browser after the other: seconds to each first picture, and to each of the next ones."""
    first, following = [], []
    for _ in trange(ROUNDS, desc="browsers"):
        with headless_chromium() as browser:
            page = browser.new_page()
            first.append(first_picture(page, url))
            page.wait_for_function("document.getElementById('offline').textContent")  # nothing else is being downloaded
            following += [page.evaluate(NEXT, text) / 1000 for text in TEXTS]
    return first, following


if __name__ == "__main__":
    with served(PAGE) as server:
        for name, seconds in zip(("first picture", "next pictures"), measure(address(server)), strict=True):
            print(f"{name:14} {median(seconds):6.3f} s   ({min(seconds):.3f} to {max(seconds):.3f}, {len(seconds)} times)")
