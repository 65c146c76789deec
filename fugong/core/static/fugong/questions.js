/**
 * Shows only what has to be asked, by the same rules as the server (rules.js), and a long questionnaire one group
 * at a time. Without it the form is one page with everything on it.
 */
import { evaluate } from "../rules/rules.js";

/** @typedef {import("../../../rules/js/rules.js").Values} Values */

for (const form of document.querySelectorAll("form[data-questions]")) {
  if (form instanceof HTMLFormElement) start(form);
}

/** @param {HTMLFormElement} form */
function start(form) {
  form.classList.add("scripted");
  form.addEventListener("change", (event) => {
    onlyNone(event.target);
    settle(event.target);
    show(form);
  });
  show(form);
  if (form.dataset.questions === "steps") steps(form);
}

/**
 * What is answered so far, as the rules read it.
 * @param {HTMLElement} form
 * @returns {Values}
 */
function answers(form) {
  /** @type {Values} */
  const given = {};
  for (const question of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-question]"))) {
    const id = question.dataset.question ?? "";
    if (question.hidden) continue;
    const value = answer(question);
    if (value !== null) given[id] = value;
  }
  return given;
}

/**
 * @param {HTMLElement} question
 * @returns {null | boolean | number | string | string[]}
 */
function answer(question) {
  const inputs = /** @type {HTMLInputElement[]} */ ([...question.querySelectorAll("input, select, textarea")]);
  const ticked = inputs.filter((one) => one.checked).map((one) => one.value);
  switch (question.dataset.type) {
    case "yes_no":
      return ticked.length ? ticked[0] === "yes" : null;
    case "choice":
      return ticked[0] ?? null;
    case "multi":
      return ticked.length ? ticked.filter((one) => one !== "none") : null;
    case "temperature": {
      const number = Number.parseFloat(inputs[0].value);
      return Number.isFinite(number) ? number : null;
    }
    default:
      return inputs[0].value.trim() || null;
  }
}

/** @param {HTMLElement} form */
function show(form) {
  for (const question of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-show-when]"))) {
    let holds = null;
    try {
      holds = evaluate(JSON.parse(question.dataset.showWhen ?? "null"), answers(form)).holds;
    } catch {
      holds = true; // better asked in vain than not asked
    }
    question.hidden = holds !== true;
  }
}

/** An answer takes back "please answer". @param {EventTarget | null} target */
function settle(target) {
  const question = target instanceof Element ? target.closest("[data-question]") : null;
  question?.querySelector(".field-error[data-asked]")?.remove();
  if (question && !question.querySelector(".field-error")) question.classList.remove("field-wrong");
}

/** 「都没有」 and a symptom exclude each other. @param {EventTarget | null} target */
function onlyNone(target) {
  if (!(target instanceof HTMLInputElement) || target.type !== "checkbox" || !target.checked) return;
  const others = target.closest("fieldset")?.querySelectorAll("input") ?? [];
  for (const other of others) {
    if (other !== target && (other.value === "none") !== (target.value === "none")) other.checked = false;
  }
}

/**
 * One group at a time. The address carries the step (#2), so that "back" of the phone goes one question back.
 * @param {HTMLFormElement} form
 */
function steps(form) {
  const groups = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-step]")]);
  const place = form.querySelector("[data-place]");
  const next = form.querySelector("[data-next]");
  const last = form.querySelector("[data-last]");
  if (groups.length < 2 || !(place instanceof HTMLElement) || !(next instanceof HTMLElement) || !(last instanceof HTMLElement)) return;
  place.hidden = false;

  const now = () => Math.min(Math.max(Number.parseInt(location.hash.slice(1), 10) || 1, 1), groups.length);

  let opened = 0;
  const open = (/** @type {boolean} */ focus) => {
    const at = now();
    opened = at;
    groups.forEach((group, index) => { group.hidden = index !== at - 1; });
    const end = at === groups.length;
    next.hidden = end;
    last.hidden = !end;
    place.textContent = (place.dataset.place ?? "").replace("{n}", String(at)).replace("{of}", String(groups.length));
    if (focus) {
      scrollTo(0, 0);
      const first = groups[at - 1].querySelector("legend, label");
      if (first instanceof HTMLElement) {
        first.tabIndex = -1;
        first.focus({ preventScroll: true });
      }
    }
  };

  next.addEventListener("click", () => {
    if (!complete(groups[now() - 1])) return;
    location.hash = String(now() + 1);
    open(true);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !next.hidden && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      next.click();
    }
  });
  addEventListener("hashchange", () => {
    if (opened !== now()) open(true);
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest('.wrong a[href^="#id_"]') : null;
    if (!link) return;
    const wanted = document.getElementById((link.getAttribute("href") ?? "").slice(1));
    const group = wanted ? groups.findIndex((one) => one.contains(wanted)) : -1;
    if (!wanted || group < 0) return;
    event.preventDefault();
    history.pushState(null, "", `#${group + 1}`);
    open(false);
    wanted.focus();
  });

  const wrong = groups.findIndex((group) => group.querySelector(".field-wrong"));
  if (wrong >= 0) history.replaceState(null, "", `#${wrong + 1}`);
  else if (!/^#\d+$/.test(location.hash)) history.replaceState(null, "", "#1");
  open(false);
}

/**
 * Whether every question of the group that is shown and wanted has an answer; says so at the first that has none.
 * @param {HTMLElement} group
 */
function complete(group) {
  let first = null;
  for (const question of /** @type {NodeListOf<HTMLElement>} */ (group.querySelectorAll("[data-question]"))) {
    const open = !question.hidden && !("optional" in question.dataset) && answer(question) === null;
    if (!open) continue;
    let note = question.querySelector(".field-error");
    if (!(note instanceof HTMLElement)) {
      note = document.createElement("p");
      note.className = "field-error";
      note.dataset.asked = "";
      note.setAttribute("role", "alert");
      question.append(note);
    }
    note.textContent = group.closest("form")?.dataset.wanted ?? "";
    question.classList.add("field-wrong");
    first ??= question;
  }
  if (first) {
    const target = first.querySelector("input, select, textarea");
    if (target instanceof HTMLElement) target.focus();
  }
  return first === null;
}
