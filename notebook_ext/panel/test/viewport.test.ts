import { expect, test } from "vitest";
import { LEAST, MOST, firstLook, fitAll, neighbour, reveal, wantedHeight, zoomAt } from "../src/viewport";

const room = { x: 0, y: 0, w: 800, h: 400 };

test("everything is shown, centred, never larger than life", () => {
  expect(fitAll(400, 200, room)).toEqual({ k: 1, x: 200, y: 100 });
  const view = fitAll(3000, 200, room);
  expect(view.k).toBeLessThan(1);
  expect(view.x + 3000 * view.k).toBeLessThanOrEqual(800);
});

test("a first look is legible", () => {
  expect(firstLook(10_000, 5_000, room).k).toBe(0.6);
});

test("the point under the pointer stays where it is", () => {
  const view = { k: 1, x: 10, y: 20 };
  const next = zoomAt(view, 1.5, 300, 200);
  expect((300 - next.x) / next.k).toBeCloseTo(290);
  expect(zoomAt(view, 1000, 0, 0).k).toBe(MOST);
  expect(zoomAt(view, 0.0001, 0, 0).k).toBe(LEAST);
});

test("a card comes into sight by the least move", () => {
  const box = { x: 1000, y: 50, w: 168, h: 64 };
  const next = reveal({ k: 1, x: 0, y: 0 }, box, room);
  expect([next.x + 1168, next.y]).toEqual([784, 0]);
  expect(reveal(next, box, room)).toEqual(next);
});

test("an arrow leads to the nearest card in its direction", () => {
  const at = (x: number, y: number) => ({ x, y, w: 10, h: 10 });
  const [here, right, far, below] = [at(0, 0), at(50, 5), at(50, 300), at(0, 40)];
  const all = [here, right, far, below];
  expect(neighbour(all, here, "ArrowRight")).toBe(right);
  expect(neighbour(all, here, "ArrowDown")).toBe(below);
  expect(neighbour(all, here, "ArrowLeft")).toBeUndefined();
});

test("a wide graph asks for the height it has when it is as wide as the panel", () => {
  expect(wantedHeight(768, 300, 800)).toBe(332);
});
