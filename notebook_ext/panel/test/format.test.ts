import { expect, test } from "vitest";
import { ago, duration, plural, size } from "../src/format";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_234_567, "1.2 MB"],
  [999_999, "1.0 MB"],
  [2.5e12, "2.5 TB"],
])("%d bytes are %s", (bytes, text) => expect(size(bytes)).toBe(text));

test.each([
  [0.0004, "1 ms"],
  [0.43, "0.4 s"],
  [59.7, "60 s"],
  [125, "2 min"],
  [3780, "63 min"],
  [8000, "2 h 13 min"],
  [187_200, "2 days"],
])("%d seconds are %s", (seconds, text) => expect(duration(seconds)).toBe(text));

test("one has no s", () => {
  expect([plural(1, "asset"), plural(2000, "asset")]).toEqual(["1 asset", "2,000 assets"]);
});

test("what is long ago has a date", () => {
  expect([ago(100, 110), ago(0, 600), ago(0, 7200)]).toEqual(["just now", "10 min ago", "2 h ago"]);
  expect(ago(1_700_000_000, 1_800_000_000)).toMatch(/^2023-11-1\d$/);
});
