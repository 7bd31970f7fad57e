import { useSyncExternalStore } from "react";
import type { Direction } from "./layout";

const portrait = window.matchMedia("(max-aspect-ratio: 4/5)");

function subscribe(listener: () => void) {
  portrait.addEventListener("change", listener);
  return () => portrait.removeEventListener("change", listener);
}

/** Calls run from left to right; from top to bottom in a window that is higher than wide. */
export const useDirection = (): Direction =>
  useSyncExternalStore(subscribe, () => (portrait.matches ? "DOWN" : "RIGHT"));
