// A number over time or over partitions, as a small line.

import { dateTime } from "./format";
import type { Numbers } from "./inspect_types";
import { plain } from "./plain";

const WIDTH = 260;
const HEIGHT = 56;
const EDGE = 4;

export interface Point {
  x: number;
  y: number;
}

/** Where the points lie: time as it passed, partitions one after the other. */
export function place(numbers: Numbers, over: "partitions" | "time"): Point[] {
  const { at, values } = numbers;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const first = at[0]!;
  const span = at.at(-1)! - first;
  return values.map((value, i) => {
    const share = over === "time" && span > 0 ? (at[i]! - first) / span : i / (values.length - 1);
    const rise = high > low ? (value - low) / (high - low) : 0.5;
    return {
      x: EDGE + share * (WIDTH - 2 * EDGE),
      y: HEIGHT - EDGE - rise * (HEIGHT - 2 * EDGE),
    };
  });
}

const DOTS_UP_TO = 60;

export function Plot({ numbers, over }: { numbers: Numbers; over: "partitions" | "time" }) {
  const points = place(numbers, over);
  const { values, names, at } = numbers;
  const name = (i: number): string => (over === "partitions" ? names[i]! : dateTime(at[i]!));
  const last = values.length - 1;
  const words =
    `${numbers.label}, ${values.length} values over ${over}: ` +
    `${plain(Math.min(...values))} to ${plain(Math.max(...values))}, last ${plain(values[last]!)}`;
  return (
    <figure class="dgb-plot">
      <figcaption>
        {numbers.label}
        <span>
          {plain(Math.min(...values))} to {plain(Math.max(...values))}
        </span>
        <strong>{plain(values[last]!)}</strong>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
        <polyline points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")} />
        {points.map(({ x, y }, i) =>
          points.length <= DOTS_UP_TO || i === last ? (
            <circle key={i} cx={x.toFixed(1)} cy={y.toFixed(1)} r={i === last ? 2.6 : 1.8}>
              <title>{`${name(i)}: ${plain(values[i]!)}`}</title>
            </circle>
          ) : null,
        )}
      </svg>
      <small>
        <span>{name(0)}</span>
        <span>{name(last)}</span>
      </small>
    </figure>
  );
}
