// The whole graph, small, with a frame around what is in sight; shown while something is not.

import type { Ref } from "preact";
import type { Store } from "./store";
import type { Layout } from "./types";
import type { View } from "./viewport";

/** As large as a card, in whatever shape the graph has, and smaller on a small picture. */
const AREA = 132 * 72;
const SHARE = 0.045;
const WIDEST = 264;
const TALLEST = 110;
/** What the buttons below it take. */
const TOOLS = { w: 200, h: 44 };

function scaleOf(layout: Layout, width: number, height: number): number {
  const area = Math.min(AREA, SHARE * width * height);
  const even = Math.sqrt(area / (layout.width * layout.height));
  return Math.min(even, Math.min(WIDEST, width * 0.4) / layout.width, TALLEST / layout.height);
}

interface Props {
  store: Store;
  layout: Layout;
  /** Of the picture that the map lies on. */
  width: number;
  height: number;
  /** What `frameMinimap` moves as the view moves. */
  frame: Ref<SVGSVGElement>;
  /** Called with a point of the graph that is to be in the middle. */
  look: (x: number, y: number) => void;
}

export function Minimap({ store, layout, width, height, frame, look }: Props) {
  const k = scaleOf(layout, width, height);
  const go = (event: PointerEvent): void => {
    if (!(event.buttons & 1)) return;
    const svg = event.currentTarget as SVGSVGElement;
    svg.setPointerCapture(event.pointerId);
    const box = svg.getBoundingClientRect();
    look((event.clientX - box.left) / k, (event.clientY - box.top) / k);
  };
  return (
    <div class="dgb-map">
      <svg
        ref={frame}
        class="dgb-minimap"
        width={Math.ceil(layout.width * k)}
        height={Math.ceil(layout.height * k)}
        aria-hidden="true"
        onPointerDown={go}
        onPointerMove={go}
      >
        {layout.nodes.map((node) => (
          <rect
            key={node.key}
            data-state={store.status(node.key).state}
            x={node.x * k}
            y={node.y * k}
            width={Math.max(2, node.w * k)}
            height={Math.max(1.5, node.h * k)}
            rx="1"
          />
        ))}
        <rect class="dgb-sight" rx="2" />
      </svg>
    </div>
  );
}

function fits(layout: Layout, view: View, width: number, height: number): boolean {
  const slack = 1;
  return (
    view.x >= -slack &&
    view.y >= -slack &&
    layout.width * view.k + view.x <= width + slack &&
    layout.height * view.k + view.y <= height + slack
  );
}

/** How much of the picture's corner the buttons and the map lie on. */
export function coveredBy(layout: Layout, view: View, width: number, height: number) {
  if (fits(layout, view, width, height)) return TOOLS;
  const k = scaleOf(layout, width, height);
  return { w: Math.max(TOOLS.w, layout.width * k + 16), h: TOOLS.h + layout.height * k };
}

/** Puts the frame where the view looks, and hides the map while everything is in sight. */
export function frameMinimap(
  map: SVGSVGElement | null,
  layout: Layout,
  view: View,
  width: number,
  height: number,
): void {
  if (!map) return;
  const k = scaleOf(layout, width, height);
  map.style.display = fits(layout, view, width, height) ? "none" : "";
  const sight = map.lastElementChild!;
  for (const [name, value] of [
    ["x", (-view.x / view.k) * k],
    ["y", (-view.y / view.k) * k],
    ["width", (width / view.k) * k],
    ["height", (height / view.k) * k],
  ] as const) {
    sight.setAttribute(name, value.toFixed(1));
  }
}
