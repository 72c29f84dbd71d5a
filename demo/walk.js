// A strip of pictures that leads from one to another, and plays back and forth.

const STEPS = 25; // pictures of a walk
const SHOWN = 3; // every third of them is in the strip
const PAUSE = 110; // milliseconds from a picture to the next
const REST = 6; // pauses at each end

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Walk {
  #player = document.getElementById("walk-player");
  #strip = document.getElementById("strip");
  #play = document.getElementById("play");
  #step = document.getElementById("step");
  #show;
  #pictures = [];
  #direction = 1;
  #timer;

  /** @param {(picture: ImageData) => void} show where a step of the walk is looked at. */
  constructor(show) {
    this.#show = show;
    this.#step.max = STEPS - 1;
    this.#play.addEventListener("click", () => (this.#timer === undefined ? this.#resume() : this.#pause()));
    this.#step.addEventListener("input", () => {
      this.#pause();
      this.#look();
    });
  }

  /**
   * Draw a walk and play it; who prefers less motion plays it by hand.
   *
   * @param {(t: number) => Promise<ImageData>} pictureAt t goes from 0 to 1.
   * @param {() => boolean} wanted whether the walk is still the one that was asked for.
   * @returns {Promise<boolean>} whether it was.
   */
  async start(pictureAt, wanted) {
    this.stop();
    const pictures = [];
    for (let step = 0; step < STEPS; step++) {
      pictures.push(await pictureAt(step / (STEPS - 1)));
      if (!wanted()) return false;
    }
    this.#pictures = pictures;
    this.#fillStrip();
    this.#player.hidden = false;
    this.#step.value = 0;
    this.#direction = 1;
    this.#look();
    if (still.matches) this.#pause();
    else this.#resume();
    return true;
  }

  /** End the walk and hide its strip. */
  stop() {
    this.#pause();
    this.#player.hidden = true;
  }

  #fillStrip() {
    const { width, height } = this.#pictures[0];
    const shown = this.#pictures.filter((_, step) => step % SHOWN === 0);
    this.#strip.width = width * shown.length;
    this.#strip.height = height;
    shown.forEach((picture, index) => this.#strip.getContext("2d").putImageData(picture, index * width, 0));
  }

  #look() {
    this.#step.setAttribute("aria-valuetext", `${this.#step.valueAsNumber + 1} of ${STEPS}`);
    this.#show(this.#pictures[this.#step.valueAsNumber]);
  }

  #resume() {
    this.#play.textContent = "Pause";
    this.#wait(1);
  }

  #pause() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#play.textContent = "Play";
  }

  #wait(pauses) {
    this.#timer = setTimeout(() => this.#advance(), pauses * PAUSE);
  }

  #advance() {
    const next = this.#step.valueAsNumber + this.#direction;
    if (next < 0 || next >= STEPS) {
      this.#direction *= -1;
      this.#wait(REST);
      return;
    }
    this.#step.value = next;
    this.#look();
    this.#wait(1);
  }
}
