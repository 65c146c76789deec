/**
 * Reads pass codes in the browser: the twin of fugong/core/codes.py and base45.py, on the vectors of
 * tests/vectors/codes.json. Proves who signed a code and what it says; never judges its age.
 *
 * @typedef {{kid: string, x: string, y: string}} PublicKey as the state bundle lists them
 * @typedef {{pass_id: string, enterprise: string, reference: string, masked_name: string, team: string,
 *   verdict: string, reason: string, issued: number, expires: number}} Pass times in seconds since 1970
 * @typedef {Map<string, CryptoKey>} Keys by key id in hex
 */

import { decode as decodeCbor, encode as encodeCbor } from "../vendor/cborg/cborg.js";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));
const PREFIX = "FG1:";
const MAX_CODE_LENGTH = 1024;
const KID_SIZE = 8;
const SIGNATURE_SIZE = 64;
const LAST_SECOND = 253_402_300_799;
const PROTECTED_HEAD = [0xa2, 0x01, 0x26, 0x04, 0x48];
const SIGNATURE1 = [0x84, 0x6a, ...new TextEncoder().encode("Signature1")];
const ES256 = { name: "ECDSA", hash: "SHA-256" };

/** The claims in the order in which they stand in a code: number, name, kind, longest text. */
const CLAIMS = /** @type {[number, string, "second" | "id" | "text", number][]} */ ([
  [4, "expires", "second", 0],
  [6, "issued", "second", 0],
  [7, "pass_id", "id", 0],
  [-65537, "enterprise", "id", 0],
  [-65538, "reference", "text", 32],
  [-65539, "masked_name", "text", 64],
  [-65540, "team", "text", 128],
  [-65541, "verdict", "text", 32],
  [-65542, "reason", "text", 32],
]);

/** A code that cannot be believed; `reason` is the gate's: "unreadable" or "forged". */
export class CodeError extends Error {
  /** @param {"unreadable" | "forged"} reason @param {string} message */
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Keys ready for `readPass`. One that is no point on P-256 is left out: what it signed is then forged.
 * @param {PublicKey[]} list
 * @returns {Promise<Keys>}
 */
export async function importKeys(list) {
  /** @type {Keys} */
  const keys = new Map();
  for (const { kid, x, y } of list) {
    try {
      const jwk = { kty: "EC", crv: "P-256", x, y };
      keys.set(kid, await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]));
    } catch (error) {
      console.warn(`key ${kid} cannot be used`, error);
    }
  }
  return keys;
}

/**
 * What a code says, once its signature is proven.
 * @param {string} code
 * @param {Keys} keys
 * @returns {Promise<Pass>}
 * @throws {CodeError}
 */
export async function readPass(code, keys) {
  if (!code.startsWith(PREFIX)) throw new CodeError("unreadable", "it does not begin with FG1:");
  if (code.length > MAX_CODE_LENGTH) throw new CodeError("unreadable", "longer than any pass code");
  const payload = await openSign1(decodeBase45(code.slice(PREFIX.length)), keys);
  return readClaims(payload);
}

/**
 * Bytes of base45 (RFC 9285), refusing what another text would also mean.
 * @param {string} text
 * @returns {Uint8Array}
 * @throws {CodeError}
 */
export function decodeBase45(text) {
  const values = [];
  for (const character of text) {
    const value = VALUES.get(character);
    if (value === undefined) throw new CodeError("unreadable", "a character outside base45");
    values.push(value);
  }
  if (values.length % 3 === 1) throw new CodeError("unreadable", "a single base45 character is left over");
  const bytes = [];
  for (let at = 0; at < values.length; at += 3) {
    const pair = at + 2 === values.length;
    const word = values[at] + 45 * values[at + 1] + (pair ? 0 : 2025 * values[at + 2]);
    if (word > (pair ? 0xff : 0xffff)) throw new CodeError("unreadable", "a base45 group overflows");
    if (!pair) bytes.push(word >> 8);
    bytes.push(word & 0xff);
  }
  return Uint8Array.from(bytes);
}

/**
 * The payload of a COSE_Sign1 that one of the keys signed.
 * @param {Uint8Array} message
 * @param {Keys} keys
 * @returns {Promise<Uint8Array>}
 */
