import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Hover } from "../src/hover";
import type { PageMessage } from "../src/messages";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(): [Hover, PageMessage[]] {
  const sent: PageMessage[] = [];
  return [new Hover((message) => sent.push(message), () => {}), sent];
}

test("only where the pointer rests the kernel is asked, and once", () => {
  const [hover, sent] = open();
  for (let i = 0; i < 5; i += 1) hover.point("a", i);
  vi.advanceTimersByTime(200);
  expect(sent).toEqual([{ type: "mapping", asset: "a", ordinal: 4 }]);
  hover.answer({ asset: "a", ordinal: 4, partitions: { b: [[1, 3]] }, counts: { b: 2 } });
  expect(hover.lit("b")).toEqual([[1, 3]]);
  hover.point("a", 3);
  hover.point("a", 4);
  vi.advanceTimersByTime(200);
  expect(sent.filter((each) => "ordinal" in each && each.ordinal === 4)).toHaveLength(1);
});

test("the partition pointed at is marked itself, and nothing else lights up of its own name", () => {
  const [hover] = open();
  hover.point("a", 2);
  expect(hover.marks("a")).toEqual([[2, 3]]);
  expect(hover.marks("constructor")).toEqual([]);
  hover.point("a", undefined);
  expect(hover.at).toBe(null);
});

test("what was known is forgotten with the definitions", () => {
  const [hover, sent] = open();
  hover.point("a", 1);
  hover.answer({ asset: "a", ordinal: 1, partitions: { b: [[0, 1]] }, counts: {} });
  hover.forget();
  hover.point("a", 1);
  expect(hover.lit("b")).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(sent).toHaveLength(1);
});
