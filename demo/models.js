// The models of this page: from a sentence and a seed to a picture, as shared/model/trained_model.py does it.

import { Captions } from "./captions.js";
import { Vocabulary } from "./vocabulary.js";

export class Model {
  #painter;

  /**
   * @param {object} content of one model, as tools/build_demo.py writes it.
   * @param {object} words tables for splitWords.
   * @param {import("./painter.js").Painter} painter
   */
  constructor(content, words, painter) {
    Object.assign(this, content);
    this.vocabulary = content.vocabulary && new Vocabulary(content.vocabulary, words);
    this.captions = content.captions && new Captions({ ...content.captions, ...words });
    this.#painter = painter;
  }

  /** Download and prepare the networks. */
  load() {
    return this.#painter.load([this.generator, this.encoder].filter(Boolean));
  }

  /**
   * Find what the generator draws from.
   *
   * @param {string} text
   * @param {import("./random.js").Random} random where the noise comes from, and what a caption of scenes leaves open.
   * @returns {Promise<{caption: string, noise: Float32Array, vector: Float32Array | undefined}>}
   * @throws {import("./errors.js").UserError} if the text can't be read.
   */
  async point(text, random) {
    if (!this.vocabulary) return { caption: "a digit", noise: random.normal(this.noise), vector: undefined };
    const typed = this.vocabulary.encode(text);
    const caption = this.captions ? this.captions.complete(text, random) : text.trim();
    const tokens = this.captions ? this.vocabulary.encode(caption) : typed;
    const noise = random.normal(this.noise);
    return { caption, noise, vector: await this.#painter.sentenceVector(this.encoder, tokens) };
  }

  /** Draw an ImageData from a point. */
  picture({ noise, vector }) {
    return this.#painter.picture(this.generator, noise, vector);
  }

  /** Find the point at t, 0 to 1, on the way between two: of sentences along the line, of noise along the sphere. */
  between(from, to, t) {
    if (from.vector) return { ...from, vector: from.vector.map((value, index) => (1 - t) * value + t * to.vector[index]) };
    return { ...from, noise: onSphere(from.noise, to.noise, t) };
  }
}

/** Spherical interpolation (White 2016): the length of the noise sets how thick a digit's strokes are, and is kept. */
function onSphere(from, to, t) {
  const dot = (a, b) => a.reduce((sum, value, index) => sum + value * b[index], 0);
  const angle = Math.acos(dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to)));
  return from.map((value, index) => (Math.sin((1 - t) * angle) * value + Math.sin(t * angle) * to[index]) / Math.sin(angle));
}
