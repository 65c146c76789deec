/** Small parts that screens are made of. */

/** @param {string} tag @param {string} [name] @param {string} [text] */
export function element(tag, name = "", text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

/** Short facts in a line, each in one piece where it can be: 货车 · 8:05 进厂 · 张*. @param {string} name @param {(string | undefined)[]} parts empty ones are left out */
export function facts(name, parts) {
  const line = element("p", name);
  for (const part of parts) {
    if (part) line.append(...(line.childNodes.length ? [" · "] : []), element("span", "bit", part));
  }
  return line;
}

/** A key that does something. @param {string} text @param {() => unknown} press @param {string} [name] */
export function key(text, press, name = "") {
  const button = /** @type {HTMLButtonElement} */ (element("button", name, text));
  button.type = "button";
  button.addEventListener("click", press);
  return button;
}

/**
 * A key that wants a second tap, but where `atOnce` says otherwise.
 * @param {string} text @param {string} sure what it says after the first @param {() => unknown} press @param {() => boolean} [atOnce]
 */
export function sureKey(text, sure, press, atOnce = () => false) {
  const button = key(text, () => {
    if (button.dataset.sure === "true" || atOnce()) {
      button.disabled = true;
      return press();
    }
    button.dataset.sure = "true";
    button.textContent = sure;
    return setTimeout(() => {
      button.dataset.sure = "false";
      button.textContent = text;
    }, 4_000);
  });
  return button;
}

/**
 * One of several, told by pressing.
 * @param {string} label @param {[string, string][]} options value and word @param {string} value @param {(value: string) => unknown} change
 */
export function choice(label, options, value, change) {
  const group = element("fieldset", "choice");
  group.append(element("legend", "", label));
  const keys = element("div", "keys-flow");
  for (const [one, word] of options) {
    const button = key(word, () => {
      for (const other of keys.children) other.setAttribute("aria-pressed", String(other === button));
      change(one);
    });
    button.setAttribute("aria-pressed", String(one === value));
    keys.append(button);
  }
  group.append(keys);
  return group;
}

/** A line to write. @param {string} label @param {string} value @param {(value: string) => unknown} change @param {Partial<HTMLInputElement>} [more] */
export function field(label, value, change, more = {}) {
  const row = element("label", "line", label);
  const input = /** @type {HTMLInputElement} */ (element("input"));
  Object.assign(input, { value, autocomplete: "off", maxLength: 60, ...more });
  input.addEventListener("input", () => change(input.value));
  row.append(input);
  return row;
}

/** What is still missing, said above the key that was pressed; hidden until then. */
export function fault() {
  const line = element("p", "noted");
  line.setAttribute("role", "alert");
  line.hidden = true;
  return {
    line,
    /** @param {string} text "" where nothing is @returns {boolean} whether something is */
    say(text) {
      line.hidden = !text;
      line.textContent = text;
      return Boolean(text);
    },
  };
}
