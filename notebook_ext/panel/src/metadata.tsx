// Metadata values, each kind as a person wants to see it; numbers also as they went.

import type { ComponentChild } from "preact";
import { useEffect } from "preact/hooks";
import { dateTime } from "./format";
import { Json } from "./json_tree";
import { Link, Markdown } from "./markdown";
import { plain } from "./plain";
import { Plot } from "./plot";
import type { Store } from "./store";
import { Button, Glyph, KEYS } from "./ui";
import type { Card, MetadataItem, StatusBadge } from "./types";

const MOST_ROWS = 50;

interface Column {
  name: string;
  type: string;
  description: string;
  constraints: string[];
  tags: Record<string, string>;
}

interface TableValue {
  columns: Column[];
  rows: unknown[][];
  more: number;
}

interface Lineage {
  column: string;
  deps: { asset: string; column: string }[];
}

interface Reference {
  label: string;
  source: string;
  is_file: boolean;
}

const cell = (value: unknown): string =>
  value === null || value === undefined
    ? ""
    : typeof value === "number"
      ? plain(value)
      : typeof value === "string"
        ? value
        : JSON.stringify(value);

function Frame({ label, children }: { label: string; children: ComponentChild }) {
  return (
    <div class="dgb-scroll" tabIndex={0} role="region" aria-label={label} {...KEYS}>
      <table class="dgb-data">{children}</table>
    </div>
  );
}

function Table({ columns, rows, more }: TableValue) {
  const rest = more + Math.max(0, rows.length - MOST_ROWS);
  const isNumber = columns.map((_, j) => rows.some((row) => typeof row[j] === "number"));
  return (
    <>
      <Frame label="Table">
        <thead>
          <tr>
            {columns.map((column, j) => (
              <th key={column.name} title={column.description || undefined} data-number={isNumber[j] || undefined}>
                {column.name}
                {column.type && <small>{column.type}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row, i) => (
            <tr key={i}>
              {row.map((value, j) => (
                <td key={j} data-number={isNumber[j] || undefined} data-null={value === null || undefined}>
                  {value === null ? "null" : cell(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Frame>
      {rest > 0 && <p class="dgb-muted">{plain(rest)} more rows</p>}
    </>
  );
}

function Schema({ columns, constraints }: { columns: Column[]; constraints: string[] }) {
  return (
    <>
      <Frame label="Columns">
        <thead>
          <tr>
            <th>Column</th>
            <th>Type</th>
            <th>Constraints</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={column.name}>
              <td>
                {column.name}
                {column.description && <small>{column.description}</small>}
              </td>
              <td>
                <code>{column.type}</code>
              </td>
              <td>
                {[...column.constraints, ...Object.entries(column.tags).map(([name, tag]) => (tag ? `${name}: ${tag}` : name))].map(
                  (words) => (
                    <span key={words} class="dgb-chip">
                      {words}
                    </span>
                  ),
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Frame>
      {constraints.length > 0 && <p class="dgb-muted">{constraints.join("; ")}</p>}
    </>
  );
}

/** An asset that can be gone to, where the panel shows it. */
function AssetLink({ store, asset }: { store: Store | undefined; asset: string }) {
  if (!store?.cards.has(asset)) return <code>{asset}</code>;
  return (
    <Button look="quiet" class="dgb-link" onClick={() => store.select([asset])}>
      <Glyph state={store.status(asset).state} />
      {asset}
    </Button>
  );
}

function ColumnLineage({ store, lineage }: { store: Store | undefined; lineage: Lineage[] }) {
  return (
    <ul class="dgb-lineage">
      {lineage.map(({ column, deps }) => (
        <li key={column}>
          <code>{column}</code> from{" "}
          {deps.map((dep, i) => (
            <span key={i}>
              {i > 0 && ", "}
              <AssetLink store={store} asset={dep.asset} /> <code>{dep.column}</code>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}

function References({ references }: { references: Reference[] }) {
  return (
    <ul class="dgb-lineage">
      {references.map(({ label, source, is_file: isFile }, i) => (
        <li key={i}>
          {label && `${label}: `}
          {isFile ? <code>{source}</code> : <Link address={source} text={source} />}
        </li>
      ))}
    </ul>
  );
}

/** Rows as a table; anything else is none. */
function records(value: unknown): TableValue | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  if (!value.every((row) => row && typeof row === "object" && !Array.isArray(row))) return null;
  const names = [...new Set(value.flatMap((row) => Object.keys(row as object)))];
  const column = (name: string): Column => ({ name, type: "", description: "", constraints: [], tags: {} });
  const rows = value.map((row) => names.map((name) => (row as Record<string, unknown>)[name]));
  return { columns: names.map(column), rows, more: 0 };
}

function byKind({ kind, value }: MetadataItem, store: Store | undefined): ComponentChild {
  switch (kind) {
    case "md":
      return <Markdown text={String(value)} />;
    case "url":
      return <Link address={String(value)} text={String(value)} />;
    case "path":
    case "notebook":
    case "python_artifact":
    case "job":
    case "dagster_run":
    case "pool":
      return <code>{String(value)}</code>;
    case "asset":
      return <AssetLink store={store} asset={String(value)} />;
    case "timestamp":
      return typeof value === "number" ? dateTime(value) : cell(value);
    case "table":
      return <Table {...(value as TableValue)} />;
    case "table_schema":
      return <Schema {...(value as { columns: Column[]; constraints: string[] })} />;
    case "column_lineage":
      return <ColumnLineage store={store} lineage={value as Lineage[]} />;
    case "code_references":
      return <References references={value as Reference[]} />;
    case "null":
      return <span class="dgb-muted">null</span>;
    default:
      return undefined;
  }
}

function shown(item: MetadataItem, store: Store | undefined): ComponentChild {
  const drawn = byKind(item, store);
  if (drawn !== undefined) return drawn;
  const { value } = item;
  if (typeof value === "number") return plain(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  const table = records(value);
  if (table) return <Table {...table} />;
  if (value !== null && typeof value === "object") return <Json value={value} />;
  return cell(value);
}

const WIDE = new Set(["md", "json", "table", "table_schema", "column_lineage", "code_references"]);

export function Metadata({ items, store }: { items: readonly MetadataItem[]; store?: Store }) {
  return (
    <dl class="dgb-facts">
      {items.map((item) => (
        <div key={item.label} data-wide={WIDE.has(item.kind) || undefined}>
          <dt>{item.label}</dt>
          <dd>{shown(item, store)}</dd>
        </div>
      ))}
    </dl>
  );
}

interface MetadataTabProps {
  store: Store;
  card: Card;
  badge: StatusBadge;
  items: readonly MetadataItem[];
}

export function MetadataTab({ store, card, badge, items }: MetadataTabProps) {
  useEffect(() => store.inspect.askNumbers(card.key), [card.key, badge.at]);
  const numbers = store.inspect.numbers?.asset === card.key ? store.inspect.numbers : null;
  return (
    <>
      <Metadata items={items} store={store} />
      {numbers && numbers.lines.length > 0 && (
        <section class="dgb-section">
          <h4>{numbers.over === "partitions" ? "By partition" : "Over time"}</h4>
          <div class="dgb-plots">
            {numbers.lines.map((line) => (
              <Plot key={line.label} numbers={line} over={numbers.over} />
            ))}
          </div>
        </section>
      )}
    </>
  );
}
