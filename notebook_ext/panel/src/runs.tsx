// The runs of the store, the newest first, and one of them over time.

import { useEffect } from "preact/hooks";
import { ago, dateTime, duration, number } from "./format";
import { LogView } from "./log_lines";
import type { Store } from "./store";
import { useNow } from "./hooks";
import { RUN_GLYPH, RUN_WORDS, Timeline } from "./timeline";
import { Button, Glyph } from "./ui";
import type { RunRow } from "./run_types";

const LIVE_MS = 1000;

/** What it made; nothing is known of that while the first step of another kernel's run goes on. */
const named = (row: RunRow): string =>
  row.what.join(", ") + (row.more > 0 ? ` and ${number(row.more)} more` : "") ||
  (row.state === "running" ? "a run that begins" : "nothing");

/** When, how long, by whom, and what went wrong. */
function facts(row: RunRow, now: number): string[] {
  return [
    ago(row.started_at, now),
    row.state === "running" ? "running" : duration(row.seconds),
    ...(row.partition ? [row.partition] : []),
    ...(row.origin ? [row.origin] : []),
    ...(row.failed > 0 ? [`${number(row.failed)} failed`] : []),
  ];
}

function Line({ store, row, shown }: { store: Store; row: RunRow; shown: boolean }) {
  const now = useNow(30);
  const said = facts(row, now).join(" · ");
  return (
    <li>
      <Button
        look="quiet"
        class="dgb-link"
        aria-pressed={shown}
        title={[dateTime(row.started_at), row.error].filter(Boolean).join("\n")}
        onClick={() => store.look({ run: row.run_id })}
      >
        <Glyph state={RUN_GLYPH[row.state]} />
        <span>
          <span class="dgb-current">{named(row)}</span>
          <span class="dgb-hidden">{`, ${RUN_WORDS[row.state]}, `}</span>
          <small>{said}</small>
          {row.error && <small class="dgb-error">{row.error}</small>}
        </span>
      </Button>
    </li>
  );
}

function Waiting({ store }: { store: Store }) {
  const waiting = store.runs.list?.waiting ?? [];
  return (
    <>
      {waiting.map(({ run_id, what }) => (
        <li key={run_id} class="dgb-waiting">
          <Glyph state="queued" />
          <span>
            <span class="dgb-current">{what || "a run"}</span>
            <small>waits for its turn</small>
          </span>
          <Button look="quiet" aria-label={`Cancel ${what}`} onClick={() => store.wishes.cancel(run_id)}>
            Cancel
          </Button>
        </li>
      ))}
    </>
  );
}

/** How the run that is shown went, in words. */
function Head({ store, row }: { store: Store; row: RunRow | undefined }) {
  const { timeline } = store.runs;
  if (!timeline?.run_id || !timeline.started_at) return null;
  const seconds = timeline.timeline?.seconds ?? row?.seconds ?? 0;
  const here = store.run?.run_id === timeline.run_id;
  return (
    <header>
      <span class="dgb-status" data-state={RUN_GLYPH[timeline.state]}>
        <Glyph state={RUN_GLYPH[timeline.state]} />
        {RUN_WORDS[timeline.state]}
      </span>
      <span class="dgb-muted">
        {[dateTime(timeline.started_at), duration(seconds), timeline.origin].filter(Boolean).join(" · ")}
      </span>
      {here && timeline.state !== "running" && store.run?.can_retry && (
        <Button onClick={() => store.wishes.runAs("failed")}>Retry failed</Button>
      )}
    </header>
  );
}

/** What the steps of a run say, while they run too. */
function RunLogs({ store, run }: { store: Store; run: string }) {
  const { logs } = store.runs;
  useEffect(() => logs.watch("", run), [run]);
  return (
    <div class="dgb-run-logs" role="region" aria-label="Logs of the run">
      <LogView key={run} feed={logs} byRun={false} steps />
    </div>
  );
}

/** Below this width the list of runs is above the one that is shown. */
export const RUNS_SIDE_BY_SIDE = 640;
const LIST = 280;

export function RunsView({ store, width }: { store: Store; width: number }) {
  const { runs } = store;
  const wanted = store.ui.run ?? "";
  useEffect(() => {
    runs.look(wanted);
    return () => runs.leave();
  }, [wanted]);
  const live = runs.timeline?.state === "running";
  useEffect(() => {
    if (!live) return undefined;
    const timer = setInterval(() => runs.again(), LIVE_MS);
    return () => clearInterval(timer);
  }, [live]);
  const { list, timeline } = runs;
  if (list && list.rows.length === 0 && list.waiting.length === 0) {
    return <p class="dgb-empty">Nothing ran yet. What runs is listed here, of every kernel on this store.</p>;
  }
  const shown = timeline?.run_id ?? wanted;
  const stacked = width < RUNS_SIDE_BY_SIDE;
  return (
    <div class="dgb-runs" data-stacked={stacked || undefined}>
      <nav aria-label="Runs" tabIndex={-1}>
        <ul>
          <Waiting store={store} />
          {list?.rows.map((row) => (
            <Line key={row.run_id} store={store} row={row} shown={row.run_id === shown} />
          ))}
        </ul>
        {list && !list.is_all && (
          <Button look="quiet" onClick={() => runs.more()}>
            Older runs
          </Button>
        )}
      </nav>
      <section aria-label="Timeline">
        <Head store={store} row={list?.rows.find((row) => row.run_id === shown)} />
        {timeline && <Timeline store={store} shown={timeline} width={stacked ? width : width - LIST} />}
        {timeline?.run_id && <RunLogs store={store} run={timeline.run_id} />}
      </section>
    </div>
  );
}
