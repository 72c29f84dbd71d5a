"""A copy of a model is found by what it draws, whatever was done to its weights; another training is none."""

import keras
import numpy as np
import pytest
from keras import layers

from shared.data.captions import write_caption
from shared.data.held_out import combinations
from shared.evaluation.likeness import SAME_MODEL, likeness
from shared.model.generator import LATENT_DIM
from shared.model.trained_model import TrainedModel
from shared.model.vocabulary import Vocabulary
from shared.paths import SHIPPED_MODEL, SOLUTION_MODEL


@pytest.fixture(scope="module")
def model():
    return TrainedModel.load(SOLUTION_MODEL)


@pytest.fixture(scope="module")
def captions():
    rng = np.random.default_rng(0)
    return [write_caption(row, rng) for row in rng.choice(combinations("validation"), size=60)]


def copy_of(network: keras.Model, rename: bool = False) -> keras.Model:
    """Copy a network with its weights, each layer under a new name if asked for."""

    def copied(layer):
        settings = layer.get_config()
        return type(layer).from_config(settings | {"name": f"my_{layer.name}"} if rename else settings)

    copy = keras.models.clone_model(network, clone_function=copied)
    copy.set_weights(network.get_weights())
    return copy


def with_generator(model: TrainedModel, generator: keras.Model) -> TrainedModel:
    return TrainedModel(model.vocabulary, model.sentence_encoder, generator)


def renamed(model: TrainedModel) -> TrainedModel:
    return TrainedModel(model.vocabulary, copy_of(model.sentence_encoder, rename=True), copy_of(model.generator, rename=True))


def permuted_and_rescaled(model: TrainedModel) -> TrainedModel:
    """Put the channels of the first feature maps in another order, and double what batch normalisation divides again."""
    generator = copy_of(model.generator)
    dense, gamma, beta = [layer for layer in generator.layers if isinstance(layer, layers.Dense)][:3]
    normalisation = next(layer for layer in generator.layers if isinstance(layer, layers.BatchNormalization))
    convolution = next(layer for layer in generator.layers if isinstance(layer, layers.Conv2DTranspose))
    channels = convolution.kernel.shape[-1]
    order = np.random.default_rng(1).permutation(channels)

    def reordered(weight):
        """Permute the channels, which are the fastest to change along the last axis."""
        value = np.asarray(weight)
        return value.reshape(*value.shape[:-1], -1, channels)[..., order].reshape(value.shape)

    for layer in (gamma, beta):
        layer.set_weights([reordered(weight) for weight in layer.get_weights()])
    dense.set_weights([2 * reordered(weight) for weight in dense.get_weights()])
    mean, variance = normalisation.get_weights()
    normalisation.set_weights([2 * mean[order], 4 * variance[order]])
    convolution.set_weights([convolution.get_weights()[0][..., order]])
    return with_generator(model, generator)


def with_other_noise(model: TrainedModel) -> TrainedModel:
    """Take the numbers of the noise in the reverse order, and half as loud: other pictures come from the same noise."""
    noise, vector = keras.Input((LATENT_DIM,)), keras.Input(model.sentence_encoder.output_shape[1:])
    return with_generator(model, keras.Model([noise, vector], model.generator([0.5 * noise[:, ::-1], vector])))


def with_other_words(model: TrainedModel) -> TrainedModel:
    """List the words in the reverse order."""
    encoder = copy_of(model.sentence_encoder)
    embedding = next(layer for layer in encoder.layers if isinstance(layer, layers.Embedding))
    padding, *vectors = embedding.get_weights()[0]
    embedding.set_weights([np.stack([padding, *vectors[::-1]])])
    return TrainedModel(Vocabulary(model.vocabulary.words[::-1], model.vocabulary.length), encoder, model.generator)


def brighter(model: TrainedModel) -> TrainedModel:
    """Change every colour, and no stroke."""
    noise, vector = keras.Input((LATENT_DIM,)), keras.Input(model.sentence_encoder.output_shape[1:])
    return with_generator(model, keras.Model([noise, vector], 0.8 * model.generator([noise, vector]) + 0.15))


def disturbed(model: TrainedModel, share: float) -> TrainedModel:
    """Add noise to each weight of the generator that was trained, with that share of its standard deviation."""
    generator, rng = copy_of(model.generator), np.random.default_rng(2)
    for weight in generator.trainable_variables:
        value = np.asarray(weight)
        weight.assign(value + share * value.std() * rng.standard_normal(value.shape))
    return with_generator(model, generator)


@pytest.mark.parametrize("copy", [renamed, permuted_and_rescaled, with_other_noise, with_other_words, brighter])
def test_a_copy_is_found_whatever_was_done_to_it(copy, model, captions):
    assert likeness(copy(model), model, captions) > 0.98


def test_a_copy_that_changed_a_little_is_found_and_one_that_changed_much_is_none(model, captions):
    assert likeness(disturbed(model, 0.03), model, captions) > SAME_MODEL
    assert likeness(disturbed(model, 0.5), model, captions) < SAME_MODEL


def test_another_training_is_no_copy(model, captions):
    other = TrainedModel.load(SHIPPED_MODEL)
    assert likeness(other, model, captions) == pytest.approx(likeness(model, other, captions))
    assert 0.5 < likeness(other, model, captions) < SAME_MODEL - 0.03  # of the same scenes, in other strokes


def test_what_draws_nothing_is_like_nothing(model, captions):
    noise, vector = keras.Input((LATENT_DIM,)), keras.Input(model.sentence_encoder.output_shape[1:])
    flat = with_generator(model, keras.Model([noise, vector], 0 * model.generator([noise, vector])))
    assert likeness(flat, model, captions) == 0
