// The filter: a name is found by the page, the selection language is read by the kernel.

import type { Chosen, PageMessage } from "./messages";
import type { Card } from "./types";

const REST_MS = 120;

/** Words of the selection language; anything else is looked for in names, groups and kinds. */
const LANGUAGE = /[:+*()"]|\s(and|or|not)\b|^\s*not\b/i;

export class Filter {
  text = "";
  /** What the kernel chose; null while it is asked, or when it could not read the text. */
  private keys: ReadonlySet<string> | null = null;
  problem = "";
  items: readonly string[] = [];
  private fragment = "";
  private cursor = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: (message: PageMessage) => void,
    private readonly changed: () => void,
  ) {}

  get isLanguage(): boolean {
    return LANGUAGE.test(this.text);
  }

  look(text: string, cursor = text.length): void {
    clearTimeout(this.timer);
    if (text.trim() !== this.text.trim()) this.problem = "";
    this.text = text;
    this.cursor = cursor;
    this.items = [];
    if (!this.isLanguage) this.keys = null;
    if (text.trim()) {
      this.timer = setTimeout(() => this.send({ type: "choose", text, cursor }), REST_MS);
    }
    this.changed();
  }

  answer(message: Chosen): void {
    if (message.text !== this.text) return;
    const { items, fragment } = message;
    // What is already there needs no offer.
    this.items = items.length === 1 && items[0] === fragment ? [] : items;
    this.fragment = fragment;
    this.problem = this.isLanguage ? message.problem : "";
    if (this.isLanguage && message.keys) this.keys = new Set(message.keys);
  }

  /** The text and the cursor once *item* is taken. */
  taking(item: string): [string, number] {
    const start = this.cursor - this.fragment.length;
    // An opening quote that the item brings along stands there once.
    const from = item.startsWith('"') && this.text[start - 1] === '"' ? start - 1 : start;
    const before = this.text.slice(0, Math.max(0, from)) + item;
    return [before + this.text.slice(this.cursor), before.length];
  }

  matches(card: Card | undefined): boolean {
    const wanted = this.text.trim().toLowerCase();
    if (!wanted || !card) return true;
    if (this.isLanguage) return this.keys?.has(card.key) ?? true;
    return [card.key, card.group, ...card.kinds].join(" ").toLowerCase().includes(wanted);
  }

  close(): void {
    clearTimeout(this.timer);
  }
}
