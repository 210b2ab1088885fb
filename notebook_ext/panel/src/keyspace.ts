// Partition keys by ordinal and ordinals by key, without listing keys where they are regular.

import { normalize } from "./ranges";
import type { PartitionsView, Ranges } from "./types";

const MINUTE = 60_000;
export const DAY = 1440;

/** The minutes from 1970 to what clocks show; counted in UTC, where every day is as long. */
const wallOf = (year: number, month: number, day: number): number =>
  Date.UTC(year, month, day) / MINUTE;
export const dateOf = (wall: number): Date => new Date(wall * MINUTE);

const FIELDS: Record<string, [string, (date: Date) => number]> = {
  "%Y": ["(\\d{4})", (date) => date.getUTCFullYear()],
  "%m": ["(\\d\\d)", (date) => date.getUTCMonth() + 1],
  "%d": ["(\\d\\d)", (date) => date.getUTCDate()],
  "%H": ["(\\d\\d)", (date) => date.getUTCHours()],
  "%M": ["(\\d\\d)", (date) => date.getUTCMinutes()],
};

export interface Keyspace {
  /** The key, or undefined where only the kernel knows it. */
  keyAt(ordinal: number): string | undefined;
  /** What a text names, or undefined where only the kernel knows. */
  find(text: string): Ranges | undefined;
}

