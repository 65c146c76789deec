/**
 * The pass on a phone: the clock runs, the screen stays awake, the code is renewed while there is a network and kept
 * while there is none. A server-drawn page shows all the same without this file.
 */

const page = document.getElementById("pass");
const picture = document.getElementById("code");
const clock = document.getElementById("clock");
const renewed = document.getElementById("renewed");

/** When the code was fetched: this page may come out of the phone's store. */
let fetched = Date.parse(page?.dataset.issued ?? "") || Date.now();
let expires = Date.parse(page?.dataset.expires ?? "") || Infinity;
const RETRY = 30_000;
let tried = Date.now();

if (page) {
  const every = Number(page.dataset.every ?? "600") * 1000;
  tick();
  setInterval(() => {
    tick();
    const due = Date.now() - fetched >= every && Date.now() - tried >= RETRY;
    if (!document.hidden && due) renew();
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    keepAwake();
    if (Date.now() - fetched > 60_000) renew();
  });
  addEventListener("online", renew);
  addEventListener("offline", offline);
  keepAwake();
  keepPage();
  if (Date.now() - fetched > 60_000) renew();
}

/** The seconds run: a picture of this page stands still. */
function tick() {
  if (clock) clock.textContent = new Date().toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
  if (picture && Date.now() >= expires) over();
}

async function renew() {
  if (!page) return;
  tried = Date.now();
  try {
    const answer = await fetch(page.dataset.fresh ?? "", { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = await answer.json();
    const shown = document.getElementById("verdict")?.dataset.verdict ?? "";
    const mark = document.querySelector(".mark rect")?.getAttribute("fill") ?? "";
    if (fresh.verdict !== shown || Boolean(fresh.code) !== Boolean(picture?.isConnected) || (fresh.mark.colour ?? "") !== mark) {
      location.reload();
      return;
    }
    fetched = Date.now();
    expires = Date.parse(fresh.expires) || Infinity;
    if (picture instanceof HTMLImageElement) picture.src = fresh.code;
    say(page.dataset.renewed ?? "", fetched);
    keepPage();
  } catch {
    offline();
  }
}

function offline() {
  if (picture?.isConnected) say(page?.dataset.offline ?? "", fetched);
}

/** A code that is over is not shown: the guard would refuse it. */
function over() {
  if (!picture?.isConnected) return;
  const words = document.createElement("p");
  words.textContent = page?.dataset.over ?? "";
  picture.replaceWith(words);
  if (renewed) renewed.textContent = "";
}

/** @param {string} text @param {number} at */
function say(text, at) {
  if (!renewed) return;
  const time = new Date(at).toLocaleTimeString("zh-CN", { hour: "numeric", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
  renewed.textContent = text.replace("{time}", time);
}

async function keepAwake() {
  if (!picture) return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // Not offered, or the battery is low: the page works as well on a screen that dims.
  }
}

/** Keep this page for a gate without network, where the browser can. */
async function keepPage() {
  try {
    await navigator.serviceWorker.register(page?.dataset.worker ?? "");
    const ready = await navigator.serviceWorker.ready;
    ready.active?.postMessage("keep");
  } catch {
    // No service worker here (plain http, an old WeChat): the open page still keeps its code.
  }
}
