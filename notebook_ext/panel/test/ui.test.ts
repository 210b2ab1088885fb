import { expect, test } from "vitest";
import { checkWords } from "../src/checks";
import { plain } from "../src/plain";
import { NO_STATUS, STATES, STATE_WORDS } from "../src/types";
import type { Card, StatusBadge } from "../src/types";
import { spoken, statusWords } from "../src/ui";

const card: Card = {
  key: "sales/orders", name: "orders", group: "default", kinds: [], description: "", external: false,
  deps: [], partitions: null, origin: "", problem: null,
};
const badge = (state: StatusBadge["state"], text = ""): StatusBadge => ({ ...NO_STATUS, state, text });

test.each([
  ["fresh", "", "fresh"],
  ["stale", "31 of 365 days", "stale (31 of 365 days)"],
  ["stale", "stale: code changed", "stale: code changed"],
  ["failed", "139 of 365 days, 1 failed", "139 of 365 days, 1 failed"],
  ["failed", "2 of 9 days", "failed: 2 of 9 days"],
  ["failed", "ValueError: no\n rows", "failed: ValueError: no rows"],
  ["running", "attempt 2 of 3", "running (attempt 2 of 3)"],
  ["partial", "3 of 4 days", "partly done (3 of 4 days)"],
] as const)("%s with %j is said as %j", (state, text, words) => {
  expect(statusWords(card, badge(state, text))).toBe(words);
});

test("what is made elsewhere is not called never materialized", () => {
  const external = { ...card, external: true };
  expect(statusWords(external, badge("never"))).toBe("external");
  expect(statusWords({ ...external, observable: true }, badge("never"))).toBe("observable");
});

test("a screen reader hears the key, the state and how many partitions there are", () => {
  expect(spoken(card, badge("fresh"))).toBe("sales/orders, fresh");
});

test("every state has words and a place in the order of attention", () => {
  expect([...STATES].sort()).toEqual(Object.keys(STATE_WORDS).sort());
});

test.each([
  [{ state: "passed", passed: 2, total: 2, is_stale: false }, "2 of 2 checks passed"],
  [{ state: "failed", passed: 1, total: 2, is_stale: true }, "1 of 2 checks passed, one failed, not all on what is there now"],
] as const)("checks in a few words", (checks, words) => {
  expect(checkWords(checks)).toBe(words);
});

test.each([
  [1234567, "1,234,567"],
  [0.1 + 0.2, "0.3"],
  [1e-7, "1e-7"],
])("%d reads as %s", (value, text) => {
  expect(plain(value)).toBe(text);
});
