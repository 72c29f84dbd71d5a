"""Build the demo, a page of static files on which a browser draws what you type: `make demo`.

What it needs comes from npm (demo/package.json) and from the trained models; what the page must know of the course's
Python, words and captions, is written into one JSON file, so that it is never typed twice.
"""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from shared.base.errors import UserError
from shared.data.captions import GROUND_NOUNS, NAMES, PREPOSITIONS, describes_scenes, training_synonyms
from shared.data.dataset import ATTRIBUTION_FILE
from shared.data.scenes import ATTRIBUTES, COLOURS
from shared.data.words import SPELLING
from shared.model.drawing_model import VOCABULARY_FILE
from shared.model.exported_model import EXPORTED_ENCODER_FILE, EXPORTED_GENERATOR_FILE, load_session
from shared.model.vocabulary import Vocabulary
from shared.paths import COURSE, DCGAN_GENERATOR, MODELS, OUT

SOURCES = COURSE / "demo"
PAGE = OUT / "demo"
RUNTIME = SOURCES / "node_modules" / "onnxruntime-web"
SERVICE_WORKER = "service_worker.js"
TEXTS = {  # that the page begins with, and where its walk leads
    "scenes": ("a yellow star on a blue background", "a large red three on a white background"),
    "emoji": ("woman firefighter with dark skin", "man astronaut"),
}


def build(page: Path = PAGE) -> None:
    """Build the page into a folder, whose earlier content goes.

    Raises:
        UserError: if npm is missing or fails, or a model has not been exported.
    """
    install_packages()
    shutil.rmtree(page, ignore_errors=True)
    page.mkdir(parents=True)
    for source in sorted(SOURCES.glob("*.*")):
        if source.suffix in (".html", ".css", ".js", ".svg") and source.name != SERVICE_WORKER:
            shutil.copy(source, page)
    copy_runtime(page)
    models = {name: copy_model(name, folder, page) for name, folder in MODELS.items()}
    models["digits"] = copy_digits(page)
    tables = {"words": word_tables(), "models": models}
    (page / "tables.json").write_text(json.dumps(tables, ensure_ascii=False), encoding="utf-8")
    write_service_worker(page)


def install_packages() -> None:
    """Install what package-lock.json lists, without running scripts of the packages."""
    npm = shutil.which("npm")
    if npm is None:
        raise UserError("The demo needs npm, which comes with Node.js: install it and run this again.")
    print("Installing ONNX Runtime Web with npm: up to a minute.", flush=True)
    done = subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=SOURCES)
    if done.returncode:
        raise UserError("npm could not install the packages of demo/package-lock.json: see above.")


def copy_runtime(page: Path) -> None:
    """Copy ONNX Runtime Web: its script, and its WebAssembly gzipped.

    That is a fourth of its 14 MB on the disk and on the way, whatever the server can do. The name does not end in .gz: some
    servers would say that it is compressed, and the browser would unpack it before the page does.
    """
    shutil.copy(RUNTIME / "dist" / "ort.wasm.bundle.min.mjs", page / "onnxruntime.mjs")
    unpacked = (RUNTIME / "dist" / "ort-wasm-simd-threaded.wasm").read_bytes()
    (page / "onnxruntime.packed").write_bytes(gzip.compress(unpacked, mtime=0))


def copy_model(name: str, folder: Path, page: Path) -> dict:
    """Copy a model that draws what a text says, and tell the page what it must know of it."""
    vocabulary = Vocabulary.load(folder / VOCABULARY_FILE)
    model = {
        **copy_networks(name, folder, page, generator=EXPORTED_GENERATOR_FILE, encoder=EXPORTED_ENCODER_FILE),
        "vocabulary": {"words": vocabulary.words, "length": vocabulary.length},
        "firstText": TEXTS[name][0],
        "walkText": TEXTS[name][1],
    }
    if (folder / ATTRIBUTION_FILE).exists():
        shutil.copy(folder / ATTRIBUTION_FILE, page / "models" / name)
        model["attribution"] = (folder / ATTRIBUTION_FILE).read_text(encoding="utf-8").strip()
    if describes_scenes(vocabulary.words):
        return {**model, "captions": caption_tables(), "chips": scene_chips()}
    return {**model, "chips": json.loads((SOURCES / f"{name}_chips.json").read_text(encoding="utf-8"))}


