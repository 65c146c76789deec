/**
 * The gate's time: the device's clock corrected by the server's, and days as the site counts them.
 * A wrong clock is shown and corrected, never trusted and never a reason to refuse.
 *
 * @typedef {{offset: number, asOf: number}} Measured milliseconds to add to the device's clock, and the
 *   server's time when the bundle was fetched: time cannot lie before it
 */

export const SITE_ZONE = "Asia/Shanghai";

const days = new Intl.DateTimeFormat("en-CA", { timeZone: SITE_ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
const clocks = new Intl.DateTimeFormat("en-GB", { timeZone: SITE_ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** The site's day (2026-11-24) at a moment in milliseconds. @param {number} moment */
export function dayOf(moment) {
  return days.format(moment);
}

/** The site's time of day (08:05:09). @param {number} moment */
export function clockOf(moment) {
  return clocks.format(moment);
}

/**
 * The corrected time now. A device whose clock was set back while it had no network is caught by
 * `asOf`: `suspect` is then true and the last known time of the server stands in.
 * @param {Measured | null} measured null before the first answer of the server
 * @param {number} [device] the device's own clock
 * @returns {{now: number, suspect: boolean}}
 */
export function corrected(measured, device = Date.now()) {
  if (!measured) return { now: device, suspect: false };
  const now = device + measured.offset;
  return now < measured.asOf - 1000 ? { now: measured.asOf, suspect: true } : { now, suspect: false };
}

/**
 * How far the server's clock is ahead, measured by one request.
 * @param {string} serverTime RFC 3339
 * @param {number} sent the device's clock before the request
 * @param {number} received and after it
 */
export function offsetOf(serverTime, sent, received) {
  return Math.round(Date.parse(serverTime) - (sent + received) / 2);
}
