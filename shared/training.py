"""Training from start to end: learn to read, then play the game; stop at any moment and go on later."""

import math
import time
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pandas as pd
from tqdm import tqdm

from shared.dataset import Dataset, resize, to_model_range, to_uint8
from shared.discriminator import make_discriminator
from shared.errors import UserError
from shared.files import whole
from shared.generator import LATENT_DIM, make_generator
from shared.hyperparameters import Hyperparameters
from shared.matching import Reader
from shared.seed import SEED, set_seed
from shared.sentence_encoder import SENTENCE_DIM, make_sentence_encoder
from shared.sheet import grid, save_png
from shared.text2image_gan import TextToImageGAN
from shared.trained_model import TrainedModel
from shared.vocabulary import Vocabulary
from shared.word_vectors import WORD_DIM, train_word_vectors
from shared.wrong_captions import WrongCaptions

RANDOM_WRONG = 16  # wrong captions a picture where they are chosen at random
SHEET_CAPTIONS = 64

Scorer = Callable[[TrainedModel], dict[str, float]]


class Batches(keras.utils.PyDataset):
    """Batches of pictures with right and wrong captions; batch n is the same whenever it is asked for.

    Each batch draws its random numbers from (seed, phase, n), so that training resumes where it stopped without
    any state to save.
    """

    def __init__(self, images: np.ndarray, texts: np.ndarray, choose_wrong: Callable, batch_size: int, seed: tuple, latent_dim: int = 0):
        """Prepare batches.

        Args:
            images: (N, H, H, 3) uint8.
            texts: (N, …), what stands for the captions: tokens or sentence vectors.
            choose_wrong: from rows (B,) and a random generator to rows (B, W), whose captions are wrong.
            batch_size: B.
            seed: whole numbers.
            latent_dim: Z; if not 0, a batch holds noise for the generator, (2, B, Z), too.
        """
        super().__init__()
        self.images, self.texts, self.choose_wrong = images, texts, choose_wrong
        self.batch_size, self.seed, self.latent_dim = batch_size, seed, latent_dim
        self.first = self.last = 0

    def between(self, first: int, last: int) -> "Batches":
        """Choose the batches from `first` on, and before `last`."""
        self.first, self.last = first, last
        return self

    def __len__(self) -> int:
        return self.last - self.first

    def __getitem__(self, index: int):
        rng = np.random.default_rng([*self.seed, self.first + index])
        rows = rng.integers(len(self.images), size=self.batch_size)
        captions = np.concatenate([rows[:, None], self.choose_wrong(rows, rng)], axis=1)
        batch = to_model_range(self.images[rows]), self.texts[captions]
        if self.latent_dim:
            batch += (rng.standard_normal((2, self.batch_size, self.latent_dim)).astype(np.float32),)
        return batch


def wrong_caption_chooser(dataset: Dataset, kind: str = Hyperparameters.wrong_captions) -> Callable:
    """Choose near misses and swaps; captions of any other pictures where `kind` is "random" or the attributes are unknown."""
    if dataset.attributes is None or kind == "random":
        _, same = np.unique(dataset.captions, return_inverse=True)

        def choose_random(rows, rng):
            wrong = rng.integers(len(same), size=(len(rows), RANDOM_WRONG))
            # Twenty tries: a caption that most pictures share may still meet itself.
            for _ in range(20):
                again = same[wrong] == same[rows][:, None]
                wrong[again] = rng.integers(len(same), size=again.sum())
            return wrong

        return choose_random
    return WrongCaptions(dataset.attributes).choose


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
        with whole(self.path) as temporary:
            pd.DataFrame(self.lines).to_csv(temporary, index=False)


class Keeper(keras.callbacks.Callback):
    """Shows progress, and every few minutes keeps what was reached."""

    def __init__(self, phase: str, first: int, last: int, minutes: float, every: float, keep: Callable[[int, float, dict], None]):
        """Watch one phase of training.

        Args:
            phase: its name, for the progress bar.
            first: steps taken before.
            last: steps in all.
            minutes: that are left.
            every: minutes between two times of keeping.
            keep: called with the step, the minutes and the mean losses since the last time.
        """
        super().__init__()
        self.end = time.monotonic() + minutes * 60
        self.bar = tqdm(total=last, initial=first, desc=phase, unit="step", mininterval=1, leave=None)
        self.every, self.keep = every, keep
        self._start_again()

    def _start_again(self) -> None:
        self.started, self.losses = time.monotonic(), []

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(dict(logs))
        self.bar.update()
        if self.bar.n % 20 == 0:
            self.bar.set_postfix({name: f"{value:.2f}" for name, value in logs.items()}, refresh=False)
        if time.monotonic() - self.started >= self.every * 60:
            self._keep_now()
        if time.monotonic() >= self.end:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.losses:
            self._keep_now()
        self.bar.close()

    def _keep_now(self) -> None:
        means = {name: float(np.mean([losses[name] for losses in self.losses])) for name in self.losses[0]}
        if not all(np.isfinite(value) for value in means.values()):
            raise UserError("A loss is no longer a number (NaN): training has failed. The last checkpoint is kept; check the data.")
        self.keep(self.bar.n, (time.monotonic() - self.started) / 60, means)
        self._start_again()


