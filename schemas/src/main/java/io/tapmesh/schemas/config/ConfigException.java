package io.tapmesh.schemas.config;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration that does not validate. Carries every error that was found, in the order of the
 * file; the message has one line for each.
 */
public final class ConfigException extends StartupException {

  private static final long serialVersionUID = 1L;

  /** An implementation that is serializable, as exceptions are. */
  private final ArrayList<String> lines;

  private final transient List<ConfigError> errors;

  ConfigException(String file, List<ConfigError> errors) {
    super(ExitCode.USAGE, message(file, errors));
    this.errors = List.copyOf(errors);
    this.lines = new ArrayList<>(errors.stream().map(ConfigError::toString).toList());
  }

  /** All errors; never empty. */
  public List<ConfigError> errors() {
    return errors;
  }

  /** {@link #errors()} as text, one line each. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  private static String message(String file, List<ConfigError> errors) {
    StringBuilder text = new StringBuilder(128);
    text.append(file).append(" has ").append(errors.size());
    text.append(errors.size() == 1 ? " error:" : " errors:");
    errors.forEach(error -> text.append("\n  ").append(error));
    return text.toString();
  }
}
