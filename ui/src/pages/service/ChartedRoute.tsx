import { useSearchParams } from "wouter";
import type { SeriesOf } from "../../api/queries";
import { Icon } from "../../parts/Icon";
import { GoldenSignals } from "./GoldenSignals";
import styles from "./ServicePage.module.css";
import { parseRoute, routeWords, withRoute } from "./url";

/** The charts of the service, or of the one route that the address names. */
export function ChartedRoute({ service }: { service: string }) {
  const [params, setParams] = useSearchParams();
  const route = parseRoute(params);
  const of: SeriesOf = route ? { service, ...route } : { service };
  return (
    <>
      {route && (
        <p className={styles.charted} role="status">
          The charts show <code>{routeWords(route)}</code> alone.
          <button
            type="button"
            className="button"
            onClick={() => setParams((current) => withRoute(current, null), { replace: true })}
          >
            <Icon name="close" size={12} /> All routes
          </button>
        </p>
      )}
      <GoldenSignals of={of} syncKey={`service ${service}`} />
    </>
  );
}
