// A plane of partitions of any size: only what is in sight is drawn, one path for each state.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Field, Mark } from "./field";
import { usePick } from "./pick";
import type { Step } from "./pick";
import { cellState, contains } from "./ranges";
import type { Store } from "./store";
import { KEYS } from "./ui";
import type { Ranges, StatusBadge } from "./types";

const LINE = 14;
const MOST_HEIGHT = 380;
const SCROLLBAR = 12;

interface Props {
  store: Store;
  assetKey: string;
  size: number;
  field: Field;
  badge: StatusBadge;
  selected: Ranges;
  /** What is searched for; all else is pale. */
  found: Ranges | null;
  width: number;
}

/** Shapes of one cell, drawn from its upper left corner. */
function shapes(w: number, h: number) {
  const r = Math.min(2, w / 3, h / 3);
  const side = Math.min(w, h);
  const [dx, dy, arm] = [w / 2 - side * 0.22, h / 2 - side * 0.22, side * 0.44];
  return {
    body: `m${r} 0h${w - 2 * r}q${r} 0 ${r} ${r}v${h - 2 * r}q0 ${r}-${r} ${r}h-${w - 2 * r}q-${r} 0-${r}-${r}v-${h - 2 * r}q0-${r} ${r}-${r}z`,
    stale: `m0 ${h}v-${h - r}q0-${r} ${r}-${r}h${w - r}z`,
    failed: `m${dx} ${dy}l${arm} ${arm}m-${arm} 0l${arm}-${arm}`,
    running: `m${dx} ${dy}l${arm} ${arm / 2}-${arm} ${arm / 2}z`,
  };
}

type Shapes = ReturnType<typeof shapes>;

interface Drawn {
  /** By state, and whether pale. */
  bodies: Map<string, string>;
  marks: Map<string, string>;
  chosen: string;
  lit: string;
}

interface Sight {
  columns: readonly [number, number];
  rows: readonly [number, number];
}

function draw(
  field: Field,
  sight: Sight,
  shape: Shapes,
  half: Shapes,
  size: number,
  { badge, selected, found }: Pick<Props, "badge" | "selected" | "found">,
  lit: Ranges,
): Drawn {
  const drawn: Drawn = { bodies: new Map(), marks: new Map(), chosen: "", lit: "" };
  const add = (to: Map<string, string>, name: string, path: string): void => {
    to.set(name, (to.get(name) ?? "") + path);
  };
  const one = (ordinal: number, x: number, y: number, form: Shapes): void => {
    const at = `M${x} ${y}`;
    const state = cellState(badge, ordinal);
    const pale = found !== null && !contains(found, ordinal) ? " pale" : "";
    add(drawn.bodies, state + pale, at + form.body);
    if (state === "stale" || state === "failed" || state === "running") {
      add(drawn.marks, state + pale, at + form[state]);
    }
    if (contains(selected, ordinal)) drawn.chosen += at + form.body;
    if (lit.length > 0 && contains(lit, ordinal)) drawn.lit += at + form.body;
  };
  const [w, h] = field.pitch;
  for (let column = sight.columns[0]; column < sight.columns[1]; column += 1) {
    for (let row = sight.rows[0]; row < sight.rows[1]; row += 1) {
      const ordinal = field.at(column, row);
      if (ordinal === undefined) continue;
      const next = ordinal + 1 < size && field.place(ordinal + 1);
      // The hour that clocks show twice is two halves of a cell.
      if (next && next[0] === column && next[1] === row) {
        one(ordinal, column * w, row * h, half);
        one(ordinal + 1, (column + 0.5) * w, row * h, half);
      } else one(ordinal, column * w, row * h, shape);
    }
  }
  return drawn;
}

