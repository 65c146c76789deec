import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const { changed } = await import("../../fugong/doors/guard/static/guard/inside.js");

test("who came is added, who went is gone, who came again counts once and from then", () => {
  const before = [[100, 0, "a b c"], [101, 1, "d"]];

  assert.deepEqual(changed(before, { in: [[120, 1, "e b"]], out: "d x" }), [[100, 0, "a c"], [120, 1, "e b"]]);
  assert.deepEqual(changed([], { in: [[120, 1, "e"]], out: "" }), [[120, 1, "e"]]);
  assert.equal(changed(before, { in: [], out: "" }), before);
});
