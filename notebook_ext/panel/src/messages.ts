// What the page and the kernel say to each other, and the host between them. The Python side is
// `dagbook_jupyter.panel.messages`; field names are the same, tuples arrive as lists.

import type { InspectAnswer, InspectQuestion } from "./inspect_types";
import type { ConfigForm, Planned, ShownRuns, ShownTimeline, Wish } from "./run_types";
import type { Details, Ranges, StatusBadge } from "./types";
import type { ShownValue } from "./value_types";

export type ExportFormat = "svg" | "png" | "html" | "mermaid" | "dot";

/** The graph as a file; of a PNG, the SVG that the page is to turn into pixels. */
export interface Exported {
  format: ExportFormat;
  name: string;
  mime: string;
  text: string;
}

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
