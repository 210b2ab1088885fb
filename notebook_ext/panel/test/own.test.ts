import { expect, test } from "vitest";
import { own } from "../src/own";

test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])("%s is nobody's by birth", (name) => {
  expect(own({}, name)).toBe(undefined);
  expect(own(Object.fromEntries([[name, 3]]), name)).toBe(3);
});

test("of nothing there is nothing", () => {
  expect(own(null, "a")).toBe(undefined);
  expect(own(undefined, "a")).toBe(undefined);
});
