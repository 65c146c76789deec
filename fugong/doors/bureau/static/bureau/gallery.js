/**
 * The photos on the page, each with whether it has arrived.
 *
 * @typedef {import("./draft.js").Kept} Kept
 */

/**
 * @param {HTMLElement} list @param {(name: string) => string} word @param {(name: string) => void} remove
 */
export function gallery(list, word, remove) {
  /** @type {Map<string, string>} */
  const addresses = new Map();

  /** @param {Kept} file */
  function address(file) {
    const known = addresses.get(file.name) ?? URL.createObjectURL(file.blob);
    addresses.set(file.name, known);
    return known;
  }

  /** @param {Kept} file @param {number} number */
  function entry(file, number) {
    const line = document.createElement("li");
    const picture = document.createElement("img");
    picture.src = address(file);
    picture.alt = `${word("photo")} ${number}`;
    const state = document.createElement("span");
    state.textContent = file.why || (file.sent ? `✓ ${word("photo_sent")}` : `○ ${word("photo_waiting")}`);
    if (file.why) state.className = "field-error";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${word("remove")} ${number}`;
    button.addEventListener("click", () => remove(file.name));
    line.dataset.local = file.name;
    line.append(picture, state, button);
    return line;
  }

  return {
    /** @param {Kept[]} files */
    show(files) {
      for (const line of list.querySelectorAll("[data-local]")) line.remove();
      for (const line of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-kept]"))) {
        line.hidden = files.some((file) => file.name === line.dataset.kept);
      }
      list.append(...files.map((file, index) => entry(file, index + 1)));
    },
  };
}
