import { expect, test } from "vitest";
import { strip } from "../src/strip";
import { NO_STATUS } from "../src/types";
import type { Ranges } from "../src/types";

const badge = (materialized: Ranges, failed: Ranges = []) => ({ ...NO_STATUS, materialized, failed });

test("few partitions have a cell each", () => {
  expect(strip(4, badge([[0, 2]]), 100)).toEqual([
    { start: 0, stop: 2, state: "fresh" },
    { start: 2, stop: 4, state: "missing" },
  ]);
});

test("a cell of many partitions shows the worst and is fresh only when none is missing", () => {
  expect(strip(100, badge([[0, 15]], [[55, 56]]), 10)).toEqual([
    { start: 0, stop: 1, state: "fresh" },
    { start: 1, stop: 2, state: "some" },
    { start: 2, stop: 5, state: "missing" },
    { start: 5, stop: 6, state: "failed" },
    { start: 6, stop: 10, state: "missing" },
  ]);
});

test("a million partitions cost as little as a thousand", () => {
  expect(strip(1_000_000, badge([[0, 999_999]]), 100).at(-1)!.state).toBe("some");
});

test("cells cover the strip without gaps", () => {
  for (const size of [1, 7, 99, 365]) {
    const spans = strip(size, badge([[0, Math.floor(size / 2)]]), 50);
    expect(spans[0]!.start).toBe(0);
    expect(spans.at(-1)!.stop).toBe(Math.min(size, 50));
    spans.slice(1).forEach((span, i) => expect(span.start).toBe(spans[i]!.stop));
  }
});
