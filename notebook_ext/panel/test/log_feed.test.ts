import { expect, test } from "vitest";
import type { InspectQuestion, LogRow } from "../src/inspect_types";
import { LogFeed } from "../src/log_feed";

const line = (number: number): LogRow => ({
  number, at: 0, level: 20, text: "", source: "log", step: "", run_id: "r1", detail: null,
});

function open(): [LogFeed, InspectQuestion[]] {
  const sent: InspectQuestion[] = [];
  return [new LogFeed((message) => sent.push(message), () => {}), sent];
}

const answer = (after: number, ...numbers: number[]) => ({
  asset: "", run_id: "r1", after, lines: numbers.map(line),
});

test("what another view asked for, after lines that are not here, is passed over", () => {
  const [feed] = open();
  feed.watch("", "r1");
  feed.take(answer(7, 8, 9));
  expect(feed.known).toBe(false);
  feed.take(answer(0, 6, 7));
  feed.take(answer(7, 8, 9));
  expect(feed.lines.map((each) => each.number)).toEqual([6, 7, 8, 9]);
});

test("an answer that is full is followed by the next question", () => {
  const [feed, sent] = open();
  feed.watch("", "r1");
  feed.take(answer(0, ...Array.from({ length: 10_000 }, (_, i) => i + 1)));
  expect(sent.at(-1)).toEqual({ type: "logs", asset: "", run_id: "r1", after: 10_000 });
  feed.take(answer(10_000));
  expect(sent).toHaveLength(2);
});

test("of very many lines the last are kept", () => {
  const [feed] = open();
  feed.watch("", "r1");
  for (let start = 0; start < 60_000; start += 10_000) {
    feed.take(answer(start, ...Array.from({ length: 10_000 }, (_, i) => start + i + 1)));
  }
  expect(feed.lines).toHaveLength(50_000);
  expect(feed.lines.at(-1)?.number).toBe(60_000);
});

test("who left asks no more and takes nothing", () => {
  const [feed, sent] = open();
  feed.watch("", "r1");
  feed.leave();
  feed.askMore();
  feed.take(answer(0, 1));
  expect(sent).toHaveLength(1);
  expect(feed.lines).toEqual([]);
});
