"use strict";

// Serves the release from its cache, with the headers that allow shared memory, and gives the answers that a worker waits
// for. It looks into none of them.
const RELEASE = "@RELEASE@";
const NAME = `sparekey-${RELEASE}`;
const FILES = ["./", "app.css", "app.js", "hands.js", "worker.js", "sparekey.wasm"];
const BASE = new URL("./", location.href).pathname;

self.addEventListener("install", event => {
  const requests = FILES.map(file => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(NAME).then(cache => cache.addAll(requests)));
});

self.addEventListener("activate", event => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name !== NAME) await caches.delete(name);
  }
  await clients.claim();
})()));

// A browser ends a service worker when it likes, in the middle of a request too, and what is here is lost with it: a request
// is held open for milliseconds only, and answered without a byte if there is no answer yet.
const PATIENCE = 10000;
// Answers that nobody fetched are not kept for ever.
const KEPT = 16;
const given = new Map();
const awaited = new Map();

self.addEventListener("message", ({ data: { nonce, answer } }) => {
  const resolve = awaited.get(nonce);
  if (resolve) resolve(answer);
  else given.set(nonce, answer);
  awaited.delete(nonce);
  if (given.size > KEPT) given.delete(given.keys().next().value);
});

async function answered(nonce) {
  const answer = given.get(nonce) ?? await new Promise(resolve => {
    awaited.set(nonce, resolve);
    setTimeout(resolve, PATIENCE, new Uint8Array());
  });
  given.delete(nonce);
  awaited.delete(nonce);
  return new Response(answer, { headers: {
    "Sparekey-Nonce": nonce, "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin",
  } });
}

async function served(file) {
  const found = await (await caches.open(NAME)).match(file);
  if (!found) return Response.error();
  const headers = new Headers(found.headers);
  headers.set("Sparekey-Release", RELEASE);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  return new Response(found.body, { status: found.status, headers });
}

self.addEventListener("fetch", event => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== location.origin || !pathname.startsWith(BASE)) return;
  const file = pathname.slice(BASE.length) || "./";
  if (file.startsWith("__do/")) event.respondWith(answered(file.slice(5)));
  else if (FILES.includes(file)) event.respondWith(served(file));
});
