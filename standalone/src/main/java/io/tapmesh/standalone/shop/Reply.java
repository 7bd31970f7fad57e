package io.tapmesh.standalone.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** An answer, as a service gives it and as its caller gets it. */
record Reply(int status, String contentType, String body) {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final int FIRST_ERROR = 400;
  private static final int FIRST_SERVER_ERROR = 500;

  static Reply json(int status, JsonNode body) {
    return new Reply(status, "application/json", body.toString());
  }

  static Reply html(String body) {
    return new Reply(200, "text/html; charset=utf-8", body);
  }

  /** An error in words. */
  static Reply error(int status, @Nullable String message) {
    return json(status, object().put("error", message));
  }

  static Reply empty(int status) {
    return new Reply(status, "", "");
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  boolean ok() {
    return status < FIRST_ERROR;
  }

  boolean serverError() {
    return status >= FIRST_SERVER_ERROR;
  }

  /** The body as JSON. */
  JsonNode tree() {
    return parse(body);
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new BadRequest("body is no JSON: " + e.getOriginalMessage());
    }
  }
}
