package io.tapmesh.embedded.clickhouse.library;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChdbLibraryTest {

  @TempDir Path cache;

  private FakeRegistry registry;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @BeforeEach
  void serve() throws Exception {
    registry = new FakeRegistry();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private ChdbLibrary library() throws Exception {
    return library(wanted -> registry.uri());
  }

  private ChdbLibrary library(TarballLocator locator) throws Exception {
    PrintStream out = new PrintStream(shown, true, UTF_8);
    return new ChdbLibrary(cache, registry.expected(), locator, new ConsoleProgress(out, false));
  }

  private Path installed() {
    return cache.resolve("chdb/1.2.3/libtest.so");
  }

  @Test
  void fetchesOnceAndThenUsesTheCache() throws Exception {
    AtomicInteger located = new AtomicInteger();
    TarballLocator counting =
        wanted -> {
          located.incrementAndGet();
          return registry.uri();
        };
    assertThat(library(counting).file()).isEqualTo(installed()).hasBinaryContent(registry.library);
    assertThat(library(counting).isCached()).isTrue();
    assertThat(library(counting).file()).isEqualTo(installed());
    assertThat(located).hasValue(1);
    assertThat(installed().resolveSibling("package.tgz.part")).doesNotExist();
    assertThat(shown.toString(UTF_8)).contains("fetching").contains("  100 %");
  }

  @Test
  void continuesAnInterruptedDownload() throws Exception {
    registry.breakAt = 100_000;
    assertThatThrownBy(() -> library().file())
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("start again to continue");
    assertThat(installed()).doesNotExist();

    assertThat(library().file()).hasBinaryContent(registry.library);
    assertThat(registry.ranges).hasSize(2).first().isEqualTo("null");
    assertThat(registry.ranges.get(1)).startsWith("bytes=");
  }

  @Test
  void startsOverWhereTheServerCannotContinue() throws Exception {
    Files.createDirectories(installed().getParent());
    Files.writeString(installed().resolveSibling("package.tgz.part"), "x".repeat(500_000));
    assertThat(library().file()).hasBinaryContent(registry.library);
    assertThat(registry.ranges).containsExactly("null");
  }

  @Test
  void refusesAWrongChecksumAndRecovers() throws Exception {
    registry.served = registry.tarball.clone();
    registry.served[registry.tarball.length / 2] ^= 1;
    assertThatThrownBy(() -> library().file())
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("checksum sha512-")
        .hasMessageContaining(registry.expected().sha512Base64());
    assertThat(installed()).doesNotExist();

    registry.served = registry.tarball;
    assertThat(library().file()).hasBinaryContent(registry.library);
  }

  @Test
  void replacesALibraryThatIsNotWhole() throws Exception {
    Files.createDirectories(installed().getParent());
    Files.write(installed(), new byte[1000]);
    assertThat(library().isCached()).isFalse();
    assertThat(library().file()).hasBinaryContent(registry.library);
  }

  @Test
  void saysWhatTheServerAnswered() {
    registry.status = 503;
    assertThatThrownBy(() -> library().file())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("127.0.0.1")
        .hasMessageContaining("status 503");
  }

  @Test
  void saysThatThereIsNoNetwork() {
    URI nobody = registry.uri();
    registry.close();
    assertThatThrownBy(() -> library(wanted -> nobody).file())
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("ConnectException");
  }

  @Test
  void saysThatNpmIsMissing() {
    assertThatThrownBy(() -> library(new Npm("no-such-npm")).file())
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NO_INPUT))
        .hasMessageContaining("npm is needed");
  }

  @Test
  void passesOnNpmsReason() throws Exception {
    Path npm =
        script("echo 'npm error code E404' >&2; echo 'npm error 404 lots of text' >&2; exit 1");
    assertThatThrownBy(() -> library(new Npm(npm.toString())).file())
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("npm view @test/lib@1.2.3 failed (code E404)");
  }

  @Test
  void takesTheAddressThatNpmNames() throws Exception {
    Path npm =
        script(
            "[ \"$*\" = 'view @test/lib@1.2.3 dist.tarball --json' ] && echo '\""
                + registry.uri()
                + "\"'");
    assertThat(library(new Npm(npm.toString())).file()).hasBinaryContent(registry.library);
  }

  private Path script(String body) throws Exception {
    Path file = cache.resolve("npm");
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  @Test
  void findsTheCacheByTheEnvironment() {
    assertThat(ChdbLibrary.cacheDirectory(Map.of(), "/home/u"))
        .hasToString("/home/u/.cache/tapmesh");
    assertThat(ChdbLibrary.cacheDirectory(Map.of("XDG_CACHE_HOME", "/x"), "/home/u"))
        .hasToString("/x/tapmesh");
    assertThat(
            ChdbLibrary.cacheDirectory(
                Map.of("XDG_CACHE_HOME", "/x", "TAPMESH_CACHE", "/t"), "/home/u"))
        .hasToString("/t");
  }

  @Test
  void saysForWhichPlatformsThereIsALibrary() {
    assertThat(EnginePackage.of("Linux", "amd64").name()).isEqualTo("@chdb/lib-linux-x64-gnu");
    assertThatThrownBy(() -> EnginePackage.of("Mac OS X", "aarch64"))
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NO_INPUT))
        .hasMessageContaining("darwin-arm64 (available: linux-x64)");
  }

  @Test
  void drawsABarOnATerminal() {
    ConsoleProgress bar = new ConsoleProgress(new PrintStream(shown, true, UTF_8), true);
    bar.advanced(50_000_000, 100_000_000);
    bar.advanced(50_000_001, 100_000_000);
    bar.advanced(100_000_000, 100_000_000);
    assertThat(shown.toString(UTF_8))
        .isEqualTo(
            "\r  ["
                + "#".repeat(15)
                + " ".repeat(15)
                + "]  50 %  50 of 100 MB\r  ["
                + "#".repeat(30)
                + "] 100 %  100 of 100 MB"
                + System.lineSeparator());
  }
}
