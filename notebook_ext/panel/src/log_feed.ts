// What steps said, as it comes: of an asset, of a run, or of an asset in a run.

import type { InspectQuestion, LogRow, ShownLogs } from "./inspect_types";

const MOST_LINES = 50_000;
/** So many lines are in one answer at most; `inspect_messages.MOST_LINES`. */
const PAGE = 10_000;

export class LogFeed {
  watched: { asset: string; run: string } | null = null;
  lines: readonly LogRow[] = [];
  /** Whether the kernel has answered at all. */
  known = false;

  private asking = false;
  private again = false;

  constructor(
    private readonly send: (message: InspectQuestion) => void,
    private readonly changed: () => void,
  ) {}

  /** Follows the logs of an asset, of a run, or of both. */
  watch(asset: string, run: string): void {
    if (this.watched?.asset === asset && this.watched.run === run) return;
    this.watched = { asset, run };
    this.lines = [];
    this.known = false;
    this.again = false;
    this.asking = true;
    this.send({ type: "logs", asset, run_id: run, after: 0 });
    this.changed();
  }

  leave(): void {
    this.watched = null;
    this.lines = [];
    this.asking = false;
  }

  /** Asks for what came since. */
  askMore(): void {
    if (!this.watched) return;
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    const { asset, run } = this.watched;
    this.send({ type: "logs", asset, run_id: run, after: this.last });
  }

  private get last(): number {
    return this.lines.at(-1)?.number ?? 0;
  }

  take({ asset, run_id, after, lines }: ShownLogs): void {
    if (this.watched?.asset !== asset || this.watched.run !== run_id) return;
    // Another view of the panel may have asked for the same, and for what is after its own last.
    if (after > this.last) return;
    const fresh = this.known ? lines.filter((line) => line.number > this.last) : lines;
    this.lines = [...this.lines, ...fresh].slice(-MOST_LINES);
    this.known = true;
    this.asking = false;
    if (this.again || lines.length >= PAGE) {
      this.again = false;
      this.askMore();
    }
  }
}
