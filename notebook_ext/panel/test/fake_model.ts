// The front-end half of anywidget's model, driven by hand.

import type { KernelMessage, Model, PageMessage } from "../src/messages";

export class FakeModel implements Model {
  readonly sent: PageMessage[] = [];
  private readonly handlers = new Map<string, Set<(message: unknown) => void>>();

  constructor(private readonly state: Record<string, unknown> = {}) {}

  get(name: string): unknown {
    return this.state[name];
  }

  set(name: string, value: unknown): void {
    this.state[name] = value;
  }

  save_changes(): void {
    this.saved += 1;
  }

  saved = 0;

  on(event: string, handler: (message: unknown) => void): void {
    this.handlers.set(event, (this.handlers.get(event) ?? new Set()).add(handler));
  }

  off(event: string, handler: (message: unknown) => void): void {
    this.handlers.get(event)?.delete(handler);
  }

  get listening(): number {
    return [...this.handlers.values()].reduce((sum, each) => sum + each.size, 0);
  }

  send(content: PageMessage): void {
    this.sent.push(content);
  }

  /** What the kernel sets. */
  change(name: string, value: unknown): void {
    this.state[name] = value;
    for (const handler of this.handlers.get(`change:${name}`) ?? []) handler(undefined);
  }

  /** What the kernel says. */
  receive(message: KernelMessage): void {
    for (const handler of this.handlers.get("msg:custom") ?? []) handler(message);
  }
}
