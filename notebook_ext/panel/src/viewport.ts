// Panning and zooming: a scale and an offset, applied to the drawing without redrawing it.

import type { Box } from "./types";

export interface View {
  x: number;
  y: number;
  k: number;
}

export const LEAST = 0.15;
export const MOST = 2;
/** Below this scale names can no longer be read, so a first look shows a part instead. */
const LEGIBLE = 0.6;
const MARGIN = 16;

export const clampScale = (k: number): number => Math.min(MOST, Math.max(LEAST, k));

/** Shows everything, centred; never larger than life. */
export function fitAll(width: number, height: number, room: Box): View {
  const k = clampScale(
    Math.min((room.w - 2 * MARGIN) / width, (room.h - 2 * MARGIN) / height, 1),
  );
  return { k, x: (room.w - width * k) / 2, y: (room.h - height * k) / 2 };
}

/** Where the drawing is read from: its first box along the way that it is drawn in. */
export function beginning<T extends Box>(boxes: readonly T[], direction: "LR" | "TB"): T | undefined {
  const [along, across] = direction === "LR" ? (["x", "y"] as const) : (["y", "x"] as const);
  return boxes.reduce<T | undefined>((first, box) => {
    const before = !first || box[along] < first[along];
    return before || (box[along] === first[along] && box[across] < first[across]) ? box : first;
  }, undefined);
}

/** The first look: everything if that is legible, else the beginning, legibly. */
export function firstLook(width: number, height: number, room: Box, first?: Box): View {
  const all = fitAll(width, height, room);
  if (all.k >= LEGIBLE) return all;
  const k = LEGIBLE;
  const from = (size: number, space: number, start: number, long: number): number => {
    if (size * k + 2 * MARGIN <= space) return (space - size * k) / 2;
    // A corner of a drawing may be empty, so what begins it is looked at, in the middle.
    const middle = space / 2 - (start + long / 2) * k;
    return Math.min(MARGIN, Math.max(space - MARGIN - size * k, middle));
  };
  const { x, y, w, h } = first ?? { x: 0, y: 0, w: 0, h: 0 };
  return { k, x: from(width, room.w, x, w), y: from(height, room.h, y, h) };
}

/** The height the drawing asks for at the given width. */
export function wantedHeight(width: number, height: number, room: number): number {
  const k = Math.min(1, Math.max(LEGIBLE, (room - 2 * MARGIN) / width));
  return Math.round(height * k + 2 * MARGIN);
}

export function zoomAt(view: View, factor: number, x: number, y: number): View {
  const k = clampScale(view.k * factor);
  return { k, x: x - ((x - view.x) * k) / view.k, y: y - ((y - view.y) * k) / view.k };
}

/** The least move that brings the box into sight, and out of the corner below at the right. */
export function reveal(view: View, box: Box, room: Box, corner = { w: 0, h: 0 }): View {
  const shift = (from: number, size: number, space: number): number => {
    if (from < MARGIN) return MARGIN - from;
    if (from + size > space - MARGIN) return Math.max(space - MARGIN - from - size, MARGIN - from);
    return 0;
  };
  const x = view.x + shift(box.x * view.k + view.x, box.w * view.k, room.w);
  const y = view.y + shift(box.y * view.k + view.y, box.h * view.k, room.h);
  const under = (box.y + box.h) * view.k + y - (room.h - corner.h);
  if (under <= 0 || (box.x + box.w) * view.k + x <= room.w - corner.w) return { k: view.k, x, y };
  const up = Math.min(under + MARGIN / 2, Math.max(0, box.y * view.k + y - MARGIN));
  return { k: view.k, x, y: y - up };
}

type Way = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

export const isWay = (key: string): key is Way => key.startsWith("Arrow");

/** The nearest box in the arrow's direction; sideways distance counts double. */
export function neighbour<T extends Box>(boxes: readonly T[], from: Box, way: Way): T | undefined {
  const centre = (box: Box): [number, number] => [box.x + box.w / 2, box.y + box.h / 2];
  const [fx, fy] = centre(from);
  let best: T | undefined;
  let least = Infinity;
  for (const box of boxes) {
    const [x, y] = centre(box);
    const across = way === "ArrowLeft" || way === "ArrowRight";
    const forward = (across ? x - fx : y - fy) * (way === "ArrowRight" || way === "ArrowDown" ? 1 : -1);
    if (forward < 1) continue;
    const score = forward + 2 * Math.abs(across ? y - fy : x - fx);
    if (score < least) [best, least] = [box, score];
  }
  return best;
}
