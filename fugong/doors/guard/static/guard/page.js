/**
 * The guard's page: ready → temperature → verdict → ready, each one tap from scanning again.
 * The server is never waited for; what it says later is shown when it comes.
 *
 * @typedef {import("./decide.js").Known} Known
 * @typedef {import("./decide.js").Scan} Scan
 * @typedef {import("./store.js").Logged} Logged
 */

import { say } from "../rules/gate.js";
import { Alarm } from "./alarm.js";
import { importKeys } from "./codes.js";
import { identify, judge, needsTemperature } from "./decide.js";
import { Entries } from "./entries.js";
import { Eye } from "./eye.js";
import { newId } from "./ids.js";
import { insideNow } from "./inside.js";
import { JobNumber } from "./job.js";
import { indexed, put } from "./people.js";
import { Override } from "./override.js";
import { Readings } from "./readings.js";
import { Keys } from "./scan.js";
import { Screens } from "./screens.js";
import { awake, speak, wake } from "./speak.js";
import { openStore } from "./store.js";
import { Sync, sendLater } from "./sync.js";
import { EMPTY, degrees, press, shown } from "./temperature.js";
import { corrected, dayOf } from "./time.js";
import { View } from "./view.js";
import { Warnings, tellBroken } from "./warnings.js";
import { Words } from "./words.js";

const ALLOW_SHOWN = 2_000;
const SAME_ALLOWED = 5_000;
const SAME_ANY = 1_500;
const STILL_IN_VIEW = 2_000;
const NOTE_SHOWN = 3_000;

class Gate {
  /** @param {import("./store.js").Store} store @param {any} config @param {Words} words */
  constructor(store, config, words) {
    this.store = store;
    this.words = words;
    this.view = new View(words);
    this.warnings = new Warnings(store, words);
    this.warnings.handedOver = () => this.count();
    this.sync = new Sync(store, (state) => this.synced(state));
    this.entries = new Entries(store, () => this.header, () => this.time().now, () => this.sync.now());
    /** @type {import("./screens.js").Context} */
    const context = {
      header: () => this.header,
      known: () => this.known,
      entries: this.entries,
      store, words,
      sets: config.sets,
      view: this.view,
      now: () => this.time().now,
      inside: () => this.inside(),
      tell: (key, values) => this.tell(key, values),
      home: () => this.home(),
      scanned: (code, direction) => this.scannedAs(code, direction),
      open: (name) => this.openScreen(name),
    };
    this.screens = new Screens(context);
    this.override = new Override(context);
    this.readings = new Readings(context, (reading) => this.measured(reading.temperature, reading));
    this.alarm = new Alarm(context, (one) => this.askAlarmed(one));
    this.eye = new Eye(context, config.wasm, (text) => this.scanned(text, "camera"));
    this.job = new JobNumber(this.view, () => this.known, (number) => {
      this.home();
      return this.scanned(`JOB:${number}`, "hand");
    });
    /** @type {Known | null} */
    this.known = null;
    /** @type {import("./store.js").Header | null} */
    this.header = null;
    /** @type {"in" | "out"} */
    this.direction = "in";
    /** Where a screen asked for the other direction for one passage: the one to go back to. @type {"in" | "out" | null} */
    this.usual = null;
    /** @type {Scan | null} */
    this.scan = null;
    this.typed = EMPTY;
    /** @type {{key: string, direction: string, verdict: string, at: number} | null} */
    this.lastDecided = null;
    this.lastSeen = { text: "", at: 0 };
    this.working = false;
    /** @type {{text: string, source: "camera" | "gun" | "hand"} | null} */
    this.next = null;
    this.counts = { waiting: 0, aside: 0 };
    /** @type {number | null} */
    this.insideCount = null;
    /** @type {"" | "withdrawn" | "unbound"} */
    this.stopped = "";
    /** @type {Logged | undefined} */
    this.last = undefined;
    this.backTimer = this.noteTimer = /** @type {any} */ (0);
  }

