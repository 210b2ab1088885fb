// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { Calendar } from "../src/calendar";
import { badge, card, click, drawn, find, partitions, pointer, press, storeOf, texts } from "./drawn";

const STATES = badge({ state: "failed", materialized: [[0, 5]], stale: [[1, 2]], failed: [[6, 7]], running: [[8, 9]] });

function calendar(view = partitions(), status = STATES) {
  const [store, model] = storeOf({
    cards: [card("daily", { partitions: view })], statuses: { daily: status }, selected: ["daily"],
  });
  const root = drawn(store, () => (
    <Calendar
      store={store} assetKey="daily" partitions={view} badge={store.status("daily")}
      selected={store.partitionsOf("daily")} found={store.search.of("daily")?.ranges ?? null} width={900}
    />
  ));
  const day = (ordinal: number): HTMLElement => find(root, `[data-i="${ordinal}"]`);
  const chosen = () => store.partitionsOf("daily");
  return { store, model, root, day, chosen };
}

test("every day says its key and its state, and stands in the column of its week", () => {
  const { root, day } = calendar();
  expect(root.querySelectorAll("[data-i]")).toHaveLength(40);
  const said = [0, 1, 5, 6, 8].map((i) => day(i).getAttribute("aria-label"));
  expect(said).toEqual([
    "2013-01-01, fresh", "2013-01-02, stale", "2013-01-06, missing", "2013-01-07, failed", "2013-01-09, running",
  ]);
  const place = (i: number): number[] => day(i).getAttribute("transform")!.match(/[\d.]+/g)!.map(Number);
  // Sunday the 6th is the last of its week, Monday the 7th the first of the next.
  expect(place(6)[0]! - place(5)[0]!).toBeGreaterThan(0);
  expect(place(6)[1]!).toBeLessThan(place(0)[1]!);
});

test("states differ in form, not only in colour", () => {
  const { day } = calendar();
  const marks = [0, 1, 6, 8].map((i) => day(i).querySelector("path")?.getAttribute("class") ?? "");
  expect(marks).toEqual(["", "dgb-half", "dgb-mark", "dgb-mark dgb-full"]);
});

test("a press chooses a day, with Shift up to it, with Ctrl one more, and again none", async () => {
  const { day, chosen } = calendar();
  await pointer(day(3), "pointerdown");
  expect(chosen()).toEqual([[3, 4]]);
  expect(day(3).getAttribute("aria-selected")).toBe("true");
  await pointer(day(6), "pointerdown", { shiftKey: true });
  expect(chosen()).toEqual([[3, 7]]);
  await pointer(day(20), "pointerdown", { ctrlKey: true });
  expect(chosen()).toEqual([[3, 7], [20, 21]]);
  await pointer(day(20), "pointerdown", { ctrlKey: true });
  expect(chosen()).toEqual([[3, 7]]);
});

test("a drag chooses what it passes, and no more once the button is up", async () => {
  const { day, chosen } = calendar();
  await pointer(day(10), "pointerdown");
  await pointer(day(14), "pointermove", { buttons: 1 });
  expect(chosen()).toEqual([[10, 15]]);
  await pointer(day(14), "pointerup");
  await pointer(day(30), "pointermove", { buttons: 1 });
  expect(chosen()).toEqual([[10, 15]]);
});

test("a month's name chooses the month, the year's name the year", async () => {
  const { root, chosen } = calendar();
  expect(texts(root, ".dgb-month").map((text) => text.slice(-3))).toEqual(["Jan", "Feb"]);
  await click(root.querySelectorAll(".dgb-month")[1]!);
  expect(chosen()).toEqual([[31, 40]]);
  await click(find(root, ".dgb-year-name"));
  expect(chosen()).toEqual([[0, 40]]);
});

test("one day is reached by Tab; arrows go by days and weeks and stop at the ends", async () => {
  const { root, day, chosen } = calendar();
  expect(root.querySelectorAll("[tabindex='0'][data-i]")).toHaveLength(1);
  day(0).focus();
  const walked: (string | null)[] = [];
  for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp", "End", "Home"]) {
    await press(document.activeElement!, key);
    walked.push(document.activeElement!.getAttribute("data-i"));
  }
  expect(walked).toEqual(["7", "8", "1", "0", "0", "39", "0"]);
  await press(day(0), " ");
  expect(chosen()).toEqual([[0, 1]]);
  await press(day(0), "ArrowRight", { shiftKey: true });
  expect(chosen()).toEqual([[0, 8]]);
  await press(day(7), "Escape");
  expect(chosen()).toEqual([]);
});

test("the kernel is asked of no day that the pointer only passes", async () => {
  vi.useFakeTimers();
  const { model, day } = calendar();
  const asked = () => model.sent.filter((each) => each.type === "mapping");
  for (let i = 0; i < 20; i += 1) await pointer(day(i), "pointermove");
  expect(asked()).toEqual([]);
  vi.advanceTimersByTime(200);
  vi.useRealTimers();
  expect(asked()).toEqual([{ type: "mapping", asset: "daily", ordinal: 19 }]);
});

test("three years are shown, earlier ones by a press", async () => {
  const workdays = Array.from({ length: 60 }, (_, i) => [i, `${2004 + Math.floor(i / 10)}-01-${String(10 + (i % 10))}`] as [number, string]);
  const { root } = calendar(partitions({ count: 60, first: "2004-01-10", last: "2009-01-19", anchors: workdays }), badge());
  expect(texts(root, ".dgb-year-name")).toEqual(["2007", "2008", "2009"]);
  const more = find(root, "button");
  expect(more.textContent).toBe("3 earlier years");
  await click(more);
  expect(texts(root, ".dgb-year-name")).toHaveLength(6);
});
