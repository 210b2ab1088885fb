import { expect, test } from "vitest";
import type { LogRow } from "../src/inspect_types";
import { runsOf } from "../src/logs";

const line = (run_id: string, at: number): LogRow => ({
  number: at, at, level: 20, text: "", source: "log", step: "", run_id, detail: null,
});

test("runs are those of the lines, the newest first, each from its first line on", () => {
  const lines = [line("a", 1), line("a", 2), line("b", 3), line("a", 4)];
  expect(runsOf(lines)).toEqual([{ id: "b", at: 3 }, { id: "a", at: 1 }]);
});

test("of very many runs the newest are offered", () => {
  const lines = Array.from({ length: 100 }, (_, i) => line(`r${i}`, i));
  expect(runsOf(lines)).toHaveLength(30);
  expect(runsOf(lines)[0]?.id).toBe("r99");
});