  async start() {
    this.direction = (await this.store.get("direction")) ?? "in";
    this.words.language = (await this.store.get("language")) ?? this.words.language;
    this.speakLanguage();
    this.listen();
    await this.load();
    await this.warnings.start();
    await this.count();
    this.home();
    await this.screens.refresh();
    setInterval(() => this.tick(), 1000);
    this.tick();
    await this.sync.start();
    if (this.known) await this.eye.openAsBefore();
  }

  // What is known

  /** The bundle from disk into memory; the people only where there is a new edition of them. */
  async load() {
    this.stopped = (await this.store.get("withdrawn")) ? "withdrawn" : (await this.store.get("token")) ? "" : "unbound";
    let header = await this.store.header();
    let { people, byJob } = this.known ?? indexed([]);
    if (header && header.edition !== this.header?.edition) {
      const changes = this.store.changes(this.header?.edition, header.edition);
      if (changes) {
        put({ people, byJob }, changes);
      } else {
        const bundle = await this.store.bundle();
        header = bundle.header;
        ({ people, byJob } = indexed(bundle.people));
      }
    }
    if (!header) {
      this.header = this.known = null;
      return;
    }
    const keys = await importKeys(header.keys);
    this.header = header;
    this.known = { enterprise: header.enterprise, table: header.table, keys, asOf: Date.parse(header.server_time), people, byJob };
    if (!this.last) [this.last] = await this.store.logOf(dayOf(this.time().now));
    this.view.put("place", `${header.checkpoint.name} · ${header.enterprise.name}`);
  }

  time() {
    return corrected(this.header && { offset: this.header.offset, asOf: Date.parse(this.header.server_time) });
  }

  async count() {
    this.counts = await this.store.counts();
    this.insideCount = this.header && (await this.inside()).length;
    this.warnings.draw(this.counts);
    this.bar();
  }

  /** Everybody inside, as far as this device can know. */
  async inside() {
    if (!this.header || !this.known) return [];
    const { now } = this.time();
    return insideNow(this.header, this.known.people, await this.store.recentLog(now), now, await this.entries.recent("vehicle.in", "vehicle.out"));
  }

  bar() {
    this.view.bar(this.sync.state, this.counts, this.insideCount);
  }

  /** After each round with the server. @param {import("./sync.js").State} state */
  async synced(state) {
    // Names on the screen and in memory go with those on disk.
    if (state === "withdrawn" && this.known && !this.store.unsaved.size) return location.reload();
    const first = !this.known;
    await this.load();
    if (first && this.known) {
      this.home();
      this.eye.open();
    }
    await this.count();
    this.tick();
    if (state === "withdrawn" || state === "unbound") {
      this.stopped = state;
      this.home();
    }
    if (this.view.screen === "log") await this.openLog();
    await this.screens.refresh();
    await this.alarm.look();
    await this.store.tidy(this.time().now);
  }

  tick() {
    const { now, suspect } = this.time();
    const tolerance = Number(this.known?.table.parameters.skew_tolerance_seconds ?? Infinity) * 1000;
    const offset = this.header?.offset ?? 0;
    let skew = "";
    if (suspect) skew = this.words.say("clock_back");
    else if (Math.abs(offset) > tolerance) skew = this.words.say(offset > 0 ? "clock_slow" : "clock_fast", { time: this.words.duration(offset) });
    this.view.clock(now, skew);
    this.view.mark(this.header?.marks.find(({ day }) => day === dayOf(now)));
    this.view.show("silent", !awake());
    this.screens.tick();
    this.readings.tick();
  }

  // A person comes

  /** @param {string} text @param {"camera" | "gun" | "hand"} source */
  async scanned(text, source) {
    if (!this.known || ["stopped", "starting"].includes(this.view.screen)) return;
    if (source !== "hand") this.backToUsual();
    if (this.working) {
      if (source !== "camera") this.next = { text, source };
      return;
    }
    if (source === "camera") {
      const still = this.lastSeen.text === text && performance.now() - this.lastSeen.at < STILL_IN_VIEW;
      this.lastSeen = { text, at: performance.now() };
      if (still) return;
    }
    this.working = true;
    try {
      await this.meet(await identify(text, this.known), source);
    } catch (error) {
      this.failed(error);
    } finally {
      this.working = false;
      this.takeNext();
    }
  }

