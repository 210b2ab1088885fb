import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Search } from "../src/search";
import type { PageMessage } from "../src/messages";
import type { PartitionsView } from "../src/types";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const days: PartitionsView = {
  kind: "daily", count: 60, first: "2024-01-01", last: "2024-02-29", keys: [], fmt: "%Y-%m-%d",
  minutes: 60, anchors: [], dimensions: [],
};
const many: PartitionsView = { ...days, kind: "keys", count: 1_000_000, first: "user-0", last: "user-9" };

function open(): [Search, PageMessage[]] {
  const sent: PageMessage[] = [];
  return [new Search((message) => sent.push(message), () => {}), sent];
}

test("keys that the page can work out are found without the kernel", () => {
  const [search, sent] = open();
  search.look("a", days, "2024-02");
  expect(search.of("a")).toEqual({ ranges: [[31, 60]], isAll: true });
  expect(search.of("b")).toBe(null);
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([]);
});

test("of others the kernel is asked once typing rests, and an answer to what was typed before is dropped", () => {
  const [search, sent] = open();
  search.look("a", many, "us");
  search.look("a", many, "user");
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([{ type: "find", asset: "a", text: "user" }]);
  search.answer({ asset: "a", text: "us", ranges: [[0, 1]], is_all: true });
  expect(search.of("a")).toBe(null);
  search.answer({ asset: "a", text: "user", ranges: [[0, 9]], is_all: false });
  expect(search.of("a")).toEqual({ ranges: [[0, 9]], isAll: false });
});

test("what is typed stays when partitions come, and goes with them", () => {
  const [search] = open();
  search.look("a", days, "2024");
  search.again({ ...days, count: 61 });
  expect(search.of("a")?.ranges).toEqual([[0, 61]]);
  search.again(null);
  expect(search.textOf("a")).toBe("");
});
