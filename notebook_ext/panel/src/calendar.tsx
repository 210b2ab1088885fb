// Daily partitions as years of weeks: one column a week, one row a weekday.

import { useMemo, useState } from "preact/hooks";
import type { Step } from "./pick";
import { usePick } from "./pick";
import { MONTHS } from "./field";
import type { Timeline } from "./keyspace";
import { DAY, dateOf, timeline } from "./keyspace";
import { cellState, contains } from "./ranges";
import type { Store } from "./store";
import { plural } from "./format";
import { Button, KEYS } from "./ui";
import type { PartitionsView, Ranges, StatusBadge } from "./types";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const LABELS = 34;
const HEAD = 16;
const MOST_YEARS = 3;
const MORE_YEARS = 10;

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

const yearOf = (day: number): number => dateOf(day * DAY).getUTCFullYear();

function yearsOf(line: Timeline): Year[] {
  const result: Year[] = [];
  const dayAt = (ordinal: number): number => Math.floor(line.wallAt(ordinal) / DAY);
  const last = yearOf(dayAt(line.count - 1));
  const between = (from: number, to: number) => line.between(from * DAY, to * DAY);
  for (let year = yearOf(dayAt(0)); year <= last; year += 1) {
    const monday = january(year) - weekday(january(year));
    const months: Month[] = [];
    for (let month = 0; month < 12; month += 1) {
      const start = Date.UTC(year, month, 1) / 86_400_000;
      const piece = between(start, Date.UTC(year, month + 1, 1) / 86_400_000);
      if (piece[0] >= piece[1]) continue;
      // The label stands over the first week that belongs to the month whole.
      const column = Math.ceil((Math.max(start, dayAt(piece[0])) - monday) / 7);
      months.push({ name: MONTHS[month]!, column, piece });
    }
    const columns = Math.floor((january(year + 1) - 1 - monday) / 7) + 1;
    result.push({ year, piece: between(january(year), january(year + 1)), monday, columns, months });
  }
  return result;
}

interface Props {
  store: Store;
  assetKey: string;
  partitions: PartitionsView;
  badge: StatusBadge;
  selected: Ranges;
  found: Ranges | null;
  width: number;
}

export function Calendar({ store, assetKey, partitions, badge, selected, found, width }: Props) {
  const { count } = partitions;
  const line = timeline(partitions)!;
  const years = useMemo(() => yearsOf(line), [line]);
  const [most, setMost] = useState(MOST_YEARS);
  const step: Step = (from, key) => {
    const by = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -7, ArrowRight: 7 }[key];
    if (by === undefined) return undefined;
    const wall = line.wallAt(from) + by * DAY;
    const to = line.from(wall);
    // A day that is left out gives way to the next one in the arrow's direction.
    const near = by < 0 && (to === count || line.wallAt(to) > wall) ? to - 1 : to;
    return near >= 0 && near < count && near !== from ? near : undefined;
  };
  const { cursor, handlers, pickAll } = usePick(store, assetKey, { size: count, step, hover: true });
  const lit = store.hover.lit(assetKey);
  const pitch = Math.max(8, Math.min(15, Math.floor(((width - LABELS) / 54) * 2) / 2));
  // What is searched for is shown, however long ago.
  const sought = found?.[0] ? years.findIndex((year) => year.piece[1] > found[0]![0]) : years.length;
  const hidden = Math.max(0, Math.min(years.length - most, sought));
  const shown = years.slice(hidden, Math.max(hidden + MOST_YEARS, hidden + most));
  const [from, to] = [shown[0]!.piece[0], shown.at(-1)!.piece[1]];
  const exact = store.windows.within(assetKey, badge, from, to);
  return (
    <div class="dgb-calendar">
      {hidden > 0 && (
        <Button look="quiet" onClick={() => setMost(years.length - hidden + MORE_YEARS)}>
          {plural(hidden, "earlier year")}
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
            line={line}
            badge={exact}
            selected={selected}
            found={found}
            lit={lit}
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
  line: Timeline;
  badge: StatusBadge;
  selected: Ranges;
  found: Ranges | null;
  lit: Ranges;
  cursor: number;
  pitch: number;
  pickAll: ReturnType<typeof usePick>["pickAll"];
}

function YearView({ year, line, badge, selected, found, lit, cursor, pitch, pickAll }: YearProps) {
  const [from, to] = year.piece;
  const here = cursor >= from && cursor < to ? cursor : -1;
  const side = pitch - (pitch > 10 ? 3 : 2);
  const cells = useMemo(() => {
    const drawn = [];
    for (let i = from; i < to; i += 1) {
      const day = Math.floor(line.wallAt(i) / DAY);
      const state = cellState(badge, i);
      const chosen = contains(selected, i);
      const name = line.keyAt(i);
      const x = LABELS + Math.floor((day - year.monday) / 7) * pitch;
      const y = HEAD + weekday(day) * pitch;
      drawn.push(
        <g
          {...KEYS}
          key={i}
          class="dgb-cell"
          data-i={i}
          data-state={state}
          data-lit={contains(lit, i) || undefined}
          data-pale={(found && !contains(found, i)) || undefined}
          role="option"
          tabindex={i === here ? 0 : -1}
          aria-selected={chosen}
          aria-label={`${name}, ${state}`}
          transform={`translate(${x} ${y})`}
        >
          <title>{`${name}, ${state}`}</title>
          <rect width={side} height={side} rx="2" />
          <Mark state={state} side={side} />
        </g>,
      );
    }
    return drawn;
  }, [year, line, badge, selected, found, lit, here, pitch]);
  return (
    <svg
      class="dgb-year"
      width={LABELS + year.columns * pitch + 3}
      height={HEAD + 7 * pitch + 3}
      role="presentation"
    >
      <text class="dgb-year-name" x="0" y="11" onClick={(event) => pickAll([year.piece], event)}>
        {year.year}
      </text>
      {year.months.map((month) => (
        <text
          key={month.name}
          class="dgb-month"
          x={LABELS + month.column * pitch}
          y="11"
          onClick={(event) => pickAll([month.piece], event)}
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
