// Words to click on: each adds itself to the text, in the place of another one of its group if there is one.

import { article } from "./captions.js";
import { UserError } from "./errors.js";
import { splitWords } from "./words.js";

/**
 * Add a chip to a text.
 *
 * @param {string} text
 * @param {{words: string, added?: string}} chip what it says, and what is added where nothing of its group stands yet.
 * @param {{chips: object[], attribute?: string, whole?: boolean}} group the chips that exclude each other; whole: each is a text of its own.
 * @param {import("./models.js").Model} model
 * @param {object} tables for splitWords.
 * @returns {string}
 */
export function addChip(text, chip, group, model, tables) {
  if (group.whole) return chip.words;
  const words = splitWords(text, tables);
  const found = findAttributes(words, model);
  const place = group.attribute ? found?.get(group.attribute) : findOneOf(words, group);
  if (place) {
    words.splice(place.start, place.end - place.start, ...splitWords(chip.words, tables));
    if (["a", "an"].includes(words[place.start - 1])) words[place.start - 1] = article(words[place.start]);
    return words.join(" ");
  }
  const added = splitWords(chip.added ?? chip.words, tables);
  const describesObject = ["colour", "size"].includes(group.attribute) && found?.has("object");
  words.splice(describesObject ? found.get("object").start : words.length, 0, ...added);
  return words.join(" ");
}

/** The attributes that words name; undefined where there are none, or where they contradict each other. */
function findAttributes(words, model) {
  try {
    return model.captions?.find(words);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function findOneOf(words, group) {
  const spaced = ` ${words.join(" ")} `;
  for (const { words: said } of group.chips) {
    const at = spaced.indexOf(` ${said} `);
    if (at < 0) continue;
    const start = spaced.slice(0, at).split(" ").length - 1;
    return { start, end: start + said.split(" ").length };
  }
  return undefined;
}

/** Make the groups of a model's chips as elements; `onClick` gets the chip and its group. */
export function chipGroups(groups, onClick) {
  return groups.map((group) => {
    const element = document.createElement("div");
    element.className = "group";
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", group.title);
    const title = document.createElement("span");
    title.textContent = group.title;
    title.setAttribute("aria-hidden", "true");
    const chips = document.createElement("div");
    chips.append(...group.chips.map((chip) => chipButton(chip, () => onClick(chip, group))));
    element.append(title, chips);
    return element;
  });
}

function chipButton({ words, swatch }, onClick) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = words;
  if (swatch) {
    const dot = document.createElement("i");
    dot.style.backgroundColor = swatch;
    button.prepend(dot);
  }
  button.addEventListener("click", onClick);
  return button;
}

/** Make words as buttons in running text, with a text between them; `onClick` gets the word. */
export function wordButtons(words, between, onClick) {
  return words.flatMap((word, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "word";
    button.textContent = word;
    button.addEventListener("click", () => onClick(word));
    return index ? [between, button] : [button];
  });
}
