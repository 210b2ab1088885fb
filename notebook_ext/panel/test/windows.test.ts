import { expect, test } from "vitest";
import { NO_STATUS } from "../src/types";
import type { PageMessage } from "../src/messages";
import type { StatusBadge } from "../src/types";
import { Windows } from "../src/windows";

const rough: StatusBadge = { ...NO_STATUS, is_rough: true, materialized: [[0, 1000]], failed: [[2000, 2010]] };

test("an exact status is asked for once of what is in sight, and taken in its place", () => {
  const sent: PageMessage[] = [];
  const windows = new Windows((message) => sent.push(message));
  expect(windows.within("a", rough, 100, 200)).toBe(rough);
  expect(windows.within("a", rough, 100, 200)).toBe(rough);
  expect(sent).toEqual([{ type: "window", asset: "a", start: 100, stop: 200 }]);
  const badge = { ...NO_STATUS, materialized: [[100, 150]], failed: [[150, 151]] } as StatusBadge;
  windows.answer({ asset: "a", start: 100, stop: 200, badge }, rough);
  const found = windows.within("a", rough, 120, 180);
  expect(found.materialized).toEqual([[0, 150], [200, 1000]]);
  expect(found.failed).toEqual([[150, 151], [2000, 2010]]);
});

test("a status that is exact is itself", () => {
  const windows = new Windows(() => expect.unreachable());
  expect(windows.within("a", NO_STATUS, 0, 10)).toBe(NO_STATUS);
});
