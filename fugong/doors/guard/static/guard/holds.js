/**
 * Those held for a fever until a second measurement, with another thermometer after a rest, and somebody's
 * word say what it was. What this phone held itself is known here at once; what other gates held comes with
 * the bundle. Only the confirmation makes a standing hold; a normal second measurement sends them back to scan.
 *
 * @typedef {{passage: string, name: string, team: string, at: string, celsius: number | null, state: string,
 *   second: {celsius: number, instrument: string, at: string} | null, checkpoint: string}} Held as the bundle tells it
 */

const INSTRUMENTS = ["axillary", "ear", "forehead", "imaging"];
const SURE_FOR = 4_000;
const OUTCOMES = /** @type {const} */ ([["confirmed", "hold_confirm_fever"], ["cleared", "hold_clear"], ["gone", "hold_gone"]]);

/** @param {import("./screens.js").Context} context */
export function start(context) {
  return new Holds(context);
}

class Holds {
  /** @param {import("./screens.js").Context} context */
  constructor(context) {
    this.context = context;
    /** What is half filled in, by passage, so that a new bundle takes nothing away. @type {Map<string, {celsius: string, instrument: string}>} */
    this.drafts = new Map();
    this.list = context.view.at("holds-list");
  }

  /** @returns {Promise<Held[]>} the newest first */
  async open() {
    const { header, store, entries, now } = this.context;
    const told = /** @type {Held[] | undefined} */ (header()?.holds);
    const found = new Map((told ?? []).map((one) => [one.passage, { ...one }]));
    const log = await store.recentLog(now());
    for (const one of log) {
      if (one.verdict !== "hold" || one.reason !== "fever" || one.direction !== "in" || found.has(one.id)) continue;
      if (told && one.state === "sent" && Date.parse(header()?.server_time ?? "") > one.at) continue; // settled elsewhere
      found.set(one.id, {
        passage: one.id, name: one.name, team: one.team, at: new Date(one.at).toISOString(), celsius: one.temperature,
        state: "open", second: null, checkpoint: "",
      });
    }
    for (const one of (await entries.recent("hold.second_reading", "hold.settled")).reverse()) {
      const held = found.get(one.data.passage);
      if (!held) continue;
      if (one.kind === "hold.settled") found.delete(held.passage);
      else held.second = { celsius: one.data.celsius, instrument: one.data.instrument, at: new Date(one.at).toISOString() };
    }
    for (const held of found.values()) if (passedSince(held, log)) found.delete(held.passage);
    return [...found.values()].sort((a, b) => b.at.localeCompare(a.at));
  }

  async count() {
    return (await this.open()).length;
  }

  async draw() {
    if (this.list.contains(document.activeElement) && document.activeElement?.tagName === "INPUT") return;
    const held = await this.open();
    this.context.view.show("holds-empty", !held.length);
    this.list.replaceChildren(...held.map((one) => this.row(one)));
    this.tick();
  }

  tick() {
    for (const element of this.list.querySelectorAll("[data-rested]")) {
      const left = Number(/** @type {HTMLElement} */ (element).dataset.rested) - this.context.now();
      element.textContent = left > 0
        ? this.context.words.say("hold_rest", { time: this.context.words.duration(left) })
        : this.context.words.say("hold_rested");
    }
  }

  /** @param {Held} held */
  row(held) {
    const { words } = this.context;
    const item = element("li", "");
    item.append(element("p", "who", `${held.name} ${held.team}`.trim()));
    const said = [words.say("hold_first", { time: this.when(held.at), celsius: held.celsius ?? "—" }), held.checkpoint];
    item.append(element("p", "said", said.filter(Boolean).join(" · ")));
    if (held.second) {
      const { at, celsius, instrument } = held.second;
      item.append(element("p", "said", words.say("hold_second", {
        time: this.when(at), celsius, instrument: words.say(`instrument_${instrument}`),
      })));
      item.append(this.ends(held));
    } else {
      const rest = element("p", "rest");
      rest.dataset.rested = String(Date.parse(held.at) + 60_000 * this.restMinutes());
      item.append(rest, this.form(held));
    }
    return item;
  }

