// From what people type to words: the twin of shared/data/words.py.

/**
 * Split a text into words.
 *
 * @param {string} text any text; case and punctuation make no difference, nor does American spelling.
 * @param {{spelling: Object<string, string>, casefold: Object<string, string>}} tables as tools/build_demo.py writes them.
 * @returns {string[]} the words in order; none if the text holds no letter and no digit.
 */
export function splitWords(text, { spelling, casefold }) {
  // Python's casefold differs from toLowerCase in some letters, such as ß: those are in the table.
  const folded = Array.from(text, (letter) => casefold[letter] ?? letter.toLowerCase()).join("");
  const words = folded.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => (Object.hasOwn(spelling, word) ? spelling[word] : word));
}

/** Replace a word, where it first stands in a text, by another one; the rest stays as it was typed. */
export function replaceWord(text, word, other, tables) {
  let replaced = false;
  return text.replace(/[\p{L}\p{N}]+/gu, (typed) => {
    if (replaced || splitWords(typed, tables)[0] !== word) return typed;
    replaced = true;
    return other;
  });
}
