// What happened to the asset that is looked at: its logs, its history, its numbers.

import type {
  Compared,
  InspectAnswer,
  InspectQuestion,
  ShownHistory,
  ShownNumbers,
} from "./inspect_types";
import { LogFeed } from "./log_feed";

export class Inspect {
  readonly logs: LogFeed;
  history: ShownHistory | null = null;
  numbers: ShownNumbers | null = null;
  compared: Compared | null = null;

  constructor(
    private readonly send: (message: InspectQuestion) => void,
    changed: () => void,
  ) {
    this.logs = new LogFeed(send, changed);
  }

  /** Takes what the kernel says; returns whether it was meant. */
  answer(message: { type: string }): boolean {
    const said = message as InspectAnswer;
    if (said.type === "lines") this.logs.askMore();
    else if (said.type === "logs") this.logs.take(said);
    else if (said.type === "history") this.history = said;
    else if (said.type === "numbers") this.numbers = said;
    else if (said.type === "compared") this.compared = said;
    else return false;
    return true;
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
}
