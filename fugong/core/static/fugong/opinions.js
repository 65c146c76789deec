/** Standard sentences: a press puts one into the box, where it can be changed. Without JavaScript they are not shown. */

for (const list of document.querySelectorAll("[data-into]")) {
  if (!(list instanceof HTMLElement)) continue;
  const box = document.getElementById(list.dataset.into ?? "");
  if (!(box instanceof HTMLTextAreaElement)) continue;
  list.hidden = false;
  for (const button of list.querySelectorAll("[data-say]")) {
    if (!(button instanceof HTMLElement)) continue;
    button.addEventListener("click", () => {
      const said = button.dataset.say ?? "";
      box.value = box.value.trim() ? `${box.value.trim()}\n${said}` : said;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    });
  }
}
