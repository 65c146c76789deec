{% load static %}/**
 * Keeps a visitor's last pass page and what it needs, so that it opens at a gate without network: the network first,
 * what was kept only where there is none.
 */
const KEPT = "fugong-visit";
const PAGE = /^\/v\/[\w-]{16,}\/$/;
const FILES = [
  "{% static 'vendor/weui/weui.min.css' %}", "{% static 'fugong/phone.css' %}", "{% static 'fugong/forms.js' %}",
  "{% static 'phone/pass.js' %}", "{% static 'phone/visitor.js' %}", "{% static 'fugong/icon.svg' %}",
];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const { pathname, search } = new URL(request.url);
  if (request.method !== "GET" || search || !(PAGE.test(pathname) || FILES.includes(pathname))) return;
  event.respondWith(networkFirst(request, pathname));
});

/** The page asks once it is open, for the first visit went past this worker. */
self.addEventListener("message", (event) => {
  if (event.data !== "keep") return;
  const page = new URL(event.source.url).pathname;
  if (PAGE.test(page)) event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([page, ...FILES])));
});

async function networkFirst(request, path) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await kept.put(path, answer.clone());
    return answer;
  } catch (error) {
    const last = await kept.match(path, { ignoreVary: true });
    if (last) return last;
    throw error;
  }
}
