// The page as one anywidget module: `export default { render }`.

import { render as draw } from "preact";
import { Panel } from "./panel";
import { Store } from "./store";
import { followTheme } from "./theme";
import { hideTwin } from "./twin";
import type { Model } from "./messages";

interface RenderContext {
  model: Model;
  el: HTMLElement;
  signal?: AbortSignal;
}

function render({ model, el, signal }: RenderContext): () => void {
  const root = document.createElement("div");
  root.className = "dgb";
  el.append(root);
  const store = new Store(model);
  const undo = [
    followTheme(root),
    hideTwin(String(model.get("uid") ?? "")),
    () => store.close(),
    () => draw(null, root),
    () => root.remove(),
  ];
  draw(<Panel store={store} root={root} />, root);
  let done = false;
  const close = (): void => {
    if (done) return;
    done = true;
    for (const step of undo) step();
  };
  signal?.addEventListener("abort", close);
  return close;
}

export default { render };
