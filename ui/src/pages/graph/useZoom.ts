import { select } from "d3-selection";
import { type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Geometry, Point } from "./layout";

const MARGIN = 28;
const LEAST = 0.15;
/** Below this not even the names can be read: better to show a part and let the user move. */
const LEAST_FITTED = 0.42;
const MOST = 2.5;

export interface Zoom {
  readonly viewport: React.RefCallback<HTMLDivElement>;
  readonly transform: ZoomTransform;
  readonly by: (factor: number) => void;
  readonly fit: () => void;
  /** Brings a point into sight, if it is not. */
  readonly reveal: (point: Point) => void;
}

/** Pan and zoom by mouse, touch and buttons. Fits by itself until the user moves something. */
export function useZoom(geometry: Geometry | null): Zoom {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const behavior = useRef<ZoomBehavior<HTMLDivElement, unknown>>(null);
  const touched = useRef(false);

  useEffect(() => {
    if (!element) return;
    const made = zoom<HTMLDivElement, unknown>()
      .scaleExtent([LEAST, MOST])
      .on("zoom", (event: { transform: ZoomTransform; sourceEvent: unknown }) => {
        if (event.sourceEvent) touched.current = true;
        setTransform(event.transform);
      });
    behavior.current = made;
    select(element).call(made).on("dblclick.zoom", null);
    return () => {
      select(element).on(".zoom", null);
    };
  }, [element]);

  const fit = useCallback(() => {
    if (!element || !geometry || !behavior.current) return;
    touched.current = false;
    select(element).call(behavior.current.transform, fitted(element, geometry));
  }, [element, geometry]);

  useEffect(() => {
    if (!element) return;
    const refit = () => {
      if (!touched.current) fit();
    };
    refit();
    const resize = new ResizeObserver(refit);
    resize.observe(element);
    return () => resize.disconnect();
  }, [element, fit]);

  const by = useCallback(
    (factor: number) => {
      if (!element || !behavior.current) return;
      touched.current = true;
      select(element).call(behavior.current.scaleBy, factor);
    },
    [element],
  );
  const reveal = useCallback(
    (point: Point) => {
      if (!element || !behavior.current) return;
      const [x, y] = transform.apply([point.x, point.y]);
      const inside =
        x > MARGIN &&
        y > MARGIN &&
        x < element.clientWidth - MARGIN &&
        y < element.clientHeight - MARGIN;
      if (!inside) select(element).call(behavior.current.translateTo, point.x, point.y);
    },
    [element, transform],
  );
  return useMemo(
    () => ({ viewport: setElement, transform, by, fit, reveal }),
    [transform, by, fit, reveal],
  );
}

/** As large as fits, but never larger than life; the middle where it does not fit. */
function fitted(element: HTMLElement, { width, height }: Geometry): ZoomTransform {
  const scale = Math.min(
    1,
    (element.clientWidth - 2 * MARGIN) / Math.max(1, width),
    (element.clientHeight - 2 * MARGIN) / Math.max(1, height),
  );
  const k = Math.max(LEAST_FITTED, scale);
  return zoomIdentity
    .translate((element.clientWidth - width * k) / 2, (element.clientHeight - height * k) / 2)
    .scale(k);
}
