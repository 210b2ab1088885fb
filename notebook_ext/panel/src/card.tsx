// One asset as an SVG card: name, status in glyph, words and colour, kinds, partitions.

import { useMemo } from "preact/hooks";
import { CheckSign, checkWords } from "./checks";
import { duration, number } from "./format";
import { count } from "./ranges";
import { fitting } from "./text";
import { Glyph, KEYS, Strip, spoken, statusWords } from "./ui";
import type { Box, Card, Ranges, StatusBadge } from "./types";

const PAD = 12;
const NAME = "600 13px ";
const SMALL = "400 11px ";
const CHIP = "400 10px ";

const TIMED: ReadonlySet<StatusBadge["state"]> = new Set(["fresh", "stale"]);

interface Props {
  card: Card;
  badge: StatusBadge;
  box: Box;
  font: string;
  selected: boolean;
  reached: boolean;
  dim: boolean;
  /** What belongs to the partition that is pointed at; ordinal 0 without partitions. */
  lit: Ranges;
}

interface Chip {
  text: string;
  x: number;
  width: number;
}

/** Kinds from the right edge leftwards, as many as the status leaves room for. */
function chips(kinds: readonly string[], right: number, room: number, font: string): Chip[] {
  const result: Chip[] = [];
  let left = right;
  for (const kind of [...kinds].reverse()) {
    const width = Math.ceil(fitting.width(kind, CHIP + font)) + 10;
    if (right - (left - width) > room) break;
    left -= width;
    result.push({ text: kind, x: left, width });
    left -= 4;
  }
  return result;
}

/** How many of the partitions are as the state says: `137 of 365 failed`. */
function tallied({ state, stale, failed }: StatusBadge, partitions: number): string {
  const ranges = state === "failed" ? failed : state === "stale" ? stale : [];
  return ranges.length > 0 ? `${number(count(ranges))} of ${number(partitions)} ${state}` : "";
}

/** What the problem is, without what glyph and name say: so more of it is seen. */
function problemWords(card: Card, { text }: StatusBadge): string {
  const subject = `${card.key} `;
  return text.startsWith(subject) ? text.slice(subject.length) : text;
}

/** The status whole where it fits; else without the state's word, which the glyph says too. */
function fittingWords(card: Card, badge: StatusBadge, room: number, font: string): string {
  const words = statusWords(card, badge);
  const fits = (text: string): boolean => fitting.width(text, SMALL + font) <= room;
  if (!fits(words)) {
    const shorter = card.partitions ? [badge.text, tallied(badge, card.partitions.count)] : [];
    return shorter.find((text) => text && fits(text)) ?? (badge.state === "problem" ? problemWords(card, badge) : words);
  }
  // Of partitions it would be one's; what failed or runs says something else.
  const timed = badge.seconds !== null && !card.partitions && TIMED.has(badge.state);
  const longer = timed ? `${words} · ${duration(badge.seconds!)}` : words;
  return fits(longer) ? longer : words;
}

/** The key's path, lighter, and its last part, which tells assets apart and gives way last. */
function shownName(key: string, room: number, font: string): [string, string] {
  const cut = key.lastIndexOf("/") + 1;
  const [path, last] = [key.slice(0, cut), key.slice(cut)];
  if (fitting.width(key, NAME + font) <= room) return [path, last];
  const short = path && "…/";
  const left = room - fitting.width(short, NAME + font);
  return [short, fitting.shorten(last, left, NAME + font)];
}

export function CardView({ card, badge, box, font, selected, reached, dim, lit }: Props) {
  return useMemo(() => {
    const { state } = badge;
    const inner = box.w - 2 * PAD;
    const striped = card.partitions !== null && card.partitions.count > 0;
    const top = striped ? 22 : 27;
    const line = top + 19;
    const wordsRoom = inner - 17;
    const words = fittingWords(card, badge, wordsRoom, font);
    const wordsWidth = Math.min(fitting.width(words, SMALL + font), wordsRoom);
    const kinds = chips(card.kinds, box.w - PAD, wordsRoom - wordsWidth - 8, font);
    const { checks } = badge;
    const tally = checks ? `${checks.passed}/${checks.total}` : "";
    const tallyWidth = checks ? Math.ceil(fitting.width(tally, CHIP + font)) : 0;
    const [path, last] = shownName(card.key, inner - (checks ? tallyWidth + 20 : 0), font);
    return (
      <g
        {...KEYS}
        class="dgb-card"
        data-key={card.key}
        data-state={state}
        data-external={card.external || undefined}
        data-observable={card.observable || undefined}
        data-dim={dim || undefined}
        data-lit={lit.length > 0 || undefined}
        role="button"
        tabindex={reached ? 0 : -1}
        aria-pressed={selected}
        transform={`translate(${box.x} ${box.y})`}
      >
        {/* The name for those who hear it; an aria-label would have to repeat every word drawn. */}
        <title>{[spoken(card, badge), ...(checks ? [checkWords(checks)] : []), ...badge.reasons].join("\n")}</title>
        <rect class="dgb-card-body" width={box.w} height={box.h} rx="7" />
        <text class="dgb-name" x={PAD} y={top}>
          <tspan class="dgb-path">{path}</tspan>
          {last}
        </text>
        {checks && (
          <g class="dgb-check-mark" data-check={checks.state} data-stale={checks.is_stale || undefined}>
            <CheckSign state={checks.state} x={box.w - PAD - tallyWidth - 14} y={top - 10} />
            <text x={box.w - PAD} y={top - 1} text-anchor="end">
              {tally}
            </text>
          </g>
        )}
        <Glyph state={state} looks={card.observable} x={PAD} y={line - 10} />
        <text class="dgb-words" data-state={state} x={PAD + 17} y={line}>
          {fitting.clip(words, wordsRoom, SMALL + font)}
        </text>
        {kinds.map((chip) => (
          <g key={chip.text} class="dgb-kind">
            <rect x={chip.x} y={line - 11} width={chip.width} height="15" rx="4" />
            <text x={chip.x + 5} y={line}>
              {chip.text}
            </text>
          </g>
        ))}
        {striped && (
          <Strip
            count={card.partitions!.count}
            badge={badge}
            x={PAD}
            y={50}
            width={inner}
            height={5}
            lit={lit}
          />
        )}
      </g>
    );
  }, [card, badge, box, font, selected, reached, dim, lit]);
}