  /** A screen takes somebody in or out whatever way the gate is set: for this one passage only. @param {string} code @param {"in" | "out"} [direction] */
  scannedAs(code, direction = this.direction) {
    this.usual ??= this.direction;
    this.direction = direction;
    this.speakLanguage();
    return this.scanned(code, "hand");
  }

  backToUsual() {
    if (!this.usual) return;
    this.direction = this.usual;
    this.usual = null;
    this.speakLanguage();
  }

  /** A scan that came while the one before was being written is not lost: it follows at once. */
  takeNext() {
    const next = this.next;
    this.next = null;
    if (next) this.scanned(next.text, next.source);
  }

  /** @param {Scan} scan @param {string} source */
  async meet(scan, source) {
    const known = /** @type {Known} */ (this.known);
    const key = keyOf(scan);
    if (this.view.screen === "temperature" && this.scan && keyOf(this.scan) === key) return;
    const last = this.lastDecided;
    if (last && last.key === key && last.direction === this.direction) {
      const passed = performance.now() - last.at;
      if (passed < (last.verdict === "allow" ? SAME_ALLOWED : SAME_ANY)) return this.tell("twice", { name: scan.who?.name ?? "" });
    }
    clearTimeout(this.backTimer);
    const moment = { now: this.time().now, direction: this.direction };
    if (!needsTemperature(scan, known, moment)) return this.decide(scan, null);
    const reading = this.readings.ready();
    if (reading) return this.readings.belongs(reading, await this.decide(scan, reading.temperature));
    this.askTemperature(scan);
  }

  /** @param {Scan} scan */
  askTemperature(scan) {
    clearTimeout(this.backTimer);
    this.scan = scan;
    this.typed = EMPTY;
    this.eye.pause(true);
    this.view.open("temperature");
    this.drawTemperature();
    speak("note");
  }

  drawTemperature() {
    this.view.temperature(this.scan?.who ?? null, shown(this.typed), degrees(this.typed) !== null);
  }

  /** @param {string} key */
  pressed(key) {
    if (this.view.screen === "verdict") return key === "Enter" || key === "Escape" ? this.home() : undefined;
    if (this.view.screen !== "temperature") return undefined;
    if (key === "Enter") return this.confirm();
    if (key === "Escape") return this.home();
    this.typed = press(this.typed, key === "Backspace" ? "back" : key);
    return this.drawTemperature();
  }

  confirm() {
    const temperature = degrees(this.typed);
    if (temperature !== null) this.measured(temperature);
  }

  /**
   * One passage for one measurement, however many fingers.
   * @param {number | null} temperature @param {import("./readings.js").Reading} [reading] where a terminal took it
   */
  async measured(temperature, reading) {
    const scan = this.scan;
    if (!scan || this.working || this.view.screen !== "temperature") return;
    this.working = true;
    this.scan = null;
    try {
      const passage = await this.decide(scan, temperature);
      if (reading) await this.readings.belongs(reading, passage);
    } catch (error) {
      this.scan = scan;
      this.failed(error);
    } finally {
      this.working = false;
      this.takeNext();
    }
  }

