import { expect, test } from "vitest";
import { tokens } from "../src/code";

const kinds = (source: string) => tokens(source).filter(([, kind]) => kind);

test("words of Python are told apart", () => {
  expect(kinds('@asset(deps=[1])\nasync def orders(x):\n    return f"{x}#" # why\n')).toEqual([
    ["@asset", "decorator"],
    ["1", "number"],
    ["async", "keyword"],
    ["def", "keyword"],
    ["orders", "name"],
    ["return", "keyword"],
    ['f"{x}#"', "string"],
    ["# why", "comment"],
  ]);
});

test("a product of matrices is no decorator, a keyword in a name no keyword", () => {
  expect(kinds("c = a @b\nfor_all = 2")).toEqual([["2", "number"]]);
});

test.each(['"""a\n"b" # no\n"""', "'''\\''''", 'x = "unended\ny = 1', "r'\\'", "é = 'ü' # ß\r\n\t", "@", "'''", ""])(
  "the pieces of %j, joined, are the source",
  (source) => {
    expect(tokens(source).map(([text]) => text).join("")).toBe(source);
  },
);
