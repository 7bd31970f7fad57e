package io.tapmesh.standalone.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a child process tells its parent: lines of JSON on its standard output, each with the name
 * of an event and its data.
 */
public final class Messages {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  private Messages() {}

  /** A line that {@link #parse} reads; without its end. */
  static String line(String event, Object data) {
    return JSON.createObjectNode()
        .put("event", event)
        .set("data", JSON.valueToTree(data))
        .toString();
  }

  /** Reads a line; {@code null} in JSON's sense if it is no message of ours. */
  static JsonNode parse(String line) {
    try {
      JsonNode message = JSON.readTree(line);
      return message.hasNonNull("event") && message.has("data") ? message : JSON.nullNode();
    } catch (JsonProcessingException e) {
      return JSON.nullNode();
    }
  }

  /** The data of a message as the record that the child made it from. */
  public static <T> T data(JsonNode data, Class<T> type) {
    try {
      return JSON.treeToValue(data, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "a child process sent " + data + " (expected: " + type + ")", e);
    }
  }
}
