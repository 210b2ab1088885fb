// What the steps of an asset said: live, by run and level, searched; tracebacks fold.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { dateTime, number } from "./format";
import type { LogRow } from "./inspect_types";
import type { Row } from "./log_rows";
import { marked, rowsOf } from "./log_rows";
import type { Store } from "./store";
import { Button, KEYS } from "./ui";

const ROW = 20;
const SPARE = 12;
const LEVELS: readonly [number, string][] = [
  [0, "All levels"],
  [20, "Info and above"],
  [30, "Warnings and errors"],
  [40, "Errors"],
];
const LEVEL_WORDS: readonly [number, string][] = [
  [50, "critical"],
  [40, "error"],
  [30, "warning"],
  [20, "info"],
  [0, "debug"],
];
const MOST_RUNS = 30;

const levelWord = (level: number): string => LEVEL_WORDS.find(([least]) => level >= least)?.[1] ?? "debug";

const time = (at: number): string => {
  const date = new Date(at * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((n) => String(n).padStart(2, "0"))
    .join(":");
};

interface Runs {
  id: string;
  at: number;
}

/** The runs of some lines, the newest first. */
function runsOf(lines: readonly LogRow[]): Runs[] {
  const found = new Map<string, number>();
  for (const line of lines) if (!found.has(line.run_id)) found.set(line.run_id, line.at);
  return [...found].map(([id, at]) => ({ id, at })).reverse().slice(0, MOST_RUNS);
}

export function Logs({ store, asset }: { store: Store; asset: string }) {
  const { inspect } = store;
  const [run, setRun] = useState("");
  const [whole, setWhole] = useState(false);
  const [level, setLevel] = useState(0);
  const [text, setText] = useState("");
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const known = useRef<Runs[]>([]);
  useEffect(() => {
    setRun("");
    setWhole(false);
  }, [asset]);
  useEffect(() => inspect.watch(whole && run ? "" : asset, run), [asset, run, whole]);
  useEffect(() => () => inspect.leave(), []);
  const { lines } = inspect;
  if (!run) known.current = runsOf(lines);
  const rows = useMemo(
    () => rowsOf(lines, { level, text: text.trim() }, opened, !run),
    [lines, level, text, opened, run],
  );
  const toggle = (id: number): void => {
    const next = new Set(opened);
    if (!next.delete(id)) next.add(id);
    setOpened(next);
  };
  const said = rows.filter((row) => row.kind === "line").length;
  return (
    <div class="dgb-logs">
      <div class="dgb-log-tools">
        <select {...KEYS} aria-label="Run" value={run} onChange={(event) => setRun(event.currentTarget.value)}>
          <option value="">All runs</option>
          {known.current.map(({ id, at }) => (
            <option key={id} value={id}>
              Run of {dateTime(at)}, {id.slice(0, 8)}
            </option>
          ))}
        </select>
        <select
          {...KEYS}
          aria-label="Level"
          value={String(level)}
          onChange={(event) => setLevel(Number(event.currentTarget.value))}
        >
          {LEVELS.map(([least, words]) => (
            <option key={least} value={String(least)}>
              {words}
            </option>
          ))}
        </select>
        <input
          {...KEYS}
          class="dgb-filter"
          type="search"
          placeholder="Search"
          aria-label="Search the logs"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        {run && (
          <label>
            <input
              {...KEYS}
              type="checkbox"
              checked={whole}
              onChange={(event) => setWhole(event.currentTarget.checked)}
            />
            all its assets
          </label>
        )}
      </div>
      {rows.length > 0 ? (
        <Lines rows={rows} text={text.trim()} steps={whole && run !== ""} toggle={toggle} />
      ) : (
        <p class="dgb-muted">
          {!inspect.known
            ? "Reading …"
            : lines.length > 0
              ? `None of ${number(lines.length)} lines is of this level and has these words.`
              : "Nothing was logged or printed. What context.log and print say is kept here."}
        </p>
      )}
      {rows.length > 0 && (
        <p class="dgb-muted" role="status">
          {said === lines.length ? `${number(said)} lines` : `${number(said)} of ${number(lines.length)} lines`}
        </p>
      )}
    </div>
  );
}

interface LinesProps {
  rows: readonly Row[];
  text: string;
  steps: boolean;
  toggle: (id: number) => void;
}

/** Only the rows in sight are drawn; who is at the end stays at the end. */
function Lines({ rows, text, steps, toggle }: LinesProps) {
  const frame = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [seen, setSeen] = useState<readonly [number, number]>([0, 60]);
  const look = (): void => {
    const box = frame.current;
    if (!box) return;
    atEnd.current = box.scrollTop + box.clientHeight >= box.scrollHeight - ROW;
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - SPARE);
    const last = Math.ceil((box.scrollTop + box.clientHeight) / ROW) + SPARE;
    if (first !== seen[0] || last !== seen[1]) setSeen([first, last]);
  };
  useLayoutEffect(() => {
    const box = frame.current;
    if (box && atEnd.current) box.scrollTop = box.scrollHeight;
    look();
  }, [rows]);
  const [first, last] = seen;
  return (
    <div
      class="dgb-lines"
      ref={frame}
      role="log"
      aria-live="off"
      aria-label="Lines"
      tabIndex={0}
      {...KEYS}
      onScroll={look}
    >
      <div style={`height:${rows.length * ROW}px`}>
        <div style={`transform:translateY(${first * ROW}px)`}>
          {rows.slice(first, last).map((row, i) => (
            <Line key={first + i} {...{ row, text, steps, toggle }} />
          ))}
        </div>
      </div>
    </div>
  );
}

function Line({ row, text, steps, toggle }: { row: Row; text: string; steps: boolean; toggle: (id: number) => void }) {
  const { line } = row;
  if (row.kind === "run") {
    return (
      <div class="dgb-line" data-kind="run">
        Run of {dateTime(line.at)}, {line.run_id.slice(0, 8)}
      </div>
    );
  }
  const level = levelWord(line.level);
  const head = row.kind === "line";
  return (
    <div class="dgb-line" data-kind={row.kind} data-level={level} data-source={line.source}>
      <span class="dgb-line-at" title={head ? dateTime(line.at) : undefined}>
        {head ? time(line.at) : ""}
      </span>
      {head && level !== "info" && <span class="dgb-line-level">{level}</span>}
      {steps && <span class="dgb-line-step">{head ? line.step : ""}</span>}
      <span class="dgb-line-text">
        {marked(row.text, text).map(([piece, hit], i) => (hit ? <mark key={i}>{piece}</mark> : piece))}
        {row.open !== undefined && (
          <Button look="quiet" class="dgb-link" aria-expanded={row.open} onClick={() => toggle(line.number)}>
            {row.open ? "Hide the traceback" : "Show the traceback"}
          </Button>
        )}
      </span>
    </div>
  );
}