async function openSign1(message, keys) {
  let at = message[0] === 0xd2 ? 1 : 0;
  if (message[at++] !== 0x84) throw new CodeError("unreadable", "not an array of four");
  const head = readBytes(message, at);
  at = head.end;
  if (message[at++] !== 0xa0) throw new CodeError("unreadable", "an unprotected header where none belongs");
  const payload = readBytes(message, at);
  const signature = readBytes(message, payload.end);
  if (signature.end !== message.length) throw new CodeError("unreadable", "bytes behind the signature");

  const known = PROTECTED_HEAD.every((byte, index) => head.bytes[index] === byte);
  if (!known || head.bytes.length !== PROTECTED_HEAD.length + KID_SIZE) {
    throw new CodeError("forged", "the header names another algorithm or no key");
  }
  if (signature.bytes.length !== SIGNATURE_SIZE) throw new CodeError("forged", "the signature has the wrong size");
  const key = keys.get(hex(head.bytes.subarray(PROTECTED_HEAD.length)));
  if (!key) throw new CodeError("forged", "the key is not one of ours");
  const signed = Uint8Array.from([
    ...SIGNATURE1,
    ...message.subarray(head.start, head.end),
    0x40,
    ...message.subarray(payload.start, payload.end),
  ]);
  if (!(await crypto.subtle.verify(ES256, key, Uint8Array.from(signature.bytes), signed))) {
    throw new CodeError("forged", "the signature does not fit");
  }
  return payload.bytes;
}

/**
 * A byte string in its shortest encoding; `start` and `end` are the places of the whole item.
 * @param {Uint8Array} message
 * @param {number} start
 */
function readBytes(message, start) {
  const first = message[start];
  let size, from;
  if (first >= 0x40 && first < 0x58) {
    [size, from] = [first - 0x40, start + 1];
  } else if (first === 0x58 && message[start + 1] >= 24) {
    [size, from] = [message[start + 1], start + 2];
  } else if (first === 0x59 && message[start + 1] > 0 && start + 2 < message.length) {
    [size, from] = [(message[start + 1] << 8) | message[start + 2], start + 3];
  } else {
    throw new CodeError("unreadable", "no byte string where one belongs");
  }
  const end = from + size;
  if (end > message.length) throw new CodeError("unreadable", "cut off");
  return { bytes: message.subarray(from, end), start, end };
}

/**
 * @param {Uint8Array} payload
 * @returns {Pass}
 */
function readClaims(payload) {
  const claims = decodeClaims(payload);
  if (claims.size !== CLAIMS.length) throw new CodeError("unreadable", "claims are missing or added");
  /** @type {Record<string, any>} */
  const says = {};
  const numbers = [...claims.keys()];
  CLAIMS.forEach(([number, name, kind, longest], index) => {
    const value = claims.get(number);
    if (numbers[index] !== number || !fits(value, kind, longest, name !== "team")) {
      throw new CodeError("unreadable", `the claim ${name} makes no sense`);
    }
    says[name] = kind === "id" ? uuid(value) : value;
  });
  if (says.expires <= says.issued) throw new CodeError("unreadable", "it ends before it begins");
  return /** @type {Pass} */ (says);
}

/**
 * The map, only where encoding it again gives the same bytes: one content has one code.
 * @param {Uint8Array} payload
 * @returns {Map<number, any>}
 */
function decodeClaims(payload) {
  let claims;
  try {
    claims = decodeCbor(payload, { useMaps: true, strict: true, allowIndefinite: false, rejectDuplicateMapKeys: true });
  } catch (error) {
    throw new CodeError("unreadable", `not the claims of a pass: ${error}`);
  }
  if (!(claims instanceof Map)) throw new CodeError("unreadable", "not the claims of a pass");
  if ([...claims.values()].some((value) => value !== null && typeof value === "object" && !(value instanceof Uint8Array))) {
    throw new CodeError("unreadable", "a claim is a list or a map");
  }
  const again = encodeCbor(claims, { mapSorter: undefined });
  if (again.length !== payload.length || again.some((byte, index) => byte !== payload[index])) {
    throw new CodeError("unreadable", "not in our encoding");
  }
  return claims;
}

/**
 * @param {any} value
 * @param {"second" | "id" | "text"} kind
 * @param {number} longest
 * @param {boolean} required
 */
function fits(value, kind, longest, required) {
  if (kind === "second") return Number.isInteger(value) && value >= 0 && value <= LAST_SECOND;
  if (kind === "id") return value instanceof Uint8Array && value.length === 16;
  return typeof value === "string" && [...value].length <= longest && (value !== "" || !required);
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Uint8Array} bytes */
function uuid(bytes) {
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
