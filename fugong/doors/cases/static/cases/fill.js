/**
 * A form that is being typed is kept twice: on the server a moment after a change, and on this device until the server
 * has it. So a session that ended, a closed window or a lost network loses nothing.
 */

const WAIT = 4000;
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-keep]"));
const told = document.querySelector("[data-kept]");
const place = form ? `fugong-form:${form.dataset.draft}` : "";
let waiting = 0;
let busy = false;
let changed = false;

/** @param {HTMLFormElement} of */
function typed(of) {
  return [...new FormData(of)].filter(
    ([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "version", "act"].includes(name),
  );
}

/** What this device keeps, where it may keep anything. @param {HTMLFormElement} of */
function keepHere(of) {
  try {
    localStorage.setItem(place, JSON.stringify(typed(of)));
  } catch {
    // A full or forbidden store: the server still keeps it.
  }
}

/** @param {string} text @param {boolean} [wrong] */
function tell(text, wrong = false) {
  if (!told) return;
  told.textContent = text;
  told.classList.toggle("field-error", wrong);
}

/** @param {HTMLFormElement} of */
async function keepThere(of) {
  if (busy) return later(of);
  busy = true;
  changed = false;
  try {
    const answer = await fetch(of.dataset.keep ?? "", { method: "POST", body: new FormData(of), redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      tell(document.documentElement.lang === "en" ? "Signed out. What you typed stays on this device; sign in again in another tab, then save." : "登录已过期。填的内容留在这台设备上，请在新标签页重新登录后再保存。", true);
      return;
    }
    const said = await answer.json();
    tell(said.text ?? "", !said.kept);
    if (said.kept) {
      const version = /** @type {HTMLInputElement | null} */ (of.querySelector("[name=version]"));
      if (version) version.value = String(said.version);
      if (!changed) localStorage.removeItem(place);
    }
  } catch {
    tell(document.documentElement.lang === "en" ? "No network. What you typed stays on this device." : "没有网络。填的内容先留在这台设备上。", true);
  } finally {
    busy = false;
  }
}

/** @param {HTMLFormElement} of */
function later(of) {
  clearTimeout(waiting);
  waiting = window.setTimeout(() => void keepThere(of), WAIT);
}

/** What was typed here and never reached the server comes back. @param {HTMLFormElement} of */
function bringBack(of) {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(place) ?? "null");
  } catch {
    return;
  }
  if (!Array.isArray(kept)) return;
  const now = JSON.stringify(typed(of));
  if (JSON.stringify(kept) === now) {
    localStorage.removeItem(place);
    return;
  }
  let put = 0;
  for (const [name, value] of kept) {
    const box = of.elements.namedItem(name);
    if (box instanceof RadioNodeList) box.value = value;
    else if (box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement || box instanceof HTMLSelectElement) box.value = value;
    else continue;
    put += 1;
  }
  if (put) tell(document.documentElement.lang === "en" ? "What you had typed on this device and not saved is back. Check it and save." : "上次在这台设备上填了还没保存的内容已恢复，请核对后保存。");
}

// The server says in the address which section it has just taken: the device's copy of it has done its work.
const saved = new URLSearchParams(location.search).get("saved");
if (saved) {
  localStorage.removeItem(`fugong-form:${saved}`);
  history.replaceState(null, "", location.pathname + location.hash);
}

if (form) {
  bringBack(form);
  form.addEventListener("input", () => {
    changed = true;
    keepHere(form);
    later(form);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    keepHere(form);
  });
  window.addEventListener("pagehide", () => clearTimeout(waiting));
}
