"""Training from start to end: learn to read, then play the game; stop at any moment and go on later."""

import math
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import keras
import numpy as np
import pandas as pd
from tqdm import tqdm

from shared.base.errors import UserError
from shared.base.files import atomic_write
from shared.base.pictures import resize, save_png, to_uint8
from shared.base.seed import SEED, set_seed
from shared.base.sheets import grid
from shared.data.dataset import Dataset
from shared.model.discriminator import make_discriminator
from shared.model.generator import LATENT_DIM, make_generator
from shared.model.hyperparameters import CHECKPOINT_MINUTES, IMAGE_SIZE, Hyperparameters
from shared.model.matching import Reader
from shared.model.sentence_encoder import SENTENCE_DIM, make_sentence_encoder
from shared.model.text2image_gan import TextToImageGAN
from shared.model.trained_model import GENERATOR_FILE, VOCABULARY_FILE, TrainedModel
from shared.model.vocabulary import Vocabulary
from shared.model.word_vectors import WORD_DIM, train_word_vectors
from shared.training.batches import Batches
from shared.training.wrong_captions import wrong_caption_chooser

SHEET_CAPTIONS = 64

Scorer = Callable[[TrainedModel], dict[str, float]]


class Log:
    """The lines of log.csv: one each time that something is kept."""

    def __init__(self, path: Path):
        self.path = path
        self.lines = pd.read_csv(path).to_dict("records") if path.exists() else []

    def minutes(self) -> float:
        """Minutes trained until the last line."""
        return self.lines[-1]["minutes"] if self.lines else 0.0

    def cut(self, phase: str, step: int) -> None:
        """Forget what came after the checkpoint that training goes on from."""
        self.lines = [line for line in self.lines if line["phase"] != phase or line["step"] <= step]

    def write(self, line: dict) -> None:
        """Add a line."""
        self.lines.append({name: round(value, 4) if isinstance(value, float) else value for name, value in line.items()})
        with atomic_write(self.path) as temporary:
            pd.DataFrame(self.lines).to_csv(temporary, index=False)


class CheckpointCallback(keras.callbacks.Callback):
    """Shows progress, and every few minutes hands over what was reached, to be saved."""

    def __init__(
        self, phase: str, first: int, last: int, minutes: float, checkpoint_minutes: float, save: Callable[[int, float, dict], None]
    ):
        """Watch one phase of training.

        Args:
            phase: its name, for the progress bar.
            first: steps taken before.
            last: steps in all.
            minutes: that are left.
            checkpoint_minutes: minutes between two checkpoints.
            save: called with the step, the minutes and the mean losses since the last checkpoint.
        """
        super().__init__()
        self.end = monotonic() + minutes * 60
        self.bar = tqdm(total=last, initial=first, desc=phase, unit="step", mininterval=1, leave=None)
        self.checkpoint_minutes, self.save = checkpoint_minutes, save
        self._start_again()

    def _start_again(self) -> None:
        self.started = monotonic()
        self.losses: list[dict[str, float]] = []

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(dict(logs))
        self.bar.update()
        if self.bar.n % 20 == 0:
            self.bar.set_postfix({name: f"{value:.2f}" for name, value in logs.items()}, refresh=False)
        now = monotonic()
        if now >= self.started + self.checkpoint_minutes * 60:
            self._save_now()
        if now >= self.end:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.losses:
            self._save_now()
        self.bar.close()

    def _save_now(self) -> None:
        means = {name: float(np.mean([losses[name] for losses in self.losses])) for name in self.losses[0]}
        if not all(np.isfinite(value) for value in means.values()):
            raise UserError("A loss is no longer a number (NaN): training has failed. The last checkpoint is kept; check the data.")
        self.save(self.bar.n, (monotonic() - self.started) / 60, means)
        self._start_again()


def save_checkpoint(model: keras.Model, path: Path) -> None:
    """Write all weights, the optimizers' too, whole or not at all."""
    with atomic_write(path) as temporary:
        model.save_weights(temporary)


def run_phase(
    phase: str,
    model: keras.Model,
    batches: Batches,
    steps: int,
    minutes: float,
    checkpoint: Path,
    checkpoint_minutes: float,
    log: Log,
    on_checkpoint: Callable[[], dict],
) -> None:
    """Train one phase from its checkpoint, if there is one, to its last step or minute.

    Args:
        phase: its name in the progress bar and the log.
        model: `Reader` or `TextToImageGAN`, compiled.
        batches: what it learns from.
        steps: when the phase ends at the latest.
        minutes: of the whole training, when the phase ends at the latest.
        checkpoint: path of its weights.
        checkpoint_minutes: minutes between two checkpoints.
        log: gets a line each time.
        on_checkpoint: called after each checkpoint; what it returns goes into the log.
    """
    if checkpoint.exists():
        model.load_weights(checkpoint)
    done = int(model.steps_done)
    log.cut(phase, done)
    left = minutes - log.minutes()
    if done >= steps or left <= 0:
        return

    def save(step: int, minutes: float, losses: dict) -> None:
        save_checkpoint(model, checkpoint)
        log.write({"phase": phase, "step": step, "minutes": log.minutes() + minutes} | losses | on_checkpoint())

    callback = CheckpointCallback(phase, done, steps, left, checkpoint_minutes, save)
    model.fit(batches.between(done, steps), callbacks=[callback], shuffle=False, verbose=0)


