// Sets of partitions as half-open ordinal ranges; every operation is linear in ranges.

import type { Ranges, StatusBadge } from "./types";

export type CellState = "missing" | "fresh" | "stale" | "failed" | "running";

export const count = (ranges: Ranges): number =>
  ranges.reduce((sum, [start, stop]) => sum + stop - start, 0);

export function contains(ranges: Ranges, ordinal: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]![1] <= ordinal) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low]![0] <= ordinal;
}

/** Sorts, joins and drops empty ranges. */
export function normalize(ranges: Ranges): Ranges {
  const result: [number, number][] = [];
  for (const [start, stop] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (stop <= start) continue;
    if (last && start <= last[1]) last[1] = Math.max(last[1], stop);
    else result.push([start, stop]);
  }
  return result;
}

export const union = (a: Ranges, b: Ranges): Ranges => normalize([...a, ...b]);

export function complement(ranges: Ranges, size: number): Ranges {
  const result: [number, number][] = [];
  let from = 0;
  for (const [start, stop] of ranges) {
    if (start > from) result.push([from, Math.min(start, size)]);
    from = Math.max(from, stop);
  }
  if (from < size) result.push([from, size]);
  return result;
}

export const subtract = (a: Ranges, b: Ranges, size: number): Ranges =>
  complement(union(complement(a, size), b), size);

export const toggle = (ranges: Ranges, piece: readonly [number, number], size: number): Ranges =>
  contains(ranges, piece[0]) ? subtract(ranges, [piece], size) : union(ranges, [piece]);

/** The sets a person acts on; a failed or running partition may also hold an older value. */
export function sets(badge: StatusBadge, size: number): Record<CellState, Ranges> {
  const fresh = subtract(
    badge.materialized,
    union(union(badge.stale, badge.failed), badge.running),
    size,
  );
  return {
    missing: complement(
      union(union(badge.materialized, badge.failed), badge.running),
      size,
    ),
    fresh,
    stale: subtract(badge.stale, union(badge.failed, badge.running), size),
    failed: subtract(badge.failed, badge.running, size),
    running: badge.running,
  };
}

export function cellState(badge: StatusBadge, ordinal: number): CellState {
  if (contains(badge.running, ordinal)) return "running";
  if (contains(badge.failed, ordinal)) return "failed";
  if (contains(badge.stale, ordinal)) return "stale";
  if (contains(badge.materialized, ordinal)) return "fresh";
  return "missing";
}

/** What is in both. */
export function intersect(a: Ranges, b: Ranges): Ranges {
  const result: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const start = Math.max(a[i]![0], b[j]![0]);
    const stop = Math.min(a[i]![1], b[j]![1]);
    if (start < stop) result.push([start, stop]);
    if (a[i]![1] < b[j]![1]) i += 1;
    else j += 1;
  }
  return result;
}

/** The first ordinals of a set. */
export function take(ranges: Ranges, most: number): number[] {
  const result: number[] = [];
  for (const [start, stop] of ranges) {
    for (let i = start; i < stop && result.length < most; i += 1) result.push(i);
  }
  return result;
}

/** Says a selection as `2013-01-04`, `2013-01-04 to 2013-01-09` or `2013-01-04 and 11 more`. */
export function describe(name: (ordinal: number) => string, ranges: Ranges): string {
  const [head] = ranges;
  if (!head) return "";
  const first = name(head[0]);
  const total = count(ranges);
  if (total === 1) return first;
  return ranges.length === 1
    ? `${first} to ${name(head[1] - 1)}`
    : `${first} and ${(total - 1).toLocaleString("en-US")} more`;
}
