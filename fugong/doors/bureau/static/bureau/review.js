/**
 * The keyboard of the review: n and p go to the next and the previous case, j and k through the sections, m marks one,
 * c writes, i goes back to the inbox, ? says so. Also what is typed is kept on this device until it is sent, and on a
 * narrow screen each section has its evidence under it.
 */

const help = /** @type {HTMLDialogElement | null} */ (document.getElementById("keys-help"));
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-review]"));
const sections = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".plan-section")]);

/** @param {string} selector */
const follow = (selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector))?.click();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
  const at = /** @type {HTMLElement} */ (event.target);
  if (at.closest("input, textarea, select, [contenteditable]")) {
    if (event.key === "Escape") at.blur();
    return;
  }
  if (event.key === "n") follow("[data-key-n]");
  else if (event.key === "p") follow("[data-key-p]");
  else if (event.key === "i") follow("[data-key-i]");
  else if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "m") mark();
  else if (event.key === "c") document.getElementById("comment")?.focus();
  else if (event.key === "?") help?.showModal();
  else return;
  event.preventDefault();
});

for (const button of document.querySelectorAll("[data-keys]")) {
  if (!(button instanceof HTMLElement)) continue;
  button.hidden = false;
  button.addEventListener("click", () => help?.showModal());
}

/** @param {number} step */
function walk(step) {
  const now = sections.findIndex((one) => one.classList.contains("here"));
  const next = sections[Math.min(sections.length - 1, Math.max(0, now < 0 ? 0 : now + step))];
  if (!next) return;
  sections.forEach((one) => one.classList.toggle("here", one === next));
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
  document.querySelector(`[data-for="${next.id}"]`)?.scrollIntoView({ block: "start" });
}

function mark() {
  const here = sections.find((one) => one.classList.contains("here")) ?? sections[0];
  const box = /** @type {HTMLDetailsElement | null} */ (here?.querySelector("details.mark-here"));
  if (!box) return;
  box.open = true;
  box.querySelector("textarea")?.focus();
}

// On a narrow screen a section's evidence follows the section; on a wide one it stands in its own column.
const narrow = matchMedia("(max-width: 899px)");
const column = document.querySelector(".review-evidence");
const proofs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".evidence[data-for]")]);
const last = column?.lastElementChild ?? null;

function arrange() {
  for (const proof of proofs) {
    if (narrow.matches) document.getElementById(proof.dataset.for ?? "")?.append(proof);
    else column?.insertBefore(proof, last);
  }
}
narrow.addEventListener("change", arrange);
arrange();

// What is typed and not sent stays on this device, for this case.
if (form) {
  const place = `fugong-review-${form.dataset.review}`;
  const boxes = /** @type {NodeListOf<HTMLTextAreaElement>} */ (form.querySelectorAll("textarea[data-keep]"));
  const kept = read(place);
  for (const box of boxes) {
    const text = kept[box.name];
    if (text && !box.value) {
      box.value = text;
      box.closest("details")?.setAttribute("open", "");
    }
  }
  form.addEventListener("input", () => {
    const typed = Object.fromEntries([...boxes].filter((one) => one.value.trim()).map((one) => [one.name, one.value]));
    try {
      if (Object.keys(typed).length) sessionStorage.setItem(place, JSON.stringify(typed));
      else sessionStorage.removeItem(place);
    } catch {
      // A full or closed storage only costs this help.
    }
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(place));
}

/**
 * @param {string} place
 * @returns {Record<string, string>}
 */
function read(place) {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? "{}");
  } catch {
    return {};
  }
}
