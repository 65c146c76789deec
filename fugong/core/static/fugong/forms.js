/**
 * Small helps for any page; every page works without them.
 * - form[data-confirm] asks first
 * - a form is sent once, however often the button is tapped
 * - [data-copy="#id"] copies that element's text
 * - [data-print] prints
 * - [data-until] shows [data-over] once that moment is past
 * - [data-back] goes back, where there is somewhere to go
 * - input[type=file][data-most] refuses a file of more megabytes before it is sent, with [data-too-large] in words
 * - the summary of what is wrong takes the focus
 */

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.confirm && !form.dataset.sent && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = /** @type {SubmitEvent} */ (event).submitter;
    if (button) button.setAttribute("aria-busy", "true");
    // A page that comes back from the cache, or a slow network, must not leave a dead form behind.
    setTimeout(() => release(form), 8000);
  });
}
window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));

/** @param {HTMLFormElement} form */
function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((one) => one.removeAttribute("aria-busy"));
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!(button instanceof HTMLElement)) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy ?? "");
    if (!(source instanceof HTMLElement)) return;
    const text = source instanceof HTMLTextAreaElement || source instanceof HTMLInputElement ? source.value : (source.textContent ?? "").trim();
    const done = await copy(text, source);
    if (done) button.textContent = button.dataset.done ?? button.textContent;
  });
}

/**
 * @param {string} text
 * @param {HTMLElement} source is selected where the clipboard is closed to us (plain http, old WeChat)
 */
async function copy(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (source instanceof HTMLTextAreaElement || source instanceof HTMLInputElement) source.select();
    else getSelection()?.selectAllChildren(source);
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("[data-back]")) {
  if (!(button instanceof HTMLElement) || history.length < 2) continue;
  button.hidden = false;
  button.addEventListener("click", () => history.back());
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

for (const place of document.querySelectorAll("[data-until]")) {
  if (!(place instanceof HTMLElement)) continue;
  const left = Date.parse(place.dataset.until ?? "") - Date.now();
  setTimeout(() => (place.textContent = place.dataset.over ?? ""), Math.max(0, left));
}

for (const input of document.querySelectorAll("input[type=file][data-most]")) {
  if (!(input instanceof HTMLInputElement)) continue;
  input.addEventListener("change", () => {
    const most = Number(input.dataset.most) * 1024 * 1024;
    const large = [...(input.files ?? [])].filter((file) => file.size > most).map((file) => file.name);
    input.setCustomValidity(large.length ? `${input.dataset.tooLarge ?? ""} ${large.join(", ")}` : "");
    input.reportValidity();
  });
}

const wrong = document.getElementById("wrong");
if (wrong) wrong.focus();
