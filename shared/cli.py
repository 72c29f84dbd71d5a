"""The command `text2image`."""

import io
import json
import math
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shared.base.errors import UserError
from shared.base.seed import SEED
from shared.model.hyperparameters import CHECKPOINT_MINUTES, IMAGE_SIZE, Hyperparameters

if TYPE_CHECKING:  # a command imports what takes seconds only when it runs
    from shared.data.dataset import Dataset
    from shared.evaluation.copying import Scenes
    from shared.model.drawing_model import DrawingModel
    from shared.training.workers import Workers

COUNT = click.IntRange(min=1)
SEED_OPTION = click.option("--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="Of everything random.")
MODEL = click.option(
    "--model",
    type=click.Path(path_type=Path),
    help="Folder of a trained model, or the name of one that comes with the course: scenes or emoji. Without it: scenes.",
)


class Commands(click.Group):
    """Turns what a user can put right into one sentence and exit code 2."""

    def invoke(self, context: click.Context):
        try:
            return super().invoke(context)
        except UserError as error:
            message = str(error)
        except KeyboardInterrupt:
            message = "Stopped. Nothing is half-written."
        except OSError as error:
            message = f"{error.filename or 'The file'} can't be read or written: {error.strerror or error}."
        click.echo(f"Error: {message}", err=True)
        sys.exit(2)


def example(text: str):
    """Show an example below a command's options."""
    return {"epilog": f"Example: {text}"}


@click.group(cls=Commands)
def main() -> None:
    """A GAN that draws what you type, on an ordinary laptop."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without █ or “ shows ? in its place


@main.command(**example('text2image generate "a small red seven on a blue background" --out seven.png --count 16 --grid'))
@click.argument("captions", nargs=-1, required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="PNG file. Several pictures without --grid: numbered, x_1.png, x_2.png, …",
)
@click.option("--count", type=COUNT, default=1, show_default=True, help="Pictures for each caption.")
@click.option("--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="Another seed, other pictures.")
@click.option("--grid", "as_grid", is_flag=True, help="All pictures in one file, a row for each caption.")
@click.option(
    "--zoom", type=click.IntRange(1, 32), default=8, show_default=True, help="Each pixel of the model becomes zoom × zoom pixels."
)
@MODEL
def generate(captions: tuple[str, ...], out: Path, count: int, seed: int, as_grid: bool, zoom: int, model: Path | None) -> None:
    """Draw CAPTIONS, each in quotes. What a caption leaves open varies from picture to picture."""
    if out.suffix.lower() != ".png":
        raise UserError(f"--out {out}: pictures are written as PNG; let the name end in .png.")
    check_folder(out.parent)
    from shared.base.pictures import save_png
    from shared.base.sheets import grid
    from shared.data.dataset import ATTRIBUTION_FILE

    model_folder = _model_folder(model)
    images = _load_model(model_folder).draw([text for text in captions for _ in range(count)], seed)
    if as_grid or len(images) == 1:
        pictures = {out: grid(images, columns=count, zoom=zoom)}
    else:
        pictures = {out.with_stem(f"{out.stem}_{number}"): grid(image[None], 1, zoom) for number, image in enumerate(images, start=1)}
    for path, picture in pictures.items():
        save_png(picture, path)
        click.echo(f"Drawn: {path.resolve()}")
    if (model_folder / ATTRIBUTION_FILE).exists():
        click.echo((model_folder / ATTRIBUTION_FILE).read_text(encoding="utf-8").strip())


def _model_folder(model: Path | None) -> Path:
    """Find a model by its name or folder; a folder that is called like a model is meant with ./ before it."""
    from shared.paths import MODELS, SHIPPED_MODEL

    if model is None:
        return SHIPPED_MODEL
    if str(model) in MODELS:
        return MODELS[str(model)]
    if not model.is_dir():
        raise UserError(f"There is no model {model}: it is no folder, and the course's own are called: {', '.join(MODELS)}.")
    return model


def _load_model(folder: Path) -> "DrawingModel":
    """Load a model by its ONNX files, in a moment; if it has none, by Keras, in some seconds."""
    from shared.model.exported_model import ExportedModel, is_exported

    if is_exported(folder):
        return ExportedModel.load(folder)
    from shared.model.trained_model import TrainedModel

    return TrainedModel.load(folder)


@main.command(**example("text2image data scenes --count 20000 --seed 1"))
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--count", type=COUNT, default=20_000, show_default=True, help="Scenes to make.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="The same seed gives the same bytes on every machine."
)
@click.option("--full", is_flag=True, help="Handwriting from all of MNIST, 70,000 digits (needs a network once).")
@click.option(
    "--objects", type=int, default=1, show_default=True, help="2: every second scene has two objects, one left of or above the other."
)
def data(out: Path, count: int, seed: int, full: bool, objects: int) -> None:
    """Make captioned scenes: images.npy, captions.npy and attributes.npy in the folder OUT."""
    if objects not in (1, 2):
        raise UserError(f"--objects {objects}: a scene has one object, or with --objects 2 one or two.")
    check_folder(out.parent)
    from shared.data.dataset import make_scenes, make_two_object_scenes, save_dataset

    make = make_scenes if objects == 1 else make_two_object_scenes
    save_dataset(make(count, seed, full=full, progress=True), out)
    click.echo(f"Made {count} captioned scenes in {out.resolve()}")


SIZE = click.option("--size", type=click.IntRange(min=16), default=64, show_default=True, help="Side of the pictures; divides by 4.")


@main.command(**example("text2image pack my_photos my_data"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@SIZE
def pack(folder: Path, out: Path, size: int) -> None:
    """Make FOLDER, your own pictures and a captions.csv, into images.npy and captions.npy in the folder OUT.

    captions.csv is a table with the columns file and caption: the name of a picture in FOLDER, and what it shows in English.
    """
    _check_side("--size", size)
    check_folder(out.parent)
    from shared.data.own_pictures import pack_folder

    _save_packed(pack_folder(folder, size), out)


@main.command(**example("text2image flowers downloads flowers_data"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@SIZE
def flowers(folder: Path, out: Path, size: int) -> None:
    """Make the Oxford-102 flowers with the captions of Reed et al. into images.npy and captions.npy in the folder OUT.

    FOLDER holds the two archives as you downloaded them: 102flowers.tgz and cvpr2016_flowers.tar.gz.
    """
    _check_side("--size", size)
    check_folder(out.parent)
    from shared.data.flowers import read_flowers

    _save_packed(read_flowers(folder, size), out)


@main.command(**example("text2image emoji emoji"))
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
def emoji(out: Path) -> None:
    """Make OpenMoji's drawings and their English names into images.npy and captions.npy in the folder OUT.

    held_out.csv says which of them are left out, so that a model can be tried on them. The drawings' licence is CC BY-SA 4.0:
    hand on ATTRIBUTION.txt with the pictures, and with what a model draws that has learned from them.
    """
    check_folder(out.parent)
    try:
        from shared.data.emoji import read_emoji, write_held_out
    except ModuleNotFoundError as error:
        raise UserError("The emoji come from packages that are not installed: pip install -e .[emoji] -c constraints.txt") from error

    _save_packed(read_emoji(), out)
    write_held_out(out)


@main.command(**example("text2image train scenes my_model"))
@click.argument("folder", metavar="DATA", type=click.Path(path_type=Path, file_okay=False))
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--steps",
    type=COUNT,
    show_default=f"{Hyperparameters.steps}",
    help=f"Steps of the game, of {Hyperparameters.batch_size} pictures each.",
)
@click.option(
    "--reading-steps",
    type=COUNT,
    show_default=f"{Hyperparameters.reading_steps}",
    help=f"Steps of learning to read before the game, of {Hyperparameters.reading_batch_size} pictures each.",
)
@click.option(
    "--copying-steps",
    type=click.IntRange(min=0),
    show_default=f"{Hyperparameters.copying_steps}",
    help="Steps of copying pictures in place of the game, where each caption has one true picture.",
)
@click.option("--minutes", type=click.FloatRange(min=0.1), default=math.inf, help="Stop after so many minutes, however few the steps.")
@click.option(
    "--image-size",
    type=click.IntRange(min=16),
    default=IMAGE_SIZE,
    show_default=True,
    help="Side of the pictures that the model draws; divides by 4.",
)
@SEED_OPTION
@click.option(
    "--checkpoint-minutes",
    type=click.FloatRange(min=0.01),
    default=CHECKPOINT_MINUTES,
    show_default=True,
    help="Minutes between two checkpoints, sample sheets and lines of log.csv.",
)
@click.option(
    "--hyperparameters",
    "json_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="JSON file such as OUT/hyperparameters.json or the one that `text2image tune` writes.",
)
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in OUT.")
@click.option(
    "--workers",
    "addresses",
    metavar="HOST:PORT,…",
    help="Train with several processes, on one machine or many: their addresses, the same for all. "
    "Without it, those of TensorFlow's TF_CONFIG, if it is set.",
)
@click.option("--worker", "index", type=click.IntRange(min=0), help="Which of the workers this process is, from 0. Worker 0 writes OUT.")
def train(
    folder: Path,
    out: Path,
    steps: int | None,
    reading_steps: int | None,
    copying_steps: int | None,
    minutes: float,
    image_size: int,
    seed: int,
    checkpoint_minutes: float,
    json_file: Path | None,
    resume: bool,
    addresses: str | None,
    index: int | None,
) -> None:
    """Train on DATA, a folder with images.npy and captions.npy, yours or from `text2image data`.

    The folder OUT gets the model, log.csv, sample sheets and a checkpoint. Press Ctrl-C at any time.
    """
    _check_side("--image-size", image_size)
    check_folder(out.parent)
    if resume and (out / "hyperparameters.json").exists():
        json_file = json_file or out / "hyperparameters.json"
    hyperparameters = Hyperparameters.load(json_file) if json_file else Hyperparameters()
    hyperparameters = replace(
        hyperparameters,
        reading_steps=hyperparameters.reading_steps if reading_steps is None else reading_steps,
        copying_steps=hyperparameters.copying_steps if copying_steps is None else copying_steps,
        steps=hyperparameters.steps if steps is None else steps,
    )
    from shared.base.precision import use_automatic_bfloat16
    from shared.data.dataset import ATTRIBUTION_FILE, load_dataset
    from shared.model.exported_model import export
    from shared.training import train as training
    from shared.training.scoring import scene_scorer

    dataset = load_dataset(folder)
    workers = _join(addresses, index)
    use_automatic_bfloat16()
    try:
        model = training.train(
            dataset,
            out,
            hyperparameters,
            image_size=image_size,
            minutes=minutes,
            seed=seed,
            checkpoint_minutes=checkpoint_minutes,
            resume=resume,
            scorer=scene_scorer(dataset, image_size) if workers.index == 0 else None,
            workers=workers,
        )
    except KeyboardInterrupt:
        raise UserError(training.describe_stop(out) if workers.index == 0 else "Stopped, and so are the other workers.") from None
    if workers.index == 0:
        if (folder / ATTRIBUTION_FILE).exists():
            shutil.copy(folder / ATTRIBUTION_FILE, out)
        export(model, out)
        click.echo(f'Trained: {out.resolve()}. Draw with it: text2image generate "…" --model {out} --out picture.png')
    else:
        click.echo("Trained: worker 0 has the model.")


def _join(addresses: str | None, index: int | None) -> "Workers":
    """Meet the other workers that are asked for; without any, this process is alone."""
    from shared.training.workers import Workers, join, read_tf_config

    if (addresses is None) != (index is None):
        raise UserError("--workers and --worker belong together: the addresses of all, and which of them this process is.")
    if addresses is not None and index is not None:
        every = addresses.split(",")
    elif "TF_CONFIG" in os.environ:
        every, index = read_tf_config(os.environ["TF_CONFIG"])
    else:
        return Workers()
    click.echo(f"Worker {index} waits until all {len(every)} workers have started …")
    return join(every, index)


@main.command(**example("text2image tune scenes my_study --trainings 25"))
@click.argument("folder", metavar="DATA", type=click.Path(path_type=Path, file_okay=False))
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--trainings", type=click.IntRange(min=1), default=25, show_default=True, help="All together, those of earlier calls included."
)
@click.option("--reading-steps", type=click.IntRange(min=1), default=1500, show_default=True, help="Of one training.")
@click.option("--steps", type=click.IntRange(min=1), default=1500, show_default=True, help="Of the game of one training.")
@SEED_OPTION
def tune(folder: Path, out: Path, trainings: int, reading_steps: int, steps: int, seed: int) -> None:
    """Search for better hyperparameters on DATA, captioned scenes, by many short trainings.

    The folder OUT gets study.db, hyperparameters.json (the best: `text2image train --hyperparameters` takes it) and
    study.png. Press Ctrl-C at any time; the same command goes on.
    """
    check_folder(out.parent)
    try:
        from shared.training import tuning
    except ModuleNotFoundError as error:
        raise UserError("Tuning needs Optuna: pip install -e .[tune] -c constraints.txt") from error
    from shared.base.precision import use_automatic_bfloat16
    from shared.data.dataset import load_dataset

    dataset = load_dataset(folder)
    use_automatic_bfloat16()
    study = tuning.tune(dataset, out, trainings=trainings, reading_steps=reading_steps, steps=steps, seed=seed)
    click.echo(f"The best reached {study.best_value:.3f}, the defaults {tuning.value_of_defaults(study):.3f}. Written: {out.resolve()}")


@main.command(**example("text2image evaluate --json scores.json"))
@MODEL
@click.option(
    "--pairs",
    type=click.Choice(("validation", "test")),
    default="validation",
    show_default=True,
    help="New pairs to measure. validation: for every choice that you make by the result. test: for the model card, once.",
)
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the result to this file too.")
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw 64 captions of training pairs and 128 of new ones, the worst first, into this PNG file too.",
)
@click.option(
    "--data",
    "folder",
    metavar="DATA",
    type=click.Path(path_type=Path, file_okay=False),
    help="The scenes that the model learned from, from `text2image data`: look for copies of them too.",
)
@click.option(
    "--count",
    type=click.IntRange(min=200),
    default=10_000,
    show_default=True,
    help="Pictures for each rate and distance; a twentieth for each new pair.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="Of the captions, the noise and the reference pictures."
)
def evaluate(
    model: Path | None, pairs: str, json_file: Path | None, sheet: Path | None, folder: Path | None, count: int, seed: int
) -> None:
    """Measure whether the text controls the pictures, with pairs (red seven, red on blue) that training never had.

    Two readers look at each picture: a judge, which is a network, and measures of the pixels. Strictly right is what
    both find right.
    """
    for path in filter(None, (json_file, sheet)):
        check_folder(path.parent)
    from shared.base.files import atomic_write
    from shared.evaluation import evaluate as evaluation
    from shared.evaluation.judge import load_judge
    from shared.evaluation.sheet import draw_sheet
    from shared.evaluation.table import format_table
    from shared.model.trained_model import TrainedModel

    judge, drawing = load_judge(), TrainedModel.load(_model_folder(model))
    training = _training_scenes(folder, judge.input_shape[1]) if folder else None
    result = evaluation.evaluate(drawing.draw, judge, pairs, count, seed, training)
    click.echo(format_table(result))
    if sheet:
        draw_sheet(drawing.draw, judge, result, sheet)
    if json_file:
        with atomic_write(json_file) as temporary:
            temporary.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _training_scenes(folder: Path, size: int) -> "Scenes":
    """Read the scenes that a model learned from: pictures at a size, and what they show."""
    from shared.base.pictures import resize
    from shared.data.dataset import load_dataset, scene_rows

    dataset = load_dataset(folder)
    rows = scene_rows(dataset)
    if rows is None:
        raise UserError(f"{folder} does not hold scenes with their attributes, as `text2image data` makes them.")
    return resize(dataset.images, size), rows


@main.command(**example("text2image doctor"))
def doctor() -> None:
    """Check that this machine has what the course needs: a line a check, OK or what to do."""
    from shared.doctor import examine

    if not examine(click.echo):
        sys.exit(1)


@main.command(**example("text2image progress"))
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False), help="Write it into this file instead, a page with links for JupyterLab."
)
def progress(page: Path | None) -> None:
    """Show how far you are: which exercises and blanks are right in your notebooks, and what comes next."""
    from shared.progress import format_progress, read_progress, write_start_page

    weeks = read_progress()
    if page:
        check_folder(page.parent)
        write_start_page(weeks, page)
    else:
        click.echo(format_progress(weeks))


def _save_packed(dataset: "Dataset", out: Path) -> None:
    from shared.data.dataset import save_dataset

    save_dataset(dataset, out)
    click.echo(f"Packed {len(dataset.captions)} captioned pictures into {out.resolve()}")


def check_folder(folder: Path) -> None:
    """Make sure that files can be written into a folder, before any work is done for them.

    Raises:
        UserError: if the folder is missing or not writable.
    """
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}: make it first, or choose another place.")
    if not os.access(folder, os.W_OK):
        raise UserError(f"The folder {folder} is not writable: choose another place.")


def _check_side(option: str, size: int) -> None:
    if size % 4:
        raise UserError(f"{option} {size}: the side must divide by 4.")
