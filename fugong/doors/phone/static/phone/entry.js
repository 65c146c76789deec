/** The last six of an ID: number keys, and one key for the X that some end with. */
const box = document.querySelector('input[data-keys="id"]');

if (box instanceof HTMLInputElement) {
  box.inputMode = "numeric";
  const key = document.createElement("button");
  key.type = "button";
  key.className = "key-x";
  key.textContent = "X";
  const label = document.querySelector(`label[for="${box.id}"]`)?.textContent?.trim() ?? "";
  key.setAttribute("aria-label", `${label} X`);
  key.addEventListener("click", () => {
    if (!box.value.endsWith("X")) box.value += "X";
    box.focus();
  });
  const row = document.createElement("span");
  row.className = "with-unit";
  box.replaceWith(row);
  row.append(box, key);
}
