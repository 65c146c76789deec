import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import "./static_folders.js";

const { exportFiles } = await import("../../fugong/doors/guard/static/guard/exporting.js");

const place = { enterprise: { id: "e", name: "企业" }, checkpoint: { id: "c", name: "东门" } };
const passage = (/** @type {string} */ id, changes = {}) => ({
  id, code: "JOB:1", temperature: 36.0, direction: "in", at: "2026-11-25T00:00:00.000Z", verdict: "allow",
  enterprise: "e", device: "d", corrected: Date.parse("2026-11-25T00:05:00.000Z"), ...changes,
});

/** A store that holds these. */
function holding(/** @type {any[]} */ passages, /** @type {any[]} */ entries = [], bound = true) {
  const meta = /** @type {Record<string, any>} */ ({ devices: { d: { name: "平板/一", ...place } } });
  return /** @type {any} */ ({
    get: async (/** @type {string} */ key) => meta[key],
    header: async () => (bound ? { device: { id: "d" } } : null),
    everythingWaiting: async () => ({ passages, entries }),
  });
}

test("a file says who recorded what, with true times and a checksum over its content", async () => {
  const entry = { ...passage("n"), kind: "vehicle.in", data: { plate: "豫H12345" }, by: null };
  const [file] = await exportFiles(holding([passage("a"), passage("b", { why: "other_device" })], [entry]));
  const outer = JSON.parse(file.text);
  const inner = JSON.parse(outer.content);

  assert.deepEqual([outer.format, outer.version], ["fugong-gate-queue", 1]);
  assert.equal(outer.sha256, createHash("sha256").update(outer.content).digest("hex"));
  assert.deepEqual([inner.enterprise.id, inner.device, inner.checkpoint.name], ["e", { id: "d", name: "平板/一" }, "东门"]);
  assert.deepEqual(inner.passages[1], {
    id: "b", code: "JOB:1", temperature: 36, direction: "in", at: "2026-11-25T00:05:00.000Z", verdict: "allow",
  });
  assert.equal(inner.entries[0].data.plate, "豫H12345");
  assert.match(file.name, /^gate-东门-平板一-\d{4}-\d\d-\d\d-\d{4}\.json$/);
  assert.equal(file.count, 3);
});

test("what two devices recorded makes two files; what names none belongs to the bound one, or the last", async () => {
  const items = [passage("a"), passage("b", { device: "old" }), passage("c", { device: undefined })];

  for (const bound of [true, false]) {
    const files = await exportFiles(holding(items, [], bound));
    assert.deepEqual(files.map(({ text }) => JSON.parse(JSON.parse(text).content).device.id), ["d", "old"]);
    assert.deepEqual(files.map(({ count }) => count), [2, 1]);
  }
});

test("nothing that waits makes no file", async () => {
  assert.deepEqual(await exportFiles(holding([])), []);
});
