/** Answers on standard output what the Python tests ask on standard input, so that both can be compared. */

import { decide } from "../../fugong/rules/js/gate.js";
import { evaluate } from "../../fugong/rules/js/rules.js";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const questions = JSON.parse(Buffer.concat(chunks).toString("utf8"));
const answers = {
  rules: () => questions.map(([rule, facts]) => {
    const { holds, missing } = evaluate(rule, facts);
    return { holds, missing };
  }),
  gate: () => {
    const [table, people] = questions;
    return people.map((facts) => decide(table, facts));
  },
};
process.stdout.write(JSON.stringify(answers[process.argv[2]]()));
