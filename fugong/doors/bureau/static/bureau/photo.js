/** Photos made small on the device: a telephone's 5 MB would not leave a yard with two bars of network. */

const MOST = 1600;
const QUALITY = 0.82;

/** The size with its longer side at most `most`. @param {number} width @param {number} height @param {number} [most] */
export function fit(width, height, most = MOST) {
  const scale = Math.min(1, most / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * The photo upright as a JPEG of at most 1600 pixels a side. Rejects where the browser cannot read it.
 * @param {Blob} file @returns {Promise<Blob>}
 */
export async function shrink(file) {
  const picture = await read(file);
  const { width, height } = fit(picture.width, picture.height);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  if (picture instanceof ImageBitmap) picture.close();
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", QUALITY),
  );
}

/** @param {Blob} file @returns {Promise<ImageBitmap | HTMLImageElement>} */
async function read(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    const image = new Image(); // older browsers, and pictures only this way can read
    const address = URL.createObjectURL(file);
    image.src = address;
    try {
      await image.decode();
    } finally {
      URL.revokeObjectURL(address);
    }
    return image;
  }
}
