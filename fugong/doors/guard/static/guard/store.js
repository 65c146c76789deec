/**
 * What the device keeps, in IndexedDB: the bundle, the people, the queues of passages and entries not
 * yet acknowledged, those the server would not take, and the log of the last days. Page and service
 * worker share it.
 *
 * A passage is on disk (`durability: "strict"`) before its verdict is shown, and leaves the queue only
 * in the transaction that notes the server's answer: killing the browser at any moment loses nothing.
 * Where the disk takes no more, it is kept in memory (`unsaved`), said to be so, tried again, and sent
 * from there.
 *
 * @typedef {import("./decide.js").Person} Person
 * @typedef {{id: string, code: string, temperature: number | null, direction: "in" | "out", at: string,
 *   verdict: "allow" | "deny" | "hold"}} Passage as it is uploaded
 * @typedef {Passage & {enterprise: string, device?: string, corrected: number}} Queued `corrected`: the true time in ms;
 *   `device`: which one recorded it
 * @typedef {{id: string, day: string, at: number, key: string, name: string, team: string, direction: "in" | "out",
 *   temperature: number | null, verdict: string, reason: string, flagged: boolean,
 *   state: "waiting" | "sent" | "aside" | "unsaved", server: null | {verdict: string, reason: string, text: string, flagged: boolean}}} Logged
 * @typedef {{id: string, at: string, kind: string, closed?: string, data?: any, by: string | null, enterprise: string,
 *   device?: string, corrected: number}} Entry whatever else the guard wrote down, closed so that only the server reads it
 *   (`data` in plain only from before there was its key); `by`: the account of the guard, where one is on duty
 * @typedef {{id: string, day: string, at: number, kind: string, data: any, by: string | null,
 *   state: "waiting" | "sent" | "aside" | "unsaved", server: null | {outcome: "done" | "noted", text: string, subject: string | null}}} Written
 * @typedef {{id: string, verdict: string, reason: string, text: string, repeated: boolean, flagged: boolean}} Result
 * @typedef {{id: string, outcome: "done" | "noted", text: string, repeated: boolean, subject: string | null}} EntryResult
 * @typedef {{waiting: number, passages: number, entries: number, aside: number, unsaved: number}} Counts
 *   `aside` leaves out what was handed over as a file; `waiting` is all that the server has not acknowledged
 * @typedef {{server_time: string, cursor: string, enterprise: {id: string, name: string}, device: {id: string, name: string},
 *   checkpoint: {id: string, name: string}, keys: any[], box?: import("./boxes.js").Box, table: any, marks: any[], inside: number,
 *   inside_refs?: import("./inside.js").Row[], offset: number, edition: number}} Header the bundle without its people,
 *   the clock's offset when it came, and which edition of the people is on disk; a delta's other parts replace those
 *   before, `inside_refs` is kept up by its changes
 * @typedef {"queue" | "entries"} QueueName
 */

import { openDB } from "../vendor/idb/index.js";
import { changed } from "./inside.js";
import { NAME, VERSION, upgrade } from "./schema.js";
import { dayOf } from "./time.js";

const STRICT = /** @type {const} */ ({ durability: "strict" });
const DAY = 86_400_000;
const DAYS_KEPT = 2 * DAY;
const HANDED_KEPT = 60 * DAY;
const ASIDE = /** @type {const} */ ({ queue: "aside", entries: "entries_aside" });
const LOG = /** @type {const} */ ({ queue: "log", entries: "entries_log" });

/**
 * @param {string} [name]
 * @returns {Promise<Store>}
 * @throws where the browser keeps nothing (no storage, or it is broken)
 */
export async function openStore(name = NAME) {
  const store = new Store(name);
  await store.open();
  return store;
}

/** The tables as they are, for the service worker; null where there are none of this edition. @returns {Promise<Store | null>} */
export async function openExisting(name = NAME) {
  const found = (await indexedDB.databases?.()) ?? [{ name, version: VERSION }];
  if (!found.some((one) => one.name === name && one.version === VERSION)) return null;
  return openStore(name);
}

