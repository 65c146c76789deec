/**
 * What waits, as a file: the last resort where a device cannot upload (withdrawn, no network for days, its
 * storage failing). The desk takes it in (format: docs/reference/gate.md). Nothing leaves the queue by it: whatever is
 * uploaded as well is recorded once.
 */

import { clockOf, dayOf } from "./time.js";

export const FORMAT = "fugong-gate-queue";
export const FORMAT_VERSION = 1;

/**
 * One file for each device that recorded something, since a browser may have been bound anew.
 * @param {import("./store.js").Store} store
 * @returns {Promise<{name: string, text: string, count: number}[]>}
 */
export async function exportFiles(store) {
  const devices = (await store.get("devices")) ?? {};
  const bound = (await store.header())?.device.id ?? Object.keys(devices).at(-1) ?? "";
  const found = await store.everythingWaiting();
  /** @type {Map<string, {passages: any[], entries: any[]}>} */
  const groups = new Map();
  for (const [list, items] of Object.entries(found)) {
    for (const item of items) {
      const device = item.device || bound;
      if (!groups.has(device)) groups.set(device, { passages: [], entries: [] });
      /** @type {any} */ (groups.get(device))[list].push(item);
    }
  }
  return Promise.all([...groups].map(([id, group]) => fileOf(id, devices[id], group)));
}

/**
 * @param {string} id of the device
 * @param {{name: string, enterprise: {id: string, name: string}, checkpoint: {id: string, name: string}} | undefined} device
 * @param {{passages: any[], entries: any[]}} group
 */
export async function fileOf(id, device, { passages, entries }) {
  const [first] = [...passages, ...entries];
  const now = new Date();
  // The content is text within text, so that its checksum does not hang on how numbers and spaces are written.
  const content = JSON.stringify({
    exported_at: now.toISOString(),
    enterprise: device?.enterprise ?? { id: first.enterprise, name: "" },
    device: { id, name: device?.name ?? "" },
    checkpoint: device?.checkpoint ?? null,
    passages: passages.map(told),
    entries: entries.map(told),
  });
  const text = JSON.stringify({ format: FORMAT, version: FORMAT_VERSION, sha256: await sha256(content), content });
  const place = [device?.checkpoint.name, device?.name].filter(Boolean).join("-").replace(/[^\p{L}\p{N}-]+/gu, "");
  const stamp = `${dayOf(now.getTime())}-${clockOf(now.getTime()).slice(0, 5)}`.replaceAll(":", "");
  return { name: `gate-${place || "device"}-${stamp}.json`, text, count: passages.length + entries.length };
}

/** As it would be uploaded, with the true time instead of the device's. @param {any} item */
function told({ enterprise: _enterprise, device: _device, corrected, why: _why, handed: _handed, ...item }) {
  return { ...item, at: new Date(corrected).toISOString() };
}

/** @param {string} text */
async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Hand a file to the browser's downloads. @param {{name: string, text: string}} file */
export function save({ name, text }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** As something other apps take: browsers do not share `.json`. @param {{name: string, text: string}[]} files */
export function shareable(files) {
  const share = { files: files.map(({ name, text }) => new File([text], `${name}.txt`, { type: "text/plain" })) };
  return navigator.canShare?.(share) ? share : null;
}