  /**
   * Decide, put on disk, then show: no verdict is seen that could still be lost.
   * @param {Scan} scan @param {number | null} temperature @param {"allow"} [given] what the guard decided instead
   */
  async decide(scan, temperature, given) {
    const started = performance.now();
    const known = /** @type {Known} */ (this.known);
    const { now } = this.time();
    const judged = judge(scan, known, { now, direction: this.direction, temperature });
    const verdict = given ?? judged.verdict;
    const device = Date.now();
    const passage = {
      id: newId(device), code: scan.code, temperature, direction: this.direction,
      at: new Date(device).toISOString(), verdict,
    };
    /** @type {Logged} */
    const logged = {
      id: passage.id, day: dayOf(now), at: now, key: keyOf(scan), name: scan.who?.name ?? "", team: scan.who?.team ?? "",
      direction: this.direction, temperature, verdict, reason: judged.reason,
      flagged: judged.flagged || verdict !== judged.verdict, state: "waiting", server: null,
    };
    await this.store.record({ ...passage, enterprise: known.enterprise.id, device: this.header?.device.id, corrected: now }, logged);
    this.lastDecided = { key: logged.key, direction: this.direction, verdict, at: performance.now() };
    this.scan = null;
    this.shown = { scan, logged };
    this.last = logged;
    const said = given ? { why: this.words.say("override_noted"), next: "" } : say(known.table, judged.reason, this.words.language, judged.facts);
    this.view.verdict(logged, said, {
      articles: judged.articles,
      stale: judged.stale && verdict === "allow",
      refusedIfIn: this.direction === "out" && judged.refused_if_in,
      letIn: this.direction === "in" && verdict !== "allow" && scan.who !== null,
      again: !given && this.direction === "in" && ["fever", "no_temperature", "implausible_temperature"].includes(judged.reason) && scan.who !== null,
    });
    this.view.open("verdict");
    document.body.dataset.took = String(Math.round(performance.now() - started));
    speak(verdict);
    this.eye.pause(false);
    if (verdict === "allow") this.backTimer = setTimeout(() => this.view.screen === "verdict" && this.home(), ALLOW_SHOWN);
    await this.count();
    await this.screens.refresh();
    await this.screens.passed(logged);
    sendLater();
    this.sync.now();
    return passage.id;
  }

  /** The guard lets in whom the page has just refused: asked why first. */
  askOverride() {
    if (!this.shown) return;
    const { scan, logged } = this.shown;
    clearTimeout(this.backTimer);
    this.eye.pause(true);
    this.override.ask({
      name: logged.name, team: logged.team, why: this.why(logged), isNew: true,
      letIn: () => this.decide(scan, logged.temperature, "allow"),
    });
  }

  /** Why somebody was let in of whom the server says later that it would not have. @param {Logged} one */
  askAlarmed(one) {
    clearTimeout(this.backTimer);
    this.eye.pause(true);
    const letIn = async () => one.id;
    this.override.ask({ name: one.name, team: one.team, why: one.server?.text ?? "", isNew: false, letIn });
  }

  // Screens

  /** Back to waiting for the next, or to what stands in the way of that. At once: the next may be scanned already. */
  home() {
    clearTimeout(this.backTimer);
    this.backToUsual();
    this.scan = null;
    this.eye.pause(!this.known || this.stopped !== "");
    if (this.stopped) {
      this.eye.stop();
      this.view.put("stopped-title", this.words.say(`${this.stopped}_title`));
      this.view.put("stopped-text", this.words.say(`${this.stopped}_text`, { n: this.counts.waiting }));
    }
    this.view.last(this.last, this.time().now, (one) => this.why(one));
    this.view.open(this.stopped ? "stopped" : this.known ? "ready" : "starting");
  }

  /** @param {Logged} one */
  why(one) {
    if (!this.known?.table.texts[one.reason]) return one.reason;
    return say(this.known.table, one.reason, this.words.language, { temperature: one.temperature }).why;
  }

  openJob() {
    clearTimeout(this.backTimer);
    this.eye.pause(true);
    this.job.open();
  }

  async openLog() {
    const from = this.view.screen;
    const today = await this.store.logOf(dayOf(this.time().now));
    if (this.view.screen !== from) return;
    clearTimeout(this.backTimer);
    this.eye.pause(true);
    this.view.log(today, (one) => this.why(one));
    if (from !== "log") this.view.open("log");
  }

  /** One of the screens beside passing. @param {string} name */
  async openScreen(name) {
    if (!this.known || this.stopped) return this.home();
    clearTimeout(this.backTimer);
    this.scan = null;
    this.eye.pause(true);
    this.view.open(/** @type {any} */ (name));
    return this.screens.refresh();
  }

