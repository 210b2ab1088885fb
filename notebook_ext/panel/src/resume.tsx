// A backfill that is not done: what it made, what failed, and the way to go on with it.

import { useState } from "preact/hooks";
import { number } from "./format";
import type { Store } from "./store";
import { Button, Glyph } from "./ui";

const BUDGET_MINUTES = 10;

/** The line on the backfill that the last run left, or a kernel that is gone; null when none is. */
export function Unfinished({ store }: { store: Store }) {
  const { run } = store;
  const [dismissed, dismiss] = useState("");
  if (!run?.resume || run.state === "queued" || run.state === "running") return null;
  const mark = `${run.resume} ${run.left}`;
  if (mark === dismissed) return null;
  const more = run.failures - run.failed.length;
  return (
    <div class="dgb-rest" role="group" aria-label="Unfinished backfill">
      <Glyph state={run.failures > 0 ? "failed" : "partial"} />
      <span class="dgb-current">
        {`A run of many partitions is not done: ${number(run.left)} left`}
      </span>
      {run.failures > 0 && (
        <details class="dgb-failed">
          <summary>{`${number(run.failures)} failed`}</summary>
          <ul>
            {run.failed.map((name) => (
              <li key={name}>{name}</li>
            ))}
            {more > 0 && <li>{`and ${number(more)} more`}</li>}
          </ul>
        </details>
      )}
      <Button look="primary" onClick={() => store.wishes.resume(run.resume)}>
        Resume
      </Button>
      <Button
        title={`Begin nothing more after ${BUDGET_MINUTES} minutes`}
        onClick={() => store.wishes.resume(run.resume, BUDGET_MINUTES * 60)}
      >
        {`For ${BUDGET_MINUTES} min`}
      </Button>
      <Button look="quiet" aria-label="Dismiss" title="Dismiss" onClick={() => dismiss(mark)}>
        ×
      </Button>
    </div>
  );
}
