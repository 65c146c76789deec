/**
 * Goods from outside: arrived, set apart, disinfected, handed over. The key to hand them over counts down until the
 * time of holding is over and waits for the disinfection. All of it without a network.
 *
 * @typedef {{what: string, quantity: string, unit: string, plate: string, sender: string, receiver: string, area: string}} Draft
 * @typedef {{what: string, quantity: string, unit: string}} Named
 */

import { choice, element, facts, field, key } from "./make.js";
import { areasOf, freeArea, lotsOf, noted, vehiclesOf } from "./yard.js";

const KINDS = ["goods.in", "goods.disinfected", "goods.released"];
const UNITS = ["piece", "box", "pallet", "ton", "kilo"];
const DISINFECTANTS = ["chlorine", "peracetic", "alcohol", "light"];
const QUANTITY = /^\d{1,9}(\.\d{1,3})?$/;
const MOST_PLATES = 6;

/** @param {import("./screens.js").Context} context */
export function start(context) {
  return new Goods(context);
}

class Goods {
  /** @param {import("./screens.js").Context} context */
  constructor(context) {
    this.context = context;
    this.box = context.view.at("goods-box");
    this.mode = "list";
    /** @type {Draft} */
    this.draft = emptyDraft();
    /** What is asked of which lot. @type {string | null} */
    this.asked = null;
  }

  async known() {
    const header = /** @type {any} */ (this.context.header() ?? { server_time: "" });
    const written = await this.context.entries.recent(...KINDS);
    const vehicles = await this.context.entries.recent("vehicle.in", "vehicle.parked", "vehicle.disinfected", "vehicle.out");
    return { header, written, lots: lotsOf(header, written), inside: vehiclesOf(header, vehicles).inside };
  }

  /** Those that want something: to be disinfected, or ready to be handed over. */
  async count() {
    const now = this.context.now();
    return (await this.known()).lots.filter((lot) => !lot.disinfected || Date.parse(lot.from) <= now).length;
  }

  async draw() {
    if (this.mode === "list" && !this.box.contains(document.activeElement?.closest("input") ?? null)) await this.list();
  }

  speak() {
    return this.mode === "list" ? this.list() : this.form();
  }

  home() {
    this.mode = "list";
    this.draft = emptyDraft();
    this.asked = null;
    return this.list();
  }

  /** @param {string} text @param {Record<string, string | number>} [values] */
  say(text, values) {
    return this.context.words.say(text, values);
  }

  async list() {
    const { lots, header, written } = await this.known();
    const areas = areasOf(header, "holding", lots);
    const add = key(this.say("goods_add"), () => {
      this.mode = "form";
      return this.form();
    }, "main");
    const rows = element("ol", "yard");
    for (const lot of lots) rows.append(this.row(lot, areas));
    const told = noted(written).slice(0, 3).map((one) => element("p", "noted", one.server?.text ?? ""));
    const parts = [add, ...told, facts("said", areas.map((area) => `${area.name} ${area.taken}/${area.capacity}`))];
    if (!lots.length) parts.push(element("p", "said", this.say("goods_empty")));
    this.box.replaceChildren(...parts, rows);
    this.tick();
  }

  /** The time that is left, and the key that waits for it. */
  tick() {
    for (const button of this.box.querySelectorAll("[data-from]")) {
      const left = Number(button.dataset.from) - this.context.now();
      const clean = button.dataset.clean === "true";
      button.disabled = left > 0 || !clean;
      const text = left > 0 ? this.say("release_in", { time: this.context.words.duration(left) }) : this.say(clean ? "release" : "release_unclean");
      if (button.textContent !== text) button.textContent = text;
    }
  }

  /** @param {import("./yard.js").Lot} lot @param {import("./yard.js").Area[]} areas */
  row(lot, areas) {
    const item = element("li");
    const area = areas.find(({ id }) => id === lot.area);
    const said = [
      area?.name ?? this.say("no_area"), lot.plate, this.say("goods_since", { time: this.when(lot.arrived_at) }),
      lot.receiver && this.say("goods_for", { name: lot.receiver }),
    ];
    item.append(element("p", "who", named(lot)), facts("said", said));
    item.append(element("p", lot.disinfected ? "said" : "noted", this.say(lot.disinfected ? "disinfected" : "not_disinfected")));
    const keys = element("div", "keys row");
    if (!lot.disinfected) keys.append(key(this.say("disinfect"), () => this.ask(lot, "disinfect"), "main"));
    const release = key("", () => this.ask(lot, "release"));
    Object.assign(release.dataset, { from: String(Date.parse(lot.from)), clean: String(lot.disinfected) });
    keys.append(release);
    item.append(keys);
    if (this.asked === `${lot.lot} disinfect`) item.append(this.disinfectants(lot));
    if (this.asked === `${lot.lot} release`) item.append(this.receiver(lot));
    return item;
  }

