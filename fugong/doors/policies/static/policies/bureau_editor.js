/**
 * The editor of a measure: a fault leads to its line in the text, and leaving with something unsaved asks first.
 */

const text = document.querySelector("textarea[data-code]");
const form = document.getElementById("editor");

if (text instanceof HTMLTextAreaElement && form instanceof HTMLFormElement) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  for (const button of document.querySelectorAll("[data-line]")) {
    button.addEventListener("click", () => select(text, Number(button.getAttribute("data-line"))));
  }
}

/**
 * @param {HTMLTextAreaElement} area
 * @param {number} line counted from 1
 */
function select(area, line) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((length, one) => length + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  area.scrollTop = Math.max(0, ((line - 4) * area.scrollHeight) / Math.max(1, lines.length));
}
