// Words for what is missing: the kernel, or the engine that lays the graph out.

import { useEffect } from "preact/hooks";
import type { Store } from "./store";
import { Glyph } from "./ui";

const LOOK_MS = 3000;

const clock = (ms: number): string => {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes()].map((n) => String(n).padStart(2, "0")).join(":");
};

/** Says that what is shown is of the past, or why there is no graph. */
export function Gone({ store }: { store: Store }) {
  useEffect(() => {
    const timer = setInterval(() => store.lookForKernel(), LOOK_MS);
    return () => clearInterval(timer);
  }, [store]);
  if (store.gone !== null) {
    return (
      <p class="dgb-gone" role="status">
        <Glyph state="problem" />
        {`Kernel stopped: state as of ${clock(store.gone)}. Run the cell again for a live panel.`}
      </p>
    );
  }
  if (store.graph.layout === null && store.graph.cards.length > 0) {
    return (
      <p class="dgb-gone" data-calm>
        No Graphviz engine works here, so the graph is a list. <code>pip install graphviz-pure</code> draws it.
      </p>
    );
  }
  return null;
}
