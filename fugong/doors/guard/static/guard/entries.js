/**
 * What the guard writes down beside passages (a vehicle, goods, a hand-over, a second reading): kept and
 * sent with the same promises as a passage. A screen needs no more than `record` and `recent`.
 *
 *     const entries = new Entries(store, () => gate.header, () => gate.time().now, () => gate.sync.now());
 *     const { id, kept } = await entries.record("vehicle.in", { plate: "豫H12345" });
 *
 * `kept` is "memory" where the phone's storage took nothing: the warnings say so by themselves. What the
 * server answered stands in `recent()` after the next round (`state`, `server.outcome`, `server.text`).
 *
 * @typedef {import("./store.js").Written} Written
 */

import { closed } from "./boxes.js";
import { newId } from "./ids.js";
import { TAKEN, onDuty } from "./onduty.js";
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
   * @param {{shown?: any, by?: string}} [more] `shown`: what the screens keep of it, where the data names somebody
   *   (it is closed on this device: nothing here can read it again); `by`: the account of who says so, the guard on
   *   duty unless told otherwise
   * @returns {Promise<{id: string, kept: "disk" | "memory"}>}
   */
  async record(kind, data, { shown = data, by } = {}) {
    const header = this.header();
    if (!header) throw new Error("this device has no bundle yet");
    const who = by ?? (await this.onDuty())?.id ?? null;
    const device = Date.now();
    const now = this.now();
    const id = newId(device);
    const context = `${id} ${kind} ${header.enterprise.id} ${header.device.id}`;
    const body = header.box ? { closed: await closed(header.box, context, data) } : { data };
    const entry = {
      id, at: new Date(device).toISOString(), kind, ...body, by: who,
      enterprise: header.enterprise.id, device: header.device.id, corrected: now,
    };
    const kept = await this.store.recordEntry(entry, { id, day: dayOf(now), at: now, kind, data: shown, by: who, state: "waiting", server: null });
    this.send();
    return { id, kept };
  }

  /** Of today and yesterday, newest first; of some kinds only, where named. @param {...string} kinds @returns {Promise<Written[]>} */
  async recent(...kinds) {
    const lines = await this.store.recentlyWritten(this.now());
    return kinds.length ? lines.filter(({ kind }) => kinds.includes(kind)) : lines;
  }

  /** Who is on duty here. */
  async onDuty() {
    return onDuty(/** @type {any} */ (this.header()), await this.recent(TAKEN));
  }
}
