/** While a visitor waits for the host, or for the agreed time, the page asks every few seconds and turns itself. */

const EVERY = 4_000;
const page = document.getElementById("pass");
const shown = document.getElementById("code");

if (page && !shown) setInterval(look, EVERY);

async function look() {
  if (!page || document.hidden) return;
  try {
    const answer = await fetch(page.dataset.fresh ?? "", { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { state, code } = await answer.json();
    if (state !== page.dataset.stands || code) location.reload();
  } catch {
    // No network: the page stays as it is and asks again.
  }
}
