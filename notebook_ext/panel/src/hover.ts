// The partition under the pointer, and what across the graph it is made from or goes into.

import { own } from "./own";
import type { Mapped, PageMessage } from "./messages";
import type { Ranges } from "./types";

const REST_MS = 60;
const MOST_KEPT = 2000;
const NONE: Ranges = [];

export class Hover {
  at: { asset: string; ordinal: number } | null = null;

  private own: Ranges = NONE;
  private known = new Map<string, Mapped>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: (message: PageMessage) => void,
    private readonly changed: () => void,
  ) {}

  /** Points at a partition, or at none; only where the pointer rests the kernel is asked. */
  point(asset: string, ordinal: number | undefined): void {
    if (ordinal === undefined ? !this.at : this.at?.asset === asset && this.at.ordinal === ordinal) {
      return;
    }
    clearTimeout(this.timer);
    this.at = ordinal === undefined ? null : { asset, ordinal };
    this.own = ordinal === undefined ? NONE : [[ordinal, ordinal + 1]];
    if (ordinal !== undefined && !this.mapped) {
      this.timer = setTimeout(() => this.send({ type: "mapping", asset, ordinal }), REST_MS);
    }
    this.changed();
  }

  answer(message: Mapped): void {
    if (this.known.size >= MOST_KEPT) this.known.clear();
    this.known.set(`${message.ordinal} ${message.asset}`, message);
  }

  /** What belongs to the partition pointed at, once the kernel has said it. */
  get mapped(): Mapped | null {
    return (this.at && this.known.get(`${this.at.ordinal} ${this.at.asset}`)) ?? null;
  }

  /** Which partitions of an asset light up. */
  lit(asset: string): Ranges {
    return own(this.mapped?.partitions, asset) ?? NONE;
  }

  /** What is marked on an asset's strip: what lights up, or what is pointed at itself. */
  marks(asset: string): Ranges {
    return asset === this.at?.asset ? this.own : this.lit(asset);
  }

  /** The definitions have changed, and with them perhaps every mapping. */
  forget(): void {
    this.close();
    this.known.clear();
    this.at = null;
  }

  close(): void {
    clearTimeout(this.timer);
  }
}
