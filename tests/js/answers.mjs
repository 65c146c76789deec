/** Answers on standard output what the Python tests ask on standard input, so that both can be compared. */

import { decide } from "../../fugong/rules/js/gate.js";
import { evaluate } from "../../fugong/rules/js/rules.js";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const questions = JSON.parse(Buffer.concat(chunks).toString("utf8"));
const answer = {
  rules: ([rule, facts]) => {
    const { holds, missing } = evaluate(rule, facts);
    return { holds, missing };
  },
  gate: ([table, facts]) => decide(table, facts),
}[process.argv[2]];
process.stdout.write(JSON.stringify(questions.map(answer)));
