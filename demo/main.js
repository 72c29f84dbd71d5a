// The page: what is typed and clicked, and what is shown. How a sentence becomes a picture stands in models.js.

import { addChip, chipGroups, wordButtons } from "./chips.js";
import { UnknownWord, UserError } from "./errors.js";
import { readLink, writeLink } from "./link.js";
import { Model } from "./models.js";
import { Painter } from "./painter.js";
import { savePng } from "./png.js";
import { Random } from "./random.js";
import { Sliders } from "./sliders.js";
import { Walk } from "./walk.js";
import { replaceWord, splitWords } from "./words.js";

const PATIENCE = 500; // milliseconds without typing before a word counts as finished, and may be called unknown
const FIRST_MODEL = "scenes";
const FIRST_SEED = 1;
const DERIVED = "What you see is drawn by a network that has learned from them, and stands under the same licence.";

const element = (id) => document.getElementById(id);
const [text, canvas, result] = ["text", "picture", "result"].map(element);

let name = FIRST_MODEL;
let seed = FIRST_SEED;
let drawing = false;
let wanted = false; // another picture, as soon as this one is drawn
let walks = 0; // counts what ends a walk: the next one, or a new picture
let message; // the timer of the message to come

const painter = new Painter();
const tables = await loadTables();
const models = Object.fromEntries(Object.entries(tables.models).map(([name, content]) => [name, new Model(content, tables.words, painter)]));
const texts = Object.fromEntries(Object.entries(models).map(([name, model]) => [name, model.firstText]));
const sliders = new Sliders(element("sliders"), draw);
const walk = new Walk(show);

async function loadTables() {
  try {
    return await (await fetch("tables.json")).json();
  } catch (error) {
    complain(error);
    throw error; // without its tables the page can do nothing
  }
}

// From the controls to a picture

/** Draw what the controls say. While one picture is being drawn, only the last wish is remembered. */
async function draw() {
  walks++;
  walk.stop();
  wanted = true;
  if (drawing) return;
  drawing = true;
  while (wanted) {
    wanted = false;
    await drawOnce();
  }
  drawing = false;
}

async function drawOnce() {
  const [model, typed, number] = [models[name], text.value, seed];
  try {
    await model.load();
    const point = await startingPoint(model, typed, new Random(number));
    const picture = await model.picture(point);
    if (model !== models[name]) return; // another was chosen meanwhile
    clearMessages();
    show(picture);
    describe(point.caption, typed, number);
    remember();
    keepForOffline();
  } catch (error) {
    complain(error, text, element("message"));
  }
}

async function startingPoint(model, typed, random) {
  const point = await model.point(typed, random);
  return model.vocabulary ? point : { ...point, noise: sliders.applied(point.noise) };
}

/** Walk from what the controls say to another text, or to another digit. */
async function takeWalk(to) {
  const [model, typed, random, ticket] = [models[name], text.value, new Random(seed), ++walks];
  try {
    const start = await startingPoint(model, typed, random);
    const end = await model.point(to, random);
    clearMessages();
    const taken = await walk.start((t) => model.picture(model.between(start, end, t)), () => ticket === walks);
    if (!taken) return;
    const way = model.vocabulary ? `On the way from “${start.caption}” to “${end.caption}”` : "On the way from one digit to another";
    result.textContent = way;
    canvas.setAttribute("aria-label", way);
    remember(to);
  } catch (error) {
    complain(error, element("walk-text"), element("walk-message"));
  }
}

// What is shown

function show(picture) {
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d").putImageData(picture, 0, 0);
}

function showNothing() {
  canvas.width = canvas.height; // clears it
  canvas.setAttribute("aria-label", "No picture yet");
  result.textContent = "No picture yet.";
}

/** Say below the picture what it shows; what the text left open stands out. */
function describe(caption, typed, number) {
  const words = splitWords(typed, tables.words);
  const parts = models[name].captions
    ? caption.split(" ").map((word) => (word === words[0] ? `${words.shift()} ` : emphasised(`${word} `)))
    : [`${caption} `];
  const note = document.createElement("small");
  note.textContent = `picture ${number}${parts.some((part) => part instanceof Element) ? "; in bold, what you left open" : ""}`;
  result.replaceChildren(...parts, note);
  canvas.setAttribute("aria-label", `Drawn: ${caption}, picture ${number}`);
  element("progress").hidden = true;
  for (const id of ["another", "save", "copy", "walk-start"]) element(id).disabled = false;
}

function emphasised(word) {
  const element = document.createElement("em");
  element.textContent = word;
  return element;
}

function remember(to) {
  const readsText = Boolean(models[name].vocabulary);
  writeLink({ model: name, text: readsText ? text.value : undefined, seed, noise: readsText ? undefined : sliders.values, to });
}

