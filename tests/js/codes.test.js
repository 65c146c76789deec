import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import "./static_folders.js";

const { CodeError, decodeBase45, importKeys, readPass } = await import(
  "../../fugong/doors/guard/static/guard/codes.js"
);
const vectors = JSON.parse(await readFile(new URL("../vectors/codes.json", import.meta.url), "utf8"));
const keys = await importKeys(vectors.keys);

for (const { bytes, text } of vectors.base45) {
  test(`base45 reads ${JSON.stringify(text.slice(0, 20))} as Python does`, () => {
    assert.equal(Buffer.from(decodeBase45(text)).toString("hex"), bytes);
  });
}

for (const text of vectors.not_base45) {
  test(`base45 refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => decodeBase45(text), CodeError);
  });
}

for (const { name, code, says, error } of vectors.codes) {
  test(`a code: ${name}`, async () => {
    if (says) {
      assert.deepEqual({ ...(await readPass(code, keys)) }, says);
    } else {
      await assert.rejects(readPass(code, keys), (fault) => fault instanceof CodeError && fault.reason === error);
    }
  });
}

test("a key that is no point on the curve is left out, and what it signed is forged", async () => {
  const none = await importKeys([{ ...vectors.keys[0], y: vectors.keys[0].x }]);

  await assert.rejects(readPass(vectors.codes[0].code, none), (fault) => fault.reason === "forged");
});

test("a code is verified well within the time a guard notices", async () => {
  const started = performance.now();
  for (let count = 0; count < 20; count += 1) await readPass(vectors.codes[0].code, keys);

  assert.ok((performance.now() - started) / 20 < 50);
});
