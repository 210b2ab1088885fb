// Partitions that are named one by one, as cells that wrap.

import { useRef, useState } from "preact/hooks";
import { Mark } from "./calendar";
import { plural } from "./format";
import type { Step } from "./pick";
import { usePick } from "./pick";
import { cellState, contains } from "./ranges";
import type { Store } from "./store";
import { Button, KEYS } from "./ui";
import type { PartitionsView, Ranges, StatusBadge } from "./types";

const MOST = 400;
const SWATCH = 10;

interface Props {
  store: Store;
  assetKey: string;
  partitions: PartitionsView;
  badge: StatusBadge;
  selected: Ranges;
}

export function KeyGrid({ store, assetKey, partitions, badge, selected }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const [most, setMost] = useState(MOST);
  const keys = partitions.keys.slice(0, most);
  /** Up and down go to the cell above or below, wherever lines broke. */
  const step: Step = (from, key) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
    const cells = [...(grid.current?.children ?? [])] as HTMLElement[];
    if (by !== undefined) return cells[from + by] ? from + by : undefined;
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
    return best;
  };
  const { cursor, handlers } = usePick(store, assetKey, keys.length, step);
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
        {keys.map((name, i) => {
          const state = cellState(badge, i);
          return (
            <div
              {...KEYS}
              key={name}
              class="dgb-key"
              data-i={i}
              role="option"
              tabIndex={i === cursor ? 0 : -1}
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
      {partitions.keys.length > most && (
        <Button look="quiet" onClick={() => setMost(most * 4)}>
          {plural(partitions.keys.length - most, "more partition")}
        </Button>
      )}
    </>
  );
}
