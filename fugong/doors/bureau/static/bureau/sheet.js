/**
 * The checklist and the boxes of a site check as they stand on the page.
 *
 * @typedef {import("./draft.js").Item} Item
 */

const NOT_TYPED = ["csrfmiddlewaretoken", "version", "photos", "move"];

/** @param {HTMLFormElement} form */
export function sheet(form) {
  const lines = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-item]")]);
  const rectify = /** @type {HTMLDetailsElement} */ (form.querySelector("details.rectify"));
  const reason = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("comment"));

  /** @param {HTMLElement} line */
  const chosen = (line) => /** @type {HTMLInputElement | null} */ (line.querySelector("input:checked"));

  return {
    reason,
    rectify,

    /** Everything typed, by name. @returns {Record<string, string>} */
    answers() {
      const typed = new FormData(form);
      for (const name of NOT_TYPED) typed.delete(name);
      return Object.fromEntries([...typed].map(([name, value]) => [name, String(value)]));
    },

    /** @param {Record<string, string>} answers */
    restore(answers) {
      for (const [name, value] of Object.entries(answers)) {
        const box = form.elements.namedItem(name);
        if (box instanceof RadioNodeList || box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement) box.value = value;
      }
      if (reason.value) rectify.open = true;
    },

    /** @returns {Item[]} */
    items() {
      return lines.map((line) => {
        const { value = "", dataset = {} } = chosen(line) ?? {};
        return { id: line.dataset.item ?? "", result: value, stops: dataset.stops ? [dataset.stops] : [] };
      });
    },

    /** A note is asked for where something is amiss. */
    openNotes() {
      for (const line of lines) {
        const note = line.querySelector("textarea");
        line.querySelector("[data-note]")?.classList.toggle("open", Boolean(chosen(line)?.dataset.stops || note?.value));
      }
    },

    /** What was found wanting, as the beginning of what to ask for. */
    amiss() {
      const bad = lines.filter((line) => chosen(line)?.dataset.stops);
      return bad.map((line) => `${line.querySelector("legend")?.textContent}：${line.querySelector("textarea")?.value}`).join("\n");
    },

    /** Each fault at its place, the first one in view. @param {Record<string, string>} errors text by place */
    fault(errors) {
      for (const at of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-error]"))) {
        const text = errors[at.dataset.error ?? ""] ?? "";
        at.textContent = text;
        at.hidden = !text;
        at.closest(".question, .field")?.classList.toggle("field-wrong", Boolean(text));
        const box = document.getElementById(at.dataset.error ?? "");
        if (box?.matches("input, textarea")) box.setAttribute("aria-invalid", String(Boolean(text)));
      }
      if (errors.comment) rectify.open = true;
      const first = Object.keys(errors)[0];
      if (first) document.getElementById(first)?.focus();
    },
  };
}
