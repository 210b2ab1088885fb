// A partition bar in a bounded number of cells; the same answers as `dagbook.view.strip`.

import type { CellState } from "./ranges";
import type { Ranges, StatusBadge } from "./types";

export interface Span {
  start: number;
  stop: number;
  state: CellState | "some";
}

/** How many ordinals of each cell are in the ranges; linear in ranges and cells. */
function covered(count: number, cells: number, ranges: Ranges): number[] {
  const bound = (cell: number): number => Math.ceil((cell * count) / cells);
  const inner = new Array<number>(cells).fill(0);
  const steps = new Array<number>(cells + 1).fill(0);
  for (const [start, end] of ranges) {
    const stop = Math.min(end, count);
    if (start >= stop) continue;
    const first = Math.floor((start * cells) / count);
    const last = Math.floor(((stop - 1) * cells) / count);
    if (first === last) {
      inner[first]! += stop - start;
      continue;
    }
    inner[first]! += bound(first + 1) - start;
    inner[last]! += stop - bound(last);
    steps[first + 1]! += 1;
    steps[last]! -= 1;
  }
  let whole = 0;
  for (let cell = 0; cell < cells; cell += 1) {
    whole += steps[cell]!;
    if (whole > 0) inner[cell] = bound(cell + 1) - bound(cell);
  }
  return inner;
}

/** A cell shows the worst of its partitions; it is fresh only when none is missing. */
export function strip(count: number, badge: StatusBadge, most: number): Span[] {
  const cells = Math.min(count, most);
  const states = covered(count, cells, badge.materialized).map((have, cell): Span["state"] => {
    const size = Math.ceil(((cell + 1) * count) / cells) - Math.ceil((cell * count) / cells);
    return have === 0 ? "missing" : have === size ? "fresh" : "some";
  });
  for (const state of ["stale", "failed", "running"] as const) {
    covered(count, cells, badge[state]).forEach((have, cell) => {
      if (have > 0) states[cell] = state;
    });
  }
  const result: Span[] = [];
  states.forEach((state, cell) => {
    const last = result.at(-1);
    if (last?.state === state) last.stop = cell + 1;
    else result.push({ start: cell, stop: cell + 1, state });
  });
  return result;
}
