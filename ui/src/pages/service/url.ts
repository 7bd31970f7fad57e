/** The route whose series the charts show; null for all of the service. */
export interface RouteChoice {
  readonly method: string;
  readonly route: string;
}

/** `method` and `route`; a route that was not configured is empty, so its presence counts. */
export function parseRoute(params: URLSearchParams): RouteChoice | null {
  const method = params.get("method");
  const route = params.get("route");
  return method && route !== null ? { method, route } : null;
}

export function withRoute(params: URLSearchParams, choice: RouteChoice | null): URLSearchParams {
  const next = new URLSearchParams(params);
  next.delete("method");
  next.delete("route");
  if (choice) {
    next.set("method", choice.method);
    next.set("route", choice.route);
  }
  return next;
}

export const sameRoute = (a: RouteChoice | null, b: RouteChoice | null) =>
  a?.method === b?.method && a?.route === b?.route;

export const routeWords = ({ method, route }: RouteChoice) =>
  `${method} ${route === "" ? "(no route configured)" : route}`;
