/**
 * The pass on a phone: the clock runs, the screen stays awake, the code is renewed while there is a network and kept
 * while there is none. A server-drawn page shows all the same without this file.
 */

const page = document.getElementById("pass");
const picture = document.getElementById("code");
const clock = document.getElementById("clock");
const renewed = document.getElementById("renewed");

let fetched = Date.now();

if (page) {
  if (clock) {
    tick();
    setInterval(tick, 1000);
  }
  const every = Number(page.dataset.every ?? "600") * 1000;
  setInterval(() => {
    if (!document.hidden && Date.now() - fetched >= every) renew();
  }, 5000);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    keepAwake();
    if (Date.now() - fetched > 60_000) renew();
  });
  addEventListener("online", renew);
  addEventListener("offline", offline);
  keepAwake();
}

/** The seconds run: a picture of this page stands still. */
function tick() {
  const text = new Date().toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
  if (clock) clock.textContent = text;
}

async function renew() {
  if (!page) return;
  try {
    const answer = await fetch(page.dataset.fresh ?? "", { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = await answer.json();
    const shown = document.getElementById("verdict")?.dataset.verdict ?? "";
    const mark = document.querySelector(".mark rect")?.getAttribute("fill") ?? "";
    if (fresh.verdict !== shown || Boolean(fresh.code) !== Boolean(picture) || (fresh.mark.colour ?? "") !== mark) {
      location.reload();
      return;
    }
    fetched = Date.now();
    if (picture instanceof HTMLImageElement) picture.src = fresh.code;
    say(page.dataset.renewed ?? "", fetched);
  } catch {
    offline();
  }
}

function offline() {
  if (picture) say(page?.dataset.offline ?? "", fetched);
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
