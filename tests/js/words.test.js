import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const { Words } = await import("../../fugong/doors/guard/static/guard/words.js");

const texts = { zh: { yesterday: "昨天", tomorrow: "明天" }, en: { yesterday: "yesterday", tomorrow: "tomorrow" } };
const at = (/** @type {string} */ text) => Date.parse(`${text}+08:00`);
const NOW = at("2020-02-24T09:00:00");

test("a moment is told with its day where that is not today, by the site's days", () => {
  const when = (/** @type {"zh" | "en"} */ language, /** @type {string} */ text) => new Words(texts, language).when(at(text), NOW);

  assert.equal(when("zh", "2020-02-24T00:00:10"), "00:00");
  assert.equal(when("zh", "2020-02-23T23:59:59"), "昨天 23:59");
  assert.equal(when("zh", "2020-02-25T08:05:00"), "明天 08:05");
  assert.equal(when("zh", "2020-03-02T08:05:00"), "3月2日（周一）08:05");
  assert.equal(when("en", "2020-02-25T08:05:00"), "tomorrow 08:05");
  assert.match(when("en", "2020-03-02T08:05:00"), /^Mon,? 2 Mar 08:05$/);
});

test("a moment that nobody knows is a dash", () => {
  assert.equal(new Words(texts, "zh").when(NaN, NOW), "—");
});
