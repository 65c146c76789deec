/**
 * Who is inside. The bundle tells it as rows of [minutes since 1970 when they came in, number of the entrance, their
 * references with a space between], a delta only who came and who went; what this device recorded since comes on top.
 * Everybody counts once, whatever was recorded of them.
 *
 * @typedef {[number, number, string]} Row
 * @typedef {import("./store.js").Logged} Logged
 * @typedef {{ref: string, name: string, job: string, team: string, team_id: string | null, visitor: boolean, at: number, gate: string}} Inside
 *   times in ms
 * @typedef {{key: string, name: string, people: Inside[]}} Team
 */

const MINUTE = 60_000;
const OVERLAP = MINUTE;

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

/**
 * @param {{inside_refs?: Row[], gates?: string[], inside_hours?: number, server_time: string, checkpoint: {name: string}}} header
 * @param {Map<string, {name: string, team: string, team_id?: string | null, job_number?: string, kind?: string}>} people
 * @param {Logged[]} log of this device, in any order
 * @param {number} now
 * @returns {Inside[]} by team, visitors last
 */
export function insideNow(header, people, log, now) {
  /** @type {Map<string, {at: number, gate: string}>} */
  const found = new Map();
  for (const [minute, gate, who] of header.inside_refs ?? []) {
    for (const ref of who.split(" ")) found.set(ref, { at: minute * MINUTE, gate: header.gates?.[gate] ?? "" });
  }
  /** Let in by a pass newer than the bundle, or by the guard's word. @type {Map<string, {name: string, team: string}>} */
  const others = new Map();
  const known = Date.parse(header.server_time) - OVERLAP;
  const since = log.filter((one) => one.verdict === "allow" && (one.state !== "sent" || one.at > known));
  for (const one of since.sort((a, b) => a.at - b.at)) {
    if (!people.has(one.key) && !one.name) continue;
    if ((found.get(one.key)?.at ?? 0) > one.at + MINUTE) continue; // passed elsewhere after that
    if (one.direction === "in") found.set(one.key, { at: one.at, gate: header.checkpoint.name });
    else found.delete(one.key);
    others.set(one.key, one);
  }
  const oldest = now - (header.inside_hours ?? Infinity) * 60 * MINUTE;
  return [...found]
    .filter(([, { at }]) => at >= oldest)
    .map(([ref, { at, gate }]) => {
      const { name = "", team = "", team_id = null, job_number: job = "", kind } = /** @type {any} */ (people.get(ref) ?? others.get(ref) ?? {});
      return { ref, name, job, team, team_id, visitor: Boolean(kind), at, gate };
    })
    .sort((a, b) => Number(a.visitor) - Number(b.visitor) || a.team.localeCompare(b.team) || a.at - b.at);
}

/**
 * Workers by team (two of one name in different workshops stay two), those from outside in one group at the end.
 * @param {Inside[]} list @param {string} none @param {string} visitors
 * @returns {Team[]}
 */
export function byTeam(list, none, visitors) {
  /** @type {Map<string, Team>} */
  const teams = new Map();
  for (const one of list) {
    const key = one.visitor ? "visitors" : one.team_id ?? "none";
    const team = teams.get(key) ?? { key, name: one.visitor ? visitors : one.team || none, people: [] };
    team.people.push(one);
    teams.set(key, team);
  }
  return [...teams.values()];
}
