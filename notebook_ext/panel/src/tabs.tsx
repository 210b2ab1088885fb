// Tabs: one of several views of the same thing; arrows go from tab to tab.

import type { ComponentChildren } from "preact";
import { KEYS } from "./ui";

export interface Tab {
  id: string;
  label: string;
  content: () => ComponentChildren;
}

interface Props {
  label: string;
  tabs: readonly Tab[];
  /** Which is shown; the first one where it is none of them. */
  shown: string | undefined;
  show: (id: string) => void;
}

export function Tabs({ label, tabs, shown, show }: Props) {
  const at = Math.max(0, tabs.findIndex((tab) => tab.id === shown));
  const walk = (event: KeyboardEvent): void => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    const next = tabs[to % tabs.length]!;
    show(next.id);
    const list = event.currentTarget as HTMLElement;
    list.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div class="dgb-tabs" role="tablist" aria-label={label} onKeyDown={walk}>
        {tabs.map((tab, i) => (
          <button
            {...KEYS}
            type="button"
            key={tab.id}
            role="tab"
            data-tab={tab.id}
            aria-selected={i === at}
            tabIndex={i === at ? 0 : -1}
            onClick={() => show(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div class="dgb-tab" role="tabpanel" aria-label={tabs[at]!.label}>
        {tabs[at]!.content()}
      </div>
    </>
  );
}
