import { useRange } from "../range/useRange";
import { rangeWords } from "../shell/RangePicker";
import { Empty } from "./states";

/** No call was seen in the time range: how to look further back, or how to get some. */
export function NoTraffic() {
  const { range, setRange } = useRange();
  return (
    <Empty
      icon="graph"
      title="No traffic in this time range"
      actions={
        <button
          type="button"
          className="button"
          onClick={() => setRange({ kind: "relative", window: "24h" })}
        >
          Show the last 24 hours
        </button>
      }
    >
      Nothing was seen in “{rangeWords(range)}”. Send requests through a tap proxy, or start the
      sample shop with <code>./tapmesh demo</code>; the first calls appear here within seconds.
    </Empty>
  );
}
