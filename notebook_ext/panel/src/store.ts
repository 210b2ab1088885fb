// What the page knows: the kernel's traits and messages, and the person's selection.

import { useEffect, useReducer } from "preact/hooks";
import { number } from "./format";
import { arrangementOf } from "./arrange";
import type { Arrangement } from "./arrange";
import { Filter } from "./filter";
import { Hover } from "./hover";
import { Inspect } from "./inspect";
import { keyspace } from "./keyspace";
import { own } from "./own";
import type { CellState } from "./ranges";
import { count, describe, normalize, sets } from "./ranges";
import { Runs } from "./runs_store";
import { save } from "./save";
import { Search } from "./search";
import type {
  Ask,
  Card,
  Details,
  ExportFormat,
  Exported,
  Fold,
  Graph,
  KernelMessage,
  Mode,
  Model,
  Notice,
  PageMessage,
  PartitionsView,
  Ranges,
  Run,
  ShownValue,
  State,
  StatusBadge,
  Statuses,
  Wish,
} from "./types";
import type { View } from "./viewport";
import { Windows } from "./windows";
import { NO_STATUS, STATES } from "./types";

/** How the panel looks; every part may be missing. */
export interface Ui {
  arrangement?: Arrangement;
  /** Offset and scale of the graph, once a person moved it. */
  view?: View | null;
  mode?: "graph" | "list" | "runs";
  /** Which run is open; the newest where none is. */
  run?: string;
  query?: string;
  /** Which tab of the details is shown. */
  tab?: string;
}

export interface ShownNotice extends Notice {
  id: number;
}

const INFO_SECONDS = 8;
const DOUBLE_MS = 400;
const KEY_BLOCK = 100;
const CALM: ReadonlySet<State> = new Set(["fresh", "running", "queued"]);

export class Store {
  graph: Graph = { cards: [], layout: null, folds: [], hidden: 0, using: "", version: 0 };
  cards: ReadonlyMap<string, Card> = new Map();
  folds: ReadonlyMap<string, Fold> = new Map();
  /** What of the panel's looks outlives it: kept in the widget, taken over by the next one. */
  ui: Ui = {};
  statuses: Statuses = {};
  run: Run | null = null;
  /** When `run` last arrived here; the kernel's clock may differ from the page's. */
  runSeen = 0;
  selected: readonly string[] = [];
  parts: Readonly<Record<string, Ranges>> = {};
  details: Details | null = null;
  value: ShownValue | null = null;
  notices: readonly ShownNotice[] = [];
  ask: Ask | null = null;
  /** When the kernel was found to be gone, in ms; null while it is there. */
  gone: number | null = null;
  readonly hover = new Hover((message) => this.model.send(message), () => this.changed());
  readonly windows = new Windows((message) => this.model.send(message));
  readonly filter = new Filter((message) => this.model.send(message), () => this.changed());
  readonly runs = new Runs((message) => this.model.send(message), () => this.changed());
  readonly inspect = new Inspect((message) => this.model.send(message), () => this.changed());
  readonly search = new Search((message) => this.model.send(message), () => this.changed());

  /** Keys that only the kernel knows, by asset and ordinal, and what was asked of them. */
  private keys = new Map<string, Map<number, string>>();
  private askedKeys = new Set<string>();
  private listeners = new Set<() => void>();
  private noticeId = 0;
  private timers = new Set<ReturnType<typeof setTimeout>>();
  private queued = false;
  private closed = false;
  private exporting: ExportFormat | null = null;
  private wished = { at: 0, text: "", type: "" };

  constructor(readonly model: Model) {
    for (const [event, handler] of this.handlers()) model.on(event, handler);
    this.readUi();
    this.readGraph();
    this.readStatuses();
    this.readRun();
    this.readSelected();
    model.send({ type: "ready" });
  }

