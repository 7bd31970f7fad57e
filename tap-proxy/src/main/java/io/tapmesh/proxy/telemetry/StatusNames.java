package io.tapmesh.proxy.telemetry;

/** Status codes as text, made once. */
final class StatusNames {

  private static final String[] NAMES = new String[1000];

  static {
    for (int status = 0; status < NAMES.length; status++) {
      NAMES[status] = Integer.toString(status);
    }
  }

  private StatusNames() {}

  static String of(int status) {
    return NAMES[status];
  }
}
