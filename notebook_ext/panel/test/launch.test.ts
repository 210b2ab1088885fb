import { expect, test } from "vitest";
import { planWords } from "../src/launch";
import type { Planned } from "../src/run_types";

const plan: Planned = {
  mode: "selected", keys: ["a"], steps: 1, rows: [], more: 0, current: 0, seconds: null,
  longest_path: [], longest_seconds: null, problem: "",
};

test.each([
  [undefined, "…"],
  [plan, "1 step"],
  [{ ...plan, steps: 1483, seconds: 402 }, "1,483 steps, about 7 min"],
  [{ ...plan, steps: 0 }, "nothing to do"],
  [{ ...plan, problem: "a takes b, which nothing defines." }, "a takes b, which nothing defines."],
])("a plan in few words", (given, words) => {
  expect(planWords(given)).toBe(words);
});
