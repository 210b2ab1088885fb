import { expect, test } from "vitest";
import { gridField, hourField, yearField } from "../src/field";
import type { Field } from "../src/field";
import type { PartitionsView } from "../src/types";

const view = (more: Partial<PartitionsView>): PartitionsView => ({
  kind: "hourly", count: 50, first: "2024-01-01-00:00", last: "", keys: [], fmt: "%Y-%m-%d-%H:%M",
  minutes: 60, anchors: [], dimensions: [], ...more,
});
const keys = (...names: string[]): PartitionsView =>
  view({ kind: "keys", count: names.length, first: names[0]!, last: names.at(-1)!, keys: names });
const weeks = view({ kind: "weekly", count: 120, first: "2024-01-07", fmt: "%Y-%m-%d" });
const months = view({ kind: "monthly", count: 30, first: "2023-05-01", fmt: "%Y-%m-%d" });
const grid = view({
  kind: "grid", count: 6,
  dimensions: [
    { name: "day", partitions: keys("a", "b", "c") },
    { name: "region", partitions: keys("x", "y") },
  ],
});

test.each<[string, Field, number]>([
  ["hours", hourField(view({}), 600), 50],
  ["weeks", yearField(weeks, 600), 120],
  ["months", yearField(months, 600), 30],
  ["two dimensions", gridField(grid, 600), 6],
])("every partition of %s has a cell of its own, and the cell has it", (_, field, count) => {
  const places = new Set<string>();
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const [column, row] = field.place(ordinal);
    expect(field.at(column, row)).toBe(ordinal);
    expect(column).toBeLessThan(field.columns);
    expect(row).toBeLessThan(field.rows);
    places.add(`${column} ${row}`);
  }
  expect(places.size).toBe(count);
});

test("a drag over two dimensions chooses the rectangle between its ends", () => {
  const field = gridField(grid, 600);
  expect(field.reach(0, 2)).toEqual([[0, 1], [2, 3]]);
  expect(field.reach(0, 3)).toEqual([[0, 4]]);
});

test("outside of the cells there is no partition", () => {
  expect(gridField(grid, 600).at(9, 0)).toBe(undefined);
  expect(hourField(view({ count: 5 }), 600).at(0, 7)).toBe(undefined);
});