def copy_digits(page: Path) -> dict:
    """Copy week 6's generator, which draws from noise alone."""
    return copy_networks("digits", DCGAN_GENERATOR.parent, page, generator=EXPORTED_GENERATOR_FILE)


def copy_networks(name: str, folder: Path, page: Path, **files: str) -> dict:
    """Copy exported networks, role to file; give their addresses on the page, and how many numbers of noise they take."""
    copies = page / "models" / name
    copies.mkdir(parents=True)
    for file in files.values():
        if not (folder / file).exists():
            raise UserError(f"There is no {file} in {folder}: python -m tools.export writes it.")
        shutil.copy(folder / file, copies)
    addresses = {role: f"models/{name}/{file}" for role, file in files.items()}
    noise = load_session(copies / files["generator"]).get_inputs()[0].shape[1]
    return {**addresses, "noise": noise, "megabytes": round(size_of(copies) / 1e6, 1)}


def word_tables() -> dict:
    """Give what `split_words` knows: spellings, and the letters that Python folds in another way than browsers."""
    letters = map(chr, range(sys.maxunicode + 1))
    return {"spelling": SPELLING, "casefold": {letter: letter.casefold() for letter in letters if letter.casefold() != letter.lower()}}


def caption_tables() -> dict:
    """Give what `read_caption` and `complete_caption` know."""
    return {
        "names": [{"attribute": attribute, "name": name, "value": value} for (attribute, name), value in NAMES.items()],
        "attributes": ATTRIBUTES,
        "synonyms": {name: {value: training_synonyms(name, value) for value in values} for name, values in ATTRIBUTES.items()},
        "groundNouns": GROUND_NOUNS,
        "prepositions": PREPOSITIONS,
    }


def scene_chips() -> list[dict]:
    """Give the chips of the scenes, one for each value of each attribute, in groups."""
    added = {"position": "in the {}", "ground": "on {}"}

    def chip(attribute: str, value: str) -> dict:
        swatch = {"swatch": f"rgb{COLOURS[value]}"} if attribute in ("colour", "ground") else {}
        return {"words": value, "added": added.get(attribute, "{}").format(value), **swatch}

    return [
        {"title": attribute.capitalize(), "attribute": attribute, "chips": [chip(attribute, value) for value in values]}
        for attribute, values in ATTRIBUTES.items()
    ]


def write_service_worker(page: Path) -> None:
    """Write the list of all files, and a name for this version of them, before the service worker's source."""
    files = sorted(path for path in page.rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(page).as_posix().encode() + b"\0" + file.read_bytes())
    addresses = [file.relative_to(page).as_posix() for file in files if file.name != "index.html"]
    source = (SOURCES / SERVICE_WORKER).read_text(encoding="utf-8")
    constants = f"const VERSION = {json.dumps(digest.hexdigest()[:16])};\nconst FILES = {json.dumps(['./', *addresses], indent=2)};\n\n"
    (page / SERVICE_WORKER).write_text(constants + source, encoding="utf-8")


def size_of(page: Path) -> int:
    """Add up the bytes of all files."""
    return sum(path.stat().st_size for path in page.rglob("*") if path.is_file())


def main() -> None:
    try:
        build()
    except UserError as error:
        sys.exit(f"Error: {error}")
    print(f"Built: {PAGE}, {size_of(PAGE) / 1e6:.1f} MB. Look at it: python -m http.server -d {PAGE.relative_to(COURSE).as_posix()} 8000")


if __name__ == "__main__":
    main()
