// Python source with its words told apart.

import { KEYS } from "./ui";

export type TokenKind = "comment" | "string" | "number" | "keyword" | "decorator" | "name" | "";

const WORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally " +
    "for from global if import in is lambda match nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

// Strings first: a `#` in one is no comment. A string that does not end goes to the end.
const TOKEN = new RegExp(
  [
    /(?<string>\b(?:[rRbBuUfFtT]{1,2})?(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$))|(?:\b[rRbBuUfFtT]{1,2})?(?:"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))/,
    /(?<comment>#[^\n]*)/,
    /(?<decorator>@[\w.]+)/,
    /(?<number>\b\d[\w.]*)/,
    /(?<word>\w+)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

/** The source in pieces; joined, they are the source. */
export function tokens(source: string): [string, TokenKind][] {
  const found: [string, TokenKind][] = [];
  let from = 0;
  let before = "";
  const put = (text: string, kind: TokenKind): void => {
    const last = found.at(-1);
    if (last && last[1] === kind) last[0] += text;
    else if (text) found.push([text, kind]);
  };
  for (const match of source.matchAll(TOKEN)) {
    const { string, comment, decorator, number } = match.groups!;
    put(source.slice(from, match.index), "");
    const text = match[0];
    const kind: TokenKind = string
      ? "string"
      : comment
        ? "comment"
        : decorator
          ? // A matrix product is no decorator.
            /(?:^|\n)[ \t]*$/.test(source.slice(Math.max(0, match.index - 200), match.index))
            ? "decorator"
            : ""
          : number
            ? "number"
            : WORDS.has(text)
              ? "keyword"
              : before === "def" || before === "class"
                ? "name"
                : "";
    put(text, kind);
    before = text;
    from = match.index + text.length;
  }
  put(source.slice(from), "");
  return found;
}

export function Code({ source }: { source: string }) {
  return (
    <pre class="dgb-source" tabIndex={0} {...KEYS}>
      {tokens(source).map(([text, kind], i) =>
        kind ? (
          <span key={i} data-token={kind}>
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </pre>
  );
}
