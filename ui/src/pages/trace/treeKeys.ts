import type { Row } from "./tree";

type Action =
  | { readonly kind: "move"; readonly index: number }
  | { readonly kind: "toggle" }
  | { readonly kind: "open" }
  | { readonly kind: "close" };

const PAGE_ROWS = 15;

/** What a key does on the row at `index`, after the WAI-ARIA practice for trees; null for keys that do nothing. */
export function step(key: string, index: number, rows: readonly Row[]): Action | null {
  const row = rows[index];
  if (!row) return null;
  const move = (to: number): Action => ({
    kind: "move",
    index: Math.max(0, Math.min(rows.length - 1, to)),
  });
  switch (key) {
    case "ArrowDown":
    case "j":
      return move(index + 1);
    case "ArrowUp":
    case "k":
      return move(index - 1);
    case "PageDown":
      return move(index + PAGE_ROWS);
    case "PageUp":
      return move(index - PAGE_ROWS);
    case "Home":
      return move(0);
    case "End":
      return move(rows.length - 1);
    case "ArrowRight":
      if (row.below === 0) return null;
      return row.collapsed ? { kind: "toggle" } : move(index + 1);
    case "ArrowLeft":
      return row.below > 0 && !row.collapsed ? { kind: "toggle" } : move(parentOf(index, rows));
    case "Enter":
    case " ":
      return { kind: "open" };
    case "Escape":
      return { kind: "close" };
    default:
      return null;
  }
}

function parentOf(index: number, rows: readonly Row[]): number {
  const depth = rows[index]?.depth ?? 0;
  for (let i = index - 1; i >= 0; i--) {
    if ((rows[i]?.depth ?? 0) < depth) return i;
  }
  return index;
}
