// Where partitions lie on a plane of cells: hours by day, weeks and months by year, two dimensions.

import type { Timeline } from "./keyspace";
import { DAY, dateOf, keyspace, timeline } from "./keyspace";
import { normalize } from "./ranges";
import type { PartitionsView, Ranges } from "./types";

export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A label over columns or beside rows; a click on it selects what it names. */
export interface Mark {
  at: number;
  text: string;
  ranges?: () => Ranges;
}

export interface Field {
  columns: number;
  rows: number;
  /** Width and height of a cell, its gap included. */
  pitch: readonly [number, number];
  /** The room for labels beside rows. */
  labels: number;
  /** The lines of labels over columns: what is named over the columns from one to another. */
  heads: ((from: number, to: number) => Mark[])[];
  sides: (from: number, to: number) => Mark[];
  /** The partition at a column and row, or undefined. */
  at(column: number, row: number): number | undefined;
  place(ordinal: number): readonly [number, number];
  /** What a drag from one partition to another selects. */
  reach(from: number, to: number): Ranges;
  /** Whether time goes on to the right, so that the right end is shown first. */
  newestLast: boolean;
}

const LABELS = 42;

const between = (from: number, to: number): Ranges =>
  from < to ? [[from, to + 1]] : [[to, from + 1]];

const fit = (room: number, columns: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, Math.floor(room / columns)));

/** The clock's minutes at the first of a month. */
const monthWall = (year: number, month: number): number => Date.UTC(year, month, 1) / 60_000;

/** Month names over day columns, the first one also where only its end is in sight. */
function monthMarks(line: Timeline, first: number, from: number, to: number): Mark[] {
  const marks: Mark[] = [];
  const start = dateOf((first + from) * DAY);
  for (let year = start.getUTCFullYear(), month = start.getUTCMonth(); ; month += 1) {
    const wall = monthWall(year, month);
    const at = wall / DAY - first;
    if (at >= to) return marks;
    const date = dateOf(wall);
    const name = MONTHS[date.getUTCMonth()]!;
    const range = line.between(wall, monthWall(year, month + 1));
    const text = `${name} ${date.getUTCFullYear()}`;
    if (range[0] < range[1]) marks.push({ at: Math.max(at, from), text, ranges: () => [range] });
  }
}

/** A column a day, a row for each hour or part of it. */
export function hourField(view: PartitionsView, room: number): Field {
  const line = timeline(view)!;
  const { minutes } = view;
  const dayOf = (ordinal: number): number => Math.floor(line.wallAt(ordinal) / DAY);
  const first = dayOf(0);
  const columns = dayOf(view.count - 1) - first + 1;
  const rows = DAY / minutes;
  const side = fit(room - LABELS, columns, 11, 18);
  const every = Math.max(1, Math.ceil(rows / 8));
  const start = (column: number, row: number): number => (first + column) * DAY + row * minutes;
  return {
    columns,
    rows,
    pitch: [side, rows <= 24 ? Math.min(side, 13) : 9],
    labels: LABELS,
    heads: [
      (from, to) => monthMarks(line, first, from, to),
      (from, to) => {
        const marks: Mark[] = [];
        for (let column = from; column < to; column += 1) {
          const day = dateOf(start(column, 0)).getUTCDate();
          const range = line.between(start(column, 0), start(column + 1, 0));
          // Days at the beginning of weeks of the month stand for the others.
          if (day % 7 === 1 && day < 29 && range[0] < range[1]) {
            marks.push({ at: column, text: String(day), ranges: () => [range] });
          }
        }
        return marks;
      },
    ],
    sides: (from, to) => {
      const marks: Mark[] = [];
      for (let row = from; row < to; row += 1) {
        if (row % every === 0) {
          const text = dateOf(row * minutes).toISOString().slice(11, 16);
          marks.push({ at: row, text });
        }
      }
      return marks;
    },
    at(column, row) {
      const [from, to] = line.between(start(column, row), start(column, row + 1));
      return from < to ? from : undefined;
    },
    place(ordinal) {
      const wall = line.wallAt(ordinal) - first * DAY;
      return [Math.floor(wall / DAY), Math.floor((wall % DAY) / minutes)];
    },
    reach: between,
    newestLast: true,
  };
}

