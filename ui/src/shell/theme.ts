import { useSyncExternalStore } from "react";

/** `system` follows the operating system; the others are kept in this browser. */
export type Theme = "system" | "light" | "dark";

const KEY = "tapmesh.theme";
const listeners = new Set<() => void>();
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
prefersDark.addEventListener("change", () => notify());

function notify() {
  for (const listener of listeners) listener();
}

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return value === "light" || value === "dark" ? value : "system";
}

/** Before the first paint, and after each choice. */
export function applyTheme(theme: Theme = stored()) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function chooseTheme(theme: Theme) {
  if (theme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  applyTheme(theme);
  notify();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTheme = () => useSyncExternalStore(subscribe, stored);

/** What is on the screen: for what is painted on a canvas and must be painted anew. */
export const useDark = () =>
  useSyncExternalStore(subscribe, () => {
    const theme = stored();
    return theme === "system" ? prefersDark.matches : theme === "dark";
  });
