import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import "./static_folders.js";

const { marksOf, proposed } = await import("../../fugong/doors/guard/static/guard/second.js");
const vectors = JSON.parse(readFileSync(new URL("../vectors/second.json", import.meta.url), "utf-8"));

test("a second measurement counts by the same cases as on the server", () => {
  const terms = { rest: 1000 * vectors.rest_seconds, tolerance: 1000 * vectors.tolerance_seconds };
  for (const { first, second, after, marks } of vectors.cases) {
    assert.deepEqual(marksOf({ first, second, firstAt: 0, secondAt: 1000 * after }, terms), marks);
  }
});

test("another kind than the first is proposed, the best of the pack first", () => {
  const thermometers = { kinds: ["axillary", "ear", "forehead", "imaging"], gate: "forehead", terminal: "imaging", second: ["axillary", "ear"] };
  assert.equal(proposed("forehead", thermometers), "axillary");
  assert.equal(proposed("axillary", thermometers), "ear");
  assert.equal(proposed("ear", { ...thermometers, second: ["ear"] }), "axillary");
});
