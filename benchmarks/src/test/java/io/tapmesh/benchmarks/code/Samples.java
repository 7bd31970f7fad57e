package io.tapmesh.benchmarks.code;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Messages as the programs that they are named after send them. */
public final class Samples {

  private static final String CURL =
      "GET /carts/8731 HTTP/1.1\r\nHost: cart.shop:8080\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n";

  /** Between two services whose proxies trace. */
  private static final String SERVICE =
      """
      GET /carts/8731?currency=EUR HTTP/1.1
      Host: cart.shop:8080
      User-Agent: Java-http-client/17.0.15
      Accept: application/json
      x-request-id: 7f1c2f6e-55a0-4a7e-9a2e-1f2d4c5b6a79
      traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
      tracestate: tapmesh=frontend,vendor=t61rcWkgMzE

      """;

  private static final String BROWSER =
      """
      GET /products/6E92ZMYYFZ?ref=home HTTP/1.1
      Host: www.shop.example
      Connection: keep-alive
      sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"
      sec-ch-ua-mobile: ?0
      sec-ch-ua-platform: "Linux"
      Upgrade-Insecure-Requests: 1
      User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8
      Sec-Fetch-Site: same-origin
      Sec-Fetch-Mode: navigate
      Sec-Fetch-User: ?1
      Sec-Fetch-Dest: document
      Referer: https://www.shop.example/
      Accept-Encoding: gzip, deflate, br, zstd
      Accept-Language: en-GB,en;q=0.9,de;q=0.8
      Cookie: session=8c1f0b5e2d9a4c6f8e7b3a1d5c9f2e4b; theme=dark; consent=all

      """;

  private static final String JSON =
      """
      HTTP/1.1 200 OK
      Content-Type: application/json
      Content-Length: 1234
      Date: Fri, 27 Nov 2026 12:00:00 GMT

      """;

  private static final String PAGE =
      """
      HTTP/1.1 200 OK
      Server: nginx/1.22.1
      Date: Fri, 27 Nov 2026 12:00:00 GMT
      Content-Type: text/html; charset=utf-8
      Transfer-Encoding: chunked
      Connection: keep-alive
      Vary: Accept-Encoding
      Cache-Control: private, max-age=0, must-revalidate
      ETag: W/"5f2c-18e0b7c1a40"
      Content-Security-Policy: default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'
      Strict-Transport-Security: max-age=31536000; includeSubDomains
      X-Content-Type-Options: nosniff
      Set-Cookie: session=8c1f0b5e2d9a4c6f8e7b3a1d5c9f2e4b; Path=/; HttpOnly; Secure; SameSite=Lax

      """;

  private Samples() {}

  /**
   * A head of HTTP/1: {@code curl}, {@code service} or {@code browser}, {@code json} or {@code
   * page}.
   */
  public static String head(String name) {
    String text =
        switch (name) {
          case "curl" -> CURL;
          case "service" -> SERVICE;
          case "browser" -> BROWSER;
          case "json" -> JSON;
          case "page" -> PAGE;
          default -> throw new IllegalArgumentException("no such sample: " + name);
        };
    return text.replace("\r\n", "\n").replace("\n", "\r\n");
  }

  /** Whether {@link #head} of that name is a response. */
  public static boolean isResponse(String name) {
    return head(name).startsWith("HTTP/");
  }

  /** The fields that the same request has over HTTP/2, each with its name and its value. */
  public static List<String[]> fields(String name) {
    List<String> lines = head(name).lines().filter(line -> !line.isEmpty()).toList();
    String target = lines.get(0).split(" ", 3)[1];
    String host = lines.get(1).substring("Host: ".length());
    List<String[]> fields = new ArrayList<>();
    fields.add(new String[] {":method", "GET"});
    fields.add(new String[] {":scheme", "https"});
    fields.add(new String[] {":authority", host});
    fields.add(new String[] {":path", target});
    for (String line : lines.subList(2, lines.size())) {
      String[] field = line.split(": ", 2);
      if (!field[0].equals("Connection")) {
        field[0] = field[0].toLowerCase(Locale.ROOT);
        fields.add(field);
      }
    }
    return fields;
  }

  /** In a buffer outside of the heap, as what was read from a connection is. */
  public static ByteBuf buffer(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }

  /** What a bench does is measured only if it does what it should. */
  public static void expect(Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new IllegalStateException("came to " + actual + " (expected: " + expected + ")");
    }
  }
}
