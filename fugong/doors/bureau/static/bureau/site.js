/**
 * The site check's page: what is typed, photographed and signed goes to disk at once, and to the server when there
 * is one. The conclusion stays pending until the server has acknowledged it; everything then leaves the device.
 */

import { empty, lacking, openDrafts } from "./draft.js";
import { gallery } from "./gallery.js";
import { shrink } from "./photo.js";
import { Refused, Stopped, courier, round } from "./send.js";
import { sheet } from "./sheet.js";
import { signature } from "./signature.js";

/** @typedef {import("./draft.js").Kept} Kept */
/** @typedef {import("./draft.js").Move} Move */

const site = /** @type {HTMLElement} */ (document.getElementById("site"));
/** @template {HTMLElement} [T=HTMLElement] @param {string} what @returns {T} */
const part = (what) => /** @type {T} */ (site.querySelector(what));
/** @param {string} name */
const word = (name) => part(`[data-word="${name}"]`).textContent ?? "";

/** Ends that only the page anew can mend; there is a network then. */
const RELOADS = ["login", "stale", "gone", "changed"];

document.documentElement.classList.add("scripted");
const standing = JSON.parse(document.getElementById("standing")?.textContent ?? "{}");
const key = `${site.dataset.case}:${site.dataset.account}`;
const store = await openDrafts().catch(() => null);
const loaded = (await store?.load(key)) ?? { draft: null, files: [] };
const form = /** @type {HTMLFormElement | null} */ (site.querySelector("form.site-form"));

if (loaded.draft?.intent && standing.concluded) await delivered(standing.label);
else if (form) fill(form);
else if (loaded.draft) leftOver();

/** @param {string} label where the case stands now */
async function delivered(label) {
  await store?.forget(key);
  for (const one of site.querySelectorAll("form, [data-closed], [data-hint]")) one.remove();
  part("[data-label]").textContent = label;
  const box = part("[data-delivered]");
  box.hidden = false;
  box.focus();
}

function leftOver() {
  part("[data-left]").hidden = false;
  part("[data-discard]").addEventListener("click", async () => {
    await store?.forget(key);
    part("[data-left]").hidden = true;
  });
}

