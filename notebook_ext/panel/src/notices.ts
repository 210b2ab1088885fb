// Lines from the kernel for the person at the page; what only informs goes away by itself.

import type { Notice } from "./messages";

const INFO_SECONDS = 8;
const MOST = 3;

export interface ShownNotice extends Notice {
  id: number;
}

export class Notices {
  shown: readonly ShownNotice[] = [];

  private last = 0;
  private timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(private readonly changed: () => void) {}

  say(notice: Notice): void {
    const id = ++this.last;
    this.shown = [...this.shown.slice(1 - MOST), { ...notice, id }];
    if (notice.level !== "info") return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.dismiss(id);
    }, INFO_SECONDS * 1000);
    this.timers.add(timer);
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((notice) => notice.id !== id);
    this.changed();
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }
}
