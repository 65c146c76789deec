/**
 * Between the device and the server: the bundle comes in deltas, passages and entries go out in batches.
 * The offline protocol, in short: everything recorded has an id made here; the server keeps the first of
 * an id; an item leaves the queue only when its answer is stored. So anything may be sent twice (an
 * answer lost, the page killed, page and service worker at once) and is recorded once.
 *
 * What a device recorded is uploaded by that device only: after the browser was bound to another, it is
 * set aside, to be exported and taken in at the desk. A device that the server has withdrawn (401 with
 * the code `device`) wipes what it knows at once and keeps what waits.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./store.js").Header} Header
 * @typedef {"ok" | "offline" | "busy" | "withdrawn" | "unbound"} State
 *   offline: no answer; busy: the server answers, but not now; withdrawn: the device is not known any more
 */

import { Refused, Stopped, empty } from "./outbox.js";
import { offsetOf } from "./time.js";

const API = "/api/v1/gate/";
const TIMEOUT = 20_000;
const WHOLE_BUNDLE = 90_000;
const REFRESH_EVERY = 20_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
const NOISE = 2_000;

/** The queues in the order in which they are sent, and how large a batch the server takes. */
const OUT = /** @type {const} */ ([
  { queue: "entries", path: "entries", most: 200, first: true },
  { queue: "queue", path: "passages", most: 500, first: false },
  { queue: "entries", path: "entries", most: 200, first: false },
]);

/** Kinds that go before the passages: they name who passes. What speaks of a passage goes behind it. */
const NAMING = ["visit.register"];
const MOST_WAITING = 5_000;

/** How many go at once: fewer after each time-out on a thin line, more again with each answer. */
const paces = new Map(OUT.map(({ path, most }) => [path, { most, size: most }]));

/**
 * @param {string} path
 * @param {string} token
 * @param {RequestInit & {patience?: number}} [options]
 * @returns {Promise<any>} the JSON
 */
export async function ask(path, token, { patience = TIMEOUT, ...options } = {}) {
  let response;
  const headers = {
    Authorization: `Bearer ${token}`,
    "Fugong-Device-Time": new Date().toISOString(),
    ...(options.body ? { "Content-Type": "application/json" } : {}),
  };
  try {
    response = await fetch(API + path, {
      ...options, headers, credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(patience),
    });
    if (response.ok) return await response.json();
  } catch (error) {
    throw new Stopped("offline", String(error));
  }
  const { code, text, field } = await faultOf(response);
  // Whoever sits between (a hotel's sign-in page, a proxy) also answers 401: only the server's own word wipes a device.
  if (response.status === 401 && code === "device") throw new Stopped("withdrawn", text);
  if (response.status === 413 || response.status === 422) throw new Refused(field ? `${field}: ${text}` : text);
  throw new Stopped("busy", String(response.status));
}

/** @param {Response} response */
async function faultOf(response) {
  try {
    const { error } = await response.json();
    return { code: String(error.code), text: String(error.text), field: error.field ?? "" };
  } catch {
    return { code: "", text: String(response.status), field: "" };
  }
}

/**
 * Fetch what changed since the last bundle.
 * @param {Store} store
 * @returns {Promise<State>}
 */
export async function refresh(store) {
  const token = await store.get("token");
  if (!token) return "unbound";
  try {
    const header = await store.header();
    const sent = Date.now();
    const path = `state${header ? `?since=${encodeURIComponent(header.cursor)}` : ""}`;
    const bundle = await ask(path, token, { patience: header ? TIMEOUT : WHOLE_BUNDLE });
    await store.apply(bundle, offsetOf(bundle.server_time, sent, Date.now()), token);
    store.noRoom = false;
    return "ok";
  } catch (error) {
    return stateOf(store, error, token);
  }
}

/**
 * Send what waits, oldest first, until nothing does. One at a time among pages and service worker.
 * @param {Store} store
 * @returns {Promise<State>}
 */
export async function drain(store) {
  if (!globalThis.navigator?.locks) return drainAlone(store);
  return navigator.locks.request("fugong-gate-drain", { ifAvailable: true }, (lock) => (lock ? drainAlone(store) : "ok"));
}

