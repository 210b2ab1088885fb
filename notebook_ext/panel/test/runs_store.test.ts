import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Runs } from "../src/runs_store";
import type { KernelMessage, PageMessage } from "../src/messages";
import type { ShownTimeline, Wish } from "../src/run_types";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(): [Runs, PageMessage[]] {
  const sent: PageMessage[] = [];
  return [new Runs((message) => sent.push(message), () => {}), sent];
}

const timeline = (run_id: string, asked = run_id): { type: "timeline" } & ShownTimeline => ({
  type: "timeline", run_id, asked, state: "running", started_at: 1, origin: "", timeline: null,
});
const wish: Wish = { keys: ["a"], mode: "selected", partitions: null, counts: {} };

test("a run that is looked at is asked for, and an answer about another is passed over", () => {
  const [runs, sent] = open();
  runs.look("r1");
  expect(sent.map((each) => each.type)).toEqual(["runs", "timeline"]);
  runs.answer(timeline("r2"));
  expect(runs.timeline).toBe(null);
  runs.answer(timeline("r1"));
  expect(runs.timeline?.run_id).toBe("r1");
});

test("a run that goes on is asked for again, but not more often than it can be read", () => {
  const [runs, sent] = open();
  runs.look("");
  for (let i = 0; i < 5; i += 1) runs.again();
  vi.advanceTimersByTime(1000);
  expect(sent.filter((each) => each.type === "timeline")).toHaveLength(2);
  runs.leave();
  runs.again();
  vi.advanceTimersByTime(1000);
  expect(sent.filter((each) => each.type === "timeline")).toHaveLength(2);
  expect(runs.timeline).toBe(null);
});

test("older runs are asked for a page at a time", () => {
  const [runs, sent] = open();
  runs.look("");
  runs.more();
  expect(sent.filter((each) => each.type === "runs")).toEqual([
    { type: "runs", limit: 30 },
    { type: "runs", limit: 60 },
  ]);
});

test("a draft asks for its plan and its form, and goes when the kernel takes it", () => {
  const [runs, sent] = open();
  runs.prepare("Materialize a", wish, true);
  expect(sent.map((each) => each.type)).toEqual(["plan", "config_form"]);
  runs.taken();
  expect(runs.draft?.title).toBe("Materialize a");
  runs.start({ a: { days: 3 } });
  expect(sent.at(-1)).toEqual({ type: "materialize", ...wish, config: { a: { days: 3 } } });
  runs.taken();
  expect(runs.draft).toBe(null);
});

test("what is wrong with a draft keeps it open", () => {
  const [runs] = open();
  runs.prepare("Materialize a", wish, true);
  runs.start({});
  runs.answer({ type: "config_errors", errors: { a: { days: "no" } } } as KernelMessage);
  runs.taken();
  expect(runs.draft?.isSent).toBe(false);
  expect(runs.errors).toEqual({ a: { days: "no" } });
});

test("a form that nobody waits for is passed over", () => {
  const [runs] = open();
  runs.answer({ type: "config_form", keys: [], steps: [] });
  expect(runs.form).toBe(null);
});
