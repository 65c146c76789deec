import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const BUREAU = "../../fugong/doors/bureau/static/bureau/";
const { empty, lacking, outcome, plan } = await import(`${BUREAU}draft.js`);
const { fit } = await import(`${BUREAU}photo.js`);
const { place } = await import(`${BUREAU}signature.js`);
const { Refused, Stopped, courier, round } = await import(`${BUREAU}send.js`);

const file = (/** @type {string} */ name, changes = {}) => ({
  name, draft: "k", kind: name.startsWith("sig") ? "signature" : "site_photo", blob: new Blob(["x"]), sent: false, why: "", ...changes,
});
const standing = (changes = {}) => ({ version: 2, state: "sent", label: "待核查", concluded: false, attachments: [], ...changes });
const draft = (changes = {}) => ({ ...empty("k", 2), ...changes });
const steps = (/** @type {any[]} */ tasks) => tasks.map((task) => task.name ?? task.file?.name ?? task.move);

test("photos go ahead, the signature goes with the conclusion, the conclusion goes last", () => {
  const files = [file("sig.png"), file("a.jpg"), file("b.jpg")];

  assert.deepEqual(steps(plan(draft(), files, [])), ["a.jpg", "b.jpg"]);
  assert.deepEqual(steps(plan(draft({ intent: "confirm" }), files, [])), ["sig.png", "a.jpg", "b.jpg", "confirm"]);
});

test("what the server has is not sent again, what was taken back goes first", () => {
  const files = [file("a.jpg"), file("b.jpg"), file("c.jpg", { sent: true })];

  assert.deepEqual(steps(plan(draft({ removed: ["old.jpg"], intent: "confirm" }), files, ["a.jpg"])), ["old.jpg", "b.jpg", "confirm"]);
});

test("a file the server refused holds the conclusion up", () => {
  assert.deepEqual(steps(plan(draft({ intent: "confirm" }), [file("a.jpg", { why: "坏了" }), file("b.jpg")], [])), ["b.jpg"]);
});

test("a conclusion that would be refused is told before anybody leaves", () => {
  const items = [
    { id: "a", result: "ok", stops: [] },
    { id: "b", result: "", stops: [] },
    { id: "c", result: "not_ok", stops: ["confirm"] },
  ];
  const signed = { checked_on: "2026-11-24", signed_by: " " };

  assert.deepEqual(lacking("confirm", items, signed), { "item-b": "unseen", "item-c": "stops", signed_by: "wanted" });
  assert.deepEqual(lacking("ask_rectification", items, signed), { comment: "wanted" });
  assert.deepEqual(lacking("ask_rectification", items, { comment: "消杀" }), {});
});

test("what became of it is read from what the server has", () => {
  const pressed = draft({ intent: "confirm" });

  assert.equal(outcome(pressed, standing()), "open");
  assert.equal(outcome(pressed, standing({ version: 3, state: "confirmed", concluded: true })), "delivered");
  assert.equal(outcome(pressed, standing({ version: 3, state: "withdrawn" })), "changed");
  assert.equal(outcome(draft(), standing({ version: 3, state: "confirmed", concluded: true })), "changed");
});

test("photos keep their shape and are never made larger", () => {
  assert.deepEqual(fit(4000, 3000), { width: 1600, height: 1200 });
  assert.deepEqual(fit(3000, 4000), { width: 1200, height: 1600 });
  assert.deepEqual(fit(800, 600), { width: 800, height: 600 });
  assert.deepEqual(fit(5000, 1), { width: 1600, height: 1 });
});

test("a finger's place is found on the finer grid of the canvas", () => {
  const box = { left: 16, top: 100, width: 320, height: 120 };
  assert.deepEqual(place({ clientX: 176, clientY: 160 }, box, { width: 960, height: 360 }), { x: 480, y: 180 });
});

