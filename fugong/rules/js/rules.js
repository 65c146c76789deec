/**
 * The rules in a browser: the twin of fugong/rules/evaluate.py on the same JSON and the same vectors
 * (tests/vectors/rules.json). True, false or unknown (null); a missing fact is never zero or false.
 *
 * Numbers: a rule and a fact of up to 15 significant digits are the same JavaScript number exactly
 * when they are the same decimal (37.3 and 37.30), and keep their order; nothing is computed with
 * them here, so no rounding can enter. Days are ISO texts.
 *
 * @typedef {null | boolean | number | string | Array<number | string>} Value
 * @typedef {Record<string, Value | undefined>} Values
 * @typedef {{id: string | null, text: Record<string, string> | null, holds: boolean | null, articles: string[]}} Reason
 * @typedef {{holds: boolean | null, reasons: Reason[], missing: string[]}} Outcome
 * @typedef {{holds: boolean | null, missing: Set<string>}} Judged
 * @typedef {any} Node a rule as JSON, already linted (`fugong rules lint`)
 */

const OPERATORS = [
  "is", "is_not", "below", "at_most", "at_least", "above", "in", "not_in",
  "has_any", "has_none", "starts_with", "within", "within_days_of", "known",
];
const DAY = 86_400_000;

/** A fact that is not what the rule compares it with, or a rule this evaluator does not know. */
export class RuleError extends Error {}

/**
 * Judge a rule.
 * @param {Node} node
 * @param {Values} facts null and undefined are "not known"
 * @param {Values} [parameters]
 * @returns {Outcome} `missing` (sorted) names only what could still change the answer
 */
export function evaluate(node, facts, parameters = {}) {
  /** @type {Reason[]} */
  const reasons = [];
  const { holds, missing } = judge(node, facts, parameters, reasons);
  return { holds, reasons, missing: [...missing].sort() };
}

/**
 * @param {Node} node
 * @param {Values} facts
 * @param {Values} parameters
 * @param {Reason[]} reasons
 * @returns {Judged}
 */
function judge(node, facts, parameters, reasons) {
  if (node === "always") return { holds: true, missing: new Set() };
  if (node === null || typeof node !== "object") throw new RuleError(`no condition: ${JSON.stringify(node)}`);
  const place = reasons.length;
  /** @type {Judged} */
  let judged;
  if (Array.isArray(node.all)) {
    judged = join(node.all, false, facts, parameters, reasons);
  } else if (Array.isArray(node.any)) {
    judged = join(node.any, true, facts, parameters, reasons);
  } else if ("not" in node) {
    const inner = judge(node.not, facts, parameters, reasons);
    judged = { holds: inner.holds === null ? null : !inner.holds, missing: inner.missing };
  } else {
    judged = compare(node, facts, parameters);
  }
  const articles = [node.article ?? []].flat();
  if (node.id || node.text || articles.length) {
    reasons.splice(place, 0, { id: node.id ?? null, text: node.text ?? null, holds: judged.holds, articles });
  }
  return judged;
}

/**
 * @param {Node[]} children
 * @param {boolean} decisive what settles the matter alone: true for any, false for all
 * @param {Values} facts
 * @param {Values} parameters
 * @param {Reason[]} reasons
 * @returns {Judged}
 */
function join(children, decisive, facts, parameters, reasons) {
  const parts = children.map((child) => judge(child, facts, parameters, reasons));
  if (parts.some((part) => part.holds === decisive)) return { holds: decisive, missing: new Set() };
  const unknown = parts.filter((part) => part.holds === null);
  if (!unknown.length) return { holds: !decisive, missing: new Set() };
  return { holds: null, missing: new Set(unknown.flatMap((part) => [...part.missing])) };
}

/**
 * @param {any} operand
 * @param {Values} facts
 * @param {Values} parameters
 * @param {Set<string>} missing what could not be found is added here
 * @returns {Value}
 */
