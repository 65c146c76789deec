import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const { indexed, put } = await import("../../fugong/doors/guard/static/guard/people.js");

const person = (/** @type {string} */ ref, /** @type {string} */ job_number, changes = {}) => ({ ref, job_number, verdict: "clear", ...changes });

test("a delta changes whom it names, also where job numbers move", () => {
  const index = indexed([person("a", "g1"), person("b", "G2"), person("v", "")]);

  put(index, [person("a", "G3", { verdict: "barred" }), person("b", "G1"), person("c", "G2")]);

  assert.deepEqual([...index.people.keys()].sort(), ["a", "b", "c", "v"]);
  assert.equal(index.people.get("a").verdict, "barred");
  assert.deepEqual(Object.fromEntries([...index.byJob].map(([job, one]) => [job, one.ref])), { G1: "b", G2: "c", G3: "a" });
});
