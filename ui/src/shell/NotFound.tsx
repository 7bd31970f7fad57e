import { Empty } from "../parts/states";
import { SharedLink } from "./links";
import { Page } from "./Page";

export function NotFound() {
  return (
    <Page title="No such page" name="No such page">
      <Empty
        title="There is nothing at this address"
        actions={
          <SharedLink to="/graph" className="button">
            Go to the service graph
          </SharedLink>
        }
      >
        The pages are the service graph, services, traces, error budgets and reports.
      </Empty>
    </Page>
  );
}
