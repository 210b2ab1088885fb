// What makes components follow the store and the clock.

import { useEffect, useReducer } from "preact/hooks";
import type { Store } from "./store";

/** Redraws the component that calls it whenever the store changes. */
export function useStore(store: Store): void {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => store.subscribe(() => redraw(undefined)), [store]);
}

/** The present in seconds, anew every `seconds`; frozen while `seconds` is 0. */
export function useNow(seconds: number): number {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    if (seconds === 0) return undefined;
    const timer = setInterval(() => redraw(undefined), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return Date.now() / 1000;
}
