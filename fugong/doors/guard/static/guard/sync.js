/**
 * Between the device and the server: the bundle comes in deltas, passages go out in batches.
 * The offline protocol, in short: every passage has an id made here; the server keeps the first of an
 * id; an item leaves the queue only when its answer is stored. So anything may be sent twice (an
 * answer lost, the page killed, page and service worker at once) and is recorded once.
 *
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./store.js").Queued} Queued
 * @typedef {"ok" | "offline" | "busy" | "withdrawn" | "unbound"} State
 *   offline: no answer; busy: the server answers, but not now; withdrawn: the device is not known any more
 */

import { offsetOf } from "./time.js";

const API = "/api/v1/gate/";
const BATCH = 500;
const TIMEOUT = 15_000;
const REFRESH_EVERY = 20_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
const NOISE = 2_000;

/** No sensible answer; `state` says which kind. */
class Stopped extends Error {
  /** @param {State} state @param {string} message */
  constructor(state, message) {
    super(message);
    this.state = state;
  }
}

/** A batch the server will never take as it is. */
class Refused extends Error {}

/**
 * @param {string} path
 * @param {string} token
 * @param {RequestInit} [options]
 * @returns {Promise<any>} the JSON
 */
async function ask(path, token, options = {}) {
  let response;
  const headers = {
    Authorization: `Bearer ${token}`,
    "Fugong-Device-Time": new Date().toISOString(),
    ...(options.body ? { "Content-Type": "application/json" } : {}),
  };
  try {
    response = await fetch(API + path, {
      ...options, headers, credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(TIMEOUT),
    });
    if (response.ok) return await response.json();
  } catch (error) {
    throw new Stopped("offline", String(error));
  }
  if (response.status === 401) throw new Stopped("withdrawn", "401");
  if (response.status === 413 || response.status === 422) throw new Refused(await reasonOf(response));
  throw new Stopped("busy", String(response.status));
}

/** @param {Response} response */
async function reasonOf(response) {
  try {
    const { error } = await response.json();
    return `${error.field ? `${error.field}: ` : ""}${error.text}`;
  } catch {
    return String(response.status);
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
    const bundle = await ask(`state${header ? `?since=${encodeURIComponent(header.cursor)}` : ""}`, token);
    await store.apply(bundle, offsetOf(bundle.server_time, sent, Date.now()), token);
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
    for (;;) {
      const waiting = await store.oldest(BATCH);
      if (!waiting.length) return "ok";
      const header = await store.header();
      if (!header) return "ok";
      const strangers = waiting.filter((one) => one.enterprise !== header.enterprise.id);
      for (const one of strangers) await store.setAside(one, "other_enterprise");
      const ours = waiting.filter((one) => one.enterprise === header.enterprise.id);
      if (ours.length) await send(store, token, ours, header.offset);
    }
  } catch (error) {
    return stateOf(store, error, token);
  }
}

/**
 * Send a batch; where the server refuses it as a whole, halve it until the broken item stands alone.
 * @param {Store} store
 * @param {string} token
 * @param {Queued[]} batch
 * @param {number} offset
 */
async function send(store, token, batch, offset) {
  const passages = batch.map((one) => uploaded(one, offset));
  let answer;
  try {
    answer = await ask("passages", token, { method: "POST", body: JSON.stringify({ passages }) });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (batch.length === 1) return store.setAside(batch[0], error.message);
    const middle = Math.ceil(batch.length / 2);
    await send(store, token, batch.slice(0, middle), offset);
    return send(store, token, batch.slice(middle), offset);
  }
  const known = new Set(batch.map(({ id }) => id));
  const results = Array.isArray(answer.results) ? answer.results.filter((/** @type {any} */ { id }) => known.has(id)) : [];
  if (!results.length) throw new Stopped("busy", "an answer without results");
  await store.acknowledge(results);
}

/**
 * As the contract wants it. `at` is in the device's clock as it goes now: the server corrects it by the
 * skew it sees at the upload, also where the clock was set between the passage and the upload.
 * @param {Queued} queued
 * @param {number} offset
 */
function uploaded({ id, code, temperature, direction, at, verdict, corrected }, offset) {
  const now = corrected - offset;
  const moved = Math.abs(Date.parse(at) - now) > NOISE;
  return { id, code, temperature, direction, at: moved ? new Date(now).toISOString() : at, verdict };
}

/**
 * @param {Store} store
 * @param {unknown} error
 * @param {string} token
 * @returns {Promise<State>}
 */
async function stateOf(store, error, token) {
  if (error instanceof Refused) return "busy";
  if (!(error instanceof Stopped)) throw error;
  if (error.state === "withdrawn" && (await store.get("token")) === token) await store.set("withdrawn", true);
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
    if (!(await this.store.header())) {
      const state = await refresh(this.store);
      if (state !== "ok") return state;
    }
    const state = await drain(this.store);
    return state === "ok" ? refresh(this.store) : state;
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
