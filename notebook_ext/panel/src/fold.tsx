// A folded group as one SVG card: a small stack, its name, and how its assets are.

import { useMemo } from "preact/hooks";
import { fitting } from "./text";
import { Glyph, KEYS } from "./ui";
import type { Box, Fold, StatusBadge } from "./types";

const PAD = 12;
const NAME = "600 13px ";
const SMALL = "400 11px ";

/** How many are how; where that is too long, without what is plain from the stack. */
function shownWords({ text, reasons }: StatusBadge, size: number, room: number, font: string): string {
  const short = reasons.length === 1 ? reasons[0]! : `${reasons[0] ?? ""} of ${size}`;
  const fit = [text, short].find((words) => words && fitting.width(words, SMALL + font) <= room);
  return fit ?? fitting.clip(text, room, SMALL + font);
}

interface Props {
  fold: Fold;
  badge: StatusBadge;
  box: Box;
  font: string;
  selected: boolean;
  reached: boolean;
  dim: boolean;
}

export function FoldView({ fold, badge, box, font, selected, reached, dim }: Props) {
  return useMemo(() => {
    const inner = box.w - 2 * PAD;
    return (
      <g
        {...KEYS}
        class="dgb-card dgb-fold"
        data-key={fold.key}
        data-state={badge.state}
        data-dim={dim || undefined}
        role="button"
        tabindex={reached ? 0 : -1}
        aria-pressed={selected}
        transform={`translate(${box.x} ${box.y})`}
      >
        <title>{[`Group ${fold.name}, ${badge.text}`, ...badge.reasons, "Double-click or + opens it"].join("\n")}</title>
        <rect class="dgb-card-body dgb-behind" x="6" y="6" width={box.w - 4} height={box.h - 4} rx="7" />
        <rect class="dgb-card-body dgb-behind" x="3" y="3" width={box.w - 4} height={box.h - 4} rx="7" />
        <rect class="dgb-card-body" width={box.w - 4} height={box.h - 4} rx="7" />
        <text class="dgb-name" x={PAD} y="25">
          {fitting.shorten(fold.name, inner - 26, NAME + font)}
        </text>
        <g class="dgb-opener" data-unfold={fold.name} transform={`translate(${box.w - 32} 12)`}>
          <rect width="18" height="18" rx="4" />
          <path d="M9 5v8M5 9h8" />
        </g>
        <Glyph state={badge.state} x={PAD} y={34} />
        <text class="dgb-words" data-state={badge.state} x={PAD + 17} y="44">
          {shownWords(badge, fold.members.length, inner - 17, font)}
        </text>
      </g>
    );
  }, [fold, badge, box, font, selected, reached, dim]);
}
