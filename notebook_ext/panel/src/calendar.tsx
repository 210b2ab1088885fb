// Daily partitions as years of weeks: one column a week, one row a weekday.

import { useMemo, useState } from "preact/hooks";
import type { Step } from "./pick";
import { usePick } from "./pick";
import { cellState, contains, dateOf, dayOf, isoOf } from "./ranges";
import type { Store } from "./store";
import { Button, KEYS } from "./ui";
import type { PartitionsView, Ranges, StatusBadge } from "./types";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const LABELS = 34;
const HEAD = 16;
const MOST_YEARS = 3;

/** Monday is 0; day 0 of the epoch was a Thursday. */
const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;

const january = (year: number): number => Date.UTC(year, 0, 1) / 86_400_000;

interface Month {
  name: string;
  column: number;
  piece: readonly [number, number];
}

interface Year {
  year: number;
  /** Half-open ordinals of the year's partitions. */
  piece: readonly [number, number];
  /** The Monday of the first column. */
  monday: number;
  columns: number;
  months: Month[];
}

function yearsOf(first: number, count: number): Year[] {
  const result: Year[] = [];
  const end = first + count;
  for (let year = dateOf(first).getUTCFullYear(); january(year) < end; year += 1) {
    const from = Math.max(first, january(year));
    const to = Math.min(end, january(year + 1));
    const monday = january(year) - weekday(january(year));
    const months: Month[] = [];
    for (let month = 0; month < 12; month += 1) {
      const start = Math.max(from, Date.UTC(year, month, 1) / 86_400_000);
      const stop = Math.min(to, Date.UTC(year, month + 1, 1) / 86_400_000);
      if (start >= stop) continue;
      // The label stands over the first week that belongs to the month whole.
      const column = Math.ceil((start - monday) / 7);
      months.push({ name: MONTHS[month]!, column, piece: [start - first, stop - first] });
    }
    const columns = Math.floor((january(year + 1) - 1 - monday) / 7) + 1;
    result.push({ year, piece: [from - first, to - first], monday, columns, months });
  }
  return result;
}

const step: Step = (from, key) => {
  const by = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -7, ArrowRight: 7 }[key];
  return by === undefined ? undefined : from + by;
};

interface Props {
  store: Store;
  assetKey: string;
  partitions: PartitionsView;
  badge: StatusBadge;
  selected: Ranges;
  width: number;
}

export function Calendar({ store, assetKey, partitions, badge, selected, width }: Props) {
  const { count } = partitions;
  const first = dayOf(partitions.first);
  const years = useMemo(() => yearsOf(first, count), [first, count]);
  const [all, setAll] = useState(false);
  const within: Step = (from, key) => {
    const to = step(from, key);
    return to !== undefined && to >= 0 && to < count ? to : undefined;
  };
  const { cursor, handlers, pickAll } = usePick(store, assetKey, count, within);
  const pitch = Math.max(8, Math.min(15, Math.floor(((width - LABELS) / 54) * 2) / 2));
  const shown = all ? years : years.slice(-MOST_YEARS);
  const hidden = years.length - shown.length;
  return (
    <div class="dgb-calendar">
      {hidden > 0 && (
        <Button look="quiet" onClick={() => setAll(true)}>
          Show {hidden} earlier {hidden === 1 ? "year" : "years"}
        </Button>
      )}
      <div
        role="listbox"
        aria-multiselectable="true"
        aria-label={`Partitions of ${assetKey}`}
        {...handlers}
      >
        {shown.map((year) => (
          <YearView
            key={year.year}
            year={year}
            first={first}
            badge={badge}
            selected={selected}
            cursor={cursor < shown[0]!.piece[0] ? shown[0]!.piece[0] : cursor}
            pitch={pitch}
            pickAll={pickAll}
          />
        ))}
      </div>
    </div>
  );
}

interface YearProps {
  year: Year;
  first: number;
  badge: StatusBadge;
  selected: Ranges;
  cursor: number;
  pitch: number;
  pickAll: ReturnType<typeof usePick>["pickAll"];
}

function YearView({ year, first, badge, selected, cursor, pitch, pickAll }: YearProps) {
  const [from, to] = year.piece;
  const here = cursor >= from && cursor < to ? cursor : -1;
  const side = pitch - (pitch > 10 ? 3 : 2);
  const cells = useMemo(() => {
    const drawn = [];
    for (let i = from; i < to; i += 1) {
      const day = first + i;
      const state = cellState(badge, i);
      const chosen = contains(selected, i);
      const iso = isoOf(day);
      const x = LABELS + Math.floor((day - year.monday) / 7) * pitch;
      const y = HEAD + weekday(day) * pitch;
      drawn.push(
        <g
          {...KEYS}
          key={i}
          class="dgb-cell"
          data-i={i}
          data-state={state}
          role="option"
          tabindex={i === here ? 0 : -1}
          aria-selected={chosen}
          aria-label={`${iso}, ${state}`}
          transform={`translate(${x} ${y})`}
        >
          <title>{`${iso} ${WEEKDAYS[weekday(day)]}: ${state}`}</title>
          <rect width={side} height={side} rx="2" />
          <Mark state={state} side={side} />
        </g>,
      );
    }
    return drawn;
  }, [year, first, badge, selected, here, pitch]);
  return (
    <svg
      class="dgb-year"
      width={LABELS + year.columns * pitch + 3}
      height={HEAD + 7 * pitch + 3}
      role="presentation"
    >
      <text class="dgb-year-name" x="0" y="11" onClick={(event) => pickAll(year.piece, event)}>
        {year.year}
      </text>
      {year.months.map((month) => (
        <text
          key={month.name}
          class="dgb-month"
          x={LABELS + month.column * pitch}
          y="11"
          onClick={(event) => pickAll(month.piece, event)}
        >
          <title>{`Select ${month.name} ${year.year}`}</title>
          {month.name}
        </text>
      ))}
      {[1, 3, 5].map((row) => (
        <text key={row} class="dgb-weekday" x="0" y={HEAD + row * pitch + side - 1}>
          {WEEKDAYS[row]}
        </text>
      ))}
      {cells}
    </svg>
  );
}

/** A cell's state in form, for who does not see its colour. */
export function Mark({ state, side }: { state: string; side: number }) {
  const [low, high] = [side * 0.28, side * 0.72];
  if (state === "failed") {
    return <path class="dgb-mark" d={`M${low} ${low} ${high} ${high}M${high} ${low} ${low} ${high}`} />;
  }
  if (state === "stale") return <path class="dgb-half" d={`M0 ${side}V2Q0 0 2 0H${side}z`} />;
  if (state === "running") {
    return <path class="dgb-mark dgb-full" d={`M${low} ${low}L${high} ${side / 2} ${low} ${high}z`} />;
  }
  return null;
}
