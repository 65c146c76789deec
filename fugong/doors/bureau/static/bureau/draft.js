/**
 * What the device keeps of a site check until the server has it, in IndexedDB, by case and officer: the answers,
 * the photos and the signature as blobs, the conclusion that is to be sent. What is to be done next follows from
 * that and from what the server has (`plan`), so anything may be sent again after any interruption.
 *
 * @typedef {"confirm" | "ask_rectification"} Move
 * @typedef {{key: string, version: number, answers: Record<string, string>, intent: Move | null, removed: string[]}} Draft
 *   `intent`: the conclusion pressed and not yet acknowledged; `removed`: names the server may have and must not keep
 * @typedef {{name: string, draft: string, kind: "site_photo" | "signature", blob: Blob, sent: boolean, why: string}} Kept
 *   `why`: the server will never take it, and why
 * @typedef {{version: number, state: string, label: string, concluded: boolean,
 *   attachments: {kind: string, name: string, sha256: string}[]}} Standing
 * @typedef {{id: string, result: string, stops: string[]}} Item `stops`: the moves this result forbids
 * @typedef {{do: "remove", name: string} | {do: "send", file: Kept} | {do: "move", move: Move}} Task
 */

import { openDB } from "../vendor/idb/index.js";

/** @param {string} key @param {number} version @returns {Draft} */
export function empty(key, version) {
  return { key, version, answers: {}, intent: null, removed: [] };
}

/**
 * What is to be sent, in order: away with what was taken back, then files, then the conclusion. Before a
 * conclusion photos go ahead; a signature goes with it. A refused file holds the conclusion up.
 * @param {Draft} draft @param {Kept[]} files @param {string[]} there names the server has @returns {Task[]}
 */
export function plan(draft, files, there) {
  /** @type {Task[]} */
  const tasks = draft.removed.map((name) => ({ do: "remove", name }));
  for (const file of files) {
    if (file.sent || file.why || there.includes(file.name)) continue;
    if (file.kind === "site_photo" || draft.intent) tasks.push({ do: "send", file });
  }
  if (draft.intent && !files.some((file) => file.why)) tasks.push({ do: "move", move: draft.intent });
  return tasks;
}

/**
 * What can be told without the server, so that nobody leaves a site with a conclusion that will be refused.
 * @param {Move} move @param {Item[]} items @param {Record<string, string>} answers
 * @returns {Record<string, "unseen" | "stops" | "wanted">} by place
 */
export function lacking(move, items, answers) {
  /** @type {Record<string, "unseen" | "stops" | "wanted">} */
  const found = {};
  const wanted = move === "confirm" ? ["checked_on", "signed_by"] : ["comment"];
  for (const item of items) {
    if (item.stops.includes(move)) found[`item-${item.id}`] = "stops";
    else if (!item.result && move === "confirm") found[`item-${item.id}`] = "unseen";
  }
  for (const name of wanted) if (!answers[name]?.trim()) found[name] = "wanted";
  return found;
}

/**
 * What became of it, seen by what the server has: `delivered` where the officer's own conclusion stands there,
 * `changed` where the report was handed in anew, else `open`.
 * @param {Draft} draft @param {Standing} standing @returns {"open" | "changed" | "delivered"}
 */
export function outcome(draft, standing) {
  if (draft.version === standing.version) return "open";
  return standing.concluded && draft.intent ? "delivered" : "changed";
}

/** @param {string} [name] @returns {Promise<Drafts>} */
export async function openDrafts(name = "fugong-site") {
  const db = await openDB(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore("drafts", { keyPath: "key" });
      fresh.createObjectStore("files", { keyPath: "name" }).createIndex("draft", "draft");
    },
    blocking() {
      db.close();
    },
  });
  return new Drafts(db);
}

export class Drafts {
  /** @param {any} db */
  constructor(db) {
    this.db = db;
  }

  /** @param {string} key @returns {Promise<{draft: Draft | null, files: Kept[]}>} */
  async load(key) {
    const tx = this.db.transaction(["drafts", "files"]);
    const [draft, files] = await Promise.all([
      tx.objectStore("drafts").get(key),
      tx.objectStore("files").index("draft").getAll(key),
    ]);
    return { draft: draft ?? null, files };
  }

  /** On disk when this returns. @param {Draft} draft */
  async keep(draft) {
    await this.db.put("drafts", draft);
  }

  /** @param {Kept} file */
  async keepFile(file) {
    await this.db.put("files", file);
  }

  /** @param {string} name */
  async dropFile(name) {
    await this.db.delete("files", name);
  }

  /** The server has it, or nobody wants it any more. @param {string} key */
  async forget(key) {
    const tx = this.db.transaction(["drafts", "files"], "readwrite");
    tx.objectStore("drafts").delete(key);
    const files = tx.objectStore("files");
    for (const name of await files.index("draft").getAllKeys(key)) files.delete(name);
    await tx.done;
  }
}
