import assert from "node:assert/strict";
import test from "node:test";
import "./static_folders.js";

const { Keys, characterOf } = await import("../../fugong/doors/guard/static/guard/scan.js");
const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

function keyboard() {
  const seen = { scanned: [], typed: [] };
  const keys = new Keys({ scanned: (text) => seen.scanned.push(text), typed: (key) => seen.typed.push(key) }, 40);
  const press = (key, options = {}) =>
    keys.key({ key, code: "", target: null, preventDefault() {}, stopPropagation() {}, ...options });
  return { seen, press };
}

test("a burst that ends with Enter is one scan and types nothing", async () => {
  const { seen, press } = keyboard();

  for (const key of ["Shift", ..."FG1:AB $%*+-./"]) press(key);
  press("Enter");
  await pause(80);

  assert.deepEqual(seen, { scanned: ["FG1:AB $%*+-./"], typed: [] });
});

test("two scans in a row are two scans", () => {
  const { seen, press } = keyboard();

  for (const code of ["FGB:abc", "FGB:def"]) [...code, "Enter"].forEach((key) => press(key));

  assert.deepEqual(seen.scanned, ["FGB:abc", "FGB:def"]);
});

test("a person types digit by digit, and confirms with Enter", async () => {
  const { seen, press } = keyboard();

  for (const key of ["3", "6", "5"]) {
    press(key);
    await pause(60);
  }
  press("Enter");

  assert.deepEqual(seen, { scanned: [], typed: ["3", "6", "5", "Enter"] });
});

test("a fast typist's three digits and Enter are still a temperature", () => {
  const { seen, press } = keyboard();

  for (const key of ["3", "6", "5", "Enter"]) press(key);

  assert.deepEqual(seen, { scanned: [], typed: ["3", "6", "5", "Enter"] });
});

test("a burst without Enter is forgotten, and shortcuts are left alone", async () => {
  const { seen, press } = keyboard();

  for (const key of "FGB:abcdef") press(key);
  await pause(80);
  press("r", { ctrlKey: true });

  assert.deepEqual(seen, { scanned: [], typed: [] });
});

test("a gun behind a Chinese input method is still read", () => {
  const typed = (code, shiftKey) => characterOf({ key: "Process", code, shiftKey });

  assert.equal(typed("KeyF", true) + typed("KeyG", true) + typed("Digit1", false) + typed("Semicolon", true), "FG1:");
  assert.equal(typed("Digit4", true) + typed("Digit5", true) + typed("Digit8", true) + typed("Equal", true), "$%*+");
  assert.equal(characterOf({ key: "：", code: "", shiftKey: false }), ":");
});
