/**
 * The tables on the device and how an older edition becomes this one without losing what waits.
 * Only the page changes the edition: the service worker opens what is there, so that it never closes
 * the tables under an open page.
 */

export const NAME = "fugong-gate";
export const VERSION = 2;

/** What waits for the server, in the order in which it is sent. */
export const QUEUES = /** @type {const} */ (["queue", "entries"]);

/**
 * Make what is missing; fill in what rows of an older edition lack. Never deletes a table.
 * @param {any} db being upgraded
 * @param {number} before the edition it had, 0 for a new one
 * @param {any} tx the upgrade's transaction
 */
export async function upgrade(db, before, tx) {
  const table = (/** @type {string} */ name, /** @type {IDBObjectStoreParameters} */ options = {}) =>
    db.objectStoreNames.contains(name) ? tx.objectStore(name) : db.createObjectStore(name, options);
  const index = (/** @type {any} */ store, /** @type {string} */ name, /** @type {string | string[]} */ path) =>
    store.indexNames.contains(name) || store.createIndex(name, path);

  table("meta");
  table("people", { keyPath: "ref" });
  table("queue", { keyPath: "id" });
  table("aside", { keyPath: "id" });
  index(table("log", { keyPath: "id" }), "day", "day");
  table("entries", { keyPath: "id" });
  table("entries_aside", { keyPath: "id" });
  index(table("entries_log", { keyPath: "id" }), "day", "day");
  if (before === 1) await nameDevice(tx);
}

/** Rows of edition 1 did not say which device recorded them: it is the one that is bound. @param {any} tx */
async function nameDevice(tx) {
  const header = await tx.objectStore("meta").get("header");
  if (!header) return;
  for (const name of ["queue", "aside"]) {
    for (let cursor = await tx.objectStore(name).openCursor(); cursor; cursor = await cursor.continue()) {
      if (cursor.value.enterprise === header.enterprise.id) await cursor.update({ ...cursor.value, device: header.device.id });
    }
  }
}
