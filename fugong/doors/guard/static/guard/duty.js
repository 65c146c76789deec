/**
 * Guard duty: who stands here, taking over with a short check-list, how many are inside, and the list for an
 * evacuation with its ticks. All of it without a network; ticks stay on this device until the count is told.
 *
 * @typedef {import("./inside.js").Inside} Inside
 * @typedef {{id: string, name: string}} Guard
 */

import { byTeam } from "./inside.js";
import { choice, element, fault, field, key, sureKey } from "./make.js";
import { TAKEN } from "./onduty.js";

const COUNTED = "evacuation.counted";
const ALL_OPEN = 60;
const MOST_MISSING = 200;

/** @param {import("./screens.js").Context} context */
export function start(context) {
  return new Duty(context);
}

class Duty {
  /** @param {import("./screens.js").Context} context */
  constructor(context) {
    this.context = context;
    this.box = context.view.at("duty-box");
    /** @type {"standing" | "taking" | "evacuation"} */
    this.shown = "standing";
    this.draft = emptyDraft();
    /** @type {Inside[]} */
    this.list = [];
    /** @type {Set<string>} */
    this.safe = new Set();
    /** Which teams are folded open, by their keys. @type {Set<string>} */
    this.open = new Set();
    new MutationObserver(() => {
      if (context.view.screen !== "duty") this.shown = "standing";
    }).observe(document.body, { attributeFilter: ["data-screen"] });
  }

  /** @param {string} text @param {Record<string, string | number>} [values] */
  say(text, values) {
    return this.context.words.say(text, values);
  }

  /** @param {number} moment */
  when(moment) {
    return this.context.words.when(moment, this.context.now());
  }

  /** @returns {Guard[]} */
  guards() {
    return /** @type {any} */ (this.context.header())?.guards ?? [];
  }

  /** @param {string} id */
  nameOf(id) {
    return this.guards().find((one) => one.id === id)?.name ?? "";
  }

  async count() {
    return this.guards().length && !(await this.context.entries.onDuty()) ? 1 : 0;
  }

  async draw() {
    const focused = document.activeElement;
    if (this.box.contains(focused) && focused?.tagName === "INPUT" && /** @type {HTMLInputElement} */ (focused).type === "text") return;
    this.list = await this.context.inside();
    if (this.shown === "evacuation") await this.drawEvacuation();
    else if (this.shown === "taking") await this.drawTaking();
    else await this.drawStanding();
  }

  /** @param {"standing" | "taking" | "evacuation"} what */
  async show(what) {
    this.shown = what;
    await this.draw();
    this.box.parentElement.scrollTop = 0;
  }

  // Who stands here

  async drawStanding() {
    const standing = await this.context.entries.onDuty();
    const now = element("p", standing ? "standing" : "standing nobody", standing
      ? this.say("duty_on", { name: standing.name, time: this.when(standing.since) })
      : this.say("duty_nobody"));
    now.id = "duty-now";
    const parts = [now];
    const [latest] = await this.context.entries.recent(TAKEN);
    if (latest?.server?.outcome === "noted") parts.push(element("p", "noted", this.say("duty_noted", { text: latest.server.text })));
    const keys = element("div", "keys two");
    keys.append(
      named("duty-take", key(this.say("duty_take"), () => this.show("taking"), "main")),
      named("to-evacuation", key(this.say("evacuation"), () => this.show("evacuation"))),
    );
    parts.push(keys, this.head());
    if (standing) parts.push(sureKey(this.say("duty_leave"), this.say("duty_sure"), () => this.leave()));
    this.box.replaceChildren(...parts);
  }

  head() {
    const visitors = this.list.filter(({ visitor }) => visitor).length;
    const head = element("div", "head");
    head.append(element("h2", "", this.say("inside_title", { n: this.list.length })));
    head.append(element("p", "said", this.say("inside_parts", { workers: this.list.length - visitors, visitors })));
    const teams = element("ul", "teams");
    for (const { name, people } of this.teams()) {
      const row = element("li");
      row.append(element("span", "", name), element("b", "", String(people.length)));
      teams.append(row);
    }
    head.append(teams);
    return head;
  }

  teams() {
    return byTeam(this.list, this.say("no_team"), this.say("visitors_team"));
  }

  async leave() {
    await this.context.entries.record(TAKEN, { to: null });
    this.context.tell("duty_left");
    await this.show("standing");
  }

  // Taking over

  async drawTaking() {
    const standing = await this.context.entries.onDuty();
    const guards = this.guards().filter(({ id }) => id !== standing?.id);
    const draft = this.draft;
    const holds = /** @type {any} */ (this.context.header())?.holds?.length ?? 0;
    const parts = [];
    if (guards.length) {
      const names = guards.map(({ id, name }) => /** @type {[string, string]} */ ([id, name]));
      parts.push(choice(this.say("duty_who"), names, draft.to, (to) => (draft.to = to)));
    } else parts.push(element("p", "said", this.say("duty_no_guards")));
    parts.push(element("p", "handed", this.say("duty_handed", { holds, inside: this.list.length })));
    parts.push(named("duty-acknowledge", tick(this.say("duty_acknowledge"), draft.acknowledged, (on) => (draft.acknowledged = on))));
    parts.push(element("p", "said", this.say("duty_checks")));
    const checks = element("div", "checks");
    for (const name of this.context.sets.checks) {
      checks.append(tick(this.say(`check_${name}`), draft.checks.has(name), (on) => (on ? draft.checks.add(name) : draft.checks.delete(name))));
    }
    parts.push(checks);
    parts.push(field(this.say("duty_remarks"), draft.remarks, (text) => (draft.remarks = text), { maxLength: 200 }));
    const missing = fault();
    const done = named("duty-confirm", key(this.say("duty_confirm"), async () => {
      if (missing.say(draft.to ? draft.acknowledged ? "" : this.say("duty_missing_acknowledged") : this.say("duty_missing_who"))) return;
      done.disabled = true;
      await this.take(holds);
    }, "main"));
    const keys = element("div", "keys confirm");
    keys.append(missing.line, key(this.say("cancel"), () => this.show("standing")), done);
    parts.push(keys);
    this.box.replaceChildren(...parts);
  }

