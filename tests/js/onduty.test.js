import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const { onDuty } = await import("../../fugong/doors/guard/static/guard/onduty.js");

const NOW = Date.parse("2020-02-24T09:00:00+08:00");
const header = {
  server_time: new Date(NOW).toISOString(), checkpoint: { id: "east" }, guards: [{ id: "g1", name: "赵*" }, { id: "g2", name: "钱*" }],
  duty: [
    { checkpoint: "west", guard: "g2", name: "钱*", since: "2020-02-24T07:00:00+08:00" },
    { checkpoint: "east", guard: "g1", name: "赵*", since: "2020-02-24T08:00:00+08:00" },
  ],
};
const taken = (/** @type {string | null} */ to, more = {}) => /** @type {any} */ ({ state: "waiting", at: NOW + 60_000, server: null, data: { to }, ...more });

test("the bundle says who is on duty here", () => {
  assert.deepEqual(onDuty(header, []), { id: "g1", name: "赵*", since: NOW - 3_600_000 });
  assert.equal(onDuty({ ...header, duty: [] }, []), null);
  assert.equal(onDuty(null, []), null);
});

test("what was written down on this device since comes first, unless the server could not do it", () => {
  assert.deepEqual(onDuty(header, [taken("g2")]), { id: "g2", name: "钱*", since: NOW + 60_000 });
  assert.equal(onDuty(header, [taken(null)]), null);
  assert.equal(onDuty(header, [taken("g2", { state: "sent", server: { outcome: "noted" } })])?.id, "g1");
  assert.equal(onDuty(header, [taken("g2", { state: "sent", at: NOW - 60_000 })])?.id, "g1");
});
