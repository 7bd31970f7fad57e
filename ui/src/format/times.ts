const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const shortClock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const full = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "long",
});

const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();

/** `14:03:22`, with the day where it is not today. */
export function formatTime(at: Date, now = new Date()): string {
  return sameDay(at, now) ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`;
}

/** `14:03` or `2 Nov 14:03`: for the ends of a range. */
export function formatMinute(at: Date, now = new Date()): string {
  return sameDay(at, now) ? shortClock.format(at) : `${day.format(at)} ${shortClock.format(at)}`;
}

/** With the zone, for titles. */
export const formatFull = (at: Date) => full.format(at);

/** `now`, `5 s`, `3 min`, `2 h`, `4 d`: how long ago. */
export function formatAge(at: Date, now = new Date()): string {
  const seconds = Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000));
  if (seconds < 1) return "now";
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** What an `<input type="datetime-local">` wants: local time to the second, without a zone. */
export function toLocalInput(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}
