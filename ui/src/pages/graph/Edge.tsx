import { memo } from "react";
import type { Schemas } from "../../api/client";
import { formatPercent, formatRateNumber } from "../../format/numbers";
import { healthOf } from "../../parts/Health";
import { Icon } from "../../parts/Icon";
import { ENCRYPTION_ICON, encryptionOf, isOnlyOpen } from "../../parts/traffic";
import styles from "./Graph.module.css";
import type { EdgeShape } from "./layout";
import { endAngle, roundedPath } from "./path";
import { edgeWidth } from "./topology";
import type { Selection } from "./url";

interface EdgeProps {
  readonly edge: Schemas["Edge"];
  readonly shape: EdgeShape | undefined;
  readonly lit: boolean;
  readonly onSelect: (selection: Selection) => void;
}

const selectionOf = ({ source, destination }: Schemas["Edge"]): Selection => ({
  kind: "edge",
  source,
  destination,
});

const goesInTheClear = (edge: Schemas["Edge"]) => ["some", "none"].includes(encryptionOf(edge));

const WORDS = {
  all: "encrypted",
  some: "partly encrypted",
  none: "not encrypted",
  open: "encrypted connections that are still open",
};

/** Width by rate, colour by errors, dashed where anything went unencrypted. A wide unseen line catches the mouse. */
export const EdgeLine = memo(function EdgeLine({ edge, shape, lit, onSelect }: EdgeProps) {
  const end = shape?.points.at(-1);
  if (!shape || !end) return null;
  const width = edgeWidth(edge.stats.requestsPerSecond);
  const head = 5 + width;
  const path = roundedPath(shape.points, head - 1);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the label on the line is the button for it
    <g
      className={styles.edge}
      data-health={healthOf(edge.stats)}
      data-lit={lit}
      onClick={() => onSelect(selectionOf(edge))}
    >
      <path d={path} className={styles.catch} />
      <path
        d={path}
        className={styles.line}
        strokeWidth={width}
        strokeDasharray={goesInTheClear(edge) ? `${4 + width} ${3 + width}` : undefined}
      />
      <path
        className={styles.head}
        d={`M0 0 ${-head} ${-head * 0.55} ${-head} ${head * 0.55}Z`}
        transform={`translate(${end.x} ${end.y}) rotate(${endAngle(shape.points)})`}
      />
    </g>
  );
});

export const EdgeLabel = memo(function EdgeLabel(
  props: EdgeProps & { readonly selected: boolean },
) {
  const { edge, shape, lit, selected, onSelect } = props;
  if (!shape) return null;
  const { stats, source, destination } = edge;
  const encrypted = encryptionOf(edge);
  return (
    <button
      type="button"
      className={styles.label}
      data-health={healthOf(stats)}
      data-encryption={encrypted}
      data-lit={lit}
      aria-pressed={selected}
      tabIndex={-1}
      style={{
        transform: `translate(${shape.label.x}px, ${shape.label.y}px) translate(-50%, -50%)`,
      }}
      onClick={() => onSelect(selectionOf(edge))}
    >
      <span className="visually-hidden">
        {source} to {destination},{" "}
      </span>
      <Icon name={ENCRYPTION_ICON[encrypted]} size={11} />
      {isOnlyOpen(stats) ? "open" : `${formatRateNumber(stats.requestsPerSecond)}/s`}
      {stats.errors > 0 && <b>{formatPercent(stats.errorRatio)}</b>}
      <span className="visually-hidden">
        {stats.errors > 0 ? " errors" : ", no errors"}, {WORDS[encrypted]}
      </span>
    </button>
  );
});
