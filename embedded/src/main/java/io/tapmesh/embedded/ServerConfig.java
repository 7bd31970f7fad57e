package io.tapmesh.embedded;

import io.tapmesh.embedded.clickhouse.ClickHouseOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The configuration file of a {@code clickhouse server} that is started here. */
final class ServerConfig {

  private ServerConfig() {}

  static String xml(ClickHouseOptions options, Path dir, int port) {
    StringBuilder xml = new StringBuilder(2048);
    xml.append("<clickhouse>\n");
    element(xml, "path", dir + "/");
    element(xml, "tmp_path", dir.resolve("tmp") + "/");
    element(xml, "user_files_path", dir.resolve("user_files") + "/");
    element(xml, "format_schema_path", dir.resolve("format_schemas") + "/");
    element(xml, "listen_host", options.host());
    element(xml, "http_port", Integer.toString(port));
    element(xml, "max_server_memory_usage", Long.toString(options.maxMemoryBytes()));
    element(xml, "max_concurrent_queries", Integer.toString(options.maxConnections()));
    element(xml, "mark_cache_size", Long.toString(64L << 20));
    xml.append("  <logger>\n    <level>warning</level>\n    <console>1</console>\n  </logger>\n");
    xml.append("  <profiles>\n    <default/>\n  </profiles>\n");
    xml.append("  <quotas>\n    <default/>\n  </quotas>\n");
    xml.append("  <users>\n");
    Map<String, String> users = new TreeMap<>(options.passwords());
    users.forEach((name, password) -> user(xml, name, password));
    xml.append("  </users>\n");
    // Only so that the server reads the users of this very file.
    xml.append("  <user_directories>\n    <users_xml>\n");
    element(xml, "path", dir.resolve("config.xml").toString());
    xml.append("    </users_xml>\n  </user_directories>\n");
    return xml.append("</clickhouse>\n").toString();
  }

  private static void user(StringBuilder xml, String name, String password) {
    xml.append("    <").append(name).append(">\n");
    element(xml, "password", password);
    xml.append("      <networks><ip>::1</ip><ip>127.0.0.1</ip></networks>\n");
    xml.append("      <profile>default</profile>\n      <quota>default</quota>\n");
    xml.append("    </").append(name).append(">\n");
  }

  private static void element(StringBuilder xml, String name, String value) {
    String escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    xml.append("  <").append(name).append('>').append(escaped);
    xml.append("</").append(name).append(">\n");
  }
}
