package io.tapmesh.proxy.http2.hpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Random;

/** Fields as they come, some again and again, some once. */
final class RandomFields {

  private static final String[] NAMES = {
    ":path",
    "accept",
    "user-agent",
    "cookie",
    "authorization",
    "content-length",
    "traceparent",
    "x-tenant",
    "x-very-long-name-of-a-header-that-somebody-made-up",
    "grpc-timeout"
  };

  private RandomFields() {}

  static HeaderField[] list(Random random) {
    HeaderField[] fields = new HeaderField[random.nextInt(12)];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = one(random);
    }
    return fields;
  }

  private static HeaderField one(Random random) {
    if (random.nextInt(4) == 0) {
      return StaticTable.get(1 + random.nextInt(StaticTable.SIZE));
    }
    String name = NAMES[random.nextInt(NAMES.length)];
    byte[] value =
        random.nextInt(3) > 0
            ? ("value-" + random.nextInt(8)).getBytes(ISO_8859_1)
            : new byte[random.nextInt(60)];
    if (value.length > 0 && value[0] == 0) {
      random.nextBytes(value);
    }
    return new HeaderField(name.getBytes(ISO_8859_1), value, random.nextInt(15) == 0);
  }
}
