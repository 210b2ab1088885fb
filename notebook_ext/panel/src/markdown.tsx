// The little Markdown that descriptions need; what is not known stays as it was written.

import type { ComponentChild } from "preact";

const INLINE = /(`[^`]+`|\*\*[^*]+\*\*|__[^_]+__|!?\[[^\]]*\]\([^)\s]*\))/;
const PICTURE = /^data:image\/(?:png|jpeg|gif|webp|svg\+xml);base64,[\w+/=]+$/;

function piece(text: string): ComponentChild {
  if (/^`.+`$/.test(text)) return <code>{text.slice(1, -1)}</code>;
  if (/^(\*\*|__).+\1$/.test(text)) return <strong>{text.slice(2, -2)}</strong>;
  const link = /^(!?)\[([^\]]*)\]\(([^)\s]*)\)$/.exec(text);
  if (!link) return text;
  // A plot kept as metadata; anything that would be fetched stays words.
  if (link[1] && PICTURE.test(link[3]!)) return <img src={link[3]!} alt={link[2]!} />;
  return link[2] || link[3];
}

const inline = (text: string): ComponentChild[] => text.split(INLINE).filter(Boolean).map(piece);

function block(text: string, key: number): ComponentChild {
  if (text.startsWith("```")) {
    return <pre key={key}>{text.replace(/^```.*\n?|\n?```$/g, "")}</pre>;
  }
  const lines = text.split("\n");
  if (lines.every((line) => /^\s*[-*] /.test(line))) {
    return (
      <ul key={key}>
        {lines.map((line, i) => (
          <li key={i}>{inline(line.replace(/^\s*[-*] /, ""))}</li>
        ))}
      </ul>
    );
  }
  const heading = /^#{1,6} (.*)$/.exec(text);
  if (heading) {
    return (
      <p key={key}>
        <strong>{inline(heading[1]!)}</strong>
      </p>
    );
  }
  return <p key={key}>{inline(text)}</p>;
}

/** Blocks end at empty lines, save inside a fence. */
function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  let lines: string[] = [];
  let fenced = false;
  const end = (): void => {
    if (lines.length > 0) blocks.push(lines.join("\n"));
    lines = [];
  };
  for (const line of text.trim().split("\n")) {
    const fence = line.startsWith("```");
    if ((fence && !fenced) || (!fenced && line.trim() === "")) end();
    if (fenced || line.trim() !== "") lines.push(line);
    if (fence && fenced) end();
    if (fence) fenced = !fenced;
  }
  end();
  return blocks;
}

export function Markdown({ text }: { text: string }) {
  return <div class="dgb-markdown">{blocksOf(text).map(block)}</div>;
}
