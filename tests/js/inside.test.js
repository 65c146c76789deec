import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const { byTeam, changed, insideNow } = await import("../../fugong/doors/guard/static/guard/inside.js");

test("who came is added, who went is gone, who came again counts once and from then", () => {
  const before = [[100, 0, "a b c"], [101, 1, "d"]];

  assert.deepEqual(changed(before, { in: [[120, 1, "e b"]], out: "d x" }), [[100, 0, "a c"], [120, 1, "e b"]]);
  assert.deepEqual(changed([], { in: [[120, 1, "e"]], out: "" }), [[120, 1, "e"]]);
  assert.equal(changed(before, { in: [], out: "" }), before);
});

const NOW = Date.parse("2020-02-24T09:00:00+08:00");
const minute = (/** @type {number} */ ago) => Math.round(NOW / 60_000) - ago;
const header = {
  server_time: new Date(NOW - 10 * 60_000).toISOString(), checkpoint: { name: "西门" }, gates: ["东门"], inside_hours: 16,
  inside_refs: [[minute(60), 0, "A B"], [minute(30), 0, "C"], [minute(17 * 60), 0, "D"]],
};
const people = new Map(["A", "B", "C", "D", "E"].map((ref) => [ref, { name: `${ref}*`, team: "甲班", team_id: ref === "B" ? "t2" : "t1" }]));
people.set("V", { name: "V*", team: "找张", team_id: null, kind: "visitor" });

/** @param {string} key @param {string} direction @param {number} ago minutes @param {any} [more] */
function passed(key, direction, ago, more = {}) {
  return { key, direction, at: NOW - ago * 60_000, verdict: "allow", state: "waiting", ...more };
}

const refs = (/** @type {any[]} */ log) => insideNow(/** @type {any} */ (header), people, log, NOW).map(({ ref }) => ref);

test("the bundle's list without those whose time is over", () => {
  assert.deepEqual(refs([]).sort(), ["A", "B", "C"]);
});

test("what this device recorded since counts, in order", () => {
  assert.deepEqual(refs([passed("E", "in", 5), passed("A", "out", 4), passed("V", "in", 3)]).sort(), ["B", "C", "E", "V"]);
  assert.deepEqual(refs([passed("A", "in", 2), passed("A", "out", 4)]).sort(), ["A", "B", "C"]);
});

test("somebody who is inside and comes in again is one person, however often", () => {
  assert.deepEqual(refs([passed("A", "in", 5), passed("A", "in", 4), passed("A", "in", 3)]).sort(), ["A", "B", "C"]);
});

test("somebody let in by a pass that is newer than the list is inside by the name on it", () => {
  const [found] = insideNow(/** @type {any} */ ({ ...header, inside_refs: [] }), people, [passed("N", "in", 1, { name: "N*", team: "丙班" })], NOW);

  assert.deepEqual([found.ref, found.name, found.team], ["N", "N*", "丙班"]);
});

test("refused and unknown people are not inside", () => {
  assert.deepEqual(refs([passed("E", "in", 5, { verdict: "deny" }), passed("FG1:x", "in", 5)]).sort(), ["A", "B", "C"]);
});

test("what the server knew when it made the list is not applied a second time", () => {
  assert.deepEqual(refs([passed("E", "in", 40, { state: "sent" })]).sort(), ["A", "B", "C"], "taken back meanwhile");
  assert.deepEqual(refs([passed("C", "out", 40)]).sort(), ["A", "B", "C"], "came in elsewhere after that");
});

test("two teams of one name stay two, those from outside in one group at the end", () => {
  const list = insideNow(/** @type {any} */ (header), people, [passed("V", "in", 3)], NOW);

  const teams = byTeam(list, "没有班组", "外来人员");

  assert.deepEqual(teams.map(({ key, name, people: who }) => [key, name, who.length]), [
    ["t1", "甲班", 2], ["t2", "甲班", 1], ["visitors", "外来人员", 1],
  ]);
  assert.equal(list.at(-1)?.gate, "西门");
});

test("who is in a vehicle is inside with its plate, once, until it leaves or until the own way out", () => {
  const rider = (/** @type {string} */ ref, /** @type {any} */ more = {}) => (
    { ref, name: `${ref}*`, visitor: true, stay: "s1", plate: "豫H12345", at: new Date(NOW - 50 * 60_000).toISOString(), gate: "东门", ...more }
  );
  const with_ = /** @type {any} */ ({ ...header, riders: [rider("A", { visitor: false }), rider("E", { visitor: false }), rider("x-1")] });
  const told = (/** @type {any[]} */ log, /** @type {any[]} */ written) => (
    insideNow(with_, people, log, NOW, written).filter(({ plate }) => plate).map(({ ref, plate, visitor }) => `${ref} ${plate} ${visitor}`).sort()
  );
  const wrote = (/** @type {string} */ kind, /** @type {any} */ data) => (
    { id: "01890000-0000-7000-8000-00000000abcd", at: NOW - 60_000, kind, data, state: "waiting" }
  );

  assert.deepEqual(told([], []), ["A 豫H12345 false", "E 豫H12345 false", "x-1 豫H12345 true"]);
  assert.deepEqual(told([passed("A", "out", 5)], []), ["E 豫H12345 false", "x-1 豫H12345 true"]);
  assert.deepEqual(told([], [wrote("vehicle.out", { stay: "s1", plate: "豫H12345" })]), []);
  assert.equal(insideNow(with_, people, [], NOW, [wrote("vehicle.out", { stay: "s1", plate: "豫H12345" })]).length, 3);
  assert.deepEqual(
    told([], [wrote("vehicle.in", { plate: "晋E50917", shown: { riders: [{ name: "王*", number: 0, visitor: true }] } })]).at(-1),
    "x-1 豫H12345 true",
  );
  assert.ok(told([], [wrote("vehicle.in", { plate: "晋E50917", shown: { riders: [{ name: "王*", number: 0, visitor: true }] } })]).includes("00000000abcd-0 晋E50917 true"));
});
