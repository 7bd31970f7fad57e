import { Icon } from "../../parts/Icon";
import styles from "./Graph.module.css";
import type { Zoom } from "./useZoom";

/** For who has no wheel; the wheel, two fingers and dragging do the same. */
export function ZoomButtons({ zoom }: { zoom: Zoom }) {
  return (
    <div className={styles.zoom} role="group" aria-label="Zoom">
      <button
        type="button"
        className="button square"
        aria-label="Zoom in"
        onClick={() => zoom.by(1.3)}
      >
        <Icon name="plus" />
      </button>
      <button
        type="button"
        className="button square"
        aria-label="Zoom out"
        onClick={() => zoom.by(1 / 1.3)}
      >
        <Icon name="minus" />
      </button>
      <button type="button" className="button square" aria-label="Fit to window" onClick={zoom.fit}>
        <Icon name="fit" />
      </button>
    </div>
  );
}
