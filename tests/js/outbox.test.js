import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const GUARD = "../../fugong/doors/guard/static/guard/";
const { Refused, Stopped, empty } = await import(`${GUARD}outbox.js`);
const { uploaded } = await import(`${GUARD}sync.js`);

/** A queue in memory before a server that `takes` a batch or throws. */
function before(/** @type {number} */ count, /** @type {(items: any[]) => any} */ takes, isOurs = (/** @type {any} */ _item) => "") {
  const queue = new Map(Array.from({ length: count }, (_, n) => [`id${n}`, { id: `id${n}`, n }]));
  /** @type {number[]} */
  const batches = [];
  /** @type {{id: string, why: string}[]} */
  const aside = [];
  return {
    queue, batches, aside,
    waiting: async (/** @type {number} */ limit) => [...queue.values()].slice(0, limit),
    isOurs,
    post: async (/** @type {any[]} */ items) => {
      batches.push(items.length);
      return takes(items);
    },
    acknowledge: async (/** @type {any[]} */ results) => results.forEach(({ id }) => queue.delete(id)),
    setAside: async (/** @type {any} */ { id }, /** @type {string} */ why) => {
      queue.delete(id);
      aside.push({ id, why });
    },
  };
}
const pace = () => ({ most: 500, size: 500 });
const all = (/** @type {any[]} */ items) => ({ results: items.map(({ id }) => ({ id })) });

test("everything goes in batches of what the server takes", async () => {
  const outbox = before(1234, all);

  await empty(outbox, pace());

  assert.deepEqual(outbox.batches, [500, 500, 234]);
  assert.equal(outbox.queue.size, 0);
});

test("only what was acknowledged by its id leaves; the rest is sent again", async () => {
  let first = true;
  const outbox = before(10, (items) => {
    const results = all(items).results;
    if (!first) return { results };
    first = false;
    return { results: [...results.slice(0, 4), { id: "somebody else's" }] };
  });

  await empty(outbox, pace());

  assert.deepEqual(outbox.batches, [10, 6]);
});

test("broken items are found by halving and set aside, no other is held up", async () => {
  const broken = new Set(["id3", "id4", "id700"]);
  const outbox = before(1000, (items) => {
    if (items.some(({ id }) => broken.has(id))) throw new Refused("passages[3].at: 不对");
    return all(items);
  });

  await empty(outbox, pace());

  assert.deepEqual(outbox.aside.map(({ id }) => id), ["id3", "id4", "id700"]);
  assert.equal(outbox.aside[0].why, "passages[3].at: 不对");
  assert.equal(outbox.queue.size, 0);
  assert.ok(outbox.batches.length < 60);
});

test("what another device recorded is set aside and never sent", async () => {
  const outbox = before(6, all, ({ n }) => (n % 2 ? "other_device" : ""));

  await empty(outbox, pace());

  assert.deepEqual(outbox.batches, [3]);
  assert.deepEqual(outbox.aside.map(({ why }) => why), ["other_device", "other_device", "other_device"]);
});

test("without an answer nothing leaves, and the next batch is smaller until answers come", async () => {
  const step = pace();
  const dead = before(600, () => {
    throw new Stopped("offline", "no answer");
  });
  await assert.rejects(empty(dead, step), Stopped);
  await assert.rejects(empty(dead, step), Stopped);
  assert.deepEqual(dead.batches, [500, 125]);
  assert.equal(dead.queue.size, 600);

  const alive = before(600, all);
  await empty(alive, step);
  assert.deepEqual(alive.batches, [31, 62, 124, 248, 135]);
});

test("an answer without results is no answer", async () => {
  for (const answer of [{}, { results: [] }, { results: "none" }, null, { results: [{ id: "x" }, null] }]) {
    await assert.rejects(empty(before(3, () => answer), pace()), (/** @type {any} */ error) => error.state === "busy");
  }
});

test("a passage goes out in the device's clock as it goes now, without what is only ours", () => {
  const at = "2026-11-25T00:00:00.000Z";
  const item = { id: "x", code: "JOB:1", at, verdict: "allow", enterprise: "e", device: "d", corrected: Date.parse(at) + 60_000 };

  assert.deepEqual(uploaded(item, 60_000), { id: "x", code: "JOB:1", at, verdict: "allow" });
  assert.equal(uploaded(item, 0).at, "2026-11-25T00:01:00.000Z");
});
