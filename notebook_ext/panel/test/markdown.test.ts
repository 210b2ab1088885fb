import { expect, test } from "vitest";
import { blocksOf, safeAddress } from "../src/markdown";

test("blocks end at empty lines, headings, lists and fences, not inside a fence", () => {
  const text = "# One\ntwo\n- a\n  - b\n\n```\n# no heading\n\n- no list\n```\nend";
  expect(blocksOf(text)).toEqual([
    ["# One"],
    ["two"],
    ["- a", "  - b"],
    ["```", "# no heading", "", "- no list", "```"],
    ["end"],
  ]);
});

test("only web addresses that say where they go can be opened", () => {
  expect(safeAddress("https://example.org/a?b=c")).toBe("https://example.org/a?b=c");
  expect(safeAddress("HTTP://example.org")).toBe("http://example.org/");
  for (const bad of [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//example.org",
    "/lab/tree",
    "https://",
    "https://bank.org@evil.org",
    "",
  ]) {
    expect(safeAddress(bad)).toBeNull();
  }
});
