/**
 * Three sounds and three vibrations that cannot be confused, also by ear alone or in a pocket:
 * allow is short and rising, deny one long low tone, hold a fast alternation.
 *
 * @typedef {"allow" | "deny" | "hold"} Verdict
 */

/** Tones as [frequency in Hz, start, length in seconds, wave]. */
const TONES = /** @type {Record<Verdict | "note", [number, number, number, OscillatorType][]>} */ ({
  allow: [[988, 0, 0.09, "sine"], [1319, 0.1, 0.16, "sine"]],
  deny: [[165, 0, 0.7, "square"]],
  hold: [0, 0.24, 0.48, 0.72].flatMap((start) => [[880, start, 0.12, "sawtooth"], [587, start + 0.12, 0.12, "sawtooth"]]),
  note: [[660, 0, 0.05, "sine"]],
});

const VIBRATIONS = { allow: [70], deny: [600], hold: [120, 80, 120, 80, 120, 80, 120], note: [20] };

/** @type {AudioContext | null} */
let audio = null;

/** Browsers let a page sound only after a touch: call this in one. */
export function wake() {
  audio ??= typeof AudioContext === "undefined" ? null : new AudioContext();
  if (audio?.state === "suspended") audio.resume();
}

/** Whether sounds can be heard already. */
export function awake() {
  return audio?.state === "running";
}

/** @param {Verdict | "note"} what */
export function speak(what) {
  navigator.vibrate?.(VIBRATIONS[what]);
  if (!audio || audio.state !== "running") return;
  for (const [frequency, start, length, wave] of TONES[what]) {
    const oscillator = new OscillatorNode(audio, { frequency, type: wave });
    const gain = new GainNode(audio, { gain: 0.5 });
    const from = audio.currentTime + start;
    gain.gain.setValueAtTime(0.5, from + length - 0.02);
    gain.gain.linearRampToValueAtTime(0, from + length);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(from);
    oscillator.stop(from + length);
  }
}
