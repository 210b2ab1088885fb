// Lines of a log as rows of one height, so that any number of them scrolls.

import type { LogRow } from "./inspect_types";

export interface Row {
  kind: "run" | "line" | "more" | "trace";
  line: LogRow;
  text: string;
  /** Of a line with a traceback: whether that is shown. */
  open?: boolean;
}

export interface LogFilter {
  level: number;
  text: string;
}

const matches = (line: LogRow, filter: LogFilter): boolean => {
  if (line.level < filter.level) return false;
  if (!filter.text) return true;
  const wanted = filter.text.toLowerCase();
  return (
    line.text.toLowerCase().includes(wanted) || (line.detail?.toLowerCase().includes(wanted) ?? false)
  );
};

/** The rows of the lines that the filter leaves; a run begins with a row of its own. */
export function rowsOf(
  lines: readonly LogRow[],
  filter: LogFilter,
  opened: ReadonlySet<number>,
  byRun: boolean,
): Row[] {
  const rows: Row[] = [];
  let run = "";
  for (const line of lines) {
    if (!matches(line, filter)) continue;
    if (byRun && line.run_id !== run) rows.push({ kind: "run", line, text: "" });
    run = line.run_id;
    const [first = "", ...rest] = line.text.split("\n");
    const open = line.detail === null ? undefined : opened.has(line.number);
    rows.push({ kind: "line", line, text: first, ...(open === undefined ? {} : { open }) });
    for (const text of rest) rows.push({ kind: "more", line, text });
    if (open) {
      for (const text of line.detail!.trimEnd().split("\n")) rows.push({ kind: "trace", line, text });
    }
  }
  return rows;
}

/** A text in pieces, those that were searched for marked. */
export function marked(text: string, wanted: string): [string, boolean][] {
  if (!wanted) return [[text, false]];
  const pieces: [string, boolean][] = [];
  const low = text.toLowerCase();
  const find = wanted.toLowerCase();
  let from = 0;
  // Some letters are longer in lower case: then nothing is marked, rather than the wrong place.
  for (let at = low.length === text.length ? low.indexOf(find) : -1; at >= 0; at = low.indexOf(find, from)) {
    if (at > from) pieces.push([text.slice(from, at), false]);
    from = at + find.length;
    pieces.push([text.slice(at, from), true]);
  }
  if (from < text.length || pieces.length === 0) pieces.push([text.slice(from), false]);
  return pieces;
}
