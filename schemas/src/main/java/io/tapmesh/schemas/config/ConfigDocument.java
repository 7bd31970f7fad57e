package io.tapmesh.schemas.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A configuration file that has passed its schema and its checks. Immutable as long as nobody
 * changes the nodes that it hands out.
 */
public final class ConfigDocument {

  private static final int REVISION_DIGITS = 12;

  private final YamlTree tree;
  private final JsonNode root;
  private final String text;
  private final String revision;

  private ConfigDocument(YamlTree tree, JsonNode root, String text) {
    this.tree = tree;
    this.text = text;
    this.root = root;
    this.revision = hash(text);
  }

  /**
   * Reads and validates a file.
   *
   * @param kind the value that {@code kind} must have; its schema is the resource {@code
   *     io/tapmesh/schemas/config/<kind in kebab case>.schema.json}
   * @param checks rules beyond the schema
   * @throws ConfigException if anything is wrong with it; with all errors
   * @throws StartupException with {@link ExitCode#NO_INPUT} if there is no such file or it cannot
   *     be read
   */
  public static ConfigDocument load(Path file, String kind, ConfigCheck... checks) {
    try {
      return parse(Files.readString(file, UTF_8), file.toString(), kind, checks);
    } catch (NoSuchFileException e) {
      throw new StartupException(
          ExitCode.NO_INPUT, "configuration file " + file + " does not exist", e);
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.NO_INPUT, "configuration file " + file + " cannot be read: " + e, e);
    }
  }

  /**
   * Validates a document that is already in memory.
   *
   * @param name stands for the file in messages
   * @throws ConfigException as {@link #load}
   */
  public static ConfigDocument parse(String yaml, String name, String kind, ConfigCheck... checks) {
    KindSchema schema = KindSchema.of(requireNonNull(kind, "kind"));
    YamlTree tree = YamlTree.parse(yaml, name);
    ConfigErrors errors = new ConfigErrors(tree);
    schema.validate(tree.root(), errors);
    for (ConfigCheck check : checks) {
      check.check(tree.root(), errors);
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(name, errors.list());
    }
    return new ConfigDocument(tree, schema.withDefaults(tree.root()), yaml);
  }

  /** The whole document, with the defaults of the schema filled in. */
  public JsonNode root() {
    return root;
  }

  /** {@code /spec}, with the defaults of the schema filled in. */
  public JsonNode spec() {
    return root.path("spec");
  }

  /** {@code /metadata/name}. */
  public String name() {
    return root.path("metadata").path("name").asText();
  }

  /** As it was read. */
  public String text() {
    return text;
  }

  /** The first 12 hexadecimal digits of the text's SHA-256: changes if and only if the text did. */
  public String revision() {
    return revision;
  }

  /**
   * Where a value stands, as {@code file:line:column}; what was filled in by default stands where
   * its nearest ancestor does.
   *
   * @param pointer a JSON pointer: {@code /spec/inbound/0/listen}
   */
  public String place(String pointer) {
    return tree.place(pointer);
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, REVISION_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
