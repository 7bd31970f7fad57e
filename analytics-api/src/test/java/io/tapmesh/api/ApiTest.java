package io.tapmesh.api;

import io.tapmesh.api.fixture.ApiClient;
import io.tapmesh.api.fixture.ClickHouseForTests;
import io.tapmesh.api.fixture.TestDatabase;
import io.tapmesh.schemas.config.HostPort;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** An API on an empty database, with a clock that stands still. */
@ExtendWith(ClickHouseForTests.class)
abstract class ApiTest {

  /** 7.5 s into a minute of the last hour: real time, because old rows expire, but not aligned. */
  final Instant now =
      Instant.now().truncatedTo(ChronoUnit.HOURS).minusSeconds(600).plusMillis(7_500);

  TestDatabase database;
  AnalyticsApi api;
  ApiClient client;

  @BeforeEach
  void start(TestDatabase empty) {
    database = empty;
    api = AnalyticsApi.start(config(), Clock.fixed(now, ZoneOffset.UTC));
    client = new ApiClient(api.uri());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  ApiConfig config() {
    Path objectives = objectives();
    ApiConfig config = new ApiConfig(new HostPort("127.0.0.1", 0), database.config(), objectives);
    return config;
  }

  /** A directory of OpenSLO documents, or null. */
  Path objectives() {
    return null;
  }
}
