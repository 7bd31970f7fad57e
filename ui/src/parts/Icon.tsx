import type { ReactNode } from "react";

/** 16 × 16 strokes in the colour of the text around them. Decoration: the words beside them carry the meaning. */
const SHAPES = {
  chevronDown: <path d="m4 6 4 4 4-4" />,
  chevronRight: <path d="m6 4 4 4-4 4" />,
  chevronLeft: <path d="m10 4-4 4 4 4" />,
  close: <path d="m4 4 8 8m0-8-8 8" />,
  search: <path d="m10.2 10.2 3.3 3.3M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Z" />,
  sun: (
    <path d="M10.5 8a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7" />
  ),
  moon: <path d="M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z" />,
  system: <path d="M2 3.5h12v8H2zM6 14h4M8 11.5V14" />,
  refresh: <path d="M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v2.6h-2.6" />,
  clock: <path d="M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM8 4.5V8l2.3 1.6" />,
  download: <path d="M8 2v8m0 0 3.2-3.2M8 10 4.8 6.8M2.5 13.5h11" />,
  chart: <path d="M2.5 2.5v11h11M5 10.5l2.6-3.6 2.2 2L13 4.5" />,
  lock: <path d="M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5" />,
  unlock: <path d="M4 7.5h8v6H4zM5.5 7.5V4.4a2.5 2.5 0 0 1 4.7-1.2" />,
  plus: <path d="M8 3v10M3 8h10" />,
  minus: <path d="M3 8h10" />,
  fit: <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />,
  graph: (
    <path d="M5.5 4a1.8 1.8 0 1 1-3.5 0 1.8 1.8 0 0 1 3.5 0ZM14 5.5a1.6 1.6 0 1 1-3.2 0 1.6 1.6 0 0 1 3.2 0ZM8.6 12a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0ZM5.5 4.2l5.2 1M4.5 5.6l1.7 4.7M11.3 6.8 8 10.6" />
  ),
  table: <path d="M2 3h12v10H2zM2 6.5h12M2 10h12M6 6.5V13" />,
  warning: <path d="M8 2.2 14.3 13H1.7zM8 6.5v3M8 11.3v.2" />,
  arrowRight: <path d="M3 8h10m0 0L9 4m4 4-4 4" />,
  link: (
    <path d="M6.5 9.5 9.5 6.5M7 4.5 8.5 3a3 3 0 0 1 4.2 4.2L11.2 8.8M9 11.5 7.5 13a3 3 0 0 1-4.2-4.2l1.5-1.6" />
  ),
  check: <path d="m3.5 8.5 3 3 6-7" />,
  copy: <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: "none" }}
    >
      {SHAPES[name]}
    </svg>
  );
}
