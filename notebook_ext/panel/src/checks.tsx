// What the checks of an asset found, in a list and as a mark on its card.

import { ago, dateTime, number } from "./format";
import { Markdown } from "./markdown";
import { Metadata } from "./metadata";
import { useNow } from "./hooks";
import type { CheckBadge, CheckDetails, CheckWord } from "./types";

/** The signs are drawn: as letters they change shape from font to font. */
const SIGNS: Record<CheckWord, string> = {
  passed: "M2 6.4 4.8 9.2 10 3",
  failed: "m2.6 2.6 6.8 6.8m0-6.8L2.6 9.4",
  warned: "M6 2v5m0 2.2v.3",
  "not run": "M6 2a4 4 0 1 0 .01 0",
};

export function CheckSign({ state, x, y }: { state: CheckWord; x?: number; y?: number }) {
  return (
    <svg class="dgb-sign-check" data-check={state} viewBox="0 0 12 12" width="11" height="11" x={x} y={y} aria-hidden="true">
      <path d={SIGNS[state]} />
    </svg>
  );
}

/** The checks of an asset in a few words. */
export function checkWords(checks: CheckBadge): string {
  const count = `${number(checks.passed)} of ${number(checks.total)} checks passed`;
  const worst = checks.state === "passed" || checks.state === "not run" ? "" : `, one ${checks.state}`;
  return count + worst + (checks.is_stale ? ", not all on what is there now" : "");
}

export function Checks({ checks }: { checks: readonly CheckDetails[] }) {
  const now = useNow(30);
  return (
    <ul class="dgb-checks-list">
      {checks.map((check) => (
        <li key={check.name}>
          <p class="dgb-check-line">
            <CheckSign state={check.state} />
            <strong>{check.name}</strong>
            <span data-check={check.state}>{check.state}</span>
            {check.is_stale && <span class="dgb-chip">stale</span>}
            {check.blocking && <span class="dgb-chip">blocking</span>}
            {check.at !== null && (
              <span class="dgb-muted" title={dateTime(check.at)}>
                {ago(check.at, now)}
              </span>
            )}
          </p>
          {check.found && <p>{check.found}</p>}
          {check.description && <Markdown text={check.description} />}
          {check.failed_partitions.length > 0 && (
            <p class="dgb-muted">
              Fails for {check.failed_partitions.join(", ")}
              {check.more_failed > 0 && ` and ${number(check.more_failed)} more`}
            </p>
          )}
          {check.metadata.length > 0 && <Metadata items={check.metadata} />}
        </li>
      ))}
    </ul>
  );
}
