/**
 * Vehicles from outside: the plate by large keys, known plates first; a place is found at once; disinfected; out.
 * Whoever sits in it passes the person's gate as well: here stands who has not yet. All of it without a network.
 *
 * @typedef {{plate: string, as_seen: boolean, vehicle: string, trailer: string, driver: {name: string, ref: string}, riders: string[], passengers: string,
 *   cargo: string, origin: string, host: string, area: string}} Draft
 */

import { choice, element, facts, field, key, sureKey } from "./make.js";
import { masked } from "./people.js";
import { PROVINCES, readPlate, tidyPlate } from "./plates.js";
import { dayOf } from "./time.js";
import { placeOf } from "./visits.js";
import { areasOf, freeArea, matching, noted, vehiclesOf } from "./yard.js";

const KINDS = ["vehicle.in", "vehicle.parked", "vehicle.disinfected", "vehicle.out"];
const DISINFECTANTS = ["chlorine", "peracetic", "alcohol"];
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const MOST_OFFERED = 6;
const LONGEST = 12;
const MOST_PASSED = 4;
/** How long the verdict of a driver just registered is seen, before the form comes back. */
const BACK_AFTER = 4_000;

/** @param {import("./screens.js").Context} context */
export function start(context) {
  return new Vehicles(context);
}

class Vehicles {
  /** @param {import("./screens.js").Context} context */
  constructor(context) {
    this.context = context;
    this.box = context.view.at("vehicles-box");
    /** What is open: the list, the plate's keys, the form of one that comes in, or a question about one here. */
    this.mode = "list";
    /** @type {Draft} */
    this.draft = emptyDraft();
    /** @type {string | null} */
    this.asked = null;
    /** The driver is being registered: who passes next as a visitor is the driver. */
    this.fetching = false;
  }

  /** @param {import("./store.js").Logged} one */
  async passed({ key: ref, verdict, direction }) {
    const who = /** @type {any} */ (this.context.known()?.people.get(ref));
    if (!this.fetching || verdict !== "allow" || direction !== "in" || !who?.kind) return;
    this.fetching = false;
    this.draft.driver = { name: "", ref };
    setTimeout(() => this.context.view.screen === "ready" && this.context.open("vehicles"), BACK_AFTER);
  }

  async known() {
    const header = this.context.header() ?? { server_time: "" };
    const written = await this.context.entries.recent(...KINDS);
    return { header, written, ...vehiclesOf(/** @type {any} */ (header), written) };
  }

  /** Those that want something: still to be disinfected, or somebody in it has not passed. */
  async count() {
    return (await this.known()).inside.filter((one) => !one.disinfected || one.not_passed.length).length;
  }

  async draw() {
    if (this.mode === "list") await this.list();
    else if (this.mode === "form" && !this.box.contains(document.activeElement)) await this.form();
  }

  speak() {
    return { list: () => this.list(), plate: () => this.plate(), form: () => this.form() }[this.mode]?.();
  }

  /** @param {string} mode @param {() => Promise<unknown>} show */
  async go(mode, show) {
    this.mode = mode;
    await show();
    this.box.parentElement.scrollTop = 0;
  }

  home() {
    this.draft = emptyDraft();
    this.asked = null;
    this.fetching = false;
    return this.go("list", () => this.list());
  }

  /** @param {string} text @param {Record<string, string | number>} [values] */
  say(text, values) {
    return this.context.words.say(text, values);
  }

  // The list

  async list() {
    const { inside, header, written } = await this.known();
    const areas = areasOf(/** @type {any} */ (header), "parking", inside);
    const add = key(this.say("vehicle_add"), () => this.go("plate", () => this.plate()), "main");
    const rows = element("ol", "yard");
    for (const one of inside) rows.append(this.row(one, areas));
    const parts = [add, ...this.told(written), facts("said", areas.map((area) => `${area.name} ${area.taken}/${area.capacity}`))];
    if (!inside.length) parts.push(element("p", "said", this.say("vehicles_empty")));
    this.box.replaceChildren(...parts, rows);
  }

  /** What the server could not do with what was told. @param {import("./store.js").Written[]} written */
  told(written) {
    return noted(written).slice(0, 3).map((one) => element("p", "noted", `${one.data.plate}：${one.server?.text ?? ""}`));
  }

