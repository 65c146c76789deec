/** UUIDv7 made on the device: in the order of their making, so that a queue sorted by them is a queue. */

let last = 0;
let counter = 0;

/**
 * @param {number} [now] milliseconds
 * @returns {string}
 */
export function newId(now = Date.now()) {
  if (now > last) {
    [last, counter] = [now, crypto.getRandomValues(new Uint16Array(1))[0] & 0x7ff];
  } else if ((counter += 1) > 0xfff) {
    [last, counter] = [last + 1, 0];
  }
  const time = last.toString(16).padStart(12, "0");
  const random = crypto.getRandomValues(new Uint8Array(8));
  random[0] = (random[0] & 0x3f) | 0x80;
  const tail = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const sequence = `7${counter.toString(16).padStart(3, "0")}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-${sequence}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
