/**
 * Visitors: who is expected, who is inside, who stays too long; somebody without a phone is written in here. All of
 * it without a network. The rule that judges the answers is the pack's own screening table, as the bundle carries it.
 *
 * @typedef {import("./decide.js").Visitor} Visitor
 * @typedef {import("./store.js").Written} Written
 * @typedef {{id: string, type: string, text: Record<string, string>, gives: string | null, show_when: any,
 *   options: {code: string, text: Record<string, string>}[]}} Question
 * @typedef {{questions: Question[], rows: {verdict: string | null, reason: string, when: any}[], parameters: Record<string, any>}} Visiting
 */

import { evaluate } from "../rules/rules.js";
import { choice, element, facts, field, key, sureKey } from "./make.js";
import { masked } from "./people.js";
import { dayOf } from "./time.js";

const HOURS = [1, 2, 4, 8];
const LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const HOUR = 3_600_000;
const NEEDED = /** @type {const} */ (["name", "employer", "origin", "purpose", "host"]);
const MOBILE = /^1[3-9]\d{9}$/;

/** @param {import("./screens.js").Context} context */
export function start(context) {
  return new Visits(context);
}

/** Twelve random characters without look-alikes, as the server makes references. */
export function newReference() {
  return Array.from(crypto.getRandomValues(new Uint32Array(12)), (n) => LETTERS[n % LETTERS.length]).join("");
}

/** Where a visitor stands: the list's part. @param {Visitor} one @param {number} now */
export function placeOf(one, now) {
  const until = Date.parse(one.expected_until);
  if (one.arrived_at && !one.left_at) return now > until ? "overdue" : "inside";
  if (one.isolated) return "fever";
  if (one.status === "left" || one.answer === "no" || now > until) return "over";
  return one.answer === "waiting" ? "asked" : "expected";
}

/**
 * The answers' verdict by the pack's rows: the first that holds; what a visitor is not asked stays open and is passed over.
 * @param {Visiting} visiting @param {Record<string, any>} answers by question @param {string} day
 */
export function verdictOf(visiting, answers, day) {
  /** @type {Record<string, any>} */
  const facts = { on: day, declared: true, reported: true, isolated: false, observed: false, certificate: "valid" };
  for (const { id, gives } of visiting.questions) if (gives && answers[id] !== undefined) facts[gives] = answers[id];
  const row = visiting.rows.find(({ when }) => evaluate(when, facts, visiting.parameters).holds);
  return { verdict: row?.verdict ?? null, reason: row?.reason ?? "no_report" };
}

/** Whether a question is asked after these answers. @param {Question} question @param {Record<string, any>} answers */
export function isAsked(question, answers) {
  return !question.show_when || evaluate(question.show_when, answers).holds === true;
}

/**
 * All that is wrong with what was written: at which field or question, and the key of its words.
 * @param {ReturnType<typeof emptyDraft>} draft @param {Question[]} questions @returns {{at: string, says: string}[]}
 */
export function faultsOf(draft, questions) {
  const phone = draft.phone.normalize("NFKC").replace(/[\s-]/g, "");
  return [
    ...NEEDED.filter((name) => !draft[name].trim()).map((at) => ({ at, says: "visit_needed" })),
    ...(phone && !MOBILE.test(phone) ? [{ at: "phone", says: "visit_bad_phone" }] : []),
    ...questions.filter((one) => isAsked(one, draft.answers) && draft.answers[one.id] === undefined).map(({ id }) => ({ at: id, says: "visit_unanswered" })),
  ];
}

/** Somebody written in here, as the bundle would have them: of the data there is only what was kept to be shown. @param {Written} written @param {(key: string, values?: any) => string} say */
export function fromEntry({ at, data }, say) {
  return /** @type {Visitor} */ ({
    ref: data.reference, kind: "visitor", visit: data.kind, job_number: "", name: data.name,
    team: say("visitor_of", { host: data.host }), status: "active", isolated: false, observed: false,
    verdict: data.judged.verdict, reason: data.judged.reason, reported_for: dayOf(at), void_before: null,
    answer: data.yes ? "yes" : "waiting", expected_from: new Date(at - HOUR).toISOString(), due_at: new Date(at).toISOString(),
    expected_until: data.until, host: data.host, escort: data.escort, arrived_at: null, left_at: null,
  });
}

