// A button that opens a list of things to do, by mouse and by keys.

import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Button, KEYS } from "./ui";

export interface Item {
  label: string;
  /** A second, lighter line. */
  hint?: string;
  disabled?: boolean;
  act: () => void;
}

interface Props {
  label: string;
  items: readonly Item[];
  look?: "primary" | "quiet" | "plain";
  /** Which edge of the button the list keeps to. */
  align?: "left" | "right";
  up?: boolean;
  class?: string;
  onOpen?: () => void;
  children?: ComponentChildren;
}

export function Menu({ label, items, look = "quiet", align = "left", up, onOpen, children, ...rest }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const opener = (): HTMLElement | null => root.current?.querySelector("button") ?? null;
  const entries = (): HTMLElement[] => [
    ...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)") ?? []),
  ];
  const close = (back = false): void => {
    setOpen(false);
    if (back) opener()?.focus();
  };
  useEffect(() => {
    if (!open) return undefined;
    entries()[0]?.focus();
    const outside = (event: Event): void => {
      if (!event.composedPath().includes(root.current!)) close();
    };
    document.addEventListener("pointerdown", outside, true);
    return () => document.removeEventListener("pointerdown", outside, true);
  }, [open]);
  const walk = (event: KeyboardEvent): void => {
    if (!open) return;
    const all = entries();
    const at = all.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") close(true);
    else if (event.key === "Tab") close();
    else if (to !== undefined) all.at(to % all.length)?.focus();
    if (event.key === "Escape" || to !== undefined) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  return (
    <span ref={root} class={`dgb-menu ${rest.class ?? ""}`} onKeyDown={walk}>
      <Button
        look={look}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={children ? label : undefined}
        title={children ? label : undefined}
        onClick={() => {
          if (!open) onOpen?.();
          setOpen(!open);
        }}
      >
        {children ?? label}
      </Button>
      {open && (
        <span class="dgb-items" role="menu" aria-label={label} data-align={align} data-up={up || undefined}>
          {items.map((item) => (
            <button
              {...KEYS}
              type="button"
              role="menuitem"
              tabIndex={-1}
              disabled={item.disabled}
              onClick={() => {
                close(true);
                item.act();
              }}
            >
              {item.label}
              {item.hint && <small>{item.hint}</small>}
            </button>
          ))}
        </span>
      )}
    </span>
  );
}
