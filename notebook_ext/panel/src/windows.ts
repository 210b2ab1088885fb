// Exact statuses of the partitions in sight, of assets whose status the kernel tells only roughly.

import { subtract, union } from "./ranges";
import type { PageMessage, Window } from "./messages";
import type { Ranges, StatusBadge } from "./types";

/** The kernel says no more at once; of what is beyond, the rough status has to do. */
const MOST = 5000;
const STATES = ["materialized", "stale", "failed", "running"] as const;

/** The rough status, exact from one ordinal to another. */
function refined(rough: StatusBadge, { start, stop, badge }: Window): StatusBadge {
  const result = { ...rough };
  for (const state of STATES) {
    const outside: Ranges = subtract(rough[state], [[start, stop]], Number.MAX_SAFE_INTEGER);
    result[state] = union(outside, badge[state]);
  }
  return result;
}

export class Windows {
  private known = new Map<string, Window & { of: StatusBadge; refined: StatusBadge }>();
  private asked = new WeakMap<StatusBadge, Set<string>>();

  constructor(private readonly send: (message: PageMessage) => void) {}

  /** A status for what is in sight; asks for the exact one where the kernel is rough. */
  within(asset: string, rough: StatusBadge, start: number, stop: number): StatusBadge {
    if (!rough.is_rough) return rough;
    const known = this.known.get(asset);
    const full = known && (stop <= known.stop || known.stop - known.start >= MOST);
    if (known?.of === rough && known.start <= start && full) return known.refined;
    const asked = this.asked.get(rough) ?? new Set();
    this.asked.set(rough, asked);
    const wish = `${start} ${stop}`;
    if (!asked.has(wish)) {
      asked.add(wish);
      this.send({ type: "window", asset, start, stop });
    }
    return known?.of === rough ? known.refined : rough;
  }

  answer(message: Window, rough: StatusBadge): void {
    const { asset } = message;
    this.known.set(asset, { ...message, of: rough, refined: refined(rough, message) });
    // What was in sight before may come into sight again, and is no longer known then.
    this.asked.delete(rough);
  }
}
