import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const { faultsOf, isAsked, newReference, placeOf, verdictOf } = await import("../../fugong/doors/guard/static/guard/visits.js");

const question = (id, gives, more = {}) => ({ id, type: "yes_no", text: {}, gives, options: [], show_when: null, ...more });
const visiting = {
  questions: [
    question("contact", "contact_with_case"),
    question("last_contact_on", "last_contact_on", { type: "date", show_when: { fact: "contact", is: true } }),
    question("symptoms", "symptoms", { type: "multi" }),
  ],
  rows: [
    { verdict: "barred", reason: "fever", when: { fact: "temperature", at_least: { param: "fever_threshold" } } },
    { verdict: "barred", reason: "symptoms", when: { fact: "symptoms", has_any: ["dry_cough"] } },
    {
      verdict: "barred", reason: "contact",
      when: { all: [{ fact: "contact_with_case", is: true }, { fact: "on", at_most: { days_after: [{ fact: "last_contact_on" }, { param: "observation_days" }] } }] },
    },
    { verdict: "clear", reason: "ok", when: "always" },
  ],
  parameters: { fever_threshold: 37.3, observation_days: 14 },
};
const judged = (answers) => verdictOf(visiting, answers, "2020-02-24").reason;

test("a guard's answers are judged by the pack's rows; the temperature is not asked", () => {
  assert.equal(judged({ contact: false, symptoms: [] }), "ok");
  assert.equal(judged({ contact: false, symptoms: ["dry_cough"] }), "symptoms");
  assert.equal(judged({ contact: true, last_contact_on: "2020-02-11", symptoms: [] }), "contact");
  assert.equal(judged({ contact: true, last_contact_on: "2020-02-01", symptoms: [] }), "ok");
});

test("what follows from an answer is asked only then", () => {
  const [, day] = visiting.questions;
  assert.equal(isAsked(day, {}), false);
  assert.equal(isAsked(day, { contact: false }), false);
  assert.equal(isAsked(day, { contact: true }), true);
});

test("all that is wrong is told at once", () => {
  const draft = { kind: "driver", name: "周", phone: "1370000", employer: " ", origin: "洛阳", purpose: "", host: "钱", answers: { contact: true } };
  assert.deepEqual(faultsOf(draft, visiting.questions), [
    { at: "employer", says: "visit_needed" }, { at: "purpose", says: "visit_needed" }, { at: "phone", says: "visit_bad_phone" },
    { at: "last_contact_on", says: "visit_unanswered" }, { at: "symptoms", says: "visit_unanswered" },
  ]);
  assert.deepEqual(faultsOf({ ...draft, phone: "137 0000-1111", employer: "顺达", purpose: "送货", answers: { contact: false, symptoms: [] } }, visiting.questions), []);
});

test("the list knows who is expected, inside, too long inside", () => {
  const now = Date.parse("2020-02-24T02:00:00Z");
  const one = { answer: "yes", status: "active", expected_until: "2020-02-24T04:00:00Z", arrived_at: null, left_at: null };
  assert.equal(placeOf(one, now), "expected");
  assert.equal(placeOf({ ...one, answer: "waiting" }, now), "asked");
  assert.equal(placeOf({ ...one, arrived_at: "2020-02-24T01:00:00Z" }, now), "inside");
  assert.equal(placeOf({ ...one, arrived_at: "2020-02-24T01:00:00Z", expected_until: "2020-02-24T01:30:00Z" }, now), "overdue");
  assert.equal(placeOf({ ...one, status: "left" }, now), "over");
});

test("a reference looks like the server's", () => {
  assert.match(newReference(), /^[2-9A-HJ-NP-Z]{12}$/);
});
