package io.tapmesh.collector;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.collector.ingest.BatchLimits;
import io.tapmesh.collector.store.ClickHouseAddress;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.config.ConfigDocument;
import io.tapmesh.schemas.config.ConfigErrors;
import io.tapmesh.schemas.config.ConfigValues;
import io.tapmesh.schemas.config.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A document of kind {@code Collector}, as a {@link CollectorConfig}. */
final class ConfigFile {

  private static final String PASSWORD = "/spec/clickhouse/password";
  private static final String PASSWORD_FILE = "/spec/clickhouse/passwordFile";
  private static final String MAX_BYTES = "/spec/batch/maxBytes";

  private ConfigFile() {}

  static CollectorConfig load(Path file) {
    ConfigDocument document =
        ConfigDocument.load(file, "Collector", ConfigFile::onePassword, ConfigFile::maxBytes);
    return read(document.spec(), file);
  }

  private static void onePassword(JsonNode root, ConfigErrors errors) {
    if (!root.at(PASSWORD).isMissingNode() && !root.at(PASSWORD_FILE).isMissingNode()) {
      errors.add(PASSWORD_FILE, "a password as well", "password or passwordFile");
    }
  }

  private static void maxBytes(JsonNode root, ConfigErrors errors) {
    JsonNode size = root.at(MAX_BYTES);
    if (size.isTextual() && size.asText().matches("[0-9]{1,6}([KMGT]i)?B")) {
      long bytes = ConfigValues.bytes(size.asText());
      if (bytes < BatchLimits.MIN_BYTES || bytes > BatchLimits.MAX_BYTES) {
        errors.reject(MAX_BYTES, size, "1MiB to 1GiB");
      }
    }
  }

  private static CollectorConfig read(JsonNode spec, Path file) {
    JsonNode kafka = spec.path("kafka");
    JsonNode clickHouse = spec.path("clickhouse");
    JsonNode batch = spec.path("batch");
    JsonNode topics = spec.path("topics");
    return new CollectorConfig(
        new CollectorConfig.Kafka(
            kafka.path("bootstrapServers").asText(),
            kafka.path("groupId").asText(),
            properties(kafka.path("properties"))),
        new CollectorConfig.ClickHouse(
            ClickHouseAddress.parse(
                clickHouse.path("url").asText(), clickHouse.path("database").asText()),
            clickHouse.path("user").asText(),
            password(clickHouse, file)),
        new BatchLimits(
            batch.path("maxRows").asInt(),
            ConfigValues.bytes(batch.path("maxBytes").asText()),
            ConfigValues.duration(batch.path("maxDelay").asText())),
        new CollectorConfig.Topics(
            topics.path("partitions").asInt(), topics.path("replication").asInt()),
        HostPort.parse(spec.path("admin").path("listen").asText()),
        ConfigValues.duration(spec.path("drainTimeout").asText()));
  }

  private static Map<String, String> properties(JsonNode node) {
    Map<String, String> properties = new HashMap<>();
    node.properties().forEach(entry -> properties.put(entry.getKey(), entry.getValue().asText()));
    return properties;
  }

  /** A relative path is relative to the configuration file. */
  private static String password(JsonNode clickHouse, Path file) {
    if (!clickHouse.has("passwordFile")) {
      return clickHouse.path("password").asText();
    }
    Path secret = file.resolveSibling(clickHouse.path("passwordFile").asText());
    try {
      List<String> lines = Files.readAllLines(secret);
      return lines.isEmpty() ? "" : lines.get(0);
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.NO_INPUT, "password file " + secret + " cannot be read: " + e, e);
    }
  }
}
