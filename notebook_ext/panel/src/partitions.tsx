// The partitions of the asset selected last: see them, choose some, run exactly these.

import { Calendar, Mark } from "./calendar";
import { number, plural } from "./format";
import { KeyGrid } from "./keys";
import type { CellState } from "./ranges";
import { count, describe, sets } from "./ranges";
import type { Store } from "./store";
import { Button } from "./ui";
import type { Ranges } from "./types";

const CHOICES: readonly [CellState, string][] = [
  ["missing", "Missing"],
  ["failed", "Failed"],
  ["stale", "Stale"],
  ["running", "Running"],
  ["fresh", "Fresh"],
];

const SWATCH = 10;

function Swatch({ state }: { state: CellState }) {
  return (
    <svg class="dgb-cell" data-state={state} width={SWATCH} height={SWATCH} aria-hidden="true">
      <rect width={SWATCH} height={SWATCH} rx="2" />
      <Mark state={state} side={SWATCH} />
    </svg>
  );
}

const same = (a: Ranges, b: Ranges): boolean => JSON.stringify(a) === JSON.stringify(b);

export function Partitions({ store, width }: { store: Store; width: number }) {
  const card = store.cards.get(store.primary ?? "");
  const partitions = card?.partitions;
  if (!card || !partitions) return null;
  const badge = store.status(card.key);
  const selected = store.partitionsOf(card.key);
  const by = sets(badge, partitions.count);
  const total = count(selected);
  const span =
    partitions.count > 1 && partitions.kind === "daily"
      ? `${partitions.first} to ${partitions.last}`
      : "";
  const grid = { store, assetKey: card.key, partitions, badge, selected };
  return (
    <section class="dgb-partitions" aria-label={`Partitions of ${card.key}`}>
      <header>
        <h4>
          {number(partitions.count)} {partitions.kind === "daily" ? "days" : "partitions"}
        </h4>
        <span class="dgb-muted">
          of {card.name}
          {span && `, ${span}`}
        </span>
      </header>
      <div class="dgb-choices" role="group" aria-label="Select by state">
        {CHOICES.filter(([state]) => by[state].length > 0).map(([state, words]) => (
          <Button
            key={state}
            look="quiet"
            class="dgb-choice"
            aria-pressed={total > 0 && same(selected, by[state])}
            title={`Select the ${plural(count(by[state]), `${state} partition`)}`}
            onClick={() => store.pickPartitions(card.key, by[state])}
          >
            <Swatch state={state} />
            {words} ({number(count(by[state]))})
          </Button>
        ))}
      </div>
      {partitions.count === 0 && <p class="dgb-muted">There are no partitions yet.</p>}
      {partitions.kind === "daily" && partitions.count > 0 && <Calendar {...grid} width={width} />}
      {partitions.kind === "keys" && <KeyGrid key={card.key} {...grid} />}
      <footer>
        <Button
          look="primary"
          disabled={total === 0}
          onClick={() => store.materialize([card.key])}
        >
          {total === 0 ? "Materialize selected" : `Materialize ${number(total)} selected`}
        </Button>
        {total > 0 ? (
          <>
            <span class="dgb-muted">{describe(partitions, selected)}</span>
            <Button look="quiet" onClick={() => store.pickPartitions(card.key, [])}>
              Clear
            </Button>
          </>
        ) : (
          <span class="dgb-muted">Click a partition; Shift-click or drag for a range.</span>
        )}
      </footer>
    </section>
  );
}