function useScroll(field: Field, assetKey: string, width: number, head: number, target: number | undefined) {
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState({ x: 0, y: 0 });
  const [w, h] = field.pitch;
  const whole = [field.labels + field.columns * w + 4, head + field.rows * h + 4] as const;
  const wide = Math.min(whole[0], width);
  const bar = whole[0] > width ? SCROLLBAR : 0;
  const high = Math.min(whole[1] + bar, MOST_HEIGHT);
  const narrow = whole[1] + bar > MOST_HEIGHT ? SCROLLBAR : 0;
  const outer = Math.min(width, wide + narrow);
  const inner = [outer - narrow - field.labels, high - bar - head] as const;
  const reveal = (ordinal: number): void => {
    const element = box.current;
    if (!element) return;
    const [column, row] = field.place(ordinal);
    const shift = (from: number, pitch: number, now: number, room: number): number =>
      from < now ? from : from + pitch > now + room ? from + pitch - room + 4 : now;
    element.scrollLeft = shift(column * w, w, element.scrollLeft, inner[0]);
    element.scrollTop = shift(row * h, h, element.scrollTop, inner[1]);
  };
  useLayoutEffect(() => {
    const element = box.current!;
    element.scrollLeft = field.newestLast ? whole[0] : 0;
    element.scrollTop = field.newestLast ? 0 : whole[1];
    setAt({ x: element.scrollLeft, y: element.scrollTop });
  }, [assetKey, field]);
  useLayoutEffect(() => {
    if (target !== undefined) reveal(target);
  }, [target]);
  const onScroll = (): void => setAt({ x: box.current!.scrollLeft, y: box.current!.scrollTop });
  const sight: Sight = {
    columns: [Math.floor(at.x / w), Math.min(field.columns, Math.ceil((at.x + inner[0]) / w))],
    rows: [Math.floor(at.y / h), Math.min(field.rows, Math.ceil((at.y + inner[1]) / h))],
  };
  return { box, at, whole, outer, high, inner, onScroll, reveal, sight };
}

/** The partitions in sight, from the first to the last. */
function inSight(field: Field, { columns, rows }: Sight): readonly [number, number] {
  let [low, high] = [Infinity, 0];
  for (let column = columns[0]; column < columns[1]; column += 1) {
    for (let row = rows[0]; row < rows[1]; row += 1) {
      const at = field.at(column, row);
      if (at === undefined) continue;
      low = Math.min(low, at);
      high = Math.max(high, at + 1);
    }
  }
  return [Math.min(low, high), high];
}