function resolve(operand, facts, parameters, missing) {
  if (operand === null || typeof operand !== "object" || Array.isArray(operand)) return operand;
  for (const [form, source] of /** @type {[string, Values][]} */ ([["fact", facts], ["param", parameters]])) {
    if (form in operand) {
      const value = Object.hasOwn(source, operand[form]) ? source[operand[form]] : null;
      if (value === null || value === undefined) {
        missing.add(operand[form]);
        return null;
      }
      return value;
    }
  }
  if (Array.isArray(operand.days_after)) {
    const start = resolve(operand.days_after[0], facts, parameters, missing);
    const days = resolve(operand.days_after[1], facts, parameters, missing);
    if (start === null || days === null) return null;
    return new Date(day(start) + number(days) * DAY).toISOString().slice(0, 10);
  }
  throw new RuleError(`no value: ${JSON.stringify(operand)}`);
}

/**
 * @param {Node} leaf
 * @param {Values} facts
 * @param {Values} parameters
 * @returns {Judged}
 */
function compare(leaf, facts, parameters) {
  const operators = OPERATORS.filter((op) => op in leaf);
  if (operators.length !== 1) throw new RuleError(`not exactly one operator: ${JSON.stringify(leaf)}`);
  const op = operators[0];
  /** @type {Set<string>} */
  const missing = new Set();
  const left = resolve("fact" in leaf ? { fact: leaf.fact } : { param: leaf.param }, facts, parameters, missing);
  if (op === "known") return { holds: (left !== null) === leaf.known, missing: new Set() };
  const inDays = op === "within_days_of";
  const right = resolve(inDays ? leaf[op][0] : leaf[op], facts, parameters, missing);
  const days = inDays ? resolve(leaf[op][1], facts, parameters, missing) : null;
  if (missing.size || left === null || right === null) return { holds: null, missing };
  const answer = holds(op, left, right, days);
  return { holds: answer, missing: new Set(answer === null ? [leaf.fact ?? leaf.param] : []) };
}

/**
 * @param {string} op
 * @param {Value} left
 * @param {Value} right
 * @param {Value} days
 * @returns {boolean | null} null where a code is too coarse to say
 */
function holds(op, left, right, days) {
  switch (op) {
    case "is":
    case "is_not":
      return same(left, right) === (op === "is");
    case "in":
    case "not_in":
      return list(right).some((one) => same(left, one)) === (op === "in");
    case "has_any":
    case "has_none":
      return list(left).some((one) => list(right).includes(one)) === (op === "has_any");
    case "starts_with": {
      const text = left;
      if (typeof text !== "string") throw new RuleError(`a text is wanted, not ${JSON.stringify(left)}`);
      return list(right).some((one) => text.startsWith(String(one)));
    }
    case "within": {
      const code = left;
      if (typeof code !== "string") throw new RuleError(`a code is wanted, not ${JSON.stringify(left)}`);
      if (list(right).some((one) => code.startsWith(String(one)))) return true;
      return list(right).some((one) => String(one).startsWith(code)) ? null : false;
    }
    case "within_days_of": {
      const past = (day(right) - day(left)) / DAY;
      return past >= 0 && past <= number(days);
    }
    default: {
      const dates = typeof left === "string";
      const [one, other] = dates ? [day(left), day(right)] : [number(left), number(right)];
      if (op === "below") return one < other;
      if (op === "at_most") return one <= other;
      if (op === "at_least") return one >= other;
      return one > other;
    }
  }
}

/** @param {Value} left @param {Value} right @returns {boolean} */
function same(left, right) {
  if (typeof left !== typeof right || Array.isArray(left)) {
    throw new RuleError(`${JSON.stringify(left)} and ${JSON.stringify(right)} cannot be compared`);
  }
  return typeof left === "number" ? number(left) === number(right) : left === right;
}

/** @param {Value} value @returns {number} */
function number(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new RuleError(`a number is wanted, not ${JSON.stringify(value)}`);
  }
  return value;
}

/** @param {Value} value @returns {number} the day as milliseconds, in UTC so that no zone shifts it */
function day(value) {
  const read = typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : NaN;
  if (Number.isNaN(read) || new Date(read).toISOString().slice(0, 10) !== value) {
    throw new RuleError(`a day like 2020-02-24 is wanted, not ${JSON.stringify(value)}`);
  }
  return read;
}

/** @param {Value} value @returns {Array<number | string>} */
function list(value) {
  if (!Array.isArray(value)) throw new RuleError(`a list is wanted, not ${JSON.stringify(value)}`);
  return value;
}
