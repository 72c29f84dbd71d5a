// Pictures as PNG files.

const ZOOM = 16; // each pixel of the network becomes 16 × 16

/** Save what a canvas shows, enlarged with sharp pixels. */
export async function savePng(canvas, name) {
  const large = new OffscreenCanvas(canvas.width * ZOOM, canvas.height * ZOOM);
  const context = large.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, large.width, large.height);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await large.convertToBlob({ type: "image/png" }));
  link.download = `${name}.png`;
  link.click();
  URL.revokeObjectURL(link.href);
}
