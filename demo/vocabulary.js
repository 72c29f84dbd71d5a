// Words to numbers: the twin of shared/model/vocabulary.py.

import { closeMatches } from "./close_matches.js";
import { UnknownWord, UserError } from "./errors.js";
import { splitWords } from "./words.js";

export class Vocabulary {
  /**
   * @param {{words: string[], length: number}} content of a vocabulary.json.
   * @param {object} tables for splitWords.
   */
  constructor({ words, length }, tables) {
    this.words = words;
    this.length = length;
    this.tables = tables;
    this.ids = new Map(words.map((word, index) => [word, index + 1]));
    // Captions of training may have no word with a vowel after "a".
    if (this.ids.has("a") && !this.ids.has("an")) this.ids.set("an", this.ids.get("a"));
  }

  /**
   * Turn a text into token ids.
   *
   * @param {string} text
   * @returns {Int32Array} as many as the model reads; short texts end in 0.
   * @throws {UserError} if the text is empty or too long, or has a word that is not in the vocabulary.
   */
  encode(text) {
    const words = splitWords(text, this.tables);
    if (words.length === 0) {
      throw new UserError("The text is empty: type what to draw, for instance “a small red seven on a blue background”.");
    }
    if (words.length > this.length) {
      throw new UserError(`The text has ${words.length} words; this model reads ${this.length} at the most.`);
    }
    const unknown = words.find((word) => !this.ids.has(word));
    if (unknown !== undefined) throw this.#unknown(unknown);
    const tokens = new Int32Array(this.length);
    tokens.set(words.map((word) => this.ids.get(word)));
    return tokens;
  }

  #unknown(word) {
    const nearest = closeMatches(word, this.words);
    const question = nearest.length ? ` Did you mean ${nearest.join(" or ")}?` : "";
    const known = this.words.slice(0, 150).join(", ") + (this.words.length > 150 ? ", …" : "");
    const short = [...word].slice(0, 40).join("");
    return new UnknownWord(`This model does not know the word “${short}”.${question} It knows: ${known}.`, short, nearest);
  }
}
