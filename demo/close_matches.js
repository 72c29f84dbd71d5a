// The nearest known words to an unknown one: the twin of get_close_matches in Python's difflib.

const CUTOFF = 0.6; // of 1, which is the same word
const COUNT = 3;

/**
 * List the words that are most alike, the nearest first.
 *
 * @param {string} word
 * @param {string[]} known
 * @returns {string[]} three at the most, often none.
 */
export function closeMatches(word, known) {
  const letters = [...word];
  return known
    .map((other) => ({ other, likeness: likeness([...other], letters) }))
    .filter((match) => match.likeness >= CUTOFF)
    .sort((a, b) => b.likeness - a.likeness || (a.other < b.other ? 1 : -1))
    .slice(0, COUNT)
    .map((match) => match.other);
}

function likeness(a, b) {
  const most = (2 * Math.min(a.length, b.length)) / (a.length + b.length);
  return most < CUTOFF ? most : (2 * sharedLetters(a, b)) / (a.length + b.length);
}

/** Count the letters of the longest common run, and then those of the runs before and behind it. */
function sharedLetters(a, b) {
  const run = { length: 0, inA: 0, inB: 0 };
  for (let inA = 0; inA < a.length; inA++) {
    for (let inB = 0; inB < b.length; inB++) {
      let length = 0;
      while (inA + length < a.length && inB + length < b.length && a[inA + length] === b[inB + length]) length++;
      if (length > run.length) Object.assign(run, { length, inA, inB });
    }
  }
  if (run.length === 0) return 0;
  const before = sharedLetters(a.slice(0, run.inA), b.slice(0, run.inB));
  const behind = sharedLetters(a.slice(run.inA + run.length), b.slice(run.inB + run.length));
  return before + run.length + behind;
}
