import { describe, expect, it } from "vitest";
import { bytes, type Millis, millis } from "../api/units";
import { formatBytes, formatCount, formatMillis, formatPercent, formatRate } from "./numbers";

describe("formatMillis", () => {
  it.each([
    [null, "–"],
    [0, "0 ms"],
    [0.0042, "4.2 µs"],
    [0.84, "840 µs"],
    [0.9996, "1.00 ms"],
    [1.234, "1.23 ms"],
    [12.34, "12.3 ms"],
    [123.4, "123 ms"],
    [999.6, "1.00 s"],
    [1240, "1.24 s"],
    [125_000, "2 min 5 s"],
    [3_720_000, "1 h 2 min"],
  ])("shows %d as %s", (value, text) => {
    expect(formatMillis(value === null ? null : millis(value as Millis))).toBe(text);
  });
});

describe("formatPercent", () => {
  it.each([
    [0, "0%"],
    [0.00001, "<0.01%"],
    [0.0042, "0.42%"],
    [0.125, "12.5%"],
    [0.99995, ">99.99%"],
    [1, "100%"],
    [0.99951, "99.95%"],
    [4.093, "409.3%"],
    [118.6911, "11,869%"],
    [-0.5, "-50%"],
  ])("shows %d as %s", (ratio, text) => {
    expect(formatPercent(ratio)).toBe(text);
  });
});

it.each([
  [0, "0"],
  [1234, "1,234"],
  [12_345, "12.3k"],
  [999_960, "1.00M"],
])("shows the count %d as %s", (value, text) => {
  expect(formatCount(value)).toBe(text);
});

it.each([
  [0, "0 req/s"],
  [0.001, "<0.01 req/s"],
  [12.34, "12.3 req/s"],
  [1234, "1.23k req/s"],
])("shows the rate %d as %s", (value, text) => {
  expect(formatRate(value)).toBe(text);
});

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1234, "1.23 kB"],
  [5_600_000, "5.60 MB"],
])("shows %d bytes as %s", (value, text) => {
  expect(formatBytes(bytes(value))).toBe(text);
});
