// Keeps the form of inspections on the device, and answers with it where the server cannot be reached. It keeps no record and no
// person: the kept form is the one that is the same for everybody. VERSION stands above, written by the server.
const CACHE = `vinculum-inspections-${VERSION}`;
const SHELL = "/inspections/shell";
const ASSETS = ["/static/site.css", "/static/site.js", "/static/inspections.js", "/static/mark.svg"];
const OFFLINE_PAGES = ["/inspections/form", "/inspections/waiting"];
const PATIENCE_MS = 5000;

async function keepAll() {
  const cache = await caches.open(CACHE);
  const answers = await Promise.all([SHELL, ...ASSETS].map((address) => fetch(address, { cache: "no-cache" })));
  // A page that asks to sign in is not the form.
  if (answers.some((answer) => !answer.ok || answer.redirected)) throw new Error("The form cannot be kept: nobody is signed in, or the server is away.");
  await Promise.all(answers.map((answer, at) => cache.put([SHELL, ...ASSETS][at], answer)));
}

async function dropOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("vinculum-inspections-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

// The server first; what is kept where it does not answer. A bad signal that never answers is no signal.
async function serverOr(request, kept) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    return await fetch(request, { signal: stop.signal });
  } catch (error) {
    const found = await caches.match(kept, { cacheName: CACHE });
    if (!found) throw error;
    return found;
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (ASSETS.includes(pathname)) event.respondWith(serverOr(request, pathname));
  else if (request.mode === "navigate" && OFFLINE_PAGES.includes(pathname)) event.respondWith(serverOr(request, SHELL));
});
