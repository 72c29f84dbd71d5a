"""Check the site in out/site: `python -m tools.check_site`, the last step of `make site`.

No link within the site leads nowhere, every picture has an alt text, and no page fetches anything from another address.
`--external` lists the links that leave the site, and fetches none of them.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from shared.paths import OUT

SITE = OUT / "site"
# What a browser fetches when it opens a page. The other links wait for a click.
FETCHED = {"script": "src", "img": "src", "iframe": "src", "link": "href"}
NOT_FETCHED = {"next", "prev", "search", "author", "canonical", "index"}  # kinds of <link> that only name a page


@dataclass(frozen=True)
class Link:
    """A link of a page."""

    page: Path
    address: str
    fetched: bool

    @property
    def external(self) -> bool:
        return bool(urlsplit(self.address).netloc)


@dataclass(frozen=True)
class Html:
    """What the check must know of a page."""

    links: list[Link]
    ids: frozenset[str]
    wordless: list[str]  # pictures without an alt text


def read_site(site: Path) -> dict[Path, Html]:
    """Read every page of a site but those of the demo, which has tests of its own."""
    pages = [page for page in sorted(site.rglob("*.html")) if page.relative_to(site).parts[0] not in ("demo", "_static")]
    return {page.resolve(): _read(page) for page in pages}


def complaints(site: Path) -> Iterator[str]:
    """Say in a sentence each what is wrong with a site."""
    pages = read_site(site)
    if not pages:
        yield f"there is no page in {site}: make site"
    for path, page in pages.items():
        name = path.relative_to(site.resolve())
        yield from (f"{name} has a picture without an alt text: {picture}" for picture in page.wordless)
        for link in page.links:
            if link.external and link.fetched:
                yield f"{name} fetches {link.address} when it is opened"
            elif not urlsplit(link.address).scheme and not _leads_somewhere(link, pages):
                yield f"{name} has a broken link: {link.address}"


def external_links(site: Path) -> list[str]:
    """List the addresses outside to which the site leads, each once."""
    return sorted({link.address for page in read_site(site).values() for link in page.links if link.external})


def _read(path: Path) -> Html:
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    links = [Link(path, str(tag["href"]), fetched=False) for tag in soup.find_all("a", href=True)]
    for name, attribute in FETCHED.items():
        tags = [tag for tag in soup.find_all(name, attrs={attribute: True}) if not NOT_FETCHED & {*(tag.get("rel") or ())}]
        links += [Link(path, str(tag[attribute]), fetched=True) for tag in tags]
    wordless = [str(tag)[:100] for tag in soup.find_all("img") if not str(tag.get("alt", "")).strip()]
    return Html(links, frozenset(str(tag["id"]) for tag in soup.find_all(id=True)), wordless)


def _leads_somewhere(link: Link, pages: dict[Path, Html]) -> bool:
    address = urlsplit(link.address)
    target = (link.page.parent / unquote(address.path)).resolve() if address.path else link.page.resolve()
    if not target.is_file():
        return False
    return not address.fragment or target not in pages or unquote(address.fragment) in pages[target].ids


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--external", action="store_true", help="list the links that leave the site")
    if parser.parse_args().external:
        print(*external_links(SITE), sep="\n")
        return 0
    found = list(complaints(SITE))
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{SITE.relative_to(OUT.parent)}: {len(read_site(SITE))} pages, {len(found)} complaints")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