  /** @param {string} moment */
  when(moment) {
    return this.context.words.when(Date.parse(moment), this.context.now());
  }

  restMinutes() {
    return Number(this.context.header()?.rest_minutes ?? 0);
  }

  /** @param {Held} held */
  form(held) {
    const { words, view } = this.context;
    const draft = this.drafts.get(held.passage) ?? { celsius: "", instrument: "" };
    this.drafts.set(held.passage, draft);
    const form = element("form", "ends");
    form.append(element("p", "said", words.say("hold_instrument")));
    const kinds = element("div", "kinds");
    for (const name of INSTRUMENTS) {
      const button = key(words.say(`instrument_${name}`));
      button.setAttribute("aria-pressed", String(draft.instrument === name));
      button.addEventListener("click", () => {
        draft.instrument = name;
        for (const one of kinds.children) one.setAttribute("aria-pressed", String(one === button));
        ready();
      });
      kinds.append(button);
    }
    const label = element("label", "measure");
    const field = document.createElement("input");
    Object.assign(field, { inputMode: "decimal", maxLength: 5, value: draft.celsius, autocomplete: "off" });
    label.append(words.say("temperature"), field, "℃");
    const done = key(words.say("hold_measure"), "main");
    done.type = "submit";
    const degrees = () => Number(field.value.replace(/[,，。]/, "."));
    const ready = () => {
      draft.celsius = field.value;
      done.disabled = !(draft.instrument && degrees() >= 34 && degrees() <= 43);
    };
    field.addEventListener("input", ready);
    ready();
    form.append(kinds, label, done);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (done.disabled) return;
      done.disabled = true;
      field.blur();
      await this.context.entries.record("hold.second_reading", {
        passage: held.passage, celsius: degrees(), instrument: draft.instrument,
      });
      this.drafts.delete(held.passage);
      view.note(words.say("hold_saved"));
      await this.draw();
    });
    return form;
  }

  /** What it was: a second tap makes it so. @param {Held} held */
  ends(held) {
    const { words } = this.context;
    const box = element("div", "ends");
    const threshold = Number(this.context.known()?.table.parameters.fever_threshold ?? Infinity);
    const likely = (held.second?.celsius ?? 0) >= threshold ? "confirmed" : "cleared";
    for (const [outcome, text] of OUTCOMES) {
      const button = key(words.say(text), outcome === likely ? "main" : "");
      button.addEventListener("click", async () => {
        if (button.dataset.sure !== "true") {
          button.dataset.sure = "true";
          button.textContent = `${words.say(text)} · ${words.say("hold_sure")}`;
          setTimeout(() => {
            button.dataset.sure = "false";
            button.textContent = words.say(text);
          }, SURE_FOR);
          return;
        }
        for (const one of box.querySelectorAll("button")) one.disabled = true;
        await this.context.entries.record("hold.settled", { passage: held.passage, outcome });
        this.context.tell(outcome === "confirmed" ? "hold_confirmed" : outcome === "cleared" ? "hold_cleared" : "hold_saved");
        await this.context.open("holds");
      });
      box.append(button);
    }
    return box;
  }
}

/** Whether they have been let in after all: measured again at the gate, and normal. @param {Held} held @param {import("./store.js").Logged[]} log */
function passedSince(held, log) {
  const key = log.find(({ id }) => id === held.passage)?.key;
  return Boolean(key) && log.some((one) => one.key === key && one.verdict === "allow" && one.reason !== "fever" && one.direction === "in" && one.at > Date.parse(held.at));
}

/** @param {string} tag @param {string} name @param {string} [text] */
function element(tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

/** @param {string} text @param {string} [name] */
function key(text, name = "") {
  const button = document.createElement("button");
  button.type = "button";
  button.className = name;
  button.textContent = text;
  return button;
}
