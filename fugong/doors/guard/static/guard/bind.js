/** After binding: the device's token goes into this browser's store, and nowhere else. */

import { mark, noticeLoss } from "./marker.js";
import { openStore } from "./store.js";

const { token, next } = JSON.parse(document.getElementById("bound")?.textContent ?? "{}");
const steps = /** @type {HTMLElement} */ (document.querySelector("[data-bind]"));
try {
  const store = await openStore();
  await noticeLoss(store);
  await store.bind(token);
  await navigator.storage?.persist?.();
  if ((await store.get("token")) !== token) throw new Error("the token was not kept");
  mark({ bound: true, waiting: (await store.counts()).waiting });
  steps.dataset.bind = "done";
  location.replace(next);
} catch (error) {
  console.error(error);
  steps.dataset.bind = "failed";
}
