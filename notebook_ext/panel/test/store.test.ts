import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Store } from "../src/store";
import { NO_STATUS } from "../src/types";
import type { Card, PartitionsView } from "../src/types";
import { FakeModel } from "./fake_model";

const days: PartitionsView = {
  kind: "daily",
  count: 10,
  first: "2013-01-01",
  last: "2013-01-10",
  keys: [],
  fmt: "%Y-%m-%d",
  minutes: 60,
  anchors: [],
  dimensions: [],
};

const card = (key: string, more: Partial<Card> = {}): Card => ({
  key,
  name: key,
  group: "default",
  kinds: [],
  description: "",
  external: false,
  deps: [],
  partitions: null,
  origin: "cell 1",
  problem: null,
  ...more,
});

const CARDS = [card("raw"), card("orders", { deps: ["raw"], partitions: days, group: "sales" })];
const graph = (more = {}) => ({ cards: CARDS, layout: null, folds: [], hidden: 0, version: 1, ...more });

function open(state: Record<string, unknown> = {}): [Store, FakeModel] {
  const model = new FakeModel({ graph: graph(), statuses: {}, selected: [], ...state });
  return [new Store(model), model];
}

const sent = (model: FakeModel, type: string) => model.sent.filter((each) => each.type === type);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a store that opens asks for the statuses, and lets go of the model when it closes", () => {
  const [store, model] = open();
  expect(sent(model, "ready")).toHaveLength(1);
  expect(model.listening).toBeGreaterThan(0);
  store.close();
  expect(model.listening).toBe(0);
});

test("a selection is kept in the widget and asks for the details of what came last", () => {
  const [store, model] = open();
  store.pick("raw", false);
  store.pick("orders", true);
  expect(model.get("selected")).toEqual(["raw", "orders"]);
  expect(store.primary).toBe("orders");
  expect(sent(model, "details").map((each) => "key" in each && each.key)).toEqual(["raw", "orders"]);
  store.pick("orders", true);
  expect(store.primary).toBe("raw");
});

test("a burst of messages is drawn once", async () => {
  const [store, model] = open();
  await Promise.resolve();
  const drawn = vi.fn();
  store.subscribe(drawn);
  for (let i = 0; i < 50; i += 1) {
    model.receive({ type: "statuses", changes: { raw: { ...NO_STATUS, state: "fresh" } } });
  }
  await Promise.resolve();
  expect(drawn).toHaveBeenCalledTimes(1);
  expect(store.status("raw").state).toBe("fresh");
});

test("chosen partitions go with the wish, and their number where others would mean others", () => {
  const [store, model] = open();
  store.pickPartitions("orders", [[3, 5], [4, 7]]);
  store.wishes.materialize(["orders", "raw"]);
  expect(sent(model, "materialize")).toEqual([
    {
      type: "materialize",
      keys: ["orders", "raw"],
      mode: "selected",
      partitions: { orders: [[3, 7]] },
      counts: {},
    },
  ]);
});

test("a double click is one wish", () => {
  const [store, model] = open();
  store.wishes.bringUpToDate();
  store.wishes.bringUpToDate();
  expect(sent(model, "materialize")).toHaveLength(1);
  vi.advanceTimersByTime(500);
  store.wishes.bringUpToDate();
  expect(sent(model, "materialize")).toHaveLength(2);
});

test("chosen partitions are forgotten once they are others, not when there are more", () => {
  const [store, model] = open();
  store.pickPartitions("orders", [[3, 5]]);
  const grown = card("orders", { partitions: { ...days, count: 11, last: "2013-01-11" } });
  model.change("graph", graph({ cards: [CARDS[0], grown] }));
  expect(store.partitionsOf("orders")).toEqual([[3, 5]]);
  const moved = card("orders", { partitions: { ...days, first: "2013-01-02" } });
  model.change("graph", graph({ cards: [CARDS[0], moved] }));
  expect(store.partitionsOf("orders")).toEqual([]);
});

test("what is wished with a question is asked by the view that wished it", () => {
  const [store, model] = open();
  const ask = {
    type: "ask",
    title: "Run 2,000?",
    lines: [],
    yes: "Run",
    wish: { type: "materialize", keys: null, mode: "stale", partitions: null, counts: {} },
  } as const;
  model.receive({ ...ask, lines: [] });
  expect(store.wishes.ask).toBeNull();
  store.wishes.bringUpToDate();
  model.receive({ ...ask, lines: [] });
  expect(store.wishes.ask?.title).toBe("Run 2,000?");
  store.wishes.answer(true);
  expect(model.sent.at(-1)).toEqual(ask.wish);
});

test("an information goes away, an error stays until it is dismissed", () => {
  const [store, model] = open();
  model.receive({ type: "notice", level: "info", text: "done" });
  model.receive({ type: "notice", level: "error", text: "broken" });
  vi.advanceTimersByTime(10_000);
  expect(store.notices.shown.map((each) => each.text)).toEqual(["broken"]);
  store.notices.dismiss(store.notices.shown[0]!.id);
  expect(store.notices.shown).toEqual([]);
});

test("a folded group is chosen and left as its assets", () => {
  const folds = [{ key: "//sales", name: "sales", members: ["orders", "raw"] }];
  const [store] = open({ graph: graph({ folds }) });
  store.pick("//sales", false);
  expect(store.selected).toEqual(["orders", "raw"]);
  store.pick("//sales", true);
  expect(store.selected).toEqual([]);
  expect(store.foldOf("orders")?.name).toBe("sales");
});

test("another focus is another picture, a fold is not", () => {
  const [store, model] = open();
  const before = store.picture;
  store.arrange({ folded: ["sales"] });
  expect(store.picture).toBe(before);
  store.arrange({ focus: ["raw"] });
  expect(store.picture).not.toBe(before);
  expect(model.get("ui")).toMatchObject({ arrangement: { folded: ["sales"], focus: ["raw"] } });
});

test("an asset with a problem says it before the kernel says a status", () => {
  const broken = card("broken", { problem: "takes x, which no cell defines" });
  const [store] = open({ graph: graph({ cards: [broken] }) });
  expect(store.status("broken")).toMatchObject({ state: "problem", text: broken.problem });
});
