import { expect, test } from "vitest";
import { Inspect } from "../src/inspect";
import type { InspectQuestion, LogRow } from "../src/inspect_types";

const line = (number: number): LogRow => ({
  number, at: 0, level: 20, text: "", source: "log", step: "", run_id: "r1", detail: null,
});

function open(): [Inspect, InspectQuestion[]] {
  const sent: InspectQuestion[] = [];
  return [new Inspect((message) => sent.push(message), () => {}), sent];
}

const logs = (after: number, ...numbers: number[]) => ({
  type: "logs", asset: "orders", run_id: "", after, lines: numbers.map(line),
});

test("lines that come are asked for after the last, one question at a time", () => {
  const [inspect, sent] = open();
  inspect.answer({ type: "lines" });
  expect(sent).toEqual([]);
  inspect.logs.watch("orders", "");
  inspect.answer({ type: "lines" });
  inspect.answer({ type: "lines" });
  expect(sent).toHaveLength(1);
  inspect.answer(logs(0, 4, 5));
  expect(sent.slice(1)).toEqual([{ type: "logs", asset: "orders", run_id: "", after: 5 }]);
  inspect.answer(logs(5, 6));
  expect(inspect.logs.lines.map((each) => each.number)).toEqual([4, 5, 6]);
  expect(sent).toHaveLength(2);
});

test("an answer to another view is no line twice, and one of before is passed over", () => {
  const [inspect] = open();
  inspect.logs.watch("orders", "");
  inspect.answer(logs(0, 1, 2));
  inspect.answer(logs(0, 1, 2));
  expect(inspect.logs.lines).toHaveLength(2);
  inspect.logs.watch("other", "");
  inspect.answer(logs(2, 3));
  expect(inspect.logs.lines).toEqual([]);
  expect(inspect.logs.known).toBe(false);
});
