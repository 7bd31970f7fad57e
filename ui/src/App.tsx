import { lazy, Suspense } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { SkeletonLines } from "./parts/states";
import { CrashBoundary } from "./shell/CrashBoundary";
import { Header } from "./shell/Header";
import { useAddress } from "./shell/links";
import { NotFound } from "./shell/NotFound";

const GraphPage = lazy(() => import("./pages/graph/GraphPage"));
const ServicesPage = lazy(() => import("./pages/services/ServicesPage"));
const ServicePage = lazy(() => import("./pages/service/ServicePage"));
const TracesPage = lazy(() => import("./pages/traces/TracesPage"));
const TracePage = lazy(() => import("./pages/trace/TracePage"));
const SlosPage = lazy(() => import("./pages/slos/SlosPage"));
const ReportsPage = lazy(() => import("./pages/reports/ReportsPage"));

/**
 * A part of the path as it was before it was encoded. The router's own parameters have been decoded in part, which cannot
 * be undone for a name with a percent sign.
 */
function segment(path: string, index: number): string {
  const raw = path.split("/")[index] ?? "";
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

export function App() {
  const [path] = useLocation();
  const address = useAddress();
  return (
    <>
      <a className="visually-hidden skip" href="#main">
        Skip to the content
      </a>
      <Header />
      <CrashBoundary key={path}>
        <Suspense fallback={<SkeletonLines />}>
          <Switch>
            <Route path="/graph" component={GraphPage} />
            <Route path="/services" component={ServicesPage} />
            <Route path="/services/:name">
              {() => <ServicePage service={segment(window.location.pathname, 2)} />}
            </Route>
            <Route path="/traces" component={TracesPage} />
            <Route path="/traces/:traceId">
              {({ traceId }) => <TracePage key={traceId} traceId={traceId} />}
            </Route>
            <Route path="/slos" component={SlosPage} />
            <Route path="/reports" component={ReportsPage} />
            <Route path="/">
              <Redirect to={address("/graph")} replace />
            </Route>
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </CrashBoundary>
    </>
  );
}
