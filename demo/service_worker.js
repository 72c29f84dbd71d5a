// Keeps the page and its models for when there is no network. tools/build_demo.py writes VERSION and FILES above this line.

const CACHE = `text2image-${VERSION}`;

addEventListener("install", (event) => {
  // "no-cache" asks the server whether a copy in the browser's own cache is still the newest.
  const requests = FILES.map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

addEventListener("activate", (event) => {
  event.waitUntil(dropOlderVersions().then(() => clients.claim()));
});

async function dropOlderVersions() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith("text2image-") && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

async function answer(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.mode === "navigate" ? "./" : request, { ignoreSearch: true });
  return kept ?? fetch(request);
}