// Messages

/** Say what the user can put right in a field, when typing rests; or, at once, that something is broken. */
function complain(error, field, place) {
  clearTimeout(message);
  const loading = !element("progress").hidden;
  element("progress").hidden = true;
  if (error instanceof UserError) {
    message = setTimeout(() => place.replaceChildren(...sentences(error, field)), PATIENCE);
    if (loading) showNothing();
    return;
  }
  console.error(error);
  result.textContent = "The networks can’t be loaded. Check the connection, then open this page again.";
}

function sentences(error, field) {
  if (!(error instanceof UnknownWord)) return [error.message];
  const start = `This network does not know the word “${error.word}”. `;
  if (error.nearest.length === 0) return [start, "The words below are some that it knows."];
  const replace = (near) => type(replaceWord(field.value, error.word, near, tables.words), field);
  return [start, "Did you mean ", ...wordButtons(error.nearest, " or ", replace), "?"];
}

function clearMessages() {
  clearTimeout(message);
  for (const id of ["message", "walk-message"]) element(id).replaceChildren();
}

// Controls

/** Put words into a field, as if they had been typed. */
function type(words, field = text) {
  field.value = words;
  field.dispatchEvent(new Event("input"));
}

/** Show a model's controls, and draw with it. */
function choose(chosen) {
  name = chosen;
  const model = models[name];
  document.body.dataset.reads = model.vocabulary ? "text" : "noise";
  document.querySelector(`input[name=model][value=${name}]`).checked = true;
  text.value = texts[name] ?? "";
  element("walk-text").value = model.walkText ?? "";
  element("chips").replaceChildren(...chipGroups(model.chips ?? [], (chip, group) => type(addChip(text.value, chip, group, model, tables.words))));
  element("attribution").replaceChildren(...(model.attribution ? linked(`${model.attribution} ${DERIVED}`) : []));
  fillWords();
  clearMessages();
  result.textContent = `Loading the network, ${model.megabytes} MB: the first time only.`;
  element("progress").hidden = false;
  return draw();
}

/** List all words once the list is opened. */
function fillWords() {
  const list = element("all-words");
  const add = (word) => type(`${text.value} ${word}`.trim());
  list.querySelector("p").replaceChildren(...(list.open ? wordButtons(models[name].vocabulary?.words ?? [], " ", add) : []));
}

/** Make the addresses in a text into links. */
function linked(words) {
  return words.split(/(https:[^\s,)]+)/).map((part) => {
    if (!part.startsWith("https:")) return part;
    const link = document.createElement("a");
    link.href = link.textContent = part;
    return link;
  });
}

/** Open what the address says. */
async function open() {
  const link = readLink();
  const opened = Object.hasOwn(models, link.model ?? "") ? link.model : FIRST_MODEL;
  seed = link.seed ?? FIRST_SEED;
  sliders.values = link.noise;
  texts[opened] = link.text ?? texts[opened];
  await choose(opened);
  if (link.to === undefined) return;
  element("walk-text").value = link.to;
  await takeWalk(link.to);
}

text.addEventListener("input", () => {
  texts[name] = text.value;
  draw();
});
for (const radio of document.querySelectorAll("input[name=model]")) {
  radio.addEventListener("change", () => choose(radio.value));
}
element("another").addEventListener("click", () => {
  seed++;
  sliders.values = undefined;
  draw();
});
element("save").addEventListener("click", () => {
  const said = models[name].vocabulary ? splitWords(text.value, tables.words).join("-").slice(0, 80) : "digit";
  savePng(canvas, `${said}-${seed}${models[name].attribution ? "-openmoji-cc-by-sa-4.0" : ""}`);
});
element("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    element("copied").textContent = "The link is copied: it opens this picture again.";
  } catch {
    element("copied").textContent = "Copy the link from the address bar: it opens this picture again.";
  }
});
element("walk-form").addEventListener("submit", (event) => {
  event.preventDefault();
  takeWalk(element("walk-text").value);
});
element("walk-text").addEventListener("input", () => element("walk-message").replaceChildren());
element("all-words").addEventListener("toggle", fillWords);
addEventListener("hashchange", open);

// Without a network

let kept = false;

/** Keep the page for when there is no network, once the first picture is drawn: it comes first. */
async function keepForOffline() {
  if (kept || !navigator.serviceWorker) return;
  kept = true;
  try {
    await navigator.serviceWorker.register("service_worker.js");
    await navigator.serviceWorker.ready;
    element("offline").textContent = "This page now works without a network, too.";
  } catch (error) {
    console.info("Not kept for offline use:", error.message); // a private window, perhaps: the page works all the same
  }
}

await open();
