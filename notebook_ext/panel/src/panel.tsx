// The panel: the bar, the graph or the list, the details, the partitions.

import { useLayoutEffect, useState } from "preact/hooks";
import { Bar, Notices, filters } from "./bar";
import type { ViewName } from "./bar";
import { Side } from "./details";
import { Gone } from "./gone";
import { GraphView } from "./graph";
import { DraftView } from "./launch";
import { List } from "./list";
import { Partitions } from "./partitions";
import { Question } from "./question";
import { Unfinished } from "./resume";
import { RUNS_SIDE_BY_SIDE, RunsView } from "./runs";
import type { Store } from "./store";
import { useStore } from "./hooks";
import { wantedHeight } from "./viewport";

/** Below this width the details go under the graph. */
const SIDE_BY_SIDE = 760;
/** From this width on there is room for the details also while nothing is selected. */
const ROOMY = 1080;
/** Below these widths words give way so that buttons stay in their line. */
const NARROW = 600;
const MIDDLE = 1000;
const SIDE = 340;
/** Tables and logs want more room than words do. */
const WIDE_SIDE = 400;
/** From this width on the details stand beside graph and partitions, as high as both. */
const WIDE_FROM = 1200;
const LEAST_HEIGHT = 220;
const MOST_HEIGHT = 560;
const SIDE_HEIGHT = 360;
/** A run over time and what it says; with the list of runs above them, more. */
const RUNS_HEIGHT = 480;
const RUNS_STACKED_HEIGHT = 640;

/** The width of the panel, followed; 0 while it is not shown. */
function useWidth(root: HTMLElement): number {
  const [width, setWidth] = useState(root.clientWidth);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      // A hidden notebook tab measures 0: keep what was, or coming back would lose the view.
      if (root.clientWidth > 0) setWidth(root.clientWidth);
    });
    observer.observe(root);
    return () => observer.disconnect();
  }, [root]);
  return width;
}

export function Panel({ store, root }: { store: Store; root: HTMLElement }) {
  useStore(store);
  const width = useWidth(root);
  const view = store.ui.mode ?? "graph";
  const setView = (mode: ViewName): void => store.look(mode === "runs" ? { mode, run: "" } : { mode });
  const { cards, layout } = store.graph;
  const filtered = filters(store, width);
  const wanted = filtered ? store.filter.text.trim() : "";
  const matches = (key: string): boolean => !filtered || store.filter.matches(store.cards.get(key));
  const beside = width >= SIDE_BY_SIDE && (store.primary !== undefined || width >= ROOMY);
  const tall = width >= WIDE_FROM;
  const side = tall ? WIDE_SIDE : SIDE;
  const graphWidth = beside ? width - side : width;
  const wide = width >= ROOMY ? width - side : width;
  const natural = layout ? wantedHeight(layout.width, layout.height, wide) : 0;
  const least = width >= SIDE_BY_SIDE ? SIDE_HEIGHT : LEAST_HEIGHT;
  const fitting = Math.min(MOST_HEIGHT, Math.max(least, natural));
  const runs = graphWidth < RUNS_SIDE_BY_SIDE ? RUNS_STACKED_HEIGHT : RUNS_HEIGHT;
  const height = view === "runs" ? Math.max(fitting, runs) : fitting;
  if (width === 0) return null;
  return (
    <div
      class="dgb-panel"
      data-beside={beside || undefined}
      data-tall={tall || undefined}
      data-width={width < NARROW ? "narrow" : width < MIDDLE ? "middle" : "wide"}
      role="group"
      aria-label="Assets"
    >
      <Bar {...{ store, width, view, setView }} />
      <Gone store={store} />
      <Unfinished store={store} />
      <DraftView key={store.runs.draft?.title} store={store} />
      {store.wishes.ask && <Question store={store} ask={store.wishes.ask} root={root} />}
      {cards.length === 0 ? (
        <p class="dgb-empty">
          No assets yet. Run a cell with an <code>@asset</code>, and it appears here.
        </p>
      ) : (
        <div class="dgb-body" style={beside ? `--height:${height}px;--side:${side}px` : ""}>
          <div class="dgb-main">
            {view === "runs" ? (
              <RunsView store={store} width={graphWidth} />
            ) : layout && view === "graph" ? (
              <GraphView
                store={store}
                layout={layout}
                width={graphWidth}
                height={height}
                frame={width}
                font={getComputedStyle(root).fontFamily}
                wanted={wanted}
                matches={matches}
              />
            ) : (
              <List store={store} matches={matches} />
            )}
            <Notices store={store} />
          </div>
          {tall && <Partitions store={store} width={graphWidth - 32} />}
          {beside && <Side store={store} />}
        </div>
      )}
      {!tall && <Partitions store={store} width={width - 32} />}
      {!beside && store.primary !== undefined && <Side store={store} />}
    </div>
  );
}
