import { expect, test } from "vitest";
import { RUN_GLYPH, RUN_WORDS, marks } from "../src/timeline";

test.each([
  [46, 500, [0, 10, 20, 30, 40]],
  [0.2, 300, [0, 0.05, 0.1, 0.15]],
  [3600, 200, [0, 2000]],
  [0, 300, []],
])("%d seconds on %d px have round marks with room between them", (seconds, width, expected) => {
  const found = marks(seconds, width);
  expect(found).toHaveLength(expected.length);
  found.forEach((at, i) => expect(at).toBeCloseTo(expected[i]!));
});

test("marks never crowd, whatever the length of the run", () => {
  for (let seconds = 0.001; seconds < 1e6; seconds *= 1.7) {
    const found = marks(seconds, 400);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThanOrEqual(8);
  }
});

test("every state has words and a sign", () => {
  expect(Object.keys(RUN_WORDS).sort()).toEqual(Object.keys(RUN_GLYPH).sort());
});
