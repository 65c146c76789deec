import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const { Warnings } = await import("../../fugong/doors/guard/static/guard/warnings.js");

const counts = { waiting: 7, passages: 7, entries: 0, aside: 0, unsaved: 0, insideChange: 0 };

/** What is said when these are the case. */
function said(/** @type {any} */ { unsaved = 0, noRoom = false, ...changes }) {
  const warnings = Object.assign(new Warnings(/** @type {any} */ ({ noRoom }), /** @type {any} */ ({})), changes);
  warnings.counts = { ...counts, unsaved };
  return warnings.danger();
}

test("nothing is said while there is room, and where the browser does not tell how much", () => {
  assert.deepEqual(said({ left: 900 * 1_048_576 }), ["", {}]);
  assert.deepEqual(said({ left: null }), ["", {}]);
});

test("little room is said before a write fails, and none once one has", () => {
  assert.deepEqual(said({ left: 12.7 * 1_048_576 }), ["full", { n: 12, waiting: 7 }]);
  assert.deepEqual(said({ left: -5 }), ["full", { n: 0, waiting: 7 }]);
  assert.deepEqual(said({ left: 900 * 1_048_576, noRoom: true }), ["full", { n: 0, waiting: 7 }]);
});

test("the worst is said first", () => {
  const all = { unsaved: 2, lost: { waiting: 3, at: 0 }, left: 0 };
  assert.deepEqual(said({ ...all, newer: true })[0], "newer");
  assert.deepEqual(said(all), ["unsaved", { n: 2 }]);
  assert.deepEqual(said({ ...all, unsaved: 0 }), ["lost", { n: 3 }]);
  assert.deepEqual(said({ lost: { waiting: 0, at: 0 } }), ["lost_none", { n: 0 }]);
});
