/** Reads the people of a state bundle as they come over the wire. */

/** @param {any[]} told @returns {import("./decide.js").Person[]} */
export function people(told) {
  return told;
}
