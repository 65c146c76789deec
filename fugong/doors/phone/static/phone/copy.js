/** Copies an address to the clipboard; where the browser does not allow it, selects it for copying by hand. */

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const { copy = "", done = "" } = /** @type {HTMLElement} */ (button).dataset;
    const place = document.getElementById(copy);
    if (!place) return;
    try {
      await navigator.clipboard.writeText(place.textContent?.trim() ?? "");
      button.textContent = done;
    } catch {
      getSelection()?.selectAllChildren(place);
    }
  });
}
