// Files for the person: what the kernel drew, saved by the browser.

import type { Exported } from "./messages";

const SHARP = 2;

function offer(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The picture in pixels, twice as many as it measures. */
async function pixels(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width * SHARP;
  canvas.height = image.height * SHARP;
  const context = canvas.getContext("2d")!;
  context.scale(SHARP, SHARP);
  context.drawImage(image, 0, 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
  );
}

export async function save(file: Exported): Promise<void> {
  const png = file.format === "png";
  const blob = png ? await pixels(file.text) : new Blob([file.text], { type: file.mime });
  offer(file.name, blob);
}
