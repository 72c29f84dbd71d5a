"""Training from start to end: learn to read, then play the game, or copy; stop at any moment and go on later."""

import math
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
from keras import ops
from tqdm import tqdm

from shared.base.errors import UserError
from shared.base.pictures import resize, save_png, to_uint8
from shared.base.seed import SEED, set_seed
from shared.base.sheets import grid
from shared.data.dataset import Dataset
from shared.model.copying import Copier
from shared.model.discriminator import make_discriminator
from shared.model.generator import LATENT_DIM, at_temperature, make_generator
from shared.model.hyperparameters import CHECKPOINT_MINUTES, IMAGE_SIZE, Hyperparameters
from shared.model.matching import Reader
from shared.model.sentence_encoder import SENTENCE_DIM, make_sentence_encoder
from shared.model.text2image_gan import PENALTY_SHARE, TextToImageGAN
from shared.model.trained_model import GENERATOR_FILE, VOCABULARY_FILE, TrainedModel
from shared.model.vocabulary import Vocabulary
from shared.model.word_vectors import WORD_DIM, train_word_vectors
from shared.training.batches import Batches
from shared.training.families import evenly, grouped, row_sampler, scene_numbers
from shared.training.learning_rates import ConstantThenLinear
from shared.training.loop import Log, Phase, run_phase
from shared.training.near_captions import FIRST_LOOK, NearCaptions
from shared.training.workers import MeanAdam, Workers, lost_worker_as_user_error

SHEET_CAPTIONS = 64
PHASES = ("reading", "copying", "game")

Scorer = Callable[[TrainedModel], dict[str, float]]


