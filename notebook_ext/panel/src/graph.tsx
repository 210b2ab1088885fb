// The graph: cards, groups and edges from the kernel's layout; select, pan, zoom, walk by keys.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { folding, unfolding } from "./arrange";
import { CardView } from "./card";
import { FoldView } from "./fold";
import { Minimap, coveredBy, frameMinimap } from "./minimap";
import type { Store } from "./store";
import { ExportMenu, FocusLine, ViewMenu } from "./tools";
import { Button, KEYS } from "./ui";
import type { Layout } from "./types";
import type { View } from "./viewport";
import { beginning, firstLook, fitAll, isWay, neighbour, reveal, zoomAt } from "./viewport";

const DRAG_PX = 4;
/** A view that rests so long is kept for the next time the cell runs. */
const KEEP_MS = 600;

interface Props {
  store: Store;
  layout: Layout;
  width: number;
  height: number;
  /** Changes when the graph should be fitted anew: the panel itself was resized. */
  frame: number;
  font: string;
  /** What the filter asks for; "" for everything. */
  wanted: string;
  matches: (key: string) => boolean;
}

const keyOf = (event: Event): string | undefined =>
  (event.target as Element).closest<SVGElement>("[data-key]")?.dataset["key"];

/** Holds the view outside of the drawing state: a pan moves one attribute and redraws nothing. */
function useView(store: Store, layout: Layout, width: number, height: number, frame: number) {
  const svg = useRef<SVGSVGElement>(null);
  const world = useRef<SVGGElement>(null);
  const map = useRef<SVGSVGElement>(null);
  const before = store.ui.view;
  const arranged = useRef(store.picture);
  const view = useRef<View>(before ?? { x: 0, y: 0, k: 1 });
  const touched = useRef(Boolean(before));
  const keeping = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const room = { x: 0, y: 0, w: width, h: height };
  const show = (next: View, glide = false): void => {
    view.current = next;
    clearTimeout(keeping.current);
    if (touched.current || store.ui.view) {
      const kept = touched.current ? next : null;
      keeping.current = setTimeout(() => store.look({ view: kept }), KEEP_MS);
    }
    frameMinimap(map.current, layout, next, width, height);
    if (!world.current) return;
    world.current.classList.toggle("dgb-glide", glide);
    world.current.style.transform = `translate(${next.x}px, ${next.y}px) scale(${next.k})`;
  };
  useLayoutEffect(() => {
    // Another focus or direction is another picture: it is looked at from its beginning.
    if (arranged.current !== store.picture) touched.current = false;
    arranged.current = store.picture;
    const first = beginning(layout.nodes, store.arrangement.direction);
    if (!touched.current) show(firstLook(layout.width, layout.height, room, first));
    else show(view.current);
  }, [layout, frame]);
  const zoom = (factor: number, x = width / 2, y = height / 2, glide = false): void => {
    touched.current = true;
    show(zoomAt(view.current, factor, x, y), glide);
  };
  useEffect(() => () => clearTimeout(keeping.current), []);
  return { svg, world, map, view, touched, room, show, zoom };
}

type Viewing = ReturnType<typeof useView>;

