/* Keeps the guard's page and everything it needs; the page's data lives in IndexedDB, not here. */
{% if not plain %}
import { openExisting } from "{{ store|escapejs }}";
import { drain } from "{{ sync|escapejs }}";
{% endif %}
const CACHE = "fugong-gate-{{ version }}";
const PAGE = "{{ page|escapejs }}";
const FILES = [{% for file in files %}"{{ file|escapejs }}",
  {% endfor %}];

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function keep() {
  const cache = await caches.open(CACHE);
  const page = await fetch(PAGE, { cache: "reload", credentials: "same-origin" });
  // Signed out, the server sends a sign-in page instead: the version kept before stays in use.
  if (!page.ok || page.redirected) throw new Error(`the page answered ${page.status}`);
  await cache.put(PAGE, page);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
  await self.skipWaiting();
}

async function takeOver() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("fugong-gate-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === PAGE && event.request.mode === "navigate") event.respondWith(kept(PAGE, event.request));
  else if (FILES.includes(url.pathname)) event.respondWith(kept(url.pathname, event.request));
});

async function kept(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
{% if not plain %}
self.addEventListener("sync", (event) => {
  if (event.tag === "fugong-gate-drain") event.waitUntil(send());
});

/* Sends what waits although the page may be closed; failing makes the browser try again later. */
async function send() {
  const store = await openExisting();
  if (!store) return;
  const state = await drain(store).finally(() => store.close());
  if (state === "offline" || state === "busy") throw new Error(state);
}
{% endif %}
