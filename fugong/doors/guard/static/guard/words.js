/** The page's own words in both languages, as the template hands them over; verdict texts come with the table. */

import { SITE_ZONE, clockOf, dayOf } from "./time.js";

/** @typedef {"zh" | "en"} Language */

const DAY = 86_400_000;
const named = (/** @type {string} */ locale, /** @type {Intl.DateTimeFormatOptions} */ parts) =>
  new Intl.DateTimeFormat(locale, { timeZone: SITE_ZONE, ...parts });
const dates = { zh: named("zh-CN", { month: "long", day: "numeric" }), en: named("en-GB", { weekday: "short", day: "numeric", month: "short" }) };
const weekday = named("zh-CN", { weekday: "short" });

export class Words {
  /** @param {Record<Language, Record<string, string>>} texts @param {Language} language */
  constructor(texts, language) {
    this.texts = texts;
    this.language = language;
  }

  /** @param {string} key @param {Record<string, string | number>} [values] */
  say(key, values = {}) {
    const text = this.texts[this.language][key] ?? this.texts.zh[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  /** A length of time in words: 3 分钟. @param {number} milliseconds */
  duration(milliseconds) {
    const seconds = Math.round(Math.abs(milliseconds) / 1000);
    if (seconds < 60) return this.say("seconds", { n: seconds });
    if (seconds < 3600) return this.say("minutes", { n: Math.round(seconds / 60) });
    if (seconds < 172_800) return this.say("hours", { n: Math.round(seconds / 3600) });
    return this.say("days", { n: Math.round(seconds / 86_400) });
  }

  /** A moment of the site, with its day where that is not today: 08:05, 明天 08:05, 2月24日（周一）08:05. @param {number} moment @param {number} now both in ms */
  when(moment, now) {
    if (Number.isNaN(moment)) return "—";
    const time = clockOf(moment).slice(0, 5);
    const day = dayOf(moment);
    if (day === dayOf(now)) return time;
    if (day === dayOf(now - DAY)) return `${this.say("yesterday")} ${time}`;
    if (day === dayOf(now + DAY)) return `${this.say("tomorrow")} ${time}`;
    return this.language === "zh" ? `${dates.zh.format(moment)}（${weekday.format(moment)}）${time}` : `${dates.en.format(moment)} ${time}`;
  }

  /** 《指南》第9条 for G9. @param {string} article */
  article(article) {
    const [, series, number] = /^([A-Z])(\d+)/.exec(article) ?? [];
    return series ? this.say(`article_${series}`, { n: number }) : article;
  }

  /** Put the words of the language into everything below `root` that names one. @param {ParentNode} root */
  fill(root) {
    for (const element of root.querySelectorAll("[data-text]")) {
      element.textContent = this.say(/** @type {HTMLElement} */ (element).dataset.text ?? "");
    }
  }
}
