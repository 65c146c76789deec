/**
 * Those held for a fever until a second measurement, with another kind of thermometer after a rest, and
 * somebody's word say what it was. What this phone held itself is known here at once; what other gates held
 * comes with the bundle. Only the confirmation makes a standing hold; a normal second measurement sends them
 * back to scan. One that was too early or of the first one's kind is kept, marked, and frees nobody.
 *
 * @typedef {{celsius: number, instrument: string, at: string, marks: string[]}} Measured
 * @typedef {{passage: string, name: string, team: string, at: string, celsius: number | null, first: string,
 *   let_in: string | null, second: Measured | null, checkpoint: string}} Held as the bundle tells it
 * @typedef {import("./store.js").Logged} Logged
 */

import { choice, element, facts, key, sureKey } from "./make.js";
import { marksOf, proposed, termsOf, thermometersOf } from "./second.js";

const OUTCOMES = /** @type {const} */ ([["confirmed", "hold_confirm_fever"], ["cleared", "hold_clear"], ["gone", "hold_gone"]]);
const TOLD = { confirmed: "hold_confirmed", cleared: "hold_cleared", gone: "hold_saved" };

/** A further fever of somebody held within this time belongs to the hold that is open, as on the server; in ms. */
const STILL_THE_SAME = 12 * 3_600_000;

/** @param {import("./screens.js").Context} context */
export function start(context) {
  return new Holds(context);
}

class Holds {
  /** @param {import("./screens.js").Context} context */
  constructor(context) {
    this.context = context;
    /** What is half filled in, by passage, so that a new bundle takes nothing away. @type {Map<string, {celsius: string, first: string, instrument: string}>} */
    this.drafts = new Map();
    this.list = context.view.at("holds-list");
  }

  /** @returns {Promise<Held[]>} the newest first */
  async open() {
    const { header, store, entries, now } = this.context;
    const written = await entries.recent("hold.second_reading", "hold.settled", "temperature.read");
    return openHolds(header(), await store.recentLog(now()), written, await this.usual());
  }

  /** What this phone's guard measures with: as last said here, else as the pack says. */
  async usual() {
    return /** @type {string} */ (await this.context.store.get("thermometer")) ?? thermometersOf(this.context.header()).gate;
  }

  async count() {
    return (await this.open()).length;
  }

  /** Somebody was let in who is still held: the hold is not over by that. @param {Logged} one */
  async passed(one) {
    if (one.verdict !== "allow" || one.direction !== "in") return;
    const log = await this.context.store.recentLog(this.context.now());
    const mine = new Set(log.filter(({ key: who }) => who === one.key).map(({ id }) => id));
    if ((await this.open()).some(({ passage }) => mine.has(passage))) this.context.tell("hold_still", { name: one.name });
  }

  async draw() {
    if (this.list.contains(document.activeElement) && document.activeElement?.tagName === "INPUT") return;
    const held = await this.open();
    this.context.view.show("holds-empty", !held.length);
    const unfolded = new Set([...this.details()].filter((one) => one.open).map((one) => one.dataset.passage));
    this.list.replaceChildren(...held.map((one) => this.row(one)));
    for (const one of this.details()) one.open = unfolded.has(one.dataset.passage);
    this.tick();
  }

  /** @returns {NodeListOf<HTMLDetailsElement>} */
  details() {
    return this.list.querySelectorAll("details");
  }

