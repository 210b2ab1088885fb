// Markdown as elements, never as HTML: what is not known stays as it was written.

import type { ComponentChild } from "preact";
import { Code } from "./code";
import { KEYS } from "./ui";

const INLINE =
  /(`[^`]+`|\*\*[^*]+\*\*|__[^_]+__|\*[^*\s][^*]*\*|~~[^~]+~~|!?\[[^\]]*\]\([^)\s]*\)|https?:\/\/[^\s<>()]+)/;
const PICTURE = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml);base64,[\w+/=]+$/;

/** An address that may be opened, or none: nothing that runs, and nothing that fools. */
export function safeAddress(text: string): string | null {
  if (!/^https?:\/\//i.test(text)) return null;
  try {
    const url = new URL(text);
    return (url.protocol === "http:" || url.protocol === "https:") && !url.username ? url.href : null;
  } catch {
    return null;
  }
}

export function Link({ address, text }: { address: string; text: string }) {
  const href = safeAddress(address);
  if (!href) return <>{text}</>;
  return (
    <a {...KEYS} href={href} target="_blank" rel="noopener noreferrer" title={href}>
      {text}
    </a>
  );
}

function piece(text: string, key: number): ComponentChild {
  if (/^`.+`$/s.test(text)) return <code key={key}>{text.slice(1, -1)}</code>;
  if (/^(\*\*|__).+\1$/s.test(text)) return <strong key={key}>{text.slice(2, -2)}</strong>;
  if (/^~~.+~~$/s.test(text)) return <del key={key}>{text.slice(2, -2)}</del>;
  if (/^\*[^*]+\*$/.test(text)) return <em key={key}>{text.slice(1, -1)}</em>;
  if (/^https?:/.test(text)) {
    const address = text.replace(/[.,;:!?'"]+$/, "");
    return [<Link key={key} address={address} text={address} />, text.slice(address.length)];
  }
  const link = /^(!?)\[([^\]]*)\]\(([^)\s]*)\)$/.exec(text);
  if (!link) return text;
  const [, picture, words = "", address = ""] = link;
  // A plot kept as metadata; anything that would be fetched stays words.
  if (picture) return PICTURE.test(address) ? <img key={key} src={address} alt={words} /> : words || address;
  return <Link key={key} address={address} text={words || address} />;
}

const inline = (text: string): ComponentChild[] => text.split(INLINE).filter(Boolean).map(piece);

const ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])\s+/;

function cells(line: string): string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
}

const isRule = (line: string | undefined): boolean =>
  line !== undefined && line.includes("-") && cells(line).every((cell) => /^:?-+:?$/.test(cell));

function table(lines: string[], key: number): ComponentChild {
  const [head = "", , ...rows] = lines;
  const names = cells(head);
  return (
    <div key={key} class="dgb-scroll" tabIndex={0} role="region" aria-label="Table" {...KEYS}>
      <table class="dgb-data">
        <thead>
          <tr>
            {names.map((name, i) => (
              <th key={i}>{inline(name)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {names.map((_, j) => (
                <td key={j}>{inline(cells(row)[j] ?? "")}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Item {
  lines: string[];
  inner: string[];
}

/** A list; what is indented below an item is a list of its own. */
function list(lines: string[], key: number): ComponentChild {
  const ordered = /^\s*\d/.test(lines[0]!);
  const depth = /^\s*/.exec(lines[0]!)![0].length;
  const items: Item[] = [];
  for (const line of lines) {
    const indent = /^\s*/.exec(line)![0].length;
    const last = items.at(-1);
    if (!last || (ITEM.test(line) && indent <= depth)) items.push({ lines: [line.replace(ITEM, "")], inner: [] });
    else if (ITEM.test(line) || last.inner.length > 0) last.inner.push(line);
    else last.lines.push(line.trim());
  }
  const content = items.map((item, i) => (
    <li key={i}>
      {inline(item.lines.join(" "))}
      {item.inner.length > 0 && list(item.inner, 0)}
    </li>
  ));
  return ordered ? <ol key={key}>{content}</ol> : <ul key={key}>{content}</ul>;
}

function block(lines: string[], key: number): ComponentChild {
  const first = lines[0]!;
  if (first.startsWith("```")) {
    const source = lines.slice(1, lines.at(-1)!.startsWith("```") && lines.length > 1 ? -1 : undefined);
    const text = source.join("\n");
    return /^```py/.test(first) ? <Code key={key} source={text} /> : <pre key={key}>{text}</pre>;
  }
  if (lines.length > 1 && first.includes("|") && isRule(lines[1])) return table(lines, key);
  if (ITEM.test(first)) return list(lines, key);
  const heading = /^(#{1,6}) +(.*)$/.exec(first);
  if (heading) {
    return (
      <p key={key} class="dgb-heading" data-level={heading[1]!.length} role="heading" aria-level={4 + Math.min(2, heading[1]!.length)}>
        {inline(heading[2]!.replace(/ +#+$/, ""))}
      </p>
    );
  }
  if (lines.every((line) => line.startsWith(">"))) {
    return <blockquote key={key}>{inline(lines.map((line) => line.replace(/^> ?/, "")).join(" "))}</blockquote>;
  }
  if (/^([-*_])\1{2,}$/.test(first.trim())) return <hr key={key} />;
  return <p key={key}>{inline(lines.join("\n"))}</p>;
}

/** Blocks end at empty lines, and where a heading, a list or a fence begins or ends. */
export function blocksOf(text: string): string[][] {
  const blocks: string[][] = [];
  let lines: string[] = [];
  let fenced = false;
  const end = (): void => {
    if (lines.length > 0) blocks.push(lines);
    lines = [];
  };
  for (const line of text.replace(/^\n+|\s+$/g, "").split("\n")) {
    const fence = line.startsWith("```");
    if (fenced) {
      lines.push(line);
      if (fence) end();
      fenced = !fence;
      continue;
    }
    const alone = /^#{1,6} /.test(line);
    const begins = ITEM.test(line) && lines.length > 0 && !ITEM.test(lines[0]!);
    if (fence || alone || begins || line.trim() === "") end();
    if (line.trim() !== "") lines.push(line);
    if (alone) end();
    fenced = fence;
  }
  end();
  return blocks;
}

export function Markdown({ text }: { text: string }) {
  return <div class="dgb-markdown">{blocksOf(text).map(block)}</div>;
}
