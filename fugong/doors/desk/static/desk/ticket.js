/** How long the one-time code still works, by the second; once it is over the code fades. */

for (const place of document.querySelectorAll("[data-left]")) {
  if (!(place instanceof HTMLElement)) continue;
  const clock = place.querySelector("[data-clock]");
  const end = performance.now() + 1000 * Number(place.dataset.left ?? "0");
  const tick = () => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    if (clock) clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left > 0) return;
    clearInterval(timer);
    place.hidden = true;
    document.querySelector(".ticket .qr")?.classList.add("over");
  };
  const timer = setInterval(tick, 1000);
  place.hidden = false;
  tick();
}
