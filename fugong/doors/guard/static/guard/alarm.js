/**
 * A person let in whom the server would not have let in: said until it is acknowledged or the guard wrote why.
 *
 * @typedef {import("./store.js").Logged} Logged
 */

const SEEN_KEPT = 100;

export class Alarm {
  /** @param {import("./screens.js").Context} context @param {(one: Logged) => unknown} explain */
  constructor(context, explain) {
    this.context = context;
    /** @type {Logged | undefined} */
    this.one = undefined;
    context.view.at("alarm-explain").addEventListener("click", () => this.one && explain(this.one));
    context.view.at("alarm-seen").addEventListener("click", () => this.seen());
  }

  async look() {
    const { entries, now, store, view, words } = this.context;
    const known = new Set((await store.get("seen")) ?? []);
    for (const { data } of await entries.recent("passage.noted")) known.add(data.passage);
    const one = (await store.recentLog(now())).find(({ id, verdict, direction, server }) =>
      server && verdict === "allow" && server.verdict !== "allow" && direction === "in" && !known.has(id));
    this.one = one;
    view.alarm(one ? words.say("alarm", { name: one.name, team: one.team, why: one.server?.text ?? "" }) : "");
  }

  async seen() {
    const seen = (await this.context.store.get("seen")) ?? [];
    await this.context.store.set("seen", [...seen, this.one?.id].slice(-SEEN_KEPT));
    await this.look();
  }
}
