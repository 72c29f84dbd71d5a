// The page's side of worker.js: each method posts a task and gives a promise of the result.

export class Painter {
  #worker = new Worker("worker.js", { type: "module" });
  #waiting = new Map();
  #count = 0;
  #broken; // why the worker can't do anything, if it could not be loaded

  constructor() {
    this.#worker.onmessage = ({ data: { id, result, error } }) => {
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) resolve(result);
      else reject(new Error(error));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#broken = new Error(event.message || "worker.js can't be loaded");
      for (const { reject } of this.#waiting.values()) reject(this.#broken);
      this.#waiting.clear();
    };
  }

  /** Download and prepare networks, by their addresses. */
  load(addresses) {
    return this.#post("load", [addresses]);
  }

  /** Give the sentence vector, a Float32Array, of token ids, an Int32Array. */
  sentenceVector(encoder, tokens) {
    return this.#post("sentenceVector", [encoder, tokens]);
  }

  /** Draw an ImageData from noise and, if the generator takes one, a sentence vector. */
  async picture(generator, noise, vector) {
    const { width, height, pixels } = await this.#post("picture", [generator, noise, vector]);
    return new ImageData(pixels, width, height);
  }

  #post(task, args) {
    if (this.#broken) return Promise.reject(this.#broken);
    const id = this.#count++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, task, args });
    });
  }
}
