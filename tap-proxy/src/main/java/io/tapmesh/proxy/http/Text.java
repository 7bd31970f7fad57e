package io.tapmesh.proxy.http;

import org.jspecify.annotations.Nullable;

/**
 * A text from a message, made once for all messages that have it, and what somebody has made of it.
 * Used on one event loop only.
 */
public final class Text {

  private final String value;
  private @Nullable Object memo;

  public Text(String value) {
    this.value = value;
  }

  public String value() {
    return value;
  }

  /** What {@link #memo(Object)} has put there. */
  public @Nullable Object memo() {
    return memo;
  }

  /** Keeps something that follows from the text, so that it need not be made again. */
  public void memo(Object derived) {
    memo = derived;
  }

  @Override
  public String toString() {
    return value;
  }
}
