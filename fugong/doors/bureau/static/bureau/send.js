/**
 * Sends what a site check holds, one piece after the other, each as often as it takes: the server knows a file by
 * its name and a conclusion by its version, so an answer lost on the way costs nothing but the second sending.
 *
 * @typedef {import("./draft.js").Draft} Draft
 * @typedef {import("./draft.js").Kept} Kept
 * @typedef {import("./draft.js").Standing} Standing
 * @typedef {{page: string, files: string, state: string, token: string}} Server
 * @typedef {"offline" | "busy" | "login" | "stale" | "gone"} Why
 * @typedef {{sending(number: number, of: number): void, trying(file: Kept): void, sent(file: Kept): Promise<void>,
 *   refused(file: Kept, text: string): Promise<void>, removed(name: string): Promise<void>}} Listener
 */

import { outcome, plan } from "./draft.js";

const TIMEOUT = 90_000;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 60_000;

/** No sensible answer; what waits is sent again later, or after what `why` says. */
export class Stopped extends Error {
  /** @param {Why} why */
  constructor(why) {
    super(why);
    this.why = why;
  }

  /** Whether waiting is all it takes. */
  get passes() {
    return this.why === "offline" || this.why === "busy";
  }
}

/** The server will not take this as it is. */
export class Refused extends Error {
  /** @param {number} status @param {{error: {text: string}, faults?: Record<string, string>}} body */
  constructor(status, body) {
    super(body.error.text);
    this.status = status;
    this.faults = body.faults ?? { "": body.error.text };
  }
}

/**
 * Does `once` whenever asked, one at a time, and once more where asked meanwhile; without network again by itself,
 * later and later. `failed` is told of every end that was none.
 * @param {() => Promise<void>} once @param {(problem: unknown) => Promise<void>} failed
 */
export function courier(once, failed) {
  let wait = FIRST_WAIT;
  let wanted = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  async function go() {
    wanted = true;
    if (self.running) return;
    self.running = true;
    clearTimeout(timer);
    try {
      while (wanted) {
        wanted = false;
        await once();
      }
      wait = FIRST_WAIT;
      self.running = false;
    } catch (problem) {
      self.running = false;
      if (problem instanceof Stopped && problem.passes) {
        timer = setTimeout(go, wanted ? 0 : wait); // who asked while it failed is not left waiting
        wait = Math.min(LONGEST_WAIT, wait * 2);
      }
      await failed(problem);
    }
  }

  const self = { go, running: false };
  return self;
}

/**
 * One round. Returns what the server has once the conclusion stands there, `changed` with it where the report
 * was handed in anew, else `open`. Throws Stopped, or Refused for the conclusion.
 * @param {Server} server @param {Draft} draft @param {() => Kept[]} files as they are now @param {Listener} on
 * @returns {Promise<{became: "open" | "changed" | "delivered", standing: Standing}>}
 */
export async function round(server, draft, files, on) {
  /** @type {Standing} */
  const standing = await ask(server, server.state);
  const became = outcome(draft, standing);
  if (became !== "open") return { became, standing };
  const there = standing.attachments.map((one) => one.name).filter((name) => !draft.removed.includes(name));
  for (const file of files()) if (there.includes(file.name) && !file.sent) await on.sent(file);
  const tasks = plan(draft, files(), there);
  for (const [number, task] of tasks.entries()) {
    on.sending(number + 1, tasks.length);
    if (task.do === "remove") {
      await ask(server, server.files, { remove: task.name });
      await on.removed(task.name);
    } else if (task.do === "send") {
      await upload(server, task.file, on);
    } else if (draft.intent === task.move && !files().some((file) => file.why)) {
      const answers = { ...draft.answers, version: String(draft.version), move: task.move };
      return { became: "delivered", standing: await ask(server, server.page, answers) };
    }
  }
  return { became: "open", standing };
}

/** @param {Server} server @param {Kept} file @param {Listener} on */
async function upload(server, file, on) {
  on.trying(file);
  try {
    await ask(server, server.files, { kind: file.kind }, file);
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    await on.refused(file, fault.message);
    return;
  }
  await on.sent(file);
}

/**
 * @param {Server} server @param {string} url @param {Record<string, string>} [fields] none: only asks @param {Kept} [file]
 * @returns {Promise<any>} the JSON
 */
async function ask(server, url, fields, file) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields ?? {})) body.append(name, value);
  if (file) body.append("file", file.blob, file.name);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT);
  try {
    const response = await fetch(url, {
      method: fields ? "POST" : "GET",
      body: fields ? body : undefined,
      headers: { Accept: "application/json", "X-CSRFToken": server.token },
      redirect: "manual",
      cache: "no-store",
      signal: stop.signal,
    });
    return await read(response);
  } catch (fault) {
    if (fault instanceof Stopped || fault instanceof Refused) throw fault;
    throw new Stopped("offline");
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Response} response */
async function read(response) {
  if (response.type === "opaqueredirect" || response.status === 401) throw new Stopped("login");
  if (response.status >= 500 || response.status === 429) throw new Stopped("busy");
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  if (response.ok && isJson) return response.json();
  if (isJson) throw new Refused(response.status, await response.json());
  if (response.status === 404) throw new Stopped("gone");
  throw new Stopped("stale");
}
