/** What the user can put right, in a sentence: the twin of shared/base/errors.py. */
export class UserError extends Error {}

/** A word that the model does not know, and the words nearest to it. */
export class UnknownWord extends UserError {
  constructor(message, word, nearest) {
    super(message);
    this.word = word;
    this.nearest = nearest;
  }
}
