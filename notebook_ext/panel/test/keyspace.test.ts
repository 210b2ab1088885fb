import { expect, test } from "vitest";
import { keyspace } from "../src/keyspace";
import type { PartitionsView } from "../src/types";

const view = (more: Partial<PartitionsView>): PartitionsView => ({
  kind: "keys",
  count: 0,
  first: "",
  last: "",
  keys: [],
  fmt: "",
  minutes: 60,
  anchors: [],
  dimensions: [],
  ...more,
});

const daily = view({ kind: "daily", count: 366, first: "2012-01-01", fmt: "%Y-%m-%d" });

test("keys of days come by arithmetic, leap days among them", () => {
  const days = keyspace(daily);
  expect([days.keyAt(0), days.keyAt(59), days.keyAt(365)]).toEqual([
    "2012-01-01",
    "2012-02-29",
    "2012-12-31",
  ]);
});

test("a beginning or a range of keys is found", () => {
  const days = keyspace(daily);
  expect(days.find("2012-02")).toEqual([[31, 60]]);
  expect(days.find("2012-01-30...2012-02-01")).toEqual([[29, 32]]);
  expect(days.find("2013")).toEqual([]);
});

test("an anchor sets where the steps begin anew", () => {
  const work = keyspace(view({ ...daily, count: 4, first: "2013-01-03", anchors: [[2, "2013-01-07"]] }));
  expect([0, 1, 2, 3].map((i) => work.keyAt(i))).toEqual([
    "2013-01-03",
    "2013-01-04",
    "2013-01-07",
    "2013-01-08",
  ]);
});

test("months have no length of their own", () => {
  const months = keyspace(view({ kind: "monthly", count: 14, first: "2011-12", fmt: "%Y-%m" }));
  expect([months.keyAt(1), months.keyAt(13)]).toEqual(["2012-01", "2013-01"]);
});

test("of too many keys only the kernel knows", () => {
  const many = keyspace(view({ count: 1_000_000, first: "a", last: "z" }));
  expect(many.keyAt(5)).toBeUndefined();
  expect(many.find("a")).toBeUndefined();
});

test("few keys are found by their beginning, else by a part", () => {
  const few = keyspace(view({ count: 3, keys: ["north", "south", "nor|th"] }));
  expect(few.find("nor")).toEqual([[0, 1], [2, 3]]);
  expect(few.find("OUT")).toEqual([[1, 2]]);
});

test("two dimensions count row by row", () => {
  const grid = keyspace(
    view({
      kind: "grid",
      count: 6,
      dimensions: [
        { name: "day", partitions: view({ ...daily, count: 3, first: "2013-01-01" }) },
        { name: "region", partitions: view({ count: 2, keys: ["eu", "us"] }) },
      ],
    }),
  );
  expect([grid.keyAt(0), grid.keyAt(3)]).toEqual(["2013-01-01|eu", "2013-01-02|us"]);
});
