/**
 * A form that is being typed is kept twice: on the server a moment after a change, and on this device until the server
 * has it. So a session that ended, a closed window or a lost network loses nothing. Rows come and go without a journey
 * to the server; without this script they do by their buttons.
 */

const WAIT = 4000;
const NOT_KEPT = ["csrfmiddlewaretoken", "version", "act", "at"];
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-keep]"));
const told = document.querySelector("[data-kept]");
let waiting = 0;
let busy = false;
let changed = false;

/** @param {HTMLFormElement} of */
function place(of) {
  return `fugong-form:${of.dataset.draft}`;
}

/** @param {HTMLFormElement} of @returns {[string, string][]} */
function typed(of) {
  const all = /** @type {[string, FormDataEntryValue][]} */ ([...new FormData(of)]);
  return /** @type {[string, string][]} */ (
    all.filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name))
  );
}

/** What this device keeps, where it may keep anything. @param {HTMLFormElement} of */
function keepHere(of) {
  try {
    localStorage.setItem(place(of), JSON.stringify(typed(of)));
  } catch {
    // A full or forbidden store: the server still keeps it.
  }
}

/** @param {HTMLFormElement} of @returns {[string, string][]} */
function keptHere(of) {
  try {
    const kept = JSON.parse(localStorage.getItem(place(of)) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

/** @param {string} which */
function forget(which) {
  try {
    localStorage.removeItem(which);
  } catch {
    // A forbidden store holds nothing.
  }
}

/** @param {string | undefined} text @param {boolean} [wrong] */
function tell(text, wrong = false) {
  if (!told) return;
  told.textContent = text ?? "";
  told.classList.toggle("field-error", wrong);
}

/** @param {HTMLFormElement} of */
async function keepThere(of) {
  if (busy) return later(of);
  busy = true;
  changed = false;
  try {
    const body = new FormData(of);
    // Files go with a press of a button only, not every few seconds.
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    const answer = await fetch(of.dataset.keep ?? "", { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      tell(of.dataset.signedOut, true);
      return;
    }
    const said = await answer.json();
    tell(said.text, !said.kept);
    if (said.kept) {
      const version = /** @type {HTMLInputElement | null} */ (of.querySelector("[name=version]"));
      if (version) version.value = String(said.version);
      if (!changed) forget(place(of));
    }
  } catch {
    tell(of.dataset.offline, true);
  } finally {
    busy = false;
  }
}

/** What somebody else changed meanwhile is written over by a press only. @param {HTMLFormElement} of */
function later(of) {
  clearTimeout(waiting);
  if (!("conflict" in of.dataset)) waiting = window.setTimeout(() => void keepThere(of), WAIT);
}

/** @param {HTMLFormElement} of */
function wasTyped(of) {
  changed = true;
  keepHere(of);
  later(of);
}

/** What was typed here and never reached the server comes back. @param {HTMLFormElement} of */
function bringBack(of) {
  const kept = keptHere(of);
  if (!kept.length || JSON.stringify(kept) === JSON.stringify(typed(of))) return forget(place(of));
  for (const [name, value] of kept) {
    const row = /^(.+)-\d+-\w+$/.exec(name);
    for (let tries = 0; row && tries < 200 && !of.elements.namedItem(name); tries += 1) if (!addRow(row[1])) break;
    const box = of.elements.namedItem(name);
    if (box instanceof RadioNodeList || box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement || box instanceof HTMLSelectElement)
      box.value = value;
  }
  const names = new Set(kept.map(([name]) => name));
  for (const row of of.querySelectorAll("[data-rows-of] > tr"))
    if (![...row.querySelectorAll("[name]")].some((box) => names.has(box.getAttribute("name") ?? ""))) drop(row);
  tell(of.dataset.restored);
}

/** A row goes; the last one of a table is only emptied. @param {Element} row */
function drop(row) {
  const body = row.parentElement;
  if (!body) return;
  if (body.children.length > 1) row.remove();
  else empty(row);
  number(body);
}

/** An empty row below the others. @param {string} name @returns {HTMLElement | null} */
function addRow(name) {
  const body = document.querySelector(`[data-rows-of="${CSS.escape(name)}"]`);
  const last = body?.lastElementChild;
  if (!body || !last) return null;
  const row = /** @type {HTMLElement} */ (last.cloneNode(true));
  const before = new RegExp(`^((?:f-)?${name}-)(\\d+)(-)`);
  for (const box of row.querySelectorAll("[name], [id]"))
    for (const attribute of ["name", "id"]) {
      const written = box.getAttribute(attribute);
      if (written) box.setAttribute(attribute, written.replace(before, (_all, start, number, end) => start + (Number(number) + 1) + end));
    }
  row.querySelectorAll(".field-error").forEach((one) => one.remove());
  empty(row);
  body.append(row);
  number(body);
  return row;
}

/** @param {ParentNode} row */
function empty(row) {
  for (const box of row.querySelectorAll("input, select, textarea")) {
    box.removeAttribute("aria-invalid");
    box.removeAttribute("aria-describedby");
    if (box instanceof HTMLInputElement && box.type === "radio") box.checked = false;
    else if (box instanceof HTMLInputElement || box instanceof HTMLSelectElement || box instanceof HTMLTextAreaElement) box.value = "";
  }
}

/** The buttons say which row they take away. @param {Element} body */
function number(body) {
  [...body.children].forEach((row, place) => {
    const button = row.querySelector("[data-drop]");
    if (!(button instanceof HTMLButtonElement)) return;
    button.value = button.value.replace(/\d+$/, String(place));
    const said = button.querySelector(".unseen");
    if (said) said.textContent = (said.textContent ?? "").replace(/\d+/, String(place + 1));
  });
}

/** @param {HTMLFormElement} of @param {MouseEvent} event */
function pressed(of, event) {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!button) return;
  if (button.dataset.begin) {
    const box = of.elements.namedItem(button.dataset.begin);
    const at = /** @type {HTMLInputElement | null} */ (of.querySelector("[name=at]"));
    if (at && box instanceof HTMLTextAreaElement) at.value = box.dataset.cursor ?? "";
  } else if (button.dataset.add) {
    const row = addRow(button.dataset.add);
    if (!row) return;
    event.preventDefault();
    const box = row.querySelector("input, select, textarea");
    if (box instanceof HTMLElement) box.focus();
    wasTyped(of);
  } else if ("drop" in button.dataset) {
    const row = button.closest("tr");
    const body = row?.parentElement;
    if (!row || !body) return;
    event.preventDefault();
    drop(row);
    const add = of.querySelector(`[data-add="${CSS.escape(body.dataset.rowsOf ?? "")}"]`);
    if (add instanceof HTMLElement) add.focus();
    wasTyped(of);
  }
}

// The server says in the address which section it has just taken: the device's copy of it has done its work.
const saved = new URLSearchParams(location.search).get("saved");
if (saved) {
  forget(`fugong-form:${saved}`);
  history.replaceState(null, "", location.pathname + location.hash);
}

if (form) {
  // The answer to a press holds what was typed already.
  if ("fresh" in form.dataset) bringBack(form);
  else keepHere(form);
  form.addEventListener("click", (event) => pressed(form, event));
  form.addEventListener("input", () => wasTyped(form));
  form.addEventListener("focusout", ({ target }) => {
    if (target instanceof HTMLTextAreaElement) target.dataset.cursor = String(target.selectionStart);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    keepHere(form);
  });
  window.addEventListener("pagehide", () => clearTimeout(waiting));
}
