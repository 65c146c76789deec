/**
 * The day's page: says when the connection is lost, goes to sign in when the session has ended, and takes the
 * empty sentence away when something happens.
 */

const lost = document.getElementById("feed-lost");

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(name, () => {
    if (lost) lost.hidden = false;
  });
}

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const request = /** @type {CustomEvent<{xhr: XMLHttpRequest}>} */ (event).detail.xhr;
  if (request.responseURL.includes("/accounts/login/")) {
    event.preventDefault();
    location.reload();
    return;
  }
  if (lost && request.status < 400) lost.hidden = true;
});

document.body.addEventListener("htmx:afterSwap", () => {
  if (document.querySelector("#feed li")) document.getElementById("feed-empty")?.remove();
});
