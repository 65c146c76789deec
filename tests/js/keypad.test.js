import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const GUARD = "../../fugong/doors/guard/static/guard/";
const { EMPTY, degrees, press, shown } = await import(`${GUARD}temperature.js`);
const { corrected, dayOf, offsetOf } = await import(`${GUARD}time.js`);
const { newId } = await import(`${GUARD}ids.js`);

const typed = (/** @type {string[]} */ ...keys) => keys.reduce(press, EMPTY);

for (const [keys, display, value] of [
  ["", "__._", null],
  ["3", "3_._", null],
  ["36", "36._", null],
  ["365", "36.5", 36.5],
  ["36.5", "36.5", 36.5],
  ["3.65", "3.65", 3.65],
  ["3655", "36.5", 36.5],
  ["421", "42.1", 42.1],
  ["36..5", "36.5", 36.5],
  [".365", "36.5", 36.5],
]) {
  test(`typing ${keys || "nothing"} shows ${display}`, () => {
    assert.equal(shown(typed(...keys)), display);
    assert.equal(degrees(typed(...keys)), value);
  });
}

test("back takes away the last thing typed, the point included", () => {
  assert.equal(shown(typed("3", "6", "5", "back")), "36._");
  assert.equal(shown(typed("3", ".", "back", "6", "5")), "36.5");
  assert.equal(shown(typed("back")), "__._");
});

test("ids are UUIDv7, all different, and sort in the order of their making even when the clock goes back", () => {
  const moments = [1000, 1000, 2000, 1500, ...Array(5000).fill(2000), 3000];
  const ids = moments.map((moment) => newId(moment));

  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([...ids].sort(), ids);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a slow device clock is corrected, and one set back is suspect", () => {
  const offset = offsetOf("2026-11-24T08:05:00+08:00", Date.parse("2026-11-24T00:01:59Z"), Date.parse("2026-11-24T00:02:01Z"));
  const asOf = Date.parse("2026-11-24T00:05:00Z");

  assert.equal(offset, 180_000);
  assert.deepEqual(corrected({ offset, asOf }, Date.parse("2026-11-24T00:03:00Z")), { now: asOf + 60_000, suspect: false });
  assert.deepEqual(corrected({ offset, asOf }, 0), { now: asOf, suspect: true });
  assert.deepEqual(corrected(null, 5), { now: 5, suspect: false });
});

test("days are the site's", () => {
  assert.equal(dayOf(Date.parse("2026-11-24T15:59:59Z")), "2026-11-24");
  assert.equal(dayOf(Date.parse("2026-11-24T16:00:00Z")), "2026-11-25");
});
