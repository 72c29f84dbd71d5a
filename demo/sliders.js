// Sliders for the first numbers of the noise. They stand where the seed puts them until somebody moves one.

const COUNT = 6;
const REACH = 3; // of 1,000 normal numbers, 997 are within

export class Sliders {
  #inputs;
  #moved = false;

  /**
   * @param {HTMLElement} place where they go.
   * @param {() => void} onMove called after each move.
   */
  constructor(place, onMove) {
    this.#inputs = Array.from({ length: COUNT }, (_, index) => slider(`Noise ${index + 1}`, place));
    place.addEventListener("input", () => {
      this.#moved = true;
      onMove();
    });
  }

  /** The numbers that somebody chose; undefined if nobody has. */
  get values() {
    return this.#moved ? this.#inputs.map((input) => input.valueAsNumber) : undefined;
  }

  /** Choose numbers; undefined gives the sliders back to the seed. */
  set values(values) {
    this.#moved = values !== undefined;
    values?.slice(0, COUNT).forEach((value, index) => (this.#inputs[index].value = value));
  }

  /** Put the chosen numbers into a noise; if there are none, move the sliders to where the noise is. */
  applied(noise) {
    if (!this.#moved) {
      this.#inputs.forEach((input, index) => (input.value = noise[index]));
      return noise;
    }
    const changed = noise.slice();
    changed.set(this.values);
    return changed;
  }
}

function slider(name, place) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  Object.assign(input, { type: "range", min: -REACH, max: REACH, step: 0.05 });
  label.append(name, input);
  place.append(label);
  return input;
}
