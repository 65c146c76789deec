import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { evaluate, RuleError } from "../../fugong/rules/js/rules.js";

const vectors = JSON.parse(await readFile(new URL("../vectors/rules.json", import.meta.url), "utf8"));

for (const { name, rule, facts, holds, missing, reasons } of vectors.cases) {
  test(`a rule: ${name}`, () => {
    const outcome = evaluate(rule, facts, vectors.values);

    assert.equal(outcome.holds, holds);
    assert.deepEqual(outcome.missing, missing);
    if (reasons) {
      assert.deepEqual(outcome.reasons.map(({ id, holds, articles }) => ({ id, holds, articles })), reasons);
    }
  });
}

for (const { name, rule, facts } of vectors.refused) {
  test(`a rule refuses ${name}`, () => {
    assert.throws(() => evaluate(rule, facts, vectors.values), RuleError);
  });
}

test("a rule that is none is refused, not taken for false", () => {
  for (const rule of [null, 3, {}, { fact: "t" }, { fact: "t", is: 1, above: 2 }, { fact: "t", like: 1 }]) {
    assert.throws(() => evaluate(rule, { t: 1 }), RuleError);
  }
});

test("a fact named like something every object has is missing", () => {
  assert.deepEqual(evaluate({ fact: "constructor", is: true }, {}).missing, ["constructor"]);
});
