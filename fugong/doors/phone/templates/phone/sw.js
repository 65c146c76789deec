{% load static %}/**
 * Keeps the last verdict page and what it needs, so that it opens at a gate without network: the network first, what
 * was kept only where there is none. A page without a code replaces one with a code; signing out forgets it.
 */
const KEPT = "fugong-pass";
const PAGE = "{% url 'phone:pass' %}";
const SIGN_OUT = "{% url 'phone:sign_out' %}";
const FILES = [
  "{% static 'vendor/weui/weui.min.css' %}", "{% static 'fugong/phone.css' %}", "{% static 'fugong/forms.js' %}",
  "{% static 'phone/pass.js' %}", "{% static 'fugong/icon.svg' %}",
];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const path = new URL(request.url).pathname;
  if (path === SIGN_OUT) {
    event.waitUntil(caches.delete(KEPT));
    return;
  }
  if (request.method !== "GET" || (path !== PAGE && !FILES.includes(path))) return;
  event.respondWith(networkFirst(request));
});

/** The page asks once it is open, for the first visit went past this worker. */
self.addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([PAGE, ...FILES])));
});

async function networkFirst(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await kept.put(new URL(request.url).pathname, answer.clone());
    return answer;
  } catch (error) {
    const last = await kept.match(new URL(request.url).pathname, { ignoreVary: true });
    if (last) return last;
    throw error;
  }
}
