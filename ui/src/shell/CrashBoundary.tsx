import { Component, type ReactNode } from "react";
import { Failure } from "../parts/states";

interface State {
  readonly error: Error | null;
}

/** A mistake in one page must not take the header and the other pages away. */
export class CrashBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return <Failure error={error} retry={() => this.setState({ error: null })} />;
  }
}
