import { expect, test } from "vitest";
import { collect, shownDefault } from "../src/form";
import type { FormField } from "../src/run_types";

const field = (name: string, more: Partial<FormField> = {}): FormField => ({
  name, kind: "text", description: "", is_required: false, default: "", hint: "", choices: [], fields: [], ...more,
});

test.each([
  ["text", '"EWR"', "EWR"],
  ["integer", "7", "7"],
  ["json", '["a"]', '["a"]'],
  ["bool", "false", "false"],
  ["text", "null", ""],
  ["text", "", ""],
] as const)("a default of kind %s, %s, is shown as %s", (kind, given, shown) => {
  expect(shownDefault(field("a", { kind, default: given }))).toBe(shown);
});

test("what differs from the defaults is sent with its type, and what is no number as it is", () => {
  const fields = [
    field("same", { default: '"x"' }),
    field("n", { kind: "integer", default: "1" }),
    field("wrong", { kind: "number" }),
    field("on", { kind: "bool", default: "false" }),
    field("list", { kind: "json" }),
    field("broken", { kind: "json" }),
    field("cleared", { kind: "integer", default: "3" }),
  ];
  const values = { same: "x", n: "2", wrong: "many", on: "true", list: "[1]", broken: "[1", cleared: "" };
  expect(collect(fields, values)).toEqual({ n: 2, wrong: "many", on: true, list: [1], broken: "[1" });
});

test("a required field that equals its default is sent, and fields in fields keep their place", () => {
  const fields = [
    field("a", { is_required: true, default: '"x"' }),
    field("inner", { kind: "fields", fields: [field("b"), field("c")] }),
    field("empty", { kind: "fields", fields: [field("b")] }),
  ];
  expect(collect(fields, { a: "x", inner: { b: "1" }, empty: {} })).toEqual({ a: "x", inner: { b: "1" } });
});

test.each(["constructor", "toString", "__proto__"])("a field called %s is nothing until it is filled in", (name) => {
  const fields = [field(name)];
  expect(collect(fields, {})).toEqual({});
  const given = collect(fields, Object.fromEntries([[name, "x"]]));
  expect(Object.entries(given)).toEqual([[name, "x"]]);
});
