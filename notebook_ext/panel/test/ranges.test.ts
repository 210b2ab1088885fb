import { describe as group, expect, test } from "vitest";
import { NO_STATUS } from "../src/types";
import type { Ranges } from "../src/types";
import {
  cellState,
  complement,
  contains,
  count,
  describe,
  intersect,
  normalize,
  sets,
  subtract,
  take,
  toggle,
  union,
} from "../src/ranges";

const SIZE = 24;

/** A small generator: the same pieces each time. */
function pieces(seed: number): Ranges {
  let state = seed * 2654435761;
  const next = (below: number): number => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  return Array.from({ length: next(5) }, () => {
    const start = next(SIZE);
    return [start, start + next(SIZE - start + 1)] as const;
  });
}

const members = (ranges: Ranges): number[] => take(ranges, SIZE);
const all = [...Array(SIZE).keys()];

group("sets of ranges are as plain sets", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const [a, b] = [normalize(pieces(seed)), normalize(pieces(seed + 100))];
    const [one, other] = [new Set(members(a)), new Set(members(b))];
    test(`seed ${seed}`, () => {
      expect(members(union(a, b))).toEqual(all.filter((i) => one.has(i) || other.has(i)));
      expect(members(intersect(a, b))).toEqual(all.filter((i) => one.has(i) && other.has(i)));
      expect(members(subtract(a, b, SIZE))).toEqual(all.filter((i) => one.has(i) && !other.has(i)));
      expect(members(complement(a, SIZE))).toEqual(all.filter((i) => !one.has(i)));
      expect(count(a)).toBe(one.size);
      expect(all.filter((i) => contains(a, i))).toEqual([...one]);
      for (const [, stop] of a.slice(0, -1)) expect(contains(a, stop)).toBe(false);
    });
  }
});

test("a toggled piece comes and goes", () => {
  const once = toggle([[0, 3]], [5, 7], 10);
  expect(once).toEqual([[0, 3], [5, 7]]);
  expect(toggle(once, [5, 7], 10)).toEqual([[0, 3]]);
});

test("each partition is shown in one state, the most urgent one", () => {
  const badge = {
    ...NO_STATUS,
    materialized: [[1, 6]] as Ranges,
    stale: [[2, 4]] as Ranges,
    failed: [[3, 5]] as Ranges,
    running: [[4, 5]] as Ranges,
  };
  const found = sets(badge, 8);
  expect([...Array(8).keys()].map((i) => cellState(badge, i))).toEqual([
    "missing",
    "fresh",
    "stale",
    "failed",
    "running",
    "fresh",
    "missing",
    "missing",
  ]);
  const total = Object.values(found).reduce((sum, ranges) => sum + count(ranges), 0);
  expect(total).toBe(8);
});

test("a choice is said in words", () => {
  const name = (i: number): string => `k${i}`;
  expect(describe(name, [])).toBe("");
  expect(describe(name, [[3, 4]])).toBe("k3");
  expect(describe(name, [[3, 6]])).toBe("k3 to k5");
  expect(describe(name, [[3, 4], [6, 2000]])).toBe("k3 and 1,994 more");
});