  /** @param {number} holds */
  async take(holds) {
    const { to, checks, acknowledged, remarks } = this.draft;
    /** @type {Record<string, any>} */
    const data = { to, acknowledged, holds, inside: this.list.length, remarks: remarks.trim() };
    for (const name of checks) data[`check_${name}`] = true;
    this.draft = emptyDraft();
    await this.context.entries.record(TAKEN, data, { shown: { to }, by: to });
    this.context.tell("duty_taken", { name: this.nameOf(to) });
    await this.show("standing");
  }

  // The list for an evacuation

  async drawEvacuation() {
    this.safe = new Set((await this.context.store.get("safe"))?.refs ?? []);
    const header = /** @type {any} */ (this.context.header());
    const parts = [
      element("h2", "", this.say("evacuation_title")),
      element("p", "said", this.say("evacuation_as_of", { time: this.when(Date.parse(header?.server_time ?? "")) })),
    ];
    const total = element("p", "handed");
    total.id = "evacuation-count";
    const tell = () => (total.textContent = this.say("evacuation_count", { safe: this.ticked(this.list), n: this.list.length }));
    tell();
    parts.push(total);
    if (!this.list.length) parts.push(element("p", "said", this.say("evacuation_empty")));
    for (const team of this.teams()) parts.push(this.team(team, tell));
    if (this.list.length) {
      const keys = element("div", "keys one");
      keys.append(named("evacuation-send", sureKey(this.say("evacuation_send"), this.say("duty_sure"), () => this.send())));
      keys.append(sureKey(this.say("evacuation_again"), this.say("duty_sure"), async () => {
        await this.keep(new Set());
        await this.draw();
      }));
      parts.push(keys);
    }
    parts.push(key(this.say("duty_back"), () => this.show("standing")));
    this.box.replaceChildren(...parts);
  }

  /** @param {Inside[]} people */
  ticked(people) {
    return people.filter(({ ref }) => this.safe.has(ref)).length;
  }

  /** One team, its people drawn when it is folded open. @param {import("./inside.js").Team} team @param {() => unknown} tell */
  team({ key: team, name, people }, tell) {
    const fold = /** @type {HTMLDetailsElement} */ (element("details", "team"));
    const head = element("summary");
    const count = element("b");
    const number = () => (count.textContent = `${this.ticked(people)} / ${people.length}`);
    number();
    head.append(element("span", "", name), count);
    fold.append(head);
    const fill = () => {
      if (fold.children.length > 1) return;
      const rows = element("div", "checks");
      for (const one of people) {
        const said = [one.name, one.job, one.visitor ? one.team : "", one.plate].filter(Boolean).join(" ");
        rows.append(tick(`${said} · ${this.when(one.at)} ${one.gate}`, this.safe.has(one.ref), async (on) => {
          if (on) this.safe.add(one.ref);
          else this.safe.delete(one.ref);
          number();
          tell();
          await this.keep(this.safe);
        }));
      }
      fold.append(rows);
    };
    fold.addEventListener("toggle", () => {
      if (fold.open) {
        this.open.add(team);
        fill();
      } else this.open.delete(team);
    });
    if (this.open.has(team) || this.list.length <= ALL_OPEN) {
      fold.open = true;
      fill();
    }
    return fold;
  }

  /** @param {Set<string>} safe */
  keep(safe) {
    this.safe = safe;
    return this.context.store.set("safe", { refs: [...safe] });
  }

  async send() {
    const missing = this.list.filter(({ ref }) => !this.safe.has(ref)).map(({ ref }) => ({ ref }));
    const safe = this.list.length - missing.length;
    await this.context.entries.record(COUNTED, { listed: this.list.length, safe, missing: missing.slice(0, MOST_MISSING) }, { shown: {} });
    this.context.tell("evacuation_sent", { safe, missing: missing.length });
    await this.draw();
  }
}

function emptyDraft() {
  return { to: "", checks: /** @type {Set<string>} */ (new Set()), acknowledged: false, remarks: "" };
}

/** A large box to tick. @param {string} text @param {boolean} on @param {(on: boolean) => unknown} change */
export function tick(text, on, change) {
  const label = element("label", "tickbox");
  const box = /** @type {HTMLInputElement} */ (element("input"));
  box.type = "checkbox";
  box.checked = on;
  box.addEventListener("change", () => change(box.checked));
  label.append(box, element("span", "", text));
  return label;
}

/** @template {HTMLElement} T @param {string} id @param {T} made @returns {T} */
export function named(id, made) {
  made.id = id;
  return made;
}