  speakLanguage() {
    document.documentElement.lang = this.words.language === "zh" ? "zh-Hans" : "en";
    this.words.fill(document);
    this.eye.draw();
    for (const one of ["in", "out"]) this.view.at(`direction-${one}`).setAttribute("aria-pressed", String(one === this.direction));
  }

  /** A line that says what was not done. @param {string} key @param {Record<string, string | number>} [values] */
  tell(key, values) {
    this.view.note(this.words.say(key, values));
    speak("note");
    clearTimeout(this.noteTimer);
    this.noteTimer = setTimeout(() => this.view.note(""), NOTE_SHOWN);
  }

  /** @param {unknown} error */
  failed(error) {
    console.error(error);
    this.tell("failed", { error: String(error) });
  }

  // Hands

  listen() {
    const on = (/** @type {string} */ id, /** @type {(event: Event) => unknown} */ act) => this.view.at(id).addEventListener("click", act);
    document.addEventListener("pointerdown", () => {
      wake();
      setTimeout(() => this.tick(), 150);
    });
    // A finger leaves no focus on a key: the Enter of a scanner gun or keyboard would press it again.
    document.addEventListener("mousedown", (event) => {
      if (/** @type {Element} */ (event.target).closest("button")) event.preventDefault();
    });
    document.addEventListener("keydown", wake);
    document.addEventListener("visibilitychange", keepAwake);
    keepAwake();
    new Keys({
      scanned: (text) => this.scanned(text, "gun"),
      typed: (key) => this.pressed(key),
    }).listen(document);
    for (const one of /** @type {("in" | "out")[]} */ (["in", "out"])) {
      on(`direction-${one}`, async () => {
        this.direction = one;
        this.usual = null;
        this.speakLanguage();
        await this.store.set("direction", one);
      });
    }
    for (const key of document.querySelectorAll("#keypad [data-key]")) {
      key.addEventListener("click", () => this.pressed(/** @type {HTMLElement} */ (key).dataset.key ?? ""));
    }
    on("confirm", () => this.confirm());
    on("unmeasured", () => this.measured(null));
    for (const id of ["cancel-temperature", "cancel-job", "close-log", "next-scan"]) on(id, () => this.home());
    on("verdict", (event) => {
      if (!(/** @type {Element} */ (event.target)?.closest("button, a"))) this.home();
    });
    on("again", () => this.shown && this.askTemperature(this.shown.scan));
    on("to-holds", () => this.openScreen("holds"));
    on("open-job", () => this.openJob());
    on("open-log", () => this.openLog());
    on("last", () => this.openLog());
    on("retry-aside", async () => {
      await this.store.retryAside();
      await this.count();
      this.sync.now();
    });
    on("let-in", () => this.askOverride());
    on("language", async () => {
      this.words.language = this.words.language === "zh" ? "en" : "zh";
      await this.store.set("language", this.words.language);
      this.speakLanguage();
      this.bar();
      this.tick();
      this.view.last(this.last, this.time().now, (one) => this.why(one));
      await this.screens.speak();
    });
    on("network-now", () => this.sync.now());
  }
}

/** The same person is the same key, however the code was shown. @param {Scan} scan */
function keyOf(scan) {
  return scan.who?.key ?? scan.code;
}

/** Keep the screen lit, where the browser can. */
async function keepAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock?.request("screen");
  } catch (error) {
    console.info("the screen may go dark", error);
  }
}

/** @param {string} address of the service worker */
async function installWorker(address) {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(address, { scope: "/gate/", type: "module", updateViaCache: "none" });
  } catch (error) {
    console.info("no module service worker, the plain one it is", error);
    await navigator.serviceWorker.register(`${address}?plain=1`, { scope: "/gate/", updateViaCache: "none" });
  }
}

const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}");
installWorker(config.worker).catch((error) => console.warn("this page will not open without a network", error));
const words = new Words(config.texts, config.language);
const store = await openStore().catch((error) => {
  tellBroken(words);
  throw error;
});
const gate = new Gate(store, config, words);
await gate.start();
