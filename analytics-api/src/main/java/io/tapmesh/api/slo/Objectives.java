package io.tapmesh.api.slo;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objectives of a directory, as its files say at this moment: whoever asks makes it look, every
 * two seconds at most, and read again what changed. Thread-safe.
 */
public final class Objectives {

  private static final Logger log = LoggerFactory.getLogger(Objectives.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final int MAX_FILES = 1_000;

  private final @Nullable Path directory;
  private List<FileState> files = List.of();
  private Snapshot snapshot = new Snapshot(List.of(), List.of());
  private long lookedNanos;
  private boolean looked;

  /**
   * Nothing is read yet.
   *
   * @param directory null for no objectives
   */
  public Objectives(@Nullable Path directory) {
    this.directory = directory;
  }

  /**
   * What the directory held when it was last looked at.
   *
   * @param definitions by name
   * @param problems one line for each thing that is wrong, with its place
   */
  record Snapshot(List<Definition> definitions, List<String> problems) {
    Snapshot {
      definitions = List.copyOf(definitions);
      problems = List.copyOf(problems);
    }
  }

  /** What tells whether a file has changed. */
  private record FileState(Path file, long modifiedMillis, long bytes) {}

  synchronized Snapshot current() {
    if (directory != null && isDue()) {
      look(directory);
      lookedNanos = System.nanoTime();
      looked = true;
    }
    return snapshot;
  }

  private boolean isDue() {
    return !looked || System.nanoTime() - lookedNanos >= LOOK_EVERY.toNanos();
  }

  private void look(Path folder) {
    try {
      List<FileState> now = list(folder);
      if (looked && now.equals(files) && snapshot.problems().isEmpty()) {
        return;
      }
      Snapshot read = OpenSloReader.read(now.stream().map(FileState::file).toList());
      report(read);
      files = now;
      snapshot = read;
    } catch (IOException e) {
      Snapshot unreadable =
          new Snapshot(
              snapshot.definitions(), List.of("objectives: cannot read " + folder + ": " + e));
      report(unreadable);
      snapshot = unreadable;
    }
  }

  private void report(Snapshot read) {
    if (!read.problems().equals(snapshot.problems())) {
      read.problems().forEach(problem -> log.warn("objective not used: {}", problem));
    }
    if (!read.definitions().equals(snapshot.definitions())) {
      log.info("{} objectives from {}", read.definitions().size(), requireNonNull(directory));
    }
  }

  private static List<FileState> list(Path folder) throws IOException {
    List<FileState> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path file : entries.filter(Objectives::isYaml).sorted().toList()) {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        found.add(new FileState(file, attributes.lastModifiedTime().toMillis(), attributes.size()));
      }
    }
    if (found.size() > MAX_FILES) {
      throw new IOException(found.size() + " files (expected: at most " + MAX_FILES + ")");
    }
    return found;
  }

  private static boolean isYaml(Path file) {
    String name = file.getFileName().toString();
    boolean visible = !name.startsWith(".");
    return visible
        && (name.endsWith(".yaml") || name.endsWith(".yml"))
        && Files.isRegularFile(file);
  }
}
