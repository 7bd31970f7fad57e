import { useMutation } from "@tanstack/react-query";
import { Icon } from "../../parts/Icon";
import type { TimeRange } from "../../range/range";
import { downloadReport } from "./download";
import styles from "./ReportsPage.module.css";

/** The report of the shared time range as a file; what goes wrong is said here instead of being saved into the file. */
export function DownloadButtons({ range }: { range: TimeRange }) {
  const download = useMutation({
    mutationFn: (format: "csv" | "json") => downloadReport(range, format),
  });
  return (
    <>
      {(["csv", "json"] as const).map((format) => (
        <button
          key={format}
          type="button"
          className={format === "csv" ? "button primary" : "button"}
          disabled={download.isPending}
          onClick={() => download.mutate(format)}
        >
          <Icon name="download" /> Download {format.toUpperCase()}
        </button>
      ))}
      {download.error && (
        <p role="alert" className={styles.wrong}>
          Not downloaded: {download.error.message}
        </p>
      )}
    </>
  );
}
