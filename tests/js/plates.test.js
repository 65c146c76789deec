import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import "./static_folders.js";

const { PROVINCES, readPlate, tidyPlate } = await import("../../fugong/doors/guard/static/guard/plates.js");
const vectors = JSON.parse(await readFile(new URL("../vectors/plates.json", import.meta.url), "utf8"));

for (const { typed, plate, kind = "", fault = "" } of vectors) {
  test(`a plate as the server reads it: ${JSON.stringify(typed)}`, () => {
    assert.equal(tidyPlate(typed), plate);
    assert.deepEqual(readPlate(plate), { kind, fault });
  });
}

test("there are 31 provinces", () => assert.equal(new Set(PROVINCES).size, 31));
