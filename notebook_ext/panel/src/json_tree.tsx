// JSON as a tree that folds.

import { plural } from "./format";
import { KEYS } from "./ui";

const MOST = 200;
const OPEN_UP_TO = 8;
const DEEPEST = 40;

function Leaf({ value }: { value: unknown }) {
  return <code>{value === undefined ? "" : JSON.stringify(value)}</code>;
}

function Branch({ name, value, depth }: { name: string; value: unknown; depth: number }) {
  const isTree = value !== null && typeof value === "object";
  const size = isTree ? Object.keys(value).length : 0;
  if (size === 0 || depth > DEEPEST) {
    return (
      <li>
        {name && <span class="dgb-tree-name">{name}</span>} <Leaf value={value} />
      </li>
    );
  }
  const words = Array.isArray(value) ? plural(size, "item") : plural(size, "key");
  return (
    <li>
      <details open={depth === 0 || size <= OPEN_UP_TO}>
        <summary {...KEYS}>
          {name && <span class="dgb-tree-name">{name}</span>} <span class="dgb-muted">{words}</span>
        </summary>
        <ul class="dgb-tree">
          {Object.entries(value as object)
            .slice(0, MOST)
            .map(([key, each]) => (
              <Branch key={key} name={key} value={each} depth={depth + 1} />
            ))}
          {size > MOST && <li class="dgb-muted">{`${size - MOST} more`}</li>}
        </ul>
      </details>
    </li>
  );
}

export function Json({ value }: { value: unknown }) {
  return (
    <ul class="dgb-tree">
      <Branch name="" value={value} depth={0} />
    </ul>
  );
}
