/**
 * Somebody is let in although the page, or later the server, says no: the guard says why and who decided it.
 * The passage is recorded as given and the note beside it; the officer sees both.
 *
 * @typedef {{name: string, team: string, why: string, letIn: () => Promise<string>, isNew: boolean}} Asked
 *   `letIn` gives the passage's id: made now, or of the one that was recorded already
 */

import { choice, element, fault, field, key } from "./make.js";
import { named } from "./duty.js";

export class Override {
  /** @param {import("./screens.js").Context} context */
  constructor(context) {
    this.context = context;
    this.box = context.view.at("override-box");
  }

  /** @param {Asked} asked */
  ask({ name, team, why, letIn, isNew }) {
    const { sets, words, view } = this.context;
    const draft = { why: "", text: "", decided_by: "", decided_name: "" };
    const missing = fault();
    const done = named("override-confirm", key(words.say(isNew ? "override_confirm" : "override_note"), async () => {
      if (missing.say(lacks(draft, words))) return;
      done.disabled = true;
      const passage = await letIn();
      await this.context.entries.record("passage.noted", { passage, ...draft, text: draft.text.trim(), decided_name: draft.decided_name.trim() }, { shown: { passage } });
      if (!isNew) this.context.home();
      this.context.tell("override_noted");
    }, "main"));
    const keys = element("div", "keys confirm");
    keys.append(missing.line, key(words.say("cancel"), () => this.context.home()), done);
    const options = (/** @type {string[]} */ codes, /** @type {string} */ before) =>
      codes.map((code) => /** @type {[string, string]} */ ([code, words.say(`${before}_${code}`)]));
    this.box.replaceChildren(
      element("p", "handed", words.say("override_said", { name, team, why })),
      choice(words.say("override_why"), options(sets.why_overridden, "why"), "", (code) => (draft.why = code)),
      choice(words.say("override_decided"), options(sets.deciders, "decider"), "", (code) => (draft.decided_by = code)),
      field(words.say("override_text"), "", (text) => (draft.text = text), { maxLength: 200 }),
      field(words.say("override_name"), "", (text) => (draft.decided_name = text), { maxLength: 40 }),
      keys,
    );
    view.open("override");
  }
}

/** What is not said yet, in words; "" where nothing is missing. @param {{why: string, text: string, decided_by: string}} draft @param {import("./words.js").Words} words */
function lacks({ why, text, decided_by }, words) {
  if (!why) return words.say("override_missing_why");
  if (!decided_by) return words.say("override_missing_decided");
  return why === "other" && !text.trim() ? words.say("override_missing_text") : "";
}
