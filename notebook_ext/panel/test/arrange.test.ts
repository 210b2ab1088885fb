import { expect, test } from "vitest";
import { AS_USUAL, arrangementOf, focusing, folding, stepped, unfolding } from "../src/arrange";

test("what is folded is not open, and the other way round", () => {
  const folded = { ...AS_USUAL, ...folding({ ...AS_USUAL, unfolded: ["a", "b"] }, ["a"]) };
  expect([folded.folded, folded.unfolded]).toEqual([["a"], ["b"]]);
  const open = { ...folded, ...unfolding(folded, ["a"]) };
  expect([open.folded, open.unfolded]).toEqual([[], ["b", "a"]]);
});

test("a focus begins one step wide, a path has no steps", () => {
  expect(focusing(["x"])).toEqual({ focus: ["x"], upstream: 1, downstream: 1, path: false });
  expect(focusing(["x", "y"], true).upstream).toBeNull();
});

test("after the most steps comes all, and back", () => {
  expect([stepped(0, 1), stepped(4, 1), stepped(null, 1)]).toEqual([1, null, null]);
  expect([stepped(null, -1), stepped(1, -1), stepped(0, -1)]).toEqual([4, 0, 0]);
});

test.each([null, 3, "x", [], { folded: "a", focus: [1], upstream: "2", path: 1 }])(
  "what is no arrangement is the usual one: %j",
  (odd) => expect(arrangementOf(odd)).toEqual(AS_USUAL),
);
