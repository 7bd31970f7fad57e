package io.tapmesh.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tapmesh.proxy.http.HeaderId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Heads from strangers. The first byte says whether it is a response, and to what; the second into
 * what parts the rest is cut.
 */
final class HeadFuzzTest {

  private static final HeadLimits LIMITS = new HeadLimits(1024, 256, 12);
  private static final HeadLimits WIDE = new HeadLimits(4096, 4096, 100);
  private static final int RESPONSE = 1;
  private static final int ANSWERS_HEAD = 2;

  private static final Set<HeaderId> ENDS_HERE =
      EnumSet.of(
          HeaderId.CONNECTION,
          HeaderId.KEEP_ALIVE,
          HeaderId.PROXY_CONNECTION,
          HeaderId.PROXY_AUTHENTICATE,
          HeaderId.PROXY_AUTHORIZATION,
          HeaderId.TE,
          HeaderId.UPGRADE,
          HeaderId.HTTP2_SETTINGS,
          HeaderId.NOMINATED);

  private record Outcome(HeadReader.Result result, int consumed, List<String> said) {}

  @FuzzTest
  void heads(byte[] data) {
    if (data.length < 2) {
      return;
    }
    byte[] text = Arrays.copyOfRange(data, 2, data.length);
    Head head = newHead(data[0]);
    Outcome atOnce = read(text, head, text.length);
    Outcome inParts = read(text, newHead(data[0]), 1 + (data[1] & 0x1f));

    assertThat(inParts).isEqualTo(atOnce);
    if (atOnce.result == HeadReader.Result.COMPLETE) {
      assertThat(head.length()).isLessThanOrEqualTo(LIMITS.maxHeadBytes());
      assertThat(head.count()).isLessThanOrEqualTo(LIMITS.maxHeaders());
      checkFraming(head);
      checkWritten(head, newHead(data[0]));
    } else if (atOnce.result == HeadReader.Result.INCOMPLETE) {
      assertThat(text.length).isLessThan(LIMITS.maxHeadBytes() + 2);
    }
  }

  private static Head newHead(byte kind) {
    if ((kind & RESPONSE) == 0) {
      return new RequestHead();
    }
    ResponseHead head = new ResponseHead();
    head.setAnswersHead((kind & ANSWERS_HEAD) != 0);
    return head;
  }

  private static Outcome read(byte[] text, Head head, int partLength) {
    HeadReader reader = new HeadReader(LIMITS);
    ByteBuf in = Unpooled.buffer(Math.max(1, text.length));
    int fed = 0;
    while (true) {
      int part = Math.min(partLength, text.length - fed);
      in.writeBytes(text, fed, part);
      fed += part;
      HeadReader.Result result = reader.read(in, head);
      if (result != HeadReader.Result.INCOMPLETE || fed == text.length) {
        return switch (result) {
          case COMPLETE -> new Outcome(result, in.readerIndex(), describe(head));
          case VIOLATION -> {
            assertThat(reader.violation()).isNotNull();
            yield new Outcome(result, 0, List.of());
          }
          case INCOMPLETE -> new Outcome(result, in.readerIndex(), List.of());
        };
      }
    }
  }

  private static List<String> describe(Head head) {
    List<String> said = new ArrayList<>(fields(head, Set.of()));
    said.add(start(head));
    said.add(head.bodyKind() + (head.bodyKind() == BodyKind.LENGTH ? " " + length(head) : ""));
    said.add("1." + head.minorVersion() + " " + head.keepsAlive());
    return said;
  }

  private static long length(Head head) {
    return head.contentLength();
  }

  private static String start(Head head) {
    return head instanceof RequestHead request
        ? request.method() + " " + request.target()
        : "" + ((ResponseHead) head).status();
  }

  private static List<String> fields(Head head, Set<HeaderId> without) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < head.count(); i++) {
      if (!without.contains(head.id(i))) {
        fields.add(head.name(i) + ": " + head.value(i));
      }
    }
    return fields;
  }

  /** No two ways to find the end of the body. */
  private static void checkFraming(Head head) {
    assertThat(head.has(HeaderId.CONTENT_LENGTH) && head.has(HeaderId.TRANSFER_ENCODING)).isFalse();
    if (head.has(HeaderId.TRANSFER_ENCODING)) {
      assertThat(head.minorVersion()).isEqualTo(1);
      assertThat(head.count(HeaderId.TRANSFER_ENCODING)).isEqualTo(1);
      assertThat(head.value(HeaderId.TRANSFER_ENCODING)).isEqualToIgnoringCase("chunked");
    }
    if (head.has(HeaderId.CONTENT_LENGTH)) {
      assertThat(head.count(HeaderId.CONTENT_LENGTH)).isEqualTo(1);
      assertThat(head.value(HeaderId.CONTENT_LENGTH)).matches("[0-9]{1,18}");
    }
    if (head instanceof RequestHead) {
      assertThat(head.bodyKind()).isNotEqualTo(BodyKind.UNTIL_CLOSE);
      assertThat(head.count(HeaderId.HOST)).isBetween(1 - (1 - head.minorVersion()), 1);
    }
  }

  private static Set<HeaderId> endsHere(Head head) {
    Set<HeaderId> ends = EnumSet.copyOf(ENDS_HERE);
    if (head.passesUpgrade()) {
      ends.remove(HeaderId.UPGRADE);
    }
    return ends;
  }

  /** What goes on to the next hop says the same, and leaves no room for a second opinion. */
  private static void checkWritten(Head head, Head again) {
    HeaderEdits edits = new HeaderEdits().reset(head);
    ByteBuf out = Unpooled.buffer();
    if (head instanceof RequestHead request) {
      HeadWriter.write(request, edits, out);
    } else {
      HeadWriter.write((ResponseHead) head, edits, out);
    }
    String written = out.toString(ISO_8859_1);
    assertThat(written).endsWith("\r\n\r\n").doesNotContain("\n\n", "\0");
    assertThat(written.replace("\r\n", "")).doesNotContain("\r", "\n");
    assertThat(new HeadReader(WIDE).read(out, again)).isEqualTo(HeadReader.Result.COMPLETE);
    assertThat(out.isReadable()).isFalse();
    assertThat(start(again)).isEqualTo(start(head));
    assertThat(again.bodyKind()).isEqualTo(head.bodyKind());
    assertThat(again.contentLength()).isEqualTo(head.contentLength());
    assertThat(fields(again, EnumSet.of(HeaderId.CONNECTION, HeaderId.TE)))
        .isEqualTo(fields(head, endsHere(head)));
    assertThat(again.passesUpgrade()).isEqualTo(head.passesUpgrade());
    // One that asks for another protocol says nothing else about the connection.
    boolean trailers = head.acceptsTrailers() && !head.passesUpgrade();
    assertThat(again.acceptsTrailers()).isEqualTo(trailers);
    assertThat(again.has(HeaderId.CONNECTION)).isEqualTo(trailers || head.passesUpgrade());
  }
}