export function Matrix(props: Props) {
  const { store, assetKey, size, field, selected, found, width } = props;
  // Several panels may be on one page, each its own module with its own counters.
  const [id] = useState(() => `dgb-at-${Math.random().toString(36).slice(2)}`);
  const head = field.heads.length * LINE + 4;
  const { box, at, whole, outer, high, inner, onScroll, reveal, sight } = useScroll(
    field,
    assetKey,
    width,
    head,
    found?.[0]?.[0],
  );
  const [w, h] = field.pitch;
  const gap = w > 10 && h > 10 ? 3 : 2;
  const [shape, half] = useMemo(
    () => [shapes(w - gap, h - gap), shapes((w - gap - 1) / 2, h - gap)] as const,
    [w, h, gap],
  );
  const pointed = (event: MouseEvent): number | undefined => {
    const frame = box.current!.getBoundingClientRect();
    const x = event.clientX - frame.left - field.labels;
    const y = event.clientY - frame.top - head;
    if (x < 0 || y < 0 || x >= inner[0] || y >= inner[1]) return undefined;
    const column = (x + at.x) / w;
    const [c, r] = [Math.floor(column), Math.floor((y + at.y) / h)];
    const ordinal = field.at(c, r);
    if (ordinal === undefined || column - c < 0.5 || ordinal + 1 >= size) return ordinal;
    const next = field.place(ordinal + 1);
    return next[0] === c && next[1] === r ? ordinal + 1 : ordinal;
  };
  const step: Step = (from, key) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    if (!way) return undefined;
    let [column, row] = field.place(from);
    for (;;) {
      column += way[0]!;
      row += way[1]!;
      if (column < 0 || row < 0 || column >= field.columns || row >= field.rows) return undefined;
      const to = field.at(column, row);
      if (to !== undefined) return to;
    }
  };
  const { cursor, handlers, pickAll } = usePick(store, assetKey, {
    size,
    step,
    pointed,
    reach: field.reach,
    moved: reveal,
    hover: true,
  });
  const lit = store.hover.lit(assetKey);
  const here = store.hover.at?.asset === assetKey ? store.hover.at.ordinal : undefined;
  const [fromColumn, toColumn] = sight.columns;
  const [fromRow, toRow] = sight.rows;
  const seen = props.badge.is_rough ? inSight(field, sight) : ([0, 0] as const);
  const badge = store.windows.within(assetKey, props.badge, seen[0], seen[1]);
  const drawn = useMemo(
    () => draw(field, sight, shape, half, size, { badge, selected, found }, lit),
    [field, fromColumn, toColumn, fromRow, toRow, shape, size, badge, selected, found, lit],
  );
  const place = (ordinal: number): string => {
    const [column, row] = field.place(ordinal);
    return `translate(${column * w} ${row * h})`;
  };
  const name = store.names.of(assetKey, cursor);
  return (
    <div
      {...KEYS}
      ref={box}
      class="dgb-matrix"
      style={`width:${outer}px;height:${high}px`}
      tabIndex={0}
      role="listbox"
      aria-multiselectable="true"
      aria-label={`Partitions of ${assetKey}`}
      aria-activedescendant={id}
      onScroll={onScroll}
      {...handlers}
    >
      <span
        id={id}
        class="dgb-hidden"
        role="option"
        aria-selected={contains(selected, cursor)}
        aria-setsize={size}
        aria-posinset={cursor + 1}
      >
        {`${name}, ${cellState(badge, cursor)}`}
      </span>
      <div style={`width:${whole[0]}px;height:${whole[1]}px`}>
        <svg
          class="dgb-plane"
          width={field.labels + inner[0]}
          height={head + inner[1]}
          aria-hidden="true"
        >
          <svg x={field.labels - 2} y={head - 2} width={inner[0] + 2} height={inner[1] + 2}>
            <g transform={`translate(${2 - at.x} ${2 - at.y})`}>
              <Cells drawn={drawn} />
              {here !== undefined && (
                <path class="dgb-here" d={shape.body} transform={place(here)} />
              )}
              <path class="dgb-cursor" d={shape.body} transform={place(cursor)} />
            </g>
          </svg>
          {field.heads.map((marks, line) => (
            <Heads
              key={line}
              marks={marks(fromColumn, toColumn)}
              at={(column) => Math.max(field.labels, field.labels + column * w - at.x)}
              y={line * LINE + 10}
              pick={pickAll}
            />
          ))}
          <svg y={head} width={field.labels} height={inner[1]}>
            {field.sides(fromRow, toRow).map((mark) => (
              <Label
                key={mark.at}
                mark={mark}
                x={0}
                y={mark.at * h - at.y + h / 2 + 2}
                pick={pickAll}
              />
            ))}
          </svg>
        </svg>
      </div>
    </div>
  );
}

function Cells({ drawn }: { drawn: Drawn }) {
  const paths = (kind: string, all: Map<string, string>) =>
    [...all].map(([name, path]) => {
      const [state, pale] = name.split(" ");
      return (
        <path key={kind + name} class={`dgb-${kind}`} data-state={state} data-pale={pale} d={path} />
      );
    });
  return (
    <>
      {paths("body", drawn.bodies)}
      {paths("sign", drawn.marks)}
      {drawn.chosen && <path class="dgb-chosen" d={drawn.chosen} />}
      {drawn.lit && <path class="dgb-lit" d={drawn.lit} />}
    </>
  );
}

type PickAll = ReturnType<typeof usePick>["pickAll"];

const CHARACTER = 6;

/** Labels in one line, those left out that would touch the one before. */
function Heads({ marks, at, y, pick }: { marks: Mark[]; at: (column: number) => number; y: number; pick: PickAll }) {
  let free = -Infinity;
  return (
    <>
      {marks.map((mark, i) => {
        const x = at(mark.at);
        const next = marks[i + 1];
        const end = x + mark.text.length * CHARACTER;
        // The first label gives way to one that comes into sight whole.
        if (x < free || (i === 0 && next && at(next.at) < end)) return null;
        free = end + 4;
        return <Label key={mark.at} mark={mark} x={x} y={y} pick={pick} />;
      })}
    </>
  );
}

function Label({ mark, x, y, pick }: { mark: Mark; x: number; y: number; pick: PickAll }) {
  const { ranges } = mark;
  return (
    <text
      class={ranges ? "dgb-label dgb-month" : "dgb-label"}
      x={x}
      y={y}
      onClick={ranges && ((event) => pick(ranges(), event))}
    >
      {ranges && <title>{`Select ${mark.text}`}</title>}
      {mark.text}
    </text>
  );
}

