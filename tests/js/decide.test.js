import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import "./static_folders.js";

const GUARD = "../../fugong/doors/guard/static/guard/";
const { importKeys } = await import(`${GUARD}codes.js`);
const { identify, judge, needsTemperature } = await import(`${GUARD}decide.js`);
const { dayOf } = await import(`${GUARD}time.js`);

const read = async (/** @type {string} */ path) => JSON.parse(await readFile(new URL(path, import.meta.url), "utf8"));
const vectors = await read("../vectors/codes.json");
const scans = await read("../vectors/gate_scans.json");
const pack = await read("../../fugong/packs/jiaozuo_2020/gate_decision.json");
const table = {
  ...pack,
  parameters: {
    fever_threshold: 37.3, plausible_min: 34, plausible_max: 43, not_measured: [0, 255],
    observe_denied: true, stale_after_minutes: 30, skew_tolerance_seconds: 120,
  },
};

const PASS = vectors.codes[0];
const REF = PASS.says.reference;
const ISSUED = PASS.says.issued * 1000;
const MORNING = ISSUED + 5 * 60_000;
const DAY = dayOf(MORNING);

function person(changes = {}) {
  return {
    ref: REF, job_number: "A0012", name: "张*", team: "甲班", status: "active", isolated: false, observed: false,
    verdict: "clear", reason: "ok", reported_for: DAY, void_before: null, expected_from: null, ...changes,
  };
}

async function knowing(people = [person()], changes = {}) {
  return {
    enterprise: { id: PASS.says.enterprise, name: "测试厂" },
    table,
    keys: await importKeys(vectors.keys),
    asOf: MORNING,
    people: new Map(people.map((one) => [one.ref, one])),
    byJob: new Map(people.map((one) => [one.job_number, one])),
    ...changes,
  };
}

async function decided(code, known, { now = MORNING, direction = "in", temperature = 36.5 } = {}) {
  const { verdict, reason } = judge(await identify(code, known), known, { now, direction, temperature });
  return `${verdict}, ${reason}`;
}

for (const { name, code, person: changes, moment, expect } of scans.cases) {
  test(`${name}: ${expect.join(", ")}`, async () => {
    const { now, ...rest } = { ...scans.moment, ...moment };
    const known = await knowing([{ ...scans.worker, ...changes }]);
    const text = vectors.codes.find((one) => one.name === code)?.code ?? code;

    assert.equal(await decided(text, known, { now: now * 1000, ...rest }), expect.join(", "));
  });
}

test("a pass issued after the bundle knows more than the bundle", async () => {
  const known = await knowing([person({ verdict: null, reason: null, reported_for: null })], { asOf: ISSUED - 60_000 });

  assert.equal(await decided(PASS.code, known), "allow, ok");
});

test("a worker hired after the bundle was fetched is not refused because the network is down", async () => {
  const known = await knowing([], { asOf: ISSUED - 60_000 });

  assert.equal(await decided(PASS.code, known), "allow, ok");
});

test("a pass of somebody the newer bundle does not name is unknown", async () => {
  assert.equal(await decided(PASS.code, await knowing([])), "deny, unknown_person");
});

test("a pass of another enterprise is told from a forged one", async () => {
  const other = await knowing([person()], { enterprise: { id: "019363a0-0000-7000-8000-00000000ffff", name: "别厂" } });
  const forged = vectors.codes.find(({ name }) => name === "signed by a stranger");

  assert.equal(await decided(PASS.code, other), "deny, other_enterprise");
  assert.equal(await decided(forged.code, await knowing()), "deny, forged");
});

test("the temperature is asked for only where it can still matter", async () => {
  const known = await knowing([person()]);
  const held = await knowing([person({ isolated: true })]);
  const moment = { now: MORNING, direction: /** @type {const} */ ("in") };

  assert.equal(needsTemperature(await identify(PASS.code, known), known, moment), true);
  assert.equal(needsTemperature(await identify(PASS.code, known), known, { ...moment, direction: "out" }), false);
  assert.equal(needsTemperature(await identify(PASS.code, held), held, moment), false);
  assert.equal(needsTemperature(await identify("nonsense", known), known, moment), false);
});

test("an old code is accepted and flagged; so is one going out who would not be let in", async () => {
  const known = await knowing([person()]);
  const late = { now: ISSUED + 31 * 60_000, direction: /** @type {const} */ ("in"), temperature: 36.5 };
  const held = await knowing([person({ isolated: true })]);

  const stale = judge(await identify(PASS.code, known), known, late);
  const out = judge(await identify(PASS.code, held), held, { ...late, now: MORNING, direction: "out", temperature: null });

  assert.deepEqual([stale.verdict, stale.stale, stale.flagged], ["allow", true, true]);
  assert.deepEqual([out.verdict, out.reason, out.stale, out.flagged], ["allow", "ok", false, true]);
});
