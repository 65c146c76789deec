/**
 * What stands on the screen. Draws what it is told and decides nothing.
 *
 * @typedef {import("./words.js").Words} Words
 * @typedef {import("./store.js").Logged} Logged
 * @typedef {"starting" | "ready" | "temperature" | "job" | "verdict" | "log" | "stopped" | "holds" | "vehicles" | "goods" | "duty" | "override"} Screen
 * @typedef {{day: string, word: Record<string, string>, colour: string, ink?: string, colour_name: Record<string, string>}} Mark
 */

import { clockOf } from "./time.js";

const SHAPES = /** @type {Record<string, string>} */ ({ allow: "✓", deny: "✕", hold: "!" });
const LONGEST_LOG = 200;

export class View {
  /** @param {Words} words */
  constructor(words) {
    this.words = words;
  }

  /** @param {string} id @returns {any} */
  at(id) {
    return document.getElementById(id);
  }

  /** @param {string} id @param {string} text */
  put(id, text) {
    const element = this.at(id);
    if (element.textContent !== text) element.textContent = text;
  }

  /** @param {string} id @param {boolean} shown */
  show(id, shown) {
    this.at(id).hidden = !shown;
  }

  /** @returns {Screen} */
  get screen() {
    return /** @type {Screen} */ (document.body.dataset.screen);
  }

  /** @param {Screen} screen */
  open(screen) {
    document.body.dataset.screen = screen;
    /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
    for (const section of document.querySelectorAll("main > section")) {
      /** @type {HTMLElement} */ (section).hidden = section.id !== screen;
    }
    this.note("");
  }

  /** @param {import("./sync.js").State | "starting"} state @param {{waiting: number, aside: number}} counts @param {number | null} inside */
  bar(state, { waiting, aside }, inside) {
    document.body.dataset.network = state;
    this.put("network", this.words.say(`network_${state}`));
    this.put("waiting", String(waiting));
    this.at("waiting").parentElement.dataset.some = String(waiting > 0);
    this.put("inside", inside === null ? "—" : String(inside));
    this.show("aside", aside > 0);
    this.put("aside-text", this.words.say("aside", { n: aside }));
  }

  /** @param {number} now @param {string} skew a sentence, or "" */
  clock(now, skew) {
    this.put("clock", clockOf(now));
    this.show("skew", skew !== "");
    this.put("skew", skew);
  }

  /** @param {Mark | undefined} mark */
  mark(mark) {
    for (const element of document.querySelectorAll(".mark")) {
      const [swatch, words] = /** @type {any} */ (element.children);
      /** @type {HTMLElement} */ (element.parentElement).hidden = !mark;
      if (!mark) continue;
      const language = this.words.language;
      swatch.style.backgroundColor = mark.colour;
      words.textContent = `${mark.word[language]} · ${mark.colour_name[language]}`;
    }
  }

  /** One line that passes: what was ignored and why. @param {string} text */
  note(text) {
    this.put("note", text);
    this.show("note", text !== "");
  }

  /** @param {{name: string, team: string} | null} who @param {string} display @param {boolean} ready */
  temperature(who, display, ready) {
    this.put("temperature-name", who?.name ?? "");
    this.put("temperature-team", who?.team ?? "");
    this.put("display", display);
    this.at("confirm").disabled = !ready;
  }

  /**
   * @param {Logged} logged
   * @param {{why: string, next: string}} said
   * @param {{articles: string[], stale: boolean, refusedIfIn: boolean, again: boolean, letIn: boolean}} more
   */
  verdict(logged, said, { articles, stale, refusedIfIn, again, letIn }) {
    const { verdict } = logged;
    document.body.dataset.verdict = verdict;
    this.put("word", this.words.say(verdict));
    this.put("who", logged.name);
    this.put("team", logged.team);
    this.put("why", said.why);
    this.put("next", verdict === "hold" ? "" : said.next);
    this.put("reading", logged.temperature === null ? "" : `${logged.temperature} ℃`);
    this.put("stale", stale ? this.words.say("stale") : refusedIfIn ? this.words.say("refused_if_in") : "");
    this.show("steps", verdict === "hold");
    this.show("to-holds", verdict === "hold");
    this.show("again", again);
    this.show("let-in", letIn);
    this.show("next-scan", verdict !== "allow");
    const link = this.at("article");
    link.hidden = !articles.length || verdict === "allow";
    if (articles.length) {
      link.textContent = this.words.article(articles[0]);
      link.href = `/articles/${articles[0]}/`;
    }
  }

  /** The last passage, small, on the screen that waits. @param {Logged | undefined} logged @param {number} now @param {(one: Logged) => string} why */
  last(logged, now, why) {
    this.show("last", Boolean(logged));
    if (!logged) return;
    this.at("last").dataset.verdict = logged.verdict;
    this.put("last-shape", SHAPES[logged.verdict]);
    this.put("last-text", `${this.words.when(logged.at, now)} ${logged.name} ${this.words.say(logged.verdict)}`);
    this.put("last-why", why(logged));
  }

  /** @param {string} text "" for none */
  alarm(text) {
    this.show("alarm", text !== "");
    this.put("alarm-text", text);
  }

  /** @param {Logged[]} list newest first @param {(one: Logged) => string} why */
  log(list, why) {
    const count = (/** @type {(one: Logged) => boolean} */ test) => list.filter(test).length;
    this.put("log-counts", this.words.say("log_counts", {
      in: count((one) => one.verdict === "allow" && one.direction === "in"),
      out: count((one) => one.verdict === "allow" && one.direction === "out"),
      stopped: count((one) => one.verdict !== "allow"),
    }));
    this.show("log-empty", !list.length);
    this.at("log-list").replaceChildren(...list.slice(0, LONGEST_LOG).map((one) => this.row(one, why(one))));
  }

  /** @param {Logged} one @param {string} why */
  row(one, why) {
    const item = document.createElement("li");
    item.dataset.verdict = one.verdict;
    const part = (/** @type {string} */ name, /** @type {string} */ text) => {
      const element = document.createElement("span");
      element.className = name;
      element.textContent = text;
      item.append(element);
    };
    part("shape", SHAPES[one.verdict]);
    part("when", clockOf(one.at).slice(0, 5));
    part("name", `${one.name || this.words.say("nobody")} ${one.team}`.trim());
    part("what", [this.words.say(one.direction), this.words.say(one.verdict), one.temperature === null ? "" : `${one.temperature} ℃`].filter(Boolean).join(" · "));
    part("why", one.verdict === "allow" ? "" : why);
    part("state", this.words.say(`state_${one.state}`));
    if (one.server && one.server.verdict !== one.verdict) part("differs", this.words.say("differs", { verdict: this.words.say(one.server.verdict), why: one.server.text }));
    return item;
  }

  /** @param {{number: string, text: string}[]} found @param {(number: string) => unknown} choose */
  suggestions(found, choose) {
    this.at("suggestions").replaceChildren(...found.map(({ number, text }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `${number} ${text}`;
      button.addEventListener("click", () => choose(number));
      return button;
    }));
  }
}
