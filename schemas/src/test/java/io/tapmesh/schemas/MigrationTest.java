package io.tapmesh.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationTest {

  @Test
  void versionsCountUpFromOneWithoutGaps() {
    List<Integer> versions = Migration.all().stream().map(Migration::version).toList();

    assertThat(versions).isEqualTo(IntStream.rangeClosed(1, versions.size()).boxed().toList());
  }

  @Test
  void everyFileOfTheFolderIsListed() throws IOException, URISyntaxException {
    URI folder = Migration.class.getResource("clickhouse").toURI();
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      assertThat(files.map(f -> f.getFileName().toString().replace(".sql", "")).sorted())
          .isEqualTo(Migration.all().stream().map(Migration::name).toList());
    }
  }

  @Test
  void everyStatementCreatesOrChangesOneThing() {
    assertThat(Migration.all())
        .flatExtracting(Migration::statements)
        .allSatisfy(
            s -> assertThat(s.lines().filter(l -> l.matches("(CREATE|ALTER) .*"))).hasSize(1));
  }
}