  tick() {
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll("[data-rested]"))) {
      const left = Number(one.dataset.rested) - this.context.now();
      const text = left > 0 ? this.say("hold_rest", { time: countdown(left) }) : this.say("hold_rested");
      if (one.textContent === text) continue;
      one.textContent = text;
      one.classList.toggle("over", left <= 0);
      one.dispatchEvent(new CustomEvent("rest"));
    }
  }

  /** @param {string} text @param {Record<string, string | number>} [values] */
  say(text, values) {
    return this.context.words.say(text, values);
  }

  /** @param {string} moment */
  when(moment) {
    return this.context.words.when(Date.parse(moment), this.context.now());
  }

  /** @param {string} kind */
  kind(kind) {
    return kind ? this.say(`instrument_${kind}`) : this.say("instrument_unknown");
  }

  /** @param {Held} held */
  row(held) {
    const item = element("li");
    item.append(element("p", "who", `${held.name} ${held.team}`.trim()));
    const said = [this.say("hold_first", { time: this.when(held.at), celsius: held.celsius ?? "—", instrument: this.kind(held.first) }), held.checkpoint];
    item.append(facts("said", said));
    if (held.let_in) item.append(element("p", "wrong", this.say("hold_let_in", { time: this.when(held.let_in) })));
    const { second } = held;
    if (second) {
      item.append(element("p", "said", this.say("hold_second", { time: this.when(second.at), celsius: second.celsius, instrument: this.kind(second.instrument) })));
      if (second.marks.length) item.append(element("p", "wrong", this.say("hold_wrong", { why: this.why(second.marks) })));
    }
    if (second && !second.marks.length) item.append(this.ends(held, OUTCOMES));
    else item.append(...this.form(held), this.ends(held, OUTCOMES.slice(-1)));
    return item;
  }

  /** @param {string[]} marks */
  why(marks) {
    return new Intl.ListFormat(this.context.words.language).format(marks.map((mark) => this.say(`hold_${mark}`)));
  }

  /** @param {Held} held */
  form(held) {
    const terms = termsOf(this.context.header());
    const thermometers = thermometersOf(this.context.header());
    const draft = this.drafts.get(held.passage) ?? { celsius: "", first: held.first, instrument: proposed(held.first, thermometers) };
    this.drafts.set(held.passage, draft);
    const kinds = /** @type {[string, string][]} */ (thermometers.kinds.map((one) => [one, this.kind(one)]));
    const firstAt = Date.parse(held.at);
    const rest = element("p", "rest");
    rest.dataset.rested = String(firstAt + terms.rest);

    const first = /** @type {HTMLDetailsElement} */ (element("details"));
    first.dataset.passage = held.passage;
    const summary = element("summary");
    first.append(summary, choice(this.say("hold_first_kind"), kinds, draft.first, (value) => {
      draft.first = value;
      first.open = false;
      ready();
    }));
    const label = element("label", "measure");
    const field = /** @type {HTMLInputElement} */ (element("input"));
    Object.assign(field, { inputMode: "decimal", maxLength: 5, value: draft.celsius, autocomplete: "off" });
    label.append(this.say("temperature"), field, "℃");
    const degrees = () => Number(field.value.replace(/[,，。]/, "."));
    const wrong = element("p", "wrong");
    const done = sureKey(this.say("hold_measure"), this.say("hold_anyway"), () => this.measure(held, draft, degrees()), () => wrong.hidden);
    done.classList.add("main");
    const ready = () => {
      draft.celsius = field.value;
      summary.textContent = this.say("hold_first_was", { instrument: this.kind(draft.first) });
      const marks = marksOf({ first: draft.first, firstAt, second: draft.instrument, secondAt: this.context.now() }, { ...terms, tolerance: 0 });
      wrong.hidden = !marks.length;
      wrong.textContent = marks.length ? this.say("hold_would_not_count", { why: this.why(marks) }) : "";
      done.disabled = !(draft.instrument && degrees() >= 34 && degrees() <= 43);
    };
    field.addEventListener("input", ready);
    rest.addEventListener("rest", ready);
    ready();
    const second = choice(this.say("hold_instrument"), kinds, draft.instrument, (value) => {
      draft.instrument = value;
      ready();
    });
    return [rest, first, second, label, wrong, done];
  }

  /** @param {Held} held @param {{first: string, instrument: string}} draft @param {number} celsius */
  async measure(held, draft, celsius) {
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    if (draft.first && draft.first !== held.first) await this.context.store.set("thermometer", draft.first);
    await this.context.entries.record("hold.second_reading", {
      passage: held.passage, celsius, instrument: draft.instrument, ...(draft.first ? { first_instrument: draft.first } : {}),
    });
    this.drafts.delete(held.passage);
    this.context.tell("hold_measured", { name: held.name, celsius });
    await this.draw();
  }

  /** What it was: a second tap makes it so. @param {Held} held @param {readonly (readonly [keyof typeof TOLD, string])[]} outcomes */
  ends(held, outcomes) {
    const box = element("div", "ends");
    const threshold = Number(this.context.known()?.table.parameters.fever_threshold ?? Infinity);
    const likely = (held.second?.celsius ?? 0) >= threshold ? "confirmed" : "cleared";
    for (const [outcome, text] of outcomes) {
      const sure = `${this.say(text)} · ${this.say("hold_sure")}`;
      const button = sureKey(this.say(text), sure, async () => {
        for (const one of box.querySelectorAll("button")) one.disabled = true;
        await this.context.entries.record("hold.settled", { passage: held.passage, outcome });
        this.context.tell(TOLD[outcome], { name: held.name });
        await this.context.open("holds");
      });
      if (outcome === likely) button.classList.add("main");
      box.append(button);
    }
    return box;
  }
}

