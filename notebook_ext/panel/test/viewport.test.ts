import { expect, test } from "vitest";
import { LEAST, MOST, beginning, firstLook, fitAll, neighbour, reveal, wantedHeight, zoomAt } from "../src/viewport";

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

test("a drawing whose corner is empty is first looked at where it begins", () => {
  const at = (x: number, y: number) => ({ x, y, w: 168, h: 64 });
  const rising = [at(900, 0), at(0, 4_000), at(0, 4_500), at(300, 3_900)];
  expect(beginning(rising, "LR")).toBe(rising[1]);
  expect(beginning(rising, "TB")).toBe(rising[0]);
  expect(beginning([], "LR")).toBeUndefined();
  const view = firstLook(10_000, 5_000, room, rising[1]);
  expect([view.x, 4_032 * view.k + view.y]).toEqual([16, 200]);
  const last = firstLook(10_000, 5_000, room, at(0, 4_936));
  expect(5_000 * last.k + last.y).toBeCloseTo(384);
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

test("a card comes out from under what lies on the corner", () => {
  const corner = { w: 200, h: 120 };
  const box = { x: 620, y: 300, w: 168, h: 64 };
  const next = reveal({ k: 1, x: 0, y: 0 }, box, room, corner);
  expect(next.y + 364).toBeLessThanOrEqual(280);
  expect(reveal(next, box, room, corner)).toEqual(next);
  const beside = { ...box, x: 20 };
  expect(reveal({ k: 1, x: 0, y: 0 }, beside, room, corner)).toEqual({ k: 1, x: 0, y: 0 });
  const tall = { ...box, y: 20, h: 360 };
  expect(reveal({ k: 1, x: 0, y: 0 }, tall, room, corner).y).toBe(-4);
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
