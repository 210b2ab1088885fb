// A stored value: a page of a table that sorts, a picture, a tree, or text.

import { useEffect, useState } from "preact/hooks";
import { number, plural, size } from "./format";
import type { Store } from "./store";
import { Button, KEYS } from "./ui";
import type { Card, StatusBadge } from "./types";
import type { ImagePreview, ShownValue, TablePreview, TreeNode } from "./value_types";

const ROWS = 50;

interface Look {
  start: number;
  sort: number | null;
  descending: boolean;
}

const FIRST: Look = { start: 0, sort: null, descending: false };

/** Which partition's value is shown: the one chosen, else the newest that has one. */
export function shownPartition(store: Store, card: Card, badge: StatusBadge): number | null | undefined {
  if (!card.partitions) return null;
  const chosen = store.partitionsOf(card.key)[0]?.[0];
  if (chosen !== undefined) return chosen;
  const last = badge.materialized.at(-1);
  return last ? last[1] - 1 : undefined;
}

export function Value({ store, card, badge }: { store: Store; card: Card; badge: StatusBadge }) {
  const ordinal = shownPartition(store, card, badge);
  const [look, setLook] = useState(FIRST);
  const place = `${card.key}\n${ordinal}`;
  useEffect(() => setLook(FIRST), [place]);
  useEffect(() => {
    if (ordinal !== undefined) store.showValue(card.key, ordinal, { ...look, rows: ROWS });
  }, [place, badge.at, look]);
  const shown = store.value?.asset === card.key && store.value.ordinal === ordinal ? store.value : null;
  const name = typeof ordinal === "number" ? store.names.of(card.key, ordinal) : "";
  if (ordinal === undefined) return <p class="dgb-muted">No partition has a value yet.</p>;
  return (
    <div class="dgb-value" aria-busy={shown === null}>
      {name && <p class="dgb-muted">Partition {name}</p>}
      {shown === null ? (
        <p class="dgb-muted">Reading …</p>
      ) : (
        <Shown shown={shown} look={look} setLook={setLook} load={() =>
          store.showValue(card.key, ordinal, { ...look, rows: ROWS }, true)
        } />
      )}
    </div>
  );
}

interface ShownProps {
  shown: ShownValue;
  look: Look;
  setLook: (look: Look) => void;
  load: () => void;
}

function Shown({ shown, look, setLook, load }: ShownProps) {
  const { preview } = shown;
  if (!preview) {
    return shown.size_bytes === null ? (
      <p class="dgb-muted">{shown.problem}</p>
    ) : (
      <Button onClick={load}>Read {size(shown.size_bytes)} to look at it</Button>
    );
  }
  if (preview.form === "table") return <Table table={preview} look={look} setLook={setLook} />;
  if (preview.form === "image") return <Picture picture={preview} />;
  return (
    <>
      <p class="dgb-kind-line">
        {preview.kind}
        {preview.form === "text" && preview.size > 0 && `, ${plural(preview.size, "character")}`}
      </p>
      {preview.form === "tree" ? (
        <ul class="dgb-tree">
          <Branches of={preview.root} open />
        </ul>
      ) : (
        <pre tabIndex={0} {...KEYS}>
          {preview.text}
          {preview.is_clipped && "…"}
        </pre>
      )}
    </>
  );
}

function Picture({ picture }: { picture: ImagePreview }) {
  return (
    <>
      <p class="dgb-kind-line">{picture.kind}</p>
      <img class="dgb-picture" src={picture.source} alt={picture.text} />
      <p class="dgb-muted">{picture.text}</p>
    </>
  );
}

function Branches({ of, open = false }: { of: TreeNode; open?: boolean }) {
  return (
    <>
      {of.children.map((node, i) => (
        <li key={i}>
          {node.children.length > 0 ? (
            <details open={open && of.children.length <= 12}>
              <summary {...KEYS}>
                <span class="dgb-tree-name">{node.name}</span> {node.kind}, {plural(node.size, "entry").replace("entrys", "entries")}
              </summary>
              <ul class="dgb-tree">
                <Branches of={node} />
              </ul>
            </details>
          ) : (
            <span>
              {node.name && <span class="dgb-tree-name">{node.name}</span>}{" "}
              <code>{node.text || `${node.kind}, ${node.size}`}</code>
            </span>
          )}
        </li>
      ))}
      {of.size > of.children.length && (
        <li class="dgb-muted">{number(of.size - of.children.length)} more</li>
      )}
    </>
  );
}

const ARROWS = { up: " ↑", down: " ↓" };

function Table({ table, look, setLook }: { table: TablePreview; look: Look; setLook: (look: Look) => void }) {
  const end = table.start + table.rows.length;
  const sorted = (i: number): "ascending" | "descending" | "none" =>
    table.sort !== i ? "none" : table.descending ? "descending" : "ascending";
  /** First up, then down, then as they are. */
  const sort = (i: number): void => {
    const again = look.sort === i;
    setLook({
      start: 0,
      sort: again && look.descending ? null : i,
      descending: again && !look.descending,
    });
  };
  return (
    <>
      <p class="dgb-kind-line">
        {table.kind}, {plural(table.total, "row")}, {plural(table.columns.length + table.more_columns, "column")}
      </p>
      {table.note && <p class="dgb-muted">{table.note}</p>}
      <div class="dgb-scroll dgb-frame" tabIndex={0} role="region" aria-label="Rows" {...KEYS}>
        <table class="dgb-data">
          <thead>
            <tr>
              <th />
              {table.columns.map((column, i) => (
                <th key={i} scope="col" aria-sort={sorted(i)} data-number={column.is_number || undefined}>
                  <Button look="quiet" class="dgb-link" title={`Sort by ${column.name}`} onClick={() => sort(i)}>
                    {column.name}
                    {sorted(i) === "ascending" ? ARROWS.up : sorted(i) === "descending" ? ARROWS.down : ""}
                  </Button>
                  <small>
                    {column.dtype}
                    {column.nulls ? `, ${number(column.nulls)} null` : ""}
                  </small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, i) => (
              <tr key={i}>
                <th scope="row">{table.index[i]}</th>
                {row.map((cell, j) => (
                  <td key={j} data-number={table.columns[j]?.is_number || undefined} data-null={cell === null || undefined}>
                    {cell ?? "null"}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {table.more_columns > 0 && <p class="dgb-muted">{plural(table.more_columns, "more column")} not shown</p>}
      {table.total > table.rows.length && (
        <p class="dgb-pages">
          <Button look="quiet" disabled={table.start === 0} onClick={() => setLook({ ...look, start: Math.max(0, table.start - ROWS) })}>
            Back
          </Button>
          <span>
            {number(table.start + 1)} to {number(end)} of {number(table.total)}
          </span>
          <Button look="quiet" disabled={end >= table.total} onClick={() => setLook({ ...look, start: end })}>
            Next
          </Button>
        </p>
      )}
    </>
  );
}
