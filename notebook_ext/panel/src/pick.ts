// Choosing partitions as one chooses files: click, Shift-click, Ctrl- or Cmd-click, drag, keys.

import { useRef, useState } from "preact/hooks";
import type { Store } from "./store";
import { contains, toggle, union } from "./ranges";
import type { Ranges } from "./types";

type Piece = readonly [number, number];

interface Modifiers {
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

const ordinalOf = (event: Event): number | undefined => {
  const found = (event.target as Element).closest<HTMLElement>("[data-i]")?.dataset["i"];
  return found === undefined ? undefined : Number(found);
};

/** The ordinal that an arrow leads to, or undefined at the edge. */
export type Step = (from: number, key: string) => number | undefined;

export function usePick(store: Store, key: string, size: number, step: Step) {
  const [cursor, setCursor] = useState(0);
  const anchor = useRef(0);
  const base = useRef<Ranges>([]);
  const dragging = useRef(false);
  const current = (): Ranges => store.partitionsOf(key);
  const set = (ranges: Ranges): void => store.pickPartitions(key, ranges);

  const extend = (to: number): void => {
    const [low, high] = to < anchor.current ? [to, anchor.current] : [anchor.current, to];
    set(union(base.current, [[low, high + 1]]));
  };
  const pick = (at: number, how: Modifiers): void => {
    setCursor(at);
    if (how.shiftKey) {
      extend(at);
      return;
    }
    anchor.current = at;
    if (how.ctrlKey || how.metaKey) {
      set(toggle(current(), [at, at + 1], size));
      base.current = contains(current(), at) ? current() : [];
    } else {
      const alone = current().length === 1 && current()[0]![0] === at && current()[0]![1] === at + 1;
      base.current = [];
      set(alone ? [] : [[at, at + 1]]);
    }
  };
  /** A whole month, or year, by its label. */
  const pickAll = (piece: Piece, how: Modifiers): void => {
    anchor.current = piece[0];
    base.current = [];
    set(how.shiftKey || how.ctrlKey || how.metaKey ? toggle(current(), piece, size) : [piece]);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent): void => {
      const at = ordinalOf(event);
      if (at === undefined || event.button !== 0 || event.pointerType === "touch") return;
      dragging.current = true;
      pick(at, event);
      addEventListener("pointerup", () => (dragging.current = false), { once: true });
    },
    onPointerOver: (event: PointerEvent): void => {
      const at = ordinalOf(event);
      if (at !== undefined && dragging.current && event.buttons === 1 && at !== anchor.current) {
        extend(at);
      }
    },
    onClick: (event: MouseEvent): void => {
      // Mice were served on the way down; what is left is touch and assistive technology.
      const touch = (event as PointerEvent).pointerType === "touch";
      const at = ordinalOf(event);
      if (at !== undefined && (touch || event.detail === 0)) pick(at, event);
    },
    onKeyDown: (event: KeyboardEvent): void => {
      const at = ordinalOf(event);
      if (at === undefined) return;
      const edge: Record<string, number> = { Home: 0, End: size - 1 };
      const to = edge[event.key] ?? step(at, event.key);
      if (event.key === "Enter" || event.key === " ") pick(at, event);
      else if (event.key === "Escape") set([]);
      else if (to !== undefined) {
        setCursor(to);
        const grid = event.currentTarget as HTMLElement;
        grid.querySelector<HTMLElement>(`[data-i="${to}"]`)?.focus();
        if (event.shiftKey) extend(to);
      } else if (!event.key.startsWith("Arrow")) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
  return { cursor: Math.min(cursor, Math.max(0, size - 1)), handlers, pickAll };
}
