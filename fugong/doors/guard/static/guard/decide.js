/**
 * From what was scanned and what the bundle knows to the facts of the gate's table, and to its
 * decision. The rule itself is the pack's table (../rules/gate.js); here stands only where each
 * fact comes from when there is no network.
 *
 * @typedef {import("./codes.js").Pass} Pass
 * @typedef {import("./codes.js").Keys} Keys
 * @typedef {import("../rules/gate.js").GateTable} GateTable
 * @typedef {{ref: string, job_number: string, name: string, team: string, team_id?: string | null, status: "active" | "left",
 *   isolated: boolean, observed: boolean, verdict: string | null, reason: string | null,
 *   reported_for: string | null, void_before: string | null, expected_from: string | null}} Person
 * @typedef {Person & {kind: "visitor", visit: string, answer: "waiting" | "yes" | "no", due_at: string, expected_until: string,
 *   host: string, escort: string, arrived_at: string | null, left_at: string | null,
 *   refused?: {at: string, why: string} | null}} Visitor `refused`: the same person was told no earlier that day; somebody from outside: times
 *   are moments, not days
 * @typedef {{enterprise: {id: string, name: string}, table: GateTable, keys: Keys, asOf: number,
 *   people: Map<string, Person>, byJob: Map<string, Person>}} Known what the device knows; `asOf` in milliseconds
 * @typedef {{code: string, state: string, pass: Pass | null, person: Person | null,
 *   who: {key: string, name: string, team: string} | null}} Scan
 * @typedef {{verdict: "allow" | "deny" | "hold", reason: string, flagged: boolean, stale: boolean,
 *   refused_if_in: boolean, articles: string[], facts: Record<string, any>}} Judged
 */

import { decide } from "../rules/gate.js";
import { CodeError, readPass } from "./codes.js";
import { dayOf } from "./time.js";

/**
 * Who stands there: a pass code, a badge or a job number, looked up in the bundle.
 * @param {string} text as scanned or typed
 * @param {Known} known
 * @returns {Promise<Scan>}
 */
export async function identify(text, known) {
  const code = text.trim();
  if (code.startsWith("FGB:")) return found(code, known.people.get(code.slice(4)));
  if (code.startsWith("JOB:")) return found(code, known.byJob.get(jobKey(code.slice(4))));
  let pass;
  try {
    pass = await readPass(code, known.keys);
  } catch (error) {
    if (!(error instanceof CodeError)) throw error;
    return { code, state: error.reason, pass: null, person: null, who: null };
  }
  const who = { key: pass.reference, name: pass.masked_name, team: pass.team };
  if (pass.enterprise !== known.enterprise.id) return { code, state: "other_enterprise", pass, person: null, who };
  const person = known.people.get(pass.reference) ?? null;
  // A pass issued after the bundle speaks for somebody the bundle cannot know yet.
  const state = person || issuedAfter(pass, known) ? "ok" : "unknown_person";
  return { code, state, pass, person, who: person ? { key: person.ref, name: person.name, team: person.team } : who };
}

/** Job numbers are compared without case and outer spaces. @param {string} text */
export function jobKey(text) {
  return text.trim().toUpperCase();
}

/**
 * @param {string} code
 * @param {Person | undefined} person
 * @returns {Scan}
 */
function found(code, person) {
  if (!person) return { code, state: "unknown_person", pass: null, person: null, who: null };
  return { code, state: "ok", pass: null, person, who: { key: person.ref, name: person.name, team: person.team } };
}

/**
 * The facts of the table, from the scan, the bundle and the moment. Of two sources the newer one
 * counts: a pass issued after the bundle was fetched knows more than the bundle, otherwise less.
 * @param {Scan} scan
 * @param {Known} known
 * @param {{now: number, direction: "in" | "out", temperature: number | null}} moment `now` is corrected, in ms
 * @returns {Record<string, any>}
 */
export function factsOf(scan, known, { now, direction, temperature }) {
  const { pass, person } = scan;
  const day = dayOf(now);
  const standing = standingOf(scan, known, day);
  return {
    code_state: scan.state,
    person_status: isAhead(scan, known) ? "active" : person?.status ?? "active",
    revoked: Boolean(pass && person?.void_before && pass.issued < Math.floor(Date.parse(person.void_before) / 1000)),
    expired: Boolean(pass && pass.expires * 1000 < now),
    isolated: person?.isolated ?? false,
    observed: person?.observed ?? false,
    direction,
    temperature,
    temperature_required: direction === "in",
    standing_verdict: standing.verdict,
    standing_reason: standing.reason,
    // A pass lives as long as the report it was issued for counts.
    reported: Boolean(pass) || person?.reported_for === day,
    expected: isExpected(scan, known, now),
  };
}

/** Whether a visitor's pass is newer than the bundle: without the host's yes, or out of its time, there would be none. @param {Scan} scan @param {Known} known */
function isAhead({ pass, person }, known) {
  return Boolean(pass && person && "kind" in person && issuedAfter(pass, known));
}

/**
 * A worker from the planned day on; a visitor with the host's yes, within the agreed time.
 * @param {Scan} scan
 * @param {Known} known
 * @param {number} now
 */
function isExpected(scan, known, now) {
  const { person } = scan;
  if (!person || isAhead(scan, known)) return true;
  if (!("kind" in person)) return !person.expected_from || person.expected_from <= dayOf(now);
  const visitor = /** @type {Visitor} */ (person);
  return visitor.answer === "yes" && Date.parse(visitor.expected_from ?? "") <= now && now <= Date.parse(visitor.expected_until);
}

/** Whether a pass knows more than the bundle; its time is in whole seconds. @param {Pass} pass @param {Known} known */
function issuedAfter(pass, known) {
  return pass.issued >= Math.floor(known.asOf / 1000);
}

/**
 * The verdict of the day, as far as it is known here.
 * @param {Scan} scan
 * @param {Known} known
 * @param {string} day
 * @returns {{verdict: string | null, reason: string | null}}
 */
function standingOf({ pass, person }, known, day) {
  const newer = pass && issuedAfter(pass, known);
  if (pass && (newer || !person || dayOf(known.asOf) !== day || !person.verdict)) return pass;
  return { verdict: person?.verdict ?? null, reason: person?.reason ?? null };
}

/**
 * The decision, with what makes the passage one to look at again.
 * @param {Scan} scan
 * @param {Known} known
 * @param {{now: number, direction: "in" | "out", temperature: number | null}} moment
 * @returns {Judged}
 */
export function judge(scan, known, moment) {
  const facts = factsOf(scan, known, moment);
  const decision = decide(known.table, facts);
  const minutes = Number(known.table.parameters.stale_after_minutes);
  const stale = Boolean(scan.pass && moment.now - scan.pass.issued * 1000 > minutes * 60_000);
  const flagged = stale || (moment.direction === "out" && decision.refused_if_in);
  return { ...decision, stale, flagged, facts };
}

/**
 * Whether the temperature can still matter: it does where "no temperature" is the first thing wrong.
 * @param {Scan} scan
 * @param {Known} known
 * @param {{now: number, direction: "in" | "out"}} moment
 */
export function needsTemperature(scan, known, moment) {
  return judge(scan, known, { ...moment, temperature: null }).reason === "no_temperature";
}
