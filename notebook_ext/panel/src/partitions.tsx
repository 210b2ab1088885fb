// The partitions of the asset selected last: see them, find some, choose some, run exactly these.

import { useMemo, useState } from "preact/hooks";
import { Calendar, Mark } from "./calendar";
import { gridField, hourField, yearField } from "./field";
import { Forget } from "./forget";
import { number, plural } from "./format";
import { KeyGrid } from "./keys";
import { Matrix } from "./matrix";
import type { CellState } from "./ranges";
import { cellState, count, describe, sets } from "./ranges";
import type { Store } from "./store";
import { Button, KEYS } from "./ui";
import type { Card, PartitionsView, Ranges, StatusBadge } from "./types";

const CHOICES: readonly [CellState, string][] = [
  ["missing", "Missing"],
  ["failed", "Failed"],
  ["stale", "Stale"],
  ["running", "Running"],
  ["fresh", "Fresh"],
];

const SWATCH = 10;
const SEARCH_FROM = 12;
const MOST_SAID = 3;
const MOST_ACROSS = 20_000;

const UNITS: Record<PartitionsView["kind"], string> = {
  daily: "day",
  hourly: "hour",
  weekly: "week",
  monthly: "month",
  keys: "partition",
  grid: "partition",
};

function Swatch({ state }: { state: CellState }) {
  return (
    <svg class="dgb-cell" data-state={state} width={SWATCH} height={SWATCH} aria-hidden="true">
      <rect width={SWATCH} height={SWATCH} rx="2" />
      <Mark state={state} side={SWATCH} />
    </svg>
  );
}

const same = (a: Ranges, b: Ranges): boolean => JSON.stringify(a) === JSON.stringify(b);

interface GridProps {
  store: Store;
  assetKey: string;
  partitions: PartitionsView;
  badge: StatusBadge;
  selected: Ranges;
  found: Ranges | null;
  width: number;
}

/** A dimension of very many keys is no plane to look at, but bins. */
const isPlane = (partitions: PartitionsView): boolean =>
  partitions.dimensions.every((dimension) => dimension.partitions.count <= MOST_ACROSS);

function Grid(props: GridProps) {
  const { assetKey, partitions, width } = props;
  const { kind, count: size } = partitions;
  const [opened, setWithin] = useState<readonly [number, number]>();
  const bin = opened && opened[1] <= size ? opened : undefined;
  const within = bin ?? ([0, size] as const);
  const field = useMemo(() => {
    if (kind === "hourly") return hourField(partitions, width);
    if (kind === "weekly" || kind === "monthly") return yearField(partitions, width);
    return kind === "grid" && isPlane(partitions) ? gridField(partitions, width) : null;
  }, [partitions, width]);
  if (field) return <Matrix {...props} size={size} field={field} />;
  if (kind === "daily") return <Calendar {...props} />;
  return (
    <>
      {bin && !props.found && (
        <nav class="dgb-trail" aria-label="Bins">
          <Button look="quiet" onClick={() => setWithin(undefined)}>
            All {number(size)}
          </Button>
          <span class="dgb-muted">
            {props.store.names.of(assetKey, bin[0])} to {props.store.names.of(assetKey, bin[1] - 1)}
          </span>
        </nav>
      )}
      <KeyGrid {...props} within={within} setWithin={setWithin} />
    </>
  );
}