/** A server in a few lines: every request is noted, its answer is the next of `answers`. */
function server(/** @type {any[]} */ answers) {
  /** @type {string[]} */
  const asked = [];
  globalThis.fetch = /** @type {any} */ (
    async (/** @type {string} */ url, /** @type {any} */ options) => {
      asked.push(`${options.method} ${url}`);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer instanceof Response ? answer : Response.json(answer);
    }
  );
  return { asked, at: { page: "/page", files: "/files", state: "/state", token: "t" } };
}

function listener() {
  /** @type {string[]} */
  const heard = [];
  return {
    heard,
    sending: () => {},
    trying: (/** @type {any} */ one) => void heard.push(`trying ${one.name}`),
    sent: async (/** @type {any} */ one) => void heard.push(`sent ${one.name}`),
    refused: async (/** @type {any} */ one, /** @type {string} */ why) => void heard.push(`refused ${one.name} ${why}`),
    removed: async (/** @type {string} */ name) => void heard.push(`removed ${name}`),
  };
}

test("a round sends what is there and ends with what the server has", async () => {
  const { asked, at } = server([standing(), { kept: "a.jpg" }, standing({ version: 3, label: "现场核查通过" })]);
  const on = listener();

  const { became, standing: now } = await round(at, draft({ intent: "confirm" }), () => [file("a.jpg")], on);

  assert.deepEqual([became, now.label], ["delivered", "现场核查通过"]);
  assert.deepEqual(asked, ["GET /state", "POST /files", "POST /page"]);
  assert.deepEqual(on.heard, ["trying a.jpg", "sent a.jpg"]);
});

test("a lost answer is found again: nothing is sent that has arrived", async () => {
  const there = standing({ version: 3, concluded: true, label: "现场核查通过", attachments: [{ kind: "site_photo", name: "a.jpg", sha256: "" }] });
  const { asked, at } = server([there]);

  const { became } = await round(at, draft({ intent: "confirm" }), () => [file("a.jpg")], listener());

  assert.equal(became, "delivered");
  assert.deepEqual(asked, ["GET /state"]);
});

for (const [what, answer, why] of [
  ["no network", new TypeError("failed"), "offline"],
  ["a busy server", new Response("", { status: 503 }), "busy"],
  ["a sign-in that ran out", new Response("", { status: 401 }), "login"],
  ["a page too old", new Response("", { status: 403 }), "stale"],
  ["a case that is gone", new Response("", { status: 404 }), "gone"],
]) {
  test(`${what} stops the round`, async () => {
    const { at } = server([standing(), answer]);
    await assert.rejects(round(at, draft({ intent: "confirm" }), () => [], listener()), (/** @type {any} */ one) => one instanceof Stopped && one.why === why);
  });
}

test("a refused conclusion carries its faults, a refused file is noted and the conclusion waits", async () => {
  const body = { error: { text: "不行" }, faults: { signed_by: "请填写" } };
  const refusing = server([standing(), Response.json(body, { status: 422 })]);
  await assert.rejects(round(refusing.at, draft({ intent: "confirm" }), () => [], listener()), (/** @type {any} */ one) => one instanceof Refused && one.faults.signed_by === "请填写");

  const { asked, at } = server([standing(), Response.json({ error: { text: "坏了" } }, { status: 422 })]);
  const files = [file("a.jpg")];
  const on = { ...listener(), refused: async (/** @type {any} */ one, /** @type {string} */ why) => void (files[0] = { ...one, why }) };
  assert.equal((await round(at, draft({ intent: "confirm" }), () => files, on)).became, "open");
  assert.deepEqual(asked, ["GET /state", "POST /files"]);
});

test("who asks again while a round fails is answered at once, not at the next try", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let rounds = 0;
  const way = courier(
    async () => {
      rounds += 1;
      if (rounds > 1) return;
      way.go(); // pressed while the first round is on its way
      throw new Stopped("offline");
    },
    async () => {},
  );

  await way.go();
  context.mock.timers.tick(1);
  assert.equal(rounds, 2);
});
