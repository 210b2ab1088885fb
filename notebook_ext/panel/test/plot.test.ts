import { expect, test } from "vitest";
import { place } from "../src/plot";

const numbers = (values: number[], at: number[]) => ({ label: "n", names: values.map(String), at, values });

test("time passes as it passed, partitions stand one after the other", () => {
  const line = numbers([1, 2, 3], [0, 1, 10]);
  const [a, b, c] = place(line, "time");
  expect((b!.x - a!.x) / (c!.x - a!.x)).toBeCloseTo(0.1);
  const [d, e, f] = place(line, "partitions");
  expect((e!.x - d!.x) / (f!.x - d!.x)).toBeCloseTo(0.5);
});

test("more is higher, and what never changes lies in the middle", () => {
  const [low, high] = place(numbers([1, 9], [0, 1]), "time");
  expect(low!.y).toBeGreaterThan(high!.y);
  const same = place(numbers([5, 5], [3, 3]), "time");
  expect(same[0]!.y).toBe(same[1]!.y);
  expect(same.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
});
