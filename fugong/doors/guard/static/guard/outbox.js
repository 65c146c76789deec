/**
 * Emptying a queue in batches: what is acknowledged leaves, what the server would never take is found by
 * halving and set aside, the rest goes on. Knows neither tables nor network; both are handed in.
 *
 * @typedef {{id: string}} Item
 * @typedef {{most: number, size: number}} Pace how many the server takes at once, and how many are sent
 * @typedef {{
 *   waiting: (limit: number) => Promise<any[]>,
 *   isOurs: (item: any) => string,
 *   post: (items: any[]) => Promise<any>,
 *   acknowledge: (results: any[]) => Promise<unknown>,
 *   setAside: (item: any, why: string) => Promise<unknown>,
 * }} Outbox `isOurs` answers "" or why the item must not be sent; `post` throws Refused or Stopped
 */

const FEWEST = 20;

/** No sensible answer; `state` says which kind. */
export class Stopped extends Error {
  /** @param {"offline" | "busy" | "withdrawn"} state @param {string} message */
  constructor(state, message) {
    super(message);
    this.state = state;
  }
}

/** A batch the server will never take as it is. */
export class Refused extends Error {}

/**
 * Send until nothing waits.
 * @param {Outbox} outbox
 * @param {Pace} pace changed as the line allows
 * @throws {Stopped}
 */
export async function empty(outbox, pace) {
  for (;;) {
    const waiting = await outbox.waiting(pace.size);
    if (!waiting.length) return;
    const ours = [];
    for (const item of waiting) {
      const why = outbox.isOurs(item);
      if (why) await outbox.setAside(item, why);
      else ours.push(item);
    }
    if (!ours.length) continue;
    try {
      await send(outbox, ours);
    } catch (error) {
      if (error instanceof Stopped && error.state === "offline") pace.size = Math.max(FEWEST, Math.floor(pace.size / 4));
      throw error;
    }
    pace.size = Math.min(pace.most, pace.size * 2);
  }
}

/**
 * Send a batch; where the server refuses it as a whole, halve it until the broken item stands alone.
 * @param {Outbox} outbox
 * @param {any[]} batch
 */
async function send(outbox, batch) {
  let answer;
  try {
    answer = await outbox.post(batch);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (batch.length === 1) {
      await outbox.setAside(batch[0], error.message);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await send(outbox, batch.slice(0, middle));
    await send(outbox, batch.slice(middle));
    return;
  }
  const known = new Set(batch.map(({ id }) => id));
  const results = Array.isArray(answer?.results) ? answer.results.filter((/** @type {any} */ one) => known.has(one?.id)) : [];
  if (!results.length) throw new Stopped("busy", "an answer without results");
  await outbox.acknowledge(results);
}
