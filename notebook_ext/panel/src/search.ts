// Partitions found by typing, by the page where it knows the keys and else by the kernel.

import { keyspace } from "./keyspace";
import type { Found, PageMessage } from "./messages";
import type { PartitionsView, Ranges } from "./types";

const REST_MS = 150;

export class Search {
  asset = "";
  text = "";

  private found: { ranges: Ranges; isAll: boolean } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: (message: PageMessage) => void,
    private readonly changed: () => void,
  ) {}

  look(asset: string, view: PartitionsView | null | undefined, text: string): void {
    clearTimeout(this.timer);
    this.asset = asset;
    this.text = text;
    const wanted = text.trim();
    const ranges = wanted && view ? keyspace(view).find(wanted) : undefined;
    this.found = ranges ? { ranges, isAll: true } : null;
    if (wanted && !ranges) {
      this.timer = setTimeout(() => this.send({ type: "find", asset, text: wanted }), REST_MS);
    }
    this.changed();
  }

  answer(message: Found): void {
    if (message.asset !== this.asset || message.text !== this.text.trim()) return;
    this.found = { ranges: message.ranges, isAll: message.is_all };
  }

  /** What is found of an asset; null while nothing is asked for, or nothing is known yet. */
  of(asset: string): { ranges: Ranges; isAll: boolean } | null {
    return asset === this.asset ? this.found : null;
  }

  textOf(asset: string): string {
    return asset === this.asset ? this.text : "";
  }

  /** Looks once more: the partitions may be others now, or gone. */
  again(view: PartitionsView | null | undefined): void {
    this.look(this.asset, view, view ? this.text : "");
  }

  close(): void {
    clearTimeout(this.timer);
  }
}
