// What the person wants done: run, wipe, cancel; sent at once or asked about first.

import { number } from "./format";
import { count, describe } from "./ranges";
import type { Store } from "./store";
import type { Ask, PageMessage } from "./messages";
import type { Mode, Wish } from "./run_types";
import type { Ranges } from "./types";

const DOUBLE_MS = 400;

export class Wishes {
  /** What the kernel asks before it does what was wished. */
  ask: Ask | null = null;

  private wished = { at: 0, text: "", type: "" };

  constructor(
    private readonly store: Store,
    private readonly send: (message: PageMessage) => void,
    private readonly changed: () => void,
  ) {}

  /** Every view of the panel hears a question; the one that wished asks it. */
  hear(ask: Ask): void {
    if (this.wished.type === ask.wish.type || this.store.runs.draft?.isSent) this.ask = ask;
  }

  /** Sends a wish; a double click is one. */
  private want(message: PageMessage): void {
    const now = Date.now();
    const again = now - this.wished.at < DOUBLE_MS && JSON.stringify(message) === this.wished.text;
    this.wished = { at: now, text: JSON.stringify(message), type: message.type };
    this.ask = null;
    if (!again) this.send(message);
  }

  materialize(keys: readonly string[]): void {
    this.want({ type: "materialize", ...this.wishFor("selected", keys) });
  }

  /** What of the selection can be run: what a filter or a rerun took away cannot. */
  selectedKeys(): string[] {
    return this.store.selected.filter((key) => this.store.cards.has(key));
  }

  private wishFor(mode: Mode, keys: readonly string[]): Wish {
    const chosen = Object.fromEntries(
      keys.map((key) => [key, this.store.partitionsOf(key)] as const).filter(([, r]) => r.length > 0),
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
    this.want({ type: "materialize", ...this.wishOf(mode) });
  }

  /** Shows what a mode would run before it starts. */
  prepare(mode: Mode, hasForm = false): void {
    const words = mode === "selected" ? this.selectionWords() : "what is stale or missing";
    this.store.runs.prepare(`Materialize ${words}`, this.wishOf(mode), hasForm);
  }

  /** Of how many partitions ordinals were chosen, where more or less means others. */
  private counts(keys: readonly string[]): Record<string, number> {
    // Time goes on at the end; other partitions may come and go in the middle.
    const counts = keys.flatMap((key) => {
      const view = this.store.cards.get(key)?.partitions;
      return view?.kind === "grid" || view?.kind === "keys" ? [[key, view.count] as const] : [];
    });
    return Object.fromEntries(counts);
  }

  /** Wipes or undoes some partitions, or without `ranges` the asset; the kernel asks first. */
  forget(asset: string, how: "wipe" | "undo", ranges: Ranges = []): void {
    const counts = this.counts(ranges.length > 0 ? [asset] : []);
    this.want({ type: "forget", asset, how, ranges, counts });
  }

  bringUpToDate(): void {
    this.runAs("stale");
  }

  /** Does what was asked about, or leaves it. */
  answer(yes: boolean): void {
    const { ask } = this;
    this.ask = null;
    this.wished.type = "";
    if (yes && ask) this.send(ask.wish);
    this.changed();
  }

  /** Goes on with what a backfill left, for so long at most. */
  resume(backfill_id: string, budget_seconds: number | null = null): void {
    this.want({ type: "resume", backfill_id, budget_seconds });
  }

  /** Ends a run, the one that runs by default. */
  cancel(run_id?: string): void {
    this.send(run_id === undefined ? { type: "cancel" } : { type: "cancel", run_id });
    this.store.runs.again();
  }

  /** What "Materialize" would run, in words: `orders`, `orders: 2013-01-04`, `3 assets`. */
  selectionWords(): string {
    const keys = this.store.selected.filter((key) => this.store.cards.has(key));
    const [key] = keys;
    if (!key) return "";
    if (keys.length > 1) return `${keys.length} assets`;
    const card = this.store.cards.get(key)!;
    const ranges = this.store.partitionsOf(key);
    if (!card.partitions || ranges.length === 0) return card.name;
    const total = count(ranges);
    return total === 1
      ? `${card.name}: ${describe((ordinal) => this.store.names.of(key, ordinal), ranges)}`
      : `${card.name}: ${number(total)} partitions`;
  }
}
