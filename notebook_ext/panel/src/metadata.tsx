// Metadata values, each kind as a person wants to see it.

import type { ComponentChild } from "preact";
import { dateTime, number } from "./format";
import { Markdown } from "./markdown";
import { KEYS } from "./ui";
import type { MetadataItem } from "./types";

const MOST_ROWS = 20;

const cell = (value: unknown): string =>
  value === null || value === undefined
    ? ""
    : typeof value === "number"
      ? plain(value)
      : typeof value === "string"
        ? value
        : JSON.stringify(value);

const plain = (value: number): string =>
  Number.isInteger(value) ? number(value) : String(Number(value.toPrecision(6)));

type Row = Record<string, unknown>;

/** Rows as records; anything else is no table. */
function rows(value: unknown): Row[] | null {
  const list = Array.isArray(value) ? value : (value as { records?: unknown } | null)?.records;
  if (!Array.isArray(list) || list.length === 0) return null;
  return list.every((row) => row && typeof row === "object" && !Array.isArray(row))
    ? (list as Row[])
    : null;
}

function Table({ records }: { records: Row[] }) {
  const columns = [...new Set(records.flatMap((row) => Object.keys(row)))];
  return (
    <div class="dgb-scroll" tabIndex={0} role="region" aria-label="Table" {...KEYS}>
      <table class="dgb-data">
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {records.slice(0, MOST_ROWS).map((row, i) => (
            <tr key={i}>
              {columns.map((name) => (
                <td key={name} data-number={typeof row[name] === "number" || undefined}>
                  {cell(row[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {records.length > MOST_ROWS && <p class="dgb-muted">{records.length - MOST_ROWS} more rows</p>}
    </div>
  );
}

function shown({ kind, value }: MetadataItem): ComponentChild {
  if (kind === "md" && typeof value === "string") return <Markdown text={value} />;
  if (kind === "timestamp" && typeof value === "number") return dateTime(value);
  if (kind === "url" && typeof value === "string" && /^https?:\/\//.test(value)) {
    return (
      <a {...KEYS} href={value} target="_blank" rel="noopener noreferrer">
        {value}
      </a>
    );
  }
  if (kind === "path" || kind === "notebook") return <code>{cell(value)}</code>;
  if (typeof value === "number") return plain(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  const records = rows(value);
  if (records) return <Table records={records} />;
  if (value !== null && typeof value === "object") return <pre>{JSON.stringify(value, null, 2)}</pre>;
  return cell(value);
}

const WIDE = new Set(["md", "json", "table", "table_schema", "table_column_lineage"]);

export function Metadata({ items }: { items: readonly MetadataItem[] }) {
  return (
    <dl class="dgb-facts">
      {items.map((item) => (
        <div key={item.label} data-wide={WIDE.has(item.kind) || undefined}>
          <dt>{item.label}</dt>
          <dd>{shown(item)}</dd>
        </div>
      ))}
    </dl>
  );
}
