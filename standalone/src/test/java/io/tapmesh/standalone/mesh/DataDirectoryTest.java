package io.tapmesh.standalone.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir private Path temp;

  @Test
  void isKeptAfterItWasReleased() throws Exception {
    Path root = temp.resolve("new/demo");
    try (DataDirectory data = DataDirectory.take(root)) {
      Files.writeString(data.path("run", "file"), "kept");
    }
    try (DataDirectory again = DataDirectory.take(root)) {
      assertThat(again.path("run", "file")).hasContent("kept");
    }
  }

  @Test
  void isRefusedWhereItCannotBeWritten() throws Exception {
    Path file = Files.writeString(temp.resolve("file"), "in the way");

    StartupException e =
        catchThrowableOfType(
            StartupException.class, () -> DataDirectory.take(file.resolve("demo")));

    assertThat(e.exitCode()).isEqualTo(ExitCode.IO_ERROR);
    assertThat(e).hasMessageContaining(file.toString());
  }
}
