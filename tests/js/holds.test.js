import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const { openHolds } = await import("../../fugong/doors/guard/static/guard/holds.js");

const NOON = Date.parse("2026-11-25T04:00:00Z");
const MINUTE = 60_000;
const header = (/** @type {any} */ changes = {}) => ({
  server_time: new Date(NOON - 60 * MINUTE).toISOString(), rest_minutes: 10, holds: [],
  thermometers: { kinds: ["axillary", "ear", "forehead", "imaging"], gate: "forehead", terminal: "imaging", second: ["axillary"] },
  table: { parameters: { skew_tolerance_seconds: 30 } }, ...changes,
});
const passage = (/** @type {any} */ changes = {}) => ({
  id: "p1", day: "", at: NOON, key: "zhang", name: "张*", team: "甲班", direction: "in", temperature: 38.1, verdict: "hold", reason: "fever",
  flagged: false, state: "waiting", server: null, ...changes,
});
const wrote = (/** @type {string} */ kind, /** @type {any} */ data, changes = {}) => (
  { id: `e-${kind}`, day: "", at: NOON + 11 * MINUTE, kind, data: { passage: "p1", ...data }, by: null, state: "waiting", server: null, ...changes }
);
const open = (/** @type {any} */ log, /** @type {any} */ written = [], more = {}) => openHolds(header(more), log, written, "forehead");

test("whoever was held here is held, once, with the kind that measured first", () => {
  const twice = open([passage({ id: "p2", at: NOON + MINUTE }), passage()]);
  assert.deepEqual(twice.map(({ passage: one, first }) => [one, first]), [["p1", "forehead"]]);

  const [read] = open([passage()], [wrote("temperature.read", { reading: "r" })]);
  assert.equal(read.first, "imaging");
});

test("a second measurement too early or of the same kind is shown, marked, and another may follow", () => {
  const early = wrote("hold.second_reading", { celsius: 36.5, instrument: "ear" }, { at: NOON + 2 * MINUTE });
  const same = wrote("hold.second_reading", { celsius: 36.6, instrument: "forehead" });
  const good = wrote("hold.second_reading", { celsius: 36.7, instrument: "axillary" }, { at: NOON + 12 * MINUTE });

  assert.deepEqual(open([passage()], [early])[0].second?.marks, ["early"]);
  assert.deepEqual(open([passage()], [same, early])[0].second?.marks, ["same_kind"]);
  assert.deepEqual(open([passage()], [good, same, early])[0].second, {
    celsius: 36.7, instrument: "axillary", at: new Date(NOON + 12 * MINUTE).toISOString(), marks: [],
  });
});

test("a scan before the rest, or with the same kind, ends no hold", () => {
  const again = passage({ id: "p2", at: NOON + MINUTE, verdict: "allow", reason: "ok", temperature: 36.5 });
  assert.equal(open([again, passage()])[0].let_in, new Date(NOON + MINUTE).toISOString());

  const byTerminal = [{ passage: "p1", name: "张*", team: "", at: new Date(NOON).toISOString(), celsius: 38, first: "imaging", let_in: null, second: null, checkpoint: "" }];
  const later = { ...again, at: NOON + 11 * MINUTE };
  assert.equal(open([again, passage({ state: "sent" })], [], { holds: byTerminal }).length, 1);
  assert.deepEqual(open([later, passage({ state: "sent" })], [], { holds: byTerminal }), []);
});

test("a word ends it, unless the server could not take it", () => {
  const settled = wrote("hold.settled", { outcome: "cleared" });
  assert.deepEqual(open([passage()], [settled]), []);
  assert.equal(open([passage()], [{ ...settled, server: { outcome: "noted", text: "" } }]).length, 1);
});

test("a fever after a hold that is over is a new one, whatever the bundle still says", () => {
  const first = passage({ state: "sent" });
  const told = { holds: [{ passage: "p1", name: "张*", team: "", at: new Date(NOON).toISOString(), celsius: 38.1, first: "imaging", let_in: null, second: null, checkpoint: "" }] };
  const letIn = passage({ id: "p2", at: NOON + 30 * MINUTE, verdict: "allow", reason: "ok", temperature: 36.5 });
  const again = passage({ id: "p3", at: NOON + 299 * MINUTE, temperature: 38.9 });
  const passages = (/** @type {any[]} */ held) => held.map(({ passage: one }) => one);
  assert.deepEqual(passages(open([again, letIn, first], [], told)), ["p3"]);

  const settled = wrote("hold.settled", { outcome: "cleared" });
  assert.deepEqual(passages(open([again, passage()], [settled])), ["p3"]);
  assert.deepEqual(open([letIn, passage({ id: "p3", at: NOON + MINUTE }), first], [], told), []);
  assert.deepEqual(passages(open([passage({ id: "p3", at: NOON + 721 * MINUTE }), passage()])), ["p3", "p1"]);
});
