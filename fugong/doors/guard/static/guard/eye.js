/** The camera's keys: on, off, its lamp, and in words why there is none. */

import { Camera } from "./scan.js";

const FAULTS = /** @type {Record<string, string>} */ ({ NotAllowedError: "camera_refused", NotSupportedError: "camera_insecure" });

export class Eye {
  /** @param {import("./screens.js").Context} context @param {string} wasm address of the reader @param {(text: string) => unknown} seen */
  constructor({ store, view, words }, wasm, seen) {
    this.store = store;
    this.view = view;
    this.words = words;
    this.camera = new Camera(view.at("video"), wasm, seen);
    this.fault = "";
    let lit = false;
    view.at("camera-on").addEventListener("click", () => this.open());
    view.at("camera-off").addEventListener("click", () => this.close());
    view.at("lamp").addEventListener("click", () => this.camera.lamp((lit = !lit)));
  }

  /** Nothing is read while it is. @param {boolean} paused */
  pause(paused) {
    this.camera.paused = paused;
  }

  stop() {
    this.camera.stop();
  }

  /** On, unless the guard switched it off the last time. */
  async openAsBefore() {
    if ((await this.store.get("camera")) !== "off") await this.open();
  }

  async open() {
    try {
      await this.camera.start();
      await this.store.set("camera", "on");
      this.fault = "";
    } catch (error) {
      this.fault = FAULTS[error instanceof DOMException ? error.name : ""] ?? "camera_missing";
    }
    this.draw();
  }

  async close() {
    this.camera.stop();
    await this.store.set("camera", "off");
    this.draw();
  }

  draw() {
    document.body.dataset.camera = this.camera.on ? "on" : "off";
    this.view.put("camera-note", this.fault ? this.words.say(this.fault) : "");
    this.view.show("lamp", this.camera.hasLamp);
  }
}
