// The filter's field, with what could be typed next under it.

import { useRef, useState } from "preact/hooks";
import type { Store } from "./store";
import { KEYS } from "./ui";

const LIST = "dgb-filter-items";

export function FilterBox({ store }: { store: Store }) {
  const { filter } = store;
  const field = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const items = open ? filter.items : [];
  const look = (text: string, cursor: number): void => {
    setAt(-1);
    setOpen(true);
    store.filterBy(text, cursor);
  };
  const take = (item: string): void => {
    const [text, cursor] = filter.taking(item);
    look(text, cursor);
    const input = field.current!;
    input.value = text;
    input.focus();
    input.setSelectionRange(cursor, cursor);
  };
  const press = (event: KeyboardEvent): void => {
    const { length } = items;
    if (event.key === "ArrowDown" && length) setAt((at + 1) % length);
    else if (event.key === "ArrowUp" && length) setAt((at - 1 + length) % length);
    else if ((event.key === "Enter" || event.key === "Tab") && items[at]) take(items[at]);
    else if (event.key === "Enter") {
      setOpen(false);
      store.selectMatching();
    } else if (event.key === "Escape" && open && length) setOpen(false);
    else if (event.key === "Escape" && filter.text) look("", 0);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span class="dgb-filters">
      <input
        {...KEYS}
        ref={field}
        class="dgb-filter"
        type="text"
        role="combobox"
        placeholder="Filter"
        title={"A part of a name, or a selection such as group:sales and not +orders.\nEnter selects what is found."}
        aria-label="Filter assets"
        aria-autocomplete="list"
        aria-controls={LIST}
        aria-expanded={items.length > 0}
        aria-activedescendant={items[at] ? `${LIST}-${at}` : undefined}
        aria-invalid={filter.problem !== ""}
        spellcheck={false}
        autocomplete="off"
        value={filter.text}
        onInput={(event) => look(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)}
        onKeyDown={press}
        onBlur={() => setOpen(false)}
      />
      {(items.length > 0 || (open && filter.problem)) && (
        <span class="dgb-items" id={LIST} role="listbox" aria-label="What could be typed">
          {filter.problem && <p role="status">{filter.problem}</p>}
          {items.map((item, i) => (
            <button
              type="button"
              role="option"
              tabIndex={-1}
              id={`${LIST}-${i}`}
              aria-selected={i === at}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(item)}
            >
              {item}
            </button>
          ))}
        </span>
      )}
    </span>
  );
}
