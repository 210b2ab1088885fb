// Small pieces that everything is made of.

import type { ButtonHTMLAttributes, ComponentChildren, JSX } from "preact";
import { plural } from "./format";
import { strip } from "./strip";
import type { Card, Ranges, State, StatusBadge } from "./types";
import { STATE_WORDS } from "./types";

/** Lumino matches `:focus` itself first, so every focusable element must carry this. */
export const KEYS = { "data-lm-suppress-shortcuts": "true" } as const;

type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "class"> & {
  look?: "primary" | "quiet" | "plain";
  class?: string;
  disabled?: boolean;
  children?: ComponentChildren;
};

export function Button({ look = "plain", class: extra = "", ...rest }: ButtonProps) {
  return <button type="button" {...KEYS} class={`dgb-button dgb-${look} ${extra}`} {...rest} />;
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** The status on one line, the state always said; the same words as `dagbook.view.words`. */
export function statusWords(card: Card, badge: StatusBadge): string {
  if (card.external && badge.state === "never") return card.observable ? "observable" : "external";
  const words = STATE_WORDS[badge.state];
  const text = oneLine(badge.text);
  if (!text) return words;
  const start = text.toLowerCase();
  if (start.startsWith(words) || start.startsWith(badge.state)) return text;
  // "139 of 365 days, 1 failed" says it already.
  if ([words, badge.state as string].includes(text.replace(/^.*(?:\d|\ball) /, ""))) return text;
  return ["failed", "problem"].includes(badge.state) ? `${words}: ${text}` : `${words} (${text})`;
}

/** The glyphs of `graph_view.STATE_GLYPHS`, drawn: as letters they change shape from font to font. */
const DRAWN: Record<State, JSX.Element> = {
  never: <circle cx="6" cy="6" r="4.3" />,
  fresh: <circle class="dgb-solid" cx="6" cy="6" r="4.6" />,
  stale: (
    <>
      <circle cx="6" cy="6" r="4.3" />
      <path class="dgb-solid" d="M6 1.7a4.3 4.3 0 0 0 0 8.6z" />
    </>
  ),
  partial: (
    <>
      <circle cx="6" cy="6" r="4.3" />
      <path class="dgb-solid" d="M6 6V1.7A4.3 4.3 0 0 1 10.3 6z" />
    </>
  ),
  running: <path class="dgb-solid" d="M3.2 1.6 10.4 6l-7.2 4.4z" />,
  queued: (
    <>
      <circle cx="6" cy="6" r="4.3" />
      <path d="M6 3.6V6h2" />
    </>
  ),
  failed: <path d="m2.6 2.6 6.8 6.8m0-6.8L2.6 9.4" />,
  problem: (
    <>
      <path d="M6 1.4 11 10.4H1z" />
      <path d="M6 4.8v2.3m0 1.3v.1" />
    </>
  ),
};

const EYE = (
  <>
    <path d="M.8 6C2.6 3 4.2 2 6 2s3.4 1 5.2 4C9.4 9 7.8 10 6 10S2.6 9 .8 6z" />
    <circle class="dgb-solid" cx="6" cy="6" r="1.5" />
  </>
);

interface GlyphProps {
  state: State;
  /** Whether it stands for what is only looked at. */
  looks?: boolean | undefined;
  x?: number;
  y?: number;
}

export function Glyph({ state, looks, x, y }: GlyphProps) {
  return (
    <svg
      class="dgb-glyph"
      data-state={state}
      viewBox="0 0 12 12"
      width="12"
      height="12"
      x={x}
      y={y}
      aria-hidden="true"
    >
      {looks && state === "never" ? EYE : DRAWN[state]}
    </svg>
  );
}

export function Status({ card, badge }: { card: Card; badge: StatusBadge }) {
  return (
    <span class="dgb-status" data-state={badge.state}>
      <Glyph state={badge.state} looks={card.observable} />
      {statusWords(card, badge)}
    </span>
  );
}

const SEPARATE_CELLS = 32;
/** What is there, stale or failed is drawn no thinner: 2 of 365 are seen. As `strip.LEAST_BAR`. */
const LEAST_BAR = 3;
/** What is drawn later lies above, where bars are widened to be seen. */
const BARS = ["missing", "some", "fresh", "stale", "failed", "running"];

/** The strip as one path a state: few cells stand apart, many run together. */
function paths(count: number, badge: StatusBadge, width: number, height: number) {
  const most = Math.floor(width);
  const cells = Math.min(count, most);
  const drawn = new Map<string, string>();
  const rect = (x: number, wide: number): string => {
    const w = wide.toFixed(1);
    return `M${x.toFixed(1)} 0h${w}v${height}h-${w}z`;
  };
  for (const { start, stop, state } of strip(count, badge, most)) {
    let path = "";
    if (cells > SEPARATE_CELLS) {
      const wide = Math.max(state === "missing" ? 0 : LEAST_BAR, ((stop - start) * width) / cells);
      path = rect(Math.min((start * width) / cells, width - wide), wide);
    } else {
      const cell = (width + 2) / cells;
      for (let i = start; i < stop; i += 1) path += rect(i * cell, cell - 2);
    }
    drawn.set(state, (drawn.get(state) ?? "") + path);
  }
  return [...drawn].sort(([a], [b]) => BARS.indexOf(a) - BARS.indexOf(b));
}

interface StripProps {
  count: number;
  badge: StatusBadge;
  width: number;
  height: number;
  x?: number;
  y?: number;
  /** What belongs to the partition that is pointed at. */
  lit?: Ranges;
}

const LEAST_LIT = 5;

/** Bars under the strip where it is lit, never too thin to be seen. */
function litPath(count: number, ranges: Ranges, width: number, y: number): string {
  let path = "";
  let end = -1;
  for (const [start, stop] of ranges) {
    const wide = Math.max(LEAST_LIT, ((stop - start) * width) / count);
    const x = Math.min((start * width) / count, width - wide);
    if (x + wide <= end) continue;
    path += `M${x.toFixed(1)} ${y}h${wide.toFixed(1)}v3h-${wide.toFixed(1)}z`;
    end = x + wide;
  }
  return path;
}

/** The partitions of an asset as one bar, in SVG. */
export function Strip({ count, badge, width, height, x = 0, y = 0, lit = [] }: StripProps) {
  return (
    <g class="dgb-strip" transform={`translate(${x} ${y})`}>
      <rect class="dgb-strip-area" y="-5" width={width} height={height + 10} />
      {paths(count, badge, width, height).map(([state, path]) => (
        <path key={state} data-state={state} d={path} />
      ))}
      {lit.length > 0 && <path data-state="lit" d={litPath(count, lit, width, height + 1.5)} />}
    </g>
  );
}

/** What a screen reader says of an asset. */
export function spoken(card: Card, badge: StatusBadge): string {
  const parts = card.partitions ? `, ${plural(card.partitions.count, "partition")}` : "";
  return `${card.key}, ${statusWords(card, badge)}${parts}`;
}