export class Store {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    /** @type {any} */
    this.db = null;
    /** Written by nobody yet: the disk did not take it. In the order of recording. @type {Map<string, {queue: QueueName, item: any, logged: any, why: string}>} */
    this.unsaved = new Map();
    /** Refused by the server, and the disk had no room to set them aside: out of the way until the next start. */
    this.skipped = new Set();
    /** The people of the last delta. @type {{from: number, to: number, people: Person[]} | null} */
    this.delta = null;
    /** The disk had no room for something that can be fetched again. */
    this.noRoom = false;
    /** Called when the disk refuses or takes again. @type {() => unknown} */
    this.troubled = () => {};
    /** Called when another window has a newer edition of the page and needs the tables. @type {() => unknown} */
    this.superseded = () => {};
    this.closed = false;
  }

  async open() {
    this.db = await openDB(this.name, VERSION, {
      upgrade: (db, before, _after, tx) => upgrade(db, before, tx),
      blocking: () => {
        this.close();
        this.superseded();
      },
      terminated: () => {
        this.closed = true;
      },
    });
    this.closed = false;
  }

  close() {
    this.closed = true;
    this.db.close();
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
    let delta = this.delta;
    const { people, full, inside_changes: moved, ...header } = bundle;
    const tx = this.db.transaction(["meta", "people"], "readwrite");
    const meta = tx.objectStore("meta");
    if ((await meta.get("token")) === token) {
      const before = full ? {} : await meta.get("header");
      const edition = full || people.length ? Date.now() + Math.random() : before.edition;
      if (edition !== before.edition) delta = full ? null : { from: before.edition, to: edition, people };
      if (moved) header.inside_refs = changed(before.inside_refs ?? [], moved);
      meta.put({ ...before, ...header, offset, edition }, "header");
      const { id, name } = header.device;
      const devices = { ...(await meta.get("devices")), [id]: { name, enterprise: header.enterprise, checkpoint: header.checkpoint } };
      meta.put(devices, "devices");
      if (full) tx.objectStore("people").clear();
      for (const person of people) tx.objectStore("people").put(person);
    }
    await tx.done;
    this.delta = delta;
  }

  /** Who changed between two editions of the people, where that is known. @param {number | undefined} from @param {number} to */
  changes(from, to) {
    return from !== undefined && this.delta?.from === from && this.delta.to === to ? this.delta.people : null;
  }

  /**
   * The server does not know this device any more (a lost phone): people, keys, names and the token go. What waits
   * stays as it is, to be exported.
   */
  async wipe() {
    const names = ["meta", "people", "log", "entries_log"];
    const tx = this.db.transaction(names, "readwrite", STRICT);
    const meta = tx.objectStore("meta");
    meta.put(true, "withdrawn");
    for (const key of ["token", "header", "seen"]) meta.delete(key);
    for (const name of names.slice(1)) tx.objectStore(name).clear();
    await tx.done;
  }

  // What is recorded

  /**
   * Keep a passage: on disk when this returns "disk"; only in memory, and to be told so, when it returns "memory".
   * @param {Queued} queued
   * @param {Logged} logged
   */
  record(queued, logged) {
    return this.keep("queue", queued, logged);
  }

  /** The same for what else was written down. @param {Entry} entry @param {Written} written */
  recordEntry(entry, written) {
    return this.keep("entries", entry, written);
  }

  /** @param {QueueName} queue @param {any} item @param {any} logged @returns {Promise<"disk" | "memory">} */
  async keep(queue, item, logged) {
    try {
      await this.write(queue, item, logged);
      return "disk";
    } catch (error) {
      this.unsaved.set(item.id, { queue, item, logged: { ...logged, state: "unsaved" }, why: nameOf(error) });
      this.troubled();
      return "memory";
    }
  }

  /** @param {QueueName} queue @param {any} item @param {any} logged */
  async write(queue, item, logged) {
    if (this.closed) await this.open();
    const tx = this.db.transaction([queue, LOG[queue]], "readwrite", STRICT);
    await Promise.all([tx.objectStore(queue).put(item), tx.objectStore(LOG[queue]).put(logged), tx.done]);
  }

  /** Try the disk again with what is only in memory; in order, stopping at the first it refuses. */
  async saveUnsaved() {
    for (const [id, { queue, item, logged }] of [...this.unsaved]) {
      try {
        await this.write(queue, item, { ...logged, state: "waiting" });
      } catch {
        return;
      }
      this.unsaved.delete(id);
      this.troubled();
    }
  }

  /** @returns {Promise<Counts>} */
  async counts() {
    const tx = this.db.transaction(["queue", "entries", "aside", "entries_aside"]);
    const [passages, entries, aside, entriesAside] = await Promise.all([
      tx.objectStore("queue").count(), tx.objectStore("entries").count(),
      tx.objectStore("aside").getAll(), tx.objectStore("entries_aside").getAll(),
    ]);
    const aloof = [...aside, ...entriesAside].filter(({ handed }) => !handed).length;
    const unsaved = this.unsaved.size;
    return { waiting: passages + entries + unsaved, passages, entries, aside: aloof, unsaved };
  }

  /** The oldest waiting passages, those in memory last. @param {number} limit @returns {Promise<Queued[]>} */
  oldest(limit) {
    return this.oldestOf("queue", limit);
  }

  /** @param {QueueName} queue @param {number} limit @returns {Promise<any[]>} */
  async oldestOf(queue, limit) {
    const found = await this.db.getAll(queue, undefined, Math.min(limit + this.skipped.size, 2 ** 31));
    const memory = [...this.unsaved.values()].filter((one) => one.queue === queue).map(({ item }) => item);
    return [...found, ...memory].filter(({ id }) => !this.skipped.has(id)).slice(0, limit);
  }

  /**
   * Take from the queue exactly what the server has acknowledged.
   * @param {Result[]} results
   */
  acknowledge(results) {
    return this.acknowledgeOf("queue", results);
  }

  /** @param {QueueName} queue @param {any[]} results */
  async acknowledgeOf(queue, results) {
    const gone = results.filter(({ id }) => this.unsaved.delete(id));
    if (gone.length) this.troubled();
    try {
      await this.settle(queue, results, true);
    } catch (error) {
      // A full disk may have no room for the answers; the queue must become shorter all the same.
      console.warn("the log could not take the answers", error);
      await this.settle(queue, results, false);
    }
  }

  /** @param {QueueName} queue @param {any[]} results @param {boolean} logged */
  async settle(queue, results, logged) {
    const tx = this.db.transaction(logged ? [queue, LOG[queue]] : [queue], "readwrite", STRICT);
    for (const { id, repeated: _repeated, ...server } of results) {
      tx.objectStore(queue).delete(id);
      const line = logged && (await tx.objectStore(LOG[queue]).get(id));
      if (line) tx.objectStore(LOG[queue]).put({ ...line, state: "sent", server });
    }
    await tx.done;
  }

  /** The server would never take it: out of the way of the others, kept and shown. @param {Queued} queued @param {string} why */
  setAside(queued, why) {
    return this.setAsideOf("queue", queued, why);
  }

  /** @param {QueueName} queue @param {any} item @param {string} why */
  async setAsideOf(queue, item, why) {
    try {
      await this.moveAside(queue, item, why);
      this.unsaved.delete(item.id);
    } catch (error) {
      console.warn("no room to set it aside", error);
      this.skipped.add(item.id);
    }
  }

  /** @param {QueueName} queue @param {any} item @param {string} why */
  async moveAside(queue, item, why) {
    const tx = this.db.transaction([queue, ASIDE[queue], LOG[queue]], "readwrite", STRICT);
    tx.objectStore(queue).delete(item.id);
    tx.objectStore(ASIDE[queue]).put({ ...item, why });
    const line = await tx.objectStore(LOG[queue]).get(item.id);
    if (line) tx.objectStore(LOG[queue]).put({ ...line, state: "aside" });
    await tx.done;
  }

  /** Whatever the server has not acknowledged, those in memory and set aside included, oldest first. */
  async everythingWaiting() {
    const all = async (/** @type {QueueName} */ queue) => {
      const found = await Promise.all([this.db.getAll(ASIDE[queue]), this.oldestOf(queue, 1e6)]);
      const byId = new Map(found.flat().map((item) => [item.id, item]));
      return [...byId.values()].sort((one, other) => one.corrected - other.corrected);
    };
    return { passages: await all("queue"), entries: await all("entries") };
  }

  /** @returns {Promise<(Queued & {why: string})[]>} */
  aside() {
    return this.db.getAll("aside");
  }

  /** @returns {Promise<(Entry & {why: string})[]>} */
  entriesAside() {
    return this.db.getAll("entries_aside");
  }

  /** Try again what was set aside. */
  async retryAside() {
    for (const queue of /** @type {const} */ (["queue", "entries"])) {
      const tx = this.db.transaction([queue, ASIDE[queue], LOG[queue]], "readwrite", STRICT);
      for (const { why: _why, handed, ...item } of await tx.objectStore(ASIDE[queue]).getAll()) {
        if (handed) continue;
        tx.objectStore(ASIDE[queue]).delete(item.id);
        tx.objectStore(queue).put(item);
        const line = await tx.objectStore(LOG[queue]).get(item.id);
        if (line) tx.objectStore(LOG[queue]).put({ ...line, state: "waiting" });
      }
      await tx.done;
    }
  }

  /** What is set aside went to the desk as a file: kept for two months more, and no longer spoken of. @param {number} now */
  async handOver(now) {
    for (const name of Object.values(ASIDE)) {
      const tx = this.db.transaction(name, "readwrite", STRICT);
      for (const item of await tx.store.getAll()) tx.store.put({ ...item, handed: item.handed ?? now });
      await tx.done;
    }
  }

  /** Passages of a day, newest first. @param {string} day @returns {Promise<Logged[]>} */
  logOf(day) {
    return this.linesOf("queue", day);
  }

  /** Passages of today and yesterday, newest first: a night shift does not end at midnight. @param {number} now @returns {Promise<Logged[]>} */
  recentLog(now) {
    return this.recentOf("queue", now);
  }

  /** What else was written down today and yesterday, newest first. @param {number} now @returns {Promise<Written[]>} */
  recentlyWritten(now) {
    return this.recentOf("entries", now);
  }

  /** @param {QueueName} queue @param {number} now */
  async recentOf(queue, now) {
    const [today, yesterday] = await Promise.all([this.linesOf(queue, dayOf(now)), this.linesOf(queue, dayOf(now - DAY))]);
    return [...today, ...yesterday];
  }

  /** @param {QueueName} queue @param {string} day @returns {Promise<any[]>} */
  async linesOf(queue, day) {
    const kept = await this.db.getAllFromIndex(LOG[queue], "day", day);
    const memory = [...this.unsaved.values()].filter((one) => one.queue === queue && one.logged.day === day);
    return [...kept, ...memory.map(({ logged }) => logged)].reverse();
  }

  /** Forget what was sent more than two days ago, and what was handed over long ago; what waits stays. @param {number} now */
  async tidy(now) {
    for (const name of Object.values(ASIDE)) {
      const tx = this.db.transaction(name, "readwrite");
      for (const { id, handed } of await tx.store.getAll()) if (handed && handed < now - HANDED_KEPT) tx.store.delete(id);
      await tx.done;
    }
    for (const name of Object.values(LOG)) {
      const tx = this.db.transaction(name, "readwrite");
      for (let cursor = await tx.store.openCursor(); cursor; cursor = await cursor.continue()) {
        if (cursor.value.at >= now - DAYS_KEPT) break;
        if (cursor.value.state === "sent") cursor.delete();
      }
      await tx.done;
    }
  }
}

/** @param {unknown} error */
function nameOf(error) {
  return error instanceof DOMException || error instanceof Error ? error.name : String(error);
}
