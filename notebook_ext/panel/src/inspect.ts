// What happened to the asset that is looked at: its logs as they come, its history, its numbers.

import type {
  Compared,
  InspectAnswer,
  InspectQuestion,
  LogRow,
  ShownHistory,
  ShownNumbers,
} from "./inspect_types";

const MOST_LINES = 50_000;

export class Inspect {
  /** Whose logs are looked at: of an asset, of a run, or of an asset in a run. */
  watched: { asset: string; run: string } | null = null;
  lines: readonly LogRow[] = [];
  /** Whether the kernel has answered at all. */
  known = false;
  history: ShownHistory | null = null;
  numbers: ShownNumbers | null = null;
  compared: Compared | null = null;

  private asking = false;
  private again = false;

  constructor(
    private readonly send: (message: InspectQuestion) => void,
    private readonly changed: () => void,
  ) {}

  /** Takes what the kernel says; returns whether it was meant. */
  answer(message: { type: string }): boolean {
    const said = message as InspectAnswer;
    if (said.type === "lines") this.askMore();
    else if (said.type === "logs") this.take(said);
    else if (said.type === "history") this.history = said;
    else if (said.type === "numbers") this.numbers = said;
    else if (said.type === "compared") this.compared = said;
    else return false;
    return true;
  }

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

  askHistory(asset: string, ordinal: number | null): void {
    this.send({ type: "history", asset, ordinal });
  }

  compare(asset: string, partition: string | null, old: number, now: number): void {
    this.compared = null;
    this.send({ type: "compare", asset, partition, old, new: now });
  }

  restore(asset: string, partition: string | null, number: number): void {
    this.send({ type: "restore", asset, partition, number });
  }

  askNumbers(asset: string): void {
    this.send({ type: "numbers", asset });
  }

  private askMore(): void {
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

  private take({ asset, run_id, lines }: InspectAnswer & { type: "logs" }): void {
    if (this.watched?.asset !== asset || this.watched.run !== run_id) return;
    // Another view of the panel may have asked for the same.
    const fresh = this.known ? lines.filter((line) => line.number > this.last) : lines;
    this.lines = [...this.lines, ...fresh].slice(-MOST_LINES);
    this.known = true;
    this.asking = false;
    if (this.again) {
      this.again = false;
      this.askMore();
    }
  }
}
