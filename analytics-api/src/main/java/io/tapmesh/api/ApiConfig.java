package io.tapmesh.api;

import static java.util.Objects.requireNonNull;

import io.tapmesh.api.store.StoreConfig;
import io.tapmesh.schemas.config.HostPort;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the API needs to know.
 *
 * @param listen where it serves HTTP; port 0 asks for a free one
 * @param clickhouse where the data is
 * @param objectivesDirectory OpenSLO documents ({@code *.yaml}, {@code *.yml}); null for none
 */
public record ApiConfig(
    HostPort listen, StoreConfig clickhouse, @Nullable Path objectivesDirectory) {

  /** Checks that nothing is missing. */
  public ApiConfig {
    requireNonNull(listen, "listen");
    requireNonNull(clickhouse, "clickhouse");
  }

  /** On 127.0.0.1, with the defaults of {@link StoreConfig#of}, without objectives. */
  public static ApiConfig of(int port, URI clickhouse) {
    return new ApiConfig(new HostPort("127.0.0.1", port), StoreConfig.of(clickhouse), null);
  }

  /** The same with a directory of OpenSLO documents. */
  public ApiConfig withObjectives(Path directory) {
    return new ApiConfig(listen, clickhouse, requireNonNull(directory, "directory"));
  }

  /** The same with another way to ClickHouse. */
  public ApiConfig withClickHouse(StoreConfig store) {
    return new ApiConfig(listen, store, objectivesDirectory);
  }
}
