package io.tapmesh.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.store.ClickHouseUrl;
import io.tapmesh.api.store.StoreConfig;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.config.ConfigDocument;
import io.tapmesh.schemas.config.ConfigErrors;
import io.tapmesh.schemas.config.ConfigValues;
import io.tapmesh.schemas.config.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the configuration of kind {@code AnalyticsApi}. */
final class ApiConfigFile {

  static final String KIND = "AnalyticsApi";

  private ApiConfigFile() {}

  /**
   * Reads and validates the file.
   *
   * @throws StartupException with everything that is wrong with it
   */
  static ApiConfig load(Path file) {
    ConfigDocument document = ConfigDocument.load(file, KIND, ApiConfigFile::check);
    JsonNode spec = document.spec();
    // Paths in the file are relative to the file, wherever the process was started.
    Path folder = file.toAbsolutePath().resolveSibling("");
    return new ApiConfig(
        HostPort.parse(spec.path("listen").asText()),
        store(spec, folder),
        objectives(document, folder));
  }

  private static void check(JsonNode root, ConfigErrors errors) {
    JsonNode clickhouse = root.path("spec").path("clickhouse");
    if (clickhouse.has("password") && clickhouse.has("passwordFile")) {
      errors.add("/spec/clickhouse/passwordFile", "given beside password", "one of them");
    }
    JsonNode url = clickhouse.path("url");
    if (url.isTextual()) {
      ClickHouseUrl parsed = ClickHouseUrl.parse(url.asText()).orElse(null);
      if (parsed == null) {
        errors.reject(
            "/spec/clickhouse/url",
            url,
            "http://HOST:PORT, https://HOST:PORT or jdbc:clickhouse://HOST:PORT");
      } else if (parsed.database() != null && clickhouse.has("database")) {
        errors.add("/spec/clickhouse/database", "given beside the url's", "one of them");
      }
    }
    positive(root, "/spec/clickhouse/connectTimeout", errors);
    positive(root, "/spec/clickhouse/queryTimeout", errors);
  }

  private static void positive(JsonNode root, String pointer, ConfigErrors errors) {
    JsonNode value = root.at(pointer);
    if (value.isTextual() && value.asText().matches("0+(ms|s|m|h|d)")) {
      errors.reject(pointer, value, "more than 0");
    }
  }

  private static StoreConfig store(JsonNode spec, Path folder) {
    JsonNode clickhouse = spec.path("clickhouse");
    ClickHouseUrl url = ClickHouseUrl.parse(clickhouse.path("url").asText()).orElseThrow();
    return new StoreConfig(
        url.http(),
        url.database() == null ? clickhouse.path("database").asText() : url.database(),
        clickhouse.path("user").asText(),
        password(clickhouse, folder),
        duration(clickhouse, "connectTimeout"),
        duration(clickhouse, "queryTimeout"),
        spec.path("limits").path("concurrentQueries").asInt(),
        duration(spec.path("limits"), "queueTimeout"));
  }

  private static String password(JsonNode clickhouse, Path folder) {
    if (!clickhouse.has("passwordFile")) {
      return clickhouse.path("password").asText();
    }
    Path file = folder.resolve(clickhouse.path("passwordFile").asText());
    try {
      return Files.readString(file, UTF_8).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.NO_INPUT, "the password file " + file + " cannot be read: " + e, e);
    }
  }

  private static @Nullable Path objectives(ConfigDocument document, Path folder) {
    JsonNode directory = document.spec().path("objectives").path("directory");
    if (!directory.isTextual()) {
      return null;
    }
    Path path = folder.resolve(directory.asText());
    if (!Files.isDirectory(path)) {
      throw new StartupException(
          ExitCode.NO_INPUT,
          "spec.objectives.directory: %s is no directory, %s"
              .formatted(path, document.place("/spec/objectives/directory")));
    }
    return path;
  }

  private static Duration duration(JsonNode parent, String field) {
    return ConfigValues.duration(parent.path(field).asText());
  }
}
