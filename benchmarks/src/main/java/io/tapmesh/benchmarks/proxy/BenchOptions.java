package io.tapmesh.benchmarks.proxy;

import java.util.Set;

/**
 * How long and how much.
 *
 * @param rounds that count, for each peer of each test
 * @param seconds of load in each
 * @param warmUpSeconds of load before, for what runs on a JVM
 * @param tests to run
 * @param oneSession whether all programs share one session, instead of each having its own
 */
record BenchOptions(
    int rounds, int seconds, int warmUpSeconds, Set<String> tests, boolean oneSession) {

  boolean wants(String test) {
    return tests.contains(test);
  }
}