/** A row a year, a column for each week or month of it. */
export function yearField(view: PartitionsView, room: number): Field {
  const line = timeline(view)!;
  const weekly = view.kind === "weekly";
  const yearOf = (ordinal: number): number => dateOf(line.wallAt(ordinal)).getUTCFullYear();
  const first = yearOf(0);
  const columns = weekly ? 53 : 12;
  const start = (column: number, row: number): number => {
    if (!weekly) return monthWall(first + row, column);
    // The last week is cut at the end of the year.
    return Math.min(monthWall(first + row, 0) + column * 7 * DAY, monthWall(first + row + 1, 0));
  };
  const pitch = fit(room - LABELS, columns, weekly ? 8 : 24, weekly ? 15 : 40);
  const month = (name: string, i: number): Mark => ({
    at: weekly ? Math.ceil((monthWall(2013, i) - monthWall(2013, 0)) / DAY / 7) : i,
    text: name,
  });
  return {
    columns,
    rows: yearOf(view.count - 1) - first + 1,
    pitch: [pitch, weekly ? Math.max(pitch, 11) : 18],
    labels: LABELS,
    heads: [(from, to) => MONTHS.map(month).filter(({ at }) => at >= from && at < to)],
    sides: (from, to) => {
      const marks: Mark[] = [];
      for (let row = from; row < to; row += 1) {
        const range = line.between(start(0, row), start(0, row + 1));
        if (range[0] < range[1]) marks.push({ at: row, text: String(first + row), ranges: () => [range] });
      }
      return marks;
    },
    at(column, row) {
      const [from, to] = line.between(start(column, row), start(column + 1, row));
      return from < to ? from : undefined;
    },
    place(ordinal) {
      const wall = line.wallAt(ordinal);
      const row = yearOf(ordinal) - first;
      const days = Math.floor((wall - start(0, row)) / DAY);
      return [weekly ? Math.floor(days / 7) : dateOf(wall).getUTCMonth(), row];
    },
    reach: between,
    newestLast: false,
  };
}

const SIDE_CHARACTERS = 16;
const CHARACTER = 6;

/** The names of a dimension over columns, as many as there is room for. */
function headMarks(view: PartitionsView, from: number, to: number, pitch: number, all: (at: number) => Ranges): Mark[] {
  const line = timeline(view);
  const names = keyspace(view);
  const marks: Mark[] = [];
  let free = from;
  for (let at = from; at < to; at += 1) {
    const text = names.keyAt(at);
    if (text === undefined) break;
    if (line && view.kind !== "monthly") {
      const unit = view.kind === "hourly" ? 10 : 7;
      const short = text.slice(0, unit);
      if (at > from && names.keyAt(at - 1)!.slice(0, unit) === short) continue;
      if (at < free) continue;
      const [start, stop] = line.find(short)[0]!;
      const ranges = (): Ranges =>
        normalize(Array.from({ length: stop - start }, (_, i) => all(start + i)).flat());
      marks.push({ at, text: short, ranges });
      free = at + Math.ceil((short.length * CHARACTER + 8) / pitch);
    } else if (at >= free) {
      marks.push({ at, text, ranges: () => all(at) });
      free = at + Math.ceil((text.length * CHARACTER + 8) / pitch);
    }
  }
  return marks;
}

/** Two dimensions; the longer one lies across. */
export function gridField(view: PartitionsView, room: number): Field {
  const [outer, inner] = view.dimensions.map((dimension) => dimension.partitions) as [
    PartitionsView,
    PartitionsView,
  ];
  const across = outer.count >= inner.count;
  const [wide, high] = across ? [outer, inner] : [inner, outer];
  const ordinal = (column: number, row: number): number =>
    across ? column * inner.count + row : row * inner.count + column;
  const names = keyspace(high);
  const longest = Math.max(
    3,
    ...Array.from({ length: Math.min(high.count, 200) }, (_, i) => names.keyAt(i)?.length ?? 0),
  );
  const labels = 10 + CHARACTER * Math.min(longest, SIDE_CHARACTERS);
  const pitch = fit(room - labels, wide.count, 11, 24);
  const place = (at: number): readonly [number, number] => {
    const [o, i] = [Math.floor(at / inner.count), at % inner.count];
    return across ? [o, i] : [i, o];
  };
  const block = (column: readonly [number, number], row: readonly [number, number]): Ranges => {
    const [o, i] = across ? [column, row] : [row, column];
    if (i[0] === 0 && i[1] === inner.count) return [[o[0] * inner.count, o[1] * inner.count]];
    const result: [number, number][] = [];
    for (let at = o[0]; at < o[1]; at += 1) {
      result.push([at * inner.count + i[0], at * inner.count + i[1]]);
    }
    return result;
  };
  return {
    columns: wide.count,
    rows: high.count,
    pitch: [pitch, Math.max(13, Math.min(pitch, 15))],
    labels,
    heads: [
      (from, to) =>
        headMarks(wide, from, to, pitch, (at) => block([at, at + 1], [0, high.count])),
    ],
    sides: (from, to) => {
      const marks: Mark[] = [];
      for (let row = from; row < to; row += 1) {
        const text = names.keyAt(row);
        if (text === undefined) continue;
        const cut = text.length > SIDE_CHARACTERS ? `${text.slice(0, SIDE_CHARACTERS - 1)}…` : text;
        marks.push({ at: row, text: cut, ranges: () => block([0, wide.count], [row, row + 1]) });
      }
      return marks;
    },
    at: (column, row) =>
      column >= 0 && row >= 0 && column < wide.count && row < high.count
        ? ordinal(column, row)
        : undefined,
    place,
    reach(from, to) {
      const [a, b] = [place(from), place(to)];
      const span = (i: 0 | 1): [number, number] => [Math.min(a[i], b[i]), Math.max(a[i], b[i]) + 1];
      return block(span(0), span(1));
    },
    newestLast: timeline(wide) !== null,
  };
}
