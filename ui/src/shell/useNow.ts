import { useEffect, useState } from "react";

/** The wall clock, read again every `everyMillis`: for what shows an age. */
export function useNow(everyMillis: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMillis);
    return () => clearInterval(timer);
  }, [everyMillis]);
  return now;
}
