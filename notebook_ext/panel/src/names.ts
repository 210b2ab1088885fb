// The keys of partitions: worked out where they are regular, else asked of the kernel, once each.

import { number } from "./format";
import { keyspace } from "./keyspace";
import type { Keys, PageMessage } from "./messages";
import type { PartitionsView } from "./types";

const BLOCK = 100;

export class Names {
  /** Keys that only the kernel knows, by asset and ordinal, and what was asked of them. */
  private known = new Map<string, Map<number, string>>();
  private asked = new Set<string>();

  constructor(
    private readonly send: (message: PageMessage) => void,
    private readonly viewOf: (asset: string) => PartitionsView | null | undefined,
  ) {}

  /** The key of a partition; where the kernel is still to say it, its number. */
  of(asset: string, ordinal: number): string {
    const view = this.viewOf(asset);
    const found = view && (keyspace(view).keyAt(ordinal) ?? this.known.get(asset)?.get(ordinal));
    if (found !== undefined && found !== null) return found;
    const start = ordinal - (ordinal % BLOCK);
    if (view) this.want(asset, start, Math.min(start + BLOCK, view.count), 1);
    return `no. ${number(ordinal + 1)}`;
  }

  /** Asks the kernel, once, for keys that are about to be shown. */
  want(asset: string, start: number, stop: number, step: number): void {
    const view = this.viewOf(asset);
    if (!view || keyspace(view).keyAt(start) !== undefined) return;
    const wish = [asset, start, stop, step].join("\n");
    if (this.asked.has(wish)) return;
    this.asked.add(wish);
    this.send({ type: "keys", asset, start, stop, step });
  }

  answer({ asset, start, step, keys }: Keys): void {
    const known = this.known.get(asset) ?? new Map<number, string>();
    keys.forEach((key, i) => known.set(start + i * step, key));
    this.known.set(asset, known);
  }

  /** Ordinals may mean other keys now. */
  forget(): void {
    this.known.clear();
    this.asked.clear();
  }
}
