package io.tapmesh.embedded.clickhouse;

import java.util.LinkedHashMap;
import java.util.Map;

/** Settings for an engine that shares a machine, and a process, with everything else. */
final class ServerSettings {

  private ServerSettings() {}

  static Map<String, String> of(ClickHouseOptions options) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("config-file", EngineAccess.write(options.dataDir()).toString());
    settings.put("max_server_memory_usage", Long.toString(options.maxMemoryBytes()));
    // The defaults are gigabytes each; these hold the marks of far more than a laptop stores.
    settings.put("mark_cache_size", Long.toString(64L << 20));
    settings.put("primary_index_cache_size", Long.toString(32L << 20));
    settings.put("index_mark_cache_size", Long.toString(16L << 20));
    settings.put("uncompressed_cache_size", "0");
    settings.put("compiled_expression_cache_size", Long.toString(16L << 20));
    settings.put("query_condition_cache_size", Long.toString(16L << 20));
    settings.put("parquet_metadata_cache_size", Long.toString(16L << 20));
    settings.put("max_thread_pool_size", "256");
    settings.put("max_io_thread_pool_size", "8");
    settings.put("background_pool_size", "2");
    settings.put("background_schedule_pool_size", "4");
    // What clickhouse-local adds to a server's ways and a client of a server does not expect.
    settings.put("implicit_select", "0");
    settings.put("allow_introspection_functions", "0");
    settings.put("progress", "off");
    return settings;
  }
}