/** Finds partitions by what is typed, and selects what it finds. */
function Finder({ store, card, partitions }: { store: Store; card: Card; partitions: PartitionsView }) {
  const found = store.search.of(card.key);
  const total = found ? count(found.ranges) : 0;
  const select = (): void => {
    if (found && total > 0) store.pickPartitions(card.key, found.ranges);
  };
  return (
    <span class="dgb-finder">
      <input
        {...KEYS}
        class="dgb-filter"
        type="search"
        placeholder="Key, beginning, or A...B"
        aria-label={`Find partitions of ${card.key}`}
        value={store.search.textOf(card.key)}
        onInput={(event) => store.search.look(card.key, partitions, event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") select();
          else if (event.key === "Escape") store.search.look(card.key, partitions, "");
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {found && total === 0 && <span class="dgb-muted">none found</span>}
      {found && total > 0 && (
        <Button look="quiet" title="Select what was found" onClick={select}>
          Select {found.isAll ? "" : "the first "}
          {number(total)}
        </Button>
      )}
    </span>
  );
}

/** What is pointed at, and what across the graph lights up with it. */
function pointedWords(store: Store, card: Card, badge: StatusBadge): string {
  const { at, mapped } = store.hover;
  if (!at) return "";
  const status = at.asset === card.key ? badge : store.status(at.asset);
  const exact = store.windows.within(at.asset, status, at.ordinal, at.ordinal + 1);
  const name = at.asset === card.key ? "" : `${at.asset}, `;
  const words = `${name}${store.names.of(at.asset, at.ordinal)}: ${cellState(exact, at.ordinal)}`;
  if (!mapped) return words;
  const counts = Object.entries(mapped.counts).filter(([key]) => key !== at.asset);
  if (counts.length === 0) return words;
  const said = counts
    .slice(0, MOST_SAID)
    .map(([key, n]) => (store.cards.get(key)?.partitions ? `${number(n)} of ${key}` : key));
  const more = counts.length - said.length;
  return `${words}; goes with ${said.join(", ")}${more > 0 ? ` and ${plural(more, "more asset")}` : ""}`;
}

export function Partitions({ store, width }: { store: Store; width: number }) {
  const card = store.cards.get(store.primary ?? "");
  const partitions = card?.partitions;
  if (!card || !partitions) return null;
  const badge = store.status(card.key);
  const selected = store.partitionsOf(card.key);
  const found = store.search.of(card.key)?.ranges ?? null;
  const by = sets(badge, partitions.count);
  const total = count(selected);
  const name = (ordinal: number): string => store.names.of(card.key, ordinal);
  const span =
    partitions.count > 1 && partitions.kind !== "keys"
      ? `${partitions.first} to ${partitions.last}`
      : "";
  const pointed = pointedWords(store, card, badge);
  return (
    <section class="dgb-partitions" aria-label={`Partitions of ${card.key}`}>
      <header>
        <h4>{plural(partitions.count, UNITS[partitions.kind])}</h4>
        <span class="dgb-muted">
          of {card.name}
          {partitions.kind === "grid"
            ? `, ${partitions.dimensions.map((one) => one.name).join(" by ")}`
            : span && `, ${span}`}
        </span>
        {partitions.count >= SEARCH_FROM && <Finder {...{ store, card, partitions }} />}
      </header>
      <div class="dgb-choices" role="group" aria-label="Select by state">
        {CHOICES.filter(([state]) => by[state].length > 0).map(([state, words]) => (
          <Button
            key={state}
            look="quiet"
            class="dgb-choice"
            aria-pressed={total > 0 && same(selected, by[state])}
            title={`Select the ${plural(count(by[state]), `${state} partition`)}`}
            onClick={() => store.pickState(card.key, state)}
          >
            <Swatch state={state} />
            {words} ({number(count(by[state]))})
          </Button>
        ))}
      </div>
      {partitions.count === 0 ? (
        <p class="dgb-muted">There are no partitions yet.</p>
      ) : (
        <Grid
          key={card.key}
          {...{ store, partitions, badge, selected, found, width }}
          assetKey={card.key}
        />
      )}
      <p class="dgb-muted dgb-pointed" title={pointed}>
        {pointed || "Click a partition; Shift-click or drag for a range."}
      </p>
      <footer>
        <Button
          look="primary"
          disabled={total === 0}
          onClick={() => store.wishes.materialize([card.key])}
        >
          {total === 0 ? "Materialize selected" : `Materialize ${number(total)} selected`}
        </Button>
        {total > 0 && (
          <>
            <span class="dgb-muted">{describe(name, selected)}</span>
            <Button look="quiet" onClick={() => store.pickPartitions(card.key, [])}>
              Clear
            </Button>
            <Forget store={store} asset={card.key} ranges={selected} />
          </>
        )}
      </footer>
    </section>
  );
}
