// The contract with the kernel. The Python side is `dagbook.view.graph_view`, `dagbook.view.layout`
// and `dagbook_jupyter.panel.messages`; field names are the same, tuples arrive as lists.

import type { InspectAnswer, InspectQuestion } from "./inspect_types";

export type State =
  | "never"
  | "fresh"
  | "stale"
  | "running"
  | "queued"
  | "failed"
  | "partial"
  | "problem";

/** Half-open, sorted, disjoint ranges of partition ordinals. */
export type Ranges = ReadonlyArray<readonly [number, number]>;

export interface PartitionsView {
  kind: "daily" | "hourly" | "weekly" | "monthly" | "keys" | "grid";
  count: number;
  first: string;
  last: string;
  keys: string[];
  fmt: string;
  minutes: number;
  anchors: [number, string][];
  dimensions: Dimension[];
}

export interface Dimension {
  name: string;
  partitions: PartitionsView;
}

export interface Card {
  key: string;
  name: string;
  group: string;
  kinds: string[];
  description: string;
  external: boolean;
  deps: string[];
  partitions: PartitionsView | null;
  origin: string;
  problem: string | null;
  /** Whether it is made elsewhere and looked at from here. */
  observable?: boolean;
}

export type CheckWord = "not run" | "passed" | "warned" | "failed";

export interface CheckBadge {
  state: CheckWord;
  passed: number;
  total: number;
  is_stale: boolean;
}

export interface CheckDetails {
  name: string;
  state: CheckWord;
  is_stale: boolean;
  blocking: boolean;
  description: string;
  found: string;
  at: number | null;
  failed_partitions: string[];
  more_failed: number;
  metadata: MetadataItem[];
}

export interface StatusBadge {
  state: State;
  text: string;
  reasons: string[];
  materialized: Ranges;
  stale: Ranges;
  failed: Ranges;
  running: Ranges;
  at: number | null;
  seconds: number | null;
  size_bytes: number | null;
  /** Whether the ranges are exact in number but not in place. */
  is_rough: boolean;
  checks: CheckBadge | null;
}

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Layout {
  width: number;
  height: number;
  nodes: (Box & { key: string })[];
  edges: { source: string; target: string; path: string }[];
  groups: (Box & { name: string })[];
}

/** A group that is drawn as one card, which `layout` places and `statuses` knows by `key`. */
export interface Fold {
  key: string;
  name: string;
  members: string[];
}

export interface Graph {
  cards: Card[];
  layout: Layout | null;
  folds: Fold[];
  /** How many assets the focus leaves out of the layout. */
  hidden: number;
  /** The set of resources that is used; "" of the one that cells define. */
  using: string;
  version: number;
}

export type ExportFormat = "svg" | "png" | "html" | "mermaid" | "dot";

/** The graph as a file; of a PNG, the SVG that the page is to turn into pixels. */
export interface Exported {
  format: ExportFormat;
  name: string;
  mime: string;
  text: string;
}

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

export interface MetadataItem {
  label: string;
  kind: string;
  value: unknown;
}

export interface Details {
  key: string;
  description: string;
  deps: string[];
  downstream: string[];
  metadata: MetadataItem[];
  checks: CheckDetails[];
  why: string[];
  code: string;
  run: { run_id: string; state: string; at: number | null; seconds: number | null } | null;
  owners: string[];
  tags: Record<string, string>;
}

export type Statuses = Readonly<Record<string, StatusBadge>>;

export interface Notice {
  level: "info" | "warning" | "error";
  text: string;
}

/** Keys that the page cannot work out: of ordinal `start` and of each `step`-th after it. */
export interface Keys {
  asset: string;
  start: number;
  step: number;
  keys: string[];
}

export interface Found {
  asset: string;
  text: string;
  ranges: Ranges;
  is_all: boolean;
}

/** What one partition is made from and what is made from it, by asset. */
export interface Mapped {
  asset: string;
  ordinal: number;
  partitions: Record<string, Ranges>;
  counts: Record<string, number>;
}

/** The exact status of some partitions of an asset whose status is rough. */
export interface Window {
  asset: string;
  start: number;
  stop: number;
  badge: StatusBadge;
}

/** All partitions that are shown in one state. */
export interface Subset {
  asset: string;
  state: string;
  ranges: Ranges;
}

/** A question before the kernel does what the page asked for; yes sends `wish`. */
export interface Ask {
  title: string;
  lines: string[];
  yes: string;
  wish: PageMessage;
}

