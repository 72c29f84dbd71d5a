"""A headless Chromium and a server of static files: for the demo's tests, its benchmark and its screenshot."""

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from shared.base.errors import UserError

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def find_chromium() -> str:
    """Find the browser of this machine.

    Raises:
        UserError: if there is none.
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise UserError("This needs Chromium: install the package chromium of your system, or Google Chrome.")
    return found


@contextmanager
def headless_chromium() -> Iterator[Browser]:
    """Start the browser without a window, and end it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())
        yield browser
        browser.close()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a line in the terminal for each; the browser must ask again each time."""

    def end_headers(self):
        self.send_header("Cache-Control", "no-store")  # so what works offline is the service worker's doing
        super().end_headers()

    def log_message(self, format, *arguments):
        pass


class Server(ThreadingHTTPServer):
    """Takes it calmly when a browser leaves in the middle of a file."""

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """Serve a folder of static files to this machine only, on a port that is free."""
    server = Server(("127.0.0.1", 0), partial(QuietHandler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        stop(server)


def stop(server: Server) -> None:
    """Stop a server; once more does no harm."""
    server.shutdown()
    server.server_close()


def address(server: Server) -> str:
    """Give the address of a served folder."""
    return f"http://127.0.0.1:{server.server_port}/"
