/**
 * The screens beside passing (visitors, vehicles, …), each a module of its own, and the row of words that
 * opens them. A screen is a `<section id="NAME">` in the page, the words `tab_NAME`, and a module with
 * `start(context)`. Nothing here decides; a scan brings the guard back to passing from every screen.
 *
 * @typedef {{
 *   header: () => import("./store.js").Header | null,
 *   known: () => import("./decide.js").Known | null,
 *   entries: import("./entries.js").Entries,
 *   store: import("./store.js").Store,
 *   words: import("./words.js").Words,
 *   sets: Record<string, string[]>,
 *   view: import("./view.js").View,
 *   now: () => number,
 *   inside: () => Promise<import("./inside.js").Inside[]>,
 *   tell: (key: string, values?: Record<string, string | number>) => void,
 *   home: () => void,
 *   scanned: (code: string, direction?: "in" | "out") => Promise<unknown>,
 *   open: (name: string) => Promise<unknown>,
 * }} Context `header` has the bundle's sections; `sets` the
 *   codes that the server knows, by name (sets.py); `scanned` takes a code as if it had been scanned; times in ms
 *
 * @typedef {{draw: () => unknown, speak?: () => unknown, count?: () => Promise<number> | number, tick?: () => unknown,
 *   passed?: (one: import("./store.js").Logged) => unknown}} Part
 *   `draw` is called when it is opened and when something new is known, `speak` when the language changed (else `draw`):
 *   it draws what is half filled in as well; `count` is shown beside its word;
 *   `tick` once a second while it is open
 */

import * as duty from "./duty.js";
import * as goods from "./goods.js";
import * as holds from "./holds.js";
import * as vehicles from "./vehicles.js";
import * as visits from "./visits.js";

/** In the order of the row. @type {Record<string, {start: (context: Context) => Part}>} */
const MODULES = { visits, holds, vehicles, goods, duty };
const HOME = "ready";

export class Screens {
  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    /** @type {Record<string, Part>} */
    this.parts = {};
    this.row = context.view.at("tabs");
    for (const [name, module] of Object.entries(MODULES)) this.parts[name] = module.start(context);
    this.row.replaceChildren(...[HOME, ...Object.keys(MODULES)].map((name) => this.tab(name)));
    new MutationObserver(() => this.mark()).observe(document.body, { attributeFilter: ["data-screen"] });
  }

  /** @param {string} name */
  tab(name) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.tab = name;
    const word = document.createElement("span");
    word.dataset.text = `tab_${name}`;
    word.textContent = this.context.words.say(`tab_${name}`);
    button.append(word, " ", document.createElement("b"));
    button.addEventListener("click", () => (name === HOME ? this.context.home() : this.context.open(name)));
    return button;
  }

  /** Which word is the open one, and whether the row is shown at all. */
  mark() {
    const open = this.context.view.screen;
    document.body.classList.toggle("tabbed", open === HOME || open in this.parts);
    for (const button of this.row.children) {
      const tab = /** @type {HTMLElement} */ (button).dataset.tab;
      button.setAttribute("aria-current", String(tab === open));
    }
  }

  /** Something new is known: draw what is open, count what waits. A key that waits to be pressed again stays where it is. */
  async refresh() {
    if (!document.querySelector('[data-sure="true"]:enabled')) await this.parts[this.context.view.screen]?.draw();
    for (const button of this.row.children) {
      const part = this.parts[/** @type {HTMLElement} */ (button).dataset.tab ?? ""];
      const waiting = (await part?.count?.()) ?? 0;
      /** @type {HTMLElement} */ (button.lastChild).textContent = waiting ? String(waiting) : "";
    }
  }

  /** The language changed, whatever is open. */
  speak() {
    for (const part of Object.values(this.parts)) part.speak?.();
    return this.refresh();
  }

  /** Somebody has passed, or not. @param {import("./store.js").Logged} one */
  async passed(one) {
    for (const part of Object.values(this.parts)) await part.passed?.(one);
  }

  tick() {
    this.parts[this.context.view.screen]?.tick?.();
  }
}