/** @param {Store} store @returns {Promise<State>} */
async function drainAlone(store) {
  const token = await store.get("token");
  if (!token) return "unbound";
  try {
    const header = await store.header();
    if (!header) return "ok";
    for (const { queue, path, first } of OUT) {
      await empty({
        waiting: (limit) => (first ? naming(store, limit) : store.oldestOf(queue, limit)),
        isOurs: (item) => isOurs(item, header),
        post: (items) => ask(path, token, { method: "POST", body: JSON.stringify({ [path]: items.map((one) => uploaded(one, header.offset)) }) }),
        acknowledge: (results) => store.acknowledgeOf(queue, results),
        setAside: (item, why) => store.setAsideOf(queue, item, why),
      }, /** @type {import("./outbox.js").Pace} */ (paces.get(path)));
    }
    return "ok";
  } catch (error) {
    return stateOf(store, error, token);
  }
}

/** The oldest waiting entries that name who passes. @param {Store} store @param {number} limit */
async function naming(store, limit) {
  const entries = await store.oldestOf("entries", MOST_WAITING);
  return entries.filter(({ kind }) => NAMING.includes(kind)).slice(0, limit);
}

/** Why somebody else's item may not go out under this device; "" where it may. @param {any} item @param {Header} header */
function isOurs(item, header) {
  if (item.enterprise !== header.enterprise.id) return "other_enterprise";
  return !item.device || item.device === header.device.id ? "" : "other_device";
}

/**
 * As the contract wants it. `at` is in the device's clock as it goes now: the server corrects it by the
 * skew it sees at the upload, also where the clock was set between the recording and the upload.
 * @param {any} item
 * @param {number} offset
 */
export function uploaded({ enterprise: _enterprise, device: _device, corrected, ...item }, offset) {
  const now = corrected - offset;
  const moved = Math.abs(Date.parse(item.at) - now) > NOISE;
  return moved ? { ...item, at: new Date(now).toISOString() } : item;
}

/**
 * @param {Store} store
 * @param {unknown} error
 * @param {string} token
 * @returns {Promise<State>}
 */
async function stateOf(store, error, token) {
  if (error instanceof DOMException && error.name === "QuotaExceededError") {
    store.noRoom = true;
    store.troubled();
    return "ok";
  }
  if (!(error instanceof Stopped)) throw error;
  if (error.state === "withdrawn" && (await store.get("token")) === token) await store.wipe();
  return error.state;
}

/** Keeps the device in step while the page is open. */
export class Sync {
  /** @param {Store} store @param {(state: State) => unknown} changed called after each round */
  constructor(store, changed) {
    this.store = store;
    this.changed = changed;
    /** @type {State} */
    this.state = "offline";
    this.wait = FIRST_WAIT;
    this.running = false;
    this.again = false;
    this.timer = 0;
  }

  start() {
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.now());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.now());
    return this.now();
  }

  /** A round as soon as possible: after a passage, on a tap, when the network returns. */
  async now() {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    clearTimeout(this.timer);
    try {
      do {
        this.again = false;
        this.state = await this.round();
        await this.changed(this.state);
      } while (this.again && this.state === "ok");
    } catch (error) {
      console.error(error);
      this.state = "busy";
    } finally {
      this.running = false;
    }
    if (this.state === "withdrawn" || this.state === "unbound") return;
    if (this.state === "ok") this.wait = FIRST_WAIT;
    const pause = this.state === "ok" ? REFRESH_EVERY : this.wait * (0.75 + Math.random() / 2);
    if (this.state !== "ok") this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.timer = setTimeout(() => this.now(), pause);
  }

  /** @returns {Promise<State>} */
  async round() {
    if (await this.store.get("withdrawn")) return "withdrawn";
    await this.store.saveUnsaved();
    if (!(await this.store.header())) {
      const state = await refresh(this.store);
      if (state !== "ok") return state;
    }
    const state = await drain(this.store);
    if (state !== "ok" && state !== "busy") return state;
    const refreshed = await refresh(this.store);
    return refreshed === "ok" ? state : refreshed;
  }
}

/** Ask the browser to send what waits even after the page is closed, where it can. */
export async function sendLater() {
  try {
    const registration = await navigator.serviceWorker?.ready;
    await /** @type {any} */ (registration)?.sync?.register("fugong-gate-drain");
  } catch (error) {
    console.info("no background sync", error);
  }
}
