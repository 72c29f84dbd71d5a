// All that is random on this page: the same seed gives the same choices and the same noise in every browser.

export class Random {
  #state;

  /** @param {number} seed a whole number. */
  constructor(seed) {
    this.#state = seed;
  }

  /** Draw a number from 0 to below 1, evenly: mulberry32, by Tommy Ettinger. */
  uniform() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Choose one of several, all equally likely. */
  choose(options) {
    return options[Math.floor(this.uniform() * options.length)];
  }

  /** Draw numbers from the normal distribution: Box and Muller 1958, whose second number is left out. */
  normal(count) {
    return Float32Array.from({ length: count }, () => {
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
      return radius * Math.cos(2 * Math.PI * this.uniform());
    });
  }
}
