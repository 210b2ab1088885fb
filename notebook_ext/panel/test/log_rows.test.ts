import { expect, test } from "vitest";
import type { LogRow } from "../src/inspect_types";
import { marked, rowsOf } from "../src/log_rows";

const line = (number: number, more: Partial<LogRow> = {}): LogRow => ({
  number,
  at: number,
  level: 20,
  text: `line ${number}`,
  source: "log",
  step: "orders",
  run_id: "r1",
  detail: null,
  ...more,
});

const NONE = new Set<number>();
const ALL = { level: 0, text: "" };

test("a run begins with a row of its own, where several are shown", () => {
  const lines = [line(1), line(2), line(3, { run_id: "r2" })];
  expect(rowsOf(lines, ALL, NONE, true).map((row) => row.kind)).toEqual(["run", "line", "line", "run", "line"]);
  expect(rowsOf(lines, ALL, NONE, false).map((row) => row.kind)).toEqual(["line", "line", "line"]);
});

test("a text of several lines is several rows", () => {
  const rows = rowsOf([line(1, { text: "a\nb" })], ALL, NONE, false);
  expect(rows.map((row) => [row.kind, row.text])).toEqual([["line", "a"], ["more", "b"]]);
});

test("a traceback is folded until it is opened", () => {
  const lines = [line(1, { text: "ValueError", detail: "Traceback\n  cell 1\n" })];
  expect(rowsOf(lines, ALL, NONE, false)).toMatchObject([{ open: false }]);
  const rows = rowsOf(lines, ALL, new Set([1]), false);
  expect(rows.map((row) => row.text)).toEqual(["ValueError", "Traceback", "  cell 1"]);
});

test("levels and words leave lines out; words are also looked for in tracebacks", () => {
  const lines = [line(1, { level: 10 }), line(2, { level: 30 }), line(3, { level: 40, detail: "In CELL 7" })];
  const numbers = (level: number, text: string) =>
    rowsOf(lines, { level, text }, NONE, false).map((row) => row.line.number);
  expect(numbers(30, "")).toEqual([2, 3]);
  expect(numbers(0, "LINE 1")).toEqual([1]);
  expect(numbers(0, "cell 7")).toEqual([3]);
});

test("what is marked, joined, is the text", () => {
  expect(marked("a needle, a Needle", "needle")).toEqual([
    ["a ", false],
    ["needle", true],
    [", a ", false],
    ["Needle", true],
  ]);
  for (const text of ["", "x", "needle", "İneedle"]) {
    expect(marked(text, "needle").map(([piece]) => piece).join("")).toBe(text);
  }
});
