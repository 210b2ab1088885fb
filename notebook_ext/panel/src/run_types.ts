// Runs: what is to run, what runs and what ran. The Python side is `dagbook_jupyter.panel.run_messages`,
// `run_questions` and `dagbook.view.timeline`; field names are the same, tuples arrive as lists.

import type { Ranges } from "./types";

export interface Run {
  run_id: string;
  state: "queued" | "running" | "success" | "failed" | "canceled";
  done: number;
  total: number;
  current: string;
  message: string;
  started_at: number;
  eta_seconds: number | null;
  /** The backfill that can be gone on with, or "". */
  resume: string;
  /** How much of it is not made. */
  left: number;
  /** The first of what failed of it, and how much did. */
  failed: string[];
  failures: number;
  /** How many runs of this kernel wait for it to end. */
  waiting?: number;
  /** Whether it runs in another kernel on the same store. */
  elsewhere?: boolean;
  /** Whether what failed can be run again. */
  can_retry?: boolean;
}

export type Mode = "selected" | "upstream" | "downstream" | "stale" | "all" | "failed";

export type RunWord = "running" | "success" | "failed" | "canceled";

export interface RunRow {
  run_id: string;
  state: RunWord;
  what: string[];
  more: number;
  partition: string;
  done: number;
  failed: number;
  started_at: number;
  seconds: number;
  origin: string;
  error: string;
}

export interface ShownRuns {
  rows: RunRow[];
  waiting: { run_id: string; what: string }[];
  is_all: boolean;
  /** The run of these that runs in this kernel, or "". */
  here: string;
}

/** An attempt that failed and was followed by another was "retried". */
export type BarState = RunWord | "retried";

export interface TimelineBar {
  start: number;
  stop: number;
  state: BarState;
  number: number;
  label: string;
}

export type RowState = RunWord | "waiting" | "skipped" | "blocked";

export interface TimelineRow {
  name: string;
  state: RowState;
  /** From when on it waited for its turn; null before that. */
  ready: number | null;
  bars: TimelineBar[];
  seconds: number;
  done: number;
  failed: number;
  total: number | null;
  is_longest: boolean;
  /** How many attempts failed and were followed by others. */
  retried: number;
}

export interface ShownTimeline {
  run_id: string;
  asked: string;
  state: RunWord;
  started_at: number;
  origin: string;
  timeline: { rows: TimelineRow[]; seconds: number; longest_seconds: number } | null;
}

export type FieldKind =
  | "text"
  | "integer"
  | "number"
  | "bool"
  | "choice"
  | "secret"
  | "json"
  | "fields";

export interface FormField {
  name: string;
  kind: FieldKind;
  description: string;
  is_required: boolean;
  /** As JSON; "" where there is none. */
  default: string;
  hint: string;
  choices: string[];
  fields: FormField[];
}

export interface StepForm {
  step: string;
  keys: string[];
  fields: FormField[];
}

export interface ConfigForm {
  keys: string[];
  steps: StepForm[];
}

export interface Planned {
  mode: Mode;
  keys: string[] | null;
  steps: number;
  rows: { name: string; steps: number; seconds: number | null; reason: string }[];
  more: number;
  current: number;
  seconds: number | null;
  longest_path: string[];
  longest_seconds: number | null;
  problem: string;
}

/** What a run sets: of each step its fields. */
export type Config = Record<string, Record<string, unknown>>;

/** What is to run. */
export interface Wish {
  keys: string[] | null;
  mode: Mode;
  partitions: Record<string, Ranges> | null;
  /** Of how many partitions these were chosen, where more or less means other ordinals. */
  counts: Record<string, number>;
  confirmed?: boolean;
  config?: Config;
}
