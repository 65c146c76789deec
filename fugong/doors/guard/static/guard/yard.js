/**
 * Vehicles, areas and goods as they stand now: the bundle's with today's own entries on top. Pure.
 *
 * @typedef {import("./store.js").Written} Written
 * @typedef {{stay: string | null, plate: string, trailer: string, vehicle: string, came_at: string | null, area: string | null,
 *   disinfected: boolean, driver: string, not_passed: string[], no_visit: string[]}} Vehicle `stay` is null for one that is not here but known
 * @typedef {{id: string, kind: "parking" | "holding", name: string, capacity: number, taken: number}} Area
 * @typedef {{lot: string, what: string, quantity: string, unit: string, plate: string, receiver: string, arrived_at: string,
 *   from: string, area: string | null, disinfected: boolean}} Lot `from`: when it may be handed over
 * @typedef {{vehicles?: Vehicle[], areas?: Area[], goods?: Lot[], holding_hours?: number, server_time: string}} Sections
 */

const HOUR = 3_600_000;

/** What the bundle cannot know yet, in the order it was written. @param {Written[]} written newest first @param {Sections} header */
function fresh(written, header) {
  const told = Date.parse(header.server_time);
  return written.filter(({ state, at }) => state !== "sent" || at > told).reverse();
}

/** @param {Sections} header @param {Written[]} written @returns {{inside: Vehicle[], known: Vehicle[]}} the latest first */
export function vehiclesOf(header, written) {
  const all = (header.vehicles ?? []).map((one) => ({ ...one }));
  let inside = all.filter(({ stay }) => stay);
  const known = all.filter(({ stay }) => !stay);
  for (const { id, at, kind, data } of fresh(written, header)) {
    const here = inside.find((one) => one.stay === data.stay || one.plate === data.plate);
    if (kind === "vehicle.in" && !here) {
      inside.unshift({
        stay: id, plate: data.plate, trailer: data.trailer ?? "", vehicle: data.vehicle, came_at: new Date(at).toISOString(),
        area: data.area ?? null, disinfected: false, driver: data.shown?.driver ?? "", not_passed: data.shown?.not_passed ?? [],
        no_visit: data.shown?.no_visit ?? [],
      });
    } else if (here && kind === "vehicle.parked") here.area = data.area;
    else if (here && kind === "vehicle.disinfected") here.disinfected = true;
    else if (here && kind === "vehicle.out") {
      inside = inside.filter((one) => one !== here);
      known.unshift({ ...here, stay: null });
    }
  }
  const seen = new Set(inside.map(({ plate }) => plate));
  return { inside, known: known.filter(({ plate }) => !seen.has(plate) && seen.add(plate)) };
}

/** @param {Sections} header @param {Written[]} written @returns {Lot[]} what is held, the newest first */
export function lotsOf(header, written) {
  let held = (header.goods ?? []).map((one) => ({ ...one }));
  for (const { id, at, kind, data } of fresh(written, header)) {
    const one = held.find(({ lot }) => lot === data.lot);
    if (kind === "goods.in" && !held.some(({ lot }) => lot === id)) {
      held.push({
        lot: id, what: data.what, quantity: data.quantity, unit: data.unit, plate: data.plate ?? "", receiver: data.receiver ?? "",
        arrived_at: new Date(at).toISOString(), from: new Date(at + HOUR * (header.holding_hours ?? 0)).toISOString(),
        area: data.area ?? null, disinfected: false,
      });
    } else if (one && kind === "goods.disinfected") one.disinfected = true;
    else if (one && kind === "goods.released") held = held.filter((lot) => lot !== one);
  }
  return held.sort((a, b) => Date.parse(b.arrived_at) - Date.parse(a.arrived_at));
}

/** With what stands there now. @param {Sections} header @param {"parking" | "holding"} kind @param {{area: string | null}[]} items @returns {Area[]} */
export function areasOf(header, kind, items) {
  const told = kind === "parking" ? (header.vehicles ?? []).filter(({ stay }) => stay) : header.goods ?? [];
  const count = (/** @type {{area: string | null}[]} */ rows, /** @type {string} */ id) => rows.filter(({ area }) => area === id).length;
  return (header.areas ?? []).filter((area) => area.kind === kind).map((area) => (
    { ...area, taken: area.taken - count(told, area.id) + count(items, area.id) }
  ));
}

/** The first with room. @param {Area[]} areas */
export function freeArea(areas) {
  return areas.find(({ taken, capacity }) => taken < capacity) ?? null;
}

/** Plates known to us that go on from what is typed. @param {string} typed @param {Vehicle[]} known @param {number} most */
export function matching(typed, known, most) {
  return known.filter(({ plate }) => plate.startsWith(typed) || (typed.length > 1 && plate.endsWith(typed))).slice(0, most);
}

/** Today's entries of these that the officer has to look at. @param {Written[]} written */
export function noted(written) {
  return written.filter(({ server }) => server?.outcome === "noted");
}
