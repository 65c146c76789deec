/**
 * What the device keeps, in IndexedDB: the bundle, the people, the queue of passages not yet
 * acknowledged, those the server would not take, and today's log. Page and service worker share it.
 *
 * A passage is on disk (`durability: "strict"`) before its verdict is shown, and leaves the queue only
 * in the transaction that notes the server's answer: killing the browser at any moment loses nothing.
 *
 * @typedef {import("./decide.js").Person} Person
 * @typedef {{id: string, code: string, temperature: number | null, direction: "in" | "out", at: string,
 *   verdict: "allow" | "deny" | "hold"}} Passage as it is uploaded
 * @typedef {Passage & {enterprise: string, corrected: number}} Queued `corrected`: the true time in ms
 * @typedef {{id: string, day: string, at: number, key: string, name: string, team: string, direction: "in" | "out",
 *   temperature: number | null, verdict: string, reason: string, flagged: boolean,
 *   state: "waiting" | "sent" | "aside", server: null | {verdict: string, reason: string, text: string, flagged: boolean}}} Logged
 * @typedef {{id: string, verdict: string, reason: string, text: string, repeated: boolean, flagged: boolean}} Result
 * @typedef {{server_time: string, cursor: string, enterprise: {id: string, name: string}, device: {id: string, name: string},
 *   checkpoint: {id: string, name: string}, keys: any[], table: any, marks: any[], inside: number,
 *   offset: number, edition: number}} Header the bundle without its people, the clock's offset when it came, and
 *   which edition of the people is on disk
 */

import { openDB } from "../vendor/idb/index.js";

const STRICT = /** @type {const} */ ({ durability: "strict" });
const DAYS_KEPT = 2 * 86_400_000;

/** @param {string} [name] @returns {Promise<Store>} */
export async function openStore(name = "fugong-gate") {
  const db = await openDB(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore("meta");
      fresh.createObjectStore("people", { keyPath: "ref" });
      fresh.createObjectStore("queue", { keyPath: "id" });
      fresh.createObjectStore("aside", { keyPath: "id" });
      fresh.createObjectStore("log", { keyPath: "id" }).createIndex("day", "day");
    },
    blocking() {
      db.close();
    },
  });
  return new Store(db);
}

export class Store {
  /** @param {any} db */
  constructor(db) {
    this.db = db;
  }

  /** A small setting: token, language, direction. @param {string} key @returns {Promise<any>} */
  get(key) {
    return this.db.get("meta", key);
  }

  /** @param {string} key @param {any} value */
  async set(key, value) {
    await this.db.put("meta", value, key);
  }

  /** Bind this browser to a device: its token, and a bundle to be fetched anew. @param {string} token */
  async bind(token) {
    const tx = this.db.transaction(["meta", "people"], "readwrite", STRICT);
    tx.objectStore("meta").put(token, "token");
    tx.objectStore("meta").delete("withdrawn");
    tx.objectStore("meta").delete("header");
    tx.objectStore("people").clear();
    await tx.done;
  }

  /** The bundle without its people. @returns {Promise<Header | null>} */
  async header() {
    return (await this.get("header")) ?? null;
  }

  /** @returns {Promise<{header: Header | null, people: Person[]}>} */
  async bundle() {
    const tx = this.db.transaction(["meta", "people"]);
    const [header, people] = await Promise.all([tx.objectStore("meta").get("header"), tx.objectStore("people").getAll()]);
    await tx.done;
    return { header: header ?? null, people: header ? people : [] };
  }

  /**
   * Take over a bundle or a delta, whole or not at all. Ignored where the device was bound anew meanwhile.
   * @param {any} bundle as the server sent it
   * @param {number} offset of the clock, in ms
   * @param {string} token it was fetched with
   */
  async apply(bundle, offset, token) {
    const { people, full, ...header } = bundle;
    const tx = this.db.transaction(["meta", "people"], "readwrite");
    const meta = tx.objectStore("meta");
    if ((await meta.get("token")) === token) {
      const before = full ? {} : await meta.get("header");
      const edition = full || people.length ? Date.now() + Math.random() : before.edition;
      meta.put({ ...before, ...header, offset, edition }, "header");
      if (full) tx.objectStore("people").clear();
      for (const person of people) tx.objectStore("people").put(person);
    }
    await tx.done;
  }

  /** On disk when this returns. @param {Queued} queued @param {Logged} logged */
  async record(queued, logged) {
    const tx = this.db.transaction(["queue", "log"], "readwrite", STRICT);
    tx.objectStore("queue").put(queued);
    tx.objectStore("log").put(logged);
    await tx.done;
  }

  /** @returns {Promise<{waiting: number, aside: number}>} */
  async counts() {
    const [waiting, aside] = await Promise.all([this.db.count("queue"), this.db.count("aside")]);
    return { waiting, aside };
  }

  /** The oldest waiting passages. @param {number} limit @returns {Promise<Queued[]>} */
  oldest(limit) {
    return this.db.getAll("queue", undefined, limit);
  }

  /**
   * Take from the queue exactly what the server has acknowledged.
   * @param {Result[]} results
   */
  async acknowledge(results) {
    const tx = this.db.transaction(["queue", "log"], "readwrite", STRICT);
    for (const { id, verdict, reason, text, flagged } of results) {
      tx.objectStore("queue").delete(id);
      const logged = await tx.objectStore("log").get(id);
      if (logged) tx.objectStore("log").put({ ...logged, state: "sent", server: { verdict, reason, text, flagged } });
    }
    await tx.done;
  }

  /** The server would never take it: out of the way of the others, kept and shown. @param {Queued} queued @param {string} why */
  async setAside(queued, why) {
    const tx = this.db.transaction(["queue", "aside", "log"], "readwrite", STRICT);
    tx.objectStore("queue").delete(queued.id);
    tx.objectStore("aside").put({ ...queued, why });
    const logged = await tx.objectStore("log").get(queued.id);
    if (logged) tx.objectStore("log").put({ ...logged, state: "aside" });
    await tx.done;
  }

  /** @returns {Promise<(Queued & {why: string})[]>} */
  aside() {
    return this.db.getAll("aside");
  }

  /** Try again what was set aside. */
  async retryAside() {
    const tx = this.db.transaction(["queue", "aside", "log"], "readwrite", STRICT);
    for (const { why, ...queued } of await tx.objectStore("aside").getAll()) {
      tx.objectStore("queue").put(queued);
      const logged = await tx.objectStore("log").get(queued.id);
      if (logged) tx.objectStore("log").put({ ...logged, state: "waiting" });
    }
    tx.objectStore("aside").clear();
    await tx.done;
  }

  /** Passages of a day, newest first. @param {string} day @returns {Promise<Logged[]>} */
  async logOf(day) {
    return (await this.db.getAllFromIndex("log", "day", day)).reverse();
  }

  /** Forget sent passages older than two days; what waits stays. @param {number} now */
  async tidy(now) {
    const tx = this.db.transaction("log", "readwrite");
    for (let cursor = await tx.store.openCursor(); cursor; cursor = await cursor.continue()) {
      if (cursor.value.at < now - DAYS_KEPT && cursor.value.state === "sent") cursor.delete();
    }
    await tx.done;
  }
}
