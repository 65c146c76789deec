/** A signature drawn with a finger or a mouse: black on white, as it is kept. */

const INK = "#111";
const WIDTH = 7;

/**
 * Where a point of the screen lies on the canvas, whose own grid is finer than its size on the page.
 * @param {{clientX: number, clientY: number}} at @param {{left: number, top: number, width: number, height: number}} box
 * @param {{width: number, height: number}} grid
 */
export function place(at, box, grid) {
  return {
    x: ((at.clientX - box.left) * grid.width) / box.width,
    y: ((at.clientY - box.top) * grid.height) / box.height,
  };
}

/** At once: `toBlob` waits for an idle moment, and by then the page may be gone. @param {HTMLCanvasElement} canvas */
function pictureOf(canvas) {
  const bytes = atob(canvas.toDataURL("image/png").split(",")[1]);
  return new Blob([Uint8Array.from(bytes, (one) => one.charCodeAt(0))], { type: "image/png" });
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {(picture: Blob | null) => void} changed after each stroke, and with null when it was cleared
 */
export function signature(canvas, changed) {
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  /** @type {number | null} */
  let finger = null;

  function blank() {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    Object.assign(pen, { strokeStyle: INK, lineWidth: WIDTH, lineCap: "round", lineJoin: "round" });
  }

  /** @param {PointerEvent} event */
  function draw(event) {
    const { x, y } = place(event, canvas.getBoundingClientRect(), canvas);
    pen.lineTo(x, y);
    pen.stroke();
    pen.beginPath();
    pen.moveTo(x, y);
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (finger !== null) return;
    finger = event.pointerId;
    canvas.setPointerCapture(finger);
    pen.beginPath();
    draw(event);
    draw(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId === finger) draw(event);
  });
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) {
    canvas.addEventListener(name, (event) => {
      if (event.pointerId !== finger) return;
      finger = null;
      changed(pictureOf(canvas));
    });
  }
  blank();
  return {
    clear() {
      blank();
      changed(null);
    },
    /** Show what was drawn before. @param {Blob} picture */
    async show(picture) {
      pen.drawImage(await createImageBitmap(picture), 0, 0);
    },
  };
}