  /** @param {import("./yard.js").Vehicle} one @param {import("./yard.js").Area[]} areas */
  row(one, areas) {
    const item = element("li");
    const head = element("p", "who", one.plate);
    if (one.trailer) head.append(element("small", "", ` ${one.trailer}`));
    const area = areas.find(({ id }) => id === one.area);
    const since = one.came_at ? this.say("vehicle_since", { time: this.when(one.came_at) }) : "";
    item.append(head, facts("said", [this.say(`vehicle_${one.vehicle}`), since, area?.name ?? this.say("no_area"), one.driver]));
    if (one.not_passed.length) item.append(element("p", "noted", this.say("vehicle_not_passed", { names: one.not_passed.join("、") })));
    if (one.no_visit?.length) item.append(element("p", "noted", this.say("vehicle_no_visit", { names: one.no_visit.join("、") })));
    item.append(element("p", one.disinfected ? "said" : "noted", this.say(one.disinfected ? "disinfected" : "not_disinfected")));
    const keys = element("div", "keys row");
    if (!one.disinfected) keys.append(key(this.say("disinfect"), () => this.ask(one, "disinfect"), "main"));
    if (areas.length > 1) keys.append(key(this.say("repark"), () => this.ask(one, "park")));
    keys.append(sureKey(this.say("vehicle_out"), this.say(one.disinfected ? "press_again" : "out_undisinfected"), () => this.out(one)));
    item.append(keys);
    if (this.asked === `${one.stay} disinfect`) item.append(this.disinfectants(one));
    if (this.asked === `${one.stay} park`) item.append(this.places(one, areas));
    return item;
  }

  /** @param {string} moment */
  when(moment) {
    return this.context.words.when(Date.parse(moment), this.context.now());
  }

  /** @param {import("./yard.js").Vehicle} one @param {string} about */
  ask(one, about) {
    const asked = `${one.stay} ${about}`;
    this.asked = this.asked === asked ? null : asked;
    return this.list();
  }

  /** @param {import("./yard.js").Vehicle} one */
  disinfectants(one) {
    const keys = element("div", "keys-flow");
    for (const name of DISINFECTANTS) {
      const word = this.say(`using_${name}`);
      keys.append(key(word, () => this.write("vehicle.disinfected", one, { using: word }, "disinfected_saved")));
    }
    return keys;
  }

  /** @param {import("./yard.js").Vehicle} one @param {import("./yard.js").Area[]} areas */
  places(one, areas) {
    const keys = element("div", "keys-flow");
    for (const area of areas) {
      const button = key(areaWord(area), () => this.write("vehicle.parked", one, { area: area.id }, "saved"));
      button.disabled = area.id === one.area;
      keys.append(button);
    }
    return keys;
  }

  /** @param {import("./yard.js").Vehicle} one */
  out(one) {
    return this.write("vehicle.out", one, {}, "vehicle_left");
  }

  /** @param {string} kind @param {import("./yard.js").Vehicle} one @param {Record<string, unknown>} data @param {string} said */
  async write(kind, one, data, said) {
    const form = readPlate(one.plate);
    await this.context.entries.record(kind, { stay: one.stay, plate: one.plate, ...(form.fault ? { as_seen: true } : {}), ...data });
    await this.home();
    this.context.tell(said, { plate: one.plate, name: one.plate });
  }

  // The plate

  async plate() {
    const { inside, known } = await this.known();
    const typed = this.draft.plate;
    const shown = element("output", "plate", typed || this.say("plate_empty"));
    shown.dataset.some = String(Boolean(typed));
    const { fault } = readPlate(typed);
    const here = inside.find(({ plate }) => plate === typed);
    const hint = element("p", here ? "noted" : "said", here ? this.say("plate_inside") : typed.length >= 7 && fault ? this.say(`plate_${fault}`) : this.say("plate_hint"));
    hint.setAttribute("role", "status");
    const offered = element("div", "offered");
    for (const one of matching(typed, known, MOST_OFFERED)) offered.append(key(one.plate, () => this.take(one)));
    const next = key(this.say("plate_next"), () => this.go("form", () => this.form()), "main");
    next.disabled = Boolean(fault || here);
    const ends = element("div", "keys confirm");
    ends.append(key(this.say("cancel"), () => this.home()), next);
    const parts = [shown, hint, offered, this.keys(typed, known)];
    if (typed.length >= 4 && fault && !here) parts.push(sureKey(this.say("plate_as_seen"), this.say("press_again"), () => {
      this.draft.as_seen = true;
      return this.go("form", () => this.form());
    }));
    this.box.replaceChildren(...parts, ends);
  }