class Visits {
  /** @param {import("./screens.js").Context} context */
  constructor(context) {
    this.context = context;
    this.box = context.view.at("visits-box");
    this.mode = "list";
    this.draft = emptyDraft();
    /** Whether what is wrong was told, and is told again with each change. */
    this.told = false;
  }

  /** @param {string} text @param {Record<string, string | number>} [values] */
  say(text, values) {
    return this.context.words.say(text, values);
  }

  get visiting() {
    return /** @type {Visiting | undefined} */ (/** @type {any} */ (this.context.header())?.visiting);
  }

  /** The bundle's visitors with those written in here on top, and today's passages at this gate. @returns {Promise<Visitor[]>} */
  async visitors() {
    const people = this.context.known()?.people ?? new Map();
    for (const one of await this.context.entries.recent("visit.register")) {
      if (!people.has(one.data.reference)) people.set(one.data.reference, fromEntry(one, (text, values) => this.say(text, values)));
    }
    const log = await this.context.store.recentLog(this.context.now());
    // A fever confirmed here keeps out at once; the server's word comes with the next bundle.
    for (const { data } of (await this.context.entries.recent("hold.settled")).filter((one) => one.data.outcome === "confirmed")) {
      const person = people.get(log.find(({ id }) => id === data.passage)?.key ?? "");
      if (person && "kind" in person) person.isolated = true;
    }
    const found = [...people.values()].filter((one) => /** @type {any} */ (one).kind === "visitor");
    return found.map((one) => this.withPassages(/** @type {Visitor} */ (one), log));
  }

  /** @param {Visitor} one @param {import("./store.js").Logged[]} log newest first */
  withPassages(one, log) {
    const mine = log.find(({ key: ref, verdict }) => ref === one.ref && verdict === "allow");
    const known = Date.parse(one.left_at ?? one.arrived_at ?? "");
    if (!mine || mine.at <= known) return one;
    const at = new Date(mine.at).toISOString();
    return mine.direction === "in" ? { ...one, arrived_at: one.arrived_at ?? at, left_at: null } : { ...one, left_at: at };
  }

  /** Those who stay too long are what waits for the guard. */
  async count() {
    const now = this.context.now();
    return (await this.visitors()).filter((one) => placeOf(one, now) === "overdue").length;
  }

  async draw() {
    if (this.mode === "list") await this.list();
  }

  speak() {
    return this.mode === "list" ? this.list() : this.form();
  }

  home() {
    this.mode = "list";
    this.draft = emptyDraft();
    return this.list();
  }

  async list() {
    const now = this.context.now();
    const visitors = await this.visitors();
    const parts = [key(this.say("visit_add"), () => this.open(), "main")];
    for (const place of ["overdue", "fever", "asked", "expected", "inside"]) {
      const here = visitors.filter((one) => placeOf(one, now) === place).sort((a, b) => a.expected_until.localeCompare(b.expected_until));
      if (!here.length) continue;
      const rows = element("ol", "yard");
      for (const one of here) rows.append(this.row(one, place));
      parts.push(/** @type {any} */ (element("h2", "", `${this.say(`visits_${place}`)} ${here.length}`)), /** @type {any} */ (rows));
    }
    if (parts.length === 1) parts.push(/** @type {any} */ (element("p", "said", this.say("visits_empty"))));
    this.box.replaceChildren(...parts);
  }

