/** While the demonstration fills its history the page brings itself up to date, without taking the focus away. */

const EVERY = 3000;

async function freshen() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [mine, theirs] = [document.getElementById("start"), fresh.getElementById("start")];
    if (!mine || !theirs) return;
    const [bar, newBar] = [mine.querySelector("[data-filling]"), theirs.querySelector("[data-filling]")];
    const doors = (/** @type {Element} */ one) => one.querySelectorAll(".door").length;
    if (doors(mine) !== doors(theirs) && !mine.contains(document.activeElement)) mine.replaceWith(theirs);
    else if (bar && newBar) bar.replaceWith(newBar);
    else bar?.remove();
    if (!newBar && doors(theirs)) return;
  } catch {
    // The server is just starting; ask again.
  }
  setTimeout(freshen, EVERY);
}

setTimeout(freshen, EVERY);
