import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const GUARD = "../../fugong/doors/guard/static/guard/";
const { closed } = await import(`${GUARD}boxes.js`);
const { Entries } = await import(`${GUARD}entries.js`);

const ECDH = { name: "ECDH", namedCurve: "P-256" };
const server = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(ECDH, true, ["deriveBits"]));
const { x, y } = await crypto.subtle.exportKey("jwk", server.publicKey);
const box = { kid: "k1", x, y };
const NOW = Date.parse("2020-02-24T09:00:00+08:00");

/** As the server opens it. @param {string} text @param {string} context */
async function opened(text, context) {
  const [suite, kid, body] = text.split(".");
  assert.deepEqual([suite, kid], ["P256", "k1"]);
  const bytes = Buffer.from(body, "base64url");
  const sender = await crypto.subtle.importKey("raw", bytes.subarray(0, 65), ECDH, true, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: sender }, server.privateKey, 256);
  const salt = Buffer.concat([bytes.subarray(0, 65), Buffer.from(await crypto.subtle.exportKey("raw", server.publicKey))]);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const once = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt, info: Buffer.from("fugong box") }, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"],
  );
  const within = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: Buffer.from(context) };
  return JSON.parse(Buffer.from(await crypto.subtle.decrypt(within, once, bytes.subarray(65))).toString());
}

/** A device with this bundle, and what it keeps. @param {any} [more] of the bundle */
function device(more = {}) {
  /** @type {any[]} */
  const kept = [];
  const store = {
    recordEntry: async (/** @type {any} */ entry, /** @type {any} */ written) => kept.push({ entry, written }) && "disk",
    recentlyWritten: async () => kept.map(({ written }) => written).reverse(),
  };
  const header = {
    enterprise: { id: "e" }, device: { id: "d" }, checkpoint: { id: "c" }, server_time: new Date(NOW - 60_000).toISOString(), box, ...more,
  };
  return { kept, entries: new Entries(/** @type {any} */ (store), () => header, () => NOW) };
}

test("what a guard wrote in waits closed: the device keeps what it shows and cannot read the rest", async () => {
  const { kept, entries } = device();
  const data = { name: "张三丰", phone: "13800001111" };

  const { id } = await entries.record("visit.register", data, { shown: { name: "张*" } });

  assert.doesNotMatch(JSON.stringify(kept), /三丰|13800001111/);
  const [{ entry, written }] = kept;
  assert.deepEqual(await opened(entry.closed, `${id} visit.register e d`), data);
  for (const other of ["vehicle.in e d", "visit.register e2 d", "visit.register e d2", "visit.register"]) await assert.rejects(opened(entry.closed, `${id} ${other}`));
  assert.equal("data" in entry, false);
  assert.deepEqual([written.id, written.data, written.state], [id, { name: "张*" }, "waiting"]);
});

test("no two boxes are alike", async () => {
  assert.notEqual(await closed(box, "x", {}), await closed(box, "x", {}));
});

test("before the server's key is known an entry waits as it is: nothing is lost for it", async () => {
  const { kept, entries } = device({ box: undefined });

  await entries.record("vehicle.out", { plate: "豫H12345" });

  assert.deepEqual(kept[0].entry.data, { plate: "豫H12345" });
});

test("an entry says who was on duty, unless somebody else says it", async () => {
  const { kept, entries } = device({ duty: [{ checkpoint: "c", guard: "g1", name: "赵*", since: "2020-02-24T07:00:00+08:00" }] });

  await entries.record("hold.settled", { passage: "p", outcome: "gone" });
  await entries.record("duty.taken_over", { to: "g2" }, { by: "g2" });
  await entries.record("hold.settled", { passage: "q", outcome: "gone" });

  assert.deepEqual(kept.map(({ entry }) => entry.by), ["g1", "g2", "g2"]);
});