/** Drags after 4 px, so that clicks stay clicks; the wheel zooms only with a modifier. */
function useGestures({ svg, view, touched, show, zoom }: Viewing) {
  const dragged = useRef(false);
  const zoomNow = useRef(zoom);
  zoomNow.current = zoom;
  useEffect(() => {
    const element = svg.current!;
    const wheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
      event.preventDefault();
      const frame = element.getBoundingClientRect();
      const by = event.deltaY || event.deltaX;
      zoomNow.current(Math.exp(-by / 400), event.clientX - frame.left, event.clientY - frame.top);
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, []);
  const start = (event: PointerEvent): void => {
    dragged.current = false;
    if (event.button !== 0) return;
    const element = svg.current!;
    const from = { ...view.current };
    const { clientX, clientY } = event;
    const move = (next: PointerEvent): void => {
      const dx = next.clientX - clientX;
      const dy = next.clientY - clientY;
      if (!dragged.current) {
        if (Math.hypot(dx, dy) < DRAG_PX) return;
        dragged.current = touched.current = true;
        element.setPointerCapture(next.pointerId);
        element.dataset["drag"] = "";
      }
      show({ ...from, x: from.x + dx, y: from.y + dy });
    };
    const stop = (): void => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", stop);
      element.removeEventListener("pointercancel", stop);
      delete element.dataset["drag"];
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", stop);
    element.addEventListener("pointercancel", stop);
  };
  return { dragged, start };
}

export function GraphView({ store, layout, width, height, frame, font, wanted, matches }: Props) {
  const viewing = useView(store, layout, width, height, frame);
  const { svg, world, map, view, touched, room, show, zoom } = viewing;
  const { dragged, start } = useGestures(viewing);
  const boxes = useMemo(() => new Map(layout.nodes.map((node) => [node.key, node])), [layout]);
  const nodes = layout.nodes.filter((node) => store.cards.has(node.key) || store.folds.has(node.key));
  const [cursor, setCursor] = useState<string>();
  const primary = store.primary && (boxes.has(store.primary) ? store.primary : store.foldOf(store.primary)?.key);
  const matching = (key: string): boolean =>
    store.folds.get(key)?.members.some(matches) ?? matches(key);
  const reached = [cursor, primary, nodes[0]?.key].find((key) => key && boxes.has(key));
  const bring = (key: string): void => {
    const box = boxes.get(key);
    if (box) show(reveal(view.current, box, room, coveredBy(layout, view.current, width, height)), true);
  };
  /** The view that the user left stands as it was, whatever of it is in sight. */
  const left = useRef(touched.current);
  useLayoutEffect(() => {
    if (primary && !left.current) bring(primary);
    left.current = false;
  }, [primary, width]);
  useEffect(() => {
    const found = wanted && nodes.find((node) => matching(node.key));
    if (found) bring(found.key);
  }, [wanted]);
  const shownGroups = new Set(layout.groups.map((group) => group.name));
  const groupOf = (key: string): string | undefined => {
    const group = store.cards.get(key)?.group;
    return group && shownGroups.has(group) ? group : undefined;
  };
  const open = (key: string): void => {
    const fold = store.folds.get(key);
    if (fold) store.arrange(unfolding(store.arrangement, [fold.name]));
  };
  const close = (group: string): void => store.arrange(folding(store.arrangement, [group]));
  const walk = (event: KeyboardEvent): void => {
    const key = keyOf(event);
    if (event.key === "Escape") store.select([]);
    else if (!key) return;
    else if (event.key === "+" && store.folds.has(key)) open(key);
    else if (event.key === "-" && groupOf(key)) close(groupOf(key)!);
    else if (event.key === "Enter" || event.key === " ") {
      store.pick(key, event.shiftKey || event.ctrlKey || event.metaKey);
    } else {
      const next = isWay(event.key)
        ? neighbour(nodes, boxes.get(key)!, event.key)
        : { Home: nodes[0], End: nodes.at(-1) }[event.key];
      if (!next && !isWay(event.key)) return;
      if (next) {
        setCursor(next.key);
        svg.current?.querySelector<SVGElement>(`[data-key="${CSS.escape(next.key)}"]`)?.focus();
      }
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const click = (event: MouseEvent): void => {
    if (dragged.current) return;
    const { fold: group, unfold } = (event.target as Element).closest<SVGElement>("[data-fold], [data-unfold]")?.dataset ?? {};
    if (group) return close(group);
    if (unfold) return store.arrange(unfolding(store.arrangement, [unfold]));
    const key = keyOf(event);
    const adding = event.shiftKey || event.ctrlKey || event.metaKey;
    if (key) {
      setCursor(key);
      store.pick(key, adding);
    } else if (!adding) store.select([]);
  };
  /** Over a strip the pointer is on the partition under it. */
  const point = (event: PointerEvent): void => {
    const key = keyOf(event);
    const strip = (event.target as Element).closest(".dgb-strip")?.firstElementChild;
    const size = key && store.cards.get(key)?.partitions?.count;
    if (!key || !strip || !size || event.buttons) {
      store.hover.point("", undefined);
      return;
    }
    const frame = strip.getBoundingClientRect();
    const share = (event.clientX - frame.left) / frame.width;
    store.hover.point(key, Math.max(0, Math.min(size - 1, Math.floor(share * size))));
  };
  const fit = (): void => {
    touched.current = false;
    show(fitAll(layout.width, layout.height, room), true);
  };
  return (
    <div class="dgb-graph" role="group" aria-label="Asset graph" style={`height:${height}px`}>
      <svg
        ref={svg}
        width={width}
        height={height}
        onPointerDown={start}
        onPointerMove={point}
        onPointerLeave={() => store.hover.point("", undefined)}
        onClick={click}
        onDblClick={(event) => open(keyOf(event) ?? "")}
        onKeyDown={walk}
        onFocusIn={(event) => {
          const key = keyOf(event);
          if (key && !dragged.current) bring(key);
        }}
      >
        <g ref={world} class="dgb-world">
          <Backdrop store={store} layout={layout} />
          {nodes.map((node) => store.folds.has(node.key) ? (
            <FoldView
              key={node.key}
              fold={store.folds.get(node.key)!}
              badge={store.status(node.key)}
              box={node}
              font={font}
              selected={store.folds.get(node.key)!.members.every((key) => store.selected.includes(key))}
              reached={node.key === reached}
              dim={!matching(node.key)}
            />
          ) : (
            <CardView
              key={node.key}
              card={store.cards.get(node.key)!}
              badge={store.status(node.key)}
              box={node}
              font={font}
              selected={store.selected.includes(node.key)}
              reached={node.key === reached}
              dim={!matches(node.key)}
              lit={store.hover.marks(node.key)}
            />
          ))}
        </g>
      </svg>
      <FocusLine store={store} />
      <Minimap
        store={store}
        layout={layout}
        width={width}
        height={height}
        frame={map}
        look={(x, y) => {
          touched.current = true;
          const { k } = view.current;
          show({ k, x: width / 2 - x * k, y: height / 2 - y * k });
        }}
      />
      <div class="dgb-zoom" role="toolbar" aria-label="Picture" {...KEYS}>
        <ViewMenu store={store} />
        <ExportMenu store={store} />
        <Button look="quiet" aria-label="Zoom out" title="Zoom out" onClick={() => zoom(0.8, undefined, undefined, true)}>
          −
        </Button>
        <Button look="quiet" aria-label="Zoom in" title="Zoom in" onClick={() => zoom(1.25, undefined, undefined, true)}>
          +
        </Button>
        <Button look="quiet" title="Show the whole graph" onClick={fit}>
          Fit
        </Button>
      </div>
    </div>
  );
}

const TIP = "M-8-3.6 0 0-8 3.6z";

/** The arrow's tip at the end of a path, turned by its last segment. */
function tip(path: string): string {
  const numbers = path.match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
  const [x = 0, y = 0] = numbers.slice(-2);
  let [fx = x - 1, fy = y] = numbers.slice(-4, -2);
  if (fx === x && fy === y) [fx = x - 1, fy = y] = numbers.slice(-6, -4);
  const angle = (Math.atan2(y - fy, x - fx) * 180) / Math.PI;
  return `translate(${x} ${y}) rotate(${angle.toFixed(1)})`;
}

/** Group boxes and edges; the selected assets' edges are drawn last, above the others. */
function Backdrop({ store, layout }: { store: Store; layout: Layout }) {
  const { selected, folds } = store;
  return useMemo(() => {
    const on = new Set(selected);
    for (const fold of folds.values()) {
      if (fold.members.some((key) => on.has(key))) on.add(fold.key);
    }
    const lit = (edge: { source: string; target: string }): boolean =>
      on.has(edge.source) || on.has(edge.target);
    const edges = [...layout.edges].sort((a, b) => Number(lit(a)) - Number(lit(b)));
    return (
      <g aria-hidden="true">
        {layout.groups.map((group) => (
          <g key={group.name} class="dgb-group">
            <rect x={group.x} y={group.y} width={group.w} height={group.h} rx="10" />
            <text x={group.x + 12} y={group.y + 17}>
              {group.name}
            </text>
            <g class="dgb-opener" data-fold={group.name} transform={`translate(${group.x + group.w - 24} ${group.y + 5})`}>
              <title>{`Fold ${group.name}`}</title>
              <rect width="18" height="18" rx="4" />
              <path d="M5 9h8" />
            </g>
          </g>
        ))}
        {edges.map((edge) => (
          <g
            key={`${edge.source}→${edge.target}`}
            class="dgb-edge"
            data-on={lit(edge) || undefined}
          >
            <path d={edge.path} />
            <path class="dgb-tip" d={TIP} transform={tip(edge.path)} />
          </g>
        ))}
      </g>
    );
  }, [layout, selected, folds]);
}

