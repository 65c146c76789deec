/**
 * The temperature as it is keyed in: two digits, then the decimal point sets itself. 3, 6, 5 is 36.5.
 * Whoever types a point keeps it where it was typed: 3.65 stays 3.65, for the table to judge.
 */

const LONGEST = 3;

/** @typedef {{digits: string, point: number | null}} Typed `point`: after how many digits it was typed */

/** @type {Typed} */
export const EMPTY = Object.freeze({ digits: "", point: null });

/**
 * @param {Typed} typed
 * @param {string} key a digit, "." or "back"
 * @returns {Typed}
 */
export function press(typed, key) {
  const { digits, point } = typed;
  if (key === "back") {
    if (point !== null && point === digits.length) return { digits, point: null };
    return { digits: digits.slice(0, -1), point };
  }
  if (key === ".") return point === null && digits ? { digits, point: digits.length } : typed;
  if (!/^\d$/.test(key) || digits.length >= LONGEST) return typed;
  return { digits: digits + key, point };
}

/** What the display shows: 36.5, with low lines for digits still to come. @param {Typed} typed */
export function shown({ digits, point }) {
  const place = point ?? 2;
  const filled = digits.padEnd(Math.max(place + 1, digits.length), "_");
  return `${filled.slice(0, place)}.${filled.slice(place)}`;
}

/** Degrees, or null while digits are missing. @param {Typed} typed @returns {number | null} */
export function degrees({ digits, point }) {
  const place = point ?? 2;
  if (digits.length <= place) return null;
  return Number(`${digits.slice(0, place)}.${digits.slice(place)}`);
}
