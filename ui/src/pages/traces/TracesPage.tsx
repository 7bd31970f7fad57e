import { useQuery } from "@tanstack/react-query";
import { useLocation, useSearchParams } from "wouter";
import { tracesQuery } from "../../api/queries";
import { Answer, CompletenessNotes } from "../../parts/Answer";
import { SkeletonLines } from "../../parts/states";
import { useRange } from "../../range/useRange";
import { useAddress } from "../../shell/links";
import { Page } from "../../shell/Page";
import { SearchForm } from "./SearchForm";
import { TraceResults } from "./TraceResults";
import styles from "./TracesPage.module.css";
import { parseTraceSearch, type TraceSearch, toConditions, tracesParams } from "./url";

export default function TracesPage() {
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const address = useAddress();
  const search = parseTraceSearch(params);
  const query = useQuery(tracesQuery(toConditions(search), useRange()));
  const show = (next: TraceSearch) => navigate(address("/traces", tracesParams(next)));
  return (
    <Page name="Traces" title="Traces" summary="newest first">
      <div className={styles.columns}>
        <SearchForm key={tracesParams(search).toString()} search={search} onSearch={show} />
        <section className={styles.results} aria-label="Results">
          <Answer
            query={query}
            skeleton={
              <div className="card">
                <SkeletonLines count={14} />
              </div>
            }
          >
            {(page) => (
              <>
                <CompletenessNotes of={page.completeness} />
                <TraceResults
                  page={page}
                  search={search}
                  onShow={show}
                  stale={query.isPlaceholderData}
                />
              </>
            )}
          </Answer>
        </section>
      </div>
    </Page>
  );
}
