// What the page knows of runs beside the present one: plans, forms, past runs, timelines.

import type { InspectAnswer } from "./inspect_types";
import { LogFeed } from "./log_feed";
import type { KernelMessage, PageMessage } from "./messages";
import type { Config, ConfigForm, Mode, Planned, ShownRuns, ShownTimeline, Wish } from "./run_types";

const PAGE = 30;
const REST_MS = 400;

/** What is being prepared: a wish that is looked at, and filled in, before it is sent. */
export interface Draft {
  wish: Wish;
  title: string;
  hasForm: boolean;
  isSent: boolean;
}

export class Runs {
  list: ShownRuns | null = null;
  timeline: ShownTimeline | null = null;
  plans: ReadonlyMap<Mode, Planned> = new Map();
  draft: Draft | null = null;
  form: ConfigForm | null = null;
  errors: Record<string, Record<string, string>> = {};
  /** What the steps of the run that is looked at say. */
  readonly logs: LogFeed;

  private limit = PAGE;
  /** Which run is looked at; null while the runs are not shown. */
  private looked: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: (message: PageMessage) => void,
    private readonly changed: () => void,
  ) {
    this.logs = new LogFeed(send, changed);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  /** Follows the list and one run, "" for the newest, until `leave`. */
  look(run: string): void {
    const other = this.looked !== run;
    this.looked = run;
    if (other && this.timeline && run && this.timeline.run_id !== run) this.timeline = null;
    this.ask();
  }

  leave(): void {
    this.looked = null;
    this.timeline = null;
    this.logs.leave();
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  more(): void {
    this.limit += PAGE;
    this.ask();
  }

  private ask(): void {
    if (this.looked === null) return;
    this.send({ type: "runs", limit: this.limit });
    this.send({ type: "timeline", run_id: this.looked });
  }

  /** Asks again what is looked at, as the run went on; not more often than it can be read. */
  again(): void {
    if (this.looked === null || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.ask();
    }, REST_MS);
  }

  /** Asks what each wish would run. */
  plan(wishes: readonly Wish[]): void {
    this.plans = new Map();
    for (const wish of wishes) this.send({ type: "plan", ...wish });
    this.changed();
  }

  /** Shows what a wish would run, with a form for its config where it is to be filled in. */
  prepare(title: string, wish: Wish, hasForm: boolean): void {
    this.draft = { wish, title, hasForm, isSent: false };
    this.form = null;
    this.errors = {};
    this.plan([wish]);
    if (hasForm) this.send({ type: "config_form", keys: wish.keys ?? [] });
  }

  start(config: Config): void {
    if (!this.draft) return;
    this.draft = { ...this.draft, isSent: true };
    this.errors = {};
    this.send({ type: "materialize", ...this.draft.wish, config });
    this.changed();
  }

  leaveDraft(): void {
    this.draft = null;
    this.changed();
  }

  /** The kernel took what was sent. */
  taken(): void {
    if (this.draft?.isSent) this.draft = null;
  }

  answer(message: KernelMessage): void {
    const said = message as KernelMessage | InspectAnswer;
    if (said.type === "lines") this.logs.askMore();
    else if (said.type === "logs") this.logs.take(said);
    else if (message.type === "runs") this.list = message;
    else if (message.type === "timeline") {
      if (message.asked === this.looked) this.timeline = message;
    } else if (message.type === "planned") {
      this.plans = new Map([...this.plans, [message.mode, message]]);
    } else if (message.type === "config_form") {
      if (this.draft?.hasForm) this.form = message;
    } else if (message.type === "config_errors" && this.draft) {
      this.draft = { ...this.draft, isSent: false };
      this.errors = message.errors;
    }
  }
}
