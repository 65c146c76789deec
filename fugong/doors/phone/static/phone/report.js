/** The temperature box is ready to type in when the page opens, where the browser allows the keys to come up. */
const box = document.getElementById("id_temperature");
if (box instanceof HTMLInputElement && !document.querySelector(".wrong") && !box.value) box.focus({ preventScroll: true });
