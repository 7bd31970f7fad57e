import { useEffect, useRef, useState } from "react";
import type { Schemas } from "../../api/client";
import { type Direction, type Geometry, layOut } from "./layout";
import { topologyKey } from "./topology";

interface Layout {
  readonly geometry: Geometry | null;
  readonly error: Error | null;
}

/** Lays out when the topology changes, and only then; until that is done the old geometry stays. */
export function useLayout(graph: Schemas["Graph"], direction: Direction): Layout {
  const [layout, setLayout] = useState<Layout>({ geometry: null, error: null });
  const latest = useRef(graph);
  latest.current = graph;
  const key = topologyKey(graph);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what the layout depends on
  useEffect(() => {
    let outdated = false;
    layOut(latest.current, direction).then(
      (geometry) => {
        if (!outdated) setLayout({ geometry, error: null });
      },
      (error: unknown) => {
        if (!outdated) setLayout({ geometry: null, error: error as Error });
      },
    );
    return () => {
      outdated = true;
    };
  }, [key, direction]);
  return layout;
}
