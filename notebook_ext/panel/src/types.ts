// What the graph shows. The Python side is `dagbook.view.graph_view`, `dagbook.view.layout` and
// `dagbook_jupyter.panel.messages.Details`; field names are the same, tuples arrive as lists.

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
