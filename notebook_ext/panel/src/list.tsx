// The same assets as a table: when there is no layout, or when one prefers to read.

import { useMemo, useState } from "preact/hooks";
import { ago, dateTime, number, size } from "./format";
import { count } from "./ranges";
import type { Store } from "./store";
import { useNow } from "./hooks";
import { Button, KEYS, Status, Strip } from "./ui";
import type { Card, Ranges } from "./types";

const BAR = 96;
const NONE: Ranges = [];

interface Props {
  store: Store;
  matches: (key: string) => boolean;
}

export function List({ store, matches }: Props) {
  const now = useNow(30);
  const cards = store.graph.cards.filter((card) => matches(card.key));
  const [cursor, setCursor] = useState<string>();
  const reached = cards.find((card) => card.key === (cursor ?? store.primary)) ?? cards[0];
  const walk = (event: KeyboardEvent): void => {
    const here = (event.target as Element).closest<HTMLElement>("[data-key]")?.dataset["key"];
    const at = cards.findIndex((card) => card.key === here);
    if (at < 0) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: cards.length - 1 }[event.key];
    const next = to === undefined ? undefined : cards[to];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (!next) return;
    setCursor(next.key);
    const table = event.currentTarget as HTMLElement;
    table.querySelector<HTMLElement>(`[data-key="${CSS.escape(next.key)}"] button`)?.focus();
  };
  return (
    <div class="dgb-list" tabIndex={-1} {...KEYS}>
      <table onKeyDown={walk} aria-label="Assets">
        <thead>
          <tr>
            <th>Asset</th>
            <th class="dgb-wide">Group</th>
            <th>Status</th>
            <th class="dgb-wide">Partitions</th>
            <th class="dgb-wide">Last run</th>
            <th class="dgb-wide">Size</th>
          </tr>
        </thead>
        <tbody>
          {cards.map((card) => (
            <Row key={card.key} {...{ store, card, now }} reached={card === reached} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  store: Store;
  card: Card;
  now: number;
  reached: boolean;
}

function Row({ store, card, now, reached }: RowProps) {
  const badge = store.status(card.key);
  const selected = store.selected.includes(card.key);
  const { partitions } = card;
  const lit = partitions ? store.hover.marks(card.key) : NONE;
  // After an event the rows of all other assets stay as they are.
  return useMemo(() => (
    <tr
      data-key={card.key}
      data-selected={selected || undefined}
      onClick={(event) =>
        store.pick(card.key, event.shiftKey || event.ctrlKey || event.metaKey)
      }
    >
      <th scope="row">
        <Button
          look="quiet"
          class="dgb-link"
          aria-pressed={selected}
          tabIndex={reached ? 0 : -1}
        >
          {card.key}
        </Button>
      </th>
      <td class="dgb-wide dgb-muted">{card.group === "default" ? "" : card.group}</td>
      <td>
        <Status card={card} badge={badge} />
      </td>
      <td class="dgb-wide">
        {partitions && partitions.count > 0 && (
          <span class="dgb-share">
            <svg width={BAR} height="9" aria-hidden="true">
              <Strip
                count={partitions.count}
                badge={badge}
                width={BAR}
                height={5}
                y={2}
                lit={lit}
              />
            </svg>
            {number(count(badge.materialized))} of {number(partitions.count)}
          </span>
        )}
      </td>
      <td class="dgb-wide" title={badge.at === null ? "" : dateTime(badge.at)}>
        {badge.at === null ? "" : ago(badge.at, now)}
      </td>
      <td class="dgb-wide dgb-number">{badge.size_bytes === null ? "" : size(badge.size_bytes)}</td>
    </tr>
  ), [store, card, badge, now, reached, selected, lit]);
}