/** @param {HTMLFormElement} form */
function fill(form) {
  const draft = loaded.draft ?? empty(key, standing.version);
  /** @type {Kept[]} */
  let files = loaded.files;
  const tried = new Set(files.map((file) => file.name)); // the server may have these
  const page = sheet(form);
  const body = part("[data-body]");
  const photos = gallery(part("[data-photos]"), word, remove);
  const pen = signature(/** @type {HTMLCanvasElement} */ (part("[data-signature]")), (picture) => {
    making = making.then(() => signed(picture));
  });
  const server = {
    page: location.pathname,
    files: site.dataset.files ?? "",
    state: site.dataset.state ?? "",
    token: /** @type {HTMLInputElement} */ (form.elements.namedItem("csrfmiddlewaretoken")).value,
  };
  const way = courier(once, failed);
  let unkept = !store;
  let making = Promise.resolve(); // pictures come in one after the other, and a conclusion waits for them

  /* What is on the page and what is on disk. */

  /** A full disk is told; what is on the page can still be sent. @param {Promise<void> | undefined} writing */
  async function written(writing) {
    try {
      await writing;
    } catch {
      unkept = true;
    }
  }

  async function keep() {
    await written(store?.keep(draft));
    if (!way.running) tell(draft.intent ? "waiting" : "kept");
  }

  /** @param {string} name @param {string} [more] */
  function tell(name, more = "") {
    const line = part("[data-standing]");
    line.hidden = false;
    line.dataset.now = name;
    line.textContent = unkept ? word("unkept") : word(name) + more;
    part("[data-reload]").hidden = !RELOADS.includes(name);
  }

  function show() {
    body.hidden = Boolean(draft.intent);
    part("[data-pending]").hidden = !draft.intent;
    part("[data-conclusion]").textContent = form.querySelector(`button[value="${draft.intent}"]`)?.textContent ?? "";
    photos.show(files.filter((file) => file.kind === "site_photo"));
    page.openNotes();
  }

  /* Photos and the signature. */

  /** @param {Kept} file */
  async function add(file) {
    files = [...files.filter((one) => one.name !== file.name), file];
    await written(store?.keepFile(file));
    await keep();
    show();
  }

  /** @param {string} name */
  async function remove(name) {
    files = files.filter((file) => file.name !== name);
    if (tried.has(name)) draft.removed = [...draft.removed, name];
    await written(store?.dropFile(name));
    await keep();
    show();
    if (tried.has(name)) way.go();
  }

  /** @param {Blob | null} picture */
  async function signed(picture) {
    const before = files.find((file) => file.kind === "signature");
    if (before && (!picture || tried.has(before.name))) await remove(before.name);
    if (!picture) return;
    const name = before && !tried.has(before.name) ? before.name : `signature-${newId()}.png`;
    await add({ name, draft: key, kind: "signature", blob: picture, sent: false, why: "" });
  }

  /** @param {File[]} taken */
  async function takeIn(taken) {
    page.fault({});
    for (const photo of taken) {
      try {
        const blob = await shrink(photo);
        await add({ name: `site-${newId()}.jpg`, draft: key, kind: "site_photo", blob, sent: false, why: "" });
      } catch {
        page.fault({ photos: word("photo_unreadable") });
      }
    }
    way.go();
  }

  part("#photos").addEventListener("change", (event) => {
    const chosen = /** @type {HTMLInputElement} */ (event.target);
    const taken = [...(chosen.files ?? [])];
    chosen.value = "";
    making = making.then(() => takeIn(taken));
  });
  part("[data-clear]").addEventListener("click", () => pen.clear());

  /* Typing, and the conclusion. */

  form.addEventListener("input", (event) => {
    if (/** @type {HTMLElement} */ (event.target).id === "photos") return;
    draft.answers = page.answers();
    show();
    keep();
  });

  page.rectify.addEventListener("toggle", () => {
    if (!page.rectify.open || page.reason.value || draft.intent) return;
    page.reason.value = page.amiss();
    draft.answers = page.answers();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    delete form.dataset.sent; // nothing leaves the page: forms.js need not hold the button
    const button = /** @type {HTMLButtonElement} */ (event.submitter);
    button.removeAttribute("aria-busy");
    const move = /** @type {Move} */ (button.value);
    draft.answers = page.answers();
    const lacks = Object.entries(lacking(move, page.items(), draft.answers)).map(([at, what]) => [at, word(what)]);
    page.fault(Object.fromEntries(lacks));
    if (!lacks.length) conclude(move);
  });

  /** @param {Move | null} move */
  async function conclude(move) {
    await making;
    draft.intent = move;
    await keep();
    show();
    if (move) {
      part("[data-pending]").focus();
      way.go();
    }
  }

  part("[data-again]").addEventListener("click", () => way.go());
  part("[data-edit]").addEventListener("click", () => conclude(null));

  /* The network. */

  const listener = {
    /** @param {number} number @param {number} of */
    sending: (number, of) => tell("sending", ` ${number}/${of}`),
    /** @param {Kept} file */
    trying: (file) => void tried.add(file.name),
    /** @param {Kept} file */
    sent: (file) => mark(file.name, { sent: true }),
    /** @param {Kept} file @param {string} why */
    refused: (file, why) => mark(file.name, { why }),
    /** @param {string} name */
    async removed(name) {
      draft.removed = draft.removed.filter((one) => one !== name);
      await written(store?.keep(draft));
    },
  };

  /** @param {string} name @param {Partial<Kept>} change */
  async function mark(name, change) {
    const file = files.find((one) => one.name === name);
    if (file) await add({ ...file, ...change });
  }

  async function once() {
    const { became, standing: now } = await round(server, draft, () => files, listener);
    if (became === "delivered") return delivered(now.label);
    if (became === "changed") return handBack("changed");
    if (draft.intent && files.some((file) => file.why)) return handBack("refused");
    tell("kept");
  }

  /** @param {unknown} problem */
  async function failed(problem) {
    if (problem instanceof Refused) {
      await handBack("refused");
      page.fault(problem.faults);
    } else if (problem instanceof Stopped && problem.passes) {
      tell(draft.intent || files.some((file) => !file.sent) ? "waiting" : "kept");
    } else if (problem instanceof Stopped) {
      tell(problem.why);
    } else {
      throw problem;
    }
  }

  /** The conclusion is the officer's again. @param {string} why */
  async function handBack(why) {
    await conclude(null);
    tell(why);
  }

  addEventListener("online", () => way.go());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && (draft.intent || files.some((file) => !file.sent))) way.go();
  });

  page.restore(draft.answers);
  const drawn = files.find((file) => file.kind === "signature");
  if (drawn) pen.show(drawn.blob);
  show();
  if (unkept) tell("kept");
  if (draft.version !== standing.version) {
    draft.version = standing.version;
    handBack("anew");
  } else if (loaded.draft) way.go();
}

/** A name no other device gives. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
