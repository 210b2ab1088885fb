// Choosing partitions as one chooses files: click, Shift-click, Ctrl- or Cmd-click, drag, keys.

import { useRef, useState } from "preact/hooks";
import type { Store } from "./store";
import { contains, subtract, toggle, union } from "./ranges";
import type { Ranges } from "./types";

interface Modifiers {
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

const cellOf = (event: Event): number | undefined => {
  const found = (event.target as Element).closest<HTMLElement>("[data-i]")?.dataset["i"];
  return found === undefined ? undefined : Number(found);
};

/** The cell that an arrow leads to, or undefined at the edge. */
export type Step = (from: number, key: string) => number | undefined;

interface Options {
  /** How many partitions there are. */
  size: number;
  step: Step;
  /** The first and the last cell; all partitions by default. */
  edges?: readonly [number, number];
  /** The cell an event of the pointer is on; by default that of the element under it. */
  pointed?: (event: MouseEvent) => number | undefined;
  /** What lies between two cells, both included. */
  reach?: (from: number, to: number) => Ranges;
  /** What a click on a cell does instead of choosing it. */
  open?: (cell: number) => void;
  /** Shows that the cursor has moved; by default the cell's element gets the focus. */
  moved?: (to: number, grid: HTMLElement) => void;
  /** The partition that the pointer is on, if a cell is one partition. */
  hover?: boolean;
}

const between = (from: number, to: number): Ranges =>
  from < to ? [[from, to + 1]] : [[to, from + 1]];

const focus = (to: number, grid: HTMLElement): void =>
  grid.querySelector<HTMLElement>(`[data-i="${to}"]`)?.focus();

export function usePick(store: Store, key: string, options: Options) {
  const { size, step, pointed = cellOf, reach = between, open, moved = focus } = options;
  const [first, last] = options.edges ?? [0, size - 1];
  const [cursor, setCursor] = useState(first);
  const anchor = useRef(0);
  const base = useRef<Ranges>([]);
  const dragging = useRef(false);
  const dragged = useRef<number | undefined>(undefined);
  const current = (): Ranges => store.partitionsOf(key);
  const set = (ranges: Ranges): void => store.pickPartitions(key, ranges);

  const extend = (to: number): void => set(union(base.current, reach(anchor.current, to)));
  const pick = (at: number, how: Modifiers): void => {
    setCursor(at);
    if (how.shiftKey) {
      extend(at);
      return;
    }
    anchor.current = at;
    const cell = reach(at, at);
    const [start] = cell[0]!;
    if (how.ctrlKey || how.metaKey) {
      set(toggle(current(), cell[0]!, size));
      base.current = contains(current(), start) ? current() : [];
    } else {
      const alone = JSON.stringify(current()) === JSON.stringify(cell);
      base.current = [];
      set(alone ? [] : cell);
    }
  };
  /** A whole month, year or row by its label. */
  const pickAll = (ranges: Ranges, how: Modifiers): void => {
    const [start] = ranges[0]!;
    anchor.current = start;
    base.current = [];
    if (!how.shiftKey && !how.ctrlKey && !how.metaKey) set(ranges);
    else if (contains(current(), start)) set(subtract(current(), ranges, size));
    else set(union(current(), ranges));
  };
  const plain = (how: Modifiers): boolean => !how.shiftKey && !how.ctrlKey && !how.metaKey;
  const handlers = {
    onPointerDown: (event: PointerEvent): void => {
      const at = pointed(event);
      if (at === undefined || event.button !== 0 || event.pointerType === "touch") return;
      dragging.current = true;
      dragged.current = at;
      if (open && plain(event)) {
        anchor.current = at;
        base.current = [];
      } else pick(at, event);
      const grid = event.currentTarget as HTMLElement;
      const up = (): void => {
        dragging.current = false;
        // A cell that opens is chosen only by a drag or with a key held.
        if (open && plain(event) && dragged.current === at && grid.isConnected) open(at);
      };
      addEventListener("pointerup", up, { once: true });
    },
    onPointerMove: (event: PointerEvent): void => {
      const at = pointed(event);
      if (options.hover && event.pointerType !== "touch") store.hover.point(key, at);
      if (at === undefined || !dragging.current || event.buttons !== 1 || at === dragged.current) {
        return;
      }
      dragged.current = at;
      extend(at);
    },
    onPointerLeave: (): void => store.hover.point(key, undefined),
    onClick: (event: MouseEvent): void => {
      // Mice were served on the way down; what is left is touch and assistive technology.
      const touch = (event as PointerEvent).pointerType === "touch";
      const at = pointed(event);
      if (at === undefined || !(touch || event.detail === 0)) return;
      if (open && plain(event)) open(at);
      else pick(at, event);
    },
    onKeyDown: (event: KeyboardEvent): void => {
      const at = cellOf(event) ?? cursor;
      const edge: Record<string, number> = { Home: first, End: last };
      const to = edge[event.key] ?? step(at, event.key);
      if (event.key === "Enter" && open) open(at);
      else if (event.key === "Enter" || event.key === " ") pick(at, event);
      else if (event.key === "Escape") set([]);
      else if (to !== undefined) {
        setCursor(to);
        moved(to, event.currentTarget as HTMLElement);
        if (options.hover) store.hover.point(key, to);
        if (event.shiftKey) extend(to);
      } else if (!event.key.startsWith("Arrow")) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
  return { cursor: Math.max(first, Math.min(cursor, last)), setCursor, handlers, pickAll };
}
