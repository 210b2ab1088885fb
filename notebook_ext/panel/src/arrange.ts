// How the graph is arranged: what the page keeps of it, and the kernel reads (`arrangement`).

export interface Arrangement {
  direction: "LR" | "TB";
  folded: readonly string[];
  unfolded: readonly string[];
  focus: readonly string[];
  /** Steps shown around the focus; null for all. */
  upstream: number | null;
  downstream: number | null;
  path: boolean;
}

export const AS_USUAL: Arrangement = {
  direction: "LR",
  folded: [],
  unfolded: [],
  focus: [],
  upstream: null,
  downstream: null,
  path: false,
};

const without = (names: readonly string[], gone: readonly string[]): string[] =>
  names.filter((name) => !gone.includes(name));

export const folding = (was: Arrangement, groups: readonly string[]): Partial<Arrangement> => ({
  folded: [...without(was.folded, groups), ...groups],
  unfolded: without(was.unfolded, groups),
});

export const unfolding = (was: Arrangement, groups: readonly string[]): Partial<Arrangement> => ({
  folded: without(was.folded, groups),
  unfolded: [...without(was.unfolded, groups), ...groups],
});

export const focusing = (keys: readonly string[], path = false): Partial<Arrangement> => ({
  focus: [...keys],
  upstream: path ? null : 1,
  downstream: path ? null : 1,
  path,
});

/** One step more or fewer; beyond the last comes "all". */
export function stepped(steps: number | null, by: 1 | -1): number | null {
  if (steps === null) return by === 1 ? null : MOST_STEPS;
  const next = steps + by;
  return next > MOST_STEPS ? null : Math.max(0, next);
}

const MOST_STEPS = 4;

/** What the trait says, as far as it can be used. */
export function arrangementOf(content: unknown): Arrangement {
  const given = (content ?? {}) as Partial<Arrangement>;
  return {
    direction: given.direction === "TB" ? "TB" : "LR",
    folded: texts(given.folded),
    unfolded: texts(given.unfolded),
    focus: texts(given.focus),
    upstream: steps(given.upstream),
    downstream: steps(given.downstream),
    path: given.path === true,
  };
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];

const steps = (value: unknown): number | null =>
  typeof value === "number" && value >= 0 ? Math.floor(value) : null;