/** The least number from `low` up to `high` for which `test` holds, and holds from there on. */
function least(low: number, high: number, test: (at: number) => boolean): number {
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Splits `A...B`; a text without dots is a beginning. */
function ends(text: string): [string, string] | null {
  const [low, high] = text.split("...");
  return high === undefined ? null : [low!.trim(), high.trim()];
}

/** Windows of time: keys in a row, each a step after the one before, but at anchors. */
export class Timeline implements Keyspace {
  readonly count: number;
  private readonly starts: { ordinal: number; wall: number; key: string }[];

  constructor(readonly view: PartitionsView) {
    this.count = view.count;
    this.starts = [[0, view.first] as const, ...view.anchors].map(([ordinal, key]) => {
      return { ordinal, key, wall: this.read(key) };
    });
  }

  private read(key: string): number {
    const names: string[] = [];
    const escaped = this.view.fmt.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const pattern = escaped.replace(/%[YmdHM]/g, (name) => {
      names.push(name);
      return FIELDS[name]![0];
    });
    const values = new RegExp(`^${pattern}`).exec(key);
    const part = (name: string, other: number): number =>
      names.includes(name) ? Number(values?.[names.indexOf(name) + 1] ?? other) : other;
    const day = wallOf(part("%Y", 1970), part("%m", 1) - 1, part("%d", 1));
    return day + part("%H", 0) * 60 + part("%M", 0);
  }

  private write(wall: number): string {
    const date = dateOf(wall);
    return this.view.fmt.replace(/%[YmdHM]/g, (name) =>
      String(FIELDS[name]![1](date)).padStart(name === "%Y" ? 4 : 2, "0"),
    );
  }

  private before(ordinal: number) {
    const at = least(0, this.starts.length, (i) => this.starts[i]!.ordinal > ordinal);
    return this.starts[Math.max(0, at - 1)]!;
  }

  /** What clocks show at the start of a window. */
  wallAt(ordinal: number): number {
    const start = this.before(ordinal);
    const steps = ordinal - start.ordinal;
    const { kind, minutes } = this.view;
    if (kind === "hourly") return start.wall + steps * minutes;
    if (kind !== "monthly") return start.wall + steps * DAY * (kind === "weekly" ? 7 : 1);
    const date = dateOf(start.wall);
    return wallOf(date.getUTCFullYear(), date.getUTCMonth() + steps, date.getUTCDate());
  }

  keyAt(ordinal: number): string {
    const start = this.before(ordinal);
    return start.ordinal === ordinal ? start.key : this.write(this.wallAt(ordinal));
  }

  /** The first window that starts when clocks show `wall` or later. */
  from(wall: number): number {
    return least(0, this.count, (ordinal) => this.wallAt(ordinal) >= wall);
  }

  /** The ordinals that start from one wall time up to another. */
  between(wall: number, end: number): [number, number] {
    return [this.from(wall), this.from(end)];
  }

  find(text: string): Ranges {
    const [low, high] = ends(text) ?? [text, text];
    const from = least(0, this.count, (at) => this.keyAt(at) >= low);
    const to = least(from, this.count, (at) => this.keyAt(at).slice(0, high.length) > high);
    return from < to ? [[from, to]] : [];
  }
}

class Listed implements Keyspace {
  constructor(private readonly view: PartitionsView) {}

  keyAt(ordinal: number): string | undefined {
    return this.view.keys[ordinal];
  }

  find(text: string): Ranges | undefined {
    const { keys, count } = this.view;
    if (keys.length < count) return undefined;
    const range = ends(text);
    if (range) {
      const from = keys.findIndex((key) => key.startsWith(range[0]));
      const to = keys.findLastIndex((key) => key.startsWith(range[1]));
      return from >= 0 && from <= to ? [[from, to + 1]] : [];
    }
    const where = (test: (key: string) => boolean): Ranges =>
      normalize(keys.flatMap((key, i) => (test(key) ? [[i, i + 1] as const] : [])));
    const begun = where((key) => key.startsWith(text));
    const part = text.toLowerCase();
    return begun.length > 0 ? begun : where((key) => key.toLowerCase().includes(part));
  }
}

const SEPARATOR = "|";

/** Two dimensions, row by row. */
class Product implements Keyspace {
  private readonly sides: Keyspace[];
  private readonly size: number;

  constructor(private readonly view: PartitionsView) {
    this.sides = view.dimensions.map((dimension) => keyspace(dimension.partitions));
    this.size = view.dimensions[1]!.partitions.count;
  }

  keyAt(ordinal: number): string | undefined {
    const row = this.sides[0]!.keyAt(Math.floor(ordinal / this.size));
    const column = this.sides[1]!.keyAt(ordinal % this.size);
    return row === undefined || column === undefined ? undefined : row + SEPARATOR + column;
  }

  find(text: string): Ranges | undefined {
    const rowCount = this.view.dimensions[0]!.partitions.count;
    const parts = text.split(SEPARATOR);
    const [rows, columns] = this.sides.map((side, i) => {
      const part = (parts.length > 1 ? parts[i]! : text).trim();
      return part ? side.find(part) : [[0, Infinity] as const];
    });
    if (!rows || !columns) return undefined;
    const crossed = (a: Ranges, b: Ranges): Ranges =>
      a.flatMap(([from, to]) => {
        const end = Math.min(to, rowCount);
        return b[0]?.[1] === Infinity ? [[from * this.size, end * this.size] as const] : this.rows(from, end, b);
      });
    const all: Ranges = [[0, Infinity]];
    return parts.length > 1
      ? normalize(crossed(rows, columns))
      : normalize([...crossed(rows, all), ...(columns.length > 0 ? crossed(all, columns) : [])]);
  }

  private rows(from: number, to: number, columns: Ranges): Ranges {
    const result: [number, number][] = [];
    for (let row = from; row < to; row += 1) {
      for (const [a, b] of columns) result.push([row * this.size + a, row * this.size + b]);
    }
    return result;
  }
}

const known = new WeakMap<PartitionsView, Keyspace>();

export function keyspace(view: PartitionsView): Keyspace {
  let found = known.get(view);
  if (!found) {
    found = view.kind === "grid" ? new Product(view) : view.kind === "keys" ? new Listed(view) : new Timeline(view);
    known.set(view, found);
  }
  return found;
}

export const timeline = (view: PartitionsView): Timeline | null => {
  const found = keyspace(view);
  return found instanceof Timeline ? found : null;
};

/** Whether the ordinals of *was* name the same partitions in *now*, which may have grown. */
export function sameStart(was?: PartitionsView | null, now?: PartitionsView | null): boolean {
  if (!was || !now || was.kind !== now.kind || was.count > now.count) return false;
  const last = Math.max(0, was.count - 1);
  const was_ = keyspace(was).keyAt(last) ?? was.last;
  const same = was.dimensions.every((dimension, i) => {
    const other = now.dimensions[i]!.partitions;
    return sameStart(dimension.partitions, other) && (i === 0 || dimension.partitions.count === other.count);
  });
  return same && was.first === now.first && was_ === (keyspace(now).keyAt(last) ?? was_);
}
