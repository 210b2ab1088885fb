// The bar on top: what is the matter, what to do, what is running.

import { useEffect, useRef, useState } from "preact/hooks";
import { FilterBox } from "./filter_box";
import { duration, number } from "./format";
import type { Store } from "./store";
import { useNow } from "./hooks";
import { Actions } from "./launch";
import { Button, Glyph } from "./ui";
import type { Run } from "./run_types";
import type { State } from "./types";
import { STATES, STATE_WORDS } from "./types";

/** How long a finished run's outcome stays before the counts come back; failures stay. */
const OUTCOME_SECONDS = 10;

const LIVE = new Set<Run["state"]>(["queued", "running"]);

const FILTER_FROM = 10;
const NEEDS_FILTER_FROM = 30;
const FILTER_WIDTH = 1000;
const LEAST_FILTER_WIDTH = 600;
/** What the tools at the right may take; counts do without words before the bar breaks. */
const TOOLS_WIDTH = 580;

/** Whether there is reason and room for the filter. */
export function filters(store: Store, width: number): boolean {
  const { length } = store.graph.cards;
  return length >= FILTER_FROM && width >= (length < NEEDS_FILTER_FROM ? FILTER_WIDTH : LEAST_FILTER_WIDTH);
}

export type ViewName = "graph" | "list" | "runs";

const VIEW_WORDS: Record<ViewName, string> = { graph: "Graph", list: "List", runs: "Runs" };

interface Props {
  store: Store;
  width: number;
  view: ViewName;
  setView: (view: ViewName) => void;
}

export function Bar({ store, width, view, setView }: Props) {
  const { run } = store;
  const live = run !== null && LIVE.has(run.state);
  const [shown, dismiss] = useOutcome(run, live);
  return (
    <div class="dgb-bar">
      {store.graph.using && (
        <span class="dgb-using" title="A set of resources with values of its own. %use default goes back to the real values.">
          set {store.graph.using}
        </span>
      )}
      {run && (live || shown) ? (
        <RunLine store={store} run={run} dismiss={dismiss} />
      ) : (
        <Counts store={store} width={width} />
      )}
      <div class="dgb-tools">
        {filters(store, width) && <FilterBox store={store} />}
        <div class="dgb-switch" role="group" aria-label="View">
          {(["graph", "list", "runs"] as const)
            .filter((name) => name !== "graph" || store.graph.layout)
            .map((name) => (
              <Button key={name} look="quiet" aria-pressed={view === name} onClick={() => setView(name)}>
                {VIEW_WORDS[name]}
              </Button>
            ))}
        </div>
        {store.gone === null && <Actions store={store} />}
      </div>
      {live && <Progress run={run} />}
    </div>
  );
}

