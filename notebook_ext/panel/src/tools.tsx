// What one does with the graph's picture: direction, folding, focus, path, export.

import { focusing, folding, stepped, unfolding } from "./arrange";
import { plural } from "./format";
import { Menu } from "./menu";
import type { Item } from "./menu";
import type { Store } from "./store";
import { Button } from "./ui";
import type { ExportFormat } from "./messages";

const FORMATS: readonly [ExportFormat, string, string][] = [
  ["svg", "SVG", "a picture that scales"],
  ["png", "PNG", "a picture for slides and chats"],
  ["html", "HTML", "a page by itself"],
  ["mermaid", "Mermaid", "for Markdown and wikis"],
  ["dot", "DOT", "for Graphviz"],
];

/** The groups that can be folded, and those that are. */
function groups(store: Store): { open: string[]; folded: string[] } {
  const folded = store.graph.folds.map((fold) => fold.name);
  const shown = store.graph.layout?.groups.map((group) => group.name) ?? [];
  return { open: shown.filter((name) => !folded.includes(name)), folded };
}

export function ViewMenu({ store }: { store: Store }) {
  const { arrangement } = store;
  const chosen = store.selected.filter((key) => store.cards.has(key));
  const { open, folded } = groups(store);
  const down = arrangement.direction === "LR";
  const items: (Item | false)[] = [
    {
      label: "Focus on the selection",
      hint: chosen.length ? "and one step around it" : "select an asset first",
      disabled: chosen.length === 0,
      act: () => store.arrange(focusing(chosen)),
    },
    {
      label: "Path between two assets",
      hint: chosen.length === 2 ? chosen.join(" → ") : "select two, with Shift",
      disabled: chosen.length !== 2,
      act: () => store.arrange(focusing(chosen, true)),
    },
    {
      label: down ? "Draw top down" : "Draw left to right",
      act: () => store.arrange({ direction: down ? "TB" : "LR" }),
    },
    open.length > 0 && {
      label: "Fold all groups",
      act: () => store.arrange(folding(arrangement, open)),
    },
    folded.length > 0 && {
      label: "Open all groups",
      act: () => store.arrange(unfolding(arrangement, folded)),
    },
  ];
  return (
    <Menu label="View" up align="right" items={items.filter((item): item is Item => item !== false)} />
  );
}

export function ExportMenu({ store }: { store: Store }) {
  const items = FORMATS.map(([format, label, hint]) => ({
    label,
    hint,
    act: () => store.export(format),
  }));
  return <Menu label="Export" up align="right" items={items} />;
}

interface StepsProps {
  word: string;
  steps: number | null;
  set: (steps: number | null) => void;
}

function Steps({ word, steps, set }: StepsProps) {
  return (
    <span class="dgb-steps" role="group" aria-label={`Steps ${word}`}>
      <Button look="quiet" aria-label={`Fewer ${word}`} disabled={steps === 0} onClick={() => set(stepped(steps, -1))}>
        −
      </Button>
      <span>
        {steps ?? "all"} {word}
      </span>
      <Button look="quiet" aria-label={`More ${word}`} disabled={steps === null} onClick={() => set(stepped(steps, 1))}>
        +
      </Button>
    </span>
  );
}

/** Says that a part is shown, and how to see more of it or all. */
export function FocusLine({ store }: { store: Store }) {
  const { arrangement, graph } = store;
  const focus = arrangement.focus.filter((key) => store.cards.has(key));
  if (focus.length === 0) return null;
  const names = focus.length > 2 ? plural(focus.length, "asset") : focus.join(" and ");
  return (
    <div class="dgb-focus" role="group" aria-label="Focus">
      <span class="dgb-current">
        {arrangement.path ? "Between" : "Around"} <strong>{names}</strong>
      </span>
      {!arrangement.path && (
        <>
          <Steps word="up" steps={arrangement.upstream} set={(upstream) => store.arrange({ upstream })} />
          <Steps word="down" steps={arrangement.downstream} set={(downstream) => store.arrange({ downstream })} />
        </>
      )}
      {graph.hidden > 0 && <span class="dgb-muted">{plural(graph.hidden, "asset")} hidden</span>}
      <Button look="quiet" onClick={() => store.arrange({ focus: [], path: false })}>
        Show all
      </Button>
    </div>
  );
}
