// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { gridField, hourField } from "../src/field";
import type { Field } from "../src/field";
import { Matrix } from "../src/matrix";
import type { PartitionsView } from "../src/types";
import { badge, card, click, drawn, find, partitions, pointer, press, storeOf, texts } from "./drawn";

// happy-dom lays nothing out, so it would scroll beyond the end of what fits.
for (const name of ["scrollLeft", "scrollTop"]) {
  Object.defineProperty(HTMLElement.prototype, name, { get: () => 0, set: () => undefined });
}

const names = (...keys: string[]): PartitionsView =>
  partitions({ kind: "keys", count: keys.length, first: keys[0]!, last: keys.at(-1)!, keys });
const GRID = partitions({
  kind: "grid", count: 12, first: "a|x", last: "d|z",
  dimensions: [
    { name: "day", partitions: names("a", "b", "c", "d") },
    { name: "region", partitions: names("x", "y", "z") },
  ],
});
const HOURS = partitions({ kind: "hourly", count: 48, first: "2024-01-01-00:00", last: "2024-01-02-23:00", fmt: "%Y-%m-%d-%H:%M" });

function matrix(view: PartitionsView, make: (view: PartitionsView, room: number) => Field) {
  const [store] = storeOf({
    cards: [card("table", { partitions: view })], selected: ["table"],
    statuses: { table: badge({ state: "failed", materialized: [[0, 2]], stale: [[1, 2]], failed: [[4, 5]] }) },
  });
  const field = make(view, 600);
  const root = drawn(store, () => (
    <Matrix
      store={store} assetKey="table" size={view.count} field={field} badge={store.status("table")}
      selected={store.partitionsOf("table")} found={null} width={600}
    />
  ));
  const box = find(root, ".dgb-matrix");
  const head = field.heads.length * 14 + 4;
  /** Where a cell lies on the page, whose corner the box is at. */
  const at = (ordinal: number) => {
    const [column, row] = field.place(ordinal);
    const [w, h] = field.pitch;
    return { clientX: field.labels + column * w + w / 3, clientY: head + row * h + h / 3 };
  };
  return { root, box, at, chosen: () => store.partitionsOf("table") };
}

test("cells are drawn by state as one shape each, however many they are", () => {
  const { root } = matrix(GRID, gridField);
  const bodies = [...root.querySelectorAll(".dgb-body")].map((path) => [
    path.getAttribute("data-state"), path.getAttribute("d")!.match(/M/g)!.length,
  ]);
  expect(Object.fromEntries(bodies)).toEqual({ fresh: 1, stale: 1, failed: 1, missing: 9 });
});

test("a press chooses the cell under the pointer, a drag a rectangle", async () => {
  const { box, at, chosen } = matrix(GRID, gridField);
  await pointer(box, "pointerdown", at(4));
  expect(chosen()).toEqual([[4, 5]]);
  await pointer(box, "pointermove", { ...at(8), buttons: 1 });
  expect(chosen()).toEqual([[4, 6], [7, 9]]);
});

test("a press beside the cells chooses nothing", async () => {
  const { box, chosen } = matrix(GRID, gridField);
  await pointer(box, "pointerdown", { clientX: 3, clientY: 3 });
  await pointer(box, "pointerdown", { clientX: 590, clientY: 300 });
  expect(chosen()).toEqual([]);
});

test("a row's and a column's name choose it whole", async () => {
  const { root, chosen } = matrix(GRID, gridField);
  const label = (text: string): Element =>
    [...root.querySelectorAll(".dgb-label")].find((each) => each.textContent!.endsWith(text))!;
  await click(label("y"));
  expect(chosen()).toEqual([[1, 2], [4, 5], [7, 8], [10, 11]]);
  await click(label("c"));
  expect(chosen()).toEqual([[6, 9]]);
});

test("hours stand in columns of days", async () => {
  const { root, box, at, chosen } = matrix(HOURS, hourField);
  expect(texts(root, ".dgb-label").some((text) => text.endsWith("Jan 2024"))).toBe(true);
  await pointer(box, "pointerdown", at(23));
  await pointer(box, "pointermove", { ...at(26), buttons: 1 });
  expect(chosen()).toEqual([[23, 27]]);
});

test("a screen reader hears the cell at the cursor, which arrows move", async () => {
  const { root, box, chosen } = matrix(GRID, gridField);
  const heard = (): string => find(root, `#${box.getAttribute("aria-activedescendant")}`).textContent!;
  expect(heard()).toBe("a|x, fresh");
  await press(box, "ArrowDown");
  expect(heard()).toBe("a|y, stale");
  await press(box, "ArrowRight");
  expect(heard()).toBe("b|y, failed");
  await press(box, "ArrowUp");
  await press(box, "ArrowUp");
  expect(heard()).toBe("b|x, missing");
  await press(box, "Enter");
  expect(chosen()).toEqual([[3, 4]]);
  expect(find(root, "[role=option]").getAttribute("aria-selected")).toBe("true");
});
