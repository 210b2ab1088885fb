// Lines of a log on the page: chosen by level and words, and only those in sight drawn.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { dateTime, number, plural } from "./format";
import type { LogFeed } from "./log_feed";
import type { Row } from "./log_rows";
import { marked, rowsOf } from "./log_rows";
import { Button, KEYS } from "./ui";

const ROW = 20;
/** In characters: of names that are longer, a part is shown. */
const WIDEST_STEP = 24;
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

const levelWord = (level: number): string => LEVEL_WORDS.find(([least]) => level >= least)?.[1] ?? "debug";

const time = (at: number): string => {
  const date = new Date(at * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((n) => String(n).padStart(2, "0"))
    .join(":");
};

interface Props {
  feed: LogFeed;
  /** Whether lines are of several runs, each to begin with a row of its own. */
  byRun: boolean;
  /** Whether each line says which step said it. */
  steps: boolean;
  /** More ways to choose, before and after those that are always there. */
  before?: ComponentChildren;
  after?: ComponentChildren;
}

export function LogView({ feed, byRun, steps, before, after }: Props) {
  const [level, setLevel] = useState(0);
  const [text, setText] = useState("");
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const { lines } = feed;
  const rows = useMemo(
    () => rowsOf(lines, { level, text: text.trim() }, opened, byRun),
    [lines, level, text, opened, byRun],
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
        {before}
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
        {after}
      </div>
      {rows.length > 0 ? (
        <Lines rows={rows} text={text.trim()} steps={steps} toggle={toggle} />
      ) : (
        <p class="dgb-muted">
          {!feed.known
            ? "Reading …"
            : lines.length > 0
              ? `None of ${number(lines.length)} lines is of this level and has these words.`
              : "Nothing was logged or printed. What context.log and print say is kept here."}
        </p>
      )}
      {rows.length > 0 && (
        <p class="dgb-muted dgb-log-count" role="status">
          {said === lines.length ? plural(said, "line") : `${number(said)} of ${plural(lines.length, "line")}`}
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
  const longest = useMemo(() => rows.reduce((most, { line }) => Math.max(most, line.step.length), 0), [rows]);
  return (
    <div
      class="dgb-lines"
      style={`--steps:${Math.min(longest, WIDEST_STEP)}`}
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

/** A step's name gives way to its partition: lines of one asset differ in that. */
function Step({ name }: { name: string }) {
  const at = name.indexOf("[");
  if (at < 0) return <span>{name}</span>;
  return (
    <>
      <span>{name.slice(0, at)}</span>
      <b>{name.slice(at)}</b>
    </>
  );
}

/** Before what failed, where it takes nothing from the words. */
function Opener({ open, toggle }: { open: boolean; toggle: () => void }) {
  const words = open ? "Hide the traceback" : "Show the traceback";
  return (
    <Button look="quiet" class="dgb-line-opener" aria-expanded={open} aria-label={words} title={words} onClick={toggle}>
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        <path d={open ? "M1 3h8L5 8z" : "M3 1v8l5-4z"} />
      </svg>
      traceback
    </Button>
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
      {steps && (
        <span class="dgb-line-step" title={head ? line.step : undefined}>
          {head && <Step name={line.step} />}
        </span>
      )}
      {head && level !== "info" && <span class="dgb-line-level">{level}</span>}
      {row.open !== undefined && <Opener open={row.open} toggle={() => toggle(line.number)} />}
      <span class="dgb-line-text">
        {marked(row.text, text).map(([piece, hit], i) => (hit ? <mark key={i}>{piece}</mark> : piece))}
      </span>
    </div>
  );
}
