// Fitting words into SVG, which has no ellipsis of its own.

const widths = new Map<string, number>();
let pen: CanvasRenderingContext2D | null = null;

function width(text: string, font: string): number {
  const id = `${font}|${text}`;
  let found = widths.get(id);
  if (found === undefined) {
    pen ??= document.createElement("canvas").getContext("2d");
    if (!pen) return text.length * 7;
    pen.font = font;
    found = pen.measureText(text).width;
    if (widths.size > 5000) widths.clear();
    widths.set(id, found);
  }
  return found;
}

/** The text, or as much of its two ends as fits; names differ at their ends. */
function shorten(text: string, room: number, font: string): string {
  if (width(text, font) <= room) return text;
  let low = 0;
  let high = text.length - 1;
  const cut = (n: number): string =>
    `${text.slice(0, Math.ceil(n * 0.6)).trimEnd()}…${text.slice(text.length - Math.floor(n * 0.4))}`;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (width(cut(middle), font) <= room) low = middle;
    else high = middle - 1;
  }
  return cut(low);
}

/** As `shorten`, but keeps only the beginning; sentences say most there. */
function clip(text: string, room: number, font: string): string {
  if (width(text, font) <= room) return text;
  let n = text.length;
  while (n > 1 && width(`${text.slice(0, n)}…`, font) > room) n -= 1;
  return `${text.slice(0, n).trimEnd()}…`;
}

export const fitting = { width, shorten, clip };