  /** @param {string} typed @param {import("./yard.js").Vehicle[]} known */
  keys(typed, known) {
    const often = [...new Set(known.map(({ plate }) => plate[0]).filter((sign) => PROVINCES.includes(sign)))];
    const provinces = [...new Set([...often, "豫", ...PROVINCES])];
    const signs = typed === "" ? [...provinces, "使", "民", "W"] : typed.length === 1 && PROVINCES.includes(typed)
      ? [...LETTERS] : [..."1234567890", ...LETTERS, ...(typed.length >= 6 ? "挂学警港澳领急" : "")];
    const pad = element("div", "platepad");
    for (const sign of signs) pad.append(key(sign, () => this.type(sign)));
    pad.append(key(this.say("back"), () => this.type(""), "word"));
    return pad;
  }

  /** @param {string} sign */
  type(sign) {
    const more = { 民: "民航", 急: "应急", W: this.draft.plate ? "W" : "WJ" }[sign] ?? sign;
    const typed = sign ? this.draft.plate + more : this.draft.plate.slice(0, -1);
    if (typed.length <= LONGEST) this.draft.plate = typed;
    return this.plate();
  }

  /** @param {import("./yard.js").Vehicle} one */
  take(one) {
    Object.assign(this.draft, { plate: one.plate, vehicle: one.vehicle, trailer: one.trailer });
    return this.go("form", () => this.form());
  }

  // The form of one that comes in

  async form() {
    const { inside, header } = await this.known();
    const { draft } = this;
    const areas = areasOf(/** @type {any} */ (header), "parking", inside);
    draft.area ||= freeArea(areas)?.id ?? "";
    const fault = element("p", "noted");
    fault.setAttribute("role", "alert");
    fault.hidden = true;
    const people = await this.people();
    const more = /** @type {HTMLDetailsElement} */ (element("details"));
    more.append(
      element("summary", "", this.say("vehicle_more")),
      field(this.say("trailer"), draft.trailer, (value) => (draft.trailer = value), { maxLength: LONGEST }),
      ...(people.length ? [this.riders(people)] : []),
      field(this.say("passengers"), draft.passengers, (value) => (draft.passengers = value), { maxLength: 200 }),
      field(this.say("host"), draft.host, (value) => (draft.host = value), { maxLength: 30 }),
    );
    const ends = element("div", "keys confirm");
    const done = key(this.say("vehicle_enter"), async () => {
      const wrong = draft.trailer && readPlate(tidyPlate(draft.trailer)).fault;
      fault.hidden = !wrong;
      if (wrong) {
        more.open = true;
        fault.textContent = `${this.say("trailer")}：${this.say(`plate_${wrong}`)}`;
        return;
      }
      if (!draft.driver.ref && fault.textContent !== this.say("driver_no_visit")) {
        fault.textContent = this.say("driver_no_visit");
        fault.hidden = false;
        return;
      }
      done.disabled = true;
      await this.enter();
    }, "main");
    ends.append(key(this.say("step_back"), () => this.go("plate", () => this.plate())), done);
    this.box.replaceChildren(
      element("h2", "plate", draft.plate),
      choice(this.say("vehicle_kind"), this.context.sets.vehicles.map((one) => [one, this.say(`vehicle_${one}`)]), draft.vehicle, (value) => (draft.vehicle = value)),
      this.driver(people),
      field(this.say("cargo"), draft.cargo, (value) => (draft.cargo = value)),
      field(this.say("origin"), draft.origin, (value) => (draft.origin = value)),
      ...(areas.length ? [choice(this.say(freeArea(areas) ? "area" : "areas_full"), areas.map((area) => [area.id, areaWord(area)]), draft.area, (value) => (draft.area = value))] : []),
      more, fault, ends,
    );
  }

  /** Who may sit in it: those who just passed, then the visitors who are expected. @returns {Promise<[string, string][]>} */
  async people() {
    const people = this.context.known()?.people ?? new Map();
    const passed = (await this.context.store.logOf(dayOf(this.context.now())))
      .filter(({ verdict, direction, key: ref }) => verdict === "allow" && direction === "in" && people.has(ref)).map(({ key: ref }) => ref);
    const now = this.context.now();
    const here = new Set(passed);
    const may = [...people.values()].filter((one) => /** @type {any} */ (one).kind && ["expected", "inside", "overdue"].includes(placeOf(/** @type {any} */ (one), now)));
    const refs = [...new Set([this.draft.driver.ref, ...passed.slice(0, MOST_PASSED), ...may.slice(0, MOST_PASSED).map(({ ref }) => ref)])];
    return refs.filter((ref) => people.has(ref)).map((ref) => [ref, this.whose(/** @type {any} */ (people.get(ref)), here.has(ref))]);
  }

