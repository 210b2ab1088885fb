// Draws a component in happy-dom and does to it what a person does. For files whose first line
// is `// @vitest-environment happy-dom`.

import { render } from "preact";
import type { ComponentChildren } from "preact";
import { act } from "preact/test-utils";
import { afterEach } from "vitest";
import { useStore } from "../src/hooks";
import { Store } from "../src/store";
import { NO_STATUS } from "../src/types";
import type { Card, Fold, Layout, PartitionsView, StatusBadge } from "../src/types";
import { FakeModel } from "./fake_model";

export const badge = (more: Partial<StatusBadge> = {}): StatusBadge => ({ ...NO_STATUS, ...more });

export const card = (key: string, more: Partial<Card> = {}): Card => ({
  key, name: key, group: "default", kinds: [], description: "", external: false, deps: [],
  partitions: null, origin: "cell 1", problem: null, ...more,
});

export const partitions = (more: Partial<PartitionsView> = {}): PartitionsView => ({
  kind: "daily", count: 40, first: "2013-01-01", last: "2013-02-09", keys: [], fmt: "%Y-%m-%d",
  minutes: 60, anchors: [], dimensions: [], ...more,
});

interface Setting {
  cards?: Card[];
  layout?: Layout | null;
  folds?: Fold[];
  statuses?: Record<string, StatusBadge>;
  selected?: string[];
}

export function storeOf({ cards = [], layout = null, folds = [], statuses = {}, selected = [] }: Setting): [Store, FakeModel] {
  const model = new FakeModel({ graph: { cards, layout, folds, hidden: 0, version: 1 }, statuses, selected });
  return [new Store(model), model];
}

const roots: HTMLElement[] = [];

afterEach(() => {
  for (const root of roots.splice(0)) {
    act(() => render(null, root));
    root.remove();
  }
});

function Following({ store, draw }: { store: Store; draw: () => ComponentChildren }) {
  useStore(store);
  return <>{draw()}</>;
}

/** Draws what follows the store, and returns the element around it. */
export function drawn(store: Store, draw: () => ComponentChildren): HTMLElement {
  const root = document.body.appendChild(document.createElement("div"));
  roots.push(root);
  act(() => render(<Following store={store} draw={draw} />, root));
  return root;
}

export const find = (root: ParentNode, selector: string): HTMLElement => {
  const found = root.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`Nothing drawn is ${selector}.`);
  return found;
};

export const texts = (root: ParentNode, selector: string): string[] =>
  [...root.querySelectorAll(selector)].map((each) => each.textContent ?? "");

/** Does something, and waits until what it changed is drawn. */
export const doing = async (what: () => void): Promise<void> => {
  await act(async () => {
    what();
    await Promise.resolve();
  });
};

const AT = { bubbles: true, cancelable: true, composed: true, button: 0 };

export const click = (element: Element, how: MouseEventInit = {}): Promise<void> =>
  doing(() => void element.dispatchEvent(new MouseEvent("click", { ...AT, detail: 1, ...how })));

export const press = (element: Element, key: string, how: KeyboardEventInit = {}): Promise<void> =>
  doing(() => void element.dispatchEvent(new KeyboardEvent("keydown", { ...AT, key, ...how })));

export const pointer = (element: Element, type: string, how: PointerEventInit = {}): Promise<void> =>
  doing(() => void element.dispatchEvent(new PointerEvent(type, { ...AT, pointerType: "mouse", ...how })));