def save_checkpoint(model: keras.Model, path: Path) -> None:
    """Write all weights, the optimizers' too, whole or not at all."""
    with whole(path) as temporary:
        model.save_weights(temporary)


def run_phase(
    phase: str,
    model: keras.Model,
    batches: Batches,
    steps: int,
    minutes: float,
    checkpoint: Path,
    every: float,
    log: Log,
    keep: Callable[[], dict],
) -> None:
    """Train one phase from its checkpoint, if there is one, to its last step or minute.

    Args:
        phase: its name in the progress bar and the log.
        model: `Reader` or `TextToImageGAN`, compiled.
        batches: what it learns from.
        steps: when the phase ends at the latest.
        minutes: of the whole training, when the phase ends at the latest.
        checkpoint: path of its weights.
        every: minutes between two checkpoints.
        log: gets a line each time.
        keep: called after each checkpoint; what it returns goes into the log.
    """
    if checkpoint.exists():
        model.load_weights(checkpoint)
    done = int(model.steps_done)
    log.cut(phase, done)
    left = minutes - log.minutes()
    if done >= steps or left <= 0:
        return

    def keep_all(step: int, minutes: float, losses: dict) -> None:
        save_checkpoint(model, checkpoint)
        log.write({"phase": phase, "step": step, "minutes": log.minutes() + minutes} | losses | keep())

    model.fit(batches.between(done, steps), callbacks=[Keeper(phase, done, steps, left, every, keep_all)], shuffle=False, verbose=0)


def train(
    dataset: Dataset,
    folder: Path,
    hyperparameters: Hyperparameters,
    *,
    image_size: int = 32,
    reading_steps: int,
    steps: int,
    minutes: float = math.inf,
    seed: int = SEED,
    every: float = 2.0,
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
        hyperparameters: of both phases.
        image_size: H of the model, a multiple of 4, 16 or more.
        reading_steps: of the first phase, matching alone.
        steps: of the second phase, the game.
        minutes: when the training ends at the latest; `hyperparameters.reading_share` of them are for reading.
        seed: of everything random.
        every: minutes between two checkpoints, sheets and lines of the log.
        resume: go on from the checkpoint in `folder`.
        scorer: gives further columns of the log, such as the judge's rates.

    Returns:
        the trained model, also saved in `folder`.

    Raises:
        UserError: if `folder` holds a training and `resume` is not asked for, or one on other captions.
    """
    reading_checkpoint, game_checkpoint = (folder / "checkpoint" / f"{name}.weights.h5" for name in ("reading", "game"))
    vocabulary = Vocabulary.from_captions(dataset.captions)
    if reading_checkpoint.exists():
        if not resume:
            raise UserError(f"{folder} holds a training already: go on with --resume, or choose another folder.")
        if vocabulary != Vocabulary.load(folder / "vocabulary.json"):
            raise UserError(f"{folder} holds a training on other captions: resume it with its own data, or choose another folder.")
    for name in ("checkpoint", "samples"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    vocabulary.save(folder / "vocabulary.json")
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
    reader.compile(keras.optimizers.Adam(hyperparameters.reading_rate, beta_2=0.99))
    batches = Batches(images, tokens, choose_wrong, hyperparameters.reading_batch, (seed, 0))
    if game_checkpoint.exists():
        reading_steps = 0  # the game plays with what was read until it began
    run_phase("reading", reader, batches, reading_steps, hyperparameters.reading_share * minutes, reading_checkpoint, every, log, dict)

    generator = make_generator(image_size, SENTENCE_DIM)
    gan = TextToImageGAN(generator, discriminator, hyperparameters.matching_weight, hyperparameters.penalty_weight)
    rates = hyperparameters.generator_rate, hyperparameters.discriminator_rate
    gan.compile(*(keras.optimizers.Adam(rate, beta_1=0.5, beta_2=0.99) for rate in rates))
    model = TrainedModel(vocabulary, sentence_encoder, gan.average)
    # The encoder has learned all that it will: each caption's vector is computed once.
    sentence_vectors = sentence_encoder.predict(tokens, batch_size=1024, verbose=0)
    batches = Batches(images, sentence_vectors, choose_wrong, hyperparameters.batch_size, (seed, 1), LATENT_DIM)
    rng = np.random.default_rng(seed)
    sheet_sentences = sentence_vectors[rng.integers(len(images), size=SHEET_CAPTIONS)]
    sheet_noise = rng.standard_normal((SHEET_CAPTIONS, LATENT_DIM)).astype(np.float32)

    def keep() -> dict[str, float]:
        model.save(folder)
        fake_images = gan.average.predict([sheet_noise, sheet_sentences], verbose=0)
        save_png(grid(to_uint8(fake_images), columns=8, zoom=2), folder / "samples" / f"step_{int(gan.steps_done):06d}.png")
        return scorer(model) if scorer else {}

    run_phase("game", gan, batches, steps, minutes, game_checkpoint, every, log, keep)
    return model
