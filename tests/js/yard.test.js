import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const { areasOf, freeArea, lotsOf, matching, noted, vehiclesOf } = await import("../../fugong/doors/guard/static/guard/yard.js");

const NOON = Date.parse("2026-11-25T04:00:00Z");
const AREA = { id: "a", kind: "parking", name: "A区", capacity: 1, taken: 1 };
const vehicle = (/** @type {any} */ changes = {}) => ({
  stay: "s1", plate: "豫H12345", trailer: "", vehicle: "lorry", came_at: "2026-11-25T03:00:00Z", area: "a", disinfected: false,
  driver: "张*", not_passed: [], ...changes,
});
const header = (/** @type {any} */ changes = {}) => ({
  server_time: new Date(NOON).toISOString(), vehicles: [vehicle()], areas: [AREA], goods: [], holding_hours: 24, ...changes,
});
const wrote = (/** @type {string} */ kind, /** @type {any} */ data, changes = {}) => (
  { id: `e-${kind}`, day: "", at: NOON + 1000, kind, data: { plate: "豫H12345", ...data }, by: null, state: "waiting", server: null, ...changes }
);

test("what is written on this phone stands on top of the bundle", () => {
  const written = [wrote("vehicle.in", { plate: "豫H54321", vehicle: "van", area: "a" }), wrote("vehicle.out", { stay: "s1" })];
  const { inside, known } = vehiclesOf(header(), written.reverse());

  assert.deepEqual(inside.map(({ plate, stay }) => [plate, stay]), [["豫H54321", "e-vehicle.in"]]);
  assert.deepEqual(known.map(({ plate }) => plate), ["豫H12345"]);
});

test("what the server has already told is not done again", () => {
  const sent = wrote("vehicle.in", { plate: "豫H54321", vehicle: "van" }, { state: "sent", at: NOON - 1000 });

  assert.equal(vehiclesOf(header(), [sent]).inside.length, 1);
});

test("a place that is left is free, and a new vehicle takes it", () => {
  const gone = vehiclesOf(header(), [wrote("vehicle.out", { stay: "s1" })]).inside;
  assert.equal(freeArea(areasOf(header(), "parking", gone))?.id, "a");

  const still = vehiclesOf(header(), []).inside;
  assert.equal(freeArea(areasOf(header(), "parking", still)), null);
});

test("a lot is held for its hours from arrival, until it is handed over", () => {
  const arrived = wrote("goods.in", { what: "钢管", quantity: "2", unit: "吨" });
  const [lot] = lotsOf(header(), [arrived]);
  assert.equal(Date.parse(lot.from), NOON + 1000 + 24 * 3_600_000);

  const clean = lotsOf(header(), [wrote("goods.disinfected", { lot: lot.lot }), arrived]);
  assert.equal(clean[0].disinfected, true);
  assert.deepEqual(lotsOf(header(), [wrote("goods.released", { lot: lot.lot }), arrived]), []);
});

test("what came last stands first", () => {
  const bundled = [{ lot: "old", arrived_at: "2026-11-24T12:00:00+08:00" }, { lot: "new", arrived_at: "2026-11-25T11:00:00+08:00" }];
  const arrived = wrote("goods.in", { what: "口罩", quantity: "20", unit: "箱" });

  assert.deepEqual(lotsOf(header({ goods: bundled }), [arrived]).map(({ lot }) => lot), ["e-goods.in", "new", "old"]);
});

test("a plate is offered by how it begins or ends", () => {
  const known = [vehicle(), vehicle({ plate: "京A54321" })];

  assert.deepEqual(matching("豫H", known, 3).map(({ plate }) => plate), ["豫H12345"]);
  assert.deepEqual(matching("21", known, 3).map(({ plate }) => plate), ["京A54321"]);
});

test("what the server noted is shown to the guard", () => {
  const one = wrote("vehicle.in", {}, { state: "sent", server: { outcome: "noted", text: "已在厂内", subject: null } });

  assert.deepEqual(noted([wrote("vehicle.out", {}), one]), [one]);
});
