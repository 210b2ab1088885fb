import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Filter } from "../src/filter";
import type { PageMessage } from "../src/messages";
import type { Card } from "../src/types";

const sales = { key: "sales/orders", group: "sales", kinds: ["pandas"] } as unknown as Card;
const raw = { key: "raw", group: "default", kinds: [] } as unknown as Card;

let asked: PageMessage[] = [];
let filter: Filter;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  filter = new Filter((message) => asked.push(message), () => undefined);
});
afterEach(() => void vi.useRealTimers());

test("an empty filter leaves everything and asks nothing", () => {
  filter.look("  ");
  vi.runAllTimers();
  expect([filter.matches(sales), asked]).toEqual([true, []]);
});

test.each(["ORD", "sales", "pand"])("%s is looked for in names, groups and kinds", (text) => {
  filter.look(text);
  expect([filter.matches(sales), filter.matches(raw)]).toEqual([true, false]);
});

test.each(["group:sales", "+orders", "raw*", "a and b", "not a", "(a)", '"a b"'])(
  "%s is the selection language",
  (text) => {
    filter.look(text);
    expect(filter.isLanguage).toBe(true);
  },
);

test("only what rests is asked, and a late answer to other words is passed over", () => {
  filter.look("group:s");
  filter.look("group:sales");
  vi.runAllTimers();
  expect(asked).toHaveLength(1);
  const said = { keys: ["raw"], problem: "", items: [], fragment: "" };
  filter.answer({ text: "group:s", ...said });
  expect(filter.matches(sales)).toBe(true);
  filter.answer({ text: "group:sales", ...said });
  expect([filter.matches(sales), filter.matches(raw)]).toEqual([false, true]);
});

test("while the words grow what was chosen last stays chosen", () => {
  filter.look("group:sales");
  filter.answer({ text: "group:sales", keys: ["raw"], problem: "", items: [], fragment: "" });
  filter.look("group:sales and");
  filter.answer({ text: "group:sales and", keys: null, problem: "more", items: [], fragment: "" });
  expect(filter.problem).toBe("more");
  expect(filter.matches(sales)).toBe(false);
});

test("an offer replaces the unfinished word, and an opening quote stands once", () => {
  filter.look('key:"sal and raw', 8);
  filter.answer({ text: filter.text, keys: null, problem: "", items: ['"sales/x"'], fragment: "sal" });
  expect(filter.taking('"sales/x"')).toEqual(['key:"sales/x" and raw', 13]);
});
