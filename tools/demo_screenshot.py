"""Take the demo's picture for the README, on a laptop's screen: python -m tools.demo_screenshot demo/screenshot.png

It shows the page of out/demo, which `make demo` builds.
"""

import sys
from pathlib import Path

from playwright.sync_api import ViewportSize

from shared.base.errors import UserError
from shared.base.files import atomic_write
from tools.browser import address, headless_chromium, served
from tools.build_demo import PAGE

SIZE: ViewportSize = {"width": 1280, "height": 800}


def take(out: Path) -> None:
    """Open the page, wait for its first picture, and write what the screen shows.

    Raises:
        UserError: if the page is not built, or there is no Chromium.
    """
    if not PAGE.exists():
        raise UserError("There is no page to look at: make demo builds it.")
    with served(PAGE) as server, headless_chromium() as browser:
        page = browser.new_page(viewport=SIZE)
        page.goto(address(server))
        page.wait_for_selector("#another:enabled")
        with atomic_write(out) as temporary:
            page.screenshot(path=temporary)


if __name__ == "__main__":
    try:
        take(Path(sys.argv[1]))
    except UserError as error:
        sys.exit(f"Error: {error}")
