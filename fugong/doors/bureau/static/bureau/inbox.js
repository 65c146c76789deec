/** The inbox's own key: a takes the selected cases, or with none selected the row one stands on. */

document.addEventListener("keydown", (event) => {
  if (event.key !== "a" || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = /** @type {HTMLElement} */ (event.target);
  if (at.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
  const mine = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-mine]"));
  if (!mine) return;
  if (!document.querySelector("[data-select]:checked")) {
    const box = /** @type {HTMLInputElement | null} */ (document.querySelector("tr.here [data-select]"));
    if (!box) return;
    box.click();
  }
  event.preventDefault();
  mine.click();
});
