/**
 * Number plates of vehicles (GA 36): tidied, checked, told apart. The twin of fugong/core/plates.py on the
 * same vectors (tests/vectors/plates.json). Nothing is guessed: an I or an O is told, not taken for 1 or 0.
 */

export const PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

const LETTER = "[A-HJ-NP-Z]";
const SIGN = "[A-HJ-NP-Z0-9]";
/** In the order of asking. @type {[string, RegExp][]} */
const FORMS = [
  ["trailer", new RegExp(`^[${PROVINCES}]${LETTER}${SIGN}{4}挂$`)],
  ["special", new RegExp(`^[${PROVINCES}]${LETTER}${SIGN}{4}[学警港澳]$`)],
  ["ordinary", new RegExp(`^[${PROVINCES}]${LETTER}${SIGN}{5}$`)],
  ["new_energy", new RegExp(`^[${PROVINCES}]${LETTER}(?:[A-HJK]${SIGN}[0-9]{4}|[0-9]{5}[A-HJK])$`)],
  ["other", new RegExp(
    `^(?:[使领][0-9A-Z]{5,6}|[${PROVINCES}]${LETTER}?[0-9A-Z]{3,6}[使领]|(?:WJ|[A-HJ-NP-Z]{2})[0-9]{5}` +
    `|WJ[${PROVINCES}][0-9]{4}[0-9A-Z]|[${PROVINCES}][XS][0-9A-Z]{3,6}应急|民航[0-9A-Z]{4,6})$`,
  )],
];
const MEANS_NOTHING = /[ \t\r\n\v\f\u00a0\u2000-\u200f\u2028\u2029\ufeff·•・‧∙●._\u2010-\u2015\u2212-]/g;
const KNOWN = new RegExp(`^[${PROVINCES}挂学警港澳0-9A-Z]*$`);

/** A plate as it is stored: 豫ｈ·12345 → 豫H12345. @param {string} text */
export function tidyPlate(text) {
  const narrow = text.normalize("NFKC").replace(MEANS_NOTHING, "");
  return narrow.replace(/[a-z]/g, (letter) => letter.toUpperCase()).normalize("NFKC");
}

/**
 * Its kind, or what is wrong with it: length, province, i_or_o, characters, form.
 * @param {string} text tidied @returns {{kind: string, fault: ""} | {kind: "", fault: string}}
 */
export function readPlate(text) {
  const found = FORMS.find(([, form]) => form.test(text));
  return found ? { kind: found[0], fault: "" } : { kind: "", fault: faultOf(text) };
}

/** @param {string} text */
function faultOf(text) {
  const signs = [...text];
  if (signs.length < 7 || signs.length > 8) return "length";
  if (!PROVINCES.includes(signs[0])) return "province";
  if (text.includes("I") || text.includes("O")) return "i_or_o";
  return KNOWN.test(text) ? "form" : "characters";
}