  /** Who it is and where they stand. @param {any} one @param {boolean} passed at this gate today */
  whose(one, passed) {
    const place = one.kind ? placeOf(one, this.context.now()) : "inside";
    const parts = [one.name, one.kind ? this.say(`visit_${one.visit}`) : one.team];
    parts.push(this.say(passed || place !== "expected" ? "visits_inside" : "visits_expected"));
    if (one.kind && one.answer === "waiting") parts.push(this.say("visits_asked"));
    return parts.filter(Boolean).join(" · ");
  }

  /** Who drives: one of those, or a name. @param {[string, string][]} people */
  driver(people) {
    const { draft } = this;
    const box = element("div", "driver");
    const name = field(this.say("driver_name"), draft.driver.name, (value) => (draft.driver = { name: value, ref: "" }), { maxLength: 30 });
    if (people.length) box.append(choice(this.say("driver"), people, draft.driver.ref, (ref) => (draft.driver = { name: "", ref })));
    box.append(name, key(this.say("driver_new"), () => {
      this.fetching = true;
      return this.context.open("visits");
    }));
    return box;
  }

  /** Who else of them sits in it: any number, told by pressing. @param {[string, string][]} people */
  riders(people) {
    const group = element("fieldset", "choice");
    const keys = element("div", "keys-flow");
    for (const [ref, word] of people) {
      const button = key(word, () => {
        const { riders } = this.draft;
        this.draft.riders = riders.includes(ref) ? riders.filter((one) => one !== ref) : [...riders, ref];
        button.setAttribute("aria-pressed", String(this.draft.riders.includes(ref)));
      });
      button.setAttribute("aria-pressed", String(this.draft.riders.includes(ref)));
      keys.append(button);
    }
    group.append(element("legend", "", this.say("riders")), keys);
    return group;
  }

  async enter() {
    const { draft } = this;
    const { ref, name } = draft.driver;
    const people = this.context.known()?.people ?? new Map();
    const log = await this.context.store.logOf(dayOf(this.context.now()));
    const riders = draft.riders.filter((one) => one !== ref);
    const passed = new Set(log.filter((one) => one.verdict === "allow" && one.direction === "in").map((one) => one.key));
    const without = [ref, ...riders].filter((one) => one && !passed.has(one)).map((one) => people.get(one)?.name ?? "");
    const passengers = draft.passengers.split(/[,，、;；]/).map((one) => one.trim()).filter(Boolean);
    const inIt = [{ ref, name }, ...riders.map((one) => ({ ref: one, name: "" })), ...passengers.map((one) => ({ ref: "", name: one.slice(0, 30) }))];
    const seen = inIt.map((one, number) => ({ one, number })).filter(({ one }) => one.ref || one.name).map(({ one, number }) => ({
      ...(one.ref ? { ref: one.ref } : {}), name: people.get(one.ref)?.name ?? masked(one.name), number,
      visitor: !one.ref || Boolean(/** @type {any} */ (people.get(one.ref))?.kind),
    }));
    const shown = {
      driver: people.get(ref)?.name ?? masked(name), not_passed: without,
      no_visit: seen.filter((one) => !one.ref).map((one) => one.name), riders: seen,
    };
    const told = {
      plate: draft.plate, vehicle: draft.vehicle, trailer: tidyPlate(draft.trailer), ...(draft.as_seen ? { as_seen: true } : {}),
      area: draft.area || null,
    };
    const others = [...riders.map((one) => ({ ref: one })), ...passengers.map((one) => ({ name: one.slice(0, 30) }))];
    await this.context.entries.record("vehicle.in", {
      ...told, driver: ref ? [{ ref }] : name ? [{ name }] : [], passengers: others.slice(0, 60),
      cargo: draft.cargo, origin: draft.origin, host: draft.host,
    }, { shown: { ...told, shown } });
    const { plate } = draft;
    await this.home();
    this.context.tell(without.length ? "vehicle_in_unpassed" : "vehicle_in_saved", { plate, name: without.join("、") });
  }
}

/** @returns {Draft} */
function emptyDraft() {
  return {
    plate: "", as_seen: false, vehicle: "lorry", trailer: "", driver: { name: "", ref: "" }, riders: [], passengers: "",
    cargo: "", origin: "", host: "", area: "",
  };
}

/** @param {import("./yard.js").Area} area */
function areaWord(area) {
  return `${area.name} ${area.taken}/${area.capacity}`;
}
