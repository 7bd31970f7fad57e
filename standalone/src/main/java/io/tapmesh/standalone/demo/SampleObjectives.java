package io.tapmesh.standalone.demo;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** The shop's service levels, as OpenSLO documents beside what users add themselves. */
final class SampleObjectives {

  private static final String FILE = "shop.yaml";

  private SampleObjectives() {}

  /** Writes {@code shop.yaml}, over the one of an earlier start. */
  static void write(Path directory) {
    try (InputStream sample =
        Objects.requireNonNull(SampleObjectives.class.getResourceAsStream(FILE), FILE)) {
      Files.createDirectories(directory);
      Files.copy(sample, directory.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.IO_ERROR, "objectives cannot be written to " + directory + ": " + e, e);
    }
  }
}
