/** The job number, typed on large keys or with the phone's letters; whom it may be is offered as it is typed. */

import { jobKey } from "./decide.js";

const OFFERED = 3;
const FROM_SIGNS = 2;

export class JobNumber {
  /**
   * @param {import("./view.js").View} view
   * @param {() => import("./decide.js").Known | null} known
   * @param {(number: string) => unknown} chosen called with what was typed or offered, never empty
   */
  constructor(view, known, chosen) {
    this.view = view;
    this.known = known;
    this.chosen = chosen;
    /** @type {HTMLInputElement} */
    this.field = view.at("job-number");
    this.listen();
  }

  open() {
    this.field.value = "";
    this.field.inputMode = "none";
    this.view.suggestions([], () => {});
    this.view.open("job");
    this.field.focus({ preventScroll: true });
  }

  typed() {
    const text = jobKey(this.field.value);
    const found = [];
    if (text.length >= FROM_SIGNS) {
      for (const [number, person] of this.known()?.byJob ?? []) {
        if (person.status !== "active" || !number.includes(text)) continue;
        found.push({ number: person.job_number, text: `${person.name} ${person.team}` });
        if (found.length === OFFERED) break;
      }
    }
    this.view.suggestions(found, (number) => this.chosen(number));
  }

  listen() {
    const { field, view } = this;
    field.addEventListener("input", () => this.typed());
    view.at("job-form").addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      if (field.value.trim()) this.chosen(field.value.trim());
    });
    for (const key of document.querySelectorAll("#job-keypad [data-key]")) {
      key.addEventListener("click", () => {
        const one = /** @type {HTMLElement} */ (key).dataset.key ?? "";
        field.value = one === "back" ? field.value.slice(0, -1) : field.value + one;
        this.typed();
      });
    }
    view.at("letters").addEventListener("click", () => {
      field.inputMode = "text";
      field.blur();
      field.focus();
    });
  }
}