def train(
    dataset: Dataset,
    folder: Path,
    hyperparameters: Hyperparameters,
    *,
    image_size: int = IMAGE_SIZE,
    minutes: float = math.inf,
    seed: int = SEED,
    checkpoint_minutes: float = CHECKPOINT_MINUTES,
    resume: bool = False,
    scorer: Scorer | None = None,
) -> TrainedModel:
    """Train a model on pictures and captions.

    Writes into `folder`: vocabulary.json, generator.keras and sentence_encoder.keras (the model),
    hyperparameters.json, log.csv (losses and scores), samples/step_*.png (fixed noise, fixed captions) and
    checkpoint/ (what `resume` goes on from).

    Args:
        dataset: as `load_dataset` checked it; resized to `image_size`.
        folder: where everything is written.
        hyperparameters: of both phases, their steps among them.
        image_size: H of the model, a multiple of 4, 16 or more.
        minutes: when the training ends at the latest; `hyperparameters.reading_share` of them are for reading.
        seed: of everything random.
        checkpoint_minutes: minutes between two checkpoints, sheets and lines of the log.
        resume: go on from the checkpoint in `folder`.
        scorer: gives further columns of the log, such as the judge's rates.

    Returns:
        the trained model, also saved in `folder`.

    Raises:
        UserError: if `folder` holds a training and `resume` is not asked for, or one on other captions; or if the minutes
            end before there is a model.
    """
    reading_checkpoint, game_checkpoint = (folder / "checkpoint" / f"{name}.weights.h5" for name in ("reading", "game"))
    vocabulary = Vocabulary.from_captions(dataset.captions)
    if reading_checkpoint.exists():
        if not resume:
            raise UserError(f"{folder} holds a training already: go on with --resume, or choose another folder.")
        if vocabulary != Vocabulary.load(folder / VOCABULARY_FILE):
            raise UserError(f"{folder} holds a training on other captions: resume it with its own data, or choose another folder.")
    for name in ("checkpoint", "samples"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    vocabulary.save(folder / VOCABULARY_FILE)
    hyperparameters.save(folder / "hyperparameters.json")
    log = Log(folder / "log.csv")

    set_seed(seed)
    images, tokens = resize(dataset.images, image_size), vocabulary.encode(dataset.captions)
    choose_wrong = wrong_caption_chooser(dataset, hyperparameters.wrong_captions)
    if reading_checkpoint.exists():
        word_vectors = np.zeros((len(vocabulary.words) + 1, WORD_DIM), dtype=np.float32)  # the checkpoint has them
    else:
        tqdm.write("Learning word vectors from the captions and gensim's English texts: about 15 seconds …")
        word_vectors = train_word_vectors(list(dataset.captions), vocabulary, seed)
    discriminator = make_discriminator(image_size, SENTENCE_DIM)
    sentence_encoder = make_sentence_encoder(word_vectors, vocabulary.length)
    reader = Reader(discriminator, sentence_encoder)
    reader.compile(keras.optimizers.Adam(hyperparameters.reading_learning_rate, beta_2=0.99))
    batches = Batches(images, tokens, choose_wrong, hyperparameters.reading_batch_size, (seed, 0))
    # Once the game has begun, it plays with what was read until then.
    reading_steps = 0 if game_checkpoint.exists() else hyperparameters.reading_steps
    reading_minutes = hyperparameters.reading_share * minutes
    run_phase("reading", reader, batches, reading_steps, reading_minutes, reading_checkpoint, checkpoint_minutes, log, dict)

    generator = make_generator(image_size, SENTENCE_DIM)
    gan = TextToImageGAN(generator, discriminator, hyperparameters.matching_weight, hyperparameters.penalty_weight)
    learning_rates = hyperparameters.generator_learning_rate, hyperparameters.discriminator_learning_rate
    gan.compile(*(keras.optimizers.Adam(learning_rate, beta_1=0.5, beta_2=0.99) for learning_rate in learning_rates))
    model = TrainedModel(vocabulary, sentence_encoder, gan.ema_generator)
    # The encoder has learned all that it will: each caption's vector is computed once.
    sentence_vectors = sentence_encoder.predict(tokens, batch_size=1024, verbose=0)
    batches = Batches(images, sentence_vectors, choose_wrong, hyperparameters.batch_size, (seed, 1), LATENT_DIM)
    rng = np.random.default_rng(seed)
    sheet_sentences = sentence_vectors[rng.integers(len(images), size=SHEET_CAPTIONS)]
    sheet_noise = rng.standard_normal((SHEET_CAPTIONS, LATENT_DIM)).astype(np.float32)

    def save_model() -> dict[str, float]:
        model.save(folder)
        fake_images = gan.ema_generator.predict([sheet_noise, sheet_sentences], verbose=0)
        save_png(grid(to_uint8(fake_images), columns=8, zoom=2), folder / "samples" / f"step_{int(gan.steps_done):06d}.png")
        return scorer(model) if scorer else {}

    run_phase("game", gan, batches, hyperparameters.steps, minutes, game_checkpoint, checkpoint_minutes, log, save_model)
    if not (folder / GENERATOR_FILE).exists():
        raise UserError(f"The time ended before the game began, so there is no model in {folder} yet. Go on with --resume, for longer.")
    return model


def describe_stop(folder: Path) -> str:
    """Say what a training leaves that was stopped with Ctrl-C."""
    if not any((folder / "checkpoint").glob("*.weights.h5")):
        return "Stopped before the first checkpoint: nothing was kept. The same command begins again."
    model = "The model so far is there, too." if (folder / GENERATOR_FILE).exists() else "There is no model yet."
    return f"Stopped. Nothing is half-written; go on from the last checkpoint with --resume. {model}"
