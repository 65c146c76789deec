import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { decide, say } from "../../fugong/rules/js/gate.js";
import { RuleError } from "../../fugong/rules/js/rules.js";

const read = async (/** @type {string} */ path) => JSON.parse(await readFile(new URL(path, import.meta.url), "utf8"));

for (const pack of ["jiaozuo_2020", "influenza"]) {
  const vectors = await read(`../vectors/gate_${pack}.json`);
  const table = { ...(await read(`../../fugong/packs/${pack}/gate_decision.json`)), parameters: vectors.parameters };

  for (const { name, facts, parameters, verdict, reason, refused_if_in } of vectors.cases) {
    test(`the gate of ${pack}: ${name}`, () => {
      const decision = decide(table, { ...vectors.base, ...facts }, parameters);

      assert.equal(decision.verdict, verdict);
      assert.equal(decision.reason, reason);
      assert.equal(decision.refused_if_in, refused_if_in);
    });
  }

  for (const { name, facts } of vectors.refused) {
    test(`the gate of ${pack} never guesses: ${name}`, () => {
      assert.throws(() => decide(table, { ...vectors.base, ...facts }), RuleError);
    });
  }

  test(`the gate of ${pack} says why and what next in both languages, numbers filled in`, () => {
    for (const { reason } of table.rows) {
      for (const language of ["zh", "en"]) {
        const said = say(table, reason, language, { temperature: 50.1 });
        assert.ok(said.why && said.next);
        assert.doesNotMatch(said.why + said.next, /[{}]/);
      }
    }
    assert.match(say(table, "implausible_temperature", "zh", { temperature: 50.1 }).why, /50\.1/);
  });
}
