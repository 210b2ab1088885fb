// Partitions that are named one by one, as cells that wrap; many of them in bins that open.

import { useEffect, useRef } from "preact/hooks";
import { Mark } from "./calendar";
import { number, plural } from "./format";
import type { Step } from "./pick";
import { usePick } from "./pick";
import { cellState, contains, count, intersect, normalize, sets, take } from "./ranges";
import type { Store } from "./store";
import { KEYS, Strip } from "./ui";
import type { PartitionsView, Ranges, StatusBadge } from "./types";

/** So many keys are shown one by one, and so many bins at once. */
const MOST = 500;
const MOST_BINS = 60;
const SWATCH = 10;
const TILE = 118;

interface Props {
  store: Store;
  assetKey: string;
  partitions: PartitionsView;
  badge: StatusBadge;
  selected: Ranges;
  found: Ranges | null;
  /** What is shown of all: a bin that was opened. */
  within: readonly [number, number];
  setWithin: (within: readonly [number, number]) => void;
}

/** Up and down go to the cell above or below, wherever lines broke. */
const wrapped =
  (grid: { current: HTMLElement | null }, shown: readonly number[]): Step =>
  (ordinal, key) => {
    const from = shown.indexOf(ordinal);
    const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
    const cells = [...(grid.current?.children ?? [])] as HTMLElement[];
    if (by !== undefined) return shown[from + by];
    if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
    const here = cells[from]!;
    const way = key === "ArrowDown" ? 1 : -1;
    const middle = here.offsetLeft + here.offsetWidth / 2;
    let line: number | undefined;
    let best: number | undefined;
    for (let i = from + way; cells[i]; i += way) {
      const cell = cells[i]!;
      if (cell.offsetTop === here.offsetTop) continue;
      line ??= cell.offsetTop;
      if (cell.offsetTop !== line) break;
      const off = (c: HTMLElement): number => Math.abs(c.offsetLeft + c.offsetWidth / 2 - middle);
      if (best === undefined || off(cell) < off(cells[best]!)) best = i;
    }
    return best === undefined ? undefined : shown[best];
  };

/** The least round number of keys a bin holds, so that bins are few. */
function binSize(total: number): number {
  for (let size = 10; ; size *= 10) {
    for (const by of [1, 2, 5]) if (total <= size * by * MOST_BINS) return size * by;
  }
}

export function KeyGrid(props: Props) {
  const { within, found } = props;
  const wanted = found ? intersect(found, [within]) : [within];
  return count(wanted) <= MOST || found ? (
    <Chips {...props} wanted={wanted} />
  ) : (
    <Bins {...props} />
  );
}

function Chips({ store, assetKey, partitions, badge: told, selected, wanted }: Props & { wanted: Ranges }) {
  const grid = useRef<HTMLDivElement>(null);
  const shown = take(wanted, MOST);
  const badge = store.windows.within(assetKey, told, shown[0] ?? 0, (shown.at(-1) ?? -1) + 1);
  const { cursor, handlers } = usePick(store, assetKey, {
    size: partitions.count,
    step: wrapped(grid, shown),
    edges: [shown[0] ?? 0, shown.at(-1) ?? 0],
    reach: (from, to) => {
      const [low, high] = from < to ? [from, to] : [to, from];
      const range: Ranges = [[low, high + 1]];
      return normalize(intersect(wanted, range));
    },
    hover: true,
  });
  const lit = store.hover.lit(assetKey);
  const reached = shown.includes(cursor) ? cursor : shown[0];
  const more = count(wanted) - shown.length;
  return (
    <>
      <div
        ref={grid}
        class="dgb-keys"
        role="listbox"
        aria-multiselectable="true"
        aria-label={`Partitions of ${assetKey}`}
        {...handlers}
      >
        {shown.map((i) => {
          const state = cellState(badge, i);
          const name = store.names.of(assetKey, i);
          return (
            <div
              {...KEYS}
              key={i}
              class="dgb-key"
              data-i={i}
              data-lit={contains(lit, i) || undefined}
              role="option"
              tabIndex={i === reached ? 0 : -1}
              aria-selected={contains(selected, i)}
              aria-label={`${name}, ${state}`}
              title={`${name}: ${state}`}
            >
              <svg class="dgb-cell" data-state={state} width={SWATCH} height={SWATCH} aria-hidden="true">
                <rect width={SWATCH} height={SWATCH} rx="2" />
                <Mark state={state} side={SWATCH} />
              </svg>
              <span>{name}</span>
            </div>
          );
        })}
      </div>
      {more > 0 && <p class="dgb-muted">{plural(more, "more")}. Type more of the key.</p>}
    </>
  );
}

function Bins({ store, assetKey, partitions, badge, selected, within, setWithin }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const [start, stop] = within;
  const size = binSize(stop - start);
  const bins = Array.from({ length: Math.ceil((stop - start) / size) }, (_, i) => start + i * size);
  const end = (bin: number): number => Math.min(bin + size, stop);
  useEffect(() => store.names.want(assetKey, start, stop, size), [assetKey, start, stop, size]);
  const { cursor, handlers } = usePick(store, assetKey, {
    size: partitions.count,
    step: wrapped(grid, bins),
    edges: [start, bins.at(-1)!],
    reach: (from, to) => [[Math.min(from, to), end(Math.max(from, to))]],
    open: (bin) => setWithin([bin, end(bin)]),
  });
  const lit = store.hover.lit(assetKey);
  return (
    <div
      ref={grid}
      class="dgb-bins"
      role="listbox"
      aria-multiselectable="true"
      aria-label={`Partitions of ${assetKey}, ${number(size)} in a bin`}
      {...handlers}
    >
      {bins.map((bin) => {
        const part = cutOut(badge, bin, end(bin));
        const done = count(part.materialized);
        const by = sets(part, end(bin) - bin);
        const wrong = (["failed", "running", "stale"] as const)
          .filter((state) => by[state].length > 0)
          .map((state) => `${number(count(by[state]))} ${state}`);
        const all = end(bin) - bin;
        const words = [done === all ? number(all) : `${number(done)} of ${number(all)}`, ...wrong].join(", ");
        const name = store.names.of(assetKey, bin);
        return (
          <div
            {...KEYS}
            key={bin}
            class="dgb-bin"
            data-i={bin}
            data-lit={intersect(lit, [[bin, end(bin)]]).length > 0 || undefined}
            role="option"
            tabIndex={bin === (bins.includes(cursor) ? cursor : start) ? 0 : -1}
            aria-selected={intersect(selected, [[bin, end(bin)]]).length > 0}
            title={`${plural(all, "partition")} from ${name}: ${words}. Click to open.`}
          >
            <span>{name}</span>
            <svg width={TILE} height="5" aria-hidden="true">
              <Strip count={all} badge={part} width={TILE} height={5} />
            </svg>
            <small>{words}</small>
          </div>
        );
      })}
    </div>
  );
}

/** The status of the partitions from one to another, counted from the first of them. */
function cutOut(badge: StatusBadge, start: number, stop: number): StatusBadge {
  const cut = (ranges: Ranges): Ranges =>
    intersect(ranges, [[start, stop]]).map(([a, b]) => [a - start, b - start] as const);
  return {
    ...badge,
    materialized: cut(badge.materialized),
    stale: cut(badge.stale),
    failed: cut(badge.failed),
    running: cut(badge.running),
  };
}