  /** @param {Visitor} one @param {string} place */
  row(one, place) {
    const item = element("li");
    const time = (/** @type {string} */ moment) => this.context.words.when(Date.parse(moment), this.context.now());
    item.append(
      element("p", "who", one.name),
      facts("said", [this.say(`visit_${one.visit}`), this.say("visit_host", { host: one.host }), one.escort ? this.say("visit_escort", { name: one.escort }) : ""]),
      element("p", place === "overdue" ? "noted" : "said", this.say("visit_times", { from: time(one.arrived_at ?? one.due_at), until: time(one.expected_until) })),
    );
    if (one.refused) item.append(element("p", "noted", this.say("visit_refused", { when: time(one.refused.at), why: one.refused.why })));
    if (place === "asked") item.append(element("p", "noted", this.say("visit_waits")));
    const keys = element("div", "keys row");
    const code = `FGB:${one.ref}`;
    if (place === "inside" || place === "overdue") keys.append(sureKey(this.say("visit_out"), this.say("press_again"), () => this.pass(code, "out")));
    if (place === "expected") keys.append(key(this.say("visit_in"), () => this.pass(code, "in"), "main"));
    if (keys.childElementCount) item.append(keys);
    return item;
  }

  /** As if the badge had been scanned. @param {string} code @param {"in" | "out"} direction */
  async pass(code, direction) {
    this.context.home();
    await this.context.scanned(code, direction);
  }

  // Somebody is written in

  open() {
    this.mode = "form";
    this.told = false;
    this.form();
    this.box.parentElement.scrollTop = 0;
  }

  form() {
    const { draft } = this;
    const fault = element("p", "noted");
    fault.setAttribute("role", "alert");
    fault.hidden = true;
    const ends = element("div", "keys confirm");
    const done = key(this.say("visit_write"), async () => {
      this.told = true;
      const wrong = this.mark();
      fault.hidden = !wrong.length;
      fault.textContent = wrong.length ? this.say("visit_faults", { n: wrong.length }) : "";
      wrong[0]?.querySelector("input, button")?.focus();
      wrong[0]?.scrollIntoView({ block: "center" });
      if (wrong.length) return;
      done.disabled = true;
      await this.write();
    }, "main");
    ends.append(key(this.say("cancel"), () => this.home()), done);
    const line = (/** @type {"name" | "phone" | "employer" | "origin" | "purpose" | "host" | "host_hint" | "yes_by" | "escort"} */ name, /** @type {Partial<HTMLInputElement>} */ more = {}) =>
      placed(name, field(this.say(`visit_field_${name}`), draft[name], (value) => {
        draft[name] = value;
        this.mark();
      }, more));
    const questions = element("div", "ask");
    this.questions(questions);
    this.box.replaceChildren(
      choice(this.say("visit_kind"), this.context.sets.visits.map((one) => [one, this.say(`visit_${one}`)]), draft.kind, (value) => (draft.kind = value)),
      line("name", { maxLength: 30 }), line("phone", { maxLength: 20, inputMode: "tel" }), line("employer"), line("origin"),
      line("purpose", { maxLength: 200 }), line("host", { maxLength: 30 }), line("host_hint"),
      questions,
      element("p", "said", this.say("visit_yes_hint")), line("yes_by", { maxLength: 30 }),
      choice(this.say("visit_stays"), HOURS.map((one) => [String(one), this.say("visit_hours", { n: one })]), String(draft.hours), (value) => (draft.hours = Number(value))),
      line("escort", { maxLength: 30 }), fault, ends,
    );
  }

  /** The questions that follow from the answers so far. @param {HTMLElement} box */
  questions(box) {
    const { answers } = this.draft;
    const shown = (this.visiting?.questions ?? []).filter((one) => isAsked(one, answers));
    box.replaceChildren(...shown.map((one) => placed(one.id, this.question(one, box))));
    this.mark();
  }

  /** Says at each field what is wrong with it, once it was told; those fields, from top to bottom. @returns {HTMLElement[]} */
  mark() {
    if (!this.told) return [];
    const faults = new Map(faultsOf(this.draft, this.visiting?.questions ?? []).map(({ at, says }) => [at, says]));
    const rows = /** @type {HTMLElement[]} */ ([...this.box.querySelectorAll("[data-at]")]);
    for (const row of rows) {
      const says = faults.get(row.dataset.at ?? "");
      row.querySelector(".noted")?.remove();
      row.querySelector("input")?.setAttribute("aria-invalid", String(Boolean(says)));
      if (says) row.append(element("small", "noted", this.say(says)));
    }
    return rows.filter((row) => faults.has(row.dataset.at ?? ""));
  }

