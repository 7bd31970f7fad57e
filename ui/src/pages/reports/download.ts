import { addressOf, ask } from "../../api/client";
import { ApiError, toProblem } from "../../api/problem";
import { apiRange, type TimeRange } from "../../range/range";

/** Saves the report as `tapmesh-traffic-<when>.csv` or `.json`. */
export async function downloadReport(range: TimeRange, format: "csv" | "json"): Promise<void> {
  const address = addressOf("/api/v1/reports/traffic", { query: { format, ...apiRange(range) } });
  const response = await ask(address);
  if (!response.ok) throw new ApiError(await toProblem(response));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = fileName(range, format, new Date());
  link.click();
  // The browser holds the content from the click on.
  URL.revokeObjectURL(link.href);
}

export function fileName(range: TimeRange, format: string, now: Date): string {
  const stamp = (at: Date) => at.toISOString().slice(0, 19).replaceAll(":", "");
  const when =
    range.kind === "relative"
      ? `last-${range.window}-to-${stamp(now)}Z`
      : `${stamp(range.from)}Z-to-${stamp(range.to)}Z`;
  return `tapmesh-traffic-${when}.${format}`;
}
