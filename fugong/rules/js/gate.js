/**
 * The gate's decision in a browser: the twin of fugong/packs/gate.py on the same table
 * (a pack's gate_decision.json, as the state bundle carries it) and the same vectors
 * (tests/vectors/gate_*.json). No rule stands here, only how a table is read.
 *
 * @typedef {import("./rules.js").Values} Values
 * @typedef {"allow" | "deny" | "hold"} GateVerdict
 * @typedef {{reason: string, verdict: GateVerdict, when: any, article?: string | string[]}} GateRow
 * @typedef {{why: string, next: string}} Said
 * @typedef {{facts: Record<string, any>, parameters: Values, rows: GateRow[],
 *   texts: Record<string, Record<string, Said>>}} GateTable
 * @typedef {{verdict: GateVerdict, reason: string, refused_if_in: boolean, articles: string[]}} Decision
 */

import { evaluate, RuleError } from "./rules.js";

/**
 * The first row that holds. `refused_if_in`: the same person would be refused on the way in,
 * without needing a temperature (what flags a passage out).
 * @param {GateTable} table
 * @param {Values} facts as the table's `facts` declare them; a missing temperature is null
 * @param {Values} [parameters] replace single parameters of the table
 * @returns {Decision}
 * @throws {RuleError} when a fact that decides is missing or undeclared: the gate never guesses
 */
export function decide(table, facts, parameters = {}) {
  for (const name of Object.keys(facts)) {
    if (!Object.hasOwn(table.facts, name)) throw new RuleError(`${name}: no such fact is declared`);
  }
  const values = { ...table.parameters, ...parameters };
  const row = first(table, facts, values);
  const inwards = { ...facts, direction: "in", temperature_required: false };
  const refused = facts.direction === "out" ? first(table, inwards, values).verdict !== "allow" : row.verdict !== "allow";
  return { verdict: row.verdict, reason: row.reason, refused_if_in: refused, articles: [row.article ?? []].flat() };
}

/**
 * @param {GateTable} table
 * @param {Values} facts
 * @param {Values} parameters
 * @returns {GateRow}
 */
function first(table, facts, parameters) {
  for (const row of table.rows) {
    const { holds, missing } = evaluate(row.when, facts, parameters);
    if (holds === null) throw new RuleError(`${missing.join(", ")}: needed to decide ${row.reason}`);
    if (holds) return row;
  }
  throw new RuleError("no row of the gate table holds");
}

/**
 * Why, and what to do next, in words; numbers of the facts and parameters are filled in.
 * @param {GateTable} table
 * @param {string} reason
 * @param {string} language "zh" or "en"
 * @param {Values} [facts]
 * @returns {Said}
 */
export function say(table, reason, language, facts = {}) {
  const said = table.texts[reason][language];
  const values = { ...table.parameters, ...facts };
  /** @param {string} text */
  const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? "—"));
  return { why: fill(said.why), next: fill(said.next) };
}
