// The materializations of an asset, newest first: who made what, when, and by which code.

import { useEffect } from "preact/hooks";
import { ago, dateTime, duration, size } from "./format";
import type { HistoryItem } from "./inspect_types";
import type { Store } from "./store";
import { useNow } from "./store";
import { KEYS } from "./ui";
import type { Card, StatusBadge } from "./types";

/** What there is to say of a materialization beside its numbers. */
function marks(row: HistoryItem): string[] {
  const words: (string | false)[] = [
    row.is_current && "current",
    row.is_wiped && "taken back",
    row.code_changed === true && "other code",
    !row.has_value && !row.is_wiped && "value gone",
  ];
  return words.filter((word): word is string => word !== false);
}

export function History({ store, card, badge }: { store: Store; card: Card; badge: StatusBadge }) {
  const now = useNow(30);
  const chosen = card.partitions ? (store.partitionsOf(card.key)[0]?.[0] ?? null) : null;
  useEffect(() => store.inspect.askHistory(card.key, chosen), [card.key, chosen, badge.at, badge.text]);
  const { history } = store.inspect;
  const shown = history?.asset === card.key && history.ordinal === chosen ? history : null;
  if (!shown) return <p class="dgb-muted">Reading …</p>;
  if (shown.rows.length === 0) return <p class="dgb-muted">Nothing was materialized yet.</p>;
  const partitioned = card.partitions !== null && chosen === null;
  return (
    <div class="dgb-history">
      {chosen !== null && <p class="dgb-muted">Partition {store.keyOf(card.key, chosen)}</p>}
      <div class="dgb-scroll dgb-frame" tabIndex={0} role="region" aria-label="History" {...KEYS}>
        <table class="dgb-data">
          <thead>
            <tr>
              <th scope="col">Made</th>
              {partitioned && <th scope="col">Partition</th>}
              <th scope="col">By</th>
              <th scope="col" data-number>
                Took
              </th>
              <th scope="col" data-number>
                Size
              </th>
              <th scope="col">Notes</th>
            </tr>
          </thead>
          <tbody>
            {shown.rows.map((row, i) => (
              <tr key={i} data-wiped={row.is_wiped || undefined} data-current={row.is_current || undefined}>
                <td title={dateTime(row.at)}>{ago(row.at, now)}</td>
                {partitioned && <td>{row.partition}</td>}
                <td title={row.notebook}>{row.origin}</td>
                <td data-number>{duration(row.seconds)}</td>
                <td data-number>{row.size_bytes === null ? "" : size(row.size_bytes)}</td>
                <td>
                  {marks(row).map((word) => (
                    <span key={word} class="dgb-chip">
                      {word}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
