// Light or dark, whatever the host: JupyterLab, VS Code, marimo, a plain page.

const HOSTS = ["data-jp-theme-light", "data-vscode-theme-kind", "data-theme", "class", "style"];

function luminance(color: string): number | null {
  const parts = color.match(/[\d.]+/g)?.map(Number);
  if (!color.startsWith("rgb") || !parts || parts.length < 3 || parts[3] === 0) return null;
  return (0.2126 * parts[0]! + 0.7152 * parts[1]! + 0.0722 * parts[2]!) / 255;
}

/** The luminance of what is behind the element, or null where nothing paints. */
function behind(element: Element | null): number | null {
  for (let at = element; at; at = at.parentElement) {
    const found = luminance(getComputedStyle(at).backgroundColor);
    if (found !== null) return found;
  }
  return null;
}

export function isDark(element: HTMLElement): boolean {
  const light = document.body.dataset["jpThemeLight"];
  if (light) return light === "false";
  const found = behind(element.parentElement);
  if (found !== null) return found < 0.5;
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Keeps `data-scheme` of the element right; returns what stops it. */
export function followTheme(element: HTMLElement): () => void {
  const update = (): void => {
    element.dataset["scheme"] = isDark(element) ? "dark" : "light";
  };
  const media = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(update);
  for (const target of [document.documentElement, document.body]) {
    observer.observe(target, { attributes: true, attributeFilter: HOSTS });
  }
  media.addEventListener("change", update);
  update();
  // Themes are swapped by a style sheet that loads after the attribute changed.
  const late = setTimeout(update, 300);
  return () => {
    clearTimeout(late);
    observer.disconnect();
    media.removeEventListener("change", update);
  };
}
