import { expect, it } from "vitest";
import { formatAge, formatMinute, formatTime, toLocalInput } from "./times";

const NOW = new Date(2026, 10, 2, 14, 3, 22);

it("leaves out the day where it is today", () => {
  expect(formatTime(new Date(2026, 10, 2, 9, 5, 1), NOW)).toBe("09:05:01");
  expect(formatTime(new Date(2026, 10, 1, 9, 5, 1), NOW)).toBe("1 Nov 09:05:01");
  expect(formatMinute(new Date(2026, 9, 31, 23, 59), NOW)).toBe("31 Oct 23:59");
});

it.each([
  [-4_000, "now"],
  [2_000, "2 s"],
  [180_000, "3 min"],
  [7_200_000, "2 h"],
  [345_600_000, "4 d"],
])("calls %d ms ago %s", (agoMillis, text) => {
  expect(formatAge(new Date(NOW.getTime() - agoMillis), NOW)).toBe(text);
});

it("gives the picker local time", () => {
  expect(toLocalInput(NOW)).toBe("2026-11-02T14:03:22");
});