  /** @param {string} moment */
  when(moment) {
    return this.context.words.when(Date.parse(moment), this.context.now());
  }

  /** @param {import("./yard.js").Lot} lot @param {string} about */
  ask(lot, about) {
    const asked = `${lot.lot} ${about}`;
    this.asked = this.asked === asked ? null : asked;
    return this.list();
  }

  /** @param {import("./yard.js").Lot} lot */
  disinfectants(lot) {
    const keys = element("div", "keys-flow");
    for (const name of DISINFECTANTS) {
      const word = this.say(`using_${name}`);
      keys.append(key(word, () => this.write("goods.disinfected", { lot: lot.lot, using: word }, "disinfected_saved", lot)));
    }
    return keys;
  }

  /** @param {import("./yard.js").Lot} lot */
  receiver(lot) {
    let name = "";
    const box = element("div", "ask");
    const done = key(this.say("release_to"), async () => {
      done.disabled = true;
      await this.write("goods.released", { lot: lot.lot, receiver: name.trim().slice(0, 30) }, "goods_released", lot, { lot: lot.lot });
    }, "main");
    done.disabled = true;
    const line = field(this.say("receiver"), "", (value) => {
      name = value;
      done.disabled = !name.trim();
    }, { maxLength: 30 });
    box.append(line, done);
    return box;
  }

  /**
   * @param {string} kind @param {Record<string, unknown>} data
   * @param {string} said @param {Named} of what is said to be written down
   * @param {Record<string, unknown>} [shown]
   */
  async write(kind, data, said, of, shown = data) {
    await this.context.entries.record(kind, data, { shown });
    await this.home();
    this.context.tell(said, { name: named(of) });
  }

  async form() {
    const { header, lots, inside } = await this.known();
    const { draft } = this;
    const areas = areasOf(header, "holding", lots);
    draft.area ||= freeArea(areas)?.id ?? "";
    const done = key(this.say("goods_enter"), async () => {
      done.disabled = true;
      await this.enter(inside);
    }, "main");
    const ready = () => (done.disabled = !(draft.what.trim() && QUANTITY.test(plain(draft.quantity)) && Number(plain(draft.quantity)) > 0));
    const set = (/** @type {keyof Draft} */ name) => (/** @type {string} */ value) => {
      draft[name] = value;
      ready();
    };
    ready();
    const ends = element("div", "keys confirm");
    ends.append(key(this.say("cancel"), () => this.home()), done);
    const plates = /** @type {[string, string][]} */ (inside.slice(0, MOST_PLATES).map(({ plate }) => [plate, plate]));
    this.box.replaceChildren(
      field(this.say("goods_what"), draft.what, set("what")),
      field(this.say("quantity"), draft.quantity, set("quantity"), { inputMode: "decimal", maxLength: 13 }),
      choice(this.say("unit"), UNITS.map((one) => [one, this.say(`unit_${one}`)]), draft.unit, set("unit")),
      ...(plates.length ? [choice(this.say("goods_with"), [["", this.say("no_vehicle")], ...plates], draft.plate, set("plate"))] : []),
      field(this.say("sender"), draft.sender, set("sender")),
      field(this.say("goods_receiver"), draft.receiver, set("receiver"), { maxLength: 30 }),
      ...(areas.length ? [choice(this.say(freeArea(areas) ? "area" : "areas_full"), areas.map((area) => [area.id, `${area.name} ${area.taken}/${area.capacity}`]), draft.area, set("area"))] : []),
      ends,
    );
  }

  /** @param {import("./yard.js").Vehicle[]} inside */
  async enter(inside) {
    const { draft } = this;
    const told = {
      what: draft.what.trim(), quantity: plain(draft.quantity), unit: this.say(`unit_${draft.unit}`), receiver: draft.receiver, plate: draft.plate,
      area: draft.area || null,
    };
    const stay = inside.find(({ plate }) => plate === draft.plate)?.stay ?? null;
    await this.write("goods.in", { ...told, sender: draft.sender, stay }, "goods_saved", told, told);
  }
}

/** 口罩 120 箱. @param {Named} lot */
function named({ what, quantity, unit }) {
  return `${what} ${quantity} ${unit}`;
}

/** @returns {Draft} */
function emptyDraft() {
  return { what: "", quantity: "", unit: "box", plate: "", sender: "", receiver: "", area: "" };
}

/** Digits as they are typed with a full-width keyboard. @param {string} text */
function plain(text) {
  return text.normalize("NFKC").replace(/[\s,，]/g, "").replace("。", ".");
}
