package io.tapmesh.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ParseTest {

  @Test
  void wrkCountsRequestsTimeAndBytes() {
    LoadResult result =
        Wrk.parse(
            """
            Running 2s test @ http://127.0.0.1:1/
              1 threads and 64 connections
              104251 requests in 2.10s, 16.50MB read
            Requests/sec:  49643.33
            Transfer/sec:      7.86MB
            """);

    assertThat(result.requests()).isEqualTo(104_251);
    assertThat(result.failures()).isZero();
    assertThat(result.requestsPerSecond()).isCloseTo(49_643, within(1.0));
    assertThat(result.bytes()).isEqualTo(Math.round(16.5 * (1 << 20)));
  }

  @Test
  void wrkTakesAnswersThatAreErrorsOutOfTheRequests() {
    LoadResult result =
        Wrk.parse(
            """
              1000 requests in 1.00s, 1.00KB read
              Socket errors: connect 1, read 2, write 3, timeout 4
              Non-2xx or 3xx responses: 100
            """);

    assertThat(result.requests()).isEqualTo(900);
    assertThat(result.failures()).isEqualTo(110);
  }

  @Test
  void h2loadCountsWhatSucceededAndWhatDidNot() {
    LoadResult result =
        H2Load.parse(
            """
            finished in 2.00s, 5000.00 req/s, 1.00MB/s
            requests: 10010 total, 10010 started, 10010 done, 10000 succeeded, 3 failed, 4 errored, 3 timeout
            status codes: 10000 2xx, 0 3xx, 10 4xx, 0 5xx
            traffic: 1.00MB (1048576) total, 100.00KB (102400) headers (space savings 50.00%), 1.00KB (1024) data
            """,
            2);

    assertThat(result).isEqualTo(new LoadResult(10_000, 10, 2, 1_048_576));
  }

  @Test
  void outputWithoutATotalIsAnError() {
    assertThatThrownBy(() -> Wrk.parse("unable to connect"))
        .hasMessageContaining("unable to connect");
    assertThatThrownBy(() -> H2Load.parse("oops", 1)).hasMessageContaining("oops");
  }
}
