// The English of the scenes, read back and completed: the twin of shared/data/captions.py.

import { UserError } from "./errors.js";
import { splitWords } from "./words.js";

export class Captions {
  /** @param {object} tables as tools/build_demo.py writes them: names, attributes, synonyms and more. */
  constructor(tables) {
    this.tables = tables;
  }

  /**
   * Fill in at random what a caption leaves open; the words that are there stay as they are.
   *
   * @param {string} text a caption that names any number of the five attributes.
   * @param {import("./random.js").Random} random where the missing attributes come from.
   * @returns {string} a caption that names all five.
   * @throws {UserError} if the text names two values for one attribute, or one colour for object and ground.
   */
  complete(text, random) {
    const words = splitWords(text, this.tables);
    const found = this.find(words);
    const values = Object.fromEntries([...found].map(([attribute, { value }]) => [attribute, value]));
    const missing = Object.keys(this.tables.attributes).filter((attribute) => !found.has(attribute));
    for (const attribute of missing) {
      const taken = { colour: values.ground, ground: values.colour }[attribute];
      values[attribute] = random.choose(this.tables.attributes[attribute].filter((value) => value !== taken));
    }
    const wordsOf = {};
    for (const attribute of missing) {
      wordsOf[attribute] = splitWords(random.choose(this.tables.synonyms[attribute][values[attribute]]), this.tables);
    }
    // Before the object's word if there is one, else behind the last word that describes it.
    const describing = ["size", "colour"].filter((attribute) => found.has(attribute)).map((attribute) => found.get(attribute).end);
    const at = found.has("object") ? found.get("object").start : Math.max(0, ...describing);
    words.splice(at, 0, ...["size", "colour", "object"].flatMap((attribute) => wordsOf[attribute] ?? []));
    if (wordsOf.position) words.push("in", "the", ...wordsOf.position);
    if (wordsOf.ground) words.push("on", article(wordsOf.ground[0]), ...wordsOf.ground, "ground");
    return words.join(" ");
  }

  /**
   * Find the words that name attributes.
   *
   * @param {string[]} words
   * @returns {Map<string, {value: string, start: number, end: number}>} attribute to value, first word, and one behind the last.
   * @throws {UserError} as `complete` does.
   */
  find(words) {
    const found = new Map();
    for (let start = 0; start < words.length; start++) {
      const match = this.tables.names.find(({ name }) => name.every((word, index) => words[start + index] === word));
      if (!match) continue;
      const end = start + match.name.length;
      const attribute = match.attribute === "colour" && this.#describesGround(words, start, end) ? "ground" : match.attribute;
      const first = found.get(attribute);
      if (first && first.value !== match.value) {
        const typed = words.slice(first.start, first.end).join(" ");
        const whose = attribute === "ground" ? "the ground's colour" : `the ${attribute}`;
        throw new UserError(`The text contradicts itself: "${typed}" and "${match.name.join(" ")}" for ${whose}. Keep one of the two.`);
      }
      if (!first) found.set(attribute, { value: match.value, start, end });
      start = end - 1;
    }
    const colour = found.get("colour")?.value;
    if (colour && colour === found.get("ground")?.value) {
      throw new UserError(`The object and the ground would both be ${colour}, so nothing would be visible. Give them two colours.`);
    }
    return found;
  }

  #describesGround(words, start, end) {
    const before = words.slice(0, start).filter((word) => !["a", "an", "the"].includes(word)).at(-1);
    return this.tables.groundNouns.includes(words[end]) || this.tables.prepositions.includes(before);
  }
}

/** "a" or "an", by the sound that follows. */
export function article(following) {
  return "aeiou8".includes(following[0]) && !following.startsWith("one") ? "an" : "a";
}
