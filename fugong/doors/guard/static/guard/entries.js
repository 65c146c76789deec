/**
 * What the guard writes down beside passages (a vehicle, goods, a hand-over, a second reading): kept and
 * sent with the same promises as a passage. A screen needs no more than `record`, `today` and `waiting`.
 *
 *     const entries = new Entries(store, () => gate.header, () => gate.time().now, () => gate.sync.now());
 *     const { id, kept } = await entries.record("vehicle.in", { plate: "豫H12345" }, guardId);
 *
 * `kept` is "memory" where the phone's storage took nothing: the warnings say so by themselves. What the
 * server answered stands in `today()` after the next round (`state`, `server.outcome`, `server.text`).
 *
 * @typedef {import("./store.js").Written} Written
 */

import { newId } from "./ids.js";
import { dayOf } from "./time.js";

export class Entries {
  /**
   * @param {import("./store.js").Store} store
   * @param {() => import("./store.js").Header | null} header
   * @param {() => number} now the corrected time in ms
   * @param {() => unknown} [send] called after each, to send it soon
   */
  constructor(store, header, now, send = () => {}) {
    this.store = store;
    this.header = header;
    this.now = now;
    this.send = send;
  }

  /**
   * @param {string} kind one that the server knows: `vehicle.in`, `goods.released`, `duty.taken_over`, …
   * @param {any} data plain JSON
   * @param {string | null} [by] the account id of the guard, where one is on duty
   * @returns {Promise<{id: string, kept: "disk" | "memory"}>}
   */
  async record(kind, data, by = null) {
    const header = this.header();
    if (!header) throw new Error("this device has no bundle yet");
    const device = Date.now();
    const now = this.now();
    const id = newId(device);
    const entry = {
      id, at: new Date(device).toISOString(), kind, data, by,
      enterprise: header.enterprise.id, device: header.device.id, corrected: now,
    };
    const kept = await this.store.recordEntry(entry, { id, day: dayOf(now), at: now, kind, data, by, state: "waiting", server: null });
    this.send();
    return { id, kept };
  }

  /** Today's, newest first; of some kinds only, where named. @param {...string} kinds @returns {Promise<Written[]>} */
  async today(...kinds) {
    const lines = await this.store.writtenOn(dayOf(this.now()));
    return kinds.length ? lines.filter(({ kind }) => kinds.includes(kind)) : lines;
  }

  /** How many the server has not acknowledged. */
  async waiting() {
    return (await this.store.counts()).entries;
  }
}
