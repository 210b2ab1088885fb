// A run over time: a row an asset, when it waited and ran, and the longest path.

import { duration, number, plural } from "./format";
import type { Store } from "./store";
import { Button, Glyph } from "./ui";
import type { BarState, RowState, ShownTimeline, TimelineRow } from "./run_types";
import type { State } from "./types";

/** The bars of a row are drawn in this many units, whatever the width of the panel. */
const UNITS = 1000;
const LEAST_BAR = 3;
const ROW = 20;

export const RUN_GLYPH: Record<RowState, State> = {
  running: "running",
  success: "fresh",
  failed: "failed",
  canceled: "never",
  waiting: "queued",
  skipped: "never",
  blocked: "never",
};

export const RUN_WORDS: Record<RowState, string> = {
  running: "running",
  success: "done",
  failed: "failed",
  canceled: "cancelled",
  waiting: "waiting",
  skipped: "left out, as it was current",
  blocked: "not run, as what it needs failed",
};

const MARK_WIDTH = 56;

/** Marks at steps of 1, 2 or 5, as many as there is room for. */
export function marks(seconds: number, width: number): number[] {
  if (!(seconds > 0)) return [];
  const rough = (seconds * MARK_WIDTH) / Math.max(width, MARK_WIDTH);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((n) => n * power >= rough) ?? 10);
  const result: number[] = [];
  for (let at = 0; at <= seconds * 0.999; at += step) result.push(at);
  return result;
}

const axisWords = (seconds: number): string => (seconds === 0 ? "0" : duration(seconds));

/** Bars as one path a state, none too thin to be seen. */
function paths(row: TimelineRow, seconds: number): [BarState, string][] {
  const scale = UNITS / (seconds || 1);
  const drawn = new Map<BarState, string>();
  for (const bar of row.bars) {
    const wide = Math.max(LEAST_BAR, (bar.stop - bar.start) * scale);
    const x = Math.min(bar.start * scale, UNITS - wide);
    const path = `M${x.toFixed(1)} 4h${wide.toFixed(1)}v${ROW - 8}h-${wide.toFixed(1)}z`;
    drawn.set(bar.state, (drawn.get(bar.state) ?? "") + path);
  }
  return [...drawn];
}

function words(row: TimelineRow): string {
  const made = row.total === null ? number(row.done) : `${number(row.done)} of ${number(row.total)}`;
  const many = (row.total ?? row.done) > 1 || row.failed > 1;
  return [
    `${row.name}, ${RUN_WORDS[row.state]}`,
    ...(row.bars.length > 0 ? [duration(row.seconds)] : []),
    ...(many ? [`${made} made`] : []),
    ...(row.failed > 0 && many ? [`${number(row.failed)} failed`] : []),
    ...(row.retried > 0 ? [`${plural(row.retried, "attempt")} failed before`] : []),
    ...(row.is_longest ? ["on the longest path"] : []),
  ].join(", ");
}

function Row({ store, row, seconds }: { store: Store; row: TimelineRow; seconds: number }) {
  const scale = UNITS / (seconds || 1);
  const first = row.bars[0]?.start ?? seconds;
  const waits = row.ready !== null && first - row.ready > seconds / 250;
  const key = row.name.split(", ")[0]!;
  const selected = store.selected.includes(key);
  return (
    <li data-state={row.state} data-longest={row.is_longest || undefined} title={words(row)}>
      <Button
        look="quiet"
        class="dgb-link"
        aria-label={words(row)}
        aria-pressed={selected}
        disabled={!store.cards.has(key)}
        onClick={() => store.select([key])}
      >
        <Glyph state={RUN_GLYPH[row.state]} />
        <span class="dgb-current">{row.name}</span>
      </Button>
      <svg viewBox={`0 0 ${UNITS} ${ROW}`} preserveAspectRatio="none" aria-hidden="true">
        {waits && (
          <path
            class="dgb-waits"
            d={`M${(row.ready! * scale).toFixed(1)} ${ROW / 2}H${(first * scale).toFixed(1)}`}
          />
        )}
        {paths(row, seconds).map(([state, path]) => (
          <path key={state} data-state={state} d={path} />
        ))}
      </svg>
      <small>
        {row.bars.length > 0 ? duration(row.seconds) : ""}
        {row.total !== null && row.total > 1 && ` · ${number(row.done)}/${number(row.total)}`}
        {row.retried > 0 && (row.total ?? 1) <= 1 && ` · ${number(row.retried + 1)} tries`}
      </small>
    </li>
  );
}

interface Props {
  store: Store;
  shown: ShownTimeline;
  width: number;
}

/** The columns beside the bars: a third for names, at most, and the times. */
const barsWidth = (width: number): number => width - Math.min(230, Math.max(110, width / 3)) - 130;

export function Timeline({ store, shown, width }: Props) {
  const { timeline } = shown;
  if (!timeline || timeline.rows.length === 0) {
    return <p class="dgb-empty">Nothing is stored of what this run made.</p>;
  }
  const { rows, seconds, longest_seconds } = timeline;
  const path = rows.filter((row) => row.is_longest);
  return (
    <div class="dgb-timeline">
      <div class="dgb-axis" aria-hidden="true">
        {marks(seconds, barsWidth(width)).map((at) => (
          <span key={at} style={`left:${((at / seconds) * 100).toFixed(2)}%`}>
            {axisWords(at)}
          </span>
        ))}
      </div>
      <ul aria-label="Assets of the run, over time">
        {rows.map((row) => (
          <Row key={row.name} store={store} row={row} seconds={seconds} />
        ))}
      </ul>
      {path.length > 1 && (
        <p class="dgb-muted dgb-longest">
          <i />
          {`Longest path, ${plural(path.length, "asset")}: ${duration(longest_seconds)} of ${duration(seconds)}`}
        </p>
      )}
    </div>
  );
}
