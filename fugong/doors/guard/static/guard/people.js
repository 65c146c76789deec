/**
 * The bundle's people in memory, by reference and by job number.
 *
 * @typedef {import("./decide.js").Person} Person
 * @typedef {{people: Map<string, Person>, byJob: Map<string, Person>}} Index
 */

import { jobKey } from "./decide.js";

/** A name as it is shown and kept: 张*. @param {string} name */
export function masked(name) {
  const [first] = name.trim();
  return first ? `${first}*` : "";
}

/** @param {Person[]} list @returns {Index} */
export function indexed(list) {
  return put({ people: new Map(), byJob: new Map() }, list);
}

/** Take over those of a delta: ten thousand need not be read again for three. @param {Index} index @param {Person[]} list */
export function put(index, list) {
  for (const person of list) {
    const before = index.people.get(person.ref);
    if (before?.job_number && index.byJob.get(jobKey(before.job_number)) === before) index.byJob.delete(jobKey(before.job_number));
    index.people.set(person.ref, person);
    if (person.job_number) index.byJob.set(jobKey(person.job_number), person);
  }
  return index;
}
