package io.tapmesh.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Our parser against Netty's, on messages that were made up and then damaged: what ours accepts
 * Netty's has to accept, and to understand in the same way. That Netty's accepts more is no
 * finding: ours is meant to be stricter.
 */
final class Http1DifferentialTest {

  private static final int ROUNDS = 30_000;
  private static final int MAX = 1 << 16;

  private static final String[] REQUESTS = {
    "GET /a?b=c HTTP/1.1\r\nHost: a\r\nAccept: x, y\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nX-A:  spaced \t\r\n\r\nhello",
    "POST /x HTTP/1.1\r\nHost: a:80\r\nTransfer-Encoding: chunked\r\n\r\n5;e=f\r\nhello\r\n0\r\nT: u\r\n\r\n",
    "OPTIONS * HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "PUT http://a/b HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
  };

  private static final String[] RESPONSES = {
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:\r\n\r\nhello",
    "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
    "HTTP/1.0 500\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n",
  };

  private static final String PIECES = "\r\n\t :;,0159aAfxX/.-_+*\"\u0000\u000b\u007f\u00e9\u00a0";

  private static final Pattern EXTENSION = Pattern.compile("\r\n[0-9a-fA-F]+(;[^\r\n]*)");
  private static final String WELL_FORMED = "(;[a-zA-Z0-9]+(=[a-zA-Z0-9]+)?)+";

  /** What a message says, and whether its body came to an end. */
  private record Message(String start, List<String> fields, String body, boolean whole) {}

  @Test
  void nettyUnderstandsRequestsAsWeDo() {
    compare(REQUESTS, 11);
  }

  @Test
  void nettyUnderstandsResponsesAsWeDo() {
    compare(RESPONSES, 12);
  }

  private static void compare(String[] messages, int seed) {
    Random random = new Random(seed);
    int accepted = 0;
    int refused = 0;
    List<String> differences = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      String text = damaged(messages[random.nextInt(messages.length)], random);
      boolean isRequest = messages == REQUESTS;
      Message ours = ours(text, isRequest);
      if (ours == null) {
        refused++;
        continue;
      }
      accepted++;
      Message netty = netty(text, isRequest);
      if (!ours.equals(netty) && !isDeliberate(text)) {
        differences.add(text + "\nours: " + ours + "\nNetty's: " + netty);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(accepted).isGreaterThan(ROUNDS / 20);
    assertThat(refused).isGreaterThan(ROUNDS / 20);
  }

  /** Where we accept what Netty does not, or read it otherwise, on purpose. */
  private static boolean isDeliberate(String text) {
    // Netty wants extensions of chunks to be well-formed. They have no meaning for the framing, so
    // ours only sees to it that they hold no control characters, and passes them on as they came.
    return EXTENSION.matcher(text).results().anyMatch(m -> !m.group(1).matches(WELL_FORMED));
  }

  private static String damaged(String message, Random random) {
    StringBuilder text = new StringBuilder(message);
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length());
      char c = PIECES.charAt(random.nextInt(PIECES.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, c);
        case 1 -> text.setCharAt(at, c);
        case 2 -> text.deleteCharAt(at);
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 12)));
      }
    }
    return text.toString();
  }

  /** Null if it is refused, or no head. */
  private static @Nullable Message ours(String text, boolean isRequest) {
    ByteBuf in = Unpooled.copiedBuffer(text, ISO_8859_1);
    Head head = isRequest ? new RequestHead() : new ResponseHead();
    if (new HeadReader(new HeadLimits(MAX, MAX, 100)).read(in, head)
        != HeadReader.Result.COMPLETE) {
      return null;
    }
    BodyReader body = new BodyReader(MAX);
    body.start(head);
    int length = body.scan(in);
    if (length < 0 || body.isUntilClose()) {
      return null;
    }
    String content = in.toString(in.readerIndex(), length, ISO_8859_1);
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < head.count(); i++) {
      fields.add(head.name(i) + ": " + head.value(i));
    }
    boolean chunked = head.bodyKind() == BodyKind.CHUNKED;
    return new Message(
        start(head), fields, chunked ? "" + body.bodyBytes() : content, body.isDone());
  }

  private static String start(Head head) {
    return head instanceof RequestHead request
        ? request.method() + " " + request.target() + " 1." + head.minorVersion()
        : ((ResponseHead) head).status() + " 1." + head.minorVersion();
  }

  private static @Nullable Message netty(String text, boolean isRequest) {
    ChannelHandler codec =
        isRequest ? new HttpServerCodec(MAX, MAX, MAX) : new HttpClientCodec(MAX, MAX, MAX);
    EmbeddedChannel channel = new EmbeddedChannel(codec);
    try {
      channel.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
      return read(channel);
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  private static @Nullable Message read(EmbeddedChannel channel) {
    String start = null;
    List<String> fields = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    boolean chunked = false;
    boolean whole = false;
    for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
      if (part instanceof HttpMessage message && !whole) {
        if (message.decoderResult().isFailure()) {
          return null;
        }
        start = start(message);
        message.headers().forEach(field -> fields.add(field.getKey() + ": " + field.getValue()));
        chunked = message.headers().contains("transfer-encoding");
      }
      if (part instanceof HttpContent content && !whole) {
        if (content.decoderResult().isFailure()) {
          return null;
        }
        body.append(content.content().toString(ISO_8859_1));
        whole = part instanceof LastHttpContent;
      }
      ReferenceCountUtil.release(part);
    }
    if (start == null) {
      return null;
    }
    return new Message(start, fields, chunked ? "" + body.length() : body.toString(), whole);
  }

  private static String start(HttpMessage message) {
    String version = " 1." + message.protocolVersion().minorVersion();
    return message instanceof HttpRequest request
        ? request.method().name() + " " + request.uri() + version
        : ((HttpResponse) message).status().code() + version;
  }
}