export interface Column {
  name: string;
  dtype: string;
  nulls: number | null;
  is_number: boolean;
}

export interface TablePreview {
  form: "table";
  kind: string;
  columns: Column[];
  more_columns: number;
  index: string[];
  rows: (string | null)[][];
  start: number;
  total: number;
  sort: number | null;
  descending: boolean;
  note: string;
}

export interface ImagePreview {
  form: "image";
  kind: string;
  source: string;
  text: string;
}

export interface TreeNode {
  name: string;
  text: string;
  kind: string;
  size: number;
  children: TreeNode[];
}

export type Preview =
  | TablePreview
  | ImagePreview
  | { form: "tree"; kind: string; root: TreeNode }
  | { form: "text"; kind: string; text: string; is_clipped: boolean; size: number };

/** What is shown of a stored value; without a preview, why, or how much would be read. */
export interface ShownValue {
  asset: string;
  ordinal: number | null;
  preview: Preview | null;
  problem: string;
  size_bytes: number | null;
}

/** What a selection in words chooses, and what could stand in place of its unfinished word. */
export interface Chosen {
  text: string;
  keys: string[] | null;
  problem: string;
  items: string[];
  fragment: string;
}

export type KernelMessage =
  | InspectAnswer
  | ({ type: "details" } & Details)
  | ({ type: "notice" } & Notice)
  | ({ type: "ask" } & Ask)
  | ({ type: "keys" } & Keys)
  | ({ type: "found" } & Found)
  | ({ type: "mapping" } & Mapped)
  | ({ type: "window" } & Window)
  | ({ type: "subset" } & Subset)
  | ({ type: "exported" } & Exported)
  | ({ type: "chosen" } & Chosen)
  | ({ type: "value" } & ShownValue)
  | ({ type: "runs" } & ShownRuns)
  | ({ type: "timeline" } & ShownTimeline)
  | ({ type: "config_form" } & ConfigForm)
  | { type: "config_errors"; errors: Record<string, Record<string, string>> }
  | ({ type: "planned" } & Planned)
  | { type: "statuses"; changes: Record<string, StatusBadge> };

/** What the page asks of the kernel; `ready` is sent once a view is drawn, for a full status. */
export type PageMessage =
  | InspectQuestion
  | { type: "ready" }
  | { type: "cancel"; run_id?: string }
  | { type: "runs"; limit: number }
  | { type: "timeline"; run_id: string }
  | { type: "config_form"; keys: string[] }
  | ({ type: "plan" } & Wish)
  | { type: "resume"; backfill_id: string; budget_seconds: number | null }
  | { type: "export"; format: ExportFormat }
  | { type: "choose"; text: string; cursor: number }
  | {
      type: "value";
      asset: string;
      ordinal: number | null;
      start: number;
      rows: number;
      sort: number | null;
      descending: boolean;
      confirmed: boolean;
    }
  | { type: "details"; key: string }
  | { type: "keys"; asset: string; start: number; stop: number; step: number }
  | { type: "find"; asset: string; text: string }
  | { type: "mapping"; asset: string; ordinal: number }
  | { type: "window"; asset: string; start: number; stop: number }
  | { type: "subset"; asset: string; state: string }
  | {
      type: "forget";
      asset: string;
      how: "wipe" | "undo";
      /** None means the whole asset. */
      ranges: Ranges;
      counts: Record<string, number>;
      confirmed?: boolean;
    }
  | ({ type: "materialize" } & Wish);

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

/** The part of anywidget's front-end model that the page uses, and a host must offer. */
export interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, handler: (message: unknown) => void): void;
  off(event: string, handler: (message: unknown) => void): void;
  send(content: PageMessage): void;
  /** Jupyter's, where the host is Jupyter; its kernel is null once it was shut down. */
  widget_manager?: { kernel?: { isDisposed?: boolean; status?: string } | null };
}

export const STATE_WORDS: Record<State, string> = {
  never: "never materialized",
  fresh: "fresh",
  stale: "stale",
  running: "running",
  queued: "waiting",
  failed: "failed",
  partial: "partly done",
  problem: "problem",
};

/** States in the order they deserve attention. */
export const STATES: readonly State[] = [
  "problem",
  "failed",
  "running",
  "queued",
  "stale",
  "partial",
  "never",
  "fresh",
];

export const NO_STATUS: StatusBadge = {
  state: "never",
  text: "",
  reasons: [],
  materialized: [],
  stale: [],
  failed: [],
  running: [],
  at: null,
  seconds: null,
  size_bytes: null,
  is_rough: false,
  checks: null,
};