/** Whether to show how the run ended: only if it ended before the reader's eyes. */
function useOutcome(run: Run | null, live: boolean): [boolean, () => void] {
  const [watched, watch] = useState<string>();
  const last = useRef(run?.run_id);
  useEffect(() => {
    // A short run may be over before the page hears that it began.
    if (run && (live || run.run_id !== last.current)) watch(run.run_id);
    last.current = run?.run_id;
    if (!run || live || run.state === "failed") return undefined;
    const timer = setTimeout(() => watch(undefined), OUTCOME_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [run?.run_id, run?.state]);
  return [run !== null && watched === run.run_id, () => watch(undefined)];
}

/** How many assets are in each state; a click selects them. */
function Counts({ store, width }: { store: Store; width: number }) {
  const keys = new Map<State, string[]>();
  for (const card of store.graph.cards) {
    const { state } = store.status(card.key);
    if (!(card.external && state === "never")) keys.set(state, [...(keys.get(state) ?? []), card.key]);
  }
  const states = STATES.filter((state) => keys.has(state));
  const wanted = states.reduce((sum, state) => sum + 46 + 7 * STATE_WORDS[state].length, 0);
  const terse = wanted > width - TOOLS_WIDTH;
  return (
    <div class="dgb-counts" role="group" aria-label="Select by status">
      {states.map((state) => (
        <Button
          key={state}
          look="quiet"
          title={`Select what is ${STATE_WORDS[state]}`}
          aria-label={`${keys.get(state)!.length} ${STATE_WORDS[state]}`}
          onClick={() => store.select(keys.get(state)!)}
        >
          <Glyph state={state} />
          {keys.get(state)!.length}
          {!terse && ` ${STATE_WORDS[state]}`}
        </Button>
      ))}
    </div>
  );
}

const RUN_STATE: Record<Run["state"], State> = {
  queued: "queued",
  running: "running",
  success: "fresh",
  failed: "failed",
  canceled: "never",
};

/** How the run ended, in words. */
function outcome(run: Run): string {
  const steps = `${number(run.done)} of ${number(run.total)}`;
  if (run.state === "success") return `Done, ${steps}`;
  if (run.state === "canceled") return `Cancelled after ${steps}`;
  return `Failed after ${steps}${run.message && `: ${run.message}`}`;
}

function RunLine({ store, run, dismiss }: { store: Store; run: Run; dismiss: () => void }) {
  const now = useNow(run.state === "running" ? 1 : 0);
  const left = run.eta_seconds === null ? null : run.eta_seconds - (now - store.runSeen);
  const steps = `${number(run.done)} of ${number(run.total)}`;
  return (
    <div class="dgb-run" data-state={run.state}>
      {LIVE.has(run.state) && !run.elsewhere && (
        <Button onClick={() => store.wishes.cancel()}>Cancel</Button>
      )}
      <Glyph state={RUN_STATE[run.state]} />
      {run.state === "queued" && <strong>{run.message || "Waiting"}</strong>}
      {run.state === "running" && (
        <>
          <strong class="dgb-current">{run.current || run.message || "Starting"}</strong>
          {run.total > 0 && <span class="dgb-muted">{steps}</span>}
          {left !== null && (
            <span class="dgb-muted">
              {left < 1 ? "almost done" : `about ${duration(Math.round(left))} left`}
            </span>
          )}
        </>
      )}
      {(run.waiting ?? 0) > 0 && (
        <Button look="quiet" onClick={() => store.look({ mode: "runs" })}>
          {`${number(run.waiting!)} ${run.waiting === 1 ? "waits" : "wait"}`}
        </Button>
      )}
      {!LIVE.has(run.state) && (
        <strong class="dgb-current" title={run.message}>
          {outcome(run)}
        </strong>
      )}
      {run.state === "failed" && run.can_retry && !run.resume && (
        <Button onClick={() => store.wishes.runAs("failed")}>Retry failed</Button>
      )}
      {!LIVE.has(run.state) && (
        <Button look="quiet" aria-label="Dismiss" title="Dismiss" onClick={dismiss}>
          ×
        </Button>
      )}
    </div>
  );
}

function Progress({ run }: { run: Run }) {
  const known = run.state === "running" && run.total > 0;
  return (
    <progress
      class="dgb-progress"
      aria-label="Run"
      max={known ? run.total : undefined}
      value={known ? run.done : undefined}
    />
  );
}

/** Words from the kernel, said aloud by screen readers and shown until read. */
export function Notices({ store }: { store: Store }) {
  return (
    <div class="dgb-notices" role="status" aria-live="polite">
      <span class="dgb-hidden">
        {store.run && !LIVE.has(store.run.state) && outcome(store.run)}
      </span>
      {store.notices.shown.map((notice) => (
        <p key={notice.id} data-level={notice.level}>
          <span>{notice.text}</span>
          <Button
            look="quiet"
            aria-label="Dismiss"
            title="Dismiss"
            onClick={() => store.notices.dismiss(notice.id)}
          >
            ×
          </Button>
        </p>
      ))}
    </div>
  );
}
