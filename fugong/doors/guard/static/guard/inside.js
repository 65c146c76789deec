/**
 * Who is inside, as the bundle tells it: rows of [minutes since 1970 when they came in, number of the
 * entrance, their references with a space between]. A delta tells only who came and who went.
 *
 * @typedef {[number, number, string]} Row
 */

/**
 * @param {Row[]} before
 * @param {{in: Row[], out: string}} changes
 * @returns {Row[]}
 */
export function changed(before, { in: came, out }) {
  if (!came.length && !out) return before;
  const moved = new Set([...out.split(" "), ...came.flatMap(([, , who]) => who.split(" "))]);
  /** @type {Row[]} */
  const stayed = before.map(([minute, gate, who]) => [minute, gate, who.split(" ").filter((one) => !moved.has(one)).join(" ")]);
  return [...stayed.filter(([, , who]) => who), ...came];
}
