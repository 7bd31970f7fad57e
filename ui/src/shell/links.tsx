import { type AnchorHTMLAttributes, useCallback } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { keepShared } from "../range/range";

/** Builds addresses within the UI that keep the time range and the refresh setting of the current one. */
export function useAddress(): (path: string, own?: URLSearchParams) => string {
  const [params] = useSearchParams();
  return useCallback((path, own) => keepShared(path, params, own), [params]);
}

interface SharedLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> {
  readonly to: string;
  readonly query?: URLSearchParams | undefined;
}

export function SharedLink({ to, query, ...rest }: SharedLinkProps) {
  const address = useAddress();
  return <Link href={address(to, query)} {...rest} />;
}

/** A link of the navigation: the current page's says so. */
export function NavLink({ to, ...rest }: SharedLinkProps) {
  const [path] = useLocation();
  const current = path === to || path.startsWith(`${to}/`);
  return <SharedLink to={to} aria-current={current ? "page" : undefined} {...rest} />;
}
