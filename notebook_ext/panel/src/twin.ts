// The static picture stays in the saved notebook and is hidden while the live panel shows.

/**
 * Hides the static twin by a style rule, not by finding it: cells are drawn and dropped as the
 * notebook scrolls, before and after the panel. Returns what shows it again.
 */
export function hideTwin(uid: string): () => void {
  if (!uid) return () => {};
  const twin = `[data-dagbook-static="${CSS.escape(uid)}"]`;
  const style = document.createElement("style");
  style.textContent = `${twin},.jp-OutputArea-child:has(${twin}){display:none!important}`;
  document.head.append(style);
  return () => style.remove();
}
