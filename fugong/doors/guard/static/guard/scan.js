/**
 * Where codes come from: the camera (the browser's BarcodeDetector, else the ZXing polyfill with its
 * wasm served by us) and a scanner gun, which types fast and ends with Enter.
 */

const LOOK_EVERY = 120;
const GUN_GAP = 80;
const GUN_LEAST = 4;

/** The camera as a source of codes. */
export class Camera {
  /**
   * @param {HTMLVideoElement} video
   * @param {string} wasm address of zxing_reader.wasm
   * @param {(text: string) => unknown} found
   */
  constructor(video, wasm, found) {
    this.video = video;
    this.wasm = wasm;
    this.found = found;
    this.paused = false;
    /** @type {MediaStream | null} */
    this.stream = null;
    /** @type {{detect(source: any): Promise<{rawValue: string}[]>} | null} */
    this.detector = null;
  }

  get on() {
    return this.stream !== null;
  }

  /** @throws {DOMException} where there is no camera, or it is not allowed */
  async start() {
    if (this.stream) return;
    if (!navigator.mediaDevices) throw new DOMException("needs https", "NotSupportedError");
    this.stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
      audio: false,
    });
    this.stream.getVideoTracks()[0].addEventListener("ended", () => this.stop());
    this.video.srcObject = this.stream;
    await this.video.play();
    this.detector ??= await detector(this.wasm);
    this.look();
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }

  /** Whether the lamp can be lit. */
  get hasLamp() {
    const track = this.stream?.getVideoTracks()[0];
    return Boolean(/** @type {any} */ (track?.getCapabilities?.())?.torch);
  }

  /** @param {boolean} lit */
  async lamp(lit) {
    const track = this.stream?.getVideoTracks()[0];
    await track?.applyConstraints({ advanced: [/** @type {any} */ ({ torch: lit })] });
  }

  async look() {
    while (this.stream) {
      if (!this.paused && this.video.readyState >= this.video.HAVE_CURRENT_DATA) {
        try {
          const [code] = await /** @type {any} */ (this.detector).detect(this.video);
          if (code && !this.paused && this.stream) this.found(code.rawValue);
        } catch (error) {
          console.warn("the camera's picture could not be read", error);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  }
}

/** @param {string} wasm */
async function detector(wasm) {
  const native = /** @type {any} */ (globalThis).BarcodeDetector;
  if (native && (await native.getSupportedFormats()).includes("qr_code")) return new native({ formats: ["qr_code"] });
  const { BarcodeDetector, prepareZXingModule } = await import("../vendor/barcode-detector/ponyfill.js");
  await prepareZXingModule({
    overrides: { locateFile: (/** @type {string} */ path, /** @type {string} */ prefix) => (path.endsWith(".wasm") ? wasm : prefix + path) },
    fireImmediately: true,
  });
  return new BarcodeDetector({ formats: ["qr_code"] });
}

/**
 * Keys as they come from a keyboard: a burst that ends with Enter is a scan, anything slower is a
 * person typing. A first key is held back for a moment, until it is clear which of the two it is.
 */
export class Keys {
  /**
   * @param {{scanned: (text: string) => unknown, typed: (key: string) => unknown}} to
   * @param {number} [gap] ms between the keys of a burst
   */
  constructor(to, gap = GUN_GAP) {
    this.to = to;
    this.gap = gap;
    this.burst = "";
    this.timer = /** @type {any} */ (0);
  }

  /** @param {EventTarget} target */
  listen(target) {
    target.addEventListener("keydown", (event) => this.key(/** @type {KeyboardEvent} */ (event)));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const field = /** @type {Element | null} */ (event.target)?.closest?.("input, textarea, select");
    const key = characterOf(event);
    if (key === null || (field && !this.burst && key !== "Enter" && !looksLikeGun(key))) return;
    if (key === "Enter") {
      const text = this.burst;
      this.burst = "";
      clearTimeout(this.timer);
      if (text.length >= GUN_LEAST) {
        event.preventDefault();
        event.stopPropagation();
        this.to.scanned(text);
      } else if (!field && !/** @type {Element | null} */ (event.target)?.closest?.("button, a")) {
        for (const one of text) this.to.typed(one);
        this.to.typed("Enter");
      }
      return;
    }
    if (key.length > 1) {
      if (!field) this.to.typed(key);
      return;
    }
    this.burst += key;
    if (!field && key === " ") event.preventDefault();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const text = this.burst;
      this.burst = "";
      if (!field && text.length < GUN_LEAST) for (const one of text) this.to.typed(one);
    }, this.gap);
  }
}

/** In a field only what begins like one of our codes can be a gun. @param {string} key */
function looksLikeGun(key) {
  return key === "F" || key === "J";
}

/**
 * The character of a key, also where an input method or a full-width keyboard stands in between.
 * @param {KeyboardEvent} event
 * @returns {string | null} one character, "Enter", "Backspace", "Escape", or null
 */
export function characterOf({ key, code, shiftKey }) {
  if (["Enter", "Backspace", "Escape"].includes(key)) return key;
  if (key.length === 1) return key.normalize("NFKC");
  if (key !== "Process" && key !== "Unidentified") return null;
  if (code === "Enter" || code === "NumpadEnter") return "Enter";
  if (code.startsWith("Key")) return shiftKey ? code[3] : code[3].toLowerCase();
  if (code.startsWith("Digit")) return shiftKey ? ")!@#$%^&*("[Number(code[5])] : code[5];
  const plain = /** @type {Record<string, string>} */ ({
    Space: " ", Minus: "-", Period: ".", Slash: "/", Semicolon: ";", Equal: "=", Backspace: "Backspace",
  });
  const shifted = /** @type {Record<string, string>} */ ({ Semicolon: ":", Equal: "+", Digit8: "*" });
  return (shiftKey ? shifted[code] : undefined) ?? plain[code] ?? null;
}
