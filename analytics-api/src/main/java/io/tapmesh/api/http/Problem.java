package io.tapmesh.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, for people and programs: <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC
 * 9457</a>.
 *
 * @param type URI reference
 * @param detail one sentence
 * @param instance names this occurrence, which the log has more about; null for most
 * @param errors one for each parameter that is wrong; null unless it is about parameters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    @Nullable String instance,
    @Nullable List<ParameterError> errors) {

  /** The media type of its JSON. */
  public static final String CONTENT_TYPE = "application/problem+json";

  /** A parameter that is wrong. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ParameterError(String parameter, @Nullable String value, String detail) {}

  /** A problem that is not about parameters. */
  public static Problem of(ProblemType type, String detail) {
    return new Problem(type.uri(), type.title(), type.status(), detail, null, null);
  }

  /** Wrong parameters, at least one. */
  static Problem ofParameters(List<ParameterError> errors) {
    ProblemType type = ProblemType.INVALID_PARAMETER;
    String detail =
        errors.size() == 1
            ? errors.get(0).detail()
            : errors.size()
                + " parameters are wrong: "
                + String.join(", ", errors.stream().map(ParameterError::parameter).toList());
    return new Problem(type.uri(), type.title(), type.status(), detail, null, List.copyOf(errors));
  }

  Problem withInstance(String uri) {
    return new Problem(type, title, status, detail, uri, errors);
  }
}
