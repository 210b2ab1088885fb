// What the steps of an asset said: live, by run and level, searched; tracebacks fold.

import { useEffect, useRef, useState } from "preact/hooks";
import { dateTime } from "./format";
import type { LogRow } from "./inspect_types";
import { LogView } from "./log_lines";
import type { Store } from "./store";
import { KEYS } from "./ui";

const MOST_RUNS = 30;

interface Run {
  id: string;
  at: number;
}

/** The runs of some lines, the newest first. */
export function runsOf(lines: readonly LogRow[]): Run[] {
  const found = new Map<string, number>();
  for (const line of lines) if (!found.has(line.run_id)) found.set(line.run_id, line.at);
  return [...found].map(([id, at]) => ({ id, at })).reverse().slice(0, MOST_RUNS);
}

export function Logs({ store, asset }: { store: Store; asset: string }) {
  const feed = store.inspect.logs;
  const [run, setRun] = useState("");
  const [whole, setWhole] = useState(false);
  const known = useRef<Run[]>([]);
  useEffect(() => {
    setRun("");
    setWhole(false);
  }, [asset]);
  useEffect(() => feed.watch(whole && run ? "" : asset, run), [asset, run, whole]);
  useEffect(() => () => feed.leave(), []);
  if (!run) known.current = runsOf(feed.lines);
  const runs = (
    <select {...KEYS} aria-label="Run" value={run} onChange={(event) => setRun(event.currentTarget.value)}>
      <option value="">All runs</option>
      {known.current.map(({ id, at }) => (
        <option key={id} value={id}>
          Run of {dateTime(at)}, {id.slice(0, 8)}
        </option>
      ))}
    </select>
  );
  const all = run !== "" && (
    <label>
      <input
        {...KEYS}
        type="checkbox"
        checked={whole}
        onChange={(event) => setWhole(event.currentTarget.checked)}
      />
      all its assets
    </label>
  );
  return <LogView feed={feed} byRun={!run} steps={whole && run !== ""} before={runs} after={all} />;
}
