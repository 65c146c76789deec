/**
 * A note outside IndexedDB (localStorage and a cookie) that this browser is a gate device and how much
 * waits. Browsers that run out of space throw away a site's IndexedDB as a whole; the note tells an emptied
 * device from one that never was one.
 *
 * @typedef {{bound: boolean, waiting: number, lost: {waiting: number, at: number} | null}} Marker
 */

const NAME = "fugong-gate-kept";
const YEAR = 31_536_000;
/** @type {Marker} */
const NOTHING = { bound: false, waiting: 0, lost: null };

/** @returns {Marker} */
export function readMarker() {
  for (const text of [fromStorage(), fromCookie()]) {
    try {
      if (text) return { ...NOTHING, ...JSON.parse(text) };
    } catch {
      // Written by something else, or cut off: as if it were not there.
    }
  }
  return NOTHING;
}

/** @param {Partial<Marker>} change */
export function mark(change) {
  const before = readMarker();
  const text = JSON.stringify({ ...before, ...change });
  if (text === JSON.stringify(before)) return;
  try {
    localStorage.setItem(NAME, text);
  } catch (error) {
    console.info("no note in the local storage", error);
  }
  document.cookie = `${NAME}=${encodeURIComponent(text)}; path=/gate/; max-age=${YEAR}; samesite=strict`;
}

/**
 * Whether the tables were emptied since the note was written; what was lost then stands in the note until it
 * is acknowledged. Call it when the tables are opened, before anything is bound.
 * @param {import("./store.js").Store} store
 * @returns {Promise<{waiting: number, at: number} | null>}
 */
export async function noticeLoss(store) {
  const { bound, waiting, lost } = readMarker();
  if (lost) return lost;
  if (!bound || (await store.get("token")) || (await store.get("withdrawn"))) return null;
  const found = { waiting, at: Date.now() };
  mark({ bound: false, waiting: 0, lost: found });
  return found;
}

function fromStorage() {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}

function fromCookie() {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${NAME}=`));
  try {
    return found ? decodeURIComponent(found.slice(NAME.length + 1)) : null;
  } catch {
    return null;
  }
}
