package io.tapmesh.embedded.clickhouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One engine for all tests that only use it: hands it to those that have it as a parameter. */
public final class SharedClickHouse implements ParameterResolver {

  /** Users besides {@code default}, who has no password. */
  public static final String USER = "alice";

  public static final String PASSWORD = "s3cret:with colon";

  /** How many statements run at the same time. */
  public static final int PLACES = 8;

  private record Running(EmbeddedClickHouse server, Path dir) implements AutoCloseable {

    static Running start() {
      try {
        Path dir = Files.createTempDirectory("clickhouse-test");
        ClickHouseOptions options =
            ClickHouseOptions.in(dir)
                .withUser(USER, PASSWORD)
                .withMaxMemoryBytes(2L << 30)
                .withMaxConnections(PLACES, 20_000);
        return new Running(EmbeddedClickHouse.start(options), dir);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      try (Stream<Path> files = Files.walk(dir)) {
        for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == EmbeddedClickHouse.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedClickHouse.class))
        .computeIfAbsent(Running.class, key -> Running.start(), Running.class)
        .server();
  }
}
