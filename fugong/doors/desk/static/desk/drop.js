/** A file dragged onto the form goes into its file field; the button says that a large sheet takes a while. */

for (const form of document.querySelectorAll("form[data-drop]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  const field = /** @type {HTMLInputElement | null} */ (form.querySelector("input[type=file]"));
  const hint = /** @type {HTMLElement | null} */ (form.querySelector("[data-drop-hint]"));
  if (!field) continue;
  if (hint) hint.hidden = false;
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("dragged");
  });
  form.addEventListener("dragleave", () => form.classList.remove("dragged"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("dragged");
    if (event.dataTransfer?.files.length) field.files = event.dataTransfer.files;
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("[data-waiting]");
    if (button instanceof HTMLElement && field.files?.length) button.textContent = button.dataset.waiting ?? "";
  });
}
