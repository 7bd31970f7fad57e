package io.tapmesh.api.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.api.time.Window;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceCursorTest {

  private static final TraceCursor CURSOR =
      new TraceCursor(
          new Window(
              Instant.parse("2026-11-23T10:00:00Z"), Instant.parse("2026-11-23T10:15:03.5Z"), 10),
          Instant.parse("2026-11-23T10:07:01.123456789Z"),
          "0af7651916cd43dd8448eb211c80319c");

  @Test
  void comesBackAsItWas() {
    assertThat(TraceCursor.decode(CURSOR.encoded())).contains(CURSOR);
    assertThat(CURSOR.encoded()).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void refusesWhatItDidNotMake() {
    for (String text :
        List.of(
            "",
            "1",
            "1.9223372036854775807.-9223372036854775808.10.1.x",
            "1.0.9223372036854775807.10.1.x",
            "1.1000000000.2000000000.11.1500000000.x",
            "2.1000000000.2000000000.10.1500000000.x",
            "1.1000000000.2000000000.10.99999999999999999999.x",
            "1.1000000000.2000000000.10.90000000000.x",
            "1.2000000000.1000000000.10.1500000000.x")) {
      String encoded = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
      assertThat(TraceCursor.decode(encoded)).as(text).isEmpty();
      assertThat(TraceCursor.decode(text)).as(text).isEmpty();
    }
  }

  @Test
  void survivesNoise() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      char[] text = CURSOR.encoded().toCharArray();
      for (int n = random.nextInt(4); n >= 0; n--) {
        text[random.nextInt(text.length)] = (char) random.nextInt(128);
      }
      TraceCursor.decode(new String(text)).ifPresent(c -> assertThat(c.encoded()).isNotEmpty());
    }
  }
}
