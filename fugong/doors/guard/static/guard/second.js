/**
 * What makes a second measurement of a fever one: after a rest, with a thermometer of another kind. Pure; the twin of
 * `gates/second_measurement.py` on the cases of `tests/vectors/second.json`.
 *
 * @typedef {{rest: number, tolerance: number}} Terms in ms: how long somebody rests, how far two clocks may be apart
 * @typedef {"early" | "same_kind"} Mark
 * @typedef {{kinds: string[], gate: string, terminal: string, second: string[], offer_seconds?: number}} Thermometers
 *   what the pack says: every kind, what guards and terminals measure with, what a second measurement is best made with,
 *   how long a guard may take over what a terminal measured (0 where there is none)
 */

/**
 * Why it does not count; none where it does. A first kind that nobody knows ("") is like no other.
 * @param {{first: string, firstAt: number, second: string, secondAt: number}} measured moments in ms
 * @param {Terms} terms
 * @returns {Mark[]}
 */
export function marksOf({ first, firstAt, second, secondAt }, { rest, tolerance }) {
  /** @type {Mark[]} */
  const marks = [];
  if (secondAt - firstAt < rest - tolerance) marks.push("early");
  if (second === first) marks.push("same_kind");
  return marks;
}

/** The kind to measure with now: the best that is none of the first's. @param {string} first @param {Thermometers} thermometers */
export function proposed(first, { second, kinds }) {
  return [...second, ...kinds].find((kind) => kind !== first) ?? "";
}

/** @param {any} header @returns {Terms} */
export function termsOf(header) {
  const seconds = Number(header?.table?.parameters.skew_tolerance_seconds ?? 0);
  return { rest: 60_000 * Number(header?.rest_minutes ?? 0), tolerance: 1000 * seconds };
}

/** @param {any} header @returns {Thermometers} */
export function thermometersOf(header) {
  return header?.thermometers ?? { kinds: [], gate: "", terminal: "", second: [] };
}