  /** @param {Question} one @param {HTMLElement} box */
  question(one, box) {
    const { answers } = this.draft;
    const label = one.text[this.context.words.language];
    if (one.type === "yes_no") {
      const value = answers[one.id] === undefined ? "" : String(answers[one.id]);
      return choice(label, [["false", this.say("no")], ["true", this.say("yes")]], value, (said) => {
        answers[one.id] = said === "true";
        this.questions(box);
      });
    }
    if (one.type === "multi") return this.several(one, label);
    if (one.type === "date") return field(label, answers[one.id] ?? "", (value) => {
      answers[one.id] = value || undefined;
      this.mark();
    }, { type: "date", max: dayOf(this.context.now()) });
    return field(label, answers[one.id] ?? "", (value) => {
      answers[one.id] = value || undefined;
      this.mark();
    });
  }

  /** Several may be pressed; "none" takes the others back. @param {Question} one @param {string} label */
  several(one, label) {
    const { answers } = this.draft;
    const group = element("fieldset", "choice");
    const keys = element("div", "keys-flow");
    const draw = () => {
      const chosen = /** @type {string[] | undefined} */ (answers[one.id]);
      for (const button of keys.children) {
        const code = /** @type {HTMLElement} */ (button).dataset.code ?? "";
        button.setAttribute("aria-pressed", String(code ? Boolean(chosen?.includes(code)) : chosen?.length === 0));
      }
    };
    const add = (/** @type {string} */ code, /** @type {string} */ word) => {
      const button = key(word, () => {
        const chosen = /** @type {string[]} */ (answers[one.id] ?? []);
        answers[one.id] = !code ? [] : chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code];
        draw();
        this.mark();
      });
      button.dataset.code = code;
      keys.append(button);
    };
    add("", this.say("none_of_these"));
    for (const { code, text } of one.options) add(code, text[this.context.words.language]);
    draw();
    group.append(element("legend", "", label), keys);
    return group;
  }

  async write() {
    const { draft } = this;
    const visiting = this.visiting;
    const now = this.context.now();
    const asked = (visiting?.questions ?? []).filter((one) => isAsked(one, draft.answers));
    const answers = Object.fromEntries(asked.map(({ id }) => [id, draft.answers[id]]));
    const judged = visiting ? verdictOf(visiting, answers, dayOf(now)) : { verdict: null, reason: "no_report" };
    const reference = newReference();
    const data = {
      reference, kind: draft.kind, name: draft.name, phone: draft.phone, employer: draft.employer, origin: draft.origin,
      purpose: draft.purpose, host: draft.host, host_hint: draft.host_hint, yes_by: draft.yes_by, escort: draft.escort,
      until: new Date(now + draft.hours * HOUR).toISOString(),
      answers: Object.entries(answers).map(([id, value]) => ({ id, value: said(value) })), judged,
    };
    const shown = {
      reference, kind: data.kind, name: masked(data.name), host: masked(data.host), escort: masked(data.escort), yes: Boolean(data.yes_by.trim()),
      until: data.until, judged,
    };
    await this.context.entries.record("visit.register", data, { shown });
    await this.home();
    if (!draft.yes_by.trim()) return this.context.tell("visit_asked_host", { host: draft.host });
    return this.pass(`FGB:${reference}`, "in");
  }
}

/** A row of the form that says where its faults belong. @param {string} at @param {HTMLElement} row */
function placed(at, row) {
  row.dataset.at = at;
  return row;
}

/** @param {any} value an answer */
function said(value) {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? value.join(",") : String(value ?? "");
}

function emptyDraft() {
  return {
    kind: "visitor", name: "", phone: "", employer: "", origin: "", purpose: "", host: "", host_hint: "", yes_by: "",
    escort: "", hours: 4, answers: /** @type {Record<string, any>} */ ({}),
  };
}
