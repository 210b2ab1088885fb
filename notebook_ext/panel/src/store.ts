// What the page knows: the kernel's traits and messages, and the person's selection.

import { arrangementOf } from "./arrange";
import type { Arrangement } from "./arrange";
import { Filter } from "./filter";
import { Hover } from "./hover";
import { Inspect } from "./inspect";
import { sameStart } from "./keyspace";
import { Names } from "./names";
import { Notices } from "./notices";
import { own } from "./own";
import type { CellState } from "./ranges";
import { normalize, sets } from "./ranges";
import { Runs } from "./runs_store";
import { save } from "./save";
import { Search } from "./search";
import type { ExportFormat, Exported, KernelMessage, Model } from "./messages";
import type { Run } from "./run_types";
import type { Card, Details, Fold, Graph, Ranges, State, StatusBadge, Statuses } from "./types";
import type { ShownValue } from "./value_types";
import type { View } from "./viewport";
import { Windows } from "./windows";
import { Wishes } from "./wishes";
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
  /** When the kernel was found to be gone, in ms; null while it is there. */
  gone: number | null = null;
  readonly hover = new Hover((message) => this.model.send(message), () => this.changed());
  readonly windows = new Windows((message) => this.model.send(message));
  readonly filter = new Filter((message) => this.model.send(message), () => this.changed());
  readonly runs = new Runs((message) => this.model.send(message), () => this.changed());
  readonly inspect = new Inspect((message) => this.model.send(message), () => this.changed());
  readonly search = new Search((message) => this.model.send(message), () => this.changed());
  readonly names = new Names(
    (message) => this.model.send(message),
    (asset) => this.cards.get(asset)?.partitions,
  );
  readonly notices = new Notices(() => this.changed());
  readonly wishes = new Wishes(this, (message) => this.model.send(message), () => this.changed());

  private listeners = new Set<() => void>();
  private queued = false;
  private closed = false;
  private exporting: ExportFormat | null = null;

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
    this.notices.close();
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
    this.names.forget();
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
      this.notices.say(message);
    } else if (message.type === "ask") {
      this.wishes.hear(message);
      this.runs.taken();
    } else if (message.type === "keys") {
      this.names.answer(message);
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
      this.notices.say({ level: "error", text: `${file.name} could not be saved: ${String(error)}` });
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


}
