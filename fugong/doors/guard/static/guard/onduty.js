/**
 * Who is on duty at this gate: the bundle's word, and what was written down on this device since. Pure.
 *
 * @typedef {{checkpoint: string, guard: string | null, name: string, since: string | null}} Standing as the bundle tells it
 * @typedef {{id: string, name: string, since: number}} OnDuty times in ms
 */

export const TAKEN = "duty.taken_over";

/**
 * @param {{server_time: string, checkpoint: {id: string}, duty?: Standing[], guards?: {id: string, name: string}[]} | null} header
 * @param {import("./store.js").Written[]} written hand-overs, newest first
 * @returns {OnDuty | null}
 */
export function onDuty(header, written) {
  if (!header) return null;
  const known = Date.parse(header.server_time);
  const latest = written.find(({ state, at, server }) => server?.outcome !== "noted" && (state !== "sent" || at > known));
  if (latest) {
    const { to } = latest.data;
    return to ? { id: to, name: header.guards?.find(({ id }) => id === to)?.name ?? "", since: latest.at } : null;
  }
  const told = header.duty?.find(({ checkpoint }) => checkpoint === header.checkpoint.id);
  return told?.guard && told.since ? { id: told.guard, name: told.name, since: Date.parse(told.since) } : null;
}
