package io.tapmesh.embedded.clickhouse.library;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A downloaded npm package. */
final class Tarball {

  private static final int BUFFER_BYTES = 256 << 10;

  private final Path file;
  private final EnginePackage expected;

  Tarball(Path file, EnginePackage expected) {
    this.file = file;
    this.expected = expected;
  }

  /**
   * Compares the content with the pinned checksum; a wrong file is deleted, so that the next try
   * starts afresh.
   *
   * @throws StartupException if it differs
   */
  void verify() throws IOException {
    String actual = sha512();
    if (!actual.equals(expected.sha512Base64())) {
      Files.delete(file);
      throw new StartupException(
          ExitCode.UNAVAILABLE,
          "the downloaded ClickHouse engine "
              + expected.specifier()
              + " has the checksum sha512-"
              + actual
              + " (expected: sha512-"
              + expected.sha512Base64()
              + "); it was thrown away");
    }
  }

  private String sha512() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-512", e);
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Base64.getEncoder().encodeToString(digest.digest());
  }

  /** Unpacks the library, and nothing else, to {@code target}. */
  void extractTo(Path target, FetchProgress progress) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new GZIPInputStream(in, BUFFER_BYTES))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().equals("package/" + expected.libraryFile())) {
          copy(tar, target, progress);
          return;
        }
      }
    }
    throw new IOException(expected.specifier() + " holds no " + expected.libraryFile());
  }

  private void copy(InputStream tar, Path target, FetchProgress progress) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = 0;
    try (OutputStream out = Files.newOutputStream(target)) {
      for (int read = tar.read(buffer); read >= 0; read = tar.read(buffer)) {
        out.write(buffer, 0, read);
        done += read;
        progress.advanced(done, expected.libraryBytes());
      }
    }
  }
}
