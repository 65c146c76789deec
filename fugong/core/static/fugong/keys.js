/**
 * The keyboard at the desk: j and k walk through a list, enter opens, x selects, / goes to the search, ? says so.
 * Also the tick that selects a whole page, the number of those selected, and filters folded on a narrow screen.
 */

const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-rows] tbody tr")]);
const help = /** @type {HTMLDialogElement | null} */ (document.getElementById("keys-help"));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
  const at = /** @type {HTMLElement} */ (event.target);
  if (at.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "/") focusSearch();
  else if (event.key === "?") help?.showModal();
  else if (event.key === "Enter" && at.matches("tr.here")) open(at);
  else if (event.key === "x" && at.matches("tr.here")) tick(at);
  else return;
  event.preventDefault();
});

/** @param {number} step */
function walk(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.classList.contains("here"));
  const next = all[Math.min(all.length - 1, Math.max(0, now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step))];
  all.forEach((row) => row.classList.toggle("here", row === next));
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function focusSearch() {
  const search = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-search]"));
  search?.focus();
  search?.select();
}

/** @param {HTMLElement} row */
function open(row) {
  row.querySelector("a")?.click();
}

/** @param {HTMLElement} row */
function tick(row) {
  const box = /** @type {HTMLInputElement | null} */ (row.querySelector("[data-select]"));
  box?.click();
}

for (const button of document.querySelectorAll("[data-keys]")) {
  if (!(button instanceof HTMLElement)) continue;
  button.hidden = false;
  button.addEventListener("click", () => help?.showModal());
}

const all = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-select-all]"));
const ticks = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("[data-select]")]);
const count = document.querySelector("[data-selected]");
const bar = /** @type {HTMLElement | null} */ (document.querySelector("[data-bulk]"));

function tell() {
  const chosen = ticks().filter((one) => one.checked);
  ticks().forEach((one) => one.closest("tr")?.classList.toggle("chosen", one.checked));
  if (count) count.textContent = String(chosen.length);
  if (all) {
    all.checked = chosen.length > 0 && chosen.length === ticks().length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  }
  if (bar) bar.hidden = chosen.length === 0;
}

if (all) {
  all.closest("label, span")?.removeAttribute("hidden");
  all.hidden = false;
  all.addEventListener("change", () => {
    ticks().forEach((one) => (one.checked = all.checked));
    tell();
  });
}
document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLElement && event.target.matches("[data-select]")) tell();
});
if (bar) tell();

for (const box of document.querySelectorAll("details[data-fold-narrow]")) {
  if (box instanceof HTMLDetailsElement && box.dataset.foldNarrow !== "no" && matchMedia("(max-width: 699px)").matches) box.open = false;
}
