// The whole graph, small, with a frame around what is in sight; shown while something is not.

import type { Ref } from "preact";
import type { Store } from "./store";
import type { Layout } from "./types";
import type { View } from "./viewport";

const WIDEST = 132;
const TALLEST = 84;

const scaleOf = (layout: Layout): number =>
  Math.min(WIDEST / layout.width, TALLEST / layout.height);

interface Props {
  store: Store;
  layout: Layout;
  /** What `frameMinimap` moves as the view moves. */
  frame: Ref<SVGSVGElement>;
  /** Called with a point of the graph that is to be in the middle. */
  look: (x: number, y: number) => void;
}

export function Minimap({ store, layout, frame, look }: Props) {
  const k = scaleOf(layout);
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

/** Puts the frame where the view looks, and hides the map while everything is in sight. */
export function frameMinimap(
  map: SVGSVGElement | null,
  layout: Layout,
  view: View,
  width: number,
  height: number,
): void {
  if (!map) return;
  const k = scaleOf(layout);
  const slack = 1;
  const fits =
    view.x >= -slack &&
    view.y >= -slack &&
    layout.width * view.k + view.x <= width + slack &&
    layout.height * view.k + view.y <= height + slack;
  map.style.display = fits ? "none" : "";
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
