/**
 * Closes what a guard wrote in, so that not even this phone can read it while it waits: the other half of
 * fugong/core/boxes.py. A key made for this one box and the server's public key give a secret that only the
 * server's private key gives again.
 *
 * @typedef {{kid: string, x: string, y: string}} Box the server's public key, as the bundle carries it
 */

const ECDH = { name: "ECDH", namedCurve: "P-256" };
const PURPOSE = new TextEncoder().encode("fugong box");

/**
 * @param {Box} box
 * @param {string} context whose it is: it opens for the same words only
 * @param {any} data plain JSON
 * @returns {Promise<string>}
 */
export async function closed({ kid, x, y }, context, data) {
  const theirs = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x, y }, ECDH, true, []);
  const ours = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(ECDH, false, ["deriveBits"]));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
  const [our, their] = await Promise.all([ours.publicKey, theirs].map((key) => crypto.subtle.exportKey("raw", key)));
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const once = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: joined(our, their), info: PURPOSE }, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"],
  );
  const told = new TextEncoder().encode(JSON.stringify(data));
  const within = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: new TextEncoder().encode(context) };
  return `P256.${kid}.${base64url(joined(our, await crypto.subtle.encrypt(within, once, told)))}`;
}

/** @param {ArrayBuffer[]} parts */
function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  parts.reduce((at, part) => {
    all.set(new Uint8Array(part), at);
    return at + part.byteLength;
  }, 0);
  return all;
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