/**
 * Who is held now: the bundle's with what this phone saw and wrote on top.
 * @param {any} header
 * @param {Logged[]} log newest first
 * @param {import("./store.js").Written[]} written newest first
 * @param {string} usual what this phone's guard measures with
 * @returns {Held[]} the newest first
 */
export function openHolds(header, log, written, usual) {
  const terms = termsOf(header);
  const told = /** @type {Held[] | undefined} */ (header?.holds);
  const asOf = Date.parse(header?.server_time ?? "");
  const found = new Map((told ?? []).map((one) => [one.passage, { ...one }]));
  const who = new Map(log.map((one) => [one.id, one.key]));
  const byTerminal = new Set(written.filter(({ kind }) => kind === "temperature.read").map(({ data }) => data.passage));
  for (const one of log) {
    if (one.verdict !== "hold" || one.reason !== "fever" || one.direction !== "in" || found.has(one.id)) continue;
    if (told && one.state === "sent" && asOf > one.at) continue; // settled elsewhere
    found.set(one.id, {
      passage: one.id, name: one.name, team: one.team, at: new Date(one.at).toISOString(), celsius: one.temperature,
      first: byTerminal.has(one.id) ? thermometersOf(header).terminal : usual, let_in: null, second: null, checkpoint: "",
    });
  }
  /** @type {Map<string, number>} */
  const settled = new Map();
  for (const one of [...written].reverse()) {
    const hold = found.get(one.data.passage);
    if (!hold) continue;
    if (one.kind === "hold.settled" && one.server?.outcome !== "noted") settled.set(hold.passage, one.at);
    if (one.kind !== "hold.second_reading" || (one.state === "sent" && asOf > one.at) || (hold.second && !hold.second.marks.length)) continue;
    hold.first = one.data.first_instrument || hold.first;
    const marks = marksOf({ first: hold.first, firstAt: Date.parse(hold.at), second: one.data.instrument, secondAt: one.at }, terms);
    hold.second = { celsius: one.data.celsius, instrument: one.data.instrument, at: new Date(one.at).toISOString(), marks };
  }
  /** Until when a further fever of somebody belongs to the hold before. @type {Map<string, number>} */
  const lasting = new Map();
  for (const hold of [...found.values()].sort((a, b) => a.at.localeCompare(b.at))) {
    const key = who.get(hold.passage) ?? "";
    const since = Date.parse(hold.at);
    if (since < (lasting.get(key) ?? -Infinity)) {
      found.delete(hold.passage);
      continue;
    }
    const admitted = log.filter((one) => key && one.key === key && one.direction === "in" && one.verdict === "allow" && one.reason === "ok" && one.at > since);
    const counts = (/** @type {Logged} */ { at }) => !marksOf({ first: hold.first, firstAt: since, second: usual, secondAt: at }, terms).length;
    const over = Math.min(settled.get(hold.passage) ?? Infinity, ...admitted.filter(counts).map(({ at }) => at));
    if (key) lasting.set(key, Math.min(over, since + STILL_THE_SAME));
    if (over < Infinity) found.delete(hold.passage);
    else if (admitted.length) hold.let_in ??= new Date(admitted[admitted.length - 1].at).toISOString();
  }
  return [...found.values()].sort((a, b) => b.at.localeCompare(a.at));
}

/** Minutes and seconds that run down: 9:05. @param {number} left in ms */
function countdown(left) {
  const seconds = Math.ceil(left / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
