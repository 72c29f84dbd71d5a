// What the page shows, in its address: #model=scenes&text=a+red+seven&seed=2. A link reopens it.

/** Read the address: {model, text, seed, to, noise}, each undefined if the address doesn't say it. */
export function readLink() {
  const said = new URLSearchParams(location.hash.slice(1));
  const seed = Number(said.get("seed") ?? NaN);
  const noise = said.get("noise")?.split(",").map(Number);
  return {
    model: said.get("model") ?? undefined,
    text: said.get("text") ?? undefined,
    seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : undefined,
    to: said.get("to") ?? undefined,
    noise: noise?.every(Number.isFinite) ? noise : undefined,
  };
}

/** Write what is shown into the address, without a step in the browser's history. */
export function writeLink(shown) {
  const said = Object.entries(shown).filter(([, value]) => value !== undefined);
  history.replaceState(null, "", `#${new URLSearchParams(said)}`);
}
