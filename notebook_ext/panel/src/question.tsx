// What the kernel asks before it does something large or something that takes away.

import { useEffect, useRef } from "preact/hooks";
import type { Store } from "./store";
import { Button } from "./ui";
import type { Ask } from "./messages";

/** Whether the person types elsewhere, where the focus must stay. */
function isTyping(root: HTMLElement): boolean {
  const at = document.activeElement;
  if (!(at instanceof HTMLElement) || root.contains(at)) return false;
  return at.isContentEditable || at.matches("input, textarea, select");
}

/** One question, in place; no is what Escape and the first focus mean. */
export function Question({ store, ask, root }: { store: Store; ask: Ask; root: HTMLElement }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    if (isTyping(root)) return undefined;
    box.current?.querySelector<HTMLElement>("[data-no]")?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [ask]);
  return (
    <div
      ref={box}
      class="dgb-question"
      role="alertdialog"
      aria-label={[ask.title, ...ask.lines].join(" ")}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        store.wishes.answer(false);
      }}
    >
      <strong>{ask.title}</strong>
      <ul>
        {ask.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <div class="dgb-actions">
        <Button
          look="primary"
          data-takes={ask.wish.type === "forget" || undefined}
          onClick={() => store.wishes.answer(true)}
        >
          {ask.yes}
        </Button>
        <Button data-no onClick={() => store.wishes.answer(false)}>
          Not now
        </Button>
      </div>
    </div>
  );
}
