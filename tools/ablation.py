"""From the loss of Reed et al. 2016 to ours, one change a step, three short trainings each: page 3 of the final project.

    python -m tools.ablation scenes

`scenes` is what `text2image data scenes --count 40000` made. What is in the table already is not trained again, and a
training that was stopped goes on.
"""

import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import layers, ops

from shared.base.precision import use_automatic_bfloat16
from shared.data.dataset import load_dataset
from shared.model.gan_losses import (
    discriminator_loss,
    generator_loss,
    relativistic_discriminator_loss,
    relativistic_generator_loss,
)
from shared.model.hyperparameters import IMAGE_SIZE, Hyperparameters
from shared.model.matching import matching_loss
from shared.model.sentence_encoder import SENTENCE_DIM, make_sentence_encoder
from shared.model.text2image_gan import PENALTY_SHARE, TextToImageGAN
from shared.paths import ABLATION, OUT
from shared.training.scoring import scene_scorer
from shared.training.train import train
from tools.comparison import read_table, write_table

SEEDS = (1, 2, 3)
SHORT = Hyperparameters(reading_steps=3000, steps=3000)  # with fewer, all but the last stay at chance for the object


@dataclass(frozen=True)
class Variant:
    """What a training has of ours.

    Attributes:
        name: in the table.
        many_captions: the matching loss, with all captions of the batch; else one wrong caption, whose pair is a fake.
        families: batches of near misses; else of random pictures.
        relativistic: the loss that compares real and generated pictures; else the non-saturating one.
        penalties: on the slope of the logits.
        reading_first: the discriminator begins the game with what it read; else anew, and only the encoder has read.
        attention: the sentence encoder of attention; else convolutions and their maximum.
        mixing: the sentence vectors of the game are moved a little towards others.
    """

    name: str
    many_captions: bool = True
    families: bool = True
    relativistic: bool = True
    penalties: bool = True
    reading_first: bool = True
    attention: bool = True
    mixing: bool = True


OURS = Variant("ours")
REED = Variant("one random wrong caption (Reed et al. 2016)", False, False, False, False, False)
LADDER = (
    REED,
    Variant("many random wrong captions", True, False, False, False, False),
    Variant("many near misses", True, True, False, False, False),
    Variant("relativistic loss", True, True, True, False, False),
    Variant("penalties", True, True, True, True, False),
    OURS,
    replace(OURS, name="ours, encoder of convolutions and a maximum", attention=False),
    replace(OURS, name="ours, sentence vectors as they are", mixing=False),
)


class VariantGAN(TextToImageGAN):
    """The game without some of its parts."""

    def __init__(self, generator: keras.Model, discriminator: keras.Model, *weights: float, variant: Variant, group_size: int = 1):
        """Put the game together, as the variant has it."""
        discriminator = discriminator if variant.reading_first else keras.models.clone_model(discriminator)
        super().__init__(generator, discriminator, *weights, group_size=group_size)
        self.variant = variant

    def train_discriminator(self, images, sentence_vectors, captions, fits, noise):
        """Learn to tell real from generated, and right captions from wrong ones: losses, ℓ of `images`."""
        fake_images = self.generator([noise, sentence_vectors], training=True)
        both, twice = ops.concatenate([images, fake_images]), ops.concatenate([sentence_vectors, sentence_vectors])
        with tf.GradientTape() as tape:
            logits, picture_vectors = self.conditional_logits(both, twice)
            real_logits, fake_logits = ops.split(logits, 2)
            game = (relativistic_discriminator_loss if self.variant.relativistic else discriminator_loss)(real_logits, fake_logits)
            if self.variant.many_captions:
                matching = self.matching_weight * matching_loss(ops.split(picture_vectors, 2)[0], captions, fits)
            else:  # Reed et al. 2016, Algorithm 1: half of what is fake is real pictures with wrong captions
                wrong_logits, _ = self.conditional_logits(images, ops.roll(captions, 1, axis=0))
                matching = (ops.mean(ops.softplus(wrong_logits)) - ops.mean(ops.softplus(fake_logits))) / 2
            penalty = ops.zeros(())
            if self.variant.penalties:
                some = slice(None, None, PENALTY_SHARE)
                penalty = 2 * self.gradient_penalty(both[some], twice[some])
            loss = game + matching + self.penalty_weight / 2 * penalty
        variables = self.discriminator.trainable_variables
        self.discriminator_optimizer.apply(tape.gradient(loss, variables), variables)
        return {"discriminator": game, "matching_real": matching, "penalty": penalty}, real_logits

    def train_generator(self, real_logits, sentence_vectors, captions, fits, noise):
        """Learn to draw what the discriminator takes for real, and reads as asked for."""
        with tf.GradientTape() as tape:
            fake_images = self.generator([noise, sentence_vectors], training=True)
            fake_logits, picture_vectors = self.conditional_logits(fake_images, sentence_vectors)
            game = relativistic_generator_loss(real_logits, fake_logits) if self.variant.relativistic else generator_loss(fake_logits)
            matching = ops.zeros(())
            if self.variant.many_captions:
                matching = self.matching_weight * matching_loss(picture_vectors, captions, fits)
            loss = game + matching
        variables = self.generator.trainable_variables
        self.generator_optimizer.apply(tape.gradient(loss, variables), variables)
        return {"generator": game, "matching_fake": matching}


def make_convolutional_encoder(word_vectors: np.ndarray, length: int) -> keras.Model:
    """Build the sentence encoder of version 0.1.0: two convolutions over the words, and the maximum over the sentence."""
    tokens = keras.Input((length,), dtype="int32")
    start = keras.initializers.Constant(word_vectors)
    x = layers.Embedding(*word_vectors.shape, embeddings_initializer=start)(tokens)  # (B, T) -> (B, T, E)
    for _ in range(2):
        x = layers.Conv1D(128, 3, padding="same", activation="relu")(x)  # (B, T, 128)
    return keras.Model(tokens, layers.Dense(SENTENCE_DIM)(layers.GlobalMaxPooling1D()(x)))


def ablate(scenes: Path, trainings: Path) -> None:
    """Train every variant with every seed, and write their logs into one table.

    Args:
        scenes: a folder that `text2image data` made.
        trainings: where the trainings are kept.
    """
    use_automatic_bfloat16()
    dataset, lines = load_dataset(scenes), read_table(ABLATION)
    scorer = scene_scorer(dataset, IMAGE_SIZE)
    for seed in SEEDS:
        for number, variant in enumerate(LADDER):
            if any((line["variant"], line["seed"]) == (variant.name, seed) for line in lines):
                continue
            folder = trainings / f"{number}_{seed}"
            hyperparameters = replace(
                SHORT,
                batches="families" if variant.families else "random",
                mixing=SHORT.mixing * variant.mixing,
            )
            print(f"{variant.name}, seed {seed}")
            train(
                dataset,
                folder,
                hyperparameters,
                seed=seed,
                resume=True,
                scorer=scorer,
                game=partial(VariantGAN, variant=variant),
                encoder=make_sentence_encoder if variant.attention else make_convolutional_encoder,
            )
            log = pd.read_csv(folder / "log.csv")
            log.insert(0, "variant", variant.name)
            log.insert(1, "seed", seed)
            lines += log.to_dict("records")
            write_table(lines, ABLATION)


if __name__ == "__main__":
    ablate(Path(sys.argv[1]), OUT / "ablation")
