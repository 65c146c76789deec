/**
 * Who is inside. The bundle tells it as rows of [minutes since 1970 when they came in, number of the entrance, their
 * references with a space between], a delta only who came and who went; what this device recorded since comes on top.
 * Everybody counts once, whatever was recorded of them. Who came in with a vehicle (`riders`, always all of them) is inside
 * until it leaves, or until their own way out.
 *
 * @typedef {[number, number, string]} Row
 * @typedef {import("./store.js").Logged} Logged
 * @typedef {{ref: string, name: string, job: string, team: string, team_id: string | null, visitor: boolean, at: number, gate: string, plate: string}} Inside
 *   times in ms
 * @typedef {{ref: string, name: string, visitor: boolean, stay: string, plate: string, at: string, gate: string}} Rider
 * @typedef {import("./store.js").Written} Written
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
 * Those in vehicles: the bundle's, without those whose vehicle this device let out since, with those it let in.
 * @param {{riders?: Rider[], server_time: string, checkpoint: {name: string}}} header @param {Written[]} written in any order
 * @returns {Rider[]}
 */
export function ridersOf(header, written) {
  let found = header.riders ?? [];
  const told = Date.parse(header.server_time);
  const fresh = written.filter(({ state, at }) => state !== "sent" || at > told);
  for (const { id, at, kind, data } of fresh.sort((a, b) => a.at - b.at)) {
    if (kind === "vehicle.out") found = found.filter((one) => one.stay !== data.stay && one.plate !== data.plate);
    if (kind !== "vehicle.in" || found.some(({ plate }) => plate === data.plate)) continue;
    const people = /** @type {{ref?: string, name: string, number: number, visitor: boolean}[]} */ (data.shown?.riders ?? []);
    found = [...found, ...people.map(({ ref, name, number, visitor }) => ({
      ref: ref ?? `${id.replaceAll("-", "").slice(-12)}-${number}`, name, visitor, stay: id, plate: data.plate,
      at: new Date(at).toISOString(), gate: header.checkpoint.name,
    }))];
  }
  return found;
}

/**
 * @param {{inside_refs?: Row[], riders?: Rider[], gates?: string[], inside_hours?: number, server_time: string, checkpoint: {name: string}}} header
 * @param {Map<string, {name: string, team: string, team_id?: string | null, job_number?: string, kind?: string}>} people
 * @param {Logged[]} log of this device, in any order
 * @param {number} now
 * @param {Written[]} [written] ways in and out of vehicles, in any order
 * @returns {Inside[]} by team, visitors last
 */
export function insideNow(header, people, log, now, written = []) {
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
  const riding = new Map(ridersOf(header, written).map((one) => [one.ref, one]));
  for (const one of since) {
    const rider = riding.get(one.key);
    if (rider && one.direction === "out" && one.at > Date.parse(rider.at)) riding.delete(one.key);
  }
  const oldest = now - (header.inside_hours ?? Infinity) * 60 * MINUTE;
  const passed = [...found].filter(([, { at }]) => at >= oldest);
  const seen = new Set(passed.map(([ref]) => ref));
  const unseen = [...riding].filter(([ref]) => !seen.has(ref)).map(([ref, { at, gate }]) => /** @type {const} */ ([ref, { at: Date.parse(at), gate }]));
  return [...passed, ...unseen]
    .map(([ref, { at, gate }]) => {
      const rider = riding.get(ref);
      const { name = rider?.name ?? "", team = "", team_id = null, job_number: job = "", kind = rider?.visitor } = /** @type {any} */ (people.get(ref) ?? others.get(ref) ?? {});
      return { ref, name, job, team, team_id, visitor: Boolean(kind), at, gate, plate: rider?.plate ?? "" };
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