  private handlers(): [string, (message: unknown) => void][] {
    return [
      ["change:graph", this.readGraph],
      ["change:statuses", this.readStatuses],
      ["change:run", this.readRun],
      ["change:selected", this.readSelected],
      ["change:ui", this.readUi],
      ["comm_live_update", this.readLive],
      ["comm:close", this.readLive],
      ["msg:custom", this.receive],
    ];
  }

  close(): void {
    this.closed = true;
    this.hover.close();
    this.search.close();
    this.runs.close();
    this.filter.close();
    for (const [event, handler] of this.handlers()) this.model.off(event, handler);
    for (const timer of this.timers) clearTimeout(timer);
    this.listeners.clear();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Draws once for all changes of one task: a burst of messages costs one drawing. */
  private changed(): void {
    if (this.queued) return;
    this.queued = true;
    queueMicrotask(() => {
      this.queued = false;
      if (!this.closed) for (const listener of this.listeners) listener();
    });
  }

  private readGraph = (): void => {
    const graph = this.model.get("graph") as Partial<Graph> | null;
    this.graph = {
      cards: graph?.cards ?? [],
      layout: graph?.layout ?? null,
      folds: graph?.folds ?? [],
      hidden: graph?.hidden ?? 0,
      using: graph?.using ?? "",
      version: graph?.version ?? 0,
    };
    const before = this.cards;
    this.cards = new Map(this.graph.cards.map((card) => [card.key, card]));
    this.folds = new Map(this.graph.folds.map((fold) => [fold.key, fold]));
    // Ordinals mean nothing once the partitions they count have changed.
    this.parts = Object.fromEntries(
      Object.entries(this.parts).filter(([key]) =>
        sameStart(before.get(key)?.partitions, this.cards.get(key)?.partitions),
      ),
    );
    this.hover.forget();
    this.filter.look(this.filter.text);
    this.keys.clear();
    this.askedKeys.clear();
    this.search.again(this.cards.get(this.search.asset)?.partitions);
    this.askDetails();
    this.changed();
  };

  /** The host lost the kernel, or has it back: whoever is there answers. */
  private readLive = (): void => {
    this.gone = Date.now();
    this.changed();
    try {
      this.model.send({ type: "ready" });
    } catch {
      // What was lost cannot be asked; the panel says so until it hears something.
    }
  };

  /** A host that shuts its kernel down says nothing of it: whoever wants to know looks. */
  lookForKernel(): void {
    const manager = this.model.widget_manager;
    if (this.gone !== null || manager?.kernel === undefined) return;
    const { kernel } = manager;
    if (kernel !== null && !kernel.isDisposed && kernel.status !== "dead") return;
    this.gone = Date.now();
    this.changed();
  }

  private readUi = (): void => {
    this.ui = (this.model.get("ui") as Ui | null) ?? {};
    const query = this.ui.query ?? "";
    if (query !== this.filter.text) this.filter.look(query);
    this.changed();
  };

  private readStatuses = (): void => {
    this.statuses = (this.model.get("statuses") as Statuses | null) ?? {};
    this.changed();
  };

  private readRun = (): void => {
    const run = (this.model.get("run") as Run | null) ?? null;
    const finished = this.run?.state === "running" && run?.state !== "running";
    this.run = run && Object.keys(run).length > 0 ? run : null;
    this.runSeen = Date.now() / 1000;
    this.runs.taken();
    this.runs.again();
    if (finished) this.askDetails();
    this.changed();
  };

  private readSelected = (): void => {
    const before = this.primary;
    this.selected = (this.model.get("selected") as string[] | null) ?? [];
    if (this.primary !== before) this.askDetails();
    this.changed();
  };

  private receive = (content: unknown): void => {
    const message = content as KernelMessage;
    this.gone = null;
    if (message.type === "statuses") {
      const key = this.primary;
      const before = key && own(this.statuses, key)?.at;
      this.statuses = { ...this.statuses, ...message.changes };
      if (key && own(this.statuses, key)?.at !== before && this.run?.state !== "running") {
        this.askDetails();
      }
    } else if (message.type === "details") {
      if (message.key === this.primary) this.details = message;
    } else if (message.type === "notice") {
      this.notify(message);
    } else if (message.type === "ask") {
      // Every view of the panel hears it; the one that wished asks.
      if (this.wished.type === message.wish.type || this.runs.draft?.isSent) this.ask = message;
      this.runs.taken();
    } else if (message.type === "keys") {
      const known = this.keys.get(message.asset) ?? new Map<number, string>();
      message.keys.forEach((key, i) => known.set(message.start + i * message.step, key));
      this.keys.set(message.asset, known);
    } else if (message.type === "found") {
      this.search.answer(message);
    } else if (message.type === "window") {
      this.windows.answer(message, this.status(message.asset));
    } else if (message.type === "subset") {
      this.pickPartitions(message.asset, message.ranges);
    } else if (message.type === "value") {
      if (message.asset === this.primary) this.value = message;
    } else if (message.type === "chosen") {
      this.filter.answer(message);
    } else if (message.type === "exported") {
      if (this.exporting === message.format) void this.saved(message);
    } else if (message.type === "mapping") {
      this.hover.answer(message);
    } else {
      this.runs.answer(message);
      this.inspect.answer(message);
    }
    this.changed();
  };

  /** The asset whose details are shown: the one selected last. */
  get primary(): string | undefined {
    return this.selected.findLast((key) => this.cards.has(key));
  }

  status(key: string): StatusBadge {
    const badge = own(this.statuses, key);
    if (badge) return badge;
    const problem = this.cards.get(key)?.problem;
    return problem ? { ...NO_STATUS, state: "problem", text: problem } : NO_STATUS;
  }

  private askDetails(): void {
    if (this.primary) this.model.send({ type: "details", key: this.primary });
  }

  get arrangement(): Arrangement {
    return arrangementOf(this.ui.arrangement);
  }

  /** Names the picture that is looked at: folding keeps it, a focus or a direction is another. */
  get picture(): string {
    const { direction, focus, path } = this.arrangement;
    return JSON.stringify([direction, focus, path]);
  }

  /** Keeps what changes of the panel's looks; the kernel lays the graph out anew where it has to. */
  look(changes: Ui): void {
    this.ui = { ...this.ui, ...changes };
    this.model.set("ui", this.ui);
    this.model.save_changes();
    this.changed();
  }

  arrange(changes: Partial<Arrangement>): void {
    this.look({ arrangement: { ...this.arrangement, ...changes } });
  }

  export(format: ExportFormat): void {
    this.exporting = format;
    this.model.send({ type: "export", format });
  }

  private async saved(file: Exported): Promise<void> {
    this.exporting = null;
    try {
      await save(file);
    } catch (error) {
      this.notify({ level: "error", text: `${file.name} could not be saved: ${String(error)}` });
    }
    this.changed();
  }

  /** Asks for a page of a stored value; what was shown stays until the answer comes. */
  showValue(
    asset: string,
    ordinal: number | null,
    page: { start: number; rows: number; sort: number | null; descending: boolean },
    confirmed = false,
  ): void {
    this.model.send({ type: "value", asset, ordinal, ...page, confirmed });
  }

  filterBy(text: string, cursor: number): void {
    this.filter.look(text, cursor);
    this.look({ query: text });
  }

  /** Selects what the filter leaves. */
  selectMatching(): void {
    if (!this.filter.text.trim()) return;
    this.select(this.graph.cards.filter((card) => this.filter.matches(card)).map((card) => card.key));
  }

  /** The fold that *key* is in, or is itself. */
  foldOf(key: string): Fold | undefined {
    return this.folds.get(key) ?? this.graph.folds.find((fold) => fold.members.includes(key));
  }

  select(keys: readonly string[]): void {
    const before = this.primary;
    this.selected = keys;
    this.model.set("selected", [...keys]);
    this.model.save_changes();
    if (this.primary !== before) {
      this.details = null;
      this.askDetails();
    }
    this.changed();
  }

  /** A click selects one; with Shift, Ctrl or Cmd it adds or takes away. */
  pick(key: string, adding: boolean): void {
    const members = this.folds.get(key)?.members;
    if (members) {
      const rest = adding ? this.selected.filter((k) => !members.includes(k)) : [];
      const all = members.every((k) => this.selected.includes(k));
      this.select(adding && all ? rest : [...rest, ...members]);
      return;
    }
    if (!adding) this.select([key]);
    else if (this.selected.includes(key)) this.select(this.selected.filter((k) => k !== key));
    else this.select([...this.selected, key]);
  }

  /** The key of a partition; where the kernel is still to say it, its number. */
  keyOf(asset: string, ordinal: number): string {
    const view = this.cards.get(asset)?.partitions;
    const found = view && (keyspace(view).keyAt(ordinal) ?? this.keys.get(asset)?.get(ordinal));
    if (found !== undefined && found !== null) return found;
    const start = ordinal - (ordinal % KEY_BLOCK);
    if (view) this.wantKeys(asset, start, Math.min(start + KEY_BLOCK, view.count), 1);
    return `no. ${number(ordinal + 1)}`;
  }

  /** Asks the kernel, once, for keys that are about to be shown. */
  wantKeys(asset: string, start: number, stop: number, step: number): void {
    const view = this.cards.get(asset)?.partitions;
    if (!view || keyspace(view).keyAt(start) !== undefined) return;
    const wish = [asset, start, stop, step].join("\n");
    if (this.askedKeys.has(wish)) return;
    this.askedKeys.add(wish);
    this.model.send({ type: "keys", asset, start, stop, step });
  }

  pickPartitions(key: string, ranges: Ranges): void {
    this.parts = { ...this.parts, [key]: normalize(ranges) };
    this.changed();
  }

  /** Selects what is in a state; of a rough status only the kernel knows what that is. */
  pickState(key: string, state: CellState): void {
    const badge = this.status(key);
    if (badge.is_rough) this.model.send({ type: "subset", asset: key, state });
    else this.pickPartitions(key, sets(badge, this.cards.get(key)!.partitions!.count)[state]);
  }

  partitionsOf(key: string): Ranges {
    return own(this.parts, key) ?? [];
  }

  /** What is neither up to date nor being made, the most urgent first. */
  asking(): Card[] {
    return STATES.filter((state) => !CALM.has(state)).flatMap((state) =>
      this.graph.cards.filter(
        (card) =>
          this.status(card.key).state === state && !(card.external && state === "never"),
      ),
    );
  }

  /** Sends a wish; a double click is one. */
  private wish(message: PageMessage): void {
    const now = Date.now();
    const again = now - this.wished.at < DOUBLE_MS && JSON.stringify(message) === this.wished.text;
    this.wished = { at: now, text: JSON.stringify(message), type: message.type };
    this.ask = null;
    if (!again) this.model.send(message);
  }

  materialize(keys: readonly string[]): void {
    this.wish({ type: "materialize", ...this.wishFor("selected", keys) });
  }

  /** What of the selection can be run: what a filter or a rerun took away cannot. */
  selectedKeys(): string[] {
    return this.selected.filter((key) => this.cards.has(key));
  }

  private wishFor(mode: Mode, keys: readonly string[]): Wish {
    const chosen = Object.fromEntries(
      keys.map((key) => [key, this.partitionsOf(key)] as const).filter(([, r]) => r.length > 0),
    );
    return {
      keys: [...keys],
      mode,
      partitions: Object.keys(chosen).length > 0 ? chosen : null,
      counts: this.counts(Object.keys(chosen)),
    };
  }

  /** What a mode means now: the selection, or everything. */
  wishOf(mode: Mode): Wish {
    if (mode === "selected" || mode === "upstream" || mode === "downstream") return this.wishFor(mode, this.selectedKeys());
    return { keys: null, mode, partitions: null, counts: {} };
  }

  runAs(mode: Mode): void {
    this.wish({ type: "materialize", ...this.wishOf(mode) });
  }

  /** Shows what a mode would run before it starts. */
  prepare(mode: Mode, hasForm = false): void {
    const words = mode === "selected" ? this.selectionWords() : "what is stale or missing";
    this.runs.prepare(`Materialize ${words}`, this.wishOf(mode), hasForm);
  }

  /** Of how many partitions ordinals were chosen, where more or less means others. */
  private counts(keys: readonly string[]): Record<string, number> {
    // Time goes on at the end; other partitions may come and go in the middle.
    const counts = keys.flatMap((key) => {
      const view = this.cards.get(key)?.partitions;
      return view?.kind === "grid" || view?.kind === "keys" ? [[key, view.count] as const] : [];
    });
    return Object.fromEntries(counts);
  }

  /** Wipes or undoes some partitions, or without `ranges` the asset; the kernel asks first. */
  forget(asset: string, how: "wipe" | "undo", ranges: Ranges = []): void {
    const counts = this.counts(ranges.length > 0 ? [asset] : []);
    this.wish({ type: "forget", asset, how, ranges, counts });
  }

  bringUpToDate(): void {
    this.runAs("stale");
  }

  /** Does what was asked about, or leaves it. */
  answer(yes: boolean): void {
    const { ask } = this;
    this.ask = null;
    this.wished.type = "";
    if (yes && ask) this.model.send(ask.wish);
    this.changed();
  }

  /** Goes on with what a backfill left, for so long at most. */
  resume(backfill_id: string, budget_seconds: number | null = null): void {
    this.wish({ type: "resume", backfill_id, budget_seconds });
  }

  /** Ends a run, the one that runs by default. */
  cancel(run_id?: string): void {
    this.model.send(run_id === undefined ? { type: "cancel" } : { type: "cancel", run_id });
    this.runs.again();
  }

  private notify(notice: Notice): void {
    const id = ++this.noticeId;
    this.notices = [...this.notices.slice(-2), { ...notice, id }];
    if (notice.level !== "info") return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.dismiss(id);
    }, INFO_SECONDS * 1000);
    this.timers.add(timer);
  }

  dismiss(id: number): void {
    this.notices = this.notices.filter((notice) => notice.id !== id);
    this.changed();
  }

  /** What "Materialize" would run, in words: `orders`, `orders: 2013-01-04`, `3 assets`. */
  selectionWords(): string {
    const keys = this.selected.filter((key) => this.cards.has(key));
    const [key] = keys;
    if (!key) return "";
    if (keys.length > 1) return `${keys.length} assets`;
    const card = this.cards.get(key)!;
    const ranges = this.partitionsOf(key);
    if (!card.partitions || ranges.length === 0) return card.name;
    const total = count(ranges);
    return total === 1
      ? `${card.name}: ${describe((ordinal) => this.keyOf(key, ordinal), ranges)}`
      : `${card.name}: ${number(total)} partitions`;
  }
}

/** Whether the ordinals of *was* name the same partitions in *now*, which may have grown. */
function sameStart(was?: PartitionsView | null, now?: PartitionsView | null): boolean {
  if (!was || !now || was.kind !== now.kind || was.count > now.count) return false;
  const last = Math.max(0, was.count - 1);
  const was_ = keyspace(was).keyAt(last) ?? was.last;
  const same = was.dimensions.every((dimension, i) => {
    const other = now.dimensions[i]!.partitions;
    return sameStart(dimension.partitions, other) && (i === 0 || dimension.partitions.count === other.count);
  });
  return same && was.first === now.first && was_ === (keyspace(now).keyAt(last) ?? was_);
}

/** Redraws the component that calls it whenever the store changes. */
export function useStore(store: Store): void {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => store.subscribe(() => redraw(undefined)), [store]);
}

/** The present in seconds, anew every `seconds`; frozen while `seconds` is 0. */
export function useNow(seconds: number): number {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    if (seconds === 0) return undefined;
    const timer = setInterval(() => redraw(undefined), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return Date.now() / 1000;
}
