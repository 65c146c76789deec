/**
 * What a terminal at this gate has just measured: offered to the guard, who takes it for the next scan or for
 * whoever stands before the keys, with one tap. Asked for only where there is a terminal, and only while it can
 * be taken; without a network there is nothing to offer and the guard keys in as ever.
 *
 * @typedef {{id: string, at: string, temperature: number}} Reading
 */

import { Stopped } from "./outbox.js";
import { thermometersOf } from "./second.js";
import { ask } from "./sync.js";

const EVERY = 3_000;
const SCREENS = ["ready", "temperature"];

export class Readings {
  /**
   * @param {import("./screens.js").Context} context
   * @param {(reading: Reading) => unknown} take called with the tap where somebody waits for a temperature
   */
  constructor(context, take) {
    this.context = context;
    this.take = take;
    /** The newest that nobody took. @type {Reading | null} */
    this.newest = null;
    /** Taken for whoever is scanned next. @type {Reading | null} */
    this.chosen = null;
    this.cursor = "";
    /** When it was last asked, in ms. */
    this.asked = 0;
    this.buttons = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll("[data-reading]")]);
    for (const button of this.buttons) button.addEventListener("click", () => this.tapped());
  }

  /** Once a second. */
  async tick() {
    this.draw();
    const { header, store, view } = this.context;
    const seconds = this.seconds();
    if (!seconds || document.hidden || !SCREENS.includes(view.screen) || Date.now() - this.asked < EVERY) return;
    this.asked = Date.now();
    const token = await store.get("token");
    if (!token || !header()) return;
    try {
      const { readings, next } = await ask(`readings?since=${encodeURIComponent(this.cursor)}`, token);
      this.cursor = next;
      this.newest = readings.at(-1) ?? this.newest;
      this.draw();
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
  }

  seconds() {
    return Number(thermometersOf(this.context.header()).offer_seconds ?? 0);
  }

  /** How old one is, in ms; null once it is too old to be taken. @param {Reading | null} reading */
  age(reading) {
    if (!reading) return null;
    const age = Math.max(0, this.context.now() - Date.parse(reading.at));
    return age <= 1000 * this.seconds() ? age : null;
  }

  draw() {
    if (this.age(this.chosen) === null) this.chosen = null;
    const offered = this.chosen ?? this.newest;
    const age = this.age(offered);
    for (const button of this.buttons) {
      button.hidden = !this.seconds();
      button.style.visibility = age === null ? "hidden" : ""; // its place is kept: no key moves under a finger
      button.setAttribute("aria-pressed", String(this.chosen !== null));
      if (!offered || age === null) continue;
      const text = this.context.words.say(this.chosen ? "reading_chosen" : "reading_offered", {
        celsius: offered.temperature, time: this.context.words.duration(age),
      });
      if (button.textContent !== text) button.textContent = text;
    }
  }

  /** For whoever stands here, else for the next; a second tap leaves it. */
  tapped() {
    if (this.age(this.newest) === null) return;
    if (this.context.view.screen === "temperature") this.take(/** @type {Reading} */ (this.newest));
    else this.chosen = this.chosen ? null : this.newest;
    this.draw();
  }

  /** What was taken for the next scan, if it is still fresh. @returns {Reading | null} */
  ready() {
    return this.age(this.chosen) === null ? null : this.chosen;
  }

  /** It belongs to a passage now. @param {Reading} reading @param {string} passage */
  async belongs(reading, passage) {
    this.chosen = null;
    if (this.newest?.id === reading.id) this.newest = null;
    this.draw();
    await this.context.entries.record("temperature.read", { reading: reading.id, passage });
  }
}