@lost_worker_as_user_error()
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
    workers: Workers | None = None,
    game: Callable[..., TextToImageGAN] = TextToImageGAN,
    encoder: Callable[[np.ndarray, int], keras.Model] = make_sentence_encoder,
) -> TrainedModel:
    """Train a model on pictures and captions.

    Writes into `folder`: vocabulary.json, generator.keras and sentence_encoder.keras (the model),
    hyperparameters.json, log.csv (losses and scores), samples/*.png (fixed noise, fixed captions) and
    checkpoint/ (what `resume` goes on from).

    Args:
        dataset: as `load_dataset` checked it; resized to `image_size`.
        folder: where everything is written.
        hyperparameters: of both phases, their steps among them.
        image_size: H of the model, a multiple of 4, 16 or more.
        minutes: when the training ends at the latest, whatever they go into (word vectors, steps, scores, files), those of
            the runs that it resumes included; `hyperparameters.reading_share` of them are for reading.
        seed: of everything random.
        checkpoint_minutes: minutes between two checkpoints, sheets and lines of the log.
        resume: go on from the checkpoint in `folder`.
        scorer: gives further columns of the log, such as the judge's rates.
        workers: that train together, each called with the same arguments; the first of them writes into its `folder`,
            the others read in theirs what they resume from. Without it this process is alone.
        game: makes the game from generator, discriminator, λ and γ; another one for an ablation.
        encoder: makes the sentence encoder from word vectors and the length of a sentence.

    Returns:
        the trained model, also saved in `folder`.

    Raises:
        UserError: if `folder` holds a training and `resume` is not asked for, or one on other captions; if the minutes
            end before there is a model; if the workers differ, or one of them is lost.
    """
    workers = workers or Workers()
    reading_checkpoint, copying_checkpoint, game_checkpoint = (folder / "checkpoint" / f"{name}.weights.h5" for name in PHASES)
    vocabulary = Vocabulary.from_captions(dataset.captions)
    if reading_checkpoint.exists():
        if not resume:
            raise UserError(f"{folder} holds a training already: go on with --resume, or choose another folder.")
        if vocabulary != Vocabulary.load(folder / VOCABULARY_FILE):
            raise UserError(f"{folder} holds a training on other captions: resume it with its own data, or choose another folder.")
    log = Log(folder / "log.csv")
    images, tokens = resize(dataset.images, image_size), vocabulary.encode(dataset.captions)
    near = NearCaptions(len(images)) if dataset.attributes is None and hyperparameters.batches == "families" else None
    scenes, draw_rows = scene_numbers(dataset), near.draw if near else row_sampler(dataset, hyperparameters.batches)
    workers.check_batch_size(hyperparameters.reading_batch_size)
    workers.check_batch_size(hyperparameters.batch_size, PENALTY_SHARE * hyperparameters.group_size)
    if not workers.agree(fingerprint(images, tokens, scenes, hyperparameters, seed)):
        raise UserError("The workers differ in their data, their options or the course's version: give all the same.")
    if workers.index == 0:
        for name in ("checkpoint", "samples"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        vocabulary.save(folder / VOCABULARY_FILE)
        hyperparameters.save(folder / "hyperparameters.json")

    set_seed(seed)
    if reading_checkpoint.exists() or workers.index > 0:
        word_vectors = np.zeros((len(vocabulary.words) + 1, WORD_DIM), dtype=np.float32)  # the checkpoint or worker 0 has them
    else:
        tqdm.write("Learning word vectors from the captions and gensim's English texts: about 15 seconds …")
        word_vectors = train_word_vectors(list(dataset.captions), vocabulary, seed)
    with workers.strategy.scope():
        discriminator = make_discriminator(image_size, SENTENCE_DIM, hyperparameters.group_size)
        sentence_encoder = encoder(word_vectors, vocabulary.length)
        reader = Reader(discriminator, sentence_encoder)
        reading_rate = ConstantThenLinear(hyperparameters.reading_learning_rate, hyperparameters.reading_steps)
        reader.compile(MeanAdam(reading_rate, beta_2=0.99))
    batches = Batches(images, tokens, scenes, draw_rows, hyperparameters.reading_batch_size, (seed, 0))

    def look(step: int) -> None:
        if near and step >= FIRST_LOOK:
            near.look(workers.of_first(encode_all(sentence_encoder, tokens)))

    # Once drawing has begun, it goes on with what was read until then.
    draws_already = copying_checkpoint.exists() or game_checkpoint.exists()
    reading_steps = 0 if draws_already else hyperparameters.reading_steps
    phase = Phase("reading", reader, batches, reading_steps, hyperparameters.reading_share * minutes, reading_checkpoint, on_round=look)
    run_phase(phase, log, checkpoint_minutes, workers)

    with workers.strategy.scope():
        generator = make_generator(image_size, SENTENCE_DIM)
    workers.synchronise(generator)
    # Copies outside the scope compute in this process alone.
    model = TrainedModel(vocabulary, copy_of(sentence_encoder), at_temperature(copy_of(generator), hyperparameters.temperature))
    rng = np.random.default_rng(seed)
    sheet_tokens = tokens[rng.integers(len(images), size=SHEET_CAPTIONS)]
    sheet_noise = rng.standard_normal((SHEET_CAPTIONS, LATENT_DIM)).astype(np.float32)

    learner: Copier | TextToImageGAN
    if hyperparameters.copying_steps:
        with workers.strategy.scope():
            learner = Copier(generator, sentence_encoder)
            rate = ConstantThenLinear(hyperparameters.copying_learning_rate, hyperparameters.copying_steps)
            learner.compile(MeanAdam(rate, beta_2=0.99))
        batches = Batches(images, tokens, scenes, evenly(scenes), hyperparameters.batch_size, (seed, 2), LATENT_DIM)
        phase = Phase("copying", learner, batches, hyperparameters.copying_steps, minutes, copying_checkpoint)
        drawn_by = generator
    else:
        sentence_vectors = encode_all(model.sentence_encoder, tokens)  # the encoder has learned all that it will
        if near:
            near.look(workers.of_first(sentence_vectors))
        with workers.strategy.scope():
            weights = hyperparameters.matching_weight, hyperparameters.penalty_weight
            learner = game(generator, discriminator, *weights, group_size=hyperparameters.group_size)
            rates = hyperparameters.generator_learning_rate, hyperparameters.discriminator_learning_rate
            learner.compile(*(MeanAdam(ConstantThenLinear(rate, hyperparameters.steps), beta_1=0.5, beta_2=0.99) for rate in rates))
        draw_groups = grouped(draw_rows, scenes, hyperparameters.group_size)
        batches = Batches(
            images, sentence_vectors, scenes, draw_groups, hyperparameters.batch_size, (seed, 1), LATENT_DIM, hyperparameters.mixing
        )
        phase = Phase("game", learner, batches, hyperparameters.steps, minutes, game_checkpoint)
        drawn_by = learner.ema_generator

    def update_model() -> None:
        model.sentence_encoder.set_weights(sentence_encoder.get_weights())
        model.generator.set_weights(drawn_by.get_weights())

    def save_model() -> dict[str, float]:
        update_model()
        model.save(folder)
        fake_images = model.generator.predict([sheet_noise, encode_all(model.sentence_encoder, sheet_tokens)], verbose=0)
        sheet = folder / "samples" / f"{phase.name}_{int(learner.steps_done.numpy()):06d}.png"
        save_png(grid(to_uint8(fake_images), columns=8, zoom=2), sheet)
        return scorer(model) if scorer else {}

    run_phase(replace(phase, on_checkpoint=save_model), log, checkpoint_minutes, workers)
    if not learner.steps_done.numpy():
        raise UserError(f"The time ended before drawing began, so there is no model in {folder} yet. Go on with --resume, for longer.")
    update_model()
    return model


def encode_all(sentence_encoder: keras.Model, tokens: np.ndarray) -> np.ndarray:
    """Encode captions, (N, T), in this process alone: sentence vectors (N, S) float32."""
    parts = [sentence_encoder(tokens[start : start + 1024]) for start in range(0, len(tokens), 1024)]
    return np.concatenate([ops.convert_to_numpy(part) for part in parts])


def copy_of(network: keras.Model) -> keras.Model:
    """Copy a network with its weights."""
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    return copy


def fingerprint(*parts) -> int:
    """Sum up arrays and settings in one number of 32 bits: other data or settings have another one."""
    checksum = 0
    for part in parts:
        checksum = zlib.crc32(part.tobytes() if isinstance(part, np.ndarray) else repr(part).encode(), checksum)
    return checksum


def describe_stop(folder: Path) -> str:
    """Say what a training leaves that was stopped with Ctrl-C."""
    if not any((folder / "checkpoint").glob("*.weights.h5")):
        return "Stopped before the first checkpoint: nothing was kept. The same command begins again."
    model = "The model so far is there, too." if (folder / GENERATOR_FILE).exists() else "There is no model yet."
    return f"Stopped. Nothing is half-written; go on from the last checkpoint with --resume. {model}"
