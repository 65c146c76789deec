/**
 * Tells the guard when what was recorded is in danger, before it is lost: three lines that say what to do,
 * and the export at hand. Draws into `#keeping`; listens to every button with `data-export`.
 *
 *     const warnings = new Warnings(store, words);
 *     await warnings.start();         // once, before the sync starts
 *     warnings.draw(counts);          // whenever the counts were taken
 *
 * @typedef {import("./store.js").Counts} Counts
 * @typedef {import("./words.js").Words} Words
 */

import { exportFiles, save, shareable } from "./exporting.js";
import { mark, noticeLoss } from "./marker.js";

const LOOK_EVERY = 60_000;
const LITTLE = 50 * 1_048_576;
const RETRY_EVERY = 5_000;

export class Warnings {
  /** @param {import("./store.js").Store} store @param {Words} words */
  constructor(store, words) {
    this.store = store;
    this.words = words;
    /** @type {Counts} */
    this.counts = { waiting: 0, passages: 0, entries: 0, aside: 0, unsaved: 0 };
    /** @type {number | null} */
    this.left = null;
    this.newer = false;
    this.said = "";
    /** Called when what was set aside counts no more. @type {() => unknown} */
    this.handedOver = () => {};
  }

  async start() {
    listen(this);
    this.lost = await noticeLoss(this.store);
    this.store.troubled = () => this.recount();
    this.store.superseded = () => this.supersede();
    navigator.storage?.persist?.().catch(() => {});
    setInterval(() => this.look(), LOOK_EVERY);
    setInterval(() => this.store.unsaved.size && this.store.saveUnsaved(), RETRY_EVERY);
    addEventListener("beforeunload", (event) => {
      if (this.store.unsaved.size) event.preventDefault();
    });
    await this.look();
  }

  /** How much room there is; browsers that do not tell are believed until a write fails. */
  async look() {
    try {
      const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
      this.left = quota === undefined || usage === undefined ? null : quota - usage;
    } catch {
      this.left = null;
    }
    this.draw(this.counts);
  }

  async recount() {
    this.counts = { ...this.counts, unsaved: this.store.unsaved.size };
    this.draw(this.counts);
  }

  /** Another window opened a newer edition: this one gives way, unless it is all that has what the disk refused. */
  supersede() {
    if (!this.store.unsaved.size) return location.reload();
    this.newer = true;
    return this.draw(this.counts);
  }

  /** @param {Counts} counts */
  async draw(counts) {
    this.counts = counts;
    const [kind, values] = this.danger();
    const key = JSON.stringify([kind, values, this.words.language]);
    if (key !== this.said) {
      this.said = key;
      drawn(this.words, kind, values);
    }
    for (const one of document.querySelectorAll("[data-export-some]")) {
      /** @type {HTMLElement} */ (one).hidden = counts.waiting + counts.aside === 0;
    }
    if (await this.store.get("token").catch(() => null)) mark({ bound: true, waiting: counts.waiting + counts.aside });
  }

  /** The worst first. @returns {[string, Record<string, number>]} */
  danger() {
    const { unsaved, waiting } = this.counts;
    const left = this.store.noRoom ? 0 : this.left;
    if (this.newer) return ["newer", {}];
    if (unsaved) return ["unsaved", { n: unsaved }];
    if (this.lost) return [this.lost.waiting ? "lost" : "lost_none", { n: this.lost.waiting }];
    if (left !== null && left < LITTLE) return ["full", { n: Math.max(0, Math.floor(left / 1_048_576)), waiting }];
    return ["", {}];
  }

  /** What was lost has been read. */
  seen() {
    mark({ lost: null });
    this.lost = null;
    this.draw(this.counts);
  }

  /** What was set aside is at the desk: the page need not speak of it any more. */
  async handOver() {
    await this.store.handOver(Date.now());
    put("exported-text", "");
    show("exported", false);
    this.handedOver();
  }

  /** @param {"save" | "share"} how */
  async export(how) {
    const note = (/** @type {string} */ key, values = {}) => {
      put("exported-text", this.words.say(key, values));
      show("exported", true);
      show("handed", key === "exported" && this.counts.aside > 0);
    };
    try {
      const files = await exportFiles(this.store);
      if (!files.length) return note("export_empty");
      const share = how === "share" ? shareable(files) : null;
      if (share) await navigator.share(share);
      else for (const file of files) save(file);
      return note("exported", { name: files.map(({ name }) => name).join(" ") });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return undefined;
      console.error(error);
      return note("export_failed", { error: String(error) });
    }
  }
}

/** The page cannot keep anything: said instead of a page that does not start. @param {Words} words */
export function tellBroken(words) {
  drawn(words, "broken", {});
}

/** @param {Words} words @param {string} kind @param {Record<string, any>} values */
function drawn(words, kind, values) {
  const box = /** @type {HTMLElement} */ (document.getElementById("keeping"));
  box.hidden = kind === "";
  box.dataset.kind = kind;
  if (!kind) return;
  const stem = `keeping_${kind.replace("_none", "")}`;
  put("keeping-title", words.say(`keeping_${kind}`, values));
  [1, 2, 3].forEach((number) => put(`keeping-${number}`, words.say(`${stem}_${number}`, values)));
  /** @type {HTMLElement} */ (document.getElementById("keeping-export")).hidden = !["unsaved", "full", "newer"].includes(kind);
  /** @type {HTMLElement} */ (document.getElementById("keeping-seen")).hidden = !kind.startsWith("lost");
}

/** @param {string} id @param {boolean} shown */
function show(id, shown) {
  /** @type {HTMLElement} */ (document.getElementById(id)).hidden = !shown;
}

/** @param {string} id @param {string} text */
function put(id, text) {
  const element = /** @type {HTMLElement} */ (document.getElementById(id));
  element.hidden = text === "";
  if (element.textContent !== text) element.textContent = text;
}

/** @param {Warnings} warnings */
function listen(warnings) {
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest?.("[data-export], #keeping-seen, #handed");
    if (!button) return;
    const how = /** @type {HTMLElement} */ (button).dataset.export;
    if (how) warnings.export(how === "share" ? "share" : "save");
    else if (button.id === "handed") warnings.handOver();
    else warnings.seen();
  });
  const share = shareable([{ name: "gate.json", text: "{}" }]) !== null;
  for (const one of document.querySelectorAll('[data-export="share"]')) /** @type {HTMLElement} */ (one).hidden = !share;
}
