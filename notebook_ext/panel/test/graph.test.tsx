// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { GraphView } from "../src/graph";
import { badge, card, click, doing, drawn, find, partitions, pointer, press, storeOf, texts } from "./drawn";

const at = (key: string, x: number, y: number) => ({ key, x, y, w: 168, h: 64 });
const CARDS = [
  card("raw", { group: "in" }),
  card("orders", { deps: ["raw"], partitions: partitions({ count: 365 }), kinds: ["pandas"] }),
  card("report", { deps: ["orders"] }),
  card("first", { group: "odds" }),
  card("second", { group: "odds" }),
];
const LAYOUT = {
  width: 700, height: 300,
  nodes: [at("raw", 10, 30), at("orders", 250, 30), at("report", 500, 30), at("//odds", 10, 180)],
  edges: [
    { source: "raw", target: "orders", path: "M178 62 C200 62 220 62 250 62" },
    { source: "orders", target: "report", path: "M418 62 C440 62 470 62 500 62" },
  ],
  groups: [{ name: "in", x: 0, y: 0, w: 200, h: 110 }],
};
const STATUSES = {
  raw: badge({ state: "fresh", seconds: 0.08 }),
  orders: badge({ state: "failed", text: "228 of 365 days, 137 failed", materialized: [[0, 228]], failed: [[228, 365]] }),
  "//odds": badge({ state: "stale", text: "2 assets, 1 stale", reasons: ["1 stale", "1 fresh"] }),
};

function graph(selected: string[] = [], wanted = "", statuses = {}) {
  const [store, model] = storeOf({
    cards: CARDS, layout: LAYOUT, statuses: { ...STATUSES, ...statuses }, selected,
    folds: [{ key: "//odds", name: "odds", members: ["first", "second"] }],
  });
  const root = drawn(store, () => (
    <GraphView
      store={store} layout={store.graph.layout!} width={900} height={400} frame={900} font="sans-serif"
      wanted={wanted} matches={(key) => !wanted || key.includes(wanted)}
    />
  ));
  const node = (key: string): HTMLElement => find(root, `[data-key="${key}"]`);
  return { store, model, root, node };
}

test("a card is named for who hears it, and the graph is one stop", () => {
  const { root, node } = graph();
  expect(node("raw").querySelector("title")!.textContent).toBe("raw, fresh");
  expect(node("orders").querySelector("title")!.textContent).toContain("365 partitions");
  expect(root.querySelectorAll(".dgb-card[tabindex='0']")).toHaveLength(1);
});

test("a status that does not fit keeps its number and says what of it failed", () => {
  // Without a canvas a letter is reckoned to be 7 px wide: 18 fit beside the glyph.
  const { node } = graph();
  expect(node("orders").querySelector(".dgb-words")!.textContent).toBe("137 of 365 failed");
  expect(node("raw").querySelector(".dgb-words")!.textContent).toBe("fresh · 80 ms");
});

test("a problem that does not fit begins with what is wrong", () => {
  const { node } = graph([], "", {
    report: badge({ state: "problem", text: "report takes airports, which nothing defines." }),
  });
  expect(node("report").querySelector(".dgb-words")!.textContent).toMatch(/^takes airports/);
  expect(node("report").querySelector("title")!.textContent).toContain("problem: report takes airports, which");
});

test("a click selects, with Shift one more, beside the cards none; edges of what is selected stand out", async () => {
  const { root, node, store } = graph();
  await click(node("raw"));
  expect(node("raw").getAttribute("aria-pressed")).toBe("true");
  expect(root.querySelectorAll(".dgb-edge[data-on]")).toHaveLength(1);
  await click(node("report"), { shiftKey: true });
  expect(store.selected).toEqual(["raw", "report"]);
  expect(root.querySelectorAll(".dgb-edge[data-on]")).toHaveLength(2);
  await click(node("raw"), { ctrlKey: true });
  expect(store.selected).toEqual(["report"]);
  await click(find(root, "svg"));
  expect(store.selected).toEqual([]);
});

test("arrows walk from card to card, Enter selects, Escape lets go", async () => {
  const { node, store } = graph();
  node("raw").focus();
  await press(node("raw"), "ArrowRight");
  expect(document.activeElement).toBe(node("orders"));
  expect(node("orders").getAttribute("tabindex")).toBe("0");
  await press(node("orders"), "Enter");
  expect(store.selected).toEqual(["orders"]);
  await press(node("orders"), "ArrowDown");
  expect(document.activeElement).toBe(node("//odds"));
  await press(node("//odds"), "Escape");
  expect(store.selected).toEqual([]);
});

test("a folded group is a card of its assets, which a double click or a key opens", async () => {
  const { node, store } = graph();
  expect(node("//odds").querySelector(".dgb-words")!.textContent).toBe("2 assets, 1 stale");
  await click(node("//odds"));
  expect(store.selected).toEqual(["first", "second"]);
  await doing(() => void node("//odds").dispatchEvent(new MouseEvent("dblclick", { bubbles: true })));
  expect(store.arrangement.unfolded).toEqual(["odds"]);
  await press(node("raw"), "-");
  expect(store.arrangement.folded).toContain("in");
});

test("a drag moves the picture and selects nothing; a hand that trembles clicks", async () => {
  const { root, node, store } = graph();
  const svg = find(root, "svg");
  svg.setPointerCapture = () => undefined;
  const world = find(root, ".dgb-world");
  const before = world.style.transform;
  await pointer(svg, "pointerdown", { clientX: 100, clientY: 100 });
  await pointer(svg, "pointermove", { clientX: 102, clientY: 101, buttons: 1 });
  expect(world.style.transform).toBe(before);
  await pointer(svg, "pointermove", { clientX: 160, clientY: 130, buttons: 1 });
  await pointer(svg, "pointerup", { clientX: 160, clientY: 130 });
  expect(world.style.transform).not.toBe(before);
  await click(node("raw"));
  expect(store.selected).toEqual([]);
  await pointer(svg, "pointerdown", { clientX: 100, clientY: 100 });
  await pointer(svg, "pointerup", { clientX: 101, clientY: 101 });
  await click(node("raw"));
  expect(store.selected).toEqual(["raw"]);
});

test("the wheel is the page's unless a key is held", async () => {
  const { root } = graph();
  const [svg, world] = [find(root, "svg"), find(root, ".dgb-world")];
  const before = world.style.transform;
  const turned = (how: MouseEventInit): boolean => {
    const event = new MouseEvent("wheel", { bubbles: true, cancelable: true, ...how });
    return svg.dispatchEvent(Object.assign(event, { deltaX: 0, deltaY: -200 }));
  };
  expect(turned({})).toBe(true);
  expect(world.style.transform).toBe(before);
  expect(turned({ ctrlKey: true })).toBe(false);
  expect(world.style.transform).not.toBe(before);
});

test("what the filter does not find is dimmed, not gone", () => {
  const { root } = graph([], "or");
  expect(texts(root, ".dgb-card:not([data-dim]) title").map((text) => text.split(",")[0])).toEqual(["orders", "report"]);
  expect(root.querySelectorAll(".dgb-card[data-dim]")).toHaveLength(2);
});
