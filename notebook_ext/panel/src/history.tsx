// The materializations of an asset, newest first: who made what, when, and by which code.

import { useEffect, useState } from "preact/hooks";
import { ago, dateTime, duration, size } from "./format";
import type { HistoryItem } from "./inspect_types";
import type { Store } from "./store";
import { useNow } from "./hooks";
import { Button, KEYS } from "./ui";
import type { Card, StatusBadge } from "./types";

/** What there is to say of a materialization beside its numbers. */
function marks(row: HistoryItem): string[] {
  const words: (string | false)[] = [
    row.is_current && "current",
    row.restored_from !== null && `restored from ${row.restored_from}`,
    row.is_wiped && "taken back",
    row.code_changed === true && "other code",
    !row.has_value && !row.is_wiped && "value gone",
  ];
  return words.filter((word): word is string => word !== false);
}

const same = (a: HistoryItem, b: HistoryItem): boolean => a.number === b.number && a.partition === b.partition;

/** Two of the rows that were chosen, or what keeps them from being compared. */
function pair(chosen: readonly HistoryItem[]): [HistoryItem, HistoryItem] | string {
  if (chosen.length !== 2) return "Choose two to compare them.";
  const [a, b] = chosen as [HistoryItem, HistoryItem];
  if (a.partition !== b.partition) return "These are of two partitions.";
  return a.number < b.number ? [a, b] : [b, a];
}

function Compared({ store, asset }: { store: Store; asset: string }) {
  const { compared } = store.inspect;
  if (compared?.asset !== asset) return null;
  return (
    <pre class="dgb-diff" tabIndex={0} aria-label={`${compared.old} and ${compared.new} compared`} {...KEYS}>
      {compared.lines.map((line, i) => (
        <span key={i} data-sign={line[0]}>
          {line}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}

export function History({ store, card, badge }: { store: Store; card: Card; badge: StatusBadge }) {
  const now = useNow(30);
  const chosen = card.partitions ? (store.partitionsOf(card.key)[0]?.[0] ?? null) : null;
  useEffect(() => store.inspect.askHistory(card.key, chosen), [card.key, chosen, badge.at, badge.text]);
  const [marked, setMarked] = useState<readonly HistoryItem[]>([]);
  useEffect(() => setMarked([]), [card.key, chosen]);
  const { history } = store.inspect;
  const shown = history?.asset === card.key && history.ordinal === chosen ? history : null;
  if (!shown) return <p class="dgb-muted">Reading …</p>;
  if (shown.rows.length === 0) return <p class="dgb-muted">Nothing was materialized yet.</p>;
  const mark = (row: HistoryItem): void => {
    const rest = marked.filter((each) => !same(each, row));
    setMarked(rest.length < marked.length ? rest : [...marked.slice(-1), row]);
  };
  const two = pair(marked);
  const partitioned = card.partitions !== null && chosen === null;
  return (
    <div class="dgb-history">
      {chosen !== null && <p class="dgb-muted">Partition {store.names.of(card.key, chosen)}</p>}
      <div class="dgb-scroll dgb-frame" tabIndex={0} role="region" aria-label="History" {...KEYS}>
        <table class="dgb-data">
          <thead>
            <tr>
              <th scope="col">No.</th>
              <th scope="col">Made</th>
              <th scope="col">Notes</th>
              <th scope="col" data-number>
                Took
                <small>size</small>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.rows.map((row, i) => (
              <tr key={i} data-wiped={row.is_wiped || undefined} data-current={row.is_current || undefined}>
                <td>
                  <label>
                    <input
                      {...KEYS}
                      type="checkbox"
                      disabled={!row.has_value}
                      checked={marked.some((each) => same(each, row))}
                      aria-label={`Choose ${row.number}${row.partition === null ? "" : ` of ${row.partition}`}`}
                      onChange={() => mark(row)}
                    />
                    {row.number}
                  </label>
                </td>
                <td title={dateTime(row.at)}>
                  {ago(row.at, now)}
                  <small title={row.notebook}>
                    {[partitioned ? row.partition : "", row.origin && `by ${row.origin}`].filter(Boolean).join(" · ")}
                  </small>
                </td>
                <td class="dgb-notes">
                  {marks(row).map((word) => (
                    <span key={word} class="dgb-chip">
                      {word}
                    </span>
                  ))}
                  {row.has_value && !row.is_current && (
                    <Button
                      look="quiet"
                      class="dgb-link"
                      title="Make this value the latest again; nothing is computed"
                      onClick={() => store.inspect.restore(card.key, row.partition, row.number)}
                    >
                      Restore
                    </Button>
                  )}
                </td>
                <td data-number>
                  {duration(row.seconds)}
                  {row.size_bytes !== null && <small>{size(row.size_bytes)}</small>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="dgb-muted dgb-compare">
        {typeof two === "string" ? (
          two
        ) : (
          <Button onClick={() => store.inspect.compare(card.key, two[0].partition, two[0].number, two[1].number)}>
            Compare {two[0].number} and {two[1].number}
          </Button>
        )}
      </p>
      <Compared store={store} asset={card.key} />
    </div>
  );
}
