// What page and kernel say about what happened to an asset; see `panel/inspect_messages.py`.

export interface LogRow {
  number: number;
  at: number;
  /** 10 is debug, 20 info, 30 warning, 40 error, 50 critical. */
  level: number;
  text: string;
  source: "log" | "stdout" | "stderr" | "failure" | "left out";
  step: string;
  run_id: string;
  /** A traceback. */
  detail: string | null;
}

export interface ShownLogs {
  /** "" for all of a run. */
  asset: string;
  /** "" for all runs. */
  run_id: string;
  after: number;
  lines: LogRow[];
}

export interface HistoryItem {
  /** Which materialization of its partition it is, from 1. */
  number: number;
  restored_from: number | null;
  at: number;
  partition: string | null;
  run_id: string;
  origin: string;
  notebook: string;
  seconds: number;
  size_bytes: number | null;
  version: string;
  code_changed: boolean | null;
  is_current: boolean;
  is_wiped: boolean;
  has_value: boolean;
}

export interface ShownHistory {
  asset: string;
  ordinal: number | null;
  rows: HistoryItem[];
}

/** What differs between two values, in words; of texts a diff. */
export interface Compared {
  asset: string;
  partition: string | null;
  old: number;
  new: number;
  lines: string[];
}

export interface Numbers {
  label: string;
  names: string[];
  at: number[];
  values: number[];
}

export interface ShownNumbers {
  asset: string;
  over: "partitions" | "time";
  lines: Numbers[];
}

export type InspectAnswer =
  | ({ type: "logs" } & ShownLogs)
  | { type: "lines" }
  | ({ type: "history" } & ShownHistory)
  | ({ type: "compared" } & Compared)
  | ({ type: "numbers" } & ShownNumbers);

export type InspectQuestion =
  | { type: "logs"; asset: string; run_id: string; after: number }
  | { type: "history"; asset: string; ordinal: number | null }
  | { type: "compare"; asset: string; partition: string | null; old: number; new: number }
  | { type: "restore"; asset: string; partition: string | null; number: number }
  | { type: "numbers"; asset: string };
